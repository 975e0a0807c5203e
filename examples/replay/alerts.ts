import { randomBytes } from 'node:crypto';
import type { House } from '../../src/app.ts';
import { listEventSenders, registerSender, secretOf } from '../../src/exchange/index.ts';
import { eventKinds, pumpOf, senderById, takeIn } from '../../src/intelligence/index.ts';
import { sql } from '../../src/kernel/database.ts';
import { newToken } from '../../src/kernel/ids.ts';
import { listAgencies } from '../../src/scheme/directory.ts';
import type { Company } from './people.ts';

const senderName = 'Example custody system';

/** Events of the last hours: of whom, as places in the officer's list; hours ago; what. Everything is made up. */
const happened = [
  [0, 2, 'custody', 'Example: arrested on suspicion of theft from a shop'],
  [1, 5, 'crime', 'Example: named as a suspect in a burglary'],
  [2, 9, 'missed-tag', 'Example: away from home in the hours of the curfew'],
  [0, 3, 'custody', 'Example: the same arrest, as the second desk recorded it'],
] as const;

/** A sender, what it sent this morning about people of an officer's team, and two events whose person is not certain. */
export async function replayAlerts(house: House, company: Company, now: Date): Promise<{ events: number }> {
  company.at(now);
  const { database } = house;
  const id = await senderOf(house, company);
  const sender = await senderById(database, id);
  if (sender === undefined) return { events: 0 };
  const officer = await company.as('police-offender-manager');
  const members = await database.as(officer, (tx) =>
    tx.many(sql<{ pnc: string }>`
      select p.pnc from allocation a join person p on p.id = a.person_id join membership m on m.id = a.membership_id and m.left_on is null
      where a.staff_id = ${officer.staffId} and a.to_at is null and a.kind = 'lead' and p.pnc is not null order by a.id limit 3`),
  );
  const hoursAgo = (hours: number): string => new Date(now.getTime() - hours * 3_600_000).toISOString();
  const events = happened.flatMap(([place, hours, kind, detail], index) => {
    const pnc = members[place]?.pnc;
    return pnc === undefined
      ? []
      : [{ id: `example-${index}`, kind, happenedAt: hoursAgo(hours), person: { pnc }, detail }];
  });
  const unsure = ['Examplesmith', 'Nobody-Known'].map((familyName, index) => ({
    id: `example-unsure-${index}`,
    kind: 'crime',
    happenedAt: hoursAgo(4 + index),
    person: { familyName, givenNames: 'Jamie', bornOn: `198${index}-03-0${index + 2}` },
  }));
  const taken = await takeIn(database, sender, [...events, ...unsure], { how: 'api', now });
  await pumpOf(database).nudge(now);
  return { events: taken.length };
}

async function senderOf(house: House, company: Company): Promise<number> {
  const administrator = await company.as('administrator');
  const { known, agencyId } = await house.database.as(administrator, async (tx) => ({
    known: (await listEventSenders(tx)).find(({ name }) => name === senderName),
    agencyId: (await listAgencies(tx)).find(({ code }) => code === 'norfolk-police')?.id ?? 0,
  }));
  if (known !== undefined) return known.id;
  const made = await company.perform(
    'administrator',
    registerSender,
    {
      name: senderName,
      agencyId,
      kinds: [...eventKinds],
      handling: 'statutory',
      namedAgencies: [],
      perMinute: null,
      // Nobody has it: whoever tries sending makes a new one.
      secret: secretOf(newToken(), randomBytes(32)),
    },
    senderName,
  );
  return made.id;
}
