import { ArgumentError, ShapeError, stack, Tensor } from '@tbptt/core';
import {
  describe,
  formatShape,
  type OptionNames,
  requireFunction,
  requireRange,
  SIZE,
} from '@tbptt/core/operation';
import { requireGivenOptions, requireUnrollable } from '../arguments.js';
import { requireCausal } from '../causal.js';
import { stepOf } from '../cells/single-step.js';
import type { State, UnrollableLayer, Unrolled } from '../recurrent.js';

/** Options of `closedLoop`. */
export interface ClosedLoopOptions<S extends State> {
  /** T, the number of time steps. */
  readonly steps: number;
  /**
   * Returns the next input, `[B, D]`, from the output `[B, O]` and the input of a time step: the
   * answer of the world to a controller, say, or the prediction with what else is known of the next
   * step. Default: the output itself.
   */
  readonly next?: (output: Tensor, input: Tensor, step: number) => Tensor;
  /** The state before the first input, B lanes. Default: the model's initial state. */
  readonly state?: S;
}

const NAMES: OptionNames<ClosedLoopOptions<State>> = { steps: true, next: true, state: true };

/** A model that ran in a loop. */
export interface ClosedLoop<S extends State> extends Unrolled<S> {
  /** [T, B, D] The inputs that were read, the first one included. */
  readonly inputs: Tensor;
  /** [B, D] The input after the last time step, which the model has not read. */
  readonly next: Tensor;
}

/**
 * Runs a model whose outputs lead to its inputs: a forecast of many steps that reads its own
 * predictions, or a controller and what it controls. Gradients pass through the whole loop, so a
 * loss of its inputs or outputs trains the model over all T steps. `sample` does it for symbols,
 * which are drawn.
 *
 * ```ts
 * const { state } = model.unroll(known); // [T, B, D]
 * const { outputs } = closedLoop(model, latest, { steps: 24, state }); // latest: [B, D]
 * ```
 *
 * @param first `[B, D]` The input of the first time step.
 * @throws ArgumentError if an argument is not valid, or if `next` returns no tensor
 * @throws ShapeError if `first` is not `[B, D]`, or an input after it has another shape
 */
export function closedLoop<S extends State>(
  model: UnrollableLayer<S>,
  first: Tensor,
  options: ClosedLoopOptions<S>,
): ClosedLoop<S> {
  const name = 'closedLoop';
  requireUnrollable(name, model);
  requireCausal(name, model, 'it can be unrolled over whole sequences only');
  requireGivenOptions(name, options, NAMES);
  const { steps, next = (output: Tensor) => output } = options;
  requireRange(name, 'steps', steps, SIZE);
  requireFunction(name, 'next', next, '(output, input) => add(input, output)');
  let input = requireInput(name, 'the first input', first);
  const shape = formatShape(input.shape);
  let state = options.state ?? model.initialState(input.shape[0] ?? 0);
  const [inputs, outputs]: [Tensor[], Tensor[]] = [[], []];
  for (let step = 0; step < steps; step++) {
    const stepped = stepOf(model, input, state);
    ({ state } = stepped);
    inputs.push(input);
    outputs.push(stepped.output);
    input = requireInput(name, `the input of step ${step + 1}`, next(stepped.output, input, step));
    if (formatShape(input.shape) === shape) continue;
    throw new ShapeError(
      name,
      `the input of step ${step + 1} is ${formatShape(input.shape)}, the first ${shape}; they must be alike: give the option next, which makes an input of an output.`,
      { input: input.shape, first: first.shape },
    );
  }
  return { inputs: stack(inputs), outputs: stack(outputs), state, next: input };
}

function requireInput(operation: string, name: string, input: Tensor): Tensor {
  const given: unknown = input;
  if (!(given instanceof Tensor)) {
    throw new ArgumentError(operation, `${name} is ${describe(given)}; it must be a tensor [B, D].`);
  }
  if (given.shape.length === 2) return given;
  throw new ShapeError(operation, `${name} is ${formatShape(given.shape)}; it must be [B, D].`, {
    input: given.shape,
  });
}
