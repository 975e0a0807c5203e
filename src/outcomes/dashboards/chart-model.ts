import type { Drawing } from '../../web/components/index.ts';
import { periodWords } from './months.ts';
import type { Count, Figures, Period, Topic } from './types.ts';

/** A cell of a chart's table and of its download. */
export type ChartCell = string | { count: number | string | null; href?: string | undefined };

/** A picture, its table, and what may be said of both. */
export interface ChartModel {
  title: string;
  about: string;
  /** Undefined where there is nothing to draw; `missing` says why. */
  drawing?: Drawing | undefined;
  missing?: string;
  width: number;
  height: number;
  notes: readonly string[];
  head: readonly string[];
  rows: readonly (readonly ChartCell[])[];
}

/** Which events a number leads to. */
export interface LinkTo {
  topic: Topic;
  period: Period;
  base?: string;
  one?: string;
  two?: string;
}

/** What the scheme calls its own. */
export interface Words {
  bases: ReadonlyMap<string, string>;
  pathways: ReadonlyMap<string, string>;
  agencies: ReadonlyMap<string, string>;
  declineReasons: ReadonlyMap<string, string>;
  ratings: ReadonlyMap<string, string>;
}

export interface DrawAsk {
  figures: Figures;
  words: Words;
  /** The list behind a number; undefined where the viewer may not see it. */
  link(to: LinkTo): string | undefined;
}

export const nameIn = (names: ReadonlyMap<string, string>, code: string): string =>
  names.get(code) ?? (code === '' ? 'Not said' : code.replaceAll('-', ' '));

export const periodName = (period: Pick<Period, 'code' | 'isOpen'>): string =>
  `${period.code.split('..').map(periodWords).join(' to ')}${period.isOpen ? ' (so far)' : ''}`;

/** A count that leads to its list; nothing leads to a nought or to what is left out. */
export const linked = (ask: DrawAsk, count: Count, to: LinkTo, shown: Count = count): ChartCell => ({
  count: shown,
  href: count === null || count === 0 ? undefined : ask.link(to),
});

export const plain = (count: number | string | null): ChartCell => ({ count });

/** Periods from the first in which anything was counted on: before it nothing was recorded, which is not nought. */
export function begun<Item>(
  items: readonly Item[],
  counts: (item: Item) => readonly Count[],
): readonly Item[] {
  const first = items.findIndex((item) => counts(item).some((count) => count !== 0));
  return first < 0 ? [] : items.slice(first);
}

/** To so many digits after the point; null stays null. */
export const digits = (value: number | null, places: number): number | null =>
  value === null ? null : Number(value.toFixed(places));

/** What a picture of months and one of quarters have in common in its description. */
export const spanWords = ({ periods }: Figures): string => {
  const [first, last] = [periods[0], periods.at(-1)];
  if (first === undefined || last === undefined) return 'no period';
  return first === last ? periodName(first) : `${periodName(first)} to ${periodName(last)}`;
};

export const nothingCounted = 'Nothing is counted yet for these months.';
/** Why there is no picture: what is left out of the table was counted all the same. */
export const missingWords = (counts: readonly Count[]): string =>
  counts.some((count) => count !== 0) ? notPublished : nothingCounted;

export const notPublished = 'Too few people or events to show: it could be known whom they are about.';
