import type { House } from '../../src/app.ts';
import {
  addCondition,
  addEntry,
  addOffer,
  addSatisfaction,
  addUpdate,
  changeVictim,
  decideAssessment,
  enterVictim,
  followMembers,
  giveUpdate,
  recordAssessment,
  recordTraining,
  referVictim,
  setFlag,
  takeOnVictim,
} from '../../src/casework/index.ts';
import type { Act } from '../../src/kernel/acts.ts';
import { addDays, addMonths, type Day } from '../../src/kernel/clock.ts';
import { sql } from '../../src/kernel/database.ts';
import type { Company, findOfficers } from './people.ts';

type Officers = Awaited<ReturnType<typeof findOfficers>>;

interface Case {
  personId: number;
  police: string;
  probation: string | null;
}

/** Training, assessments, flags, arrangements, and a few victims with what is due to them. */
export async function replayRisk(
  house: House,
  company: Company,
  officers: Officers,
  now: Date,
  today: Day,
): Promise<{ assessments: number; flags: number; victims: number }> {
  company.at(now);
  await train(company, officers, today);
  const cases = await casesOf(house, company);
  let assessments = 0;
  let flags = 0;
  for (const [index, one] of cases.entries()) {
    assessments += await assess(company, one, index, today);
    flags += await flag(company, one, index, today);
    if (index % 9 === 4) await arrange(company, one, index, today);
  }
  return { assessments, flags, victims: await victims(house, company, today) };
}

/** Some thirty people whom both a police and a probation officer work with. */
async function casesOf(house: House, company: Company): Promise<Case[]> {
  const manager = await company.as('scheme-manager');
  return house.database.as(manager, (tx) =>
    tx.many(sql<Case>`
      select m.person_id as "personId", min(s.login) filter (where l.kind = 'lead') as police, min(s.login) filter (where l.kind = 'co-worker') as probation
      from membership m join allocation l on l.membership_id = m.id and l.to_at is null join staff s on s.id = l.staff_id
      where m.left_on is null and m.person_id % 7 < 3 group by m.person_id having count(*) filter (where l.kind = 'co-worker') > 0 order by m.person_id limit 30`),
  );
}

/** Most are trained; for one it ran out, and for one nothing is recorded, so that an assessment waits. */
async function train(company: Company, { probation }: Officers, today: Day): Promise<void> {
  for (const [index, officer] of probation.entries()) {
    if (index % 5 === 4) continue;
    for (const what of ['oasys', 'rosh-screening'])
      await company.perform(
        'scheme-manager',
        recordTraining,
        {
          staffId: officer.id,
          what,
          fromDate: addMonths(today, -20),
          expiresOn: index === 1 ? addDays(today, -12) : addDays(today, 20 + index * 60),
          course: 'Example certificate',
        },
        `${officer.login} ${what}`,
      );
  }
}

const found = [
  'Thefts follow quarrels at home and payday. Calm when met early in the day.',
  'Owes money to people he is afraid of; carries a knife when he is out late.',
  'Drinks less since the spring. Risk lies with those he drinks with.',
  'No change since the last one. Tenancy at risk, and with it the progress.',
] as const;
const levels = ['medium', 'high', 'medium', 'low', 'very-high', 'medium'] as const;

async function assess(company: Company, one: Case, index: number, today: Day): Promise<number> {
  if (one.probation === null) return 0;
  const made = {
    personId: one.personId,
    summary: found[index % found.length] ?? found[0],
    handling: 'partners' as const,
    namedAgencies: [],
  };
  const about = `${one.personId}`;
  const assessment = await company.perform(
    one.probation,
    recordAssessment(),
    {
      ...made,
      type: 'oasys',
      assessedOn: addDays(today, -20 - ((index * 17) % 140)),
      score: null,
      level: levels[index % levels.length] ?? 'medium',
      source: null,
      nextDue: addDays(today, ((index * 11) % 80) - 8),
    },
    about,
  );
  // One in three that wait has been let in; the others are on somebody's Today.
  if (assessment.held !== null && index % 3 === 0)
    await company.perform(
      'senior-probation-officer',
      decideAssessment,
      {
        id: assessment.id,
        personId: one.personId,
        version: 1,
        verdict: 'accept',
        why: 'Read with the assessor; the course is booked',
      },
      about,
    );
  if (index % 2 === 1) return 1;
  const score = 35 + ((index * 13) % 60);
  await company.perform(
    one.probation,
    recordAssessment(),
    {
      ...made,
      type: 'ogrs3',
      assessedOn: addDays(today, -200),
      score,
      level: 'medium',
      summary: 'As the probation service’s system has it.',
      source: 'OASys',
      nextDue: null,
    },
    `${about} score`,
  );
  return 2;
}

const warnings = [
  { kind: 'to-staff', why: 'Threatened an officer with a bottle at the door in June. Go in twos.' },
  { kind: 'serious-harm', why: 'Assaults in 2024 and 2025, both with a weapon to hand.' },
  { kind: 'self-harm', why: 'Took an overdose in March; says he would ring before he did so again.' },
  { kind: 'vulnerable', why: 'His flat is used by others to deal from.' },
] as const;

