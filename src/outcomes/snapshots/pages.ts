import { newKey } from '../../kernel/ids.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { formBody, idParams } from '../../web/schemas.ts';
import { outcomesCrumb } from '../crumbs.ts';
import { getMeasure } from '../measures/registry.ts';
import { recomputeClaim } from './acts.ts';
import { recompute } from './recompute.ts';
import { resultWords } from './rules.ts';
import { getSnapshot, listChecks } from './store.ts';
import { snapshotPage } from './views.ts';

export const snapshotPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/outcomes/claims/:id/frozen',
    right: ['see:outcomes', 'see:aggregates'],
    reads: 'none',
    params: idParams,
    handle: showSnapshot,
  }),
  route({
    method: 'POST',
    url: '/outcomes/claims/:id/recompute',
    right: 'measure:run',
    reads: 'none',
    limit: 10,
    params: idParams,
    body: formBody({}),
    handle: recomputeNow,
  }),
];

async function showSnapshot(ask: Ask<{ id: number }>): Promise<Reply> {
  const { id } = ask.params;
  const [snapshot, checks] = await ask.read((tx) =>
    Promise.all([getSnapshot(tx, id), listChecks(tx, id, 20)]),
  );
  return page({
    title: `Claim ${id}: what it rests on`,
    section: 'outcomes',
    marking: 'OFFICIAL',
    breadcrumbs: [
      outcomesCrumb(ask.viewer),
      { text: `Claim ${id}`, href: `/outcomes/claims/${id}` },
      { text: 'What it rests on' },
    ],
    body: snapshotPage({
      snapshot,
      checks,
      name: getMeasure(snapshot.measure).name,
      runCsrf: ask.viewer.may('measure:run') ? ask.csrfToken : undefined,
    }),
  });
}

/** The claim is looked for as the viewer, so that nobody works out what they may not see. */
async function recomputeNow(ask: Ask<{ id: number }, unknown, { _key?: string }>): Promise<Reply> {
  const { id } = ask.params;
  await ask.read((tx) => getSnapshot(tx, id));
  await ask.perform(recomputeClaim, { claimId: id }, ask.body._key ?? newKey());
  const { check } = await recompute(ask.database, id, ask.now);
  return redirect(`/outcomes/claims/${id}/frozen`, resultWords[check.result]);
}
