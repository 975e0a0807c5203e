import type { House } from '../../src/app.ts';
import {
  addGoal,
  addStep,
  allocateCase,
  moveStep,
  recordAgreement,
  recordContact,
} from '../../src/casework/index.ts';
import { rateMember, setReviewDate } from '../../src/cohort/index.ts';
import { addDays, type Day, londonInstant } from '../../src/kernel/clock.ts';
import { sql } from '../../src/kernel/database.ts';
import { loadOf } from '../../src/resources/index.ts';
import type { Company, findOfficers, Officer } from './people.ts';
import { livePlan } from './plans.ts';

interface Member {
  membershipId: number;
  personId: number;
  teamId: number;
  version: number;
  statutory: string;
  inPrison: boolean;
}

type Officers = Awaited<ReturnType<typeof findOfficers>>;

interface Case {
  member: Member;
  lead: Officer;
  probation: Officer | undefined;
  link: Officer | undefined;
}

/** Allocations, ratings, plans and contacts of the members as they stand after the panels. */
export async function replayCasework(
  house: House,
  company: Company,
  officers: Officers,
  now: Date,
  today: Day,
): Promise<{ allocated: number; contacts: number; plans: number }> {
  company.at(now);
  const manager = await company.as('scheme-manager');
  const members = await house.database.as(manager, (tx) =>
    tx.many(sql<Member>`select m.id as "membershipId", m.person_id as "personId", m.team_id as "teamId", m.version, m.statutory,
        exists (select from custody_spell c where c.person_id = m.person_id and c.kind = 'prison' and c.from_day <= ${today} and (c.to_day is null or c.to_day > ${today})) as "inPrison"
      from membership m where m.left_on is null order by m.id`),
  );
  const cases = await allocate(company, members, officers);
  let contacts = 0;
  let plans = 0;
  for (const [index, one] of cases.entries()) {
    await rate(company, one, index, today);
    if (index % 4 === 0) {
      const goals = await plan(company, one, index, today);
      await livePlan(house, company, { ...one, goals }, index, today);
      plans += 1;
    }
    contacts += await record(company, one, index, today);
  }
  return { allocated: cases.length, contacts, plans };
}

async function allocate(company: Company, members: readonly Member[], officers: Officers): Promise<Case[]> {
  const cases: Case[] = [];
  for (const [index, member] of members.entries()) {
    const ofTeam = (list: readonly Officer[]): Officer[] =>
      list.filter(({ teamId }) => teamId === member.teamId);
    const police = ofTeam(officers.police);
    const probation = ofTeam(officers.probation);
    const before = cases.filter((one) => one.member.teamId === member.teamId).length;
    const lead = police[before % police.length];
    if (lead === undefined) continue;
    // Each allocation moves the version of who works with the person on by one.
    let given = 0;
    const give = (staff: Officer, kind: 'lead' | 'co-worker' | 'embedded') =>
      company.perform(
        'scheme-manager',
        allocateCase(loadOf),
        {
          personId: member.personId,
          staffId: staff.id,
          kind,
          why: 'Shared out by team',
          version: given++,
        },
        `${member.membershipId} ${staff.id} ${kind}`,
      );
    await give(lead, 'lead');
    const second =
      member.statutory !== 'voluntary' ? probation[before % Math.max(1, probation.length)] : undefined;
    if (second !== undefined) await give(second, 'co-worker');
    const link = index % 6 === 0 ? officers.links[(index / 6) % officers.links.length] : undefined;
    if (link !== undefined) await give(link, 'embedded');
    cases.push({ member, lead, probation: second, link });
  }
  return cases;
}

const ratings = ['amber', 'green', 'red', 'amber', 'green', 'amber', 'red', 'green'] as const;
const ratingWords = {
  red: 'Arrested twice this month and not answering calls',
  amber: 'Keeps most appointments; housing unsettled',
  green: 'Keeps appointments and is working on the plan',
  blue: 'In custody',
} as const;

async function rate(company: Company, { member, lead }: Case, index: number, today: Day): Promise<void> {
  const rag = member.inPrison ? 'blue' : (ratings[index % ratings.length] ?? 'amber');
  await company.perform(
    lead.login,
    rateMember,
    { membershipId: member.membershipId, version: member.version, rag, why: ratingWords[rag] },
    `${member.membershipId}`,
  );
  // A few are left overdue, as in any scheme.
  if (index % 12 === 5) return;
  await company.perform(
    lead.login,
    setReviewDate,
    {
      membershipId: member.membershipId,
      version: member.version + 1,
      nextReview: addDays(today, 1 + ((index * 13) % 84)),
      why: 'Reviewed with the team',
    },
    `${member.membershipId} review`,
  );
}

