import type { House } from '../../src/app.ts';
import {
  cancelAppointment,
  moveAppointment,
  planSeries,
  recordContact,
  sendToDelius,
  takeBack,
} from '../../src/casework/index.ts';
import { addDays, type Day, londonDay, londonInstant } from '../../src/kernel/clock.ts';
import { sql } from '../../src/kernel/database.ts';
import type { Company } from './people.ts';

const officer = 'probation-offender-manager';

interface Person {
  personId: number;
  crn: string;
  stepId: number | null;
}

const peopleOf = async (house: House, company: Company): Promise<Person[]> => {
  const viewer = await company.as(officer);
  return house.database.as(viewer, (tx) =>
    tx.many(sql<Person>`
      select l.person_id as "personId", p.crn, (select min(t.id) from plan_step t where t.person_id = l.person_id and t.state in ('to-do', 'doing')) as "stepId"
      from allocation l join person p on p.id = l.person_id
      where l.staff_id = ${viewer.staffId} and l.to_at is null and p.crn is not null and not exists (
        select 1 from custody_spell c where c.person_id = l.person_id and c.kind = 'prison' and c.from_day <= current_date and (c.to_day is null or c.to_day > current_date))
      order by l.id limit 2`),
  );
};

/** Appointments that repeat, one moved and one called off, a drug test, and a file to Delius and one back. */
export async function replayContacts(
  house: House,
  company: Company,
  now: Date,
  today: Day,
): Promise<{ appointments: number; sent: number }> {
  company.at(now);
  const [first, second] = await peopleOf(house, company);
  if (first === undefined) return { appointments: 0, sent: 0 };
  const appointments = await repeat(company, first, today);
  if (second !== undefined) await test(company, second, today);
  const days = { from: addDays(today, -75), to: addDays(today, -20) };
  const { sent } = await company.perform(officer, sendToDelius, { ...days, batchId: null }, 'delius send');
  await comesBack(house, company, first, addDays(today, -12));
  return { appointments, sent };
}

const plain = { pathway: null, note: null, handling: 'partners' as const, namedAgencies: [], withStaff: [] };

async function repeat(company: Company, { personId }: Person, today: Day): Promise<number> {
  const day = addDays(today, 10);
  const at = (londonInstant(day, '15:30') ?? new Date()).toISOString();
  const { ids } = await company.perform(
    officer,
    planSeries,
    {
      ...plain,
      personId,
      kind: 'office',
      at,
      outcome: null,
      place: null,
      minutes: 30,
      repeat: { every: 'fortnightly' as const, times: 5, until: null },
      skip: [],
      sure: true,
    },
    'contacts series',
  );
  const [one = 0, , third = 0] = ids;
  const to = londonInstant(addDays(day, 1), '16:00') ?? new Date();
  await company.perform(
    officer,
    moveAppointment,
    {
      id: one,
      personId,
      version: 1,
      at: to.toISOString(),
      place: null,
      minutes: 30,
      askedBy: 'person' as const,
      why: 'A shift at work',
      later: false,
      sure: true,
    },
    'contacts move',
  );
  await company.perform(
    officer,
    cancelAppointment,
    { id: third, personId, version: 1, why: 'worker-away', askedBy: 'us' as const, later: false },
    'contacts cancel',
  );
  return ids.length;
}

const test = (company: Company, { personId, stepId }: Person, today: Day): Promise<{ id: number }> =>
  company.perform(
    officer,
    recordContact,
    {
      ...plain,
      personId,
      kind: 'office',
      at: (londonInstant(addDays(today, -2), '14:10') ?? new Date()).toISOString(),
      outcome: 'attended' as const,
      place: null,
      pathway: 'drugs-alcohol',
      minutes: 25,
      note: 'Came for the test with his sister. Wants to hear of it by telephone.',
      others: 'their sister',
      stepId,
      drugTest: { outcome: 'taken' as const, result: 'negative' as const, substances: [] },
    },
    'contacts test',
  );

/** One line that comes near a contact of ours, and one that only Delius has. */
async function comesBack(
  house: House,
  company: Company,
  { personId, crn }: Person,
  other: Day,
): Promise<void> {
  const viewer = await company.as(officer);
  const near = await house.database.as(viewer, (tx) =>
    tx.maybe(sql<{ at: Date }>`
      select at from contact where person_id = ${personId} and agency_id = ${viewer.agencyId} and state = 'recorded' order by at limit 1`),
  );
  const line = { reference: null, crn, description: null, code: null };
  await company.perform(
    officer,
    takeBack,
    {
      fileName: 'example-from-delius.csv',
      rows: [
        ...(near === undefined
          ? []
          : [
              {
                ...line,
                line: 2,
                day: londonDay(near.at),
                time: '12:05',
                deliusId: '880001',
                note: 'Office visit.',
              },
            ]),
        {
          ...line,
          line: 3,
          day: other,
          time: '09:40',
          code: 'CAIL',
          description: 'IOM correspondence',
          deliusId: '880002',
          note: 'Letter with the new time sent.',
        },
      ],
      faults: [{ line: 4, text: 'The CRN is not a letter and six digits' }],
      batchId: null,
    },
    'delius return',
  );
}
