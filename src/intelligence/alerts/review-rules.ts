import { type Day, isDay, showDay } from '../../kernel/clock.ts';
import type { ReviewSide } from './store.ts';

const plain = (text: string): string => text.trim().toLowerCase();

/** What was sent and what is known here where the two differ, each in words: a reviewer reads that first. */
export function conflictsOf(described: Record<string, string>, side: ReviewSide['side']): string[] {
  const pairs: [string, string | undefined, string | null, (text: string) => string][] = [
    ['born', described.bornOn, side.born, (text) => (isDay(text) ? showDay(text) : text)],
    ['family name', described.familyName, side.familyName, (text) => text],
    ['PNC', described.pnc, side.pnc, (text) => text],
    ['CRO', described.cro, side.cro, (text) => text],
    ['prison number', described.prisonNumber, side.prisonNumber, (text) => text],
    ['CRN', described.crn, side.crn, (text) => text],
  ];
  return pairs.flatMap(([name, sent, known, shown]) =>
    sent === undefined || known === null || plain(sent) === plain(known)
      ? []
      : [`CONFLICT: ${name} ${shown(sent)} was sent, ${shown(known)} is known`],
  );
}

export interface Search {
  number: string | null;
  family: string | null;
  born: Day | null;
}

/** What a reviewer has in hand: a whole number, or a family name with the day of birth; undefined where it is neither. */
export function readSearch(typed: { number?: string; family?: string; born?: string }): Search | undefined {
  const [number = '', family = '', born = ''] = [typed.number, typed.family, typed.born].map((one) =>
    one?.trim(),
  );
  const day = isDay(born) ? born : null;
  if (number !== '') return { number: number.toUpperCase(), family: null, born: null };
  return family !== '' && day !== null ? { number: null, family, born: day } : undefined;
}

/** `id.version` of each event, as the page of many sends them; undefined where it is none of ours. */
export function readMarks(text: string): { id: number; version: number }[] | undefined {
  const marks = text.split(' ').filter((one) => one !== '');
  if (marks.length === 0 || marks.some((one) => !/^\d{1,15}\.\d{1,9}$/.test(one))) return undefined;
  return marks.map((one) => {
    const [id, version] = one.split('.').map(Number);
    return { id: id ?? 0, version: version ?? 0 };
  });
}
