import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { StaffViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { decidePair, rejoinRecord, takeBackDecision } from './acts.ts';
import { openTo, rejoinByTwo, standingOf } from './records-for-tests.ts';
import { answerProposal } from './second-acts.ts';
import { sayWhose, takeItemBack } from './separation-acts.ts';
import type { ItemVerdict } from './separation-rules.ts';
import { listItems } from './separation-store.ts';
import { itemMade, make, separationWorld, type World } from './separation-world-for-tests.ts';
import { listDecisions, listOwnDecisions } from './store.ts';

// What goes to the other person goes whole and comes back whole, each by its own agency; what two separated, two bring back.

let world: World;
let separationId = 0;
let police: StaffViewer;
let probation: StaffViewer;
let manager: StaffViewer;
const tables: Record<string, string> = {
  contact: 'contact where id',
  appointment: 'contact where id',
  sighting: 'sighting where id',
  tasking: 'tasking where id',
  'report-link': 'report_person where report_id',
  'risk-flag': 'risk_flag where id',
  'risk-assessment': 'risk_assessment where id',
  referral: 'referral where id',
  'compliance-item': 'compliance_item where id',
};
before(async () => {
  world = await separationWorld();
  const {
    'police-offender-manager': one,
    'probation-offender-manager': two,
    'scheme-manager': three,
  } = world.workers;
  assert.ok(one !== undefined && two !== undefined && three !== undefined);
  [police, probation, manager] = [one, two, three];
});
after(() => world.close());

const refusedWith = (code: string) => (error: unknown) =>
  error instanceof WaymarkError && error.code === code;
const say = (by: StaffViewer, items: string[], verdict: ItemVerdict = 'moved') =>
  world.house.performer.perform(
    by,
    sayWhose,
    { separationId, personId: world.personId, items, verdict, why: 'I saw the other one' },
    newKey(),
  );
const takeBack = async (by: StaffViewer, item: string, together: boolean): Promise<number> => {
  const said = await world.house.database.as(by, (tx) => listItems(tx, separationId));
  const itemId = said.find((one) => one.item === item)?.id ?? 0;
  const input = { itemId, personId: world.personId, together };
  return (await world.house.performer.perform(by, takeItemBack, input, newKey())).back;
};
const whose = async (kind: string, id: number): Promise<number | undefined> =>
  Number(
    (
      await world.house.ownerQuery<{ person_id: string }>(`select person_id from ${tables[kind]} = $1`, [id])
    )[0]?.person_id,
  );
const otherNow = async (): Promise<number> => (await standingOf(world.house)).S1?.person ?? 0;

test('each kind that goes, goes whole by a word of its own agency, and comes back; the audit of both people says so', async () => {
  const made: { kind: string; id: number }[] = [];
  for (const kind of Object.keys(tables)) made.push({ kind, id: await make(world, kind, police) });
  separationId = await world.separate();
  const other = await otherNow();
  const items = made.map(({ kind, id }) => itemMade(kind, id));
  for (const [index, item] of items.entries())
    await assert.rejects(
      say(probation, [item]),
      refusedWith('not-found'),
      `${made[index]?.kind} is another agency’s`,
    );
  await say(police, items);
  for (const { kind, id } of made) assert.equal(await whose(kind, id), other, `${kind} went`);
  const noted = await world.house.ownerQuery<{ person_id: string; n: number }>(
    `select person_id, count(*)::int as n from audit_entry where act = 'link:item' and kind = 'wrote' group by person_id order by person_id`,
  );
  assert.deepEqual(
    noted.map((row) => [Number(row.person_id), row.n]),
    [
      [world.personId, items.length],
      [other, items.length],
    ],
  );
  const first = items[0] ?? '';
  assert.equal(
    await takeBack(police, first, true),
    items.length,
    'all that was said at once is taken back at once',
  );
  for (const { kind, id } of made) assert.equal(await whose(kind, id), world.personId, `${kind} came back`);
  await assert.rejects(takeBack(police, first, false), refusedWith('not-found'));
});

test('either all of it goes or nothing does, and a decision never does', async () => {
  const flag = await make(world, 'risk-flag', police);
  const rating = await make(world, 'rating', police);
  const goal = await make(world, 'plan-goal', police);
  for (const stays of [`rating ${rating}`, `plan-goal ${goal}`])
    await assert.rejects(say(police, [`risk-flag ${flag}`, stays]), refusedWith('not-found'), stays);
  assert.equal(await whose('risk-flag', flag), world.personId);
  await assert.rejects(
    world.house.database.as(police, (tx) =>
      tx.run(sql`insert into separation_item (separation_id, person_id, agency_id, staff_id, item, verdict, why)
        values (${separationId}, ${world.personId}, ${police.agencyId}, ${police.staffId}, ${`rating ${rating}`}, 'moved', 'x')`),
    ),
    /row-level security|not allow/,
  );
  assert.equal((await say(police, [`risk-flag ${flag}`, `rating ${rating}`], 'stays')).said, 2);
  await assert.rejects(
    say(police, [`risk-flag ${flag}`], 'anew'),
    refusedWith('not-allowed-now'),
    'it is said once',
  );
});

test('a link worker, who sees no records, answers for what their charity wrote, and for nothing else', async () => {
  const link = world.workers['link-worker'];
  assert.ok(link !== undefined && !link.may('see:records'));
  const [own, foreign, hidden] = [
    await make(world, 'contact', link),
    await make(world, 'contact', police),
    await make(world, 'sighting', link),
  ];
  await assert.rejects(say(link, [`contact ${foreign}`]), refusedWith('not-found'));
  await assert.rejects(
    say(link, [`sighting ${hidden}`]),
    refusedWith('not-found'),
    'of a kind they do not see',
  );
  await say(link, [`contact ${own}`]);
  assert.equal(await whose('contact', own), await otherNow());
  assert.equal(await takeBack(link, `contact ${own}`, false), 1);
  assert.equal(await whose('contact', own), world.personId);
});

test('a referral that was sent is a draft with the other person: the provider sees neither of them by it', async () => {
  const referral = await make(world, 'referral', police);
  const provider = await world.house.viewerFor('providers-worker');
  await world.house.ownerQuery(
    `insert into access_reason (person_id, kind, agency_id, source)
     select person_id, 'referral', provider_agency_id, 'referral:' || id from referral where id = $1`,
    [referral],
  );
  const seen = async (): Promise<number> =>
    (
      await world.house.database.as(provider, (tx) =>
        tx.many(sql`select id from referral where id = ${referral}`),
      )
    ).length;
  assert.equal(await seen(), 1);
  await say(police, [`referral ${referral}`]);
  assert.equal(await seen(), 0);
  const [row] = await world.house.ownerQuery<{ state: string; sent_at: Date | null }>(
    'select state, sent_at from referral where id = $1',
    [referral],
  );
  assert.deepEqual(row, { state: 'draft', sent_at: null });
  const open = await world.house.ownerQuery(
    `select id from access_reason where source = $1 and (closes_at is null or closes_at > now())`,
    [`referral:${referral}`],
  );
  assert.deepEqual(open, [], 'nobody is opened by it');
  const answered = await make(world, 'referral', police);
  await world.house.ownerQuery(`update referral set state = 'accepted' where id = $1`, [answered]);
  await assert.rejects(say(police, [`referral ${answered}`]), refusedWith('not-allowed-now'));
});

test('a referral comes back as it went, sent and open to whom it was; as a draft where something was done with it', async () => {
  const provider = await world.house.viewerFor('providers-worker');
  const sent = async (): Promise<number> => {
    const id = await make(world, 'referral', police);
    await world.house.ownerQuery(
      `insert into access_reason (person_id, kind, agency_id, source)
       select person_id, 'referral', provider_agency_id, 'referral:' || id from referral where id = $1`,
      [id],
    );
    return id;
  };
  const rowOf = async (id: number) =>
    (
      await world.house.ownerQuery<{ state: string; sent_at: Date | null; person_id: string; open: number }>(
        `select r.state, r.sent_at, r.person_id, (select count(*)::int from access_reason a where a.source = 'referral:' || r.id
           and a.person_id = r.person_id and (a.closes_at is null or a.closes_at > now())) as open from referral r where r.id = $1`,
        [id],
      )
    )[0];
  const seen = (id: number) =>
    world.house.database.as(provider, (tx) => tx.many(sql`select id from referral where id = ${id}`));
  const draftsBack = async (id: number): Promise<number> => {
    const said = await world.house.database.as(police, (tx) => listItems(tx, separationId));
    const itemId = said.find(({ item }) => item === `referral ${id}`)?.id ?? 0;
    const input = { itemId, personId: world.personId, together: false };
    return (await world.house.performer.perform(police, takeItemBack, input, newKey())).drafts;
  };
  const untouched = await sent();
  const was = await rowOf(untouched);
  assert.deepEqual([was?.state, was?.open], ['sent', 1]);
  await say(police, [`referral ${untouched}`]);
  assert.deepEqual(await seen(untouched), []);
  assert.equal(await draftsBack(untouched), 0);
  assert.deepEqual(await rowOf(untouched), was);
  assert.equal((await seen(untouched)).length, 1, 'the provider reads it again');
  const touched = await sent();
  await say(police, [`referral ${touched}`]);
  await world.house.ownerQuery(
    `update referral set changed_at = now(), version = version + 1 where id = $1`,
    [touched],
  );
  assert.equal(await draftsBack(touched), 1, 'it is said');
  const now = await rowOf(touched);
  assert.deepEqual([now?.state, now?.sent_at, now?.person_id, now?.open], ['draft', null, was?.person_id, 0]);
  assert.deepEqual(await seen(touched), []);
  const left = await sent();
  await say(police, [`referral ${left}`]);
  await world.house.ownerQuery('update membership set left_on = current_date where person_id = $1', [
    world.personId,
  ]);
  assert.equal(await draftsBack(left), 1, 'nothing is asked of a provider for who has left');
  await world.house.ownerQuery('update membership set left_on = null where person_id = $1', [world.personId]);
});

test('what is still asked of somebody, what is tied to a licence, and a contact that something hangs on stay', async () => {
  const [asked, item, contact] = [
    await make(world, 'tasking', police),
    await make(world, 'compliance-item', police),
    await make(world, 'contact', police),
  ];
  await world.house.ownerQuery(
    `update tasking set state = 'accepted', outcome = null, outcome_at = null where id = $1`,
    [asked],
  );
  const licence = await make(world, 'licence', police);
  await world.house.ownerQuery('update compliance_item set licence_id = $2 where id = $1', [item, licence]);
  const failure = await make(world, 'enforcement-case', probation);
  await world.house.ownerQuery('update enforcement_case set contact_id = $2 where id = $1', [
    failure,
    contact,
  ]);
  for (const stays of [`tasking ${asked}`, `compliance-item ${item}`, `contact ${contact}`])
    await assert.rejects(say(police, [stays]), refusedWith('not-allowed-now'), stays);
  await assert.rejects(
    world.house.ownerQuery('update risk_flag set person_id = person_id + 1'),
    /a row stays with its person/,
  );
});

test('an appointment’s waiting reminder is not sent to the person whom it was not about', async () => {
  const appointment = await make(world, 'appointment', police);
  await world.house.ownerQuery(
    `with k as (insert into message_consent (scheme_id, person_id, agency_id, staff_id, channel, address, purposes, asked_on, asked_how, shared, told, state, made_at, handling)
       values ($1, $2, $3, $4, 'text', '+447700900000', '{reminders}', current_date, 'in-person', false, 'May we?', 'given', now(), 'partners') returning id)
     insert into message (scheme_id, person_id, agency_id, handling, staff_id, consent_id, contact_id, kind, step, appointment_at, channel, body, state, reference, made_at)
     select $1, $2, $3, 'partners', $4, k.id, $5, 'reminder', 'day-before', now() + interval '3 days', 'text', 'See you', 'queued', 'ref-separated', now() from k`,
    [world.house.schemeId, world.personId, police.agencyId, police.staffId, appointment],
  );
  await say(police, [`contact ${appointment}`]);
  assert.equal(await whose('contact', appointment), await otherNow());
  const messages = await world.house.ownerQuery<{ state: string; cause: string }>(
    'select state, cause from message where contact_id = $1',
    [appointment],
  );
  assert.deepEqual(messages, [{ state: 'dropped', cause: 'appointment-changed' }]);
});

test('what two separated, one does not bring back: it is proposed, and what went comes back with the record', async () => {
  const sighting = await make(world, 'sighting', police);
  await say(police, [`sighting ${sighting}`]);
  const other = await otherNow();
  assert.equal(await whose('sighting', sighting), other);
  const { house, personId } = world;
  const decisions = await house.database.as(manager, (tx) => listDecisions(tx, personId));
  const decisionId =
    decisions.find((one) => one.separated === world.recordId && one.supersededAt === null)?.id ?? 0;
  const input = { personId, decisionId, why: 'A mistake' };
  const asked = await house.performer.perform(manager, rejoinRecord, input, newKey());
  assert.equal(asked.outcome, 'proposed');
  assert.equal(await otherNow(), other, 'nothing changed');
  await assert.rejects(
    house.performer.perform(manager, rejoinRecord, input, newKey()),
    refusedWith('not-allowed-now'),
    'it waits already',
  );
  const alone = await house.database.as(manager, (tx) =>
    tx.one(
      sql<{
        outcome: string;
      }>`select outcome from identity_rejoin(${decisionId}, ${personId}, 'past the act')`,
    ),
  );
  assert.equal(alone.outcome, 'second', 'nor does the database let one do it');
  const reviewer = await house.viewerFor('identity-reviewer');
  const answer = { proposalId: asked.proposalId ?? 0, agrees: false, why: 'Not the same face' };
  await house.performer.perform(reviewer, answerProposal, answer, newKey());
  assert.equal(await otherNow(), other, 'somebody said no');
  await openTo(house, personId, 'management', 'management');
  await rejoinByTwo(house, manager, input, newKey());
  assert.equal(await otherNow(), personId);
  assert.equal(await whose('sighting', sighting), personId);
});

test('a separation of the queue that took two is taken back by two, and stands as before', async () => {
  const { house, recordId, personId } = world;
  const before = await standingOf(house);
  assert.equal(before.S1?.person, personId);
  const [left = 0, right = 0] = [before.N1?.id ?? 0, recordId].sort((one, two) => one - two);
  await house.ownerQuery(
    `insert into link_edge (left_record, right_record, person_id, run_id, bits, state, held, evidence)
     values ($1, $2, $3, (select max(id) from link_run), 30, 'review', false, '{"rules": [], "fields": []}')
     on conflict (left_record, right_record) do update set state = 'review'`,
    [left, right, personId],
  );
  await house.ownerQuery(
    `update link_decision set superseded_at = now() where superseded_at is null and $1 in (left_record, right_record)`,
    [recordId],
  );
  const one = await house.viewerFor('identity-reviewer');
  const two = await house.viewerFor('identity-reviewer-2');
  const input = { left, right, verdict: 'different' as const, why: 'Not the same face' };
  const proposed = await house.performer.perform(one, decidePair, input, newKey());
  const yes = (proposalId = 0) => ({ proposalId, agrees: true, why: 'I see it too' });
  const apart = await house.performer.perform(two, answerProposal, yes(proposed.proposalId), newKey());
  assert.equal(apart.outcome, 'separated');
  assert.notEqual(await otherNow(), personId);
  const [own] = await house.database.as(two, (tx) => listOwnDecisions(tx, 1));
  const back = await house.performer.perform(two, takeBackDecision, { decisionId: own?.id ?? 0 }, newKey());
  assert.equal(back.outcome, 'proposed');
  assert.notEqual(await otherNow(), personId, 'one alone takes nothing back');
  await assert.rejects(
    house.performer.perform(two, answerProposal, yes(back.proposalId), newKey()),
    refusedWith('not-allowed-now'),
    'nor agrees with themselves',
  );
  const done = await house.performer.perform(one, answerProposal, yes(back.proposalId), newKey());
  assert.equal(done.outcome, 'taken-back');
  const after = await standingOf(house);
  assert.deepEqual([after.S1?.person, after.S1?.offence], [personId, personId]);
});
