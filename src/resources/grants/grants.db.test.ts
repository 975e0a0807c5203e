import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { addOutput, draftGrant, type GrantTerms, moveGrant } from './acts.ts';
import { askClawback, askPayment, decidePayment } from './payment-acts.ts';
import { listPayments } from './payment-store.ts';
import { publishGrantEntry } from './report-pages.ts';
import { checkReturn, decideReturn, saveReturn, submitReturn, takeBackReturn } from './return-acts.ts';
import { wholeText } from './rules.ts';
import { processReturn } from './run.ts';
import { getGrant, getReturn, listQuarters, listReturns, pageOfGrants } from './store.ts';
import { findPlaces, listTexts } from './text-store.ts';

// A grant from its draft to its annual report's figures, as each of those who take part.

let house: TestHouse;
let chief: StaffViewer;
let finance: StaffViewer;
let commissioner: StaffViewer;
let provider: StaffViewer;
let office: StaffViewer;
let grantId = 0;

const as = <Result>(viewer: StaffViewer, work: (tx: Tx) => Promise<Result>): Promise<Result> =>
  house.database.as(viewer, work);
const isRefused = (code: string) => (error: unknown) => error instanceof WaymarkError && error.code === code;

const terms = (over: Partial<GrantTerms>): GrantTerms => ({
  providerId: provider.agencyId,
  reference: 'T/1',
  title: 'Link worker',
  purpose: 'p',
  reasons: 'r',
  conditions: 'c',
  source: null,
  basis: 'grant',
  feePence: null,
  feeMeasure: null,
  claimMeasure: null,
  claimLevel: null,
  statedPence: null,
  startsOn: '2026-04-01',
  endsOn: '2027-03-31',
  returnDays: 28,
  lateConsequence: 'Nothing is paid.',
  flagPercent: 80,
  example: false,
  years: [{ year: '2026/27', pence: '3200000' }],
  ...over,
});

async function inForce(over: Partial<GrantTerms>): Promise<number> {
  const { id } = await house.performer.perform(chief, draftGrant, terms(over), newKey());
  await house.performer.perform(chief, moveGrant, { id, version: 1, to: 'in-force' }, newKey());
  return id;
}

before(async () => {
  house = await testHouse();
  [chief, finance, commissioner, provider, office] = [
    await house.viewerFor('opcc-chief-executive'),
    await house.viewerFor('section-151-officer'),
    await house.viewerFor('opcc-commissioner'),
    await house.viewerFor('providers-manager'),
    await house.viewerFor('scheme-manager'),
  ];
  grantId = await inForce({});
  await house.performer.perform(
    chief,
    addOutput,
    { grantId, kind: 'output', title: 'Outreach', measure: 'outreach', perQuarter: 5 },
    newKey(),
  );
  await house.ownerQuery(
    `insert into person (given_names, family_name, search_names) values ('Jordan', 'Whitlock', 'jordan whitlock | razor o''brien')`,
  );
  const worker = await house.viewerFor('link-worker');
  await house.ownerQuery(
    `insert into contact (person_id, agency_id, staff_id, kind, state, at, planned, outcome, minutes, handling)
     select (select max(id) from person), $1, $2, 'outreach', 'recorded', d::timestamptz, false, 'attended', 40, 'own'
     from unnest(array['2026-06-30T22:59:00Z', '2026-06-30T23:00:00Z', '2026-09-30T22:59:59Z', '2026-09-30T23:00:00Z']) d`,
    [worker.agencyId, worker.staffId],
  );
  await house.ownerQuery(
    `insert into contact (person_id, agency_id, staff_id, kind, state, at, planned, outcome, minutes, handling)
     values ((select max(id) from person), $1, $2, 'unannounced-visit', 'recorded', '2026-08-01T10:00:00Z', false, 'none', 5, 'own')`,
    [worker.agencyId, worker.staffId],
  );
});

after(() => house?.close());

