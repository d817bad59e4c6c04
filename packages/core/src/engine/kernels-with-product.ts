import { ArgumentError, HostError } from '../errors.js';
import { GeneratedKernels } from '../kernels/generated-kernels.js';
import type { KernelRequest, Kernels } from '../kernels/kernels.js';
import { chooseTile } from '../kernels/product/choose-tile.js';
import { MatrixProduct } from '../kernels/product/matrix-product.js';
import type { Product } from '../kernels/product/product.js';
import { ReferenceKernels } from '../kernels/reference-kernels.js';
import { findDisagreement } from '../kernels/self-check.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import { roundingOf } from './variants.js';

/** A matrix product in place of the generated one. */
export interface OtherProduct {
  /** Its name, such as `OpenBLAS 0.3.21`. */
  readonly label: string;
  /** Makes the product over a memory. `own` is the generated product, to which it may leave some shapes. */
  readonly create: (memory: LinearMemory, own: Product) => Product;
}

/**
 * Returns generated kernels with another matrix product, after their results were compared with those of
 * the reference. For a `ProductFactory`, which passes on what it is given.
 *
 * @throws ArgumentError if other kernels than `auto` or `relaxed`, double precision or several threads are
 * requested, since the product has threads of its own.
 * @throws HostError if the host cannot run generated kernels, or if the product computes wrongly.
 */
export function kernelsWithProduct(
  memory: LinearMemory,
  { name, variant, wide, threads }: KernelRequest,
  { label, create }: OtherProduct,
): Kernels {
  const isOther = name !== 'auto' && name !== 'relaxed';
  if (isOther || memory.precision !== 'single' || threads > 1) {
    throw new ArgumentError(
      'kernels.use',
      `${label} was given as product, with ${isOther ? `the kernels '${name}'` : threads > 1 ? `${threads} threads` : 'double precision'}; ` +
        "it needs the kernels 'auto' or 'relaxed' in single precision, and threads: 1, since it has threads of its own.",
      { label, name, threads },
    );
  }
  if (variant === 'reference') {
    throw new HostError(
      'kernels.use',
      `${label} needs generated kernels beside it, which this host cannot run.`,
    );
  }
  const rounding = roundingOf(variant);
  const own = new MatrixProduct(memory, rounding, chooseTile(rounding, wide));
  const product = create(memory, own);
  const kernels = new GeneratedKernels(memory, rounding, { wide, product, variant: `${variant}, ${label}` });
  const disagreement = findDisagreement(kernels, new ReferenceKernels(memory));
  if (disagreement === undefined) return kernels;
  throw new HostError(
    'kernels.use',
    `${label} computes ${disagreement} wrongly on this machine. Use another library, or leave product out; the set in use has not changed.`,
    { label, disagreement },
  );
}
