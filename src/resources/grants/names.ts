import type { Place } from './types.ts';

/** One form for comparing: no accents, no apostrophes, small letters; anything else parts words. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/[\p{M}'’‘`´]/gu, '')
    .toLowerCase()
    .trim();

/** A name's words, each compared for itself: `Anne-Marie O’Neill` → anne, marie, oneill. */
export const wordsOfName = (name: string): string[] =>
  plain(name)
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length > 1);

/** What names on the record are made of. */
export interface KnownNames {
  words: ReadonlySet<string>;
  /** Two words of one name, in either order: `jordan whitlock`. */
  pairs: ReadonlySet<string>;
}

/** @param names whole names: those of the record, and others by which somebody is known */
export function knownNames(names: readonly string[]): KnownNames {
  const each = names.map(wordsOfName);
  const pairs = each.flatMap((words) =>
    words.flatMap((one, at) => words.filter((_, other) => other !== at).map((other) => `${one} ${other}`)),
  );
  return { words: new Set(each.flat()), pairs: new Set(pairs) };
}

/** Words that begin with a capital and name nobody: months, days, and what reports of this kind are about. */
const ordinary = new Set(
  `january february march april may june july august september october november december monday tuesday wednesday thursday friday
  saturday sunday i we the a an our they he she it in on at of and or for with by to this that these those there one two three some
  iom opcc pcc police probation prison council court crown magistrates service services scheme quarter jobcentre christmas easter
  universal credit norfolk suffolk norwich ipswich lowestoft yarmouth england wales hmp crc nhs dwp`.split(
    /\s+/,
  ),
);

/** Numbers by which somebody is known (PNC, CRN, prison), a date of birth, a postcode, a telephone number. */
const numbers =
  /\b(?:\d{2,4}\/\d{1,7}[A-Z]|[A-Z]\d{6}|[A-Z]\d{4}[A-Z]{2}|\d{1,2}[./]\d{1,2}[./](?:19|20)\d{2}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|0\d{3,4} ?\d{3} ?\d{3,4})\b/g;

interface Word {
  plain: string;
  start: number;
  end: number;
  capital: boolean;
  opens: boolean;
}

/** Words with where they stand; an apostrophe is inside one, and `’s` at its end is not of the name. */
function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu)].map((match) => {
    const whole = match[0].replace(/['’]s$/iu, '');
    const before = text.slice(0, match.index).trimEnd();
    return {
      plain: plain(whole),
      start: match.index,
      end: match.index + whole.length,
      capital: /^\p{Lu}/u.test(whole),
      opens: before === '' || /[.!?:;•\n-]$/u.test(before),
    };
  });
}

/**
 * Places of a text that may name somebody. Each is found either because it has the shape of a name or number, whoever that
 * may be, or because it is one of the names given; which of the two is not told, so that a place says nothing about who is
 * on the scheme.
 *
 * @param known what `knownNames` makes of the record
 */
export function placesIn(field: Place['field'], text: string, known: KnownNames): Place[] {
  const found: { start: number; end: number }[] = [...text.matchAll(numbers)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
  const words = wordsOf(text);
  words.forEach((word, index) => {
    const next = words[index + 1];
    const isKnown = known.words.has(word.plain);
    const shaped = word.capital && !word.opens && !ordinary.has(word.plain);
    if (word.capital && isKnown && !ordinary.has(word.plain)) found.push(word);
    else if (shaped) found.push(word);
    // A whole name in small letters, whichever part comes first.
    if (next !== undefined && known.pairs.has(`${word.plain} ${next.plain}`))
      found.push({ start: word.start, end: next.end });
  });
  return joined(text, found).map(({ start, end }) => ({ field, start, end }));
}

/** Places that touch or overlap are one: a first and a family name are marked together. */
function joined(
  text: string,
  places: readonly { start: number; end: number }[],
): { start: number; end: number }[] {
  const out: { start: number; end: number }[] = [];
  for (const { start, end } of [...places].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = out.at(-1);
    if (last !== undefined && (start <= last.end || /^[\s-]+$/u.test(text.slice(last.end, start))))
      last.end = Math.max(last.end, end);
    else out.push({ start, end });
  }
  return out;
}

/** A text in pieces, those within marks apart: for a page to draw. */
export function piecesOf(
  text: string,
  places: readonly Pick<Place, 'start' | 'end'>[],
): { text: string; marked: number | null }[] {
  const pieces: { text: string; marked: number | null }[] = [];
  let at = 0;
  places.forEach(({ start, end }, index) => {
    if (start < at || end > text.length) return;
    if (start > at) pieces.push({ text: text.slice(at, start), marked: null });
    pieces.push({ text: text.slice(start, end), marked: index });
    at = end;
  });
  if (at < text.length) pieces.push({ text: text.slice(at), marked: null });
  return pieces;
}
