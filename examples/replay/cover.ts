import type { House } from '../../src/app.ts';
import { recordAbsence, recordContact, startVisit } from '../../src/casework/index.ts';
import { addDays, type Day, londonInstant } from '../../src/kernel/clock.ts';
import { sql } from '../../src/kernel/database.ts';
import type { Company } from './people.ts';

/** Whose week is filled, by login: the demo's own officer, and somebody of each other team. */
const busy = [
  'police-offender-manager',
  'probation-offender-manager',
  'pc-lucy-grange',
  'pc-omar-farouk',
  'pc-emily-thirkettle',
  'pc-mark-sillett',
  'pc-hannah-utting',
] as const;

const places = ['The probation office, example street', 'Library café', null, 'St Edmund’s Hall'] as const;
const hours = ['09:30', '11:00', '14:00', '16:30'] as const;
const kinds = ['office', 'outreach', 'home', 'satellite'] as const;

/**
 * A week with appointments in it, two colleagues who are away, and one who is out on a visit. What is to come has to lie
 * ahead of the moment at which the demonstration is set up.
 */
export async function replayCover(
  house: House,
  company: Company,
  now: Date,
  today: Day,
): Promise<{ appointments: number; absences: number }> {
  company.at(now);
  let appointments = 0;
  for (const login of busy) appointments += await fillWeek(house, company, login, now, today);
  await goOut(house, company, 'pc-omar-farouk', now);
  const absences = [
    await away(company, 'pc-stephen-lusher', 'pc-lucy-grange', today, addDays(today, 6)),
    await away(company, 'police-offender-manager', 'pc-omar-farouk', addDays(today, 9), addDays(today, 11)),
    await away(company, 'joseph-baird', null, addDays(today, 1), addDays(today, 3)),
  ];
  return { appointments, absences: absences.length };
}

const peopleOf = async (house: House, company: Company, login: string): Promise<{ personId: number }[]> => {
  const viewer = await company.as(login);
  return house.database.as(viewer, (tx) =>
    tx.many(sql<{ personId: number }>`
      select l.person_id as "personId" from allocation l
      where l.staff_id = ${viewer.staffId} and l.to_at is null and not exists (
        select 1 from custody_spell c where c.person_id = l.person_id and c.kind = 'prison' and c.from_day <= current_date and (c.to_day is null or c.to_day > current_date))
      order by l.id limit 6`),
  );
};

async function plan(
  company: Company,
  login: string,
  about: { personId: number; at: Date; kind: string; place: string | null },
): Promise<number> {
  const { id } = await company.perform(
    login,
    recordContact,
    {
      personId: about.personId,
      kind: about.kind,
      at: about.at.toISOString(),
      outcome: null,
      place: about.place,
      pathway: null,
      minutes: 45,
      note: null,
      handling: 'partners' as const,
      namedAgencies: [],
      withStaff: [],
    },
    `cover ${login} ${about.personId} ${about.at.toISOString()}`,
  );
  return id;
}

async function fillWeek(
  house: House,
  company: Company,
  login: string,
  now: Date,
  today: Day,
): Promise<number> {
  const people = await peopleOf(house, company, login);
  let made = 0;
  for (const [index, { personId }] of people.entries()) {
    const at = londonInstant(
      addDays(today, index % 4),
      hours[(index + Math.floor(index / 4)) % hours.length] ?? '10:00',
    );
    if (at === undefined || at <= now) continue;
    await plan(company, login, {
      personId,
      at,
      kind: kinds[index % kinds.length] ?? 'office',
      place: places[index % places.length] ?? null,
    });
    made += 1;
  }
  return made;
}

/** Somebody set out a moment ago, for an hour. */
async function goOut(house: House, company: Company, login: string, now: Date): Promise<void> {
  const [first] = await peopleOf(house, company, login);
  if (first === undefined) return;
  const contactId = await plan(company, login, {
    personId: first.personId,
    at: new Date(now.getTime() + 60_000),
    kind: 'home',
    place: null,
  });
  await company.perform(
    login,
    startVisit,
    { contactId, personId: first.personId, minutes: 60 },
    `cover visit ${login}`,
  );
}

async function away(
  company: Company,
  login: string,
  deputy: string | null,
  fromDay: Day,
  toDay: Day,
): Promise<number> {
  const deputyId = deputy === null ? null : (await company.as(deputy)).staffId;
  const { id } = await company.perform(
    login,
    recordAbsence,
    {
      staffId: (await company.as(login)).staffId,
      deputyId,
      fromDay,
      toDay,
      note: deputy === null ? null : 'Appointments stand; the team’s car keys are at the desk.',
    },
    `cover away ${login}`,
  );
  return id;
}