const quarterOf = async (index: number) => {
  const [quarters, returns] = await as(chief, async (tx) => [
    await listQuarters(tx, grantId),
    await listReturns(tx, grantId),
  ]);
  const quarter = quarters[index];
  const one = returns.find(({ quarterId }) => quarterId === quarter?.id);
  assert.ok(quarter !== undefined && one !== undefined);
  return { quarter, one };
};

const send = async (id: number, narrative: string) => {
  const { version } = await as(provider, (tx) => getReturn(tx, id));
  const input = { id, version, spendPence: '500000', narrative, spendNote: '' };
  return house.performer.perform(provider, submitReturn, input, newKey());
};

test('a draft is its policing body’s; a provider has it when it is in force, and nobody writes in another’s name', async () => {
  const { id } = await house.performer.perform(chief, draftGrant, terms({ reference: 'T/draft' }), newKey());
  await assert.rejects(
    as(provider, (tx) => getGrant(tx, id)),
    isRefused('not-found'),
  );
  await assert.rejects(
    house.performer.perform(chief, draftGrant, terms({ reference: 'T/draft' }), newKey()),
    isRefused('invalid'),
  );
  await assert.rejects(
    house.performer.perform(commissioner, draftGrant, terms({ reference: 'T/x' }), newKey()),
    isRefused('right-missing'),
  );
});

test('what is saved for later is the provider’s alone, words and spending', async () => {
  const { one } = await quarterOf(2);
  const input = { id: one.id, version: one.version, spendPence: '4200', narrative: 'So far', spendNote: '' };
  await house.performer.perform(provider, saveReturn, input, newKey());
  for (const viewer of [chief, commissioner, finance, office]) {
    assert.deepEqual(await as(viewer, (tx) => listTexts(tx, [one.id])), [], viewer.role);
    assert.equal((await as(viewer, (tx) => getReturn(tx, one.id))).spendPence, null, viewer.role);
  }
  const [own] = await as(provider, (tx) => listTexts(tx, [one.id]));
  assert.equal(own?.spendPence, 4200n);
  await assert.rejects(
    house.performer.perform(provider, saveReturn, input, newKey()),
    isRefused('stale-version'),
  );
});

test('a return cannot be sent before its quarter ends', async () => {
  const { one } = await quarterOf(2);
  await assert.rejects(send(one.id, 'Too early'), isRefused('not-allowed-now'));
});

test('words that name somebody reach the policing body only when the office has passed them on', async () => {
  const { one } = await quarterOf(1);
  await send(one.id, 'We met jordan whitlock and Zebedee Quux. It went well.');
  const first = await as(provider, (tx) => getReturn(tx, one.id));
  await house.performer.perform(provider, takeBackReturn, { id: one.id, version: first.version }, newKey());
  assert.equal((await as(provider, (tx) => getReturn(tx, one.id))).firstSentAt, null);
  assert.equal(await processReturn(house.database, { returnId: one.id, now: house.clock() }), false);
  await send(one.id, 'We met jordan whitlock and Zebedee Quux. It went well.');
  const seen = await as(office, (tx) => getReturn(tx, one.id));
  const [sent] = await as(office, (tx) => listTexts(tx, [one.id]));
  assert.ok(sent !== undefined);
  const check = { id: one.id, version: seen.version, textId: sent.id, pass: true, marks: [] };
  await assert.rejects(
    house.performer.perform(office, checkReturn, check, newKey()),
    isRefused('not-allowed-now'),
    'not before it was looked through',
  );
  assert.equal(await processReturn(house.database, { returnId: one.id, now: house.clock() }), true);
  assert.equal(await processReturn(house.database, { returnId: one.id, now: house.clock() }), true);
  const rewritten = await as(provider, (tx) =>
    tx.run(sql`update grant_return_text set narrative = 'Other words' where id = ${sent.id}`),
  );
  assert.equal(rewritten, 0, 'what was sent is not rewritten');
  const places = await as(office, (tx) => findPlaces(tx, sent.id));
  assert.deepEqual(
    places?.places.map(({ start, end }) => sent.narrative.slice(start, end)),
    ['jordan whitlock', 'Zebedee Quux'],
  );
  for (const viewer of [provider, chief, commissioner, finance]) {
    const hidden: unknown = await as(viewer, (tx) => findPlaces(tx, sent.id));
    assert.equal(hidden, undefined, viewer.role);
  }
  for (const viewer of [chief, commissioner, finance])
    assert.deepEqual(await as(viewer, (tx) => listTexts(tx, [one.id])), [], viewer.role);
  const back = { ...check, pass: false, marks: [0, 1] };
  await house.performer.perform(office, checkReturn, back, newKey());
  const [marked] = await as(provider, (tx) => listTexts(tx, [one.id]));
  assert.deepEqual(
    marked?.marks.map((mark) => Object.keys(mark).sort()),
    [
      ['end', 'field', 'start'],
      ['end', 'field', 'start'],
    ],
    'places, and not a word of whose',
  );
  for (const viewer of [chief, commissioner, finance])
    assert.deepEqual(await as(viewer, (tx) => listTexts(tx, [one.id])), [], viewer.role);
});

