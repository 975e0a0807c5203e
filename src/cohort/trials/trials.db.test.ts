import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { type StaffViewer, serviceViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import { serviceRoles } from '../../kernel/migrate.ts';
import { amendTrial, approveTrial, openTrial, saveTrial, stepTrial, submitTrial } from './acts.ts';
import {
  assessForTrial,
  enrolInTrial,
  startContract,
  stepContract,
  withdrawFromTrial,
} from './person-acts.ts';
import { listParticipations } from './person-store.ts';
import { publishedList, tendTrial } from './randomiser.ts';
import { armsOf } from './rules.ts';
import { findFigures, inTrials } from './store.ts';
import {
  does,
  draftExample,
  eligibleFor,
  enrolExample,
  onRecord,
  openExample,
  trialOf,
} from './trial-for-tests.ts';
import { listFaults } from './verify.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

/** A voluntary member of the Norwich team, whom its police officer co-works. */
async function member(): Promise<number> {
  const id = await addMember(house);
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, staff_id, source) select $1, 'co-worker', id, 'allocation:0' from staff where login = 'police-offender-manager'`,
    [id],
  );
  await house.ownerQuery(`update membership set statutory = 'voluntary' where person_id = $1`, [id]);
  return id;
}

const allocationOf = async (personId: number) =>
  (
    await house.ownerQuery<{ arm: string; position: number; stratum: string }>(
      'select arm, position, stratum from trial_allocation where person_id = $1',
      [personId],
    )
  )[0];

test('a trial opens only with protocol and ethics approval on record, a second person and a committed seed', async () => {
  const draft = await draftExample(house);
  const { id } = draft;
  const key = async () => ({ id, version: (await trialOf(house, id)).version });
  const lacking = { ...onRecord, ethicsRef: null, protocolSha256: null };
  await does(house, 'analyst', saveTrial, {
    ...(await key()),
    name: draft.name,
    body: draft.body,
    registration: lacking,
  });
  await assert.rejects(
    does(house, 'analyst', submitTrial, await key()),
    (error: { fields?: { field: string }[] }) => {
      assert.deepEqual(
        error.fields?.map(({ field }) => field),
        ['protocolSha256', 'ethicsRef'],
      );
      return true;
    },
  );
  await does(house, 'analyst', saveTrial, {
    ...(await key()),
    name: draft.name,
    body: draft.body,
    registration: onRecord,
  });
  await does(house, 'analyst', submitTrial, await key());
  await assert.rejects(does(house, 'analyst', approveTrial, await key()), isRefused('right-missing'));
  await assert.rejects(does(house, 'analyst', openTrial, await key()), isRefused('not-allowed-now'));
  await does(house, 'senior-probation-officer', approveTrial, await key());
  await assert.rejects(does(house, 'analyst', openTrial, await key()), isRefused('not-allowed-now'));
  await tendTrial(house.database, id, testNow);
  const approved = await trialOf(house, id);
  assert.match(approved.commitment ?? '', /^[0-9a-f]{64}$/);
  assert.match(approved.registeredSha256 ?? '', /^[0-9a-f]{64}$/);
  await does(house, 'analyst', openTrial, await key());
  assert.equal((await trialOf(house, id)).state, 'open');
});

test('whoever wrote or submitted a trial does not approve it, even with the right', async () => {
  const draft = await draftExample(house);
  await does(house, 'scheme-manager', submitTrial, draft);
  const { version } = await trialOf(house, draft.id);
  await assert.rejects(
    does(house, 'scheme-manager', approveTrial, { id: draft.id, version }),
    isRefused('not-allowed-now'),
  );
});

test('nor does whoever wrote it last, though another began and submitted it', async () => {
  const draft = await draftExample(house);
  const { id } = draft;
  const key = async () => ({ id, version: (await trialOf(house, id)).version });
  const body = { ...draft.body, primary: 'Any arrest' };
  await does(house, 'scheme-manager', saveTrial, {
    ...(await key()),
    ...{ name: draft.name, body, registration: onRecord },
  });
  // Saving it as it stands writes nothing.
  await does(house, 'analyst', saveTrial, {
    ...(await key()),
    name: draft.name,
    body,
    registration: onRecord,
  });
  await does(house, 'analyst', submitTrial, await key());
  await assert.rejects(
    does(house, 'scheme-manager', approveTrial, await key()),
    isRefused('not-allowed-now'),
  );
  const manager = await house.viewerFor('scheme-manager');
  await assert.rejects(
    house.ownerQuery(
      `update trial set writers = '{}', state = 'approved', approved_by = $2, registered_sha256 = repeat('a', 64) where id = $1`,
      [id, manager.staffId],
    ),
    /trial_second_person/,
  );
  await does(house, 'senior-probation-officer', approveTrial, await key());
});

test('what was registered stands for everybody, and a change is a dated amendment', async () => {
  const trial = await openExample(house);
  const { id, version } = trial;
  const change = { id, version, name: 'Another', body: trial.body, registration: onRecord };
  await assert.rejects(does(house, 'analyst', saveTrial, change), isRefused('not-allowed-now'));
  await assert.rejects(
    house.ownerQuery(`update trial set body = jsonb_set(body, '{primary}', '"Arrests"') where id = $1`, [id]),
    /what was registered stands/,
  );
  await assert.rejects(
    house.ownerQuery('update trial set commitment = $2 where id = $1', [id, 'c'.repeat(64)]),
    /a commitment stands/,
  );
  const amendment = {
    id,
    version,
    part: 'outcomes' as const,
    words: 'Cautions count as well',
    why: 'As the committee asked',
  };
  await does(house, 'analyst', amendTrial, amendment);
  assert.equal((await trialOf(house, id)).body.primary, trial.body.primary);
});

test('no role of a person and no function reads a seed, and only the randomiser has a grant', async () => {
  const trial = await openExample(house);
  const roles = ['waymark_app', 'waymark_definer', 'waymark_login', ...serviceRoles];
  const granted = await house.ownerQuery<{ role: string; privilege: string }>(
    `select r as role, p as privilege from unnest($1::text[]) r, unnest(array['select', 'insert', 'update', 'delete']) p
     where has_table_privilege(r, 'trial_seed', p) or (p <> 'delete' and has_any_column_privilege(r, 'trial_seed', p)) order by 1, 2`,
    [roles],
  );
  assert.deepEqual(granted, [
    { role: 'waymark_randomiser', privilege: 'insert' },
    { role: 'waymark_randomiser', privilege: 'select' },
  ]);
  for (const login of ['scheme-manager', 'analyst', 'administrator', 'auditor', 'senior-probation-officer']) {
    const viewer = await house.viewerFor(login);
    await assert.rejects(
      house.database.as(viewer, (tx) => tx.many(sql`select seed from trial_seed`)),
      isRefused('right-missing'),
    );
  }
  await assert.rejects(
    house.database.as(serviceViewer('measurement'), (tx) => tx.many(sql`select seed from trial_seed`)),
    isRefused('right-missing'),
  );
  // Nor does it stand anywhere else: not in the history, the audit, the answers of acts or the trial itself.
  const [held] = await house.ownerQuery<{ seed: string }>(
    `select encode(seed, 'hex') as seed from trial_seed where trial_id = $1`,
    [trial.id],
  );
  for (const table of ['row_history', 'audit_entry', 'act_key', 'outbox', 'trial']) {
    const found = await house.ownerQuery(`select 1 from ${table} t where t::text like $1`, [
      `%${held?.seed}%`,
    ]);
    assert.deepEqual(found, [], table);
  }
});

test('the arm is not there while somebody is enrolled, and is what the list says afterwards', async () => {
  const trial = await openExample(house);
  const people = [await member(), await member(), await member()];
  for (const personId of people) {
    await enrolExample(house, trial, personId, { tend: false });
    assert.equal(await allocationOf(personId), undefined);
    // The answer that the act kept tells nothing of an arm.
    await tendTrial(house.database, trial.id, testNow);
  }
  const [held] = await house.ownerQuery<{ seed: string }>(
    `select encode(seed, 'hex') as seed from trial_seed where trial_id = $1`,
    [trial.id],
  );
  const expected = armsOf(trial.body, { seed: held?.seed ?? '', stratum: 'Norfolk|low', n: 3 });
  const found = await Promise.all(people.map(allocationOf));
  assert.deepEqual(
    found.map((one) => one?.arm),
    [...expected],
  );
  assert.deepEqual(
    found.map((one) => one?.position),
    [0, 1, 2],
  );
});

test('only those who treat are told the arm; a panel is told that somebody takes part', async () => {
  const trial = await openExample(house);
  const personId = await member();
  await enrolExample(house, trial, personId);
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, staff_id, source) select $1, 'agenda', id, 'test' from staff where login = 'panel-member'`,
    [personId],
  );
  const seen = async (login: string) => {
    const viewer = await house.viewerFor(login);
    return house.database.as(viewer, async (tx) => ({
      arms: (await listParticipations(tx, personId)).map(({ arm }) => arm),
      rows: await tx.many(sql`select 1 from trial_allocation where person_id = ${personId}`),
      told: (await inTrials(tx, personId)).map(({ told }) => told),
    }));
  };
  const { arm } = (await allocationOf(personId)) ?? {};
  const { panelTold } = trial.body;
  assert.deepEqual(await seen('police-offender-manager'), {
    arms: [arm],
    rows: [{ '?column?': 1 }],
    told: [panelTold],
  });
  assert.deepEqual(await seen('scheme-manager'), { arms: [null], rows: [], told: [panelTold] });
  assert.deepEqual(await seen('panel-member'), { arms: [], rows: [], told: [panelTold] });
  assert.deepEqual(await seen('front-line-officer'), { arms: [], rows: [], told: [] });
});

