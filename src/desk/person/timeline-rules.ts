import type { Day } from '../../kernel/clock.ts';
import type { TimelineEntry, TimelineWindow } from '../../web/wing.ts';

/** A full instant, so that what orders as text orders in time: `2026-10-01` and `2026-10-01T00:01` are filled up. */
export const wholeMoment = (at: string): string =>
  at.length >= 24 ? at : `${at}${'T00:00:00.000Z'.slice(at.length - 10)}`;

const keyOf = (entry: TimelineEntry): string =>
  `${entry.kind} ${entry.href ?? ''} ${entry.title} ${entry.detail ?? ''}`;

/** Newest first; of one moment always in the same order, so that pages neither repeat nor leave out. */
export const inOrder = (entries: readonly TimelineEntry[]): TimelineEntry[] =>
  entries
    .map((entry) => ({ entry: { ...entry, at: wholeMoment(entry.at) }, key: keyOf(entry) }))
    .sort((left, right) =>
      left.entry.at === right.entry.at
        ? left.key < right.key
          ? -1
          : left.key > right.key
            ? 1
            : 0
        : left.entry.at < right.entry.at
          ? 1
          : -1,
    )
    .map(({ entry }) => entry);

/** Where an earlier page ended: at a moment, so many entries of which were shown. */
export interface Cursor {
  at: string;
  shown: number;
}

export const cursorText = ({ at, shown }: Cursor): string => `${Date.parse(at)}-${shown}`;

export function readCursor(text: string | undefined): Cursor | undefined {
  const match = /^(-?\d{1,15})-(\d{1,5})$/.exec(text ?? '');
  const moment = new Date(Number(match?.[1]));
  if (match === null || Number.isNaN(moment.getTime())) return undefined;
  return { at: moment.toISOString(), shown: Number(match[2]) };
}

export const isChanged = (entry: TimelineEntry, since: Date | undefined): boolean =>
  since !== undefined && entry.changedAt !== undefined && entry.changedAt > since.toISOString();

/** What the address asks for. */
export interface TimelineFilter {
  kinds: readonly TimelineEntry['kind'][];
  /** By its number, and as entries name it. */
  agency: { id: number; name: string } | undefined;
  from: Day | undefined;
  to: Day | undefined;
  onlyChanged: boolean;
}

export const inWindow = (entry: TimelineEntry, filter: TimelineFilter, since: Date | undefined): boolean =>
  (filter.kinds.length === 0 || filter.kinds.includes(entry.kind)) &&
  (filter.agency === undefined || entry.agency === filter.agency.name) &&
  (filter.from === undefined || entry.day >= filter.from) &&
  (filter.to === undefined || entry.day <= filter.to) &&
  (!filter.onlyChanged || isChanged(entry, since));

/** What sources are asked for one page: as many entries as the page may have to pass over, and one more. */
export const windowOf = (
  filter: TimelineFilter,
  page: { size: number; cursor: Cursor | undefined; since: Date | undefined },
): TimelineWindow => ({
  limit: page.size + 1 + (page.cursor?.shown ?? 0),
  ...(page.cursor === undefined ? {} : { before: page.cursor.at }),
  ...(filter.from === undefined ? {} : { from: filter.from }),
  ...(filter.to === undefined ? {} : { to: filter.to }),
  ...(filter.kinds.length === 0 ? {} : { kinds: filter.kinds }),
  ...(filter.agency === undefined ? {} : { agencyId: filter.agency.id }),
  ...(page.since === undefined ? {} : { since: page.since }),
  ...(filter.onlyChanged ? { onlyChanged: true } : {}),
});

export interface TimelinePage {
  entries: TimelineEntry[];
  /** Where the next, older page begins; undefined where there is none. */
  older: Cursor | undefined;
}

/** One page of what the sources gave: those that gave more than they were asked for included. */
export function takePage(
  given: readonly TimelineEntry[],
  filter: TimelineFilter,
  page: { size: number; cursor: Cursor | undefined; since: Date | undefined },
): TimelinePage {
  const { cursor, size, since } = page;
  const wanted = inOrder(given.filter((entry) => inWindow(entry, filter, since))).filter(
    ({ at }) => cursor === undefined || at <= cursor.at,
  );
  const rest = cursor === undefined ? wanted : dropShown(wanted, cursor);
  const entries = rest.slice(0, size);
  const last = entries.at(-1);
  if (last === undefined || rest.length <= size) return { entries, older: undefined };
  const before = cursor?.at === last.at ? cursor.shown : 0;
  return {
    entries,
    older: { at: last.at, shown: before + entries.filter(({ at }) => at === last.at).length },
  };
}

function dropShown(entries: readonly TimelineEntry[], { at, shown }: Cursor): TimelineEntry[] {
  const same = entries.findIndex((entry) => entry.at !== at);
  const count = same < 0 ? entries.length : same;
  return entries.slice(Math.min(count, shown));
}
