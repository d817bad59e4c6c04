import { kernels } from '@tbptt/core';
import { type Command, Option } from 'commander';
import { activations, type ExplainPlan, explainNetwork } from '../explain/explain-network.js';
import type { Host } from '../host.js';
import { LARGEST } from '../limits.js';
import { list, numberWithin, option, wholeNumber } from '../options.js';
import { reporterFor } from '../ui/reporter-for.js';
import { jsonOption, seedOption, strictOption } from './common-options.js';

interface ExplainFlags extends ExplainPlan {
  readonly strict?: boolean;
  readonly json?: boolean;
}

const MOST_LAYERS = 17;
const MOST_UNITS = 1024;

const examples = `
Examples:
  $ tbptt explain
  $ tbptt explain --layers 2,3,1 --input 0.5,-1 --target 0
  $ tbptt explain --layers 1,1,1,1 --activation tanh | less
`;

/** `tbptt explain`: one step of back-propagation in numbers. */
export function addExplain(program: Command, host: Host): void {
  const units = list(wholeNumber(1, MOST_UNITS), MOST_LAYERS);
  const numbers = list(numberWithin({ least: -LARGEST, most: LARGEST }), MOST_UNITS);
  program
    .command('explain')
    .summary('show one step of back-propagation in numbers')
    .description(
      'Shows one step of back-propagation in all its numbers: forward pass, loss, deltas, gradients and update, ' +
        'for a small network with a linear output, random weights and mean squared error.',
    )
    .addOption(
      option('--layers <units>', 'units of each layer, inputs first', units).default([1, 2, 1], '1,2,1'),
    )
    .addOption(
      new Option('--activation <name>', 'activation of hidden units')
        .choices(Object.keys(activations))
        .default('sigmoid'),
    )
    .addOption(option('--input <numbers>', 'a number for each input (default: 0.5 each)', numbers))
    .addOption(option('--target <numbers>', 'a number for each output (default: 1 each)', numbers))
    .addOption(
      option(
        '--learning-rate <number>',
        'step size of the update',
        numberWithin({ least: 0, most: LARGEST }),
        0.1,
      ),
    )
    .addOption(seedOption())
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(({ strict = false, json = false, ...plan }: ExplainFlags) => {
      kernels.use(strict ? 'strict' : 'auto');
      explainNetwork(plan, reporterFor(host, json));
    });
}
