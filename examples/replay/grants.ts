import type { House } from '../../src/app.ts';
import { addDays, addMonths, type Day, londonInstant } from '../../src/kernel/clock.ts';
import { sql } from '../../src/kernel/database.ts';
import {
  addOutput,
  askPayment,
  checkReturn,
  decidePayment,
  decideReturn,
  draftGrant,
  financialYearOf,
  type GrantTerms,
  moveGrant,
  processReturn,
  submitReturn,
} from '../../src/resources/index.ts';
import { listAgencies } from '../../src/scheme/directory.ts';
import type { Company } from './people.ts';

const agreed = [
  ['output', 'Provision of information', 'information', 30],
  ['output', 'Referrals to support agencies', 'referrals', 12],
  ['output', 'Outreach activities', 'outreach', 20],
  ['outcome', 'People report that they recognise risky situations and walk away from arguments', null, null],
  ['outcome', 'People report better family relationships, self-esteem and respect for others', null, null],
] as const;

/** Terms that both grants share. How many of each output is agreed is made up: the paper gives no number. */
const terms = {
  purpose:
    'Information, support and interventions for people on the scheme: engagement, signposting, assertive outreach and referral to other services.',
  reasons:
    'A key worker is a way to engage vulnerable people and their families, and to prevent reoffending.',
  conditions:
    'The provider employs the worker. Quarterly monitoring reports to the scheme manager and the policing body, with progress against outputs and outcomes and spend; an annual report. Reviewed every year.',
  basis: 'grant',
  feePence: null,
  feeMeasure: null,
  claimMeasure: null,
  claimLevel: null,
  returnDays: 28,
  lateConsequence: 'Example: the next payment is not released until the return is accepted.',
  flagPercent: 80,
  example: true,
} as const;

/**
 * The grant of decision notice 2016/27 as it is printed, ended since; and an example of one that runs: a quarter reported,
 * accepted and paid, and a return that waits to be read for names.
 */
export async function replayGrants(
  house: House,
  company: Company,
  now: Date,
  today: Day,
): Promise<{ grants: number; returns: number }> {
  company.at(now);
  const chief = await company.as('opcc-chief-executive');
  const providerId = (await house.database.as(chief, (tx) => listAgencies(tx))).find(
    ({ code }) => code === 'link-workers',
  )?.id;
  if (providerId === undefined) return { grants: 0, returns: 0 };
  const put = async (input: GrantTerms): Promise<number> => {
    const { id } = await company.perform('opcc-chief-executive', draftGrant, input, input.reference);
    for (const [kind, title, measure, perQuarter] of agreed) {
      const output = { grantId: id, kind, title, measure, perQuarter };
      await company.perform('opcc-chief-executive', addOutput, output, `${id} ${title}`);
    }
    await company.perform(
      'opcc-chief-executive',
      moveGrant,
      { id, version: 1, to: 'in-force' },
      `${id} in force`,
    );
    return id;
  };
  const printed = await put({
    ...terms,
    providerId,
    reference: '2016/27',
    namedAs: 'The Matthew Project',
    title: 'Norfolk 180° link worker',
    source:
      'Decision 2016/27, section 6.1. The paper prints years: the quarters are equal parts. The provider stands in for the one it names',
    statedPence: '9868400',
    startsOn: '2016-04-01',
    endsOn: '2019-03-31',
    years: [
      { year: '2016/17', pence: '3187100' },
      { year: '2017/18', pence: '3326900' },
      { year: '2018/19', pence: '3354500' },
    ],
  });
  await company.perform('opcc-chief-executive', moveGrant, { id: printed, version: 2, to: 'ended' }, 'ended');
  // The quarter before the one before this: it is over, and its return was due.
  const started = addMonths(`${today.slice(0, 5)}${quarterMonth(today)}-01`, -6);
  const years = [...new Set([0, 3, 6, 9].map((months) => financialYearOf(addMonths(started, months))))];
  const id = await put({
    ...terms,
    providerId,
    reference: `EX/${started.slice(0, 4)}/1`,
    title: 'Link workers of the scheme',
    source: null,
    statedPence: null,
    startsOn: started,
    endsOn: addDays(addMonths(started, 12), -1),
    years: years.map((year) => ({ year, pence: String(3_200_000 / years.length) })),
  });
  const quarters = await house.database.as(chief, (tx) =>
    tx.many(sql<{ quarterId: number; returnId: number }>`
      select q.id as "quarterId", r.id as "returnId" from grant_quarter q join grant_return r on r.quarter_id = q.id
      where q.grant_id = ${id} order by q.year, q.quarter limit 2`),
  );
  const pay = async (quarterId: number): Promise<void> => {
    const ask = { grantId: id, quarterId, claimId: null, reason: '' };
    const payment = await company.perform('opcc-chief-executive', askPayment, ask, `${quarterId}`);
    const decision = { id: payment.id, version: 1, state: 'released', note: null } as const;
    await company.perform('section-151-officer', decidePayment, decision, `${quarterId}`);
  };
  const [first, second] = quarters;
  if (first === undefined || second === undefined) return { grants: 2, returns: 0 };
  await pay(first.quarterId);
  await report(house, company, first.returnId, addDays(addMonths(started, 3), 20));
  company.at(now);
  await pay(second.quarterId);
  await company.perform(
    'providers-manager',
    submitReturn,
    wordsOf(second.returnId, laterWords),
    `${second.returnId}`,
  );
  await processReturn(house.database, { returnId: second.returnId, now });
  return { grants: 2, returns: 2 };
}

const earlierWords =
  'The workers met people at the gate and at the offices of the scheme, and went along to appointments. More people kept their second appointment than their first.';
const laterWords =
  'The drop-in began. One of the people, Jamie Example, found a flat and asked to be told about it here.';

const wordsOf = (id: number, narrative: string) => ({
  id,
  version: 1,
  spendPence: '791250',
  narrative,
  spendNote: '',
});

/** A return of a quarter that is over, from the provider to the policing body, as on a day after it. */
async function report(house: House, company: Company, returnId: number, day: Day): Promise<void> {
  const at = londonInstant(day, '10:00') ?? house.clock();
  company.at(at);
  await company.perform('providers-manager', submitReturn, wordsOf(returnId, earlierWords), `${returnId}`);
  await processReturn(house.database, { returnId, now: at });
  const office = await company.as('scheme-manager');
  const text = await house.database.as(office, (tx) =>
    tx.one(sql<{ id: number }>`select id from grant_return_text where return_id = ${returnId}`),
  );
  const check = { id: returnId, version: 2, textId: text.id, pass: true, marks: [] };
  await company.perform('scheme-manager', checkReturn, check, `${returnId}`);
  const review = { id: returnId, version: 3, act: 'accept', note: null } as const;
  await company.perform('opcc-chief-executive', decideReturn, review, `${returnId}`);
}

/** First month of the calendar quarter that a day is in, which is one of the financial year's too. */
const quarterMonth = (day: Day): string =>
  String(Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, '0');
