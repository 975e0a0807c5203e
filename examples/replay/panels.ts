import type { House } from '../../src/app.ts';
import {
  addItem,
  closeMeeting,
  confirmPresence,
  createMeeting,
  decideItem,
  issueAgenda,
  recordAttendance,
  runSelection,
} from '../../src/cohort/index.ts';
import { addDays, type Day } from '../../src/kernel/clock.ts';
import { sql } from '../../src/kernel/database.ts';
import { listBases } from '../../src/scheme/directory.ts';
import type { Company } from './people.ts';

/**
 * The example panel's history: on each day the matrix is run on what was known by then, and the highest-ranked
 * are adopted. Nothing in the made-up careers knows of the scheme, so it has no effect: what the claim card says
 * of it can be checked.
 */
const sittings: readonly { on: Day; adopt: number; decline: number; leave: number }[] = [
  { on: '2025-01-15', adopt: 130, decline: 4, leave: 0 },
  { on: '2025-04-16', adopt: 60, decline: 4, leave: 0 },
  { on: '2025-07-16', adopt: 50, decline: 4, leave: 6 },
  { on: '2025-11-19', adopt: 45, decline: 4, leave: 10 },
  { on: '2026-04-15', adopt: 40, decline: 4, leave: 12 },
  { on: '2026-10-21', adopt: 25, decline: 4, leave: 6 },
];

interface Listed {
  personId: number;
  baseId: number | null;
  strand: string | null;
}

export async function replayPanels(
  house: House,
  company: Company,
): Promise<{ adopted: number; left: number }> {
  const manager = await company.as('scheme-manager');
  const bases = (await house.database.as(manager, (tx) => listBases(tx, manager.schemeId))).filter(
    (base) => base.name !== "King's Lynn",
  );
  let adopted = 0;
  let left = 0;
  for (const sitting of sittings) {
    const moment = new Date(`${sitting.on}T10:00:00Z`);
    company.at(moment);
    await runSelection(house.database, { schemeId: manager.schemeId, on: sitting.on, now: house.clock() });
    const listed = await house.database.as(manager, (tx) =>
      tx.many(sql<Listed>`select person_id as "personId", base_id as "baseId", strand from candidate
        where scheme_id = ${manager.schemeId} and state = 'listed' order by rank limit ${sitting.adopt + sitting.decline}`),
    );
    const leaving = await house.database.as(manager, (tx) =>
      tx.many(sql<Listed>`select person_id as "personId", base_id as "baseId", strand from membership
        where left_on is null and joined_on < ${addDays(sitting.on, -120)} order by id % 17, id limit ${sitting.leave}`),
    );
    for (const [index, base] of bases.entries()) {
      const here = ({ baseId }: Listed): boolean =>
        baseId === base.id || (index === 0 && !bases.some(({ id }) => id === baseId));
      const declined = new Set(listed.slice(sitting.adopt).map(({ personId }) => personId));
      const people = listed.filter(here);
      const leavers = leaving.filter(here);
      if (people.length + leavers.length === 0) continue;
      await sit(company, {
        on: sitting.on,
        baseId: base.id,
        people,
        leavers,
        declined,
        invited: await invitees(company),
      });
      adopted += people.filter(({ personId }) => !declined.has(personId)).length;
      left += leavers.length;
    }
  }
  return { adopted, left };
}

interface Sitting {
  on: Day;
  baseId: number;
  people: readonly Listed[];
  leavers: readonly Listed[];
  declined: ReadonlySet<number>;
  invited: number[];
}

const invitees = async (company: Company): Promise<number[]> =>
  Promise.all(
    ['senior-probation-officer', 'panel-member', 'scheme-manager'].map(
      async (login) => (await company.as(login)).staffId,
    ),
  );