test('sent again and passed on, it is counted from what was recorded in the quarter by London’s clock', async () => {
  const { one } = await quarterOf(1);
  await send(one.id, 'We met people. It went well.');
  await processReturn(house.database, { returnId: one.id, now: house.clock() });
  const seen = await as(office, (tx) => getReturn(tx, one.id));
  const [text] = await as(office, (tx) => listTexts(tx, [one.id]));
  const check = { id: one.id, version: seen.version, textId: text?.id ?? 0, marks: [] };
  await assert.rejects(
    house.performer.perform(office, checkReturn, { ...check, pass: true, marks: [wholeText] }, newKey()),
    isRefused('invalid'),
  );
  await house.performer.perform(office, checkReturn, { ...check, pass: true }, newKey());
  const texts = await as(commissioner, (tx) => listTexts(tx, [one.id]));
  assert.deepEqual(
    texts.map(({ narrative }) => narrative),
    ['We met people. It went well.'],
    'the edition with the names is not among them',
  );
  const found = await as(commissioner, (tx) => getReturn(tx, one.id));
  assert.deepEqual(found.count?.activity, [
    { source: 'contact', kind: 'outreach', n: 2, due: 2, attended: 2, minutes: 80 },
    { source: 'contact', kind: 'unannounced-visit', n: 1, due: 0, attended: 0, minutes: 5 },
  ]);
  assert.equal(found.count?.reported.shown, false);
  await assert.rejects(
    house.performer.perform(
      finance,
      decideReturn,
      { id: one.id, version: found.version, act: 'accept', note: null },
      newKey(),
    ),
    isRefused('right-missing'),
  );
  const accept = { id: one.id, version: found.version, act: 'accept' as const, note: null };
  await house.performer.perform(commissioner, decideReturn, accept, newKey());
  await assert.rejects(
    house.performer.perform(chief, decideReturn, accept, newKey()),
    isRefused('stale-version'),
  );
});

