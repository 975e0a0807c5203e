import type { House } from '../../src/app.ts';
import {
  addWarrant,
  decideCase,
  issueItem,
  moveCase,
  recordLicence,
  setCurfew,
  setZone,
  tryWarrant,
  varyLicence,
} from '../../src/casework/index.ts';
import { addDays, type Day } from '../../src/kernel/clock.ts';
import { sql } from '../../src/kernel/database.ts';
import type { Company } from './people.ts';

type OrderType = Parameters<typeof recordLicence.run>[1]['orderType'];

interface Supervised {
  personId: number;
  supervisionId: number;
  orderType: OrderType;
  fromDay: Day;
  toDay: Day | null;
  officer: string;
  officerId: number;
  lead: string;
  county: string;
}

interface Noted {
  id: number;
  personId: number;
  orderType: OrderType;
  failedOn: Day;
  officer: string;
}

/** Licences, conditions, curfews, zones, tags and items of some members, and what followed failed appointments. */
export async function replayLicences(
  house: House,
  company: Company,
  now: Date,
  today: Day,
): Promise<{ licences: number; cases: number }> {
  company.at(now);
  const manager = await company.as('scheme-manager');
  const people = await house.database.as(manager, (tx) =>
    tx.many(sql<Supervised>`
      select distinct on (l.person_id) l.person_id as "personId", v.id as "supervisionId", v.order_type as "orderType", v.from_day as "fromDay", v.to_day as "toDay",
        s.login as officer, s.id as "officerId", d.login as lead, b.county
      from allocation l join staff s on s.id = l.staff_id join agency a on a.id = l.agency_id and a.kind = 'probation'
      join membership m on m.id = l.membership_id join base b on b.id = m.base_id
      join allocation k on k.person_id = l.person_id and k.kind = 'lead' and k.to_at is null join staff d on d.id = k.staff_id
      join supervision v on v.person_id = l.person_id and v.from_day <= ${today} and (v.to_day is null or v.to_day >= ${today})
      where l.to_at is null and l.kind = 'co-worker' and v.order_type <> 'youth-order' order by l.person_id, v.to_day desc nulls first limit 16`),
  );
  for (const [index, one] of people.entries()) {
    const id = await recordOne(company, one, index);
    if (index % 3 === 0) await varyOne(company, one, id, today);
    if (index % 4 === 1) await placesOf(company, one, index, today);
    await lend(company, one, index, today);
  }
  const cases = await house.database.as(manager, (tx) =>
    tx.many(sql<Noted>`
      select e.id, e.person_id as "personId", e.order_type as "orderType", e.failed_on as "failedOn", s.login as officer
      from enforcement_case e join allocation l on l.person_id = e.person_id and l.to_at is null and l.kind = 'co-worker'
      join staff s on s.id = l.staff_id join agency a on a.id = s.agency_id and a.kind = 'probation'
      where e.state = 'to-decide' order by e.order_type = 'licence' desc, e.id limit 48`),
  );
  for (const [index, one] of cases.entries()) await enforce(company, one, index, today);
  return { licences: people.length, cases: cases.length };
}

async function recordOne(company: Company, one: Supervised, index: number): Promise<number> {
  const onLicence = one.orderType === 'licence';
  const { id } = await company.perform(
    one.officer,
    recordLicence,
    {
      personId: one.personId,
      supervisionId: one.supervisionId,
      orderType: one.orderType,
      fromDay: one.fromDay,
      toDay: one.toDay,
      sentence: onLicence ? `${12 + (index % 4) * 6} months’ imprisonment` : null,
      sentenceKind: onLicence ? ('standard-determinate' as const) : null,
      sentenceDays: onLicence ? 365 + (index % 4) * 182 : null,
      madeBy: onLicence ? 'HMP Norwich' : `${one.county} Magistrates’ Court`,
      officerId: one.officerId,
      force: one.county,
      qualifying: onLicence ? index % 3 !== 2 || null : null,
      longestQualifies: onLicence ? true : null,
      handling: 'partners' as const,
    },
    `licence ${one.personId}`,
  );
  return id;
}

async function varyOne(company: Company, one: Supervised, id: number, today: Day): Promise<void> {
  const recent = addDays(today, -21);
  const effectiveOn = recent < one.fromDay ? one.fromDay : recent;
  const onLicence = one.orderType === 'licence';
  await company.perform(
    one.officer,
    varyLicence,
    {
      id,
      personId: one.personId,
      version: 1,
      effectiveOn,
      why: 'The panel asked for closer work with the team',
      approvedBy: onLicence
        ? 'Example: head of the probation delivery unit'
        : 'Example: the court that made it',
      approvedOn: effectiveOn < today ? effectiveOn : today,
      remove: [],
      amend: [],
      add: onLicence
        ? [
            {
              code: 'add-iom',
              wording: 'Engage with the integrated offender management team and follow its instructions.',
            },
            { code: 'add-premises', wording: 'Do not enter Example Retail Park without approval.' },
          ]
        : one.orderType === 'post-sentence-supervision'
          ? [
              {
                code: 'pss-drug-testing',
                wording: 'Give samples for drug testing when you are instructed to.',
              },
            ]
          : [],
      bespoke: !one.orderType.endsWith('-order')
        ? []
        : ['Rehabilitation activity requirement: 20 days', 'Unpaid work: 80 hours'],
    },
    `vary ${one.personId}`,
  );
}

