import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, sees, staffId } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import type { Act } from '../../kernel/acts.ts';
import { sql } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { acceptTransfer, askTransfer, declineTransfer, withdrawTransfer } from './transfer-acts.ts';
import { findFacts, getTransfer, listTransfers } from './transfer-store.ts';

let house: TestHouse;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house?.close());

const perform = async <I, O>(login: string, act: Act<I, O>, input: I): Promise<O> =>
  house.performer.perform(await house.viewerFor(login), act, input, newKey());
const one = async <Row>(text: string, values: unknown[] = []): Promise<Row> => {
  const [row] = await house.ownerQuery<Row>(text, values);
  assert.ok(row !== undefined, text);
  return row;
};
const membershipOf = (personId: number) =>
  one<{ id: number; version: number; team_id: number }>(
    'select id, version, team_id from membership where person_id = $1 and left_on is null',
    [personId],
  );

async function asked(personId: number, base = 'Ipswich'): Promise<{ id: number }> {
  const { id, version } = await membershipOf(personId);
  const to = await one<{ id: number }>('select id from base where name = $1 order by id limit 1', [base]);
  return perform('police-offender-manager', askTransfer, {
    membershipId: id,
    version,
    baseId: Number(to.id),
    why: 'Moved to their sister',
    about: 'In a flat since May; sees the nurse on Tuesdays',
  });
}

test('nothing moves before the receiving side accepts, and it decides without a name', async () => {
  const personId = await addMember(house);
  const { id } = await asked(personId);
  assert.equal(await sees(house, 'police-offender-manager', personId), true);
  assert.equal(await sees(house, 'sgt-robert-aldous', personId), false);
  const receiver = await house.viewerFor('sgt-robert-aldous');
  const shown = await house.database.as(receiver, (tx) => getTransfer(tx, id));
  assert.equal(shown.name, null);
  assert.match(shown.about, /nurse/);
  const facts = await house.database.as(receiver, (tx) => findFacts(tx, id));
  assert.equal(facts?.age !== undefined, true);
  // A third team is told nothing, and may answer nothing.
  const third = await house.viewerFor('sgt-fiona-garrod');
  assert.deepEqual(
    await house.database.as(third, (tx) => listTransfers(tx, { state: undefined, limit: 9, offset: 0 })),
    [],
  );
  assert.equal(await house.database.as(third, (tx) => findFacts(tx, id)), undefined);
  await assert.rejects(
    perform('sgt-fiona-garrod', acceptTransfer, { id, version: 1, words: '', strand: '' }),
    isRefused('not-found'),
  );
});

test('accepting moves team, base and access at once, ends the leads, and keeps why in the history', async () => {
  const personId = await addMember(house);
  const { id: membershipId } = await membershipOf(personId);
  const lead = await staffId(house, 'sgt-karen-dunnett');
  await house.ownerQuery(
    `insert into allocation (membership_id, person_id, staff_id, agency_id, kind) select $1, $2, s.id, s.agency_id, 'lead' from staff s where s.id = $3`,
    [membershipId, personId, lead],
  );
  const { id } = await asked(personId);
  await assert.rejects(
    perform('sgt-robert-aldous', acceptTransfer, { id, version: 9, words: '', strand: '' }),
    isRefused('stale-version'),
  );
  await perform('sgt-robert-aldous', acceptTransfer, { id, version: 1, words: 'Welcome', strand: '' });
  assert.equal(await sees(house, 'sgt-robert-aldous', personId), true);
  assert.equal(await sees(house, 'police-offender-manager', personId), false);
  assert.equal(await sees(house, 'sgt-karen-dunnett', personId), false);
  assert.equal(await sees(house, 'scheme-manager', personId), true);
  const line = await one<{ line: string }>(
    `select what || ' ' || was || ' ' || became || ' ' || why || ' ' || effective_on as line from membership_change where membership_id = $1`,
    [membershipId],
  );
  assert.equal(line.line, 'base Norwich Ipswich Moved to their sister 2026-11-02');
  assert.deepEqual(
    await one(
      'select count(*) filter (where to_at is null)::int as open, count(*)::int as all from allocation where person_id = $1',
      [personId],
    ),
    { open: 0, all: 1 },
  );
  await assert.rejects(
    perform('sgt-robert-aldous', acceptTransfer, { id, version: 2, words: '', strand: '' }),
    isRefused('not-allowed-now'),
  );
});

