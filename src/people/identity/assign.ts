import { isCompared } from './rules.ts';
import type { IdentityRecord } from './types.ts';

export interface AssignInput {
  records: readonly IdentityRecord[];
  /** Cluster of each record by its place in `records`; −1 where it was not compared (victims and witnesses). */
  clusters: ArrayLike<number>;
  /** People who are being worked with, or whose unity somebody decided: they never change without a person. */
  protectedPeople: ReadonlySet<number>;
  /** What people decided about pairs of records, by id. */
  decisions: readonly { left: number; right: number; verdict: 'same' | 'different' }[];
}

/** One person after the run. `personId` is null for somebody new. */
export interface Assigned {
  personId: number | null;
  /** Places in `records`. */
  members: number[];
}

/** A change that was not made because somebody is being worked with. Places in `records`. */
export interface Held {
  personId: number;
  kind: 'would-join' | 'would-leave';
  inside: number[];
  outside: number[];
}

export interface Assignment {
  people: Assigned[];
  /** People left without a record, and where most of their records went. */
  gone: { personId: number; to: Assigned }[];
  held: Held[];
  /** Places of records that belong to nobody: victims and witnesses without an identifier in common. */
  nobody: number[];
}

/**
 * Turns clusters into people.
 *
 * - A cluster keeps the person that most of its records had (the lower number on a tie); a person is kept by the
 *   cluster that holds most of their records.
 * - A protected person keeps their records. Records that never had a person may join them; what would join from
 *   another person, or leave, is held for somebody to decide.
 * - Victims' and witnesses' records follow an identifier or a decision, never names (`attachVictims`).
 */
export function assignPeople(input: AssignInput): Assignment {
  const groups = groupsOf(input);
  const people = namePeople(input, groups.free);
  people.push(...groups.protectedGroups);
  const byPlace = new Map<number, Assigned>();
  for (const person of people) for (const place of person.members) byPlace.set(place, person);
  const nobody = attachVictims(input, people, byPlace);
  return {
    people: people.filter((person) => person.members.length > 0),
    gone: goneOf(input, people, byPlace),
    held: groups.held,
    nobody,
  };
}

/**
 * What people decided stands above the evidence: clusters that somebody said are one person are one, unless
 * somebody else said that two of their records are not. Decisions that cannot be kept come back as conflicts.
 */
export function honourDecisions({
  records,
  clusters,
  decisions,
}: Pick<AssignInput, 'records' | 'clusters' | 'decisions'>): {
  clusters: Int32Array;
  conflicts: AssignInput['decisions'];
} {
  const placeOf = new Map(records.map((record, place) => [record.id, place]));
  const merged = Int32Array.from(records, (_, place) => clusters[place] ?? -1);
  const clusterOf = (record: number): number => merged[placeOf.get(record) ?? -1] ?? -1;
  const compared = decisions.filter(({ left, right }) => clusterOf(left) >= 0 && clusterOf(right) >= 0);
  const apart = compared.filter(({ verdict }) => verdict === 'different');
  for (const { left, right, verdict } of compared) {
    const [one, other] = [clusterOf(left), clusterOf(right)];
    if (verdict !== 'same' || one === other) continue;
    const forbidden = apart.some((pair) => {
      const sides = [clusterOf(pair.left), clusterOf(pair.right)];
      return sides.includes(one) && sides.includes(other);
    });
    if (forbidden) continue;
    const [keep, drop] = one < other ? [one, other] : [other, one];
    for (let place = 0; place < merged.length; place += 1) if (merged[place] === drop) merged[place] = keep;
  }
  const conflicts = compared.filter(
    ({ left, right, verdict }) => (verdict === 'same') !== (clusterOf(left) === clusterOf(right)),
  );
  return { clusters: merged, conflicts };
}

interface Groups {
  free: number[][];
  protectedGroups: Assigned[];
  held: Held[];
}

function clustersOf({ records, clusters }: AssignInput): Map<number, number[]> {
  const members = new Map<number, number[]>();
  records.forEach((_, place) => {
    const cluster = clusters[place] ?? -1;
    if (cluster < 0) return;
    const list = members.get(cluster);
    if (list === undefined) members.set(cluster, [place]);
    else list.push(place);
  });
  return members;
}

