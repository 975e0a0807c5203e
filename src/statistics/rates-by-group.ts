import { requireLevel, requireSameLength } from './checks.ts';
import { binaryColumn, type Column } from './design-matrix.ts';
import { StatisticsError } from './errors.ts';
import { type Interval, USUAL_LEVEL } from './interval.ts';
import { wilsonInterval } from './single-intervals.ts';
import { riskRatio } from './two-proportions.ts';

/**
 * One person of the eligible population: were they selected, did the event happen, which group are they of.
 */
export type Judged = { readonly group: string; readonly selected: boolean; readonly event: boolean };

/** The same as columns: one entry a person in each; true or 1 for yes. */
export type JudgedColumns = {
  readonly groups: ArrayLike<string | number>;
  readonly selected: Column;
  readonly events: Column;
};

/** Null where nobody is in the denominator. All intervals by Wilson, except the ratio's by Katz. */
export type GroupRates = {
  readonly group: string;
  readonly people: number;
  readonly selected: number;
  readonly selectionRate: Interval;
  /** Selected among those without the event. */
  readonly falsePositiveRate: Interval | null;
  /** Not selected among those with the event. */
  readonly falseNegativeRate: Interval | null;
  /** With the event among the selected. */
  readonly positivePredictiveValue: Interval | null;
  /**
   * Selection rate over that of the reference group; null for the reference, and where either selected
   * nobody.
   */
  readonly selectionRateRatio: Interval | null;
};

/**
 * Selection and error rates of each group of the eligible population, groups in the order of their names, the
 * ratio against a reference group. Equal calibration and equal error rates cannot both hold when base rates
 * differ: show these side by side, and take no single one for fairness. Refuses nobody (`no-people`) and a
 * reference group that has nobody (`invalid-argument`). Source: Katz et al. 1978 for the ratio.
 */
export function ratesByGroup(
  judged: readonly Judged[] | JudgedColumns,
  reference: string,
  level: number = USUAL_LEVEL,
): GroupRates[] {
  requireLevel(level);
  const people = 'groups' in judged ? fromColumns(judged) : judged;
  if (people.length === 0) throw new StatisticsError('no-people', 'nobody to compare');
  const groups = Map.groupBy(people, ({ group }) => group);
  const compared = groups.get(reference);
  if (compared === undefined)
    throw new StatisticsError('invalid-argument', `nobody is in group ${reference}`);
  return [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([group, members]) => ({
      ...errorRates(members, level),
      group,
      selectionRateRatio: group === reference ? null : katzRatio(members, compared, level),
    }));
}

function fromColumns({ groups, selected, events }: JudgedColumns): Judged[] {
  requireSameLength('selected', groups.length, selected.length);
  requireSameLength('events', groups.length, events.length);
  const [chosen, happened] = [binaryColumn('selected', selected), binaryColumn('events', events)];
  return Array.from(groups, (group, i) => ({
    group: String(group),
    selected: chosen[i] === 1,
    event: happened[i] === 1,
  }));
}

function count(people: readonly Judged[], is: (person: Judged) => boolean): number {
  return people.filter(is).length;
}

function errorRates(
  members: readonly Judged[],
  level: number,
): Omit<GroupRates, 'group' | 'selectionRateRatio'> {
  const share = (x: number, n: number) => (n === 0 ? null : wilsonInterval(x, n, level));
  const selected = count(members, (person) => person.selected);
  const events = count(members, ({ event }) => event);
  const found = count(members, (person) => person.selected && person.event);
  return {
    people: members.length,
    selected,
    selectionRate: wilsonInterval(selected, members.length, level),
    falsePositiveRate: share(selected - found, members.length - events),
    falseNegativeRate: share(events - found, events),
    positivePredictiveValue: share(found, selected),
  };
}

function katzRatio(members: readonly Judged[], reference: readonly Judged[], level: number): Interval | null {
  const [group, other] = [members, reference].map((people) => ({
    events: count(people, ({ selected }) => selected),
    people: people.length,
  }));
  if (group === undefined || other === undefined || group.events === 0 || other.events === 0) return null;
  const { estimate, lower, upper } = riskRatio(group, other, level);
  return { estimate, lower, upper, level };
}
