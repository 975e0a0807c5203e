import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { findDraft, keptNotice } from '../../web/drafts.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply } from '../../web/route.ts';
import { reportForm } from './form-views.ts';
import { allowedActs, gradeLine, type ReportAct } from './rules.ts';
import { type FoundPerson, getReport } from './store.ts';
import type { ReportCase, ReportForm } from './types.ts';
import { linkingPart, reportPage } from './views.ts';

export interface ShowingReport {
  id: number;
  wanted?: string;
  found?: readonly FoundPerson[];
  /** A form that failed, shown again. */
  values?: ReportForm;
  errors?: readonly FieldError[];
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
  const report = await getReport(tx, showing.id);
  const mayReview = viewer.may('intelligence:review');
  const acts = allowedActs(report, { staffId: viewer.staffId, mayReview });
  const agencies = await listAgencies(tx);
  await ask.opened(tx, {
    act: report.text === null ? 'intelligence:conditions' : 'intelligence:open',
    subject: 'intelligence_report',
    subjectId: report.id,
  });
  const mayLink = acts.includes('save') || acts.includes('accept');
  const errors = showing.errors ?? [];
  const editor = mayLink ? await editorOf(tx, ask, { report, acts, showing, agencies }) : undefined;
  return page({
    title: `Report ${report.id}`,
    section: 'intelligence',
    marking: report.marking,
    status: showing.isStale ? 409 : errors.length > 0 ? 422 : 200,
    breadcrumbs: [{ text: 'Intelligence', href: '/intelligence' }, { text: `Report ${report.id}` }],
    errors: summaryOf(errors),
    body: html`${reportPage({
      report,
      acts,
      csrfToken: ask.csrfToken,
      agencyName: (id) => agencies.find((agency) => agency.id === id)?.name ?? 'an agency',
      conditionsFirst: report.text === null,
      isAuthor: report.authorId === viewer.staffId,
      linking:
        mayLink && viewer.may('people:search')
          ? linkingPart({
              report,
              csrfToken: ask.csrfToken,
              wanted: showing.wanted ?? '',
              found: showing.found ?? [],
            })
          : undefined,
      editor,
    })}<p class="wm-print-only">${gradeLine(report)}</p>`,
  });
}

interface Editing {
  report: ReportCase;
  acts: readonly ReportAct[];
  showing: ShowingReport;
  agencies: readonly { id: number; name: string }[];
}

async function editorOf(tx: Tx, ask: Ask, { report, acts, showing, agencies }: Editing): Promise<Html> {
  const isWriting = acts.includes('save');
  const errors = showing.errors ?? [];
  const draft = isWriting
    ? await findDraft<ReportForm>(tx, ask.viewer.staffId, draftOf(report.id), ['namedAgencies'])
    : undefined;
  const values = showing.values ?? draft?.values ?? formOf(report);
  // A form that failed shows what was just sent, not what was kept.
  const kept = showing.values === undefined ? draft : undefined;
  return html`<h2 class="govuk-heading-m">${isWriting ? 'Go on writing' : 'Review'}</h2>${keptNotice(kept, ask.csrfToken)}${reportForm(
    {
      mode: isWriting ? 'write' : 'review',
      action: isWriting ? `/intelligence/${report.id}` : `/intelligence/${report.id}/review`,
      csrfToken: ask.csrfToken,
      key: showing.key,
      version: showing.version ?? report.version,
      draft: isWriting ? draftOf(report.id) : undefined,
      values,
      errors,
      agencies,
      ownAgencyId: report.agencyId,
      theirs: showing.isStale ? (report.text ?? '(no text)') : undefined,
      askSource: errors.some((error) => error.field === 'sourceChecked') || values.sourceChecked === 'yes',
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
