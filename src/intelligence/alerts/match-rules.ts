import { defaultOffenderModel, link, type RecordTable } from '../../linkage/index.ts';
import type { Candidate, Described } from './types.ts';

/** A source record, as the engine reads it. */
export interface KnownRecord {
  id: number;
  personId: number;
  givenName: string | null;
  middleName: string | null;
  familyName: string | null;
  aliases: readonly string[];
  born: string | null;
  sex: string | null;
  postcode: string | null;
  pnc: string | null;
  cro: string | null;
  prisonNumber: string | null;
  crn: string | null;
}

export type Match =
  | {
      is: 'person';
      personId: number;
      by: 'identifier' | 'engine';
      bits: number | null;
      candidates: Candidate[];
    }
  | { is: 'review'; candidates: Candidate[] };

const numbers = ['pnc', 'cro', 'prisonNumber', 'crn'] as const;

/** Most candidates shown to a reviewer. */
const mostCandidates = 5;

/**
 * Whom each event is about. A number that leads to one person decides, unless another number leads to somebody else or
 * the date of birth is none of theirs; then, and where there is no number, the engine compares, and what lies below its
 * threshold, or could be two people, is left to a reviewer.
 */
export function matchEvents(events: readonly Described[], records: readonly KnownRecord[]): Match[] {
  const byNumber = new Map<string, KnownRecord[]>();
  for (const record of records)
    for (const field of numbers) {
      const value = record[field];
      if (value !== null) add(byNumber, `${field}:${value}`, record);
    }
  const held = events.map((event) => holdersOf(event, byNumber));
  const decided = events.map((event, index) => matchByNumber(event, held[index] ?? [], records));
  const left = events.flatMap((event, index) => (decided[index] === undefined ? [{ event, index }] : []));
  const compared = matchByEngine(
    left.map(({ event }) => event),
    records,
  );
  for (const [at, { index }] of left.entries())
    decided[index] = withHolders(compared[at] ?? { is: 'review', candidates: [] }, held[index] ?? []);
  return decided.map((match) => match ?? { is: 'review', candidates: [] });
}

/** One record of each person who has one of the numbers that were sent. */
function holdersOf(event: Described, byNumber: ReadonlyMap<string, readonly KnownRecord[]>): KnownRecord[] {
  const found = numbers.flatMap((field) => byNumber.get(`${field}:${event[field] ?? ''}`) ?? []);
  const first = new Map<number, KnownRecord>();
  for (const record of found) if (!first.has(record.personId)) first.set(record.personId, record);
  return [...first.values()];
}

/** Whoever has a number that was sent is offered to the reviewer first, however unlike the rest is. */
function withHolders(match: Match, holders: readonly KnownRecord[]): Match {
  if (match.is === 'person' || holders.length === 0) return match;
  const bits = new Map(match.candidates.map((one) => [one.person, one.bits]));
  const first = holders.map(
    ({ id, personId }): Candidate => ({ record: id, person: personId, bits: bits.get(personId) ?? 0 }),
  );
  const others = match.candidates.filter(
    ({ person }) => !holders.some(({ personId }) => personId === person),
  );
  return { is: 'review', candidates: [...first, ...others].slice(0, mostCandidates) };
}

function add(map: Map<string, KnownRecord[]>, key: string, record: KnownRecord): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [record]);
  else known.push(record);
}

function matchByNumber(
  event: Described,
  holders: readonly KnownRecord[],
  records: readonly KnownRecord[],
): Match | undefined {
  const [holder] = holders;
  if (holder === undefined || holders.length > 1) return undefined;
  const { id, personId } = holder;
  const births = records.flatMap((record) =>
    record.personId === personId && record.born !== null ? [record.born] : [],
  );
  const disagrees = event.bornOn !== undefined && births.length > 0 && !births.includes(event.bornOn);
  const candidates = [{ record: id, person: personId, bits: 0 }];
  return disagrees ? undefined : { is: 'person', personId, by: 'identifier', bits: null, candidates };
}

function matchByEngine(events: readonly Described[], records: readonly KnownRecord[]): Match[] {
  if (events.length === 0) return [];
  const found = events.map((): Candidate[] => []);
  const { edges } = link(tableOf(events, records), defaultOffenderModel);
  for (let at = 0; at < edges.count; at += 1) {
    // Events come first in the table: an edge of one with a record has it on the left.
    const left = edges.left[at] ?? 0;
    const right = edges.right[at] ?? 0;
    const record = records[right - events.length];
    if (left >= events.length || record === undefined) continue;
    found[left]?.push({ record: record.id, person: record.personId, bits: edges.bits[at] ?? 0 });
  }
  const joins = joinedTo(edges, events.length, records);
  return found.map((candidates, index) => settle(candidates, joins[index] ?? new Set()));
}

/** People whom the engine joins an event to, without a rule against it. */
function joinedTo(
  edges: ReturnType<typeof link>['edges'],
  events: number,
  records: readonly KnownRecord[],
): Set<number>[] {
  const joins = Array.from({ length: events }, () => new Set<number>());
  for (let at = 0; at < edges.count; at += 1) {
    const record = records[(edges.right[at] ?? 0) - events];
    if (edges.decision[at] === 2 && record !== undefined) joins[edges.left[at] ?? 0]?.add(record.personId);
  }
  return joins;
}

function settle(candidates: readonly Candidate[], joined: ReadonlySet<number>): Match {
  const best = new Map<number, Candidate>();
  for (const one of candidates) {
    const before = best.get(one.person);
    if (before === undefined || before.bits < one.bits) best.set(one.person, one);
  }
  const [personId] = joined;
  if (joined.size === 1 && personId !== undefined) {
    const found = best.get(personId);
    const candidates = found === undefined ? [] : [found];
    return { is: 'person', personId, by: 'engine', bits: found?.bits ?? null, candidates };
  }
  const ordered = [...best.values()].sort(
    (left, right) => right.bits - left.bits || left.record - right.record,
  );
  return { is: 'review', candidates: ordered.slice(0, mostCandidates) };
}

function tableOf(events: readonly Described[], records: readonly KnownRecord[]): RecordTable {
  const column = <Cell>(
    ofEvent: (event: Described) => Cell,
    ofRecord: (record: KnownRecord) => Cell,
  ): Cell[] => [...events.map(ofEvent), ...records.map(ofRecord)];
  const forenames = (event: Described): string[] => event.givenNames?.split(/\s+/) ?? [];
  return {
    length: events.length + records.length,
    columns: {
      forename: column(
        (event) => forenames(event)[0] ?? null,
        (record) => record.givenName,
      ),
      middleName: column(
        (event) => forenames(event).slice(1).join(' ') || null,
        (record) => record.middleName,
      ),
      surname: column(
        (event) => event.familyName ?? null,
        (record) => record.familyName,
      ),
      aliases: column<readonly string[] | null>(
        () => null,
        (record) => record.aliases,
      ),
      dob: column(
        (event) => event.bornOn ?? null,
        (record) => record.born,
      ),
      sex: column(
        (event) => event.sex ?? null,
        (record) => record.sex,
      ),
      postcodes: column(
        (event) => event.postcode ?? null,
        (record) => record.postcode,
      ),
      ...Object.fromEntries(
        numbers.map((field) => [
          field,
          column(
            (event) => event[field] ?? null,
            (record) => record[field],
          ),
        ]),
      ),
    },
  };
}
