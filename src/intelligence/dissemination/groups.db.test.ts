import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { sql } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { addReport, offShift, onShift } from '../briefings/world-for-tests.ts';
import { recallSending, sendReport } from './acts.ts';
import { joinSendings, listOwnCopiesOf } from './store.ts';
import { copiesToday } from './today.ts';

// A report that was sent to a role or a shift: who comes later, who goes, and whom a recall reaches.

let house: TestHouse;
let person: number;
let shift: number;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
  person = await addMember(house);
  const [team] = await house.ownerQuery<{ id: number }>(
    `select id::int from team where name = 'Ipswich response, shift A'`,
  );
  shift = team?.id ?? 0;
});
after(() => house.close());

const manager = 'scheme-manager';

async function send(
  report: number,
  chosen: { roles?: string[]; teamId?: number; names?: string[] },
): Promise<number> {
  const viewer = await house.viewerFor(manager);
  const [row] = await house.ownerQuery<{ version: number }>(
    'select version from intelligence_report where id = $1',
    [report],
  );
  const input = {
    ...{ reportId: report, version: row?.version ?? 1, purpose: 'Look out', conditions: null, opensAt: null },
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    ...{
      names: chosen.names ?? [],
      staffIds: [],
      roles: chosen.roles ?? [],
      agencyIds: [],
      teamId: chosen.teamId ?? null,
      tell: 'withhold' as const,
    },
  };
  return (await house.performer.perform(viewer, sendReport, input, newKey())).id;
}

const onTeam = (login: string): Promise<unknown> =>
  house.ownerQuery(
    `insert into staff_role (staff_id, role, scheme_id, team_id, from_date)
     select id, 'front-line-officer', $2, $3, current_date - 1 from staff where login = $1
     on conflict (staff_id, scheme_id, role, team_id, from_date) do update set to_date = null`,
    [login, house.schemeId, shift],
  );
const offTeam = (login: string): Promise<unknown> =>
  house.ownerQuery(
    `update staff_role set to_date = current_date where team_id = $2 and staff_id = (select id from staff where login = $1)`,
    [login, shift],
  );

/** What somebody sees of a report once they have looked at Today. */
async function look(login: string, report: number) {
  const viewer = await house.viewerFor(login);
  return house.database.as(viewer, async (tx) => {
    const today = await copiesToday(tx, { viewer });
    const copies = await listOwnCopiesOf(tx, viewer.staffId, report);
    const sees = await tx.maybe(sql`select id from intelligence_report where id = ${report}`);
    return {
      sees: sees !== undefined,
      copies: copies.map(({ no }) => no).sort(),
      isToldToday: today.some(({ title }) => title.includes(`${report} `)),
    };
  });
}

test('whoever comes into a shift later has the report, whoever leaves it has it no more, and a recall reaches both', async () => {
  const report = await addReport(house, [person]);
  await offTeam(offShift);
  const sending = await send(report, { teamId: shift });
  assert.deepEqual(await look(onShift, report), { sees: true, copies: [1], isToldToday: true });
  assert.deepEqual(await look(offShift, report), { sees: false, copies: [], isToldToday: false });

  await onTeam(offShift);
  assert.deepEqual(await look(offShift, report), { sees: true, copies: [2], isToldToday: true });
  assert.deepEqual((await look(offShift, report)).copies, [2], 'one copy, however often they look');

  await offTeam(offShift);
  assert.deepEqual((await look(offShift, report)).sees, false, 'they left the shift');
  await onTeam(offShift);
  assert.deepEqual(await look(offShift, report), { sees: true, copies: [2], isToldToday: true });
  await offTeam(offShift);

  await house.performer.perform(
    await house.viewerFor(manager),
    recallSending,
    { reportId: report, sendingId: sending, why: 'Mistaken' },
    newKey(),
  );
  for (const login of [onShift, offShift]) {
    const viewer = await house.viewerFor(login);
    const own = await house.database.as(viewer, (tx) => listOwnCopiesOf(tx, viewer.staffId, report));
    assert.deepEqual(
      own.map(({ recallWhy }) => recallWhy),
      ['Mistaken'],
      login,
    );
  }
  await onTeam(offShift);
  assert.equal((await look(offShift, report)).sees, false, 'nobody comes into what was recalled');
});

test('nobody joins past agreement, handling, a restriction or the end; who was named keeps it', async () => {
  await offTeam(offShift);
  const named = await addReport(house, [person]);
  const [officer] = await house.ownerQuery<{ name: string }>(`select name from staff where login = $1`, [
    offShift,
  ]);
  await send(named, { names: [officer?.name ?? ''] });
  assert.equal((await look(offShift, named)).sees, true, 'by name, in no shift');

  const ownOnly = await addReport(house, [person], { handling: 'own', agency: 'probation' });
  const ended = await addReport(house, [person]);
  const kept = await addReport(house, [person]);
  for (const id of [ended, kept]) await send(id, { teamId: shift });
  await house.ownerQuery(
    `insert into dissemination (scheme_id, report_id, sent_by, purpose, expires_at, team_id)
     select $1, $2, id, 'x', now() + interval '1 day', $3 from staff where login = $4`,
    [house.schemeId, ownOnly, shift, manager],
  );
  await house.ownerQuery(
    `update dissemination set sent_at = now() - interval '3 days', opens_at = now() - interval '3 days', expires_at = now() - interval '1 day' where report_id = $1`,
    [ended],
  );
  await onTeam(offShift);
  for (const id of [ownOnly, ended]) assert.deepEqual((await look(offShift, id)).copies, [], String(id));
  await house.ownerQuery(
    `delete from dissemination_copy where report_id = $1 and staff_id = (select id from staff where login = $2)`,
    [kept, offShift],
  );
  await house.ownerQuery(
    `insert into access_restriction (person_id, kind, staff_id, why) select $1, 'exclude', id, 'declared-interest' from staff where login = $2`,
    [person, offShift],
  );
  const viewer = await house.viewerFor(offShift);
  assert.equal(
    await house.database.as(
      viewer,
      async (tx) => (await tx.one(sql<{ n: number }>`select sending_join() as n`)).n,
    ),
    0,
  );
  await house.database.as(viewer, joinSendings);
  assert.deepEqual((await look(offShift, kept)).copies, []);
});