test('a quarter is released by a second person, once, however often and by however many it is asked', async () => {
  const { quarter } = await quarterOf(2);
  const ask = { grantId, quarterId: quarter.id, claimId: null, reason: '' };
  const key = newKey();
  const asked = await Promise.allSettled([
    house.performer.perform(chief, askPayment, ask, key),
    house.performer.perform(chief, askPayment, ask, key),
    house.performer.perform(finance, askPayment, ask, newKey()),
    house.performer.perform(commissioner, askPayment, ask, newKey()),
  ]);
  const made = (await as(chief, (tx) => listPayments(tx, grantId))).filter(({ state }) => state === 'asked');
  assert.equal(made.length, 1, JSON.stringify(asked.map(({ status }) => status)));
  const [payment] = made;
  assert.ok(payment !== undefined);
  assert.equal(payment.pence, 800_000n);
  const asker = [chief, finance, commissioner].find(({ staffId }) => staffId === payment.askedBy);
  const other = [chief, finance, commissioner].find(({ staffId }) => staffId !== payment.askedBy);
  assert.ok(asker !== undefined && other !== undefined);
  const release = { id: payment.id, version: 1, state: 'released' as const, note: null };
  await assert.rejects(
    house.performer.perform(asker, decidePayment, release, newKey()),
    isRefused('not-allowed-now'),
  );
  await assert.rejects(
    as(asker, (tx) =>
      tx.run(
        sql`update grant_payment set state = 'released', decided_by = ${asker.staffId}, decided_at = now() where id = ${payment.id}`,
      ),
    ),
    'nor past the act',
  );
  const releaseKey = newKey();
  const first = await house.performer.perform(other, decidePayment, release, releaseKey);
  assert.deepEqual(await house.performer.perform(other, decidePayment, release, releaseKey), first);
  await assert.rejects(
    house.performer.perform(other, decidePayment, release, newKey()),
    isRefused('stale-version'),
  );
  await assert.rejects(
    house.performer.perform(chief, askPayment, ask, newKey()),
    isRefused('not-allowed-now'),
  );
  await assert.rejects(
    house.ownerQuery(
      `insert into grant_payment (grant_id, kind, quarter_id, pence, reason, state, asked_by, asked_at) values ($1, 'payment', $2, 1, 'x', 'asked', $3, now())`,
      [grantId, quarter.id, chief.staffId],
    ),
    /grant_payment_once/,
  );
});

test('a return that a payment rests on is not opened again; money back is what was not spent', async () => {
  const { one } = await quarterOf(1);
  const { version } = await as(chief, (tx) => getReturn(tx, one.id));
  await assert.rejects(
    house.performer.perform(
      chief,
      decideReturn,
      { id: one.id, version, act: 'reopen', note: null },
      newKey(),
    ),
    isRefused('not-allowed-now'),
  );
  const back = (pence: string) =>
    house.performer.perform(chief, askClawback, { grantId, pence, reason: 'Not spent' }, newKey());
  await assert.rejects(back('300001'), isRefused('invalid'));
  const made = await back('200000');
  await assert.rejects(back('100001'), isRefused('invalid'));
  const agree = { id: made.id, version: 1, state: 'released' as const, note: null };
  await house.performer.perform(finance, decidePayment, agree, newKey());
});

test('results are paid on a claim of the measure and level in the terms, and on nothing else', async () => {
  const id = await inForce({
    reference: 'T/results',
    basis: 'results',
    claimMeasure: 'proven-reoffending',
    claimLevel: 3,
  });
  const [quarter] = await as(chief, (tx) => listQuarters(tx, id));
  await house.ownerQuery(
    `update grant_return set state = 'accepted', sent_at = now(), spend_pence = 0, passed_by = $1 where quarter_id = $2`,
    [chief.staffId, quarter?.id],
  );
  const ask = { grantId: id, quarterId: quarter?.id ?? 0, claimId: null, reason: '' };
  await assert.rejects(house.performer.perform(chief, askPayment, ask, newKey()), isRefused('invalid'));
  await assert.rejects(
    house.performer.perform(chief, askPayment, { ...ask, claimId: 999_999 }, newKey()),
    isRefused('not-found'),
  );
});

test('a grant is entered for publication once', async () => {
  const entered: string[] = [];
  const publish = publishGrantEntry({
    publishGrant: async (_tx, grant) => {
      entered.push(`${grant.reference} ${grant.amountPence}`);
      return 1;
    },
  });
  const { version } = await as(chief, (tx) => getGrant(tx, grantId));
  await house.performer.perform(chief, publish, { id: grantId, version }, newKey());
  const again = await as(chief, (tx) => getGrant(tx, grantId));
  await assert.rejects(
    house.performer.perform(chief, publish, { id: grantId, version: again.version }, newKey()),
    isRefused('not-allowed-now'),
  );
  assert.equal(entered[0], 'T/1 3200000');
});

