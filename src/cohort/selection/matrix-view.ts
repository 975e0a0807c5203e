import { type Day, showDay, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  details,
  exampleTag,
  input,
  insetText,
  select,
  summaryList,
  table,
  tag,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { bandWords } from './bands.ts';
import type { MatrixChange } from './matrix-difference.ts';
import type { MatrixForm } from './matrix-form.ts';
import type { MatrixRule } from './matrix-store.ts';
import { type MatrixAct, type MatrixRow, matrixStateWords, matrixTransitions } from './matrix-types.ts';
import { type Matrix, measures, measureWords } from './types.ts';

export interface MatrixListModel {
  rules: readonly MatrixRule[];
  matrices: readonly MatrixRow[];
  cohorts: readonly string[];
  errors: readonly FieldError[];
  /** The name that was refused. */
  drafting: { cohort: string; name: string; key: string | undefined } | undefined;
  today: Day;
  mayEdit: boolean;
  csrfToken: string;
}

export function matrixList(model: MatrixListModel): Html {
  const { rules, matrices, cohorts, today, mayEdit } = model;
  return html`<h1 class="govuk-heading-l">Matrices</h1>
<p class="govuk-body">Which factors count, in which bands, for how many points. One person writes a matrix, a second approves it, and it comes into force with its equality assessment on file. <a class="govuk-link" href="/how-people-are-chosen">How people are chosen</a> says the one in force in plain words. <a class="govuk-link" href="/cohort/weights">Tables of weights</a>.</p>
${mayEdit && cohorts.map((cohort) => draftForm(model, cohort))}
${
  matrices.length > 0 &&
  table({
    caption: 'Drafts and what became of them',
    captionClasses: 'govuk-table__caption--m',
    scrollLabel: 'Drafts and what became of them',
    stack: true,
    head: ['Matrix', 'State', 'Written by', 'Approved by'].map((text) => ({ text })),
    rows: matrices.map((matrix) => [
      html`<a class="govuk-link" href="/cohort/matrix/${matrix.id}">${matrix.body.name} (draft ${matrix.id})</a>`,
      matrixStateWords[matrix.state],
      `${matrix.author}, ${showMoment(matrix.madeAt)}`,
      matrix.approver ?? '',
    ]),
  })
}
${table({
  caption: 'What was, is and will be in force',
  captionClasses: 'govuk-table__caption--m',
  scrollLabel: 'What was, is and will be in force',
  stack: true,
  head: ['Matrix', 'Version', 'From', 'Until', ''].map((text) => ({ text: text === '' ? 'Now' : text })),
  rows: rules.map((rule) => [
    html`${rule.matrixId === null ? rule.name : html`<a class="govuk-link" href="/cohort/matrix/${rule.matrixId}">${rule.name}</a>`} ${exampleTag(rule.example)}`,
    `${rule.version}${rule.cohort === 'main' ? '' : ` (${rule.cohort})`}`,
    showDay(rule.validFrom),
    rule.validTo === null ? '' : showDay(rule.validTo),
    rule.validFrom <= today && (rule.validTo === null || rule.validTo > today)
      ? tag({ text: 'In force', classes: 'govuk-tag--green' })
      : rule.validFrom > today
        ? 'Later'
        : 'Ended',
  ]),
})}`;
}

function draftForm({ cohorts, errors, drafting, csrfToken }: MatrixListModel, cohort: string): Html {
  const id = `name-${cohort}`;
  const [asked, text] =
    cohorts.length === 1
      ? ['Name of the new matrix', 'Draft a new matrix from the one in force']
      : [`Name of the new matrix for “${cohort}”`, `Draft a new matrix for “${cohort}”`];
  const again = drafting?.cohort === cohort ? drafting : undefined;
  return form({
    action: '/cohort/matrix',
    csrfToken,
    key: again?.key,
    body: html`<input type="hidden" name="cohort" value="${cohort}">${input({ id, name: 'name', label: { text: asked }, hint: { text: 'By which it is told from the one in force and from other drafts.' }, classes: 'govuk-input--width-20', value: again?.name ?? '', ...messageFor(errors, id) })}${button({ text, classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
  });
}

export interface MatrixModel {
  matrix: MatrixRow;
  /** Against the version in force, while it is on its way. */
  changes: { since: number; list: readonly MatrixChange[] } | undefined;
  /** What is typed, while it is a draft that the viewer may change. */
  values: MatrixForm | undefined;
  mayEdit: boolean;
  mayApprove: boolean;
  /** They wrote or submitted it. */
  isOwn: boolean;
  errors: readonly FieldError[];
  /** What is still wrong with what is saved. */
  problems: readonly FieldError[];
  going: {
    assessment?: string | undefined;
    assessedOn?: string | undefined;
    assessedBy?: string | undefined;
    liveFrom?: string | undefined;
  };
  why?: string | undefined;
  theirs?: string | undefined;
  key?: string | undefined;
  /** Of the form: the one that was shown when it was begun. */
  version: number;
  csrfToken: string;
}

export function matrixPage(model: MatrixModel): Html {
  const { matrix } = model;
  return html`<h1 class="govuk-heading-l">${matrix.body.name}</h1>
${changedMeanwhile('this matrix', model.theirs)}
${summaryList({
  rows: [
    { key: 'State', value: matrixStateWords[matrix.state] },
    { key: 'Cohort', value: matrix.cohort },
    { key: 'Written by', value: `${matrix.author}, ${showMoment(matrix.madeAt)}` },
    ...(matrix.submitter === null ? [] : [{ key: 'Submitted by', value: matrix.submitter }]),
    ...(matrix.approver === null ? [] : [{ key: 'Approved by', value: matrix.approver }]),
    ...(matrix.assessment === null
      ? []
      : [
          {
            key: 'Equality assessment',
            value: `${matrix.assessment}, ${matrix.assessedBy}, ${matrix.assessedOn === null ? '' : showDay(matrix.assessedOn)}`,
          },
        ]),
    ...(matrix.liveFrom === null ? [] : [{ key: 'In force from', value: showDay(matrix.liveFrom) }]),
  ],
})}
${matrix.returnedWhy !== null && insetText({ text: `Sent back: ${matrix.returnedWhy}` })}
${model.problems.length > 0 && insetText({ html: html`<p class="govuk-body">Before it can be submitted:</p><ul class="govuk-list govuk-list--bullet">${model.problems.map(({ field, text }) => html`<li>${model.values === undefined ? text : html`<a class="govuk-link" href="#${field}">${text}</a>`}</li>`)}</ul>` })}
<p class="govuk-body"><a class="govuk-link" href="/cohort/matrix/${matrix.id}/preview">Who would enter and who would leave, by group</a></p>
${model.values === undefined && changesTable(model)}
${model.values === undefined ? factorsTable(matrix.body) : editor(model, model.values)}
${model.values !== undefined && changesTable(model)}
${steps(model)}`;
}

/** What an approver has to weigh: was, and will be. */
function changesTable({ changes, values }: MatrixModel): Html | false {
  if (changes === undefined) return false;
  const title = `What ${values === undefined ? 'it' : 'the draft, as it is saved,'} would change`;
  return html`<h2 class="govuk-heading-m">${title}</h2>
${
  changes.list.length === 0
    ? html`<p class="govuk-body">Nothing but the name: it is as version ${changes.since}, which is in force.</p>`
    : table({
        caption: `Against version ${changes.since}, which is in force`,
        captionClasses: 'govuk-table__caption--s',
        scrollLabel: title,
        stack: true,
        firstCellIsHeader: true,
        head: ['What', 'Was', 'Will be'].map((text) => ({ text })),
        rows: changes.list.map(({ what, was, will }) => [what, was ?? 'Not there', will ?? 'Left out']),
      })
}`;
}

const factorsTable = (matrix: Matrix): Html =>
  html`${table({
    caption: `Factors; the line is ${matrix.line} points`,
    captionClasses: 'govuk-table__caption--m',
    scrollLabel: 'Factors',
    stack: true,
    head: ['Factor', 'Measures', 'Months', 'Bands'].map((text) => ({ text })),
    rows: matrix.factors.map((factor) => [
      factor.label,
      measureWords[factor.measure],
      factor.months ?? '',
      factor.bands.map((band) => `${bandWords(band)}: ${band.points}`).join('; '),
    ]),
  })}${matrix.neighbourhoodClasses !== undefined && html`<p class="govuk-body">Named classes: ${matrix.neighbourhoodClasses.join(', ')}</p>`}${matrix.note !== undefined && html`<p class="govuk-body">${matrix.note}</p>`}`;

function editor(model: MatrixModel, values: MatrixForm): Html {
  const { errors } = model;
  return form({
    action: `/cohort/matrix/${model.matrix.id}`,
    csrfToken: model.csrfToken,
    key: model.key,
    version: model.version,
    body: html`${button({ text: 'Save', name: 'do', value: 'save', classes: 'wm-no-print' })}
${input({ id: 'name', name: 'name', label: { text: 'Name' }, value: values.name, ...messageFor(errors, 'name') })}
${input({ id: 'line', name: 'line', label: { text: 'The line' }, hint: { text: 'Points at which the scheme expects a proposal. It decides nothing.' }, inputmode: 'numeric', classes: 'govuk-input--width-4', value: values.line, ...messageFor(errors, 'line') })}
${values.label.map((_, index) => factorFields(values, index, errors))}
${button({ text: 'Add a factor', name: 'do', value: 'add', classes: 'govuk-button--secondary', id: 'add-factor' })}
${textarea({ id: 'classes', name: 'classes', label: { text: 'Named Home Office classes' }, hint: { text: 'For factors that count named classes: 030 or 030/01, with commas between.' }, rows: 2, value: values.classes, ...messageFor(errors, 'classes') })}
${textarea({ id: 'note', name: 'note', label: { text: 'Note' }, rows: 2, value: values.note })}
<div class="govuk-button-group">${button({ text: 'Save', name: 'do', value: 'save' })}${button({ text: 'Save and see who would enter and leave', name: 'do', value: 'preview', classes: 'govuk-button--secondary' })}${button({ text: 'Save and submit for approval', name: 'do', value: 'submit', classes: 'govuk-button--secondary' })}${button({ text: 'Withdraw this matrix', name: 'do', value: 'withdraw', classes: 'govuk-button--warning' })}</div>`,
  });
}

function factorFields(values: MatrixForm, index: number, errors: readonly FieldError[]): Html {
  const [n, count] = [index + 1, values.label.length];
  const small = 'govuk-button--secondary';
  const act = (text: string, value: string): Html =>
    button({
      html: html`${text}<span class="govuk-visually-hidden"> factor ${n}</span>`,
      name: 'do',
      value: `${value}:${index}`,
      classes: small,
    });
  return html`<fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend govuk-fieldset__legend--m">Factor ${n}</legend>
<input type="hidden" name="code" value="${values.code[index] ?? ''}">
${input({ id: `label-${index}`, name: 'label', label: { text: `Name of factor ${n}` }, value: values.label[index] ?? '', ...messageFor(errors, `label-${index}`) })}
${select({ id: `measure-${index}`, name: 'measure', label: { text: `What factor ${n} measures` }, value: values.measure[index] ?? '', items: measures.map((measure) => ({ value: measure, text: measureWords[measure] })) })}
${input({ id: `months-${index}`, name: 'months', label: { text: `Months that factor ${n} looks back` }, hint: { text: 'Where it looks over a time; otherwise it is left out.' }, inputmode: 'numeric', classes: 'govuk-input--width-4', value: values.months[index] ?? '', ...messageFor(errors, `months-${index}`) })}
${textarea({ id: `bands-${index}`, name: 'bands', label: { text: `Bands of factor ${n}` }, hint: { text: 'One a line, lowest first: “4 or more = 10”, or “3 or less = 15”.' }, rows: 4, value: values.bands[index] ?? '', ...bandMessage(errors, index) })}
<div class="govuk-button-group">${index > 0 && act('Move up', 'up')}${index < count - 1 && act('Move down', 'down')}${act('Remove', 'remove')}</div></fieldset>`;
}

/** Several lines of one field may be wrong: all are said at it. */
const bandMessage = (errors: readonly FieldError[], index: number) => {
  const found = errors.filter(({ field }) => field === `bands-${index}`);
  return found.length === 0 ? {} : { errorMessage: { text: found.map(({ text }) => text).join('. ') } };
};

function steps(model: MatrixModel): Html {
  const { matrix, mayEdit, mayApprove, isOwn } = model;
  const allowed = matrixTransitions[matrix.state];
  const may = (act: MatrixAct, right: boolean): boolean => right && allowed[act] !== undefined;
  const step = (act: string, text: string, body: Html | '' = '', secondary = true): Html =>
    form({
      action: `/cohort/matrix/${matrix.id}/${act}`,
      csrfToken: model.csrfToken,
      version: matrix.version,
      body: html`${body}${button({ text, classes: secondary ? 'govuk-button--secondary' : '', preventDoubleClick: true })}`,
    });
  return html`<div class="wm-no-print">
${may('approve', mayApprove) && (isOwn ? html`<p class="govuk-body">You wrote or submitted this matrix: a second person approves it.</p>` : step('approve', 'Approve', '', false))}
${may('go-live', mayApprove) && html`<h2 class="govuk-heading-m">Put in force</h2>${step('go-live', 'Put in force', goingFields(model), false)}`}
${may('send-back', mayApprove) && details({ summaryText: 'Send back to its author', open: model.errors.some(({ field }) => field === 'why'), html: step('send-back', 'Send back', textarea({ id: 'why', name: 'why', label: { text: 'What is to be changed' }, rows: 3, value: model.why ?? '', ...messageFor(model.errors, 'why') })) })}
${model.values === undefined && may('withdraw', mayEdit) && step('withdraw', 'Withdraw this matrix')}</div>`;
}

function goingFields({ errors, going }: MatrixModel): Html {
  const one = (id: 'assessment' | 'assessedBy', label: string, hint: string): Html =>
    input({
      id,
      name: id,
      label: { text: label },
      hint: { text: hint },
      value: going[id] ?? '',
      ...messageFor(errors, id),
    });
  const day = (id: 'assessedOn' | 'liveFrom', label: string): Html =>
    input({
      id,
      name: id,
      type: 'date',
      label: { text: label },
      classes: 'govuk-input--width-10',
      value: going[id] ?? '',
      ...messageFor(errors, id),
    });
  return html`${one('assessment', 'Equality assessment', 'The document’s number or address. Without it no matrix comes into force.')}${day('assessedOn', 'Day of the assessment')}${one('assessedBy', 'Who made it', 'Name and post.')}${day('liveFrom', 'In force from')}`;
}