test('a refusal leaves everything as it was; so does taking it back, and a second asking waits for the first', async () => {
  const personId = await addMember(house);
  const first = await asked(personId);
  await assert.rejects(asked(personId, 'Bury St Edmunds'), isRefused('not-allowed-now'));
  await assert.rejects(
    perform('sgt-robert-aldous', declineTransfer, { id: first.id, version: 1, words: ' ' }),
    isRefused('invalid'),
  );
  await perform('sgt-robert-aldous', declineTransfer, { id: first.id, version: 1, words: 'They never came' });
  assert.equal(await sees(house, 'police-offender-manager', personId), true);
  assert.equal(await sees(house, 'sgt-robert-aldous', personId), false);
  const second = await asked(personId);
  await assert.rejects(
    perform('sgt-robert-aldous', withdrawTransfer, {
      id: second.id,
      version: 1,
      words: 'Not theirs to take back',
    }),
    isRefused('not-found'),
  );
  await perform('police-offender-manager', withdrawTransfer, {
    id: second.id,
    version: 1,
    words: 'Stays after all',
  });
});

test('somebody kept from the person neither sees the asking nor accepts it', async () => {
  const personId = await addMember(house);
  const receiver = await staffId(house, 'sgt-robert-aldous');
  await house.ownerQuery(
    `insert into access_restriction (person_id, kind, staff_id, why) values ($1, 'exclude', $2, 'declared-interest')`,
    [personId, receiver],
  );
  const { id } = await asked(personId);
  await assert.rejects(
    perform('sgt-robert-aldous', acceptTransfer, { id, version: 1, words: '', strand: '' }),
    isRefused('not-found'),
  );
  await perform('pc-emily-thirkettle', acceptTransfer, { id, version: 1, words: '', strand: '' });
  // The list is copied to what the transfer opened.
  assert.equal(await sees(house, 'sgt-robert-aldous', personId), false);
  assert.equal(await sees(house, 'pc-emily-thirkettle', personId), true);
});

