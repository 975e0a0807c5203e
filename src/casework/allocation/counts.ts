import type { Tx } from '../../kernel/database.ts';
import { countAllocations } from './store.ts';
import type { AllocationCount } from './types.ts';

export const noAllocations: AllocationCount = { leads: 0, coWorks: 0, embedded: 0 };

/** How many people each member of staff works with now, by part; as far as the viewer may see allocations. */
export async function allocationCounts(tx: Tx, schemeId: number): Promise<Map<number, AllocationCount>> {
  const rows = await countAllocations(tx, schemeId);
  return new Map(rows.map(({ staffId, ...count }) => [staffId, count]));
}

/** Everybody whom they work with, whatever part they have: nobody has two parts with one person. */
export const peopleOf = ({ leads, coWorks, embedded }: AllocationCount): number => leads + coWorks + embedded;

/** The parts behind the number: `leads 3, works with 20 as co-worker`; nothing where there is nobody. */
export const partsText = ({ leads, coWorks, embedded }: AllocationCount): string =>
  [
    leads > 0 && `leads ${leads}`,
    embedded > 0 && `link worker of ${embedded}`,
    coWorks > 0 && `works with ${coWorks} as co-worker`,
  ]
    .filter((text) => text !== false)
    .join(', ');