test('the embedded database counts and looks through a return just so', async () => {
  const other = await testHouse({ embedded: true });
  try {
    const manager = await other.viewerFor('providers-manager');
    const giver = await other.viewerFor('opcc-chief-executive');
    const input = terms({ providerId: manager.agencyId });
    const { id } = await other.performer.perform(giver, draftGrant, input, newKey());
    await other.performer.perform(giver, moveGrant, { id, version: 1, to: 'in-force' }, newKey());
    const [first] = await other.database.as(manager, (tx) => listReturns(tx, id));
    assert.ok(first !== undefined);
    const words = { spendPence: '1', narrative: 'We met Zebedee Quux.', spendNote: '' };
    const written = { id: first.id, version: 1, ...words };
    await other.performer.perform(manager, submitReturn, written, newKey());
    assert.equal(await processReturn(other.database, { returnId: first.id, now: other.clock() }), true);
    const counted = await other.database.as(giver, (tx) => getReturn(tx, first.id));
    assert.deepEqual(counted.count?.activity, []);
    const order = { sort: 'total', direction: 'descending' } as const;
    const part = { limit: 5, offset: 0, today: '2026-11-02' };
    const { grants } = await other.database.as(giver, (tx) => pageOfGrants(tx, {}, order, part));
    assert.deepEqual(
      grants.map(({ totalPence, lateReturns }) => [totalPence, lateReturns]),
      [[3_200_000n, 1]],
      'the second quarter’s return was due on 28 October',
    );
  } finally {
    await other.close();
  }
});

test('a grant whose term was over when it was entered has nothing known of it, and is not begun again', async () => {
  const id = await inForce({
    reference: 'T/2016',
    namedAs: 'The Example Trust',
    startsOn: '2016-04-01',
    endsOn: '2019-03-31',
    years: [{ year: '2016/17', pence: '3187100' }],
  });
  const grant = await as(chief, (tx) => getGrant(tx, id));
  assert.deepEqual([grant.fromPaper, grant.namedAs], [true, 'The Example Trust']);
  assert.deepEqual(await as(chief, (tx) => listReturns(tx, id)), []);
  const order = { sort: 'starts', direction: 'ascending' } as const;
  const { grants } = await as(chief, (tx) =>
    pageOfGrants(tx, {}, order, { limit: 50, offset: 0, today: '2026-11-02' }),
  );
  assert.deepEqual(
    grants.map(({ id: one, paidPence }) => [one === id, paidPence === null]).filter(([own]) => own),
    [[true, true]],
  );
  assert.ok(grants.some(({ paidPence }) => paidPence !== null));
  await house.performer.perform(chief, moveGrant, { id, version: grant.version, to: 'ended' }, newKey());
  const again = { id, version: grant.version + 1, to: 'in-force' as const };
  await assert.rejects(
    house.performer.perform(chief, moveGrant, again, newKey()),
    isRefused('not-allowed-now'),
  );
  const output = { kind: 'output' as const, title: 'x', measure: null, perQuarter: null };
  await assert.rejects(
    house.performer.perform(chief, addOutput, { grantId: id, ...output }, newKey()),
    isRefused('not-allowed-now'),
  );
});

test('who has nothing to do with grants sees none of it', async () => {
  for (const login of ['board-member', 'front-line-officer', 'providers-worker', 'analyst']) {
    const viewer = await house.viewerFor(login);
    for (const table of [
      'grant_award',
      'grant_quarter',
      'grant_return',
      'grant_return_text',
      'grant_count',
      'grant_payment',
    ])
      assert.equal(
        (
          await as(viewer, (tx) =>
            tx.one(sql<{ n: number }>`select count(*)::int as n from ${sql.raw(table)}`),
          )
        ).n,
        0,
        `${login} ${table}`,
      );
  }
});
