import { effectClaims, unsupportedClaims } from '../../outcomes/index.ts';
import { type Gap, gapsOf, markOf, type Passage } from './redaction.ts';

/** A stretch of a section's text: `unsupported` asserts an effect that no claim card linked there carries. */
export interface Stretch {
  text: string;
  unsupported: boolean;
}

interface Place {
  start: number;
  end: number;
}

type Linked = Parameters<typeof unsupportedClaims>[1];

export const said = (stretches: readonly Stretch[]): string => stretches.map(({ text }) => text).join('');

/** Cuts a text where it asserts an effect that no claim card bears out. */
export const stretchesOf = ({ text }: { text: string }, linked: Linked): Stretch[] =>
  cut(text, unsupportedClaims(text, linked), []);

/**
 * A text without the passages. What asserted an effect before still says so, and so does what asserts one only now that
 * the doubt in front of it is left out. The reasons are not read: they are no part of what the paper says.
 */
export function openStretches(stretches: readonly Stretch[], passages: readonly Passage[]): Stretch[] {
  const text = said(stretches);
  const gaps = gapsOf(text, passages);
  if (gaps.length === 0) return [...stretches];
  const marked = unsupportedPlaces(stretches);
  const borneOut = effectClaims(text).filter(
    ({ start, end }) => !marked.some((place) => place.start < end && start < place.end),
  );
  const isBorneOut = ({ start, end }: Place): boolean =>
    borneOut.some((claim) => claim.start === start && claim.end === end);
  return cut(text, [...marked, ...assertedWithout(text, gaps).filter((found) => !isBorneOut(found))], gaps);
}

function unsupportedPlaces(stretches: readonly Stretch[]): Place[] {
  let at = 0;
  return stretches.flatMap(({ text, unsupported }) => {
    at += text.length;
    return unsupported ? [{ start: at - text.length, end: at }] : [];
  });
}

/** What each stretch between the gaps asserts, and all of them with the gaps closed by one letter or by nothing. */
function assertedWithout(text: string, gaps: readonly Gap[]): Place[] {
  const pieces = [...gaps, undefined].map((gap, at) => ({
    start: gaps[at - 1]?.end ?? 0,
    end: gap?.start ?? text.length,
  }));
  const apart = pieces.flatMap(({ start, end }) =>
    effectClaims(text.slice(start, end)).map((found) => ({
      start: start + found.start,
      end: start + found.end,
    })),
  );
  return [...apart, ...assertedClosed(text, pieces, 'x'), ...assertedClosed(text, pieces, '')];
}

function assertedClosed(text: string, pieces: readonly Place[], letter: string): Place[] {
  let closed = '';
  const places: number[] = [];
  for (const [at, { start, end }] of pieces.entries()) {
    if (at > 0 && letter !== '') {
      closed += letter;
      places.push(start);
    }
    for (let unit = start; unit < end; unit += 1) places.push(unit);
    closed += text.slice(start, end);
  }
  return effectClaims(closed).map(({ start, end }) => ({
    start: places[start] ?? 0,
    end: (places[end - 1] ?? text.length - 1) + 1,
  }));
}

/** Where one place begins inside another, both are one. */
function joined(places: readonly Place[]): Place[] {
  const whole: Place[] = [];
  for (const { start, end } of places.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = whole.at(-1);
    if (last !== undefined && start < last.end) last.end = Math.max(last.end, end);
    else whole.push({ start, end });
  }
  return whole;
}

/** The text in stretches: what the gaps hold is replaced by why it is left out. */
function cut(text: string, unsupported: readonly Place[], gaps: readonly Gap[]): Stretch[] {
  const stretches: Stretch[] = [];
  let at = 0;
  for (const place of joined(unsupported)) {
    for (const part of [
      { start: at, end: place.start, unsupported: false },
      { ...place, unsupported: true },
    ]) {
      const words = between(text, part, gaps);
      // A claim that is left out whole leaves only the words that say so, which assert nothing.
      const gone = part.unsupported && keptOf(text, part, gaps).trim() === '';
      if (words !== '') stretches.push({ text: words, unsupported: part.unsupported && !gone });
    }
    at = place.end;
  }
  const rest = between(text, { start: at, end: text.length }, gaps);
  if (rest !== '' || stretches.length === 0) stretches.push({ text: rest, unsupported: false });
  return stretches;
}

/** A gap stands where it begins; what of it reaches further is left out there. */
function between(text: string, { start, end }: Place, gaps: readonly Gap[]): string {
  let words = '';
  let at = start;
  for (const gap of gaps) {
    if (gap.end <= at || gap.start >= end) continue;
    words += text.slice(at, Math.max(at, gap.start));
    if (gap.start >= start) words += markOf(gap);
    at = Math.min(end, gap.end);
  }
  return words + text.slice(at, end);
}

/** What of a place is not in a gap. */
function keptOf(text: string, { start, end }: Place, gaps: readonly Gap[]): string {
  let kept = '';
  let at = start;
  for (const gap of gaps) {
    if (gap.start > at) kept += text.slice(at, Math.min(end, gap.start));
    at = Math.max(at, Math.min(end, gap.end));
  }
  return kept + text.slice(at, end);
}

const mark = ' [unsupported claim]';

/** One line of a notice as it is printed and published: behind what asserts an effect without a claim, it says so. */
export const markedLine = (stretches: readonly Stretch[]): string =>
  stretches.map(({ text, unsupported }) => (unsupported ? `${text}${mark}` : text)).join('');

/** A line as it was written. */
export const unmarked = (line: string): string => line.replaceAll(mark, '');

/** A marked line without the passages, marked as its sections are. */
export function openLine(line: string, passages: readonly Passage[]): string {
  const text = unmarked(line);
  const ends = new Set<number>();
  let taken = 0;
  for (let at = line.indexOf(mark); at >= 0; at = line.indexOf(mark, at + mark.length)) {
    ends.add(at - taken);
    taken += mark.length;
  }
  const found = effectClaims(text).filter(({ end }) => ends.has(end));
  return markedLine(openStretches(cut(text, found, []), passages));
}