/** As the scheme could have given the role other rights. */
function withRights(viewer: StaffViewer, change: (rights: readonly string[]) => string[]): StaffViewer {
  return {
    ...viewer,
    facts: {
      ...viewer.facts,
      rights: `,${change((viewer.facts.rights ?? '').split(',').filter((right) => right !== '')).join(',')},`,
    },
  };
}

test('whoever treats sees the arm of their own people; whoever may enrol, or has, sees none while people are taken on', async () => {
  const trial = await openExample(house);
  const [own, other] = [await member(), await addMember(house)];
  await house.ownerQuery(`update membership set statutory = 'voluntary' where person_id = $1`, [other]);
  for (const personId of [own, other]) await enrolExample(house, trial, personId);
  const arms = async (
    login: string,
    change: (rights: readonly string[]) => string[] = (rights) => [...rights],
  ) => {
    return house.database.as(withRights(await house.viewerFor(login), change), async (tx) =>
      (
        await tx.many(
          sql<{
            id: number;
          }>`select person_id as id from trial_allocation where trial_id = ${trial.id} order by 1`,
        )
      ).map(({ id }) => id),
    );
  };
  const also = (right: string) => (rights: readonly string[]) => [...rights, right];
  assert.deepEqual(await arms('police-offender-manager'), [own], 'not of the team, of their own');
  assert.deepEqual(await arms('police-offender-manager', also('trial:enrol')), []);
  // The manager enrolled them: the right to treat, in another role, shows them nothing.
  const treats = (rights: readonly string[]) => [
    ...rights.filter((one) => one !== 'trial:enrol'),
    'trial:treat',
  ];
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, staff_id, source) select $1, 'lead', id, 'allocation:0' from staff where login = 'scheme-manager'`,
    [own],
  );
  assert.deepEqual(await arms('scheme-manager', treats), []);
  // Whoever works on a contract enrols nobody in that trial.
  const personId = await treated(trial);
  assert.ok(personId > 0);
  const officer = await house.viewerFor('police-offender-manager');
  const enrols = () =>
    house.database.as(withRights(officer, also('trial:enrol')), (tx) =>
      tx.run(sql`
        insert into trial_participant (trial_id, person_id, state, assessed_by, assessed_at)
        select ${trial.id}, m.person_id, 'refused', ${officer.staffId}, now() from membership m
        where not exists (select 1 from trial_participant p where p.trial_id = ${trial.id} and p.person_id = m.person_id) limit 1`),
    );
  await assert.rejects(enrols, isRefused('right-missing'));
  // By default no role does both.
  assert.deepEqual(
    await house.ownerQuery(
      `select role from role_right where "right" in ('trial:enrol', 'trial:treat') and (to_date is null or to_date > current_date)
       group by role having count(distinct "right") > 1`,
    ),
    [],
  );
  await does(house, 'analyst', stepTrial, {
    ...{ id: trial.id, version: (await trialOf(house, trial.id)).version },
    step: 'close',
  });
  assert.deepEqual(await arms('scheme-manager', treats), [own]);
});

test('nobody is allocated twice, taken out of the list, or allocated by hand', async () => {
  const trial = await openExample(house);
  const personId = await member();
  await enrolExample(house, trial, personId);
  const [row] = await house.ownerQuery<{ id: number; version: number }>(
    'select id::int, version from trial_participant where trial_id = $1 and person_id = $2',
    [trial.id, personId],
  );
  const again = { trialId: trial.id, personId, version: row?.version ?? 0 };
  await assert.rejects(does(house, 'scheme-manager', enrolInTrial, again), isRefused('not-allowed-now'));
  await assert.rejects(
    does(house, 'scheme-manager', assessForTrial, {
      ...eligibleFor(trial, personId),
      version: again.version,
    }),
    isRefused('not-allowed-now'),
  );
  const manager = await house.viewerFor('police-offender-manager');
  await assert.rejects(
    house.database.as(manager, (tx) =>
      tx.run(sql`insert into trial_allocation (trial_id, participant_id, person_id, stratum, position, arm, at)
        values (${trial.id}, ${row?.id}, ${personId}, 'x', 9, 'T', now())`),
    ),
    isRefused('right-missing'),
  );
  await assert.rejects(
    house.ownerQuery(`update trial_participant set state = 'eligible' where id = $1`, [row?.id]),
    /an allocation stands/,
  );
});

test('under supervision, too young or of unknown age by the records: not allocated, and no place of the list is used', async () => {
  const trial = await openExample(house);
  const supervised = await addMember(house);
  const young = await member();
  await house.ownerQuery(`update person set born = '2009-01-01' where id = $1`, [young]);
  for (const personId of [supervised, young]) {
    await enrolExample(house, trial, personId);
    assert.equal(await allocationOf(personId), undefined);
  }
  const rows = await house.ownerQuery<{ state: string; reasons: string[] }>(
    'select state, reasons from trial_participant where trial_id = $1 order by id',
    [trial.id],
  );
  assert.deepEqual(rows, [
    { state: 'excluded', reasons: ['records'] },
    { state: 'excluded', reasons: ['records'] },
  ]);
  const fine = await member();
  await enrolExample(house, trial, fine);
  assert.equal((await allocationOf(fine))?.position, 0);
});

test('two who enrol at once get two places', async () => {
  const trial = await openExample(house);
  const people = await Promise.all(Array.from({ length: 4 }, member));
  for (const personId of people) await enrolExample(house, trial, personId, { tend: false });
  await Promise.all(people.map(() => tendTrial(house.database, trial.id, testNow)));
  const rows = await house.ownerQuery<{ position: number }>(
    'select position from trial_allocation where trial_id = $1 order by position',
    [trial.id],
  );
  assert.deepEqual(
    rows.map(({ position }) => position),
    [0, 1, 2, 3],
  );
});

test('withdrawing keeps the allocation, stops the treatment and, if asked, the use of later data', async () => {
  const trial = await openExample(house);
  const personId = await treated(trial);
  const [row] = await house.ownerQuery<{ version: number }>(
    'select version from trial_participant where trial_id = $1 and person_id = $2',
    [trial.id, personId],
  );
  const before = await allocationOf(personId);
  const input = { trialId: trial.id, personId, version: row?.version ?? 0, data: 'stop' as const };
  await does(house, 'scheme-manager', withdrawFromTrial, input);
  assert.deepEqual(await allocationOf(personId), before);
  const [now] = await house.ownerQuery<{ state: string; data_until: string; contract: string }>(
    `select p.state, p.data_until::text, c.state as contract from trial_participant p join trial_contract c on c.participant_id = p.id where p.person_id = $1`,
    [personId],
  );
  assert.deepEqual(now, { state: 'allocated', data_until: '2026-11-02', contract: 'withdrawn' });
  const cases = await house.ownerQuery('select 1 from enforcement_case where person_id = $1', [personId]);
  assert.deepEqual(cases, []);
});

/** Somebody in the first arm with a contract that the police officer works on. */
async function treated(trial: Awaited<ReturnType<typeof openExample>>): Promise<number> {
  for (;;) {
    const personId = await member();
    await enrolExample(house, trial, personId);
    if ((await allocationOf(personId))?.arm !== 'T') continue;
    const officer = await house.viewerFor('police-offender-manager');
    await does(house, 'police-offender-manager', startContract, {
      ...{ trialId: trial.id, personId, workerId: officer.staffId },
      ...{ conditions: ['worker', 'need'], own: '' },
    });
    return personId;
  }
}

test('a contract is for the arm alone, lasts four months, and has at most as many conditions as the protocol says', async () => {
  const trial = await openExample(house);
  const personId = await treated(trial);
  const [contract] = await house.ownerQuery<{ from_day: string; to_day: string }>(
    'select from_day::text, to_day::text from trial_contract where person_id = $1',
    [personId],
  );
  assert.deepEqual(contract, { from_day: '2026-11-02', to_day: '2027-03-01' });
  const officer = await house.viewerFor('police-offender-manager');
  const asked = { trialId: trial.id, workerId: officer.staffId, own: 'One more' };
  for (;;) {
    const other = await member();
    await enrolExample(house, trial, other);
    const { arm } = (await allocationOf(other)) ?? {};
    const all = {
      ...asked,
      personId: other,
      conditions: trial.body.contract?.conditions.map(({ code }) => code) ?? [],
    };
    await assert.rejects(
      does(house, 'police-offender-manager', startContract, all),
      isRefused(arm === 'T' ? 'invalid' : 'not-allowed-now'),
    );
    if (arm === 'C') break;
  }
});

test('a breach goes to somebody else of the police, who decides', async () => {
  const trial = await openExample(house);
  const personId = await treated(trial);
  const contract = async () => {
    const [row] = await house.ownerQuery<{ id: number; version: number; state: string }>(
      'select id::int, version, state from trial_contract where person_id = $1',
      [personId],
    );
    if (row === undefined) throw new Error('no contract');
    return row;
  };
  const step = async (
    login: string,
    act: 'breach' | 'continue' | 'prosecute' | 'complete',
    words = 'Example',
  ) => {
    const { id, version } = await contract();
    return does(house, login, stepContract, { personId, id, version, act, words });
  };
  await assert.rejects(step('police-offender-manager', 'complete'), isRefused('not-allowed-now'));
  await step('police-offender-manager', 'breach');
  assert.equal((await contract()).state, 'with-police');
  await assert.rejects(step('police-offender-manager', 'prosecute'), isRefused('not-allowed-now'));
  await assert.rejects(step('senior-probation-officer', 'prosecute'), isRefused('right-missing'));
  // A colleague of the same force and team.
  await house.ownerQuery(
    `insert into staff_role (staff_id, scheme_id, role, team_id, from_date) select s.id, $1, 'police-offender-manager', t.id, '2026-01-01'
     from staff s, team t where s.login = 'sgt-robert-aldous' and t.name = 'Norwich team'`,
    [house.schemeId],
  );
  const { id, version } = await contract();
  const colleague = await house.viewerFor('sgt-robert-aldous');
  await house.performer.perform(
    colleague,
    stepContract,
    { personId, id, version, act: 'prosecute', words: 'Example' },
    randomUUID(),
  );
  assert.equal((await contract()).state, 'failed');
});

test('counts hold back the newest of each stratum while people are enrolled, and the published list verifies', async () => {
  const trial = await openExample(house);
  for (let index = 0; index < 8; index++) await enrolExample(house, trial, await member());
  const manager = await house.viewerFor('scheme-manager');
  const figures = async () => (await house.database.as(manager, (tx) => findFigures(tx, trial.id)))?.figures;
  const open = await figures();
  assert.equal(open?.randomised, 8);
  assert.equal(open?.heldBack, 8);
  assert.equal(
    open?.arms.reduce((sum, { allocated }) => sum + (allocated ?? 0), 0),
    0,
  );
  for (const step of ['close', 'reveal'] as const) {
    const { version } = await trialOf(house, trial.id);
    assert.equal(await publishedList(house.database, trial.id), undefined);
    await does(house, 'analyst', stepTrial, { id: trial.id, version, step });
    await tendTrial(house.database, trial.id, testNow);
  }
  const list = await publishedList(house.database, trial.id);
  if (list === undefined) throw new Error('not published');
  assert.equal(list.commitment, trial.commitment);
  assert.deepEqual(listFaults(list), []);
  assert.equal((await figures())?.heldBack, 0);
  const commissioner = await house.viewerFor('opcc-commissioner');
  const shown = await house.database.as(commissioner, (tx) => findFigures(tx, trial.id));
  assert.equal(shown?.isExact, false);
});
