import { resolve } from 'node:path';
import type { Command } from 'commander';
import { exportModel, loadModel } from '../checkpoint.js';
import { UsageError } from '../errors.js';
import type { Host } from '../host.js';
import { option, someText } from '../options.js';
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
    .addOption(option('--model <file>', 'the model file', someText).makeOptionMandatory())
    .addOption(option('--to <file>', 'the file to write', someText).makeOptionMandatory())
    .option('--json', 'report in lines of JSON')
    .addHelpText('after', examples)
    .action(async ({ model, to, json = false }: ExportFlags) => {
      if (resolve(model) === resolve(to)) {
        throw new UsageError(
          `options '--model <file>' and '--to <file>' name the same file, ${JSON.stringify(to)}; "tbptt sample" could not read it then.`,
        );
      }
      const bytes = await exportModel(to, await loadModel(model));
      reporterFor(host, json).report({ report: 'saved', file: to, bytes });
    });
}
