import type { House } from '../../src/app.ts';
import {
  addService,
  addSession,
  amendReferral,
  answerReferral,
  endReferral,
  makeReferral,
  noteSupervision,
  recordAnswers,
  recordContact,
  recordUnmetNeed,
  type ServiceInput,
  withdrawReferral,
} from '../../src/casework/index.ts';
import { addDays, type Day, londonInstant } from '../../src/kernel/clock.ts';
import { sql } from '../../src/kernel/database.ts';
import { listAgencies, listBases } from '../../src/scheme/directory.ts';
import type { Company } from './people.ts';

/** Services of two made-up charities and the council: what they say of themselves is invented. */
const services: readonly {
  name: string;
  agency: string;
  offers: string;
  category: string;
  pathway: string;
  bases: readonly string[];
  over?: Partial<ServiceInput>;
}[] = [
  {
    name: 'Corner House workshop',
    agency: 'turning-corner',
    offers: 'Woodwork and bicycle repair three mornings a week, with a reference at the end.',
    category: 'ete',
    pathway: 'ete',
    bases: ['Norwich', "King's Lynn"],
    over: { places: 12, waitingDays: 14, contactPhone: '01632 960401' },
  },
  {
    name: 'Corner House money advice',
    agency: 'turning-corner',
    offers: 'Debt letters read together, budgets, benefit claims, a bank account.',
    category: 'finance',
    pathway: 'finance',
    bases: [],
    over: { places: 20, waitingDays: 7 },
  },
  {
    name: 'Corner House recovery group',
    agency: 'turning-corner',
    offers: 'A weekly group and one-to-one support for people who want to use less.',
    category: 'dependency',
    pathway: 'drugs-alcohol',
    bases: ['Norwich', 'Lowestoft and Great Yarmouth'],
    over: { places: 10, criteria: 'Not for people in detoxification' },
  },
  {
    name: 'Corner House women’s space',
    agency: 'turning-corner',
    offers: 'A safe place, advice on abuse, and somebody to go along to appointments.',
    category: 'women',
    pathway: 'abuse',
    bases: ['Ipswich', 'Norwich'],
    over: { forSex: 'women', places: 8 },
  },
  {
    name: 'Open Door mentoring',
    agency: 'link-workers',
    offers: 'A mentor who has been there, once a week for six months.',
    category: 'lifestyle',
    pathway: 'attitudes',
    bases: [],
    over: { youngest: 18, oldest: 25, places: 15 },
  },
  {
    name: 'Council housing options',
    agency: 'council',
    offers: 'Homelessness applications, deposits, talks with landlords.',
    category: 'accommodation',
    pathway: 'accommodation',
    bases: [],
    over: { waitingDays: 28 },
  },
];

interface Chosen {
  personId: number;
  login: string;
  baseId: number;
}

const blank = {
  contactDetails: '01632 960500, mornings; a message may be left',
  staffRisk: 'no' as const,
  staffRiskWords: null,
  availability: 'Any weekday morning',
  language: null,
  offenceType: null,
  offenceWhy: null,
};

const texts = [
  {
    service: 0,
    need: 'Never had a job for long',
    goal: 'Start the warehouse course',
    outcomes: ['ete-begins', 'ete-employable'],
  },
  {
    service: 1,
    need: 'Owes rent and fines',
    goal: 'Know what I owe and pay some of it',
    outcomes: ['fin-debt', 'fin-benefits'],
  },
  {
    service: 2,
    need: 'Using daily',
    goal: 'Get on a script and stay on it',
    outcomes: ['dep-understands', 'dep-controlled'],
  },
] as const;

/** The directory, and referrals in every state: a few dozen rows through the same acts as the pages. */
export async function replayReferrals(
  house: House,
  company: Company,
  now: Date,
  today: Day,
): Promise<{ services: number; referrals: number }> {
  company.at(new Date(now.getTime() - 200 * 86_400_000));
  const ids = await enterServices(house, company, today);
  const manager = await company.as('scheme-manager');
  const chosen = await house.database.as(manager, (tx) =>
    tx.many(sql<Chosen>`
      select l.person_id as "personId", s.login, m.base_id as "baseId" from allocation l join staff s on s.id = l.staff_id join membership m on m.id = l.membership_id
      where l.to_at is null and l.kind = 'lead' and s.login in ('police-offender-manager', 'pc-lucy-grange', 'sgt-robert-aldous') order by l.id limit 20`),
  );
  for (const [index, one] of chosen.entries()) await refer(company, ids, one, { index, now, today });
  const linked = await house.database.as(manager, (tx) =>
    tx.many(sql<Chosen>`
      select l.person_id as "personId", s.login, m.base_id as "baseId" from allocation l join staff s on s.id = l.staff_id join membership m on m.id = l.membership_id
      where l.to_at is null and l.kind = 'embedded' order by l.id limit 8`),
  );
  for (const [index, one] of linked.entries()) await linkWork(company, ids, one, { index, now, today });
  company.at(now);
  const bell = await company.as('link-worker');
  await company.perform(
    'providers-manager',
    noteSupervision,
    {
      staffId: bell.staffId,
      heldOn: addDays(today, -12),
      note: 'Outreach on two evenings works well. Wants training in motivational interviewing; booked for the spring.',
      nextOn: addDays(today, 30),
    },
    'supervision of the link worker',
  );
  return { services: ids.length, referrals: chosen.length + linked.length };
}

