import type { Tensor } from '@tbptt/core';

/** Inputs or outputs by name. */
export type Tensors = Readonly<Record<string, Tensor | undefined>>;

/** The outputs of a model from its inputs. */
export type Run = (inputs: Tensors) => Tensors;
