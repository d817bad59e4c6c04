/** Given names of several languages, for models of single symbols. An entry of its own, since the names weigh more than the rest of the package. */

export {
  type GivenNames,
  type GivenNamesOptions,
  givenNames,
  type NameSamples,
} from './names/given-names.js';
export { LanguageError } from './names/language-error.js';
export { LANGUAGES, type Language, namesOf } from './names/languages.js';
