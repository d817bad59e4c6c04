import { engine } from '../engine/default-engine.js';
import { LifetimeError } from '../errors.js';
import { Home } from './home.js';
import { Node } from './node.js';
import { requireTensor } from './require-tensor.js';
import { requireSameShape } from './shape.js';
import { nodeOf, Tensor } from './tensor.js';

/**
 * A tensor that belongs to a model. Its numbers change by `assign`, outlive every step and are part
 * of the state dictionary. A tensor that is trained is a `Parameter`. The others, such as the
 * running statistics of `BatchNorm`, are what PyTorch calls buffers.
 *
 * The numbers are stored in a persistent block of the engine that used the tensor last. The block
 * returns to the engine's memory when the tensor is garbage-collected.
 */
export class PersistentTensor extends Tensor {
  /** Whether tensors of the class are trained. */
  protected static readonly isTrained: boolean = false;

  /**
   * Makes a persistent tensor that starts with the numbers of `initial`.
   *
   * @throws ArgumentError if `initial` is not a tensor.
   */
  constructor(initial: Tensor) {
    requireTensor(new.target.isTrained ? 'Parameter' : 'PersistentTensor', 'the initial value', initial);
    const { memory } = engine();
    const home = new Home(memory, initial.size, new.target.isTrained);
    super(new Node(initial.shape, undefined, home));
    home.write(memory, nodeOf(initial).read());
  }

  /**
   * Replaces the numbers by those of a tensor of the same shape.
   *
   * @throws ArgumentError if `source` is not a tensor.
   * @throws ShapeError if the shapes differ.
   * @throws LifetimeError inside a step or an evaluation that has used the tensor already, whose
   * results would mix old and new numbers.
   */
  assign(source: Tensor): void {
    requireTensor('assign', 'the source', source);
    requireSameShape('assign', this.role, this.shape, 'tensor', source.shape);
    const node = nodeOf(this);
    if (node.span?.open === true) {
      throw new LifetimeError(
        'assign',
        `the ${this.role} of shape [${this.shape.join(', ')}] is in use by the step or evaluation that is running, whose results ` +
          'would mix old and new numbers; assign after it has ended.',
        { shape: this.shape },
      );
    }
    const { memory } = engine();
    node.home?.enter(memory); // before the source is read: it may allocate
    node.home?.write(memory, nodeOf(source).read());
  }

  override toString(): string {
    // Not the name of the class, which bundlers change.
    const name = this.role.replace(/ ?\b[a-z]/g, (start) => start.trim().toUpperCase());
    return super.toString().replace('Tensor', name);
  }

  /** The name of the tensor's role in messages. */
  protected get role(): string {
    return 'persistent tensor';
  }
}