async function sit(
  company: Company,
  { on, baseId, people, leavers, declined, invited }: Sitting,
): Promise<void> {
  const place = `${on} base ${baseId}`;
  const manager = 'scheme-manager';
  const chairId = (await company.as('panel-chair')).staffId;
  const meeting = await company.perform(
    manager,
    createMeeting,
    { heldOn: on, baseId, chairId, invited },
    place,
  );
  const items: { id: number; person: Listed; question: 'adopt' | 'de-select' }[] = [];
  for (const person of people) {
    const { id } = await company.perform(
      manager,
      addItem,
      { meetingId: meeting.id, personId: person.personId, question: 'adopt' as const, why: null },
      `${place} ${person.personId}`,
    );
    if (id !== null) items.push({ id, person, question: 'adopt' });
  }
  for (const person of leavers) {
    const { id } = await company.perform(
      manager,
      addItem,
      {
        meetingId: meeting.id,
        personId: person.personId,
        question: 'de-select' as const,
        why: 'Settled for several months',
      },
      `${place} leaves ${person.personId}`,
    );
    if (id !== null) items.push({ id, person, question: 'de-select' });
  }
  await company.perform(manager, issueAgenda, { meetingId: meeting.id, version: 1 }, place);
  for (const staffId of [...invited, chairId]) {
    await company.perform(
      manager,
      recordAttendance,
      { meetingId: meeting.id, staffId, state: 'attended' as const },
      `${place} ${staffId}`,
    );
  }
  for (const login of ['panel-chair', 'panel-member'])
    await company.perform(login, confirmPresence, { meetingId: meeting.id }, place);
  for (const { id, person, question } of items)
    await decide(company, { id, person, question, declined: declined.has(person.personId), baseId });
  await company.perform(manager, closeMeeting, { meetingId: meeting.id, version: 2 }, place);
}

async function decide(
  company: Company,
  {
    id,
    person,
    question,
    declined,
    baseId,
  }: { id: number; person: Listed; question: 'adopt' | 'de-select'; declined: boolean; baseId: number },
): Promise<void> {
  const about = `item ${id}`;
  if (question === 'de-select') {
    await company.perform(
      'scheme-manager',
      decideItem,
      {
        itemId: id,
        version: 1,
        decision: 'de-select' as const,
        reasonCode: 'risk-reduced',
        reason: 'No concern since the last review; goals met.',
      },
      about,
    );
  } else if (declined) {
    await company.perform(
      'scheme-manager',
      decideItem,
      {
        itemId: id,
        version: 1,
        decision: 'decline' as const,
        reasonCode: 'below-priority',
        reason: 'Others are a higher priority this quarter.',
      },
      about,
    );
  } else {
    await company.perform(
      'scheme-manager',
      decideItem,
      {
        itemId: id,
        version: 1,
        decision: 'adopt' as const,
        reasonCode: 'meets-threshold',
        reason: 'Meets the scheme’s rule; all agencies agree.',
        strand: person.strand ?? (id % 5 === 0 ? 'flex' : 'fixed'),
        baseId,
        tier: String(1 + (id % 3)),
      },
      about,
    );
  }
}

/** A meeting that lies ahead, its agenda issued: somebody for the demo's panel members to look at and decide. */
export async function planNextPanel(house: House, company: Company, now: Date, today: Day): Promise<number> {
  company.at(now);
  const manager = await company.as('scheme-manager');
  await runSelection(house.database, { schemeId: manager.schemeId, on: today, now });
  const people = await house.database.as(manager, (tx) =>
    tx.many(
      sql<{
        personId: number;
      }>`select person_id as "personId" from candidate where scheme_id = ${manager.schemeId} and state = 'listed' order by rank limit 8`,
    ),
  );
  if (people.length === 0) return 0;
  const chairId = (await company.as('panel-chair')).staffId;
  const meeting = await company.perform(
    'scheme-manager',
    createMeeting,
    { heldOn: addDays(today, 9), baseId: null, chairId, invited: await invitees(company) },
    'next panel',
  );
  for (const { personId } of people) {
    await company.perform(
      'scheme-manager',
      addItem,
      { meetingId: meeting.id, personId, question: 'adopt' as const, why: null },
      `next panel ${personId}`,
    );
  }
  await company.perform('scheme-manager', issueAgenda, { meetingId: meeting.id, version: 1 }, 'next panel');
  return people.length;
}
