/** A text as it is compared: one form of each letter, no letters that are not seen, one kind of space and dash. */
export const plainLetters = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/g, '')
    .replaceAll(/[^\S\n]/g, ' ')
    .replaceAll(/[\u2010-\u2015\u2212]/g, '-');

// The word by itself or spelt out, "S E C R E T", and with what may stand before it.
const secret = `(?:secret|s[ ._-]e[ ._-]c[ ._-]r[ ._-]e[ ._-]t)`;
const marking = `(?:(?:uk|nato|eu|cosmic|five[ -]eyes|top)[ ._/-]*)*${secret}`;
const lineStart = String.raw`(?:^|\n)[ "'“‘(\[*#>-]*`;

/** Where the word can be nothing but a marking. */
const markings: readonly RegExp[] = [
  // A line that begins with it and goes on as after a marking: its end, a colon, strokes, a codeword.
  new RegExp(`${lineStart}${marking}[ "'”’)\\]*]*(?:$|\\n|[:;/|_.,!-])`, 'i'),
  new RegExp(`${lineStart}(?:TOP[ ._/-]*)?SECRET\\b`),
  // TOP SECRET and SECRET with a country before it or a caveat behind it, wherever they stand.
  /\bTOP[ ._/-]*SECRET\b/,
  /\btop[ ._/-]*secret *(?:[:/|_]|strap|umbra)/i,
  /\b(?:UK|NATO|EU|COSMIC)[ ._/-]*(?:TOP[ ._/-]*)?SECRET(?:\b|_)/i,
  /\bSECRET *(?:\/\/|_|- *UK\b|UK EYES|STRAP|NOFORN)/i,
  /\b(?:S[ ._-]E[ ._-]C[ ._-]R[ ._-]E[ ._-]T)\b/i,
  // Said of a paper: "marked secret", "classified as top secret", "Classification: SECRET".
  new RegExp(
    String.raw`\b(?:marked|marking|classified|classification|protectively)\b(?: (?:is|as|at))?[ :="'“-]*${marking}\b`,
    'i',
  ),
];

/** In capitals inside a sentence it may be a marking and may be a word: whoever wrote it says which. */
const doubtful: readonly RegExp[] = [/\bSECRET\b/, /\bTop[ -]Secret\b/];

/**
 * `marking`: the text carries one that this system may not hold. `ask`: the word stands where it may be one.
 * What is kept secret from somebody is neither.
 */
export function standingOf(text: string): 'marking' | 'ask' | undefined {
  const plain = plainLetters(text);
  if (markings.some((pattern) => pattern.test(plain))) return 'marking';
  return doubtful.some((pattern) => pattern.test(plain)) ? 'ask' : undefined;
}

export const isMarkedSecret = (text: string): boolean => standingOf(text) === 'marking';

/** What is asked of whoever wrote the word in capitals. */
export const askMarking =
  'Is “SECRET” a marking here? If it is, take out all that comes from that paper: it may not be kept here. If it is ' +
  'only a word, write it in small letters. Nothing else of the form was changed';

export const secretInstructions =
  'Nothing at SECRET or above may be kept here. Do not enter it in another form of words. It was not saved. ' +
  'Use your agency’s system for that marking, and tell your security officer if it was typed here by mistake.';
