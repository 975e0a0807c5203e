import { type Day, isDay } from '../../kernel/clock.ts';
import {
  type ParsedIdentifier,
  parseCrn,
  parseCro,
  parsePnc,
  parsePrisonNumber,
} from '../../linkage/index.ts';
import { foldName } from '../intake/fold-name.ts';
import { type IdentifierKind, identifierWords, type SearchQuery } from './types.ts';

/**
 * Reads what was typed into the one box: an identifier, a date of birth, a name, or a name with a date of birth.
 * @param today decides the century of two-digit years, and that nobody is born later.
 */
export function readQuery(typed: string, today: Day): SearchQuery {
  const text = typed.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (text === '') return { kind: 'empty' };
  const identifier = readIdentifier(text, Number(today.slice(0, 4)));
  if (identifier !== undefined) return identifier;
  const { date, rest } = takeDate(text, today);
  if (date === 'impossible')
    return { kind: 'refused', text: 'That date does not exist. Enter a date of birth like 4/3/1988.' };
  if (date !== null && date > today)
    return { kind: 'refused', text: 'That date of birth lies ahead. Check the year.' };
  const name = foldName(rest);
  if (name === '' && date !== null) return { kind: 'person', name: null, born: date };
  if (!/\p{L}/u.test(name)) {
    return {
      kind: 'refused',
      text: 'This is not a name, a date of birth, or a PNC, CRO, prison, CRN or youth justice number that we know the form of.',
    };
  }
  if (name.replaceAll(' ', '').length < 2)
    return { kind: 'refused', text: 'Enter at least two letters of the name.' };
  return { kind: 'person', name, born: date };
}

/** What an identifier looks like, so that a slip in it is told as such and not searched as a name. */
const shapes: readonly { kind: IdentifierKind; looks: RegExp }[] = [
  { kind: 'pnc', looks: /^(\d{4}\/?\d{7}|\d{2}(\d{2})?\/\d{1,7}|\d{2}\d{5,7})[A-Z]$/ },
  { kind: 'cro', looks: /^(\d{1,6}\/\d{2}|SF\d{2}\/?\d{1,6})[A-Z]$/ },
  { kind: 'prisonNumber', looks: /^[A-Z]\d{4}[A-Z]{2}$/ },
  { kind: 'crn', looks: /^[A-Z]\d{6}$/ },
  { kind: 'yjsId', looks: /^YJ\d{8}$/ },
];

function readIdentifier(text: string, year: number): SearchQuery | undefined {
  const compact = text
    .toUpperCase()
    .replace(/^(PNC|CRO|CRN|NOMS|PRISON)\s*(NO|NUMBER|ID)?\s*[.:]?\s*(?=\S*\d)/, '');
  const value = compact.replaceAll(' ', '');
  const completed = withCheckLetter(value, year);
  if (completed !== undefined)
    return {
      kind: 'identifier',
      identifiers: [{ kind: 'pnc', value: completed }],
      note: `The check letter of this PNC is missing. Its digits give ${completed}, which was searched for: check it against the source.`,
    };
  const likely = shapes.filter(({ looks }) => looks.test(value));
  if (likely.length === 0) return undefined;
  const parsed = likely.map(({ kind }) => ({ kind, result: parseAs(kind, value, year) }));
  const valid = parsed.flatMap(({ kind, result }) =>
    result.valid ? [{ kind, value: result.canonical }] : [],
  );
  if (valid.length > 0) return { kind: 'identifier', identifiers: valid };
  const names = parsed.map(({ kind }) => identifierWords[kind]).join(' or ');
  const wrongLetter = parsed.some(({ result }) => !result.valid && result.problem === 'check-letter');
  return {
    kind: 'refused',
    text: wrongLetter
      ? `This looks like a ${names}, but its check letter does not fit its digits. Check it against the source; nothing was searched.`
      : `This looks like a ${names}, but it is not complete. Check it against the source; nothing was searched.`,
  };
}

