import type { Tx } from '../../kernel/database.ts';
import { invalid } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { loadPathways } from '../plans/pages.ts';
import { sendReferral } from './acts.ts';
import { type Answer, answerReferral } from './handle-acts.ts';
import { referralFrame } from './one-frame.ts';
import { referralPage } from './one-view.ts';
import { ruleOfReferral } from './scheme.ts';
import { listProviderStaff } from './service-store.ts';
import { findReport, listSessions } from './session-store.ts';
import { findShared, getReferral, listEvents } from './store.ts';

/** One referral: for the referrer's side within the person's pages, for the provider by itself. */
export const referralPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/referrals/:id',
    right: ['see:referrals', 'referral:handle'],
    reads: 'person',
    params: idParams,
    handle: (ask) => ask.read((tx) => showReferral(tx, ask, framePerson)),
  }),
  route({
    method: 'POST',
    url: '/referrals/:id/send',
    right: 'referral:make',
    reads: 'person',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(
        sendReferral,
        { id: ask.params.id, version: ask.body._version ?? 0 },
        ask.body._key ?? newKey(),
      );
      return redirect(`/referrals/${ask.params.id}`, 'The referral was sent.');
    },
  }),
  route({
    method: 'POST',
    url: '/referrals/:id/answer',
    right: 'referral:handle',
    reads: 'person',
    params: idParams,
    body: formBody({ move: field(20) }),
    handle: (ask) => answerFromForm(ask),
  }),
];

const answers: Partial<Record<Answer, string>> = {
  accept: 'The referral was accepted.',
  start: 'The service has started. Plan the first session next.',
  'put-back': 'The answer was taken back.',
};

async function answerFromForm(
  ask: Ask<{ id: number }, unknown, { move?: string; _key?: string; _version?: number }>,
): Promise<Reply> {
  const move = (Object.keys(answers) as Answer[]).find((one) => one === ask.body.move);
  if (move === undefined) throw invalid([{ field: 'move', text: 'Choose what to do with it' }]);
  await ask.perform(
    answerReferral,
    { id: ask.params.id, version: ask.body._version ?? 0, move },
    ask.body._key ?? newKey(),
  );
  return redirect(`/referrals/${ask.params.id}`, answers[move]);
}

async function showReferral(tx: Tx, ask: Ask<{ id: number }>, framePerson: FramePerson): Promise<Reply> {
  const { viewer } = ask;
  const { id } = ask.params;
  const referral = await getReferral(tx, id);
  const [frame, shared, events, sessions, report, rule, pathways, workers] = await loadParts(
    tx,
    ask,
    framePerson,
    referral,
  );
  await ask.opened(tx, {
    act: 'referral:open',
    subject: 'referral',
    subjectId: id,
    personId: referral.personId,
  });
  return page({
    title: `Referral to ${referral.service} – ${referral.name}`,
    section: 'referrals',
    breadcrumbs: frame.breadcrumbs,
    ...(frame.above === undefined ? {} : { above: frame.above }),
    body: referralPage({
      referral,
      shared,
      events,
      sessions,
      report,
      rule,
      pathways,
      frame,
      csrfToken: ask.csrfToken,
      today: ask.today,
      answersElsewhere: workers.length === 0,
      mayMake: viewer.may('referral:make') && referral.agencyId === viewer.agencyId,
      mayHandle: viewer.may('referral:handle') && referral.providerAgencyId === viewer.agencyId,
    }),
  });
}

const loadParts = (
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  referral: Awaited<ReturnType<typeof getReferral>>,
) =>
  Promise.all([
    referralFrame(tx, ask, framePerson, referral),
    findShared(tx, referral.id),
    listEvents(tx, referral.id),
    listSessions(tx, referral.id),
    findReport(tx, referral.id),
    ruleOfReferral(tx, referral.ruleId),
    loadPathways(tx, ask.viewer.schemeId, ask.today),
    listProviderStaff(tx, referral.providerAgencyId),
  ]);
