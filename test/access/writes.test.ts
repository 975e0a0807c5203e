import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { StaffViewer } from '../../src/access/viewers.ts';
import { serviceViewer } from '../../src/access/viewers.ts';
import { openHouse } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { type Sql, sql } from '../../src/kernel/database.ts';
import { WaymarkError } from '../../src/kernel/errors.ts';
import { createLog } from '../../src/kernel/log.ts';
import { type TestHouse, testHouse, urlOf } from '../support/house.ts';

/** What the database refuses to write, whatever a page or an act forgot. Person 1 is Norwich's; 2 is nobody's. */

describe('what cannot be written', () => {
  let house: TestHouse;
  let officer: StaffViewer;
  let manager: StaffViewer;
  let frontLine: StaffViewer;

  before(async () => {
    house = await testHouse();
    await house.coverEverything();
    await house.ownerQuery(arranged.replaceAll(':scheme', String(house.schemeId)));
    officer = await house.viewerFor('police-offender-manager');
    manager = await house.viewerFor('scheme-manager');
    frontLine = await house.viewerFor('front-line-officer');
  });
  after(() => house.close());

  const run = (viewer: StaffViewer, statement: Sql<unknown>): Promise<number> =>
    house.database.as(viewer, (tx) => tx.run(statement));
  const refuses = (work: Promise<unknown>): Promise<void> =>
    assert.rejects(work, (error) => error instanceof WaymarkError && error.code === 'right-missing');
  const contactFor = (
    person: number,
    by: StaffViewer,
    as: { staff: number; agency: number },
  ): Promise<number> =>
    run(
      by,
      sql`insert into contact (person_id, agency_id, staff_id, kind, state, at, planned, outcome, handling)
        values (${person}, ${as.agency}, ${as.staff}, 'visit', 'recorded', now(), false, 'attended', 'partners')`,
    );
  const self = (viewer: StaffViewer): { staff: number; agency: number } => ({
    staff: viewer.staffId,
    agency: viewer.agencyId,
  });

  test('a contact: with a reason, in one’s own name, and otherwise not', async () => {
    assert.equal(await contactFor(1, officer, self(officer)), 1);
    await refuses(contactFor(2, officer, self(officer)));
    await refuses(contactFor(1, officer, { staff: manager.staffId, agency: officer.agencyId }));
    await refuses(contactFor(1, officer, { staff: officer.staffId, agency: officer.agencyId + 1 }));
    await refuses(contactFor(1, frontLine, self(frontLine)));
  });

  test('earlier wordings are written by triggers alone', async () => {
    await refuses(
      run(
        officer,
        sql`insert into row_history (table_name, row_id, person_id, agency_id, op, staff_id, was)
          values ('contact', 1, 1, ${officer.agencyId}, 'update', ${officer.staffId}, '{"note": "never said"}')`,
      ),
    );
    const before = await house.ownerQuery<{ n: number }>(`select count(*)::int as n from row_history`);
    assert.equal(await contactFor(1, officer, self(officer)), 1);
    const after = await house.ownerQuery<{ n: number }>(`select count(*)::int as n from row_history`);
    assert.equal(after[0]?.n, (before[0]?.n ?? 0) + 1);
  });

  test('no table of the caller’s own stands for ours, and no trigger of theirs writes history', async () => {
    await refuses(
      run(officer, sql`create temporary table access_restriction (like public.access_restriction)`),
    );
    await refuses(run(officer, sql`create temporary table contact (id bigint, person_id bigint)`));
    const loose = await house.ownerQuery(
      `select p.oid::regprocedure from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace
         and not exists (select 1 from unnest(p.proconfig) c where c = 'search_path=pg_catalog, public, pg_temp')`,
    );
    assert.deepEqual(loose, []);
  });

  test('an entry of the audit is of now, of one’s own agency and of the role one acts in', async () => {
    const entry = (over: { agency?: number; role?: string }): Promise<number> =>
      run(
        officer,
        sql`insert into audit_entry (kind, act, staff_id, agency_id, role, session_id)
          values ('opened', 'person:page', ${officer.staffId}, ${over.agency ?? officer.agencyId}, ${over.role ?? officer.role}, viewer_session())`,
      );
    assert.equal(await entry({}), 1);
    await refuses(entry({ agency: officer.agencyId + 1 }));
    await refuses(entry({ role: 'scheme-manager' }));
    await refuses(
      run(
        officer,
        sql`insert into audit_entry (kind, act, staff_id, agency_id, role, session_id, at)
          values ('opened', 'person:page', ${officer.staffId}, ${officer.agencyId}, ${officer.role}, viewer_session(), '2020-01-01')`,
      ),
    );
  });

  test('without the agreement the functions that look past policies say nothing', async () => {
    const without = { ...officer, facts: { ...officer.facts, shares: '' } };
    const told = (as: StaffViewer) =>
      house.database.as(as, (tx) =>
        tx.one(sql<{ may: number; opened: number; member: boolean }>`
          select (select count(*)::int from who_may_see(1)) as may, (select count(*)::int from who_opened(1, 10)) as opened, is_on_scheme(1) as member`),
      );
    assert.ok((await told(officer)).may > 0);
    assert.deepEqual(await told(without), { may: 0, opened: 0, member: false });
  });

  test('an administrator gives roles to others, never to themselves', async () => {
    const administrator = await house.viewerFor('administrator');
    const give = (to: number): Promise<number> =>
      run(
        administrator,
        sql`insert into staff_role (staff_id, scheme_id, role, from_date) values (${to}, ${house.schemeId}, 'scheme-manager', current_date)`,
      );
    assert.equal(await give(officer.staffId), 1);
    await refuses(give(administrator.staffId));
    assert.equal(
      await run(
        administrator,
        sql`update staff_role set to_date = null where staff_id = ${administrator.staffId}`,
      ),
      0,
    );
    await refuses(
      run(
        administrator,
        sql`update staff_role set staff_id = ${administrator.staffId} where staff_id = ${officer.staffId}`,
      ),
    );
  });

  test('another agency’s contact is not changed, nor anything without a WHERE', async () => {
    const probation = await house.viewerFor('probation-offender-manager');
    assert.equal(await run(probation, sql`update contact set note = 'mine now'`), 0);
    await refuses(run(officer, sql`delete from contact`));
    assert.equal(await run(officer, sql`update candidate set state = 'gone'`).catch(() => 0), 0);
    assert.equal(await run(officer, sql`update panel_item set reason = 'x'`).catch(() => 0), 0);
    assert.equal(await run(officer, sql`update membership set rag = 'red' where person_id = 2`), 0);
    assert.equal(await run(frontLine, sql`update membership set rag = 'red'`), 0);
  });

  test('membership, its history and allocation: the right and a reason', async () => {
    const joins = (person: number) => sql`
      insert into membership (scheme_id, person_id, state, strand, base_id, team_id, statutory, joined_on, review_retention_on)
      values (${house.schemeId}, ${person}, 'member', 'adult', 1, 1, 'statutory', '2026-11-01', '2030-01-01')`;
    const chair = await house.viewerFor('panel-chair');
    await refuses(run(officer, joins(2)));
    await refuses(run(chair, joins(2)));
    const change = sql`insert into membership_change (membership_id, person_id, what, became, why, staff_id)
      values (2, 2, 'rag', 'red', 'x', ${officer.staffId})`;
    await refuses(run(officer, change));
    const given = (
      viewer: StaffViewer,
    ) => sql`insert into allocation (membership_id, person_id, staff_id, agency_id, kind)
      values (2, 2, ${viewer.staffId}, ${viewer.agencyId}, 'lead')`;
    await refuses(run(officer, given(officer)));
    await refuses(run(manager, given(manager)));
  });

  test('a plan without a reason', async () => {
    await refuses(
      run(
        officer,
        sql`insert into plan (person_id, membership_id, agency_id, state) values (2, 2, ${officer.agencyId}, 'active')`,
      ),
    );
  });

  test('reasons, sessions, rights and rules: not by the application at all', async () => {
    const reason = sql`insert into access_reason (person_id, kind, staff_id, source) values (2, 'lead', ${manager.staffId}, 'x')`;
    await refuses(run(manager, reason));
    await refuses(run(manager, sql`update access_reason set closes_at = null`));
    await refuses(
      run(
        manager,
        sql`insert into access_restriction (person_id, kind, staff_id, why) values (1, 'only', 1, 'limited-access')`,
      ),
    );
    await refuses(run(manager, sql`select token_sha256 from session`));
    await refuses(run(manager, sql`select * from session_viewer('\\x00')`));
    await refuses(run(manager, sql`update session set role = 'administrator'`));
    await refuses(
      run(
        manager,
        sql`insert into role_right (scheme_id, role, "right", from_date) values (1, 'analyst', 'x', now())`,
      ),
    );
    await refuses(run(manager, sql`update rule_version set body = '{}'`));
    await refuses(
      run(
        manager,
        sql`insert into sharing_cover (scheme_id, agency_id, category, from_date, agreement_id) values (1, 1, 'plan', now(), 1)`,
      ),
    );
    await refuses(
      run(manager, sql`insert into person (family_name, given_names, search_names) values ('a', 'b', 'c')`),
    );
  });

  test('the audit: only appended to, and in one’s own name', async () => {
    const entry = (staff: number, session: number) =>
      sql`insert into audit_entry (kind, act, staff_id, agency_id, role, session_id)
        values ('wrote', 'test', ${staff}, ${officer.agencyId}, ${officer.role}, ${session})`;
    assert.equal(await run(officer, entry(officer.staffId, officer.sessionId)), 1);
    await refuses(run(officer, entry(manager.staffId, officer.sessionId)));
    await refuses(run(officer, entry(officer.staffId, manager.sessionId)));
    await refuses(
      run(officer, sql`insert into audit_entry (kind, act, service) values ('ran', 'test', 'intake')`),
    );
    for (const viewer of [officer, await house.viewerFor('auditor')]) {
      await refuses(run(viewer, sql`update audit_entry set act = 'x'`));
      await refuses(run(viewer, sql`delete from audit_entry`));
      await refuses(run(viewer, sql`truncate audit_entry`));
      await refuses(
        run(
          viewer,
          sql`insert into audit_seal (upto, top, ids, digests, n, previous, sha256) values ('1', 1, '{}', '{}', 0, '', '')`,
        ),
      );
    }
    await refuses(house.database.as(serviceViewer('sealing'), (tx) => tx.run(sql`delete from audit_entry`)));
  });

  test('functions of the definer ask for the right themselves', async () => {
    const open = (kind: string, until: string | null, staff = frontLine.staffId) =>
      sql`select access_open(2, ${kind}, ${staff}, null, null, null, 'test', 'because', ${until}::timestamptz)`;
    for (const viewer of [frontLine, officer, await house.viewerFor('administrator')]) {
      await refuses(run(viewer, open('lead', null, viewer.staffId)));
      await refuses(run(viewer, sql`select access_close('membership:1')`));
      await refuses(run(viewer, sql`select access_close_kinds(1, array['team'])`));
      await refuses(run(viewer, sql`select access_restrict(1, 'only', ${viewer.staffId}, 'limited-access')`));
      await refuses(
        run(viewer, sql`select access_restrict(1, 'exclude', ${manager.staffId}, 'limited-access')`),
      );
    }
    // Break-glass: four hours at most, an end, for oneself.
    await refuses(run(officer, open('break-glass', null, officer.staffId)));
    await refuses(run(officer, open('break-glass', '2099-01-01', officer.staffId)));
    await refuses(
      run(officer, open('break-glass', new Date(Date.now() + 3_600_000).toISOString(), manager.staffId)),
    );
    await refuses(run(frontLine, sql`select break_glass('PNC-EXAMPLE', 'a reason that is long enough')`));
  });

  test('search gives ids of one’s own agency’s records, and no reasons of people one may not see', async () => {
    const records = (viewer: StaffViewer): Promise<unknown[]> =>
      house.database.as(viewer, (tx) =>
        tx.many(sql`select * from identity_search_records('example', 0.45::real, 10)`),
      );
    // Every agency has one record of this name.
    const own = await records(officer);
    const others = await records(await house.viewerFor('probation-offender-manager'));
    assert.deepEqual([own.length, others.length], [1, 1]);
    assert.notDeepEqual(own, others);
    const see = (viewer: StaffViewer, person: number): Promise<unknown[]> =>
      house.database.as(viewer, (tx) => tx.many(sql`select * from who_may_see(${person})`));
    assert.notEqual((await see(officer, 1)).length, 0);
    assert.equal((await see(officer, 2)).length, 0);
    assert.equal((await see(frontLine, 1)).length, 0);
  });

  test('nobody takes another role, and forgetting the role gets nothing', async () => {
    for (const role of ['waymark_owner', 'waymark_definer', 'postgres'])
      await refuses(run(manager, sql`set local role ${sql.raw(role)}`));
    const nobody = { databaseRole: 'waymark_login', facts: {} };
    for (const name of ['person', 'audit_entry', 'staff', 'agency', 'session'])
      await refuses(house.database.as(nobody, (tx) => tx.run(sql`select 1 from ${sql.raw(name)}`)));
    // The role without the facts: the grants are there, and the rows are not.
    const faceless = { databaseRole: 'waymark_app', facts: {} };
    for (const name of ['person', 'contact', 'source_record', 'membership', 'access_reason', 'staff'])
      assert.equal(
        await house.database.as(faceless, (tx) => tx.run(sql`select 1 from ${sql.raw(name)}`)),
        0,
        name,
      );
  });

  test('the login of a live scheme is nobody, and stays so', async () => {
    const [{ name } = { name: '' }] = await house.ownerQuery<{ name: string }>(
      'select current_database() as name',
    );
    const url = new URL(urlOf(name));
    url.username = 'waymark_login';
    const live = await openHouse({
      config: readConfig({ DATABASE_URL: url.toString(), DATABASE_POOL: '1' }),
      log: createLog('silent'),
    });
    try {
      assert.equal(await live.database.as(officer, (tx) => tx.run(sql`select 1 from person`)), 1);
      for (const statement of ['set session authorization postgres', 'set local role waymark_owner'])
        await refuses(live.database.as(officer, (tx) => tx.run(sql`${sql.raw(statement)}`)));
      // Resetting leads back to the login itself, which may do nothing.
      await refuses(
        live.database.as(officer, async (tx) => {
          await tx.run(sql`reset role`);
          await tx.run(sql`select 1 from person`);
        }),
      );
    } finally {
      await live.close();
    }
  });

  test('a service sees only its own work', async () => {
    const as = (service: Parameters<typeof serviceViewer>[0], statement: Sql<unknown>): Promise<number> =>
      house.database.as(serviceViewer(service), (tx) => tx.run(statement));
    await refuses(as('sign-in', sql`select 1 from person`));
    await refuses(as('intake', sql`select 1 from contact`));
    await refuses(as('public-register', sql`select 1 from person`));
    await refuses(as('sealing', sql`select 1 from contact`));
    await refuses(as('measurement', sql`update person set family_name = 'x'`));
  });

  test('database.as inside database.as throws, and a query that was not awaited fails', async () => {
    await assert.rejects(
      house.database.as(officer, () => house.database.as(manager, (tx) => tx.run(sql`select 1`))),
      /inside another/,
    );
    let late: (() => Promise<unknown>) | undefined;
    await house.database.as(officer, async (tx) => {
      late = () => tx.run(sql`select 1`);
    });
    await assert.rejects(async () => late?.(), /has ended/);
  });
});

