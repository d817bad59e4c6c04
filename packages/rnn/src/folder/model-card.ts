import { FILES, type FolderConfig, type SymbolUnit } from './format.js';

/** What a model card says besides what is known of the model. */
export interface CardOptions {
  /** Default: by what a symbol is, such as `Character-level language model`. */
  readonly name?: string;
  /** What the model was trained on and is good for. Default: none. */
  readonly description?: string;
  /** The identifier of a license, such as `mit`. Default: none. */
  readonly license?: string;
  /** The language of the text, such as `en`. Default: none. */
  readonly language?: string;
}

const LEVELS: Readonly<Record<SymbolUnit, string>> = {
  byte: 'byte-level',
  codePoint: 'character-level',
  grapheme: 'character-level',
  word: 'word-level',
  token: 'token-level',
};

/** Returns the model card of a folder: `README.md` with the header that hubs of models read. */
export function modelCard(config: FolderConfig, options: CardOptions): string {
  const level = LEVELS[config.symbol_unit ?? 'codePoint'];
  const name = options.name ?? `${level.charAt(0).toUpperCase()}${level.slice(1)} language model`;
  const { description, license, language } = options;
  // JSON texts are YAML texts.
  const header = {
    library_name: 'tbptt',
    pipeline_tag: 'text-generation',
    tags: [level, 'recurrent', config.cell],
    ...(license !== undefined && { license }),
    ...(language !== undefined && { language }),
  };
  const facts: readonly (readonly [string, string | number])[] = [
    ['cell', config.cell],
    ['layers', config.num_hidden_layers],
    ['units of a layer', config.hidden_size],
    ['symbols', config.vocab_size],
    ['embedding', config.embedding_size ?? 'none: symbols enter one-hot'],
    ['head', config.tie_word_embeddings ? 'tied to the embedding' : 'linear'],
    ...Object.entries(config.training),
  ];
  return [
    '---',
    ...Object.entries(header).map(([key, value]) => `${key}: ${JSON.stringify(value)}`),
    '---',
    '',
    `# ${name.replaceAll(/\s+/g, ' ')}`,
    '',
    ...(description === undefined ? [] : [description, '']),
    '| | |',
    '|---|---|',
    ...facts.map(([key, value]) => `| ${cell(key)} | ${cell(String(value))} |`),
    '',
    '## Use',
    '',
    '```js',
    "import { seeded } from '@tbptt/core';",
    "import { Vocabulary } from '@tbptt/data';",
    "import { sample } from '@tbptt/rnn';",
    "import { fetchModelFolder } from '@tbptt/rnn/folder';",
    '',
    `const { model, vocabulary } = await fetchModelFolder(url); // the folder of ${FILES.config}`,
    'const symbols = Vocabulary.fromJSON(vocabulary);',
    'const prime = [0]; // or symbols.encode(text)',
    'const draws = sample(model, { random: seeded(1), prime, length: 200 });',
    'console.log(symbols.decode(Array.from(draws, ({ symbol }) => symbol)));',
    '```',
    '',
  ].join('\n');
}

/** A text in a cell of a table. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
}
