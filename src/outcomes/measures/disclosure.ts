import { suppressSmallNumbers } from '../../statistics/index.ts';
import type { CommonFigures, Figures, GroupCount, Oddities, Published } from './types.ts';

/** Counts from 1 up to but without this are left out of what is published. */
export const smallest = 5;

/** Fewer people than this, and no rate of theirs is published. */
export const fewestForRate = 10;

export const isSmall = (count: number): boolean => count > 0 && count < smallest;

export const shownCount = (count: number | null): number | null =>
  count === null || isSmall(count) ? null : count;

/** Why nothing of any measure's figures may be published; undefined when something may. */
export function notPublishable(
  { counted, cannotWhy }: CommonFigures,
  countedBefore: number | undefined,
): string | undefined {
  if (cannotWhy !== undefined) return cannotWhy;
  if (counted < fewestForRate) return `Fewer than ${fewestForRate} people can be counted.`;
  const joined = countedBefore === undefined ? 0 : Math.abs(counted - countedBefore);
  return isSmall(joined)
    ? `It differs by fewer than ${smallest} people from the figure published last.`
    : undefined;
}

export const publishOddities = (odd: Oddities): Oddities => ({
  beforeBirth: shownCount(odd.beforeBirth),
  afterExtract: shownCount(odd.afterExtract),
  overlapping: shownCount(odd.overlapping),
  open: shownCount(odd.open),
  joinedAgain: shownCount(odd.joinedAgain),
});

/**
 * What may be published of the figures: no count of 1 to 4, and nothing from which one could be worked out, also
 * not by taking it from what was published before.
 * @param countedBefore people counted in the claim published last; undefined if there is none
 */
export function publish(figures: Figures, countedBefore: number | undefined): Published<Figures> {
  const { before, after } = figures;
  const why = notPublishable(figures, countedBefore);
  if (why !== undefined) return { why };
  if (isSmall(before.offences) || isSmall(after.offences)) {
    return { why: `Fewer than ${smallest} offences would be told of.` };
  }
  const others = [figures.notYet ?? 0, figures.noTime ?? 0];
  const hidesOthers = others.some(isSmall);
  return {
    figures: {
      ...figures,
      members: hidesOthers ? null : figures.members,
      notYet: hidesOthers ? null : figures.notYet,
      noTime: hidesOthers ? null : figures.noTime,
      offencesInCustody: shownCount(figures.offencesInCustody),
      ...(figures.odd === undefined ? {} : { odd: publishOddities(figures.odd) }),
      byBase: publishGroups(figures.byBase),
      byStrand: publishGroups(figures.byStrand),
    },
  };
}

/** People counted in each group; none at all where the total, which stands on the card, would have to go too. */
export function publishGroups(groups: readonly GroupCount[]): GroupCount[] {
  if (groups.length === 0) return [];
  const list = suppressSmallNumbers(
    groups.map((group) => group.counted ?? 0),
    { threshold: smallest },
  );
  if (list.total === null) return [];
  return groups.map(({ name }, place) => ({
    name,
    counted: list.cells[place] ?? null,
    notYet: null,
    noTime: null,
  }));
}
