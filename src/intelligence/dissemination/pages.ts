import Type from 'typebox';
import { addDays } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listAgencies, listTeams } from '../../scheme/directory.ts';
import { dropDraft, findDraft } from '../../web/drafts.ts';
import { summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { secretRefused } from '../reports/form-views.ts';
import { askMarking, isMarkedSecret, standingOf } from '../reports/marking-rules.ts';
import { readReport } from '../reports/reading.ts';
import type { ReportCase } from '../reports/types.ts';
import { confirmDestroyed, makeCopy, recallSending, resolveFor, sendReport } from './acts.ts';
import { copiesPage, copyFile, copySheet } from './copy-views.ts';
import { readSendForm, tellErrors, toldWords } from './rules.ts';
import { previewPage, type SendModel, sendPage } from './send-views.ts';
import {
  countCopies,
  countSendings,
  findOwnCopy,
  listCopies,
  listReceivers,
  listSendings,
  listSharing,
  listTold,
} from './store.ts';
import type { Copy, SendForm } from './types.ts';

const pageSize = 50;
const sendingsShown = 20;
const copyParams = Type.Object({
  ...idParams.properties,
  no: Type.Integer({ minimum: 1, maximum: 100_000 }),
});

const sendBody = formBody({
  names: field(4_000),
  people: fieldList(),
  roles: fieldList(),
  agencies: fieldList(),
  team: field(16),
  tell: field(8),
  purpose: field(1_000),
  conditions: field(2_000),
  fromDay: field(10),
  fromTime: field(5),
  untilDay: field(10),
  untilTime: field(5),
  do: field(8),
});

export const disseminationPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/intelligence/:id/send',
    right: 'intelligence:disseminate',
    reads: 'person',
    params: idParams,
    handle: showSend,
  }),
  route({
    method: 'POST',
    url: '/intelligence/:id/send',
    right: 'intelligence:disseminate',
    reads: 'person',
    params: idParams,
    body: sendBody,
    handle: sendFromForm,
  }),
  route({
    method: 'GET',
    url: '/intelligence/:id/copies',
    right: ['intelligence:disseminate', 'intelligence:review'],
    reads: 'person',
    params: idParams,
    query: Type.Object({ page: pageNumber, sendings: pageNumber }),
    handle: (ask) =>
      showCopies(ask, { number: ask.query.page ?? 1, sendings: ask.query.sendings ?? 1, errors: [] }),
  }),
  route({
    method: 'POST',
    url: '/intelligence/:id/copies',
    right: 'intelligence:receive',
    reads: 'person',
    params: idParams,
    body: formBody({ kind: oneOf(['printed', 'file']) }),
    handle: async (ask) => {
      const act = { reportId: ask.params.id, kind: ask.body.kind };
      const { no } = await ask.perform(makeCopy, act, ask.body._key ?? newKey());
      return redirect(
        `/intelligence/${ask.params.id}/copies/${no}${ask.body.kind === 'file' ? '/file' : ''}`,
      );
    },
  }),
  route({
    method: 'GET',
    url: '/intelligence/:id/copies/:no',
    right: 'intelligence:receive',
    reads: 'export',
    params: copyParams,
    handle: (ask) =>
      withCopy(ask, { act: 'intelligence:print' }, (report, copy, about) =>
        page({
          title: `Report ${report.id}, copy ${copy.no}`,
          section: 'intelligence',
          marking: report.marking,
          breadcrumbs: [
            { text: 'Intelligence', href: '/intelligence' },
            { text: `Report ${report.id}`, href: `/intelligence/${report.id}` },
            { text: `Copy ${copy.no}` },
          ],
          body: copySheet(report, copy, about),
        }),
      ),
  }),
  route({
    method: 'GET',
    url: '/intelligence/:id/copies/:no/file',
    right: 'intelligence:receive',
    reads: 'export',
    params: copyParams,
    handle: (ask) =>
      withCopy(ask, { act: 'intelligence:file' }, (report, copy, about) => ({
        kind: 'file',
        fileName: `${report.marking.toLowerCase()}-report-${report.id}-copy-${copy.no}.txt`,
        contentType: 'text/plain; charset=utf-8',
        content: copyFile(report, copy, about),
      })),
  }),
  route({
    method: 'POST',
    url: '/intelligence/:id/recall',
    right: 'intelligence:disseminate',
    reads: 'person',
    params: idParams,
    body: formBody({ sending: Type.Integer({ minimum: 1 }), page: pageNumber, why: field(1_000) }),
    handle: recallFromForm,
  }),
  route({
    method: 'POST',
    url: '/intelligence/:id/destroyed',
    right: 'intelligence:receive',
    reads: 'person',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(confirmDestroyed, { reportId: ask.params.id }, ask.body._key ?? newKey());
      return redirect('/intelligence?show=sent', 'That your copies are destroyed is recorded.');
    },
  }),
];