const needs = [
  {
    pathway: 'accommodation',
    need: 'Sleeping on friends’ sofas',
    goal: 'A room of my own by spring',
    step: 'Go to the housing appointment',
  },
  {
    pathway: 'drugs-alcohol',
    need: 'Using daily',
    goal: 'Get on a script and stay on it',
    step: 'See the treatment worker each week',
  },
  {
    pathway: 'ete',
    need: 'Never had a job for long',
    goal: 'Start the warehouse course',
    step: 'Hand in the application',
  },
  {
    pathway: 'finance',
    need: 'Owes rent and fines',
    goal: 'Know what I owe and pay some of it',
    step: 'Bring the letters to the debt adviser',
  },
  {
    pathway: 'attitudes',
    need: 'Acts before thinking when with old friends',
    goal: 'Walk away when it starts',
    step: 'Finish the thinking skills sessions',
  },
] as const;

async function plan(
  company: Company,
  { member, lead, probation }: Case,
  index: number,
  today: Day,
): Promise<number[]> {
  const author = (probation ?? lead).login;
  const goals: number[] = [];
  for (let each = 0; each < 2; each += 1) {
    const { pathway, need, goal, step } = needs[(index + each) % needs.length] ?? needs[0];
    const about = `${member.membershipId} ${pathway}`;
    const made = await company.perform(
      author,
      addGoal,
      {
        personId: member.personId,
        pathway,
        need,
        goal,
        targetOn: addDays(today, 60 + (index % 60)),
        handling: 'partners' as const,
        later: false,
      },
      about,
    );
    goals.push(made.id);
    const first = await company.perform(
      author,
      addStep,
      {
        goalId: made.id,
        personId: member.personId,
        what: step,
        actor: 'person' as const,
        staffId: null,
        dueOn: addDays(today, (index % 21) - 4),
      },
      about,
    );
    await company.perform(
      author,
      addStep,
      {
        goalId: made.id,
        personId: member.personId,
        what: 'Ring to see how it went',
        actor: 'worker' as const,
        staffId: lead.id,
        dueOn: addDays(today, (index % 14) - 2),
      },
      `${about} worker`,
    );
    if (each === 1 && index % 2 === 0)
      await company.perform(
        author,
        moveStep,
        { id: first.id, personId: member.personId, version: 1, move: 'finish' as const },
        about,
      );
  }
  await company.perform(
    author,
    recordAgreement,
    {
      personId: member.personId,
      agreement: index % 7 === 0 ? ('does-not-agree' as const) : ('agrees' as const),
      why: index % 7 === 0 ? 'Says it asks too much at once' : null,
      version: 1,
    },
    `${member.membershipId}`,
  );
  return goals;
}

const notes = [
  'Seen at home as planned. Calm, flat tidy. Talked through the week ahead.',
  'Came on time. Says the new place is quieter. Wants help with a bank account.',
  'Did not come and did not ring. Left a message with his mother.',
  'Rang back the same day: the bus did not run. New time agreed.',
  'Seen on the wing. Wants to talk about where to live on release.',
  'Called in without an appointment. Worried about a court letter; went through it together.',
] as const;

/** A few contacts of the last ten weeks by those who work with them, and for every fourth person one that is planned. */
async function record(
  company: Company,
  { member, lead, probation, link }: Case,
  index: number,
  today: Day,
): Promise<number> {
  const workers = [lead, probation ?? lead, link ?? lead, lead];
  let made = 0;
  const write = async (
    worker: Officer,
    day: Day,
    hour: number,
    each: number,
    ahead: boolean,
  ): Promise<void> => {
    const at = londonInstant(day, `${String(hour).padStart(2, '0')}:${each % 2 === 0 ? '00' : '30'}`);
    if (at === undefined) return;
    const turn = (index + each) % notes.length;
    const outcome = ahead
      ? null
      : turn === 2
        ? ('failed' as const)
        : turn === 3
          ? ('acceptable-absence' as const)
          : ('attended' as const);
    const kind = member.inPrison
      ? 'prison'
      : (['home', 'office', 'phone', 'outreach', 'satellite'][(index + each) % 5] ?? 'office');
    await company.perform(
      worker.login,
      recordContact,
      {
        personId: member.personId,
        kind,
        at: at.toISOString(),
        outcome,
        place: kind === 'satellite' ? 'King’s Lynn satellite office' : null,
        pathway: needs[(index + each) % needs.length]?.pathway ?? null,
        minutes: ahead ? null : 20 + 5 * (turn % 4),
        absenceReason: outcome === 'acceptable-absence' ? 'other' : null,
        note: ahead ? null : (notes[turn] ?? null),
        handling: each === 2 ? ('statutory' as const) : ('partners' as const),
        namedAgencies: [],
        withStaff: [],
      },
      `${member.membershipId} ${each} ${ahead}`,
    );
    made += 1;
  };
  for (let each = 0; each < 3 + (index % 2); each += 1) {
    await write(
      workers[each] ?? lead,
      addDays(today, -3 - ((index * 7 + each * 19) % 68)),
      9 + ((index + each) % 8),
      each,
      false,
    );
  }
  if (index % 4 === 0) await write(lead, addDays(today, 1 + (index % 9)), 9 + (index % 8), 9, true);
  return made;
}