async function enterServices(house: House, company: Company, today: Day): Promise<number[]> {
  const viewer = await company.as('pathways-manager');
  const [agencies, bases] = await house.database.as(viewer, async (tx) => [
    await listAgencies(tx),
    await listBases(tx, viewer.schemeId),
  ]);
  const ids: number[] = [];
  for (const service of services) {
    const { id } = await company.perform(
      'pathways-manager',
      addService,
      {
        agencyId: agencies.find(({ code }) => code === service.agency)?.id ?? 0,
        name: service.name,
        offers: `${service.offers} (Example)`,
        categories: [service.category],
        pathways: [service.pathway],
        baseIds: bases.filter(({ name }) => service.bases.includes(name)).map((base) => base.id),
        forSex: 'any' as const,
        youngest: null,
        oldest: null,
        forStatus: 'any' as const,
        criteria: null,
        places: null,
        waitingDays: null,
        contactName: null,
        contactPhone: null,
        contactEmail: null,
        opensOn: addDays(today, -400),
        closesOn: null,
        ...service.over,
      },
      service.name,
    );
    ids.push(id);
  }
  return ids;
}

interface Moment {
  index: number;
  now: Date;
  today: Day;
}

const daysAgo = (now: Date, days: number): Date => new Date(now.getTime() - days * 86_400_000);

/** A referral that has come as far as its turn says. */
async function refer(
  company: Company,
  ids: readonly number[],
  one: Chosen,
  { index, now, today }: Moment,
): Promise<void> {
  const text = texts[index % texts.length] ?? texts[0];
  const service = services[text.service] ?? services[0];
  const sent = 8 + ((index * 11) % 60);
  const about = `referral ${one.personId}`;
  company.at(daysAgo(now, sent));
  const input = {
    ...blank,
    personId: one.personId,
    serviceId: ids[text.service] ?? 0,
    category: service?.category ?? '',
    pathway: service?.pathway ?? '',
    need: text.need,
    goal: text.goal,
    outcomes: [...text.outcomes],
    handling: 'partners' as const,
    send: true,
    unmetId: null,
  };
  const { id } = await company.perform(one.login, makeReferral, input, about);
  const worker = 'providers-worker';
  const move = (version: number, to: 'accept' | 'start', days: number): Promise<unknown> => {
    company.at(daysAgo(now, days));
    return company.perform(worker, answerReferral, { id, version, move: to }, `${about} ${to}`);
  };
  const turn = index % 7;
  if (turn === 0) return;
  if (turn === 1) {
    company.at(daysAgo(now, sent - 3));
    const reason = { reasonCode: 'no-places', reason: 'The group is full until spring' };
    await company.perform(
      worker,
      answerReferral,
      { id, version: 2, move: 'decline' as const, ...reason },
      about,
    );
    return;
  }
  await move(2, 'accept', sent - 2);
  if (turn === 2) return;
  await move(3, 'start', sent - 5);
  await hold(company, worker, { id, about, sent, index, today, now });
  company.at(daysAgo(now, 2));
  if (turn === 4) await finish(company, worker, { id, about, outcomes: text.outcomes });
  if (turn === 5)
    await company.perform(
      one.login,
      amendReferral,
      { ...input, availability: 'Afternoons only, works mornings now', id, version: 4, why: 'Started a job' },
      about,
    );
  if (turn === 6)
    await company.perform(
      one.login,
      withdrawReferral,
      { id, version: 4, reasonCode: 'custody', reason: null },
      about,
    );
}

interface Held {
  id: number;
  about: string;
  sent: number;
  index: number;
  today: Day;
  now: Date;
}

