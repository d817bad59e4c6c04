/**
 * The declarations of the package import one another without file extensions, which `nodenext` does
 * not resolve.
 */
declare module '@huggingface/tokenizers' {
  export class Tokenizer {
    constructor(tokenizer: object, config: object);
    encode(text: string): { readonly ids: number[] };
  }
}
