import type { Command } from 'commander';
import { encodeForTorch, loadModel } from '../checkpoint.js';
import type { Host } from '../host.js';
import { option, someText } from '../options.js';
import { SaveFile } from '../save-file.js';
import { reporterFor } from '../ui/reporter-for.js';

interface ExportFlags {
  readonly model: string;
  readonly to: string;
  readonly json?: boolean;
}

const examples = `
Examples:
  $ tbptt charlm --save model.safetensors
  $ tbptt export --model model.safetensors --to torch.safetensors
`;

/** `tbptt export`: writes the weights of a saved model under PyTorch's names. */
export function addExport(program: Command, host: Host): void {
  program
    .command('export')
    .summary('write the weights of a saved model for PyTorch')
    .description(
      'Writes a model that "tbptt charlm --save" wrote as a state dictionary of PyTorch, in a safetensors file: rnn.weight_ih_l0 ..., head.weight, head.bias.',
    )
    .addOption(option('--model <file>', 'model file, - for standard input', someText).makeOptionMandatory())
    .addOption(option('--to <file>', 'file to write', someText).makeOptionMandatory())
    .option('--json', 'write reports as lines of JSON')
    .addHelpText('after', examples)
    .action(async ({ model, to, json = false }: ExportFlags) => {
      const target = await SaveFile.open(
        { option: '--to <file>', file: to },
        [{ option: '--model <file>', file: model }],
        '"tbptt sample" could not read it then.',
      );
      const { file, bytes } = await target.write(encodeForTorch(await loadModel(model, host)));
      reporterFor(host, json).report({ report: 'saved', file, bytes });
    });
}
