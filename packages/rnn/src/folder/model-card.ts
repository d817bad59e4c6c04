import { FILES, type FolderConfig } from './format.js';

/** What a model card says besides what is known of the model. */
export interface CardOptions {
  /** Default: `Character-level language model`. */
  readonly name?: string;
  /** What the model was trained on and is good for. Default: none. */
  readonly description?: string;
  /** The identifier of a license, such as `mit`. Default: none. */
  readonly license?: string;
  /** The language of the text, such as `en`. Default: none. */
  readonly language?: string;
}

/** Returns the model card of a folder: `README.md` with the header that hubs of models read. */
export function modelCard(config: FolderConfig, options: CardOptions): string {
  const { name = 'Character-level language model', description, license, language } = options;
  // JSON texts are YAML texts.
  const header = {
    library_name: 'tbptt',
    pipeline_tag: 'text-generation',
    tags: ['character-level', 'recurrent', config.cell],
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
    "import { sample } from '@tbptt/rnn';",
    "import { fetchModelFolder } from '@tbptt/rnn/folder';",
    '',
    `const { model, vocabulary } = await fetchModelFolder(url); // the folder of ${FILES.config}`,
    'const prime = [0]; // symbols are numbers: places in the vocabulary',
    'for (const { symbol } of sample(model, { random: seeded(1), prime, length: 200 })) {',
    '  console.log(vocabulary[symbol]);',
    '}',
    '```',
    '',
  ].join('\n');
}

/** A text in a cell of a table. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
}