async function placesOf(company: Company, one: Supervised, index: number, today: Day): Promise<void> {
  await company.perform(
    one.officer,
    setCurfew,
    {
      personId: one.personId,
      days: index % 8 === 1 ? [1, 2, 3, 4, 5, 6, 7] : [5, 6, 7],
      fromTime: '19:00',
      toTime: '07:00',
      fromDay: addDays(today, -20),
      toDay: addDays(today, 70),
      address: `${index + 3} Example Close`,
      addressHandling: 'statutory' as const,
      handling: 'partners' as const,
    },
    `curfew ${one.personId}`,
  );
  await company.perform(
    one.officer,
    setZone,
    {
      personId: one.personId,
      name: index % 8 === 1 ? 'Example Retail Park' : 'North of the river (example)',
      places: ['Example Retail Park', 'Example Road'],
      boundary: [
        [52.6401, 1.2811],
        [52.6479, 1.2994],
        [52.6322, 1.3102],
        [52.6287, 1.2877],
      ],
      protective: index % 8 === 1,
      centre: null,
      fromDay: addDays(today, -20),
      toDay: null,
      handling: 'partners' as const,
    },
    `zone ${one.personId}`,
  );
}

const lent = [
  { kind: 'tag', tagType: 'location', what: 'Tag 0000-EXAMPLE', valuePence: 0, minutes: 65, days: null },
  {
    kind: 'bus-pass',
    tagType: null,
    what: '28-day pass (example)',
    valuePence: 8_400,
    minutes: 15,
    days: 28,
  },
  {
    kind: 'phone',
    tagType: null,
    what: 'Basic phone with £10 credit',
    valuePence: 2_999,
    minutes: 35,
    days: 60,
  },
  { kind: 'gym', tagType: null, what: 'Off-peak, three months', valuePence: 6_000, minutes: 20, days: 90 },
] as const;

async function lend(company: Company, one: Supervised, index: number, today: Day): Promise<void> {
  const { days, ...item } = lent[index % lent.length] ?? lent[0];
  const issuedOn = addDays(today, -10 - ((index * 11) % 40));
  await company.perform(
    one.lead,
    issueItem,
    {
      ...item,
      personId: one.personId,
      issuedOn,
      dueBackOn: days === null ? null : addDays(issuedOn, days),
      handling: 'partners' as const,
    },
    `lend ${one.personId}`,
  );
}

const plain = {
  why: null,
  on: null,
  orderType: null,
  circumstances: null,
  recallBecause: null,
  alternatives: [],
  recallKind: null,
  court: null,
  hearingOn: null,
} as const;

type Moves = Partial<Parameters<typeof moveCase.run>[1]> & {
  move: Parameters<typeof moveCase.run>[1]['move'];
};

type Make = (login: string, act: typeof moveCase, given: Moves) => Promise<{ became: string }>;

/** Some are left to decide, as in any scheme; the others are acceptable, warned of, or go on to recall. */
async function enforce(company: Company, one: Noted, index: number, today: Day): Promise<void> {
  let version = 1;
  const make: Make = async (login, act, given) => {
    const done = await company.perform(
      login,
      act,
      { ...plain, alternatives: [], ...given, id: one.id, personId: one.personId, version },
      `case ${one.id} ${given.move}`,
    );
    version += 1;
    return done;
  };
  const later = (days: number): Day => {
    const day = addDays(one.failedOn, days);
    return day < today ? day : today;
  };
  if (index % 5 === 4) return;
  if (index % 5 === 1) {
    await make(one.officer, moveCase, {
      move: 'accept',
      why: 'Rang the same day; the doctor’s note was seen',
    });
    return;
  }
  const { became } = await make(one.officer, moveCase, { move: 'refuse', why: 'No reason was given' });
  if (became !== 'warning-due') return;
  if (index % 5 === 3) return;
  if (one.orderType === 'licence' && index % 5 === 0) return recallOf(company, one, make, index, today);
  await make(one.officer, moveCase, {
    move: 'warn',
    on: later(index % 2 === 0 ? 4 : 20),
    circumstances: 'You did not come to your appointment and did not ring.',
  });
}

async function recallOf(company: Company, one: Noted, make: Make, index: number, today: Day): Promise<void> {
  await make(one.officer, moveCase, {
    move: 'consider-recall',
    why: 'Three appointments missed and not at the address',
    recallBecause: 'contact-broken-down',
  });
  await make(one.officer, moveCase, {
    move: 'ask-recall',
    why: 'Nothing that was tried has brought them back',
    alternatives: ['warning', 'reporting', 'referral-teams'],
  });
  if (index % 10 !== 0) return;
  await make('senior-probation-officer', decideCase, {
    move: 'recall',
    why: 'Whereabouts are not known',
    recallKind: 'standard',
  });
  const { id } = await company.perform(
    'senior-probation-officer',
    addWarrant,
    {
      personId: one.personId,
      caseId: one.id,
      kind: 'recall' as const,
      reference: 'EXAMPLE/1',
      issuedOn: addDays(today, -4),
      issuedBy: 'Public Protection Casework Section',
    },
    `warrant ${one.id}`,
  );
  await company.perform(
    'senior-probation-officer',
    tryWarrant,
    {
      id,
      personId: one.personId,
      version: 1,
      at: `${addDays(today, -2)}T06:30:00.000Z`,
      place: 'Last known address',
      result: 'not-there' as const,
      note: 'Bed not slept in',
    },
    `attempt ${one.id}`,
  );
}
