import type { ComponentType } from 'preact';
import { useAddress } from './address.js';
import { LearningChapter } from './learning/learning-chapter.js';
import { MemoryChapter } from './memory/memory-chapter.js';
import { PhasesChapter } from './phases/phases-chapter.js';
import { ThemeSwitch } from './theme.js';
import { TruncationChapter } from './truncation/truncation-chapter.js';

interface Chapter {
  readonly question: string;
  readonly Content: ComponentType<{ readonly search: URLSearchParams }>;
}

const chapters: Readonly<Record<string, Chapter>> = {
  phases: { question: 'How does an error find its way back?', Content: PhasesChapter },
  learning: { question: 'How does a network learn?', Content: LearningChapter },
  memory: { question: 'What does it remember?', Content: MemoryChapter },
  truncation: { question: 'What does truncation cost?', Content: TruncationChapter },
};

/** The page: a question at a time. */
export function App() {
  const [search, visit] = useAddress();
  const name = search.get('chapter') ?? '';
  const chapter = Object.hasOwn(chapters, name) ? name : 'phases';
  const { question, Content } = chapters[chapter] as Chapter;
  return (
    <>
      <a class="skip" href="#main">
        To the content
      </a>
      <header>
        <strong>tbptt playground</strong>
        <nav aria-label="Chapters">
          {Object.entries(chapters).map(([key, { question }]) => (
            <a
              key={key}
              href={`?chapter=${key}`}
              aria-current={key === chapter ? 'page' : undefined}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                visit({ chapter: key });
              }}
            >
              {question}
            </a>
          ))}
        </nav>
        <ThemeSwitch />
      </header>
      <main id="main" tabIndex={-1}>
        <h1>{question}</h1>
        <Content key={search.toString()} search={search} />
      </main>
      <footer>
        Everything here is computed in this page by <a href="https://github.com/tbptt/tbptt">tbptt</a>;
        nothing leaves it.
      </footer>
    </>
  );
}
