import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { findDraft, keptNotice } from '../../web/drafts.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply } from '../../web/route.ts';
import {
  copiesOf,
  copyLine,
  noteSeen,
  openCopies,
  waitingCopies,
  whoHasIt,
  withdrawnPart,
} from '../dissemination/on-report.ts';
import { listTold } from '../dissemination/own-copy.ts';
import { toldWords } from '../dissemination/rules.ts';
import { reportForm } from './form-views.ts';
import { outcomePart } from './outcome-views.ts';
import { allowedActs, gradeLine, type ReportAct } from './rules.ts';
import { shortForm, usesShortForm } from './short-form.ts';
import { type FoundPerson, getReport, listOffencesFor } from './store.ts';
import type { ThingForm } from './thing-rules.ts';
import { thingFields, thingsPart } from './thing-views.ts';
import type { ReportCase, ReportForm } from './types.ts';
import { linkingPart, reportPage } from './views.ts';

export interface ShowingReport {
  id: number;
  wanted?: string;
  found?: readonly FoundPerson[];
  /** A form that failed, shown again. */
  values?: ReportForm;
  errors?: readonly FieldError[];
  /** Which form failed, where it is not the report's own. */
  failed?: 'thing' | 'outcome';
  thing?: ThingForm;
  why?: string | undefined;
  key?: string | undefined;
  /** The version that the failed form was about; the present one otherwise. */
  version?: number | undefined;
  /** Somebody else was faster: their text is shown beside ours. */
  isStale?: boolean;
}

export const draftOf = (id: number): string => `intelligence:${id}`;

/** The page of one report: to read, to go on writing, or to review, by what the viewer may do with it now. */
export async function showReport(tx: Tx, ask: Ask, showing: ShowingReport): Promise<Reply> {
  const { viewer } = ask;
  const copies = await copiesOf(tx, showing.id, viewer);
  const report = await readOrWithdrawn(tx, showing.id, copies.own.length > 0);
  const open = openCopies(copies.own, ask.now);
  const acts =
    report === undefined
      ? []
      : allowedActs(report, { staffId: viewer.staffId, mayReview: viewer.may('intelligence:review') });
  await ask.opened(tx, {
    act: report === undefined || report.text === null ? 'intelligence:conditions' : 'intelligence:open',
    subject: 'intelligence_report',
    subjectId: showing.id,
  });
  const unseen = open.filter(({ openedAt }) => openedAt === null).map(({ no }) => no);
  if (unseen.length > 0) await noteSeen(tx, viewer.staffId, showing.id, unseen);
  const errors = showing.errors ?? [];
  const body =
    report === undefined
      ? withdrawnPart(copies.own, { now: ask.now, csrfToken: ask.csrfToken, reportId: showing.id })
      : await drawReport(tx, ask, { report, acts, showing, copies, open });
  return page({
    title: `Report ${showing.id}`,
    section: 'intelligence',
    ...(report === undefined ? {} : { marking: report.marking }),
    status: showing.isStale ? 409 : errors.length > 0 ? 422 : 200,
    breadcrumbs: [{ text: 'Intelligence', href: '/intelligence' }, { text: `Report ${showing.id}` }],
    errors: summaryOf(errors),
    body,
  });
}

/** Undefined where the viewer holds copies of a report that is open to them no more. */
async function readOrWithdrawn(tx: Tx, id: number, hadIt: boolean): Promise<ReportCase | undefined> {
  try {
    return await getReport(tx, id);
  } catch (error) {
    if (hadIt && error instanceof WaymarkError && error.code === 'not-found') return undefined;
    throw error;
  }
}

interface Drawing {
  report: ReportCase;
  acts: readonly ReportAct[];
  showing: ShowingReport;
  copies: Awaited<ReturnType<typeof copiesOf>>;
  open: ReturnType<typeof openCopies>;
}

