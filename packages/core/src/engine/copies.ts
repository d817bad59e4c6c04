const ALL_COPIES = Symbol.for('@tbptt/core copies');

/** The state that the copies of this package in one program share. */
interface Copies {
  /** The copy that came first, as long as it is loaded. */
  readonly first: WeakRef<object>;
  isWarned: boolean;
}

/** Represents this copy. It is collected with the module. */
const thisCopy = {};

const shared = globalThis as { [ALL_COPIES]?: Copies };

/**
 * Warns if another copy of this package is loaded, once per program. Tensors and layers of two
 * copies that meet are refused with an error. But `kernels.use`, `Engine.run`, `evaluate` and
 * `frozen` functions of one copy do nothing in the other, and no argument tells them so.
 *
 * A module that a development server or a test runner loads again is a copy too, until the old one
 * is garbage-collected.
 */
export function announceCopy(): void {
  if (typeof WeakRef === 'undefined') return;
  const copies = shared[ALL_COPIES];
  const first = copies?.first.deref();
  if (copies === undefined || first === undefined) {
    shared[ALL_COPIES] = { first: new WeakRef(thisCopy), isWarned: copies?.isWarned ?? false };
    return;
  }
  if (first === thisCopy || copies.isWarned) return;
  copies.isWarned = true;
  console.warn(
    '@tbptt/core: two copies of this package are loaded. Each has its own kernels, engines and steps, which do nothing in the ' +
      'other, and a tensor of one is refused by the other. Make all packages use one copy (see `npm ls @tbptt/core`, `npm dedupe`, ' +
      'and the aliases of the bundler). If a module was just loaded again while it was edited, this is expected.',
  );
}
