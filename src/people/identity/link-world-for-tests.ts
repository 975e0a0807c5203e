import assert from 'node:assert/strict';
import type { TestHouse } from '../../../test/support/house.ts';
import { serviceViewer } from '../../access/viewers.ts';
import type { Tx } from '../../kernel/database.ts';
import type { Frequencies } from '../../linkage/index.ts';
import { assignPeople, honourDecisions } from './assign.ts';
import { edgesOf, pairsOf } from './edges.ts';
import { sameBits } from './link-edges.ts';
import { compareAll } from './link-whole.ts';
import { uneasyPeople } from './link-write.ts';
import { canonicalPerson } from './rules.ts';
import { readStanding, type Standing } from './standing.ts';
import type { StoredEdge } from './store.ts';
import type { CanonicalPerson } from './types.ts';

/** What stands, as linking reads it. */
export const readAll = (house: TestHouse): Promise<Standing> =>
  readStanding(<Result>(step: (tx: Tx) => Promise<Result>) =>
    house.database.as(serviceViewer('linkage', 'test'), step),
  );

/** How often values occur, as a whole run would count them now. */
export const countAll = (standing: Standing): Frequencies => compareAll(standing).result.frequencies;

export interface Told {
  /** The records of each person who would be there, and the number that they keep. */
  people: { records: number[]; personId: number | null; uneasy: boolean; values: CanonicalPerson }[];
  nobody: number[];
  edges(personOf: (record: number) => number | null): StoredEdge[];
}

/** What a whole run would say of what stands, with values as frequent as they were. */
export function wholeRunSays(standing: Standing, frequencies: Frequencies): Told {
  const { records, decisions } = standing;
  const { result, places, clusters: given } = compareAll(standing, frequencies);
  const { clusters, conflicts } = honourDecisions({ records, clusters: given, decisions });
  const assignment = assignPeople({ ...standing, clusters });
  const uneasy = uneasyPeople(standing, assignment, conflicts);
  const idAt = (place: number): number => records[place]?.id ?? 0;
  return {
    people: assignment.people.map(({ personId, members }) => ({
      records: members.map(idAt).sort((a, b) => a - b),
      personId,
      uneasy: personId !== null && uneasy.has(personId),
      values: canonicalPerson(
        members.flatMap((place) => records[place] ?? []),
        standing.rules,
      ),
    })),
    nobody: assignment.nobody.map(idAt),
    edges: (personOf) =>
      edgesOf({
        ...{ standing, pairs: pairsOf(result, places), scoredBy: result, held: assignment.held },
        personOf: records.map(({ id }) => personOf(id)),
      }).rows,
  };
}

/** Holds what stands against what a whole run said before: people, their numbers and shown values, and links. */
export function standsAs(told: Told, before: Standing, after: Standing): void {
  const personOf = new Map(after.records.map(({ id, personId }) => [id, personId]));
  const taken = new Set(before.people.keys());
  for (const { records, personId, uneasy, values } of told.people) {
    const [now] = new Set(records.map((id) => personOf.get(id) ?? null));
    assert.equal(new Set(records.map((id) => personOf.get(id))).size, 1, 'a group is not one person');
    if (personId !== null) assert.equal(now, personId, 'a group has another number than a whole run gives');
    else assert.ok(now !== null && now !== undefined && !taken.has(now), 'a number is used again');
    const row = after.people.get(now ?? 0);
    assert.ok(row !== undefined && row.goneTo === null && row.emptiedAt === null);
    const { id: _, linkStatus, goneTo: __, emptiedAt: ___, ...shown } = row;
    assert.deepEqual(shown, { ...values });
    assert.equal(linkStatus, uneasy ? 'needs-attention' : 'active');
  }
  const groups = told.people.map(({ records }) => personOf.get(records[0] ?? 0));
  assert.equal(new Set(groups).size, groups.length, 'two groups are one person');
  for (const id of told.nobody) assert.equal(personOf.get(id), null);
  const wanted = told.edges((id) => personOf.get(id) ?? null);
  const plain = ({ bits: _, ...edge }: StoredEdge) => edge;
  assert.deepEqual(after.edges.map(plain), wanted.map(plain), 'the links are other than a whole run’s');
  after.edges.forEach(({ bits, left, right }, at) => {
    const off = Math.abs(bits - (wanted[at]?.bits ?? 0));
    assert.ok(off <= sameBits * 1.001, `the link of ${left} and ${right} is ${off} bits off`);
  });
}