/** Splits each cluster into the protected people in it (who keep what they have) and the rest. */
function groupsOf(input: AssignInput): Groups {
  const { records, protectedPeople } = input;
  const clusters = clustersOf(input);
  const homes = homesOf(input);
  const kept = new Map<number, Assigned>();
  const keep = (personId: number): Assigned => {
    let person = kept.get(personId);
    if (person === undefined) {
      person = { personId, members: [] };
      kept.set(personId, person);
    }
    return person;
  };
  const result: Groups = { free: [], protectedGroups: [], held: [] };
  for (const [cluster, members] of clusters) {
    const owners = new Set<number>();
    const rest: number[] = [];
    for (const place of members) {
      const owner = records[place]?.personId ?? null;
      if (owner !== null && protectedPeople.has(owner)) {
        owners.add(owner);
        keep(owner).members.push(place);
      } else rest.push(place);
    }
    const home = [...owners].filter((owner) => homes.get(owner)?.cluster === cluster).sort((a, b) => a - b);
    const [host] = home;
    if (host === undefined) {
      if (rest.length > 0) result.free.push(rest);
    } else {
      const newcomers = rest.filter((place) => (records[place]?.personId ?? null) === null);
      keep(host).members.push(...newcomers);
      const others = rest.filter((place) => (records[place]?.personId ?? null) !== null);
      if (others.length > 0) result.free.push(others);
    }
    result.held.push(
      ...heldIn(input, members, { cluster, owners: [...owners].sort((a, b) => a - b), homes }),
    );
  }
  result.protectedGroups.push(...kept.values());
  return result;
}

interface Home {
  cluster: number;
  size: number;
}

/** The cluster that holds most of a person's records; the lower-numbered one on a tie. */
function homesOf({ records, clusters, protectedPeople }: AssignInput): Map<number, Home> {
  const counts = new Map<number, Map<number, number>>();
  records.forEach((record, place) => {
    const cluster = clusters[place] ?? -1;
    if (cluster < 0 || record.personId === null || !protectedPeople.has(record.personId)) return;
    const ofPerson = counts.get(record.personId) ?? new Map<number, number>();
    counts.set(record.personId, ofPerson);
    ofPerson.set(cluster, (ofPerson.get(cluster) ?? 0) + 1);
  });
  const homes = new Map<number, Home>();
  for (const [personId, ofPerson] of counts) {
    for (const [cluster, size] of ofPerson) {
      const best = homes.get(personId);
      if (best === undefined || size > best.size || (size === best.size && cluster < best.cluster)) {
        homes.set(personId, { cluster, size });
      }
    }
  }
  return homes;
}

/** What the evidence asks of protected people in this cluster, and was not done. */
function heldIn(
  { records }: AssignInput,
  members: readonly number[],
  at: { cluster: number; owners: readonly number[]; homes: ReadonlyMap<number, Home> },
): Held[] {
  const held: Held[] = [];
  const ownedBy = (owner: number): number[] => members.filter((place) => records[place]?.personId === owner);
  for (const owner of at.owners) {
    const own = ownedBy(owner);
    if (at.homes.get(owner)?.cluster !== at.cluster) {
      const home = records.flatMap((record, place) =>
        record.personId === owner && !own.includes(place) && isCompared(record.capacity) ? [place] : [],
      );
      held.push({ personId: owner, kind: 'would-leave', inside: home, outside: own });
      continue;
    }
    const strangers = members.filter((place) => {
      const other = records[place]?.personId ?? null;
      // Of two protected people, the pair is told once.
      return other !== null && other !== owner && (!at.owners.includes(other) || other > owner);
    });
    if (strangers.length > 0)
      held.push({ personId: owner, kind: 'would-join', inside: own, outside: strangers });
  }
  return held;
}

/** Gives each free group the person most of its records had; nobody is given twice. */
function namePeople({ records }: AssignInput, groups: readonly number[][]): Assigned[] {
  const people: Assigned[] = groups.map((members) => ({ personId: null, members: [...members] }));
  const bids = people.flatMap((person, group) => {
    const counts = new Map<number, number>();
    for (const place of person.members) {
      const before = records[place]?.personId ?? null;
      if (before !== null) counts.set(before, (counts.get(before) ?? 0) + 1);
    }
    return [...counts].map(([personId, count]) => ({ group, personId, count }));
  });
  bids.sort((a, b) => b.count - a.count || a.personId - b.personId || a.group - b.group);
  const taken = new Set<number>();
  for (const { group, personId } of bids) {
    const person = people[group];
    if (person === undefined || person.personId !== null || taken.has(personId)) continue;
    person.personId = personId;
    taken.add(personId);
  }
  return people;
}