type SendAsk = Ask<{ id: number }, unknown, SendForm & { _key?: string; _version?: number }>;

/** Only an accepted report; the page is refused as the act is. */
async function reportToSend(tx: Tx, id: number): Promise<ReportCase> {
  const report = await readReport(tx, id);
  if (report.state !== 'accepted')
    throw new WaymarkError('not-allowed-now', { text: 'Only a report that was accepted is sent on.' });
  return report;
}

async function modelFor(
  tx: Tx,
  ask: Ask<{ id: number }>,
  form: Pick<SendModel, 'values' | 'errors'>,
): Promise<SendModel> {
  const [report, receivers, teams, agencies] = await Promise.all([
    reportToSend(tx, ask.params.id),
    listReceivers(tx, ask.viewer.schemeId),
    listTeams(tx, ask.viewer.schemeId),
    listSharing(tx, ask.viewer.schemeId),
  ]);
  await ask.opened(tx, {
    act: 'intelligence:send-form',
    subject: 'intelligence_report',
    subjectId: report.id,
  });
  return { ...form, report, receivers, teams, agencies, csrfToken: ask.csrfToken, version: report.version };
}

const drawn = (model: SendModel, body = sendPage(model)): Reply =>
  page({
    title: `Send report ${model.report.id} on`,
    section: 'intelligence',
    marking: model.report.marking,
    status: model.isStale === true ? 409 : model.errors.length > 0 ? 422 : 200,
    breadcrumbs: [
      { text: 'Intelligence', href: '/intelligence' },
      { text: `Report ${model.report.id}`, href: `/intelligence/${model.report.id}` },
      { text: 'Send it on' },
    ],
    errors: summaryOf(model.errors),
    body,
  });

function showSend(ask: Ask<{ id: number }>): Promise<Reply> {
  return ask.read(async (tx) => {
    const draft = await findDraft<SendForm>(tx, ask.viewer.staffId, `intelligence-send:${ask.params.id}`, [
      'people',
      'roles',
      'agencies',
    ]);
    const fresh: SendForm = { untilDay: addDays(ask.today, 14), untilTime: '12:00' };
    return drawn(await modelFor(tx, ask, { values: draft?.values ?? fresh, errors: [] }));
  });
}

async function sendFromForm(ask: SendAsk): Promise<Reply> {
  const { body, viewer } = ask;
  const { id } = ask.params;
  const draft = `intelligence-send:${id}`;
  const again = (errors: readonly FieldError[], isStale = false): Promise<Reply> =>
    ask.read(async (tx) => {
      const model = await modelFor(tx, ask, { values: body, errors });
      return drawn({ ...model, key: isStale ? newKey() : body._key, isStale });
    });
  const read = readSendForm(body, ask.now);
  if (read.kind === 'secret') {
    await ask.read((tx) => dropDraft(tx, viewer.staffId, draft));
    return page({
      title: 'This may not be entered here',
      section: 'intelligence',
      status: 422,
      body: secretRefused(),
    });
  }
  if (read.kind === 'errors' || body.do === 'change') return again(read.kind === 'errors' ? read.errors : []);
  const input = { ...read.input, reportId: id, version: body._version ?? 0 };
  if (body.do !== 'send')
    return ask.read(async (tx) => {
      const model = await modelFor(tx, ask, { values: body, errors: [] });
      const resolved = await resolveFor(tx, model.report, input, viewer);
      const wrong = [...resolved.errors, ...tellErrors(model.report, input.tell)];
      if (wrong.length > 0) return drawn({ ...model, key: body._key, errors: wrong });
      const opensAt = input.opensAt === null ? null : new Date(input.opensAt);
      const shown = { ...model, key: body._key, resolved, opensAt, expiresAt: new Date(input.expiresAt) };
      return drawn(model, previewPage(shown));
    });
  try {
    const { copies } = await ask.perform(sendReport, input, body._key ?? newKey());
    await ask.read((tx) => dropDraft(tx, viewer.staffId, draft));
    return redirect(
      `/intelligence/${id}/copies`,
      `The report was sent: ${copies} numbered ${copies === 1 ? 'copy' : 'copies'}.`,
    );
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid') return again(error.fields);
    if (error.code === 'stale-version') return again([], true);
    throw error;
  }
}

