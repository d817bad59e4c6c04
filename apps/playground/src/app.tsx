import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useAddress } from './address.js';
import { ThemeSwitch } from './theme.js';

type Content = ComponentType<{ readonly search: URLSearchParams }>;

interface Chapter {
  /** The short name, for narrow screens. */
  readonly name: string;
  readonly question: string;
  readonly load: () => Promise<Content>;
}

/** The chapters. Each is a script of its own, so that the page does not wait for all of them. */
const chapters: Readonly<Record<string, Chapter>> = {
  phases: {
    name: 'Errors',
    question: 'How does an error find its way back?',
    load: async () => (await import('./phases/phases-chapter.js')).PhasesChapter,
  },
  learning: {
    name: 'Learning',
    question: 'How does a network learn?',
    load: async () => (await import('./learning/learning-chapter.js')).LearningChapter,
  },
  memory: {
    name: 'Memory',
    question: 'What does it remember?',
    load: async () => (await import('./memory/memory-chapter.js')).MemoryChapter,
  },
  truncation: {
    name: 'Truncation',
    question: 'What does truncation cost?',
    load: async () => (await import('./truncation/truncation-chapter.js')).TruncationChapter,
  },
};

/** Loads the wanted chapter first, then all others, which later need no network. */
async function loadAll(wanted: string, show: (name: string, content: Content) => void): Promise<void> {
  const names = Object.keys(chapters).toSorted((a, b) => Number(b === wanted) - Number(a === wanted));
  for (const name of names) {
    const content = await chapters[name]?.load();
    if (content) show(name, content);
  }
}

/** The page, which shows one chapter at a time. */
export function App() {
  const [search, visit] = useAddress();
  const name = search.get('chapter') ?? '';
  const chapter = Object.hasOwn(chapters, name) ? name : 'phases';
  const [loaded, setLoaded] = useState<Readonly<Record<string, Content>>>({});
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    loadAll(chapter, (key, content) => setLoaded((before) => ({ ...before, [key]: content }))).catch(
      (error: unknown) => setFailure(String(error)),
    );
  }, []);
  const { question } = chapters[chapter] as Chapter;
  const Content = loaded[chapter];
  return (
    <>
      <a class="skip" href="#main">
        To the content
      </a>
      <header>
        <strong>tbptt playground</strong>
        <nav aria-label="Chapters">
          {Object.entries(chapters).map(([key, { name: short, question }]) => (
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
              <span class="long">{question}</span>
              <span class="short">{short}</span>
            </a>
          ))}
        </nav>
        <ThemeSwitch />
      </header>
      <main id="main" tabIndex={-1}>
        <h1>{question}</h1>
        {Content ? (
          <Content key={search.toString()} search={search} />
        ) : (
          failure === undefined && <p class="notice waiting">The chapter is loading.</p>
        )}
        {failure && (
          <p class="notice failure" role="alert">
            A part of the page could not be loaded: {failure} Load the page again.
          </p>
        )}
      </main>
      <footer>
        Everything here is computed in this page by <a href="https://github.com/tbptt/tbptt">tbptt</a>;
        nothing leaves it.
      </footer>
    </>
  );
}
