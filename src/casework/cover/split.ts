import { canonicalJson, sha256 } from '../../kernel/ids.ts';
import { countsTowardsLoad, partsOf } from '../allocation/rules.ts';
import { type AllocationKind, allocationKinds } from '../allocation/types.ts';
import type { OfficerLoad } from '../ports.ts';
import type { Colleague, LeaverAction, LeaverItem, LeaverPerson } from './types.ts';

/** What the preview showed, in one word: anything that was added, taken away or changed since makes another. */
export const digestOf = (items: readonly LeaverItem[], actions: readonly LeaverAction[]): string =>
  sha256(
    canonicalJson(
      [
        ...items.map(({ what, id, version }) => `${what}:${id}:${version}`),
        ...actions.map(({ id, version }) => `action:${id}:${version}`),
      ].sort(),
    ),
  ).slice(0, 40);

const isPart = (text: string | undefined): text is AllocationKind =>
  allocationKinds.some((kind) => kind === text);

/** People whom this adds to somebody's load: a co-worker's case is somebody else's. */
export const adds = (person: Pick<LeaverPerson, 'part'>): number =>
  isPart(person.part) && countsTowardsLoad(person.part) ? 1 : 0;

/** Colleagues who may take over: of the same agency, and in a role that may have the part. */
export const mayReceive = (
  leaver: Colleague,
  receiver: Colleague,
  person: Pick<LeaverPerson, 'part'>,
): boolean =>
  receiver.id !== leaver.id &&
  receiver.agencyId === leaver.agencyId &&
  (person.part === undefined || (partsOf[receiver.role] ?? []).some((part) => part === person.part));

/** What somebody carries of whom the rule sets no limit. */
const ordinaryLimit = 15;

/** How full somebody is: people against what they may carry; without a limit, against an ordinary one. */
const fullness = (people: number, limit: number | null): number =>
  people / Math.max(1, limit ?? ordinaryLimit);

/** How many more people somebody may carry; less than none for whoever carries too many. */
export const roomOf = (load: OfficerLoad | undefined): number =>
  (load?.limit ?? ordinaryLimit) - (load?.people ?? 0);

/**
 * Whom a handover is suggested to: colleagues of the leaver's role who are there, those of their own team first, and
 * then as many others with room as it takes; most room first. Nobody who is away is ever among them.
 */
export function suggested(
  leaver: Colleague,
  receivers: readonly Colleague[],
  people: readonly LeaverPerson[],
  loads: ReadonlyMap<number, OfficerLoad>,
  away: ReadonlySet<number>,
): Colleague[] {
  const fit = receivers
    .filter((one) => one.role === leaver.role && !away.has(one.id))
    .sort((left, right) => roomOf(loads.get(right.id)) - roomOf(loads.get(left.id)));
  const near = fit.filter((one) => one.teamId === leaver.teamId);
  const withRoom = [...near, ...fit.filter((one) => one.teamId !== leaver.teamId)].filter(
    (one) => roomOf(loads.get(one.id)) > 0,
  );
  const needed = people.reduce((sum, person) => sum + adds(person), 0);
  const chosen: Colleague[] = [];
  let room = 0;
  for (const one of withRoom) {
    if (room >= needed && !near.includes(one)) break;
    chosen.push(one);
    room += roomOf(loads.get(one.id));
  }
  if (chosen.length > 0) return chosen;
  return near.length > 0 ? near : fit;
}

/**
 * Shares the people out one by one, each to whoever of the chosen is least full then; of two alike, the one named first.
 * @returns who gets each person; whom none of the chosen may have is left out.
 */
export function shareOut(
  leaver: Colleague,
  people: readonly LeaverPerson[],
  chosen: readonly Colleague[],
  loads: ReadonlyMap<number, OfficerLoad>,
): Map<number, number> {
  const carried = new Map(chosen.map(({ id }) => [id, loads.get(id)?.people ?? 0]));
  // Those who count first, so that the rest cannot upset the balance.
  const ordered = [...people].sort((left, right) => adds(right) - adds(left));
  const gets = new Map<number, number>();
  const given = new Map<number, number>();
  for (const person of ordered) {
    const rank = (id: number): number =>
      fullness(carried.get(id) ?? 0, loads.get(id)?.limit ?? null) + (given.get(id) ?? 0) / 1_000;
    const [best] = chosen
      .filter((one) => mayReceive(leaver, one, person))
      .sort((left, right) => rank(left.id) - rank(right.id));
    if (best === undefined) continue;
    gets.set(person.personId, best.id);
    carried.set(best.id, (carried.get(best.id) ?? 0) + adds(person));
    given.set(best.id, (given.get(best.id) ?? 0) + 1);
  }
  return gets;
}

export interface LoadLine {
  staffId: number;
  name: string;
  before: number;
  after: number;
  limit: number | null;
  over: boolean;
  /** How many of the people they would get, counted in the load or not. */
  gets: number;
}

/** Everybody's load before and after, whether they get anybody or not: the leaver's first. */
export function loadLines(
  leaver: Colleague,
  people: readonly LeaverPerson[],
  receivers: readonly Colleague[],
  gets: ReadonlyMap<number, number>,
  loads: ReadonlyMap<number, OfficerLoad>,
): LoadLine[] {
  const line = (one: Colleague, change: number, getting: number): LoadLine => {
    const before = loads.get(one.id)?.people ?? 0;
    const limit = loads.get(one.id)?.limit ?? null;
    const after = Math.max(0, before + change);
    return {
      staffId: one.id,
      name: one.name,
      before,
      after,
      limit,
      over: limit !== null && after > limit && change > 0,
      gets: getting,
    };
  };
  const moved = people.filter(({ personId }) => gets.has(personId));
  const total = (of: readonly LeaverPerson[]): number => of.reduce((sum, person) => sum + adds(person), 0);
  return [
    line(leaver, -total(moved), 0),
    ...receivers.map((one) => {
      const theirs = moved.filter(({ personId }) => gets.get(personId) === one.id);
      return line(one, total(theirs), theirs.length);
    }),
  ];
}

/** What hangs on a leaver by person: those with a part first, by name. */
export function byPerson(
  items: readonly LeaverItem[],
  known: ReadonlyMap<number, { name: string; nextReview: string | null }>,
): LeaverPerson[] {
  const ids = [...new Set(items.map(({ personId }) => personId))];
  const of = (personId: number, what: LeaverItem['what']): LeaverItem[] =>
    items.filter((item) => item.personId === personId && item.what === what);
  return ids
    .map((personId): LeaverPerson => {
      const allocations = of(personId, 'allocation');
      const found = known.get(personId);
      return {
        personId,
        name: found?.name ?? `Person ${personId}`,
        part: allocations[0]?.kind ?? undefined,
        allocations,
        contacts: of(personId, 'contact'),
        steps: of(personId, 'step'),
        referrals: of(personId, 'referral'),
        nextReview: found?.nextReview ?? null,
      };
    })
    .sort(
      (left, right) =>
        Number(left.part === undefined) - Number(right.part === undefined) ||
        (left.name < right.name ? -1 : left.name > right.name ? 1 : left.personId - right.personId),
    );
}
