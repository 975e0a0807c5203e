import type { CardWords } from '../measures/types.ts';

/**
 * A figure about offending that other wings may hold, pass on and keep, and cannot read: it goes into no template,
 * string, sum or JSON. Only the card, its text and its fields open it, so none of it stands without what it rests on.
 */
export class ClaimFigure {
  readonly #words: CardWords;
  private constructor(words: CardWords) {
    this.#words = words;
  }
  /** For the files beside this one alone: test/guards/claims.ts names them. */
  static seal(words: CardWords): ClaimFigure {
    return new ClaimFigure(words);
  }
  /** For the files beside this one alone. */
  static open(figure: ClaimFigure): CardWords {
    return figure.#words;
  }
  toString(): never {
    throw refused();
  }
  toJSON(): never {
    throw refused();
  }
  [Symbol.toPrimitive](): never {
    throw refused();
  }
}

const refused = (): TypeError =>
  new TypeError('A figure about offending is drawn by the claim card: claimCard, claimText or claimFields');