interface ShowingCopies {
  number: number;
  /** Which page of the sendings. */
  sendings: number;
  errors: readonly FieldError[];
  again?: { sendingId: number; why: string };
}

function showCopies(
  ask: Ask<{ id: number }>,
  { number, sendings: sent, errors, again }: ShowingCopies,
): Promise<Reply> {
  return ask.read(async (tx) => {
    const { id } = ask.params;
    const report = await readReport(tx, id);
    const [sendings, total, copies, counts, agencies, teams] = await Promise.all([
      listSendings(tx, id, { limit: sendingsShown, offset: (sent - 1) * sendingsShown }),
      countSendings(tx, id),
      listCopies(tx, id, { limit: pageSize, offset: (number - 1) * pageSize }),
      countCopies(tx, id),
      listAgencies(tx),
      listTeams(tx, ask.viewer.schemeId),
    ]);
    await ask.opened(tx, { act: 'intelligence:copies', subject: 'intelligence_report', subjectId: id });
    return page({
      title: `Who has report ${id}`,
      section: 'intelligence',
      marking: report.marking,
      status: errors.length > 0 ? 422 : 200,
      breadcrumbs: [
        { text: 'Intelligence', href: '/intelligence' },
        { text: `Report ${id}`, href: `/intelligence/${id}` },
        { text: 'Who has it' },
      ],
      errors: summaryOf(errors),
      body: html`${copiesPage({
        report,
        sendings,
        copies,
        sent: { total, page: sent, pageSize: sendingsShown },
        total: counts.copies,
        page: number,
        pageSize,
        now: ask.now,
        csrfToken: ask.csrfToken,
        names: { agencies, teams },
        mayRecall: ask.viewer.may('intelligence:disseminate'),
        errors,
        again,
      })}`,
    });
  });
}

async function recallFromForm(
  ask: Ask<{ id: number }, unknown, { sending: number; page?: number; why?: string; _key?: string }>,
): Promise<Reply> {
  const { id } = ask.params;
  const why = ask.body.why?.trim() ?? '';
  const sendingId = ask.body.sending;
  if (isMarkedSecret(why))
    return page({
      title: 'This may not be entered here',
      section: 'intelligence',
      status: 422,
      body: secretRefused(),
    });
  const again = (errors: readonly FieldError[]): Promise<Reply> =>
    showCopies(ask, { number: 1, sendings: ask.body.page ?? 1, errors, again: { sendingId, why } });
  if (why === '') return again([{ field: 'why', text: 'Say why: everybody who had it reads it' }]);
  if (standingOf(why) === 'ask') return again([{ field: 'why', text: askMarking }]);
  try {
    await ask.perform(recallSending, { reportId: id, sendingId, why }, ask.body._key ?? newKey());
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'invalid') return again(error.fields);
    throw error;
  }
  return redirect(`/intelligence/${id}/copies`, 'The sending was recalled. Everybody who had it is told.');
}

/** One's own printed or saved copy, while the report is open to one: a recalled copy is gone with it. */
function withCopy(
  ask: Ask<{ id: number; no: number }>,
  { act }: { act: string },
  draw: (report: ReportCase, copy: Copy, about: readonly string[]) => Reply,
): Promise<Reply> {
  return ask.read(async (tx) => {
    const { id, no } = ask.params;
    const copy = await findOwnCopy(tx, ask.viewer.staffId, id, no);
    if (copy === undefined || !['printed', 'file'].includes(copy.kind) || copy.recalledAt !== null)
      throw new WaymarkError('not-found');
    const report = await readReport(tx, id);
    if (report.state !== 'accepted' || report.text === null) throw new WaymarkError('not-found');
    await ask.exported(tx, { act, subject: 'intelligence_report', subjectId: id, people: [], ids: [id] });
    return draw(report, copy, toldWords(await listTold(tx, id), [], copy.sender));
  });
}
