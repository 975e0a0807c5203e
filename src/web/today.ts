import type { TodayItem } from './wing.ts';

/**
 * The line of Today that says that a list was cut; none where it was not. Only so many were read as the list takes at
 * most, so where there are as many there may be more.
 * @param href where all of them are; empty where no page has them.
 */
export const cutLine = (
  rows: readonly unknown[],
  most: number,
  { what, ...item }: Pick<TodayItem, 'group' | 'day' | 'href'> & { what: string },
): TodayItem[] =>
  rows.length < most
    ? []
    : [{ ...item, title: `The first ${most} ${what} stand here. There may be more`, more: true }];
