import { plainText } from '../../outcomes/index.ts';

/** Something to leave out, wherever it stands, and why. */
export interface Passage {
  passage: string;
  reason: string;
}

/** A stretch of a text that is left out, and why. Places are of UTF-16 units, `end` not in it. */
export interface Gap {
  start: number;
  end: number;
  reasons: string[];
}

interface Span {
  start: number;
  end: number;
  reason: string;
}

const alike: readonly (readonly string[])[] = [
  ["'", '‘', '’', 'ʼ', '`', '´', '′', '‛'],
  ['"', '“', '”', '„', '″'],
  ['-', '‐', '‑', '‒', '–', '—', '―', '−'],
];
const sameMark = new Map(alike.flatMap((group) => group.map((mark) => [mark, group[0] ?? mark] as const)));

/** Stands for whatever a reader cannot see: soft hyphens, joiners, fillers, an accent written apart. */
const unseen = '\u200B';
const isUnseen = /^[\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}]$|^[^\P{Cc}\s]$/u;

/** One character as its reader takes it: no capitals, no accents, no other alphabet's letter of the same shape. */
function seen(character: string): string {
  if (/\s|\u2800/u.test(character)) return ' ';
  if (isUnseen.test(character)) return unseen;
  const mark = sameMark.get(character);
  if (mark !== undefined) return mark;
  return plainText(character.normalize('NFKD').replaceAll(/\p{M}/gu, '')).text.toLowerCase() || unseen;
}

const seenOnce = new Map<string, string>();

/** A text as it is looked through, and where each unit of it begins and ends in what was written. */
function looked(written: string): { text: string; starts: number[]; ends: number[] } {
  let text = '';
  let at = 0;
  const [starts, ends]: [number[], number[]] = [[], []];
  for (const character of written) {
    const plain = seenOnce.get(character) ?? seen(character);
    seenOnce.set(character, plain);
    for (let unit = 0; unit < plain.length; unit += 1) {
      starts.push(at);
      ends.push(at + character.length);
    }
    text += plain;
    at += character.length;
  }
  return { text, starts, ends };
}

const escaped = (text: string): string => text.replaceAll(/[/\\^$*+?.()|[\]{}]/g, '\\$&');

/** The passage, however it is spaced, in capitals or not, in whatever letters, quotation marks and dashes. */
const patternOf = (passage: string): RegExp | undefined => {
  const words = looked(passage)
    .text.replaceAll(unseen, '')
    .split(' ')
    .filter((word) => word !== '');
  if (words.length === 0) return undefined;
  const letters = words.map((word) => [...word].map(escaped).join(`${unseen}*`));
  return new RegExp(letters.join(`[ ${unseen}]+`), 'gu');
};

/** Every place of every passage, also where one begins inside another. */
function placesOf(text: string, passages: readonly Passage[]): Span[] {
  const spans: Span[] = [];
  const plain = looked(text);
  for (const { passage, reason } of passages) {
    const search = patternOf(passage);
    if (search === undefined) continue;
    for (let found = search.exec(plain.text); found !== null; found = search.exec(plain.text)) {
      const last = found.index + found[0].length - 1;
      spans.push({ start: plain.starts[found.index] ?? 0, end: plain.ends[last] ?? text.length, reason });
      search.lastIndex = found.index + 1;
    }
  }
  return spans.sort((a, b) => a.start - b.start || b.end - a.end);
}

export const markOf = ({ reasons }: Pick<Gap, 'reasons'>): string =>
  `[left out: ${[...new Set(reasons)].join('; ')}]`;

/** What is left out of a text, in order; passages that overlap are one gap. */
export function gapsOf(text: string, passages: readonly Passage[]): Gap[] {
  const gaps: Gap[] = [];
  for (const { start, end, reason } of placesOf(text, passages)) {
    const last = gaps.at(-1);
    if (last !== undefined && start < last.end) {
      last.end = Math.max(last.end, end);
      last.reasons.push(reason);
    } else gaps.push({ start, end, reasons: [reason] });
  }
  return gaps;
}

/** The text without the passages: where they stood, it says that something was left out, and why. */
export function leaveOut(text: string, passages: readonly Passage[]): string {
  let out = '';
  let at = 0;
  for (const gap of gapsOf(text, passages)) {
    out += text.slice(at, gap.start) + markOf(gap);
    at = gap.end;
  }
  return out + text.slice(at);
}

/** Passages that still stand somewhere in what is to be published: none, or it is not published. */
export function passagesLeft(published: readonly string[], passages: readonly Passage[]): Passage[] {
  return passages.filter(({ passage }) => {
    const pattern = patternOf(passage);
    return pattern !== undefined && published.some((text) => looked(text).text.search(pattern) >= 0);
  });
}

/** How often a passage stands in a document: shown before it is left out, so that a slip is seen. Keys are ours. */
export function countPlaces(part: unknown, passage: string): number {
  if (typeof part === 'string') return placesOf(part, [{ passage, reason: '' }]).length;
  if (typeof part !== 'object' || part === null) return 0;
  return Object.values(part).reduce((sum: number, one) => sum + countPlaces(one, passage), 0);
}