/** Two sessions that were held, and for some one that lies ahead. */
async function hold(company: Company, worker: string, held: Held): Promise<void> {
  company.at(held.now);
  const write = async (
    day: Day,
    state: 'planned' | 'attended' | 'failed',
    feedback: string | null,
  ): Promise<void> => {
    const at = londonInstant(day, `${9 + (held.index % 8)}:00`.padStart(5, '0'));
    if (at === undefined) return;
    const session = { at: at.toISOString(), minutes: 60, place: 'Corner House', state, feedback };
    await company.perform(
      worker,
      addSession,
      { ...session, referralId: held.id },
      `${held.about} session ${day}`,
    );
  };
  await write(addDays(held.today, -4), 'attended', 'Came on time and stayed to the end.');
  await write(
    addDays(held.today, -2),
    held.index % 2 === 0 ? 'failed' : 'attended',
    'Rang to say how it went.',
  );
  if (held.index % 7 === 3) await write(addDays(held.today, 1 + (held.index % 5)), 'planned', null);
}

const finish = (
  company: Company,
  worker: string,
  { id, about, outcomes }: { id: number; about: string; outcomes: readonly string[] },
): Promise<unknown> =>
  company.perform(
    worker,
    endReferral,
    {
      id,
      version: 4,
      ending: 'complete' as const,
      reasonCode: null,
      summary: 'Came to most sessions and asked good questions. Has a plan of their own now.',
      stillNeeded: 'Somebody to ring in the first weeks.',
      outcomes: outcomes.map((code, each) => ({
        code,
        level: each === 0 ? ('achieved' as const) : ('partly' as const),
        words: null,
      })),
    },
    about,
  );

const scores = (base: number, turn: number): Record<string, number> =>
  Object.fromEntries(
    ['risky-situations', 'arguments', 'family', 'self-esteem', 'respect', 'community'].map((code, index) => [
      code,
      Math.min(5, Math.max(1, base + ((index * 2 + turn) % 3) - 1)),
    ]),
  );

const activities = [
  { kind: 'information', minutes: 20, note: 'Explained how to claim and what to bring.' },
  {
    kind: 'signposting',
    minutes: 15,
    note: 'Gave the times of the drop-in and walked through how to get there.',
  },
  { kind: 'accompanied', minutes: 90, note: 'Went along to the housing appointment.' },
  { kind: 'outreach', minutes: 60, note: 'Met in the park; talked about the week.' },
] as const;

/** What a link worker does: activity, questionnaires, a referral of her own, and a need that nothing meets. */
async function linkWork(
  company: Company,
  ids: readonly number[],
  one: Chosen,
  { index, now, today }: Moment,
): Promise<void> {
  const about = `link ${one.personId}`;
  const at = (days: number): string =>
    (londonInstant(addDays(today, -days), '11:00') ?? daysAgo(now, days)).toISOString();
  company.at(now);
  for (const [each, activity] of activities.entries()) {
    if ((index + each) % 2 !== 0) continue;
    await company.perform(
      one.login,
      recordContact,
      {
        personId: one.personId,
        kind: activity.kind,
        at: at(5 + index + each * 6),
        outcome: 'attended' as const,
        place: null,
        pathway: null,
        minutes: activity.minutes,
        note: activity.note,
        handling: 'partners' as const,
        namedAgencies: [],
        withStaff: [],
      },
      `${about} ${activity.kind}`,
    );
  }
  const ask = (stage: 'start' | 'review', days: number, base: number, refused = false): Promise<unknown> =>
    company.perform(
      one.login,
      recordAnswers,
      {
        personId: one.personId,
        askedOn: addDays(today, -days),
        stage,
        refused,
        answers: refused ? {} : scores(base, index + days),
        said: null,
        handling: 'partners' as const,
      },
      `${about} ${stage}`,
    );
  await ask('start', 120 - index, 2, index === 5);
  if (index % 2 === 0) await ask('review', 20 - index, 3);
  if (index % 3 === 0) {
    await company.perform(
      one.login,
      makeReferral,
      {
        ...blank,
        personId: one.personId,
        serviceId: ids[4] ?? 0,
        category: 'lifestyle',
        pathway: 'attitudes',
        need: 'Old friends knock at the door every evening',
        goal: 'Somebody to talk to who has been there',
        outcomes: ['life-associates'],
        handling: 'partners' as const,
        send: true,
        unmetId: null,
      },
      about,
    );
    return;
  }
  await company.perform(
    one.login,
    recordUnmetNeed,
    {
      personId: one.personId,
      pathway: index % 2 === 0 ? 'accommodation' : 'health',
      baseId: one.baseId,
      need: index % 2 === 0 ? 'A room where a dog is allowed' : 'Counselling in the evening',
      why: index % 2 === 0 ? ('no-service' as const) : ('no-places' as const),
      whyWords: null,
      handling: 'partners' as const,
    },
    `${about} unmet`,
  );
}
