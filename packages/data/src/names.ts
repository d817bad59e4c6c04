/**
 * Given names of several languages. A separate entry, since the names are larger than the rest of
 * the package.
 */

export {
  type GivenNames,
  type GivenNamesOptions,
  givenNames,
  type NameSamples,
} from './names/given-names.js';
export { LANGUAGES, type Language, namesOf } from './names/languages.js';
