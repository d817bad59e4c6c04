/**
 * A program that trains one step of a language model and ends, as short as one of a user: nothing
 * but the packages is loaded. It is given the model's definition as JSON and prints `{"done"}`:
 * when the step had ended, by the clock that all processes of a machine share.
 */
import type { LanguageModelDefinition } from './definition.js';
import { languageModel } from './ours/language-model.js';

languageModel(JSON.parse(process.argv[2] ?? 'null') as LanguageModelDefinition).run();
const done = process.hrtime.bigint();
console.log(JSON.stringify({ done: String(done) }));
