/**
 * A name as the search compares it: small letters without accents, apostrophes dropped, anything else that is no
 * letter or digit a space. What is searched for must go through the same function as what is stored.
 */
export function foldName(text: string): string {
  // Nearly every name is plain ASCII, and then there is nothing to take apart.
  const plain = isAscii.test(text) ? text : unaccent(text);
  return plain
    .toLowerCase()
    .replace(/['’‘`´.]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const isAscii = /^[\x00-\x7f]*$/;

/** Letters that have no decomposition, as PostgreSQL's unaccent writes them. */
const letters: Readonly<Record<string, string>> = {
  Æ: 'AE',
  æ: 'ae',
  Ø: 'O',
  ø: 'o',
  Ł: 'L',
  ł: 'l',
  Đ: 'D',
  đ: 'd',
  Ð: 'D',
  ð: 'd',
  Þ: 'TH',
  þ: 'th',
  ß: 'ss',
  Œ: 'OE',
  œ: 'oe',
  ı: 'i',
};

const unaccent = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[ÆæØøŁłĐđÐðÞþßŒœı]/g, (letter) => letters[letter] ?? letter);

/** Every name of a record in one text, each once: what `search_names` holds. */
export function searchNames(names: readonly (string | null | undefined)[]): string {
  const folded = names.map((name) => (name ? foldName(name) : '')).filter((name) => name !== '');
  return [...new Set(folded)].join(' ');
}