/** A PNC without its check letter: the digits determine it. With a stroke, so that no date or other number is taken for one. */
function withCheckLetter(value: string, year: number): string | undefined {
  if (!/^(\d{4}\/\d{7}|\d{2}\/\d{3,7})$/.test(value)) return undefined;
  for (const letter of 'ABCDEFGHJKLMNPQRTUVWXYZ') {
    const parsed = parsePnc(`${value}${letter}`, year);
    if (parsed.valid) return parsed.canonical;
  }
  return undefined;
}

function parseAs(kind: IdentifierKind, value: string, year: number): ParsedIdentifier {
  switch (kind) {
    case 'pnc':
      return parsePnc(value, year);
    case 'cro':
      return parseCro(value);
    case 'prisonNumber':
      return parsePrisonNumber(value);
    case 'crn':
      return parseCrn(value);
    case 'yjsId':
      return { valid: true, canonical: value };
  }
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const dateShapes: readonly {
  pattern: RegExp;
  order: readonly ['y' | 'm' | 'd', 'y' | 'm' | 'd', 'y' | 'm' | 'd'];
}[] = [
  { pattern: /(?<![\d/])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d/])/, order: ['y', 'm', 'd'] },
  { pattern: /(?<![\d/])(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?![\d/])/, order: ['d', 'm', 'y'] },
  { pattern: /(?<!\d)(\d{2})(\d{2})(\d{4})(?!\d)/, order: ['d', 'm', 'y'] },
  {
    pattern:
      /(?<!\d)(\d{1,2})(?:st|nd|rd|th)? (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (\d{4}|\d{2})(?!\d)/i,
    order: ['d', 'm', 'y'],
  },
];

/** Takes a date out of the text; British order. `impossible` for a date that does not exist. */
function takeDate(text: string, today: Day): { date: Day | null | 'impossible'; rest: string } {
  for (const { pattern, order } of dateShapes) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const part = (which: 'y' | 'm' | 'd'): string => found[order.indexOf(which) + 1] ?? '';
    const month = months.indexOf(part('m').slice(0, 3).toLowerCase()) + 1 || Number(part('m'));
    const day = `${yearOf(part('y'), today)}-${two(month)}-${two(Number(part('d')))}`;
    const rest = text.replace(found[0], ' ').replace(/\b(dob|born|d\.o\.b\.?)\b/gi, ' ');
    return { date: isDay(day) ? day : 'impossible', rest };
  }
  return { date: null, rest: text };
}

const two = (value: number): string => String(value).padStart(2, '0');

/** A two-digit year is the last such year that is not ahead. */
function yearOf(text: string, today: Day): string {
  if (text.length === 4) return text;
  const century = Number(today.slice(0, 2));
  return Number(text) <= Number(today.slice(2, 4)) ? `${century}${text}` : `${century - 1}${text}`;
}

export interface NameMatch {
  /** 0 to 1. */
  score: number;
  /** Place among the names; 0 is the shown one. */
  index: number;
  name: string;
}

/**
 * How like somebody's names are to the one typed: each word typed is held against the likest word of the name,
 * in whatever order, and the best name counts. Words of the name that were not typed cost little.
 * @param names folded, the shown one first.
 * @param alike likeness of two words, 0 to 1 (Jaro–Winkler).
 */
export function bestName(
  names: readonly string[],
  typed: string,
  alike: (left: string, right: string) => number,
): NameMatch {
  const wanted = typed.split(' ').filter((word) => word !== '');
  let best: NameMatch = { score: 0, index: 0, name: names[0] ?? '' };
  for (const [index, name] of names.entries()) {
    const words = name.split(' ').filter((word) => word !== '');
    const free = [...words];
    let sum = 0;
    for (const word of wanted) {
      let top = 0;
      let at = -1;
      for (const [place, own] of free.entries()) {
        const score = own === word ? 1 : alike(own, word);
        if (score > top) {
          top = score;
          at = place;
        }
      }
      sum += top;
      if (at >= 0) free.splice(at, 1);
    }
    const score = Math.max(0, sum / wanted.length - 0.01 * free.length);
    if (score > best.score) best = { score, index, name };
  }
  return best;
}

/** From here on a name is like enough to be shown: one slip in a short word, two in a long one. */
export const likeEnough = 0.86;

/** A folded name as it is written. */
export const capitalised = (name: string): string =>
  name.replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase());
