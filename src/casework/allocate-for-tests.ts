import type { TestHouse } from '../../test/support/house.ts';
import { staffId } from '../../test/support/members.ts';
import { newKey } from '../kernel/ids.ts';
import { allocateCase } from './allocation/acts.ts';
import type { AllocationKind } from './allocation/types.ts';
import type { LoadOf } from './ports.ts';

/** A caseload with room. */
export const freeLoad: LoadOf = async (_tx, _scheme, ids) =>
  new Map(ids.map((id) => [id, { people: 3, limit: 15 }]));

/** What the allocations of a person add up to: the version that the form shows. */
export async function allocationVersion(house: TestHouse, personId: number): Promise<number> {
  const [row] = await house.ownerQuery<{ v: number }>(
    `select coalesce(sum(version), 0)::int as v from allocation where person_id = $1`,
    [personId],
  );
  return row?.v ?? 0;
}

/** The scheme manager allocates the person to whoever has this login; the allocation's id. For tests only. */
export async function allocate(
  house: TestHouse,
  personId: number,
  login: string,
  kind: AllocationKind,
  { why = null, load = freeLoad }: { why?: string | null; load?: LoadOf } = {},
): Promise<number> {
  const manager = await house.viewerFor('scheme-manager');
  const input = {
    personId,
    staffId: await staffId(house, login),
    kind,
    why,
    version: await allocationVersion(house, personId),
  };
  return (await house.performer.perform(manager, allocateCase(load), input, newKey())).id;
}
