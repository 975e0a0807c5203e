import Type from 'typebox';
import { alertRights } from '../../access/rights.ts';
import {
  type AlertRule,
  acknowledgeAlert,
  doubtReport,
  eventKinds,
  getAlert,
  type InboxShow,
  listInbox,
  listRecipients,
  listReports,
  listWaitingTaskings,
  markOpened,
  pumpOf,
} from '../../intelligence/index.ts';
import { londonDay } from '../../kernel/clock.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { findRule } from '../../scheme/rules.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { choicePages } from './choice-pages.ts';
import { hubOf } from './hub.ts';
import { type AlertModel, alertPage, inboxPage } from './views.ts';

const pageSize = 25;
const mostReports = 50;

const reportParams = Type.Object({ ...idParams.properties, report: idParams.properties.id });

const listQuery = Type.Object({
  show: Type.Optional(oneOf(['open', 'acknowledged', 'all'])),
  kind: Type.Optional(Type.Union([Type.Literal(''), oneOf(eventKinds)])),
  page: pageNumber,
});

/** What was told to whoever looks: their alerts, one alert, how they are told, and what an open page listens to. */
export const inboxPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/inbox',
    right: alertRights,
    reads: 'list',
    section: 'today',
    query: listQuery,
    handle: showInbox,
  }),
  route({
    method: 'GET',
    url: '/inbox/stream',
    right: alertRights,
    reads: 'none',
    // Each page that opens asks for it anew, and a browser that was refused does not ask again.
    limit: 600,
    handle: async (ask) => ({
      kind: 'stream',
      open: (out) => hubOf(ask.database).add(ask.viewer, out),
    }),
  }),
  ...choicePages,
  route({
    method: 'GET',
    url: '/inbox/:id',
    right: alertRights,
    reads: 'person',
    section: 'today',
    params: idParams,
    handle: (ask) => showAlert(ask),
  }),
  route({
    method: 'POST',
    url: '/inbox/:id',
    right: 'see:identity',
    reads: 'person',
    params: idParams,
    body: formBody({ done: field(3) }),
    handle: acknowledge,
  }),
  route({
    method: 'POST',
    url: '/inbox/:id/reports/:report',
    right: 'see:identity',
    reads: 'person',
    params: reportParams,
    body: formBody({ why: field(1_000) }),
    handle: doubt,
  }),
];

type ListQuery = { show?: InboxShow; kind?: '' | (typeof eventKinds)[number]; page?: number };

async function showInbox(ask: Ask<unknown, ListQuery>): Promise<Reply> {
  const { show = 'open', page: number = 1 } = ask.query;
  const kind = ask.query.kind === '' ? undefined : ask.query.kind;
  return ask.read(async (tx) => {
    const [taskings, alerts, rule] = await Promise.all([
      show === 'open' ? listWaitingTaskings(tx, ask.viewer.staffId, ask.now) : [],
      listInbox(
        tx,
        ask.viewer.staffId,
        { show, kind },
        { limit: pageSize + 1, offset: (number - 1) * pageSize },
      ),
      findRule<AlertRule>(tx, ask.viewer.schemeId, 'alerts', ask.today),
    ]);
    const shown = alerts.slice(0, pageSize);
    await ask.listed(tx, {
      act: 'alert:inbox',
      people: shown,
      detail: { show, ...(kind === undefined ? {} : { kind }), page: number },
    });
    return page({
      title: 'Alerts',
      section: 'today',
      body: inboxPage({
        taskings,
        alerts: shown,
        show,
        kind,
        page: number,
        hasMore: alerts.length > pageSize,
        rule: rule?.body,
        csrfToken: ask.csrfToken,
      }),
    });
  });
}

async function showAlert(ask: Ask<{ id: number }>, wrong?: AlertModel['doubt']): Promise<Reply> {
  const { id } = ask.params;
  return ask.read(async (tx) => {
    const alert = await getAlert(tx, id);
    // Before the others are read: the page shows that the viewer has opened it.
    await markOpened(tx, id, ask.viewer.staffId, ask.now);
    const [reports, recipients, rule] = await Promise.all([
      listReports(tx, id, mostReports + 1),
      listRecipients(tx, id),
      findRule<AlertRule>(tx, ask.viewer.schemeId, 'alerts', ask.today),
      ask.opened(tx, {
        act: 'alert:open',
        subject: 'alert',
        subjectId: id,
        personId: alert.personId,
        detail: { kind: alert.kind },
      }),
    ]);
    return page({
      title: `Alert: ${alert.person}`,
      section: 'today',
      status: wrong === undefined ? 200 : 422,
      errors: summaryOf(wrong === undefined ? [] : [{ field: `why-${wrong.report}`, text: wrong.error }]),
      breadcrumbs: [{ text: 'Alerts', href: '/inbox' }, { text: alert.person }],
      body: alertPage({
        alert,
        reports: reports.slice(0, mostReports),
        hasMore: reports.length > mostReports,
        recipients,
        rule: rule?.body,
        viewerId: ask.viewer.staffId,
        csrfToken: ask.csrfToken,
        today: londonDay(ask.now),
        doubt: wrong,
      }),
    });
  });
}

async function acknowledge(
  ask: Ask<{ id: number }, unknown, { done?: string; _key?: string; _version?: number }>,
): Promise<Reply> {
  const { id } = ask.params;
  const done = ask.body.done !== 'no';
  try {
    await ask.perform(
      acknowledgeAlert,
      { id, done, version: ask.body._version ?? 0 },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    // It was done in another window: the alert shows how it stands.
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
    return redirect(`/inbox/${id}`, 'This was changed meanwhile in another window. This is how it stands.');
  }
  return done
    ? redirect('/inbox', 'The alert was acknowledged.', { text: 'Take that back', href: `/inbox/${id}` })
    : redirect(`/inbox/${id}`, 'The alert waits in your inbox again.');
}

async function doubt(
  ask: Ask<{ id: number; report: number }, unknown, { why?: string; _key?: string; _version?: number }>,
): Promise<Reply> {
  const { id, report } = ask.params;
  const why = (ask.body.why ?? '').trim();
  const error =
    why === '' ? 'Say why it is not about them' : why.length > 500 ? 'Use at most 500 characters' : undefined;
  if (error !== undefined) return showAlert(ask, { report, why, error });
  try {
    await ask.perform(
      doubtReport,
      { alert: id, report, why, version: ask.body._version ?? 0 },
      ask.body._key ?? newKey(),
    );
  } catch (caught) {
    // The sender corrected it, or somebody else doubted it, meanwhile.
    if (!(caught instanceof WaymarkError) || !['stale-version', 'not-found'].includes(caught.code))
      throw caught;
    return redirect(`/inbox/${id}`, 'That report has changed meanwhile. This is how it stands.');
  }
  pumpOf(ask.database)
    .nudge(ask.now)
    .catch(() => undefined);
  return redirect(
    `/inbox/${id}`,
    'An identity reviewer decides whom it is about. Everybody who was told is told.',
  );
}