test('a deputy does not keep whom they cover: neither do they ask, nor does anybody accept what they asked for', async () => {
  const personId = await addMember(house);
  const deputy = await staffId(house, 'sgt-robert-aldous');
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, staff_id, source, closes_at) values ($1, 'co-worker', $2, 'absence:1', now() + interval '1 day')`,
    [personId, deputy],
  );
  assert.equal(await sees(house, 'sgt-robert-aldous', personId), true);
  const { id: membershipId, version } = await membershipOf(personId);
  const to = await one<{ id: number }>('select id from base where name = $1 order by id limit 1', [
    'Ipswich',
  ]);
  const asking = { membershipId, version, baseId: Number(to.id), why: 'Moved', about: 'Settled' };
  await assert.rejects(perform('sgt-robert-aldous', askTransfer, asking), isRefused('right-missing'));
  // Nor past the act: the table refuses it.
  const viewer = await house.viewerFor('sgt-robert-aldous');
  const past = () =>
    house.database.as(viewer, (tx) =>
      tx.run(sql`
        insert into membership_transfer (person_id, membership_id, from_scheme_id, from_team_id, to_scheme_id, to_base_id, to_team_id, state, why, about, requested_by, requested_at)
        select m.person_id, m.id, m.scheme_id, m.team_id, m.scheme_id, m.base_id, m.team_id, 'requested', 'Moved', 'Settled', ${deputy}, now() from membership m where m.id = ${membershipId}`),
    );
  await assert.rejects(past, isRefused('right-missing'));
  // A lead of both teams may ask, and somebody else accepts.
  await house.ownerQuery(
    `update access_reason set source = 'allocation:1', closes_at = null where person_id = $1 and staff_id = $2`,
    [personId, deputy],
  );
  const { id } = await perform('sgt-robert-aldous', askTransfer, asking);
  const answer = { id, version: 1, words: '', strand: '' };
  await assert.rejects(perform('sgt-robert-aldous', acceptTransfer, answer), isRefused('not-allowed-now'));
  const pastAct = () =>
    house.database.as(viewer, (tx) =>
      tx.one(sql`select transfer_accept(${id}, 1, 'fixed', '2026-11-02', '2032-01-01', null, '')`),
    );
  await assert.rejects(pastAct, isRefused('right-missing'));
  await perform('pc-emily-thirkettle', acceptTransfer, answer);
});

test('what is held for a time alone opens nothing that lasts', async () => {
  const personId = await addMember(house, 'Ipswich team');
  const chair = await house.viewerFor('panel-chair');
  const give = (kind: string, source: string) =>
    house.ownerQuery(
      `insert into access_reason (person_id, kind, staff_id, source, closes_at) values ($1, $2, $3, $4, now() + interval '1 day')`,
      [personId, kind, chair.staffId, source],
    );
  const open = () =>
    house.database.as(chair, (tx) =>
      tx.one(
        sql`select access_open(${personId}, 'co-worker', ${chair.staffId}, null, null, null, 'test', null, null) as id`,
      ),
    );
  for (const [kind, source] of [
    ['co-worker', 'absence:1'],
    ['co-worker', 'trial:1'],
    ['break-glass', 'break-glass'],
  ] as const) {
    await give(kind, source);
    await assert.rejects(open, isRefused('right-missing'), source);
  }
  await give('agenda', 'panel:1');
  await open();
});

test('into another scheme: one membership ends as transferred, another begins; the old managers have after-care', async () => {
  const personId = await addMember(house);
  const { id: membershipId } = await membershipOf(personId);
  const other = await otherScheme();
  const { id, version } = await membershipOf(personId);
  const { id: transferId } = await perform('scheme-manager', askTransfer, {
    membershipId: id,
    version,
    baseId: other.baseId,
    why: 'Moved to Bristol',
    about: 'Settled',
  });
  await assert.rejects(
    perform('bristol-manager', acceptTransfer, {
      id: transferId,
      version: 1,
      words: '',
      strand: 'none-such',
    }),
    isRefused('invalid'),
  );
  await perform('bristol-manager', acceptTransfer, {
    id: transferId,
    version: 1,
    words: '',
    strand: 'fixed',
  });
  assert.deepEqual(
    await house.ownerQuery(
      `select scheme_id = $2 as other, state, left_reason from membership where person_id = $1 order by id`,
      [personId, other.schemeId],
    ),
    [
      { other: false, state: 'de-selected', left_reason: 'transferred' },
      { other: true, state: 'member', left_reason: null },
    ],
  );
  assert.deepEqual(
    await house.ownerQuery(
      `select kind, holder, closes_at is not null and closes_at > now() as "for a time" from access_reason where person_id = $1 and (closes_at is null or closes_at > now()) order by kind`,
      [personId],
    ),
    [
      { kind: 'after-care', holder: `post:management:${house.schemeId}`, 'for a time': true },
      { kind: 'management', holder: `post:management:${other.schemeId}`, 'for a time': false },
      { kind: 'selection', holder: `post:selection:${other.schemeId}`, 'for a time': false },
      { kind: 'team', holder: `team:${other.teamId}`, 'for a time': false },
    ],
  );
  assert.equal(await sees(house, 'police-offender-manager', personId), false);
  assert.equal(await sees(house, 'bristol-manager', personId), true);
  assert.equal(Number(membershipId) > 0, true);
});

/** A second scheme in the same house, with one base, one team and a manager. */
async function otherScheme(): Promise<{ schemeId: number; baseId: number; teamId: number }> {
  const scheme = await one<{ id: number }>(
    `insert into scheme (code, name) values ('bristol', 'Bristol scheme') returning id`,
  );
  const base = await one<{ id: number }>(
    `insert into base (scheme_id, name, county) values ($1, 'Bristol', 'Avon') returning id`,
    [scheme.id],
  );
  const team = await one<{ id: number }>(
    `insert into team (scheme_id, base_id, name) values ($1, $2, 'Bristol team') returning id`,
    [scheme.id, base.id],
  );
  await house.ownerQuery(
    `insert into role_right (scheme_id, role, "right", from_date) select $1, role, "right", from_date from role_right where scheme_id = $2`,
    [scheme.id, house.schemeId],
  );
  await house.ownerQuery(
    `insert into rule_version (scheme_id, kind, version, valid_from, body, example) select $1, kind, version, valid_from, body, example from rule_version where scheme_id = $2`,
    [scheme.id, house.schemeId],
  );
  await house.ownerQuery(
    `insert into sharing_cover (scheme_id, agency_id, category, from_date, agreement_id) select $1, agency_id, category, from_date, 0 from sharing_cover where scheme_id = $2`,
    [scheme.id, house.schemeId],
  );
  await house.ownerQuery(
    `with s as (insert into staff (login, name, agency_id, demo, from_date) select 'bristol-manager', 'Rita Bell', agency_id, true, '2020-01-01' from staff where login = 'scheme-manager' returning id)
     insert into staff_role (staff_id, scheme_id, role, from_date) select s.id, $1, 'scheme-manager', '2020-01-01' from s`,
    [scheme.id],
  );
  return { schemeId: Number(scheme.id), baseId: Number(base.id), teamId: Number(team.id) };
}
