import type { House } from '../../src/app.ts';
import {
  type ConsentInput,
  deliverMessage,
  giveConsent,
  makeDueReminders,
  switchReminders,
} from '../../src/casework/index.ts';
import { addDays, type Day, londonInstant } from '../../src/kernel/clock.ts';
import { sql } from '../../src/kernel/database.ts';
import { lookOnly } from '../../src/notices/choose.ts';
import type { Carriers } from '../../src/notices/types.ts';
import type { Company } from './people.ts';

const workers = ['police-offender-manager', 'probation-offender-manager', 'pc-lucy-grange'] as const;

/** Numbers that Ofcom keeps for drama, and a domain that is kept for examples: nothing reaches anybody. */
const addresses = (index: number): Pick<ConsentInput, 'channel' | 'address' | 'shared'> =>
  index % 3 === 2
    ? { channel: 'email', address: `example-${index}@example.org`, shared: false }
    : { channel: 'text', address: `+4477009001${String(index).padStart(2, '0')}`, shared: index % 4 === 1 };

/** Everything about it goes, so that Today has one that did not arrive. */
const refusing: Carriers = {
  text: { name: 'look', send: async () => ({ is: 'refused', cause: 'no-such-address' }) },
  email: { name: 'look', send: async () => ({ is: 'refused', cause: 'no-such-address' }) },
};

/** Some of those with an appointment this week agreed to be reminded; last night's reminders went out, one in vain. */
export async function replayReminders(
  house: House,
  company: Company,
  now: Date,
  today: Day,
): Promise<{ agreed: number; reminders: number }> {
  company.at(now);
  let agreed = 0;
  const asked = new Set<number>();
  for (const login of workers) {
    for (const { personId } of await seenThisWeek(house, company, login, now)) {
      if (asked.has(personId)) continue;
      asked.add(personId);
      await agree(company, login, { personId, index: agreed, askedOn: addDays(today, -9) });
      agreed += 1;
    }
  }
  const evening = londonInstant(addDays(today, -1), '17:05') ?? now;
  const reminders = await makeDueReminders(house.database, evening);
  await sendWhatWaits(house, company, evening);
  return { agreed, reminders };
}

const seenThisWeek = async (
  house: House,
  company: Company,
  login: string,
  now: Date,
): Promise<{ personId: number }[]> => {
  const viewer = await company.as(login);
  return house.database.as(viewer, (tx) =>
    tx.many(sql<{ personId: number }>`
      select person_id as "personId" from contact where staff_id = ${viewer.staffId} and state = 'planned' and at > ${now}
      group by 1 order by min(at), 1 limit 4`),
  );
};

async function agree(
  company: Company,
  login: string,
  who: { personId: number; index: number; askedOn: Day },
): Promise<void> {
  const { personId, index, askedOn } = who;
  const input: ConsentInput = {
    personId,
    ...addresses(index),
    askedOn,
    askedHow: 'in-person',
    purposes: ['reminders', 'messages'],
    told: 'We can send you a message about your appointments. You can stop it whenever you like.',
    language: index === 4 ? 'Polish' : null,
    handling: 'partners',
    namedAgencies: [],
  };
  const { id } = await company.perform(login, giveConsent, input, `agreed ${personId}`);
  if (index % 5 === 4) return;
  const switched = { id, personId, version: 1, wording: index % 2 === 0 ? 'plain' : 'short' };
  await company.perform(login, switchReminders, switched, `reminders ${personId}`);
}

/** As the queue would: the first of the demo's officer to somebody whose number is wrong. */
async function sendWhatWaits(house: House, company: Company, at: Date): Promise<void> {
  const officer = await company.as(workers[0]);
  const manager = await company.as('scheme-manager');
  const waiting = await house.database.as(manager, (tx) =>
    tx.many(sql<{ id: number }>`
      select id from message where state = 'queued' order by staff_id = ${officer.staffId} desc, id`),
  );
  for (const [index, { id }] of waiting.entries())
    await deliverMessage(house.database, index === 0 ? refusing : lookOnly, id, () => at);
}