async function flag(company: Company, one: Case, index: number, today: Day): Promise<number> {
  const given = warnings[index % 5];
  if (given === undefined) return 0;
  await company.perform(
    one.police,
    setFlag,
    {
      personId: one.personId,
      ...given,
      reviewOn: addDays(today, 5 + ((index * 23) % 90)),
      handling: given.kind === 'serious-harm' ? ('statutory' as const) : ('partners' as const),
      namedAgencies: [],
    },
    `${one.personId}`,
  );
  return 1;
}

async function arrange(company: Company, one: Case, index: number, today: Day): Promise<void> {
  const officer = await company.as(one.police);
  const entry = {
    personId: one.personId,
    category: null,
    level: null,
    leadAgencyId: null,
    nextOn: null,
    reviewOn: null,
    words: null,
    handling: 'statutory' as const,
    namedAgencies: [],
  };
  if (index % 2 === 0)
    await company.perform(
      one.police,
      addEntry,
      {
        ...entry,
        register: 'mappa',
        category: '2',
        level: 2,
        leadAgencyId: officer.agencyId,
        fromOn: addMonths(today, -5),
        reviewOn: addDays(today, 30),
      },
      `${one.personId} mappa`,
    );
  else
    await company.perform(
      one.police,
      addEntry,
      { ...entry, register: 'marac', fromOn: addDays(today, -40), nextOn: addDays(today, 9) },
      `${one.personId} marac`,
    );
}

/** Six taken on from the extracts, most of whom want to be told, and a witness entered by hand. */
async function victims(house: House, company: Company, today: Day): Promise<number> {
  const officer = await company.as('victim-officer');
  const known = await house.database.as(officer, (tx) =>
    tx.many(sql<{ row: number; crime: string }>`select victim_row as row, crime from victim_known(6, 0)`),
  );
  for (const [index, { row }] of known.entries()) {
    const { id } = await company.perform('victim-officer', takeOnVictim, { row }, `${row}`);
    await support(house, company, { id, row }, index, today);
  }
  const [first] = known;
  if (first === undefined) return 0;
  await company.perform(
    'victim-officer',
    enterVictim,
    { crime: first.crime, capacity: 'witness', givenNames: 'Example', familyName: 'Witness' },
    first.crime,
  );
  await followMembers(house.database, house.clock());
  return known.length + 1;
}

const needsOf = ['Easy read, and somebody with her', 'An interpreter for Lithuanian', null] as const;

/** What an officer does in the first weeks. */
async function support(
  house: House,
  company: Company,
  { id, row }: { id: number; row: number },
  index: number,
  today: Day,
): Promise<void> {
  const officer = await company.as('victim-officer');
  const now = await house.database.as(officer, (tx) =>
    tx.one(sql<{
      capacity: 'victim' | 'witness';
      givenNames: string;
      familyName: string;
      born: Day | null;
      address: string | null;
      version: number;
      linkId: number;
    }>`
      select v.capacity, v.given_names as "givenNames", v.family_name as "familyName", v.born, v.address, v.version,
        (select min(o.id) from victim_offence o where o.victim_id = v.id) as "linkId" from victim v where v.id = ${id}`),
  );
  const { version, linkId, ...known } = now;
  const perform = <Input, Result>(act: Act<Input, Result>, input: Input): Promise<Result> =>
    company.perform('victim-officer', act, input, `${row}`);
  await perform(changeVictim, {
    ...known,
    id,
    version,
    contactScheme: index % 3 === 2 ? ('declined' as const) : ('in' as const),
    wantsUpdates: index % 3 !== 2,
    phone: '07700 900100',
    email: null,
    prefers: index % 2 === 0 ? ('phone' as const) : ('letter' as const),
    ...(known.address === null ? { address: 'Example address' } : {}),
    bestTimes: 'After six in the evening',
    noContactTimes: index === 0 ? 'School mornings, seven to nine' : null,
    message: index === 0 ? ('safe-words' as const) : ('may-not-leave' as const),
    safeWords: index === 0 ? 'The library rang about the book' : null,
    needs: needsOf[index % needsOf.length] ?? null,
  });
  if (index % 3 === 2) return;
  const { id: part } = await perform(addUpdate, {
    id,
    kind: 'release-date',
    linkId,
    dueOn: addDays(today, index * 4 - 3),
  });
  if (index % 2 === 1) {
    const given = {
      state: 'given' as const,
      givenOn: addDays(today, -2),
      how: 'letter' as const,
      words: 'No release is planned before spring.',
    };
    await perform(giveUpdate, { id, part, version: 1, ...given });
    await perform(addSatisfaction, {
      id,
      askedOn: addDays(today, -1),
      score: 4,
      words: 'Somebody rang when they said they would.',
    });
  }
  if (index === 0) {
    await perform(referVictim, {
      id,
      service: 'Example counselling service',
      need: 'Sleeps badly since',
      referredOn: addDays(today, -9),
    });
    await perform(addOffer, { id, offeredOn: addDays(today, -6), words: null });
    await perform(addCondition, {
      id,
      linkId,
      onLicence: false,
      wording: null,
      fromOn: addDays(today, -30),
      toOn: null,
    });
  }
}