async function drawReport(tx: Tx, ask: Ask, { report, acts, showing, copies, open }: Drawing): Promise<Html> {
  const { viewer } = ask;
  const mayLink = acts.includes('save') || acts.includes('accept');
  const agencies = await listAgencies(tx);
  const errors = showing.errors ?? [];
  const editor = mayLink ? await editorOf(tx, ask, { report, acts, showing, agencies }) : undefined;
  const { counts } = copies;
  const told = toldWords(
    open.length === 0 || report.text === null ? [] : await listTold(tx, report.id),
    report.people.map((person) => person.id),
    [...new Set(open.flatMap(({ sender }) => sender ?? []))].join(' or ') || null,
  );
  return html`${reportPage({
    report,
    acts,
    csrfToken: ask.csrfToken,
    agencyName: (id) => agencies.find((agency) => agency.id === id)?.name ?? 'an agency',
    told,
    conditionsFirst: report.text === null,
    isAuthor: report.authorId === viewer.staffId,
    copy: open.length === 0 ? undefined : html`${open.map(copyLine)}`,
    toAcknowledge: waitingCopies(open).map(({ no }) => no),
    mayCopy: report.state === 'accepted' && report.text !== null && viewer.may('intelligence:receive'),
    things: mayLink ? undefined : thingsPart(report.things),
    outcome: outcomePart({
      report,
      acts,
      csrfToken: ask.csrfToken,
      key: showing.failed === 'outcome' ? showing.key : undefined,
      values:
        showing.failed === 'outcome'
          ? { ...showing.values, ...(showing.why === undefined ? {} : { why: showing.why }) }
          : {},
      errors: showing.failed === 'outcome' ? errors : [],
    }),
    whoHasIt:
      counts === undefined || (report.state !== 'accepted' && counts.copies === 0)
        ? undefined
        : whoHasIt(report.id, counts, {
            send: report.state === 'accepted' && viewer.may('intelligence:disseminate'),
          }),
    editor,
  })}<p class="wm-print-only">${gradeLine(report)}</p>`;
}

interface Editing {
  report: ReportCase;
  acts: readonly ReportAct[];
  showing: ShowingReport;
  agencies: readonly { id: number; name: string }[];
}

async function editorOf(tx: Tx, ask: Ask, { report, acts, showing, agencies }: Editing): Promise<Html> {
  const isWriting = acts.includes('save');
  const errors = showing.failed === undefined ? (showing.errors ?? []) : [];
  const draw = isWriting && usesShortForm(ask.viewer) ? shortForm : reportForm;
  const of = isWriting ? undefined : (report.submittedAt?.toISOString() ?? '');
  const found = await findDraft<ReportForm>(tx, ask.viewer.staffId, draftOf(report.id), ['namedAgencies']);
  // What a reviewer began on an earlier sending was made of another text.
  const draft = isWriting || found?.values.of === of ? found : undefined;
  const offences = await listOffencesFor(tx, report.id);
  const values =
    (showing.failed === 'outcome' ? undefined : showing.values) ?? draft?.values ?? formOf(report);
  // A form that failed shows what was just sent, not what was kept.
  const kept = showing.values === undefined ? draft : undefined;
  return html`<h2 class="govuk-heading-m">${isWriting ? 'Go on writing' : 'Review'}</h2>${keptNotice(kept, ask.csrfToken)}${draw(
    {
      mode: isWriting ? 'write' : 'review',
      action: isWriting ? `/intelligence/${report.id}` : `/intelligence/${report.id}/review`,
      csrfToken: ask.csrfToken,
      key: showing.key,
      version: showing.version ?? report.version,
      draft: draftOf(report.id),
      of,
      beside: html`${ask.viewer.may('people:search') ? linkingPart({ report, wanted: showing.wanted ?? '', found: showing.found ?? [] }) : ''}${thingFields({ report, values: showing.thing ?? {}, errors: showing.failed === 'thing' ? (showing.errors ?? []) : [], offences })}`,
      values,
      errors,
      agencies,
      ownAgencyId: report.agencyId,
      theirs: showing.isStale ? (report.text ?? '(no text)') : undefined,
    },
  )}`;
}

const formOf = (report: ReportCase): ReportForm => ({
  text: report.text ?? '',
  original: report.original?.body ?? '',
  naming: report.naming ?? '',
  observedOn: report.observedOn ?? '',
  sourceGrade: report.sourceGrade === null ? '' : String(report.sourceGrade),
  assessment: report.assessment ?? '',
  provenance: report.provenance ?? '',
  handlingCode: report.handlingCode ?? '',
  conditions: report.conditions ?? '',
  marking: report.marking,
  handling: report.handling,
  namedAgencies: report.namedAgencies.map(String),
});
