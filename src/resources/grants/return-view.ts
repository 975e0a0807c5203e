import { showMoment, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  emptyState,
  input,
  insetText,
  summaryList,
  table,
  textarea,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { plainPounds, showPounds } from '../costs/money.ts';
import { pounds } from '../costs/show.ts';
import { piecesOf } from './names.ts';
import { quarterName, quarterSpan } from './quarters.ts';
import {
  type ContactKinds,
  hasBegun,
  isWritable,
  type OutputResult,
  resultsOf,
  type SpentToDate,
  spentTo,
  timelinessOf,
} from './rules.ts';
import { headed, lateTag, returnsPath, returnTag, type Shown, timelinessWords, words } from './show.ts';
import {
  type Grant,
  type GrantOutput,
  type GrantQuarter,
  type GrantReturn,
  measureWords,
  type Place,
  type Reported,
  type ReturnText,
  type WorkRow,
} from './types.ts';

export interface ReturnModel {
  grant: Grant;
  one: GrantReturn;
  outputs: readonly GrantOutput[];
  kinds: ContactKinds;
  /** Profile and returns of the whole grant. */
  quarters: readonly GrantQuarter[];
  returns: readonly GrantReturn[];
  /** Newest edition that the viewer may have. */
  text: ReturnText | undefined;
  today: string;
}

const sources: Record<Exclude<WorkRow['source'], 'contact'>, string> = {
  referral: 'Referrals made to other services',
  received: 'Referrals to the provider that began',
  session: 'Sessions',
  questionnaire: 'Questionnaires asked',
};

const hours = (minutes: number): string =>
  minutes === 0 ? '' : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;

/** Of contacts at which nobody was due, such as a visit they were not told of, nobody could attend or fail to. */
const attendedWords = ({ source, attended, due }: WorkRow): string =>
  source !== 'contact' && source !== 'session' ? '' : due === 0 ? 'Nobody was due' : `${attended} of ${due}`;

/** Work by kind, as it was recorded. No person is in it, so nothing is left out of it. */
export const workTable = (rows: readonly WorkRow[], kinds: ReturnModel['kinds']): Html =>
  rows.length === 0
    ? emptyState({
        title: 'Nothing was recorded in the quarter.',
        text: 'Contacts, referrals and sessions count from the moment the provider’s workers record them.',
      })
    : table({
        caption: 'Work recorded in the quarter',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Work recorded in the quarter',
        stack: true,
        firstCellIsHeader: true,
        head: [
          { text: 'Work' },
          { text: 'How many', format: 'numeric' },
          { text: 'Attended, of those due', format: 'numeric' },
          { text: 'Time recorded', format: 'numeric' },
        ],
        rows: rows.map((row) => [
          row.source === 'contact'
            ? `Contact: ${kinds.kinds.find(({ code }) => code === row.kind)?.name ?? row.kind}`
            : sources[row.source],
          { text: row.n, format: 'numeric' },
          {
            text: attendedWords(row),
            format: 'numeric',
          },
          { text: hours(row.minutes), format: 'numeric' },
        ]),
      });

/** What was agreed beside what was counted. */
export const resultTable = (results: readonly OutputResult[], quarters: number): Html =>
  results.length === 0
    ? html`<p class="govuk-body">Nothing was agreed that can be counted.</p>`
    : table({
        caption: 'What was agreed and what was counted',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'What was agreed and what was counted',
        stack: true,
        firstCellIsHeader: true,
        head: [
          { text: 'Agreed' },
          { text: 'Counted by' },
          { text: 'Agreed number', format: 'numeric' },
          { text: 'Counted', format: 'numeric' },
          { text: 'Flag' },
        ],
        rows: results.map(({ output, counted, under }) => [
          output.title,
          output.measure === null ? 'The narrative' : measureWords[output.measure],
          { text: output.perQuarter === null ? '' : output.perQuarter * quarters, format: 'numeric' },
          { text: counted ?? '', format: 'numeric' },
          under ? html`<strong class="govuk-tag govuk-tag--orange">Below what was agreed</strong>` : '',
        ]),
      });

const few = (count: number | null): string => (count === null ? 'not shown, because few' : String(count));

/** How people's own answers changed; small numbers were left out when it was counted. */
export const reportedTable = (reported: Reported): Html =>
  reported.shown
    ? html`<p class="govuk-body">From the questionnaire “${reported.questionnaire}”: each person’s first answer since the grant began beside their last in the quarter. Answers are people’s own; they do not show what caused a change.</p>
${table({
  caption: 'How people’s own answers changed',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'How people’s own answers changed',
  stack: true,
  firstCellIsHeader: true,
  head: [
    { text: 'Asked about' },
    { text: 'Better', format: 'numeric' },
    { text: 'The same', format: 'numeric' },
    { text: 'Worse', format: 'numeric' },
  ],
  rows: reported.items.map((item) => [
    item.name,
    ...[item.better, item.same, item.worse].map((count) => ({ text: few(count), format: 'numeric' })),
  ]),
})}`
    : html`<p class="govuk-body">${reported.why}</p>`;

const toDateWords = ({ spentPence, quarters, profilePence }: SpentToDate): string =>
  spentPence === null
    ? 'Not known: no return up to this quarter has been sent'
    : `${showPounds(spentPence)} of ${showPounds(profilePence)} in the profile, by the returns of ${quarters} ${quarters === 1 ? 'quarter' : 'quarters'}`;

const rowsOf = ({ grant, one, quarters, returns, today }: ReturnModel) => {
  const timeliness = timelinessOf(grant, one, one.firstSentAt, today);
  return [
    { key: 'Quarter', value: `${quarterName(one)}, ${quarterSpan(one)}` },
    { key: 'Stage', value: returnTag(one.state) },
    {
      key: 'Due',
      value: html`${showShortDay(timeliness.dueOn)}: ${timeliness.is === 'late' ? lateTag(timeliness) : timelinessWords(timeliness)}${timeliness.is === 'late' && html`<br>${grant.lateConsequence}`}`,
    },
    {
      key: 'In the profile for the quarter',
      value: pounds(quarters.find(({ id }) => id === one.quarterId)?.pence),
    },
    { key: 'Spent to date', value: toDateWords(spentTo(one, quarters, returns)) },
    one.sentAt !== null && {
      key: one.state === 'open' ? 'Was sent, and taken back' : 'Sent',
      value: `${showMoment(one.sentAt)}, ${one.sentBy}`,
    },
    one.decidedAt !== null && {
      key: 'Looked at',
      value: `${showMoment(one.decidedAt)}, ${one.decidedBy}`,
    },
    one.note !== null && { key: 'The policing body says', value: words(one.note) },
  ];
};

/** A return as it was sent, for those who may read it. */
export function sentReturn(model: ReturnModel): Html {
  const { one, grant, text } = model;
  const { count } = one;
  return html`${headed(grant, `Return of ${quarterName(one)}, ${grant.provider}`)}
${summaryList({ rows: [...rowsOf(model), one.spendPence !== null && { key: 'Spent', value: showPounds(one.spendPence) }] })}
<h2 class="govuk-heading-m">What was agreed and what was counted</h2>
${
  count === null
    ? insetText({
        text:
          one.state === 'open'
            ? 'The return has not been sent.'
            : 'The quarter’s work is being counted. It will be here in a minute.',
      })
    : html`<p class="govuk-body">Counted on ${showMoment(count.at)} from what the provider’s workers recorded. Nobody typed it.</p>
${resultTable(resultsOf(grant, model.outputs, count.activity, model.kinds), 1)}
<h3 class="govuk-heading-s">Everything recorded</h3>
${workTable(count.activity, model.kinds)}
<h2 class="govuk-heading-m">What people said of themselves</h2>
${reportedTable(count.reported)}`
}
<h2 class="govuk-heading-m">In the provider’s words</h2>
${text === undefined ? html`<p class="govuk-body">${one.state === 'open' ? 'Nothing has been sent.' : 'The scheme’s office reads the words for names first. They will be here when it has passed them on.'}</p>` : html`${words(text.narrative)}${text.spendNote !== '' && html`<h3 class="govuk-heading-s">About the spending</h3>${words(text.spendNote)}`}`}`;
}

export interface ReviewModel extends ReturnModel {
  mayReview: boolean;
  csrfToken: string;
  values: { note?: string };
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string | undefined;
}

/** The policing body's page of a return. */
export function reviewPage(model: ReviewModel): Html {
  const { one, csrfToken, key, values, errors } = model;
  const action = `/resources/grants/returns/${one.id}/decide`;
  return html`${changedMeanwhile('this return', model.theirs)}${sentReturn(model)}
${
  model.mayReview && one.state === 'with-commissioner'
    ? html`<h2 class="govuk-heading-m">Review</h2><div class="wm-no-print">${form({ action, csrfToken, key, version: one.version, body: html`${textarea({ id: 'note', name: 'note', label: { text: 'What you say to the provider (needed for a question)' }, rows: 4, value: values.note ?? '', ...messageFor(errors, 'note') })}<div class="govuk-button-group">${button({ text: 'Accept the return', name: 'act', value: 'accept', preventDoubleClick: true })}${button({ text: 'Ask the provider', name: 'act', value: 'query', classes: 'govuk-button--secondary', preventDoubleClick: true })}</div>` })}</div>`
    : ''
}${
  model.mayReview && one.state === 'accepted'
    ? html`<div class="wm-no-print">${form({ action, csrfToken, key, version: one.version, body: html`<input type="hidden" name="act" value="reopen">${button({ text: 'Look at it again', classes: 'govuk-button--secondary', preventDoubleClick: true })}` })}</div>`
    : ''
}`;
}

export interface ReturnValues {
  spend?: string;
  narrative?: string;
  spendNote?: string;
}

export interface WriteModel extends ReturnModel, Shown<ReturnValues> {
  work: readonly WorkRow[];
  maySend: boolean;
}

/** A quarter that goes on is not below anything yet. */
const soFar = (model: WriteModel): OutputResult[] =>
  resultsOf(model.grant, model.outputs, model.work, model.kinds).map((result) => ({
    ...result,
    under: result.under && model.maySend,
  }));

const takingBack = ({ one, csrfToken }: WriteModel): Html | '' =>
  one.state === 'submitted'
    ? html`<div class="wm-no-print">${form({ action: `${returnsPath}/${one.id}/take-back`, csrfToken, version: one.version, body: button({ text: 'Take it back', classes: 'govuk-button--secondary', preventDoubleClick: true }) })}</div>`
    : '';

const marked = (text: string, places: readonly Place[]): Html =>
  html`<p class="govuk-body wm-wrap">${piecesOf(text, places).map((piece) => (piece.marked === null ? piece.text : html`<mark>${piece.text}</mark>`))}</p>`;

/** The provider writes: spend and words. What was done stands there already. */
export function writePage(model: WriteModel): Html {
  const { one, grant, text, values, errors } = model;
  if (!isWritable(one.state))
    return html`${changedMeanwhile('this return', model.theirs)}${sentReturn(model)}${takingBack(model)}`;
  if (!hasBegun(one, model.today))
    return html`${headed(grant, `Return of ${quarterName(one)}`)}${summaryList({ rows: rowsOf(model) })}${insetText({ text: 'The quarter has not begun. Its return can be written from its first day.' })}`;
  const marks = (name: Place['field']) => (text?.marks ?? []).filter(({ field }) => field === name);
  const sentBack = one.state === 'sent-back' && text !== undefined && text.marks.length > 0;
  return html`${headed(grant, `Return of ${quarterName(one)}`)}
${changedMeanwhile('this return', model.theirs)}
${sentBack && html`${warningText({ text: 'The scheme’s office sent this back. At the marked places somebody is named or could be recognised, whoever that may be. Write it without: “one of the people”.', iconFallbackText: 'Sent back' })}${marks('narrative').length > 0 && marked(text.narrative, marks('narrative'))}${marks('spendNote').length > 0 && marked(text.spendNote, marks('spendNote'))}`}
${summaryList({ rows: rowsOf(model) })}
<h2 class="govuk-heading-m">What was done</h2>
<p class="govuk-body">Counted from what your workers recorded so far; it is counted once more when you send the return. If something is missing, it has to be recorded, not typed here. Referrals to your service that began are counted then too.</p>
${resultTable(soFar(model), 1)}
${workTable(model.work, model.kinds)}
<h2 class="govuk-heading-m">Spending and your words</h2>
${form({
  action: `${returnsPath}/${one.id}`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`${input({ id: 'spend', name: 'spend', inputmode: 'decimal', label: { text: 'Spent in the quarter' }, hint: { text: 'In pounds and pence, like 8,316.50' }, prefix: { text: '£' }, classes: 'govuk-input--width-10', value: values.spend ?? (text?.spendPence == null ? '' : plainPounds(text.spendPence)), ...messageFor(errors, 'spend') })}
${textarea({ id: 'spendNote', name: 'spendNote', label: { text: 'About the spending (optional)' }, rows: 3, value: values.spendNote ?? text?.spendNote ?? '', ...messageFor(errors, 'spendNote') })}
${textarea({ id: 'narrative', name: 'narrative', label: { text: 'What was done and what came of it' }, hint: { text: 'Name nobody, and tell no story by which somebody could be recognised. The scheme’s office reads it before the policing body has it' }, rows: 10, value: values.narrative ?? text?.narrative ?? '', ...messageFor(errors, 'narrative') })}
<div class="govuk-button-group">${model.maySend && button({ text: 'Send the return', name: 'act', value: 'send', preventDoubleClick: true })}${button({ text: 'Save for later', name: 'act', value: 'save', classes: 'govuk-button--secondary', preventDoubleClick: true })}</div>
${!model.maySend && html`<p class="govuk-body">It can be sent when the quarter has ended.</p>`}`,
})}`;
}
