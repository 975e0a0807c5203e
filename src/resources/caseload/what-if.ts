import { limitFor, perOfficerOf } from './rules.ts';
import type { BaseLoad, CaseloadRule } from './types.ts';

/** What is tried out at one base: posts in hundredths of FTE and people, more or fewer. */
export interface BaseChange {
  officersHundredths: number;
  people: number;
}

export const mostBases = 30;

/**
 * Reads changes from an address: `officers` and `people` are lists of `base:number`, like `3:-0.5`. What is not of that
 * form, or of no base, is left out; so an address that somebody kept always opens.
 */
export function readChanges(
  query: { officers?: string | undefined; people?: string | undefined },
  baseIds: readonly number[],
): Map<number, BaseChange> {
  const changes = new Map<number, BaseChange>();
  const read = (text: string | undefined, take: (change: BaseChange, amount: number) => void): void => {
    for (const part of (text ?? '').split(',').slice(0, mostBases)) {
      const match = /^(\d{1,15}):([+-]?\d{1,4}(?:\.\d{1,2})?)$/.exec(part);
      const baseId = Number(match?.[1]);
      if (match === null || !baseIds.includes(baseId)) continue;
      const change = changes.get(baseId) ?? { officersHundredths: 0, people: 0 };
      take(change, Number(match[2]));
      changes.set(baseId, change);
    }
  };
  read(query.officers, (change, amount) => {
    change.officersHundredths = Math.round(amount * 100);
  });
  read(query.people, (change, amount) => {
    change.people = Math.trunc(amount);
  });
  return changes;
}

/** The same as an address has them; undefined where nothing is changed. */
export function writeChanges(changes: ReadonlyMap<number, BaseChange>): {
  officers: string | undefined;
  people: string | undefined;
} {
  const list = (of: (change: BaseChange) => number): string | undefined =>
    [...changes]
      .filter(([, change]) => of(change) !== 0)
      .map(([baseId, change]) => `${baseId}:${of(change)}`)
      .join(',') || undefined;
  return {
    officers: list(({ officersHundredths }) => officersHundredths / 100),
    people: list(({ people }) => people),
  };
}

export interface Tried {
  base: string;
  baseId: number;
  before: BaseLoad;
  people: number;
  officersHundredths: number;
  limit: number;
  perOfficer: string | undefined;
  /** More was taken than there is: it was cut at nothing. */
  cut: boolean;
}

/** Each base with its changes. Nobody can take away more than is there. */
export const tryOut = (
  bases: readonly BaseLoad[],
  changes: ReadonlyMap<number, BaseChange>,
  rule: Pick<CaseloadRule, 'peoplePerOfficer'>,
): Tried[] =>
  bases.map((before) => {
    const change = changes.get(before.baseId) ?? { officersHundredths: 0, people: 0 };
    const people = Math.max(0, before.people + change.people);
    const officersHundredths = Math.max(0, before.officersHundredths + change.officersHundredths);
    return {
      base: before.base,
      baseId: before.baseId,
      before,
      people,
      officersHundredths,
      limit: limitFor(rule, officersHundredths),
      perOfficer: perOfficerOf(people, officersHundredths),
      cut: before.people + change.people < 0 || before.officersHundredths + change.officersHundredths < 0,
    };
  });

/** What moving leaves over: 0 where posts (or people) are only moved between bases. */
export const balanceOf = (
  changes: ReadonlyMap<number, BaseChange>,
): { officersHundredths: number; people: number } => ({
  officersHundredths: [...changes.values()].reduce((sum, change) => sum + change.officersHundredths, 0),
  people: [...changes.values()].reduce((sum, change) => sum + change.people, 0),
});
