import type { Day } from '../kernel/clock.ts';
import { type Sql, sql } from '../kernel/database.ts';
import type { WrittenThing } from './wing.ts';

/** A row of what was written about a person, before its room says what it is called and where it is opened. */
export type WrittenRow = Omit<WrittenThing, 'title' | 'href' | 'stuck'>;

/** One that waits for whoever decides again. */
export type WaitingRow = Pick<WrittenThing, 'id' | 'day'> & { personId: number };

/** The day in London of a moment that a column holds: `dayOf('c.at')`. */
export const dayOf = (column: string): Sql<Day> =>
  sql<Day>`(${sql.ref(column)} at time zone 'Europe/London')::date`;

/** Whether a column's moment was on this day in London or later. */
export const since = (column: string, from: Day): Sql<boolean> =>
  sql<boolean>`${dayOf(column)} >= ${from}::date`;

/** People, each with the day from which something may have been decided of them by another's record: `w (person_id, from_day)`. */
export const peopleSince = (about: readonly { personId: number; from: Day }[]): Sql<unknown> =>
  sql`unnest(${about.map(({ personId }) => personId)}::bigint[], ${about.map(({ from }) => from)}::date[]) w (person_id, from_day)`;

/** The rows as the page lists them: what a room reads besides, to tell them by, goes no further. */
export async function written<Row extends WrittenRow>(
  rows: readonly Row[] | Promise<readonly Row[]>,
  tell: (row: Row) => Pick<WrittenThing, 'title' | 'href' | 'stuck'>,
): Promise<WrittenThing[]> {
  return (await rows).map((row) => ({
    id: row.id,
    day: row.day,
    agencyId: row.agencyId,
    agency: row.agency,
    ...tell(row),
  }));
}
