import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { isRefused } from '../../../test/support/refusals.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { decideItem } from '../panels/decide.ts';
import {
  adoption,
  at,
  chair,
  house,
  manager,
  meetingWith,
  officer,
  openPanelHouse,
  perform,
  row,
  sees,
} from '../panels/panel-for-tests.ts';
import { keepReleasePlan, namePrisonOfficer } from './acts.ts';
import { prisonAccessEnds, readiness, readPlan } from './rules.ts';
import { partStates, type ReleaseRule } from './types.ts';

let prison: StaffViewer;
const releaseOn = '2026-12-15';

before(async () => {
  await openPanelHouse();
  prison = await house.viewerFor('prison-offender-manager');
  await perform(chair, decideItem, await adoption(await meetingWith([at(0)], 'quorate'), at(0)));
  await house.ownerQuery(
    `insert into custody_spell (person_id, nominal_ref, source_id, agency_id, batch_id, local_id, kind, place, from_day, to_day, handling, fingerprint)
     select $1, 'N', s.id, $2, (select min(id) from import_batch), 'C1', 'prison', 'HMP The Mount', '2026-01-01', $3, 'statutory', 'x'
     from import_source s order by s.id limit 1`,
    [at(0), prison.agencyId, releaseOn],
  );
});
after(() => house.close());

const plan = (version: number) => ({
  personId: at(0),
  releaseOn,
  version,
  parts: { gp: { state: 'arranged' as const, detail: 'Bridge Street' } },
  pickupBy: 'PC Marsh',
  pickupAt: '09:00',
});

test('the prison’s officer sees the person from when they are named until fourteen days after the release', async () => {
  assert.equal(await sees(prison, at(0)), false);
  await assert.rejects(perform(prison, keepReleasePlan, plan(0)), isRefused('not-allowed-now'));
  const naming = { personId: at(0), releaseOn, staffId: prison.staffId };
  await assert.rejects(perform(officer, namePrisonOfficer, naming), isRefused('right-missing'));
  await assert.rejects(
    perform(manager, namePrisonOfficer, { ...naming, staffId: officer.staffId }),
    isRefused('invalid'),
  );
  const { id } = await perform(manager, namePrisonOfficer, naming);
  assert.equal(await sees(prison, at(0)), true);
  const reason = await row<{ kind: string; ends: Date }>(
    'select kind, closes_at as ends from access_reason where source = $1',
    [`release:${id}`],
  );
  assert.equal(reason.kind, 'custody');
  assert.equal(reason.ends.toISOString(), prisonAccessEnds(releaseOn).toISOString());
});

test('the scheme and the prison keep one plan; the second to save sees that it was changed', async () => {
  await perform(prison, keepReleasePlan, plan(2));
  await assert.rejects(perform(manager, keepReleasePlan, plan(2)), isRefused('stale-version'));
  await perform(manager, keepReleasePlan, { ...plan(3), pickupBy: 'Joanne Bell' });
  const kept = await row<{ by: string }>('select pickup_by as by from release_plan where person_id = $1', [
    at(0),
  ]);
  assert.equal(kept.by, 'Joanne Bell');
  await assert.rejects(
    perform(manager, keepReleasePlan, { ...plan(4), releaseOn: '2026-12-16' }),
    /The day of release has moved/,
  );
});

test('what is arranged says what, what is not needed says why; readiness counts nothing else', () => {
  const rule: ReleaseRule = {
    parts: [
      { code: 'gp', name: 'GP' },
      { code: 'bank', name: 'Bank' },
    ],
  };
  fc.assert(
    fc.property(fc.constantFrom(...partStates), fc.constantFrom('', 'Said'), (state, detail) => {
      const read = readPlan({ parts: { 'state-gp': state, 'detail-gp': detail } }, rule);
      const needs = state === 'arranged' || state === 'not-needed';
      assert.equal('errors' in read, needs && detail === '');
      if ('errors' in read) return;
      assert.equal(readiness(read.parts, rule).ready, needs ? 1 : 0);
    }),
  );
});