const arranged = `
  insert into person (id, family_name, given_names, search_names, pnc) overriding system value values
    (1, 'Example', 'One', 'one example', null), (2, 'Example', 'Two', 'two example', 'PNC-EXAMPLE');
  insert into membership (id, scheme_id, person_id, state, strand, base_id, team_id, statutory, joined_on, review_retention_on) overriding system value
    select p.id, :scheme, p.id, 'member', 'adult', 1, 1, 'statutory', '2026-10-01', '2030-01-01' from person p where p.id = 2;
  insert into selection_run (id, scheme_id, matrix_id, on_day, state) overriding system value select 1, :scheme, min(id), current_date, 'finished' from rule_version;
  insert into candidate (scheme_id, person_id, run_id, total, rank, factors, state, expires_on) values (:scheme, 2, 1, 10, 1, '[]', 'listed', current_date + 30);
  insert into access_reason (person_id, kind, team_id, source) select 1, 'team', id, 'membership:1' from team where name = 'Norwich team';
  insert into import_batch (id, source_id, agency_id, file_name, file_sha256, state) overriding system value
    select 1, min(id), 1, 'x', 'x', 'accepted' from import_source;
  insert into source_record (source_id, agency_id, batch_id, local_id, capacity, search_names, raw, fingerprint, delete_after)
    select 1, a.id, 1, a.id::text, 'convicted', 'one example', '{}', 'x', current_date + 99 from agency a`;