export const identifiersOf = (record: IdentityRecord): string[] =>
  (['pnc', 'cro', 'prisonNumber', 'crn', 'yjsId'] as const).flatMap((field) =>
    record[field] === null ? [] : [`${field}:${record[field]}`],
  );

/**
 * A victim's or witness's record goes to a person only where an identifier agrees with exactly one person's and
 * the date of birth or the surname agrees as well, or where somebody decided that they are the same. Its
 * capacity stays its own, and it gives the person no value.
 */
function attachVictims(
  { records, decisions }: AssignInput,
  people: readonly Assigned[],
  byPlace: Map<number, Assigned>,
): number[] {
  const placeOf = new Map(records.map((record, place) => [record.id, place]));
  const holders = identifierHolders(records, people);
  const decidedAbout = new Map<number, { other: number; verdict: 'same' | 'different' }[]>();
  for (const { left, right, verdict } of decisions) {
    for (const [one, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const list = decidedAbout.get(one) ?? [];
      list.push({ other: placeOf.get(other) ?? -1, verdict });
      decidedAbout.set(one, list);
    }
  }
  const nobody: number[] = [];
  records.forEach((record, place) => {
    if (isCompared(record.capacity)) return;
    const about = decidedAbout.get(record.id) ?? [];
    const same = about.find(({ other, verdict }) => verdict === 'same' && byPlace.has(other));
    const person = same === undefined ? identified(record, about) : byPlace.get(same.other);
    if (person === undefined) nobody.push(place);
    else {
      person.members.push(place);
      byPlace.set(place, person);
    }
  });
  return nobody;

  function identified(
    record: IdentityRecord,
    about: readonly { other: number; verdict: string }[],
  ): Assigned | undefined {
    const places = identifiersOf(record).flatMap((identifier) => [...(holders.get(identifier) ?? [])]);
    const found = new Set(places.map((place) => byPlace.get(place)));
    const [person] = found;
    if (found.size !== 1 || person === undefined) return undefined;
    if (about.some(({ other, verdict }) => verdict === 'different' && person.members.includes(other)))
      return undefined;
    return places.some((place) => alsoAgrees(record, records[place])) ? person : undefined;
  }
}

const alsoAgrees = (record: IdentityRecord, other: IdentityRecord | undefined): boolean =>
  (record.born !== null && other?.born === record.born) ||
  (record.familyName !== null && other?.familyName?.toLowerCase() === record.familyName.toLowerCase());

function identifierHolders(
  records: readonly IdentityRecord[],
  people: readonly Assigned[],
): Map<string, Set<number>> {
  const holders = new Map<string, Set<number>>();
  for (const place of people.flatMap(({ members }) => members)) {
    const record = records[place];
    for (const identifier of record === undefined ? [] : identifiersOf(record)) {
      const places = holders.get(identifier) ?? new Set<number>();
      holders.set(identifier, places.add(place));
    }
  }
  return holders;
}

/** Who is left without a record, and the person most of theirs went to. */
function goneOf(
  { records }: AssignInput,
  people: readonly Assigned[],
  byPlace: ReadonlyMap<number, Assigned>,
): Assignment['gone'] {
  const here = new Set(people.filter(({ members }) => members.length > 0).map(({ personId }) => personId));
  const moved = new Map<number, Map<Assigned, number>>();
  records.forEach((record, place) => {
    const to = byPlace.get(place);
    if (record.personId === null || here.has(record.personId) || to === undefined) return;
    const counts = moved.get(record.personId) ?? new Map<Assigned, number>();
    moved.set(record.personId, counts);
    counts.set(to, (counts.get(to) ?? 0) + 1);
  });
  return [...moved]
    .sort(([a], [b]) => a - b)
    .flatMap(([personId, counts]) => {
      const [most] = [...counts].sort((a, b) => b[1] - a[1]);
      return most === undefined ? [] : [{ personId, to: most[0] }];
    });
}
