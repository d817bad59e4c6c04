import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { encodeForTorch, metadataForOnnx, type SavedModel } from '../checkpoint.js';
import { CliError } from '../errors.js';
import { nameOf } from '../files/read-blocks.js';
import type { Host } from '../host.js';
import type { CellName } from '../language-model/settings.js';
import { loadModel } from '../load-model.js';
import { isFolder, NewFolder } from '../model-folder.js';
import { option, someText } from '../options.js';
import { SaveFile, type Written } from '../save-file.js';
import { reporterFor } from '../ui/reporter-for.js';
import { jsonOption, modelOption } from './common-options.js';

const formats = ['torch', 'onnx', 'folder'] as const;

type Format = (typeof formats)[number];

interface ExportFlags {
  readonly model: string;
  readonly to: string;
  readonly format?: Format;
  readonly json?: boolean;
}

const examples = `
Examples:
  $ tbptt charlm --save model.safetensors
  $ tbptt export --model model.safetensors --to torch.safetensors
  $ tbptt export --model model.safetensors --to model.onnx
  $ tbptt export --model model.safetensors --to whale --format folder
  $ tbptt sample --model whale
`;

/** `tbptt export`: writes a saved model for other programs. */
export function addExport(program: Command, host: Host): void {
  program
    .command('export')
    .summary('write a saved model for PyTorch, ONNX or a model hub')
    .description(
      'Writes a model that "tbptt charlm --save" wrote in another form. torch: a state dictionary of PyTorch in a safetensors file, rnn.weight_ih_l0 ..., head.weight, head.bias. onnx: a model for onnxruntime, whose states are inputs and outputs. folder: a new folder with config.json, model.safetensors, vocab.json and a model card, as on model hubs; every command reads it as --model.',
    )
    .addOption(modelOption())
    .addOption(option('--to <file>', 'file to write, or folder to make', someText).makeOptionMandatory())
    .addOption(
      new Option(
        '--format <name>',
        'form to write (default: onnx if the file ends in .onnx, else torch)',
      ).choices(formats),
    )
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async ({ model, to, format = formatOf(to), json = false }: ExportFlags) => {
      const write = format === 'folder' ? await folderWriter(to) : await fileWriter(model, to, format);
      const saved = await loadModel(model, host);
      requireForm(saved, model, format);
      const { file, bytes } = await write(saved);
      reporterFor(host, json).report({ report: 'saved', file, bytes });
    });
}

/** The cells that PyTorch has a module for. */
const TORCH_CELLS: readonly CellName[] = ['lstm', 'gru', 'rnn'];

/** @throws CliError if the model has a part for which the form has no place. */
function requireForm({ cell, nGrams }: SavedModel, model: string, format: Format): void {
  const reason =
    nGrams !== undefined
      ? 'this form has no place for n-grams; train a model without --n-grams.'
      : format === 'torch' && !TORCH_CELLS.includes(cell)
        ? `PyTorch has no module of the cell ${cell}; choose --format onnx or folder.`
        : undefined;
  if (reason === undefined) return;
  throw new CliError(`cannot write the model ${nameOf(model)} in the form ${format}: ${reason}`);
}

function formatOf(file: string): Format {
  return extname(file).toLowerCase() === '.onnx' ? 'onnx' : 'torch';
}

/** Writes a model to a file or folder that has been checked. */
type Write = (saved: SavedModel) => Promise<Written>;

async function folderWriter(to: string): Promise<Write> {
  const target = await NewFolder.open('--to <file>', to);
  return (saved) => target.write(saved);
}

async function fileWriter(model: string, to: string, format: 'torch' | 'onnx'): Promise<Write> {
  const source = { option: '--model <file>', file: model };
  const weights = (await isFolder(model))
    ? [{ option: '--model <file>', file: `${model}/model.safetensors` }]
    : [];
  const target = await SaveFile.open(
    { option: '--to <file>', file: to },
    [source, ...weights],
    '"tbptt sample" could not read it then.',
  );
  return async (saved) => {
    if (format === 'torch') return target.write(encodeForTorch(saved));
    const { toOnnx } = await import('@tbptt/onnx'); // seldom needed
    return target.write(toOnnx(saved.model, { metadata: metadataForOnnx(saved) }));
  };
}
