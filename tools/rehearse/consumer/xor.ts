/** Needs `@tbptt/core` and nothing else: gradient descent by hand. */
import {
  differentiate,
  Linear,
  meanSquaredError,
  multiply,
  parametersOf,
  Sequential,
  seeded,
  subtract,
  tanh,
  tensor,
} from '@tbptt/core';

const random = seeded(42);
const model = new Sequential(new Linear(2, 8, { random }), tanh, new Linear(8, 1, { random }));
const inputs = tensor([4, 2], [0, 0, 0, 1, 1, 0, 1, 1]);
const targets = tensor([4, 1], [0, 1, 1, 0]);
for (let step = 0; step < 1000; step++) {
  differentiate(model, () => meanSquaredError(model.forward(inputs), targets));
  for (const parameter of parametersOf(model).values()) {
    if (parameter.gradient) parameter.assign(subtract(parameter, multiply(parameter.gradient, 0.2)));
  }
}
const outputs = [...model.forward(inputs).toFloats()];
console.log('  exclusive or:', outputs.map((output) => output.toFixed(2)).join(' '));
if (outputs.some((output, row) => output > 0.5 !== (row === 1 || row === 2)))
  throw new Error('exclusive or is not learned');
