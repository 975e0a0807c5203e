import type { TestHouse } from '../../../test/support/house.ts';
import type { OrderType } from '../enforcement/types.ts';

/** An order or licence as probation's extract would bring it; for tests only. */
export async function addOrder(
  house: TestHouse,
  personId: number,
  orderType: OrderType,
  days: { from: string; to: string | null } = { from: '2026-03-01', to: '2027-03-01' },
): Promise<number> {
  const [row] = await house.ownerQuery<{ id: string }>(
    `with source as (select i.id, i.agency_id from import_source i join agency a on a.id = i.agency_id where a.code = 'probation' limit 1),
       batch as (insert into import_batch (source_id, agency_id, file_name, file_sha256, state)
         select id, agency_id, 'x', 'x' || random(), 'accepted' from source returning id, source_id, agency_id)
     insert into supervision (person_id, nominal_ref, source_id, agency_id, batch_id, local_id, order_type, from_day, to_day, handling, fingerprint)
     select $1, 'x', source_id, agency_id, id, 'x' || id, $2, $3, $4, 'partners', 'x' from batch returning id`,
    [personId, orderType, days.from, days.to],
  );
  return Number(row?.id);
}
