import type { House } from '../../src/app.ts';
import { askTransfer, makeExport } from '../../src/cohort/index.ts';
import { sql } from '../../src/kernel/database.ts';
import type { Company } from './people.ts';

/** A transfer that waits for the other team's answer, and a copy of a list in the register. */
export async function replayMembership(
  house: House,
  company: Company,
  now: Date,
): Promise<{ transfers: number; copies: number }> {
  company.at(now);
  const officer = await company.as('pc-lucy-grange');
  const found = await house.database.as(officer, (tx) =>
    tx.maybe(sql<{ membershipId: number; version: number; baseId: number }>`
      select m.id as "membershipId", m.version, b.id as "baseId" from allocation l join membership m on m.id = l.membership_id
        join base b on b.scheme_id = m.scheme_id and b.name = 'Ipswich'
      where l.staff_id = ${officer.staffId} and l.kind = 'lead' and l.to_at is null and m.left_on is null order by m.id desc limit 1`),
  );
  if (found !== undefined)
    await company.perform(
      'pc-lucy-grange',
      askTransfer,
      {
        ...found,
        why: 'Has moved in with family in Ipswich',
        about:
          'A room with family until the summer. Sees a drugs worker on Tuesdays, who can go on seeing them. No risk to staff is known.',
      },
      'to Ipswich',
    );
  const people = await house.database.as(await company.as('scheme-manager'), (tx) =>
    tx.one(
      sql<{ n: number }>`select count(*)::int as n from membership where left_on is null and rag = 'red'`,
    ),
  );
  await company.perform(
    'scheme-manager',
    makeExport,
    {
      marking: 'OFFICIAL-SENSITIVE',
      purpose: 'Monthly meeting of the scheme’s managers',
      query: 'rag=red',
      people: people.n,
    },
    'red ones',
  );
  return { transfers: found === undefined ? 0 : 1, copies: 1 };
}
