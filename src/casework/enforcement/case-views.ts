import { type Day, showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  checkboxes,
  details,
  input,
  radios,
  select,
  summaryList,
  table,
  tag,
  textarea,
  timeline,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { asksFor, isOpenCase, managersMoves, movesOf, warningRunsTo } from './rules.ts';
import {
  alternatives,
  type Case,
  type CaseState,
  caseStateWords,
  type EnforcementRule,
  type Move,
  type MoveForm,
  moveWords,
  type Office,
  type OrderInForce,
  orderTypeWords,
  recallBecause,
  recallBecauseWords,
  recallKinds,
  recallKindWords,
  type Step,
  stepWords,
  type Warrant,
  warrantKindWords,
  warrantStateWords,
} from './types.ts';
import { isCounted, workingDaysBetween } from './working-days.ts';

export const caseTag = (state: CaseState): Html =>
  tag({
    text: caseStateWords[state],
    classes: !isOpenCase(state)
      ? 'govuk-tag--grey'
      : state === 'recall-asked' || state === 'breach-due'
        ? 'govuk-tag--red'
        : 'govuk-tag--yellow',
  });

/** `due 16 Nov 2026`, `3 working days late`, or in how many working days it was done. */
export function dueWords(one: Pick<Case, 'failedOn' | 'dueOn' | 'actedOn' | 'state'>, today: Day): string {
  if (!isCounted(one.failedOn) || !isCounted(one.actedOn ?? today)) return '';
  if (one.actedOn !== null) {
    const days = workingDaysBetween(one.failedOn, one.actedOn);
    return `done in ${days} working ${days === 1 ? 'day' : 'days'}`;
  }
  if (one.state === 'void' || one.dueOn === null) return '';
  if (one.dueOn >= today) return `due ${showShortDay(one.dueOn)}`;
  const late = workingDaysBetween(one.dueOn, today);
  return `${late} working ${late === 1 ? 'day' : 'days'} late`;
}

export const caseTable = (cases: readonly Case[], path: string, today: Day): Html =>
  table({
    caption: 'Failures to comply, the latest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Failures to comply',
    stack: true,
    head: [{ text: 'Failure' }, { text: 'Order' }, { text: 'State' }, { text: 'When' }],
    rows: cases.map((one) => [
      html`<a class="govuk-link" href="${path}/enforcement/${one.id}">${showShortDay(one.failedOn)}<span class="govuk-visually-hidden">: failure to comply</span></a><br>${one.what}`,
      orderTypeWords[one.orderType],
      caseTag(one.state),
      dueWords(one, today),
    ]),
  });

export const warrantTable = (warrants: readonly (Warrant & { attempts: number })[], path: string): Html =>
  table({
    caption: 'Warrants and recalls, open ones first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Warrants and recalls',
    stack: true,
    head: [{ text: 'What' }, { text: 'Issued' }, { text: 'State' }, { text: 'Attempts' }],
    rows: warrants.map((one) => [
      html`<a class="govuk-link" href="${path}/warrants/${one.id}">${warrantKindWords[one.kind]}<span class="govuk-visually-hidden"> of ${showShortDay(one.issuedOn)}</span></a>`,
      `${showShortDay(one.issuedOn)}, ${one.issuedBy}`,
      tag({
        text: warrantStateWords[one.state],
        classes: one.state === 'open' ? 'govuk-tag--red' : 'govuk-tag--grey',
      }),
      { text: String(one.attempts), format: 'numeric' },
    ]),
  });

export interface CaseModel {
  one: Case;
  steps: readonly Step[];
  /** Orders that held them on the day of the failure. */
  orders: readonly OrderInForce[];
  /** Days of the warnings given under the order, this case's own left out. */
  warnedOn: readonly Day[];
  rule: EnforcementRule | undefined;
  /** The contact that failed was corrected since: what it says now. */
  contactNow: string | undefined;
  /** Whether the viewer may open that contact. */
  contactOpen: boolean;
  /** Warrants and recalls that came of it. */
  warrants: readonly (Warrant & { attempts: number })[];
  today: Day;
  may: { enforce: boolean; decide: boolean; warrant: boolean };
  csrfToken: string;
  key?: string | undefined;
  version: number;
  draft: string;
  values: MoveForm;
  errors: readonly FieldError[];
  theirs?: string | undefined;
}

export function casePage(model: CaseModel): Html {
  const { one, rule } = model;
  const path = `/people/${one.personId}/enforcement/${one.id}`;
  return html`<h1 class="govuk-heading-l">Failure to comply on ${showDay(one.failedOn)}</h1>
${changedMeanwhile('this case', model.theirs)}
<p class="govuk-body">${caseTag(one.state)} ${dueWords(one, model.today)}</p>
${model.contactNow === undefined ? '' : html`<div class="govuk-inset-text">The contact was changed since. It now says: ${model.contactNow}. If it was no failure after all, say so below.</div>`}
${summaryList({
  rows: [
    { key: 'What', value: one.what },
    one.contactId !== null && {
      key: 'Contact',
      value: model.contactOpen
        ? html`<a class="govuk-link" href="/people/${one.personId}/contacts/${one.contactId}">The contact that it came of</a>`
        : 'Not open to you',
    },
    {
      key: 'Order',
      value: `${orderTypeWords[one.orderType]}${one.orderEnds === null ? '' : `, ends ${showDay(one.orderEnds)}`}`,
    },
    { key: 'Warnings before', value: warningsBefore(model) },
    one.dueOn !== null && {
      key: 'Something done by',
      value: html`${showDay(one.dueOn)}${rule === undefined ? '' : html`<br><span class="govuk-hint">${rule.action.label}</span>`}`,
    },
    one.circumstances !== null && { key: 'Circumstances', value: one.circumstances },
    one.recallBecause !== null && {
      key: 'Why recall was considered',
      value: recallBecauseWords[one.recallBecause],
    },
    one.alternatives.length > 0 && {
      key: 'Tried before',
      value: one.alternatives
        .map((code) => alternatives.find((each) => each.code === code)?.name ?? code)
        .join('; '),
    },
    one.recallKind !== null && { key: 'Recall', value: recallWords(one, rule) },
    one.court !== null && {
      key: 'Court',
      value: `${one.court}${one.hearingOn === null ? '' : `, hearing on ${showDay(one.hearingOn)}`}`,
    },
    { key: 'Recorded by', value: one.agency },
  ],
})}
${lettersOf(one, path)}
${model.warrants.length === 0 ? '' : warrantTable(model.warrants, `/people/${one.personId}`)}
${one.state === 'recalled' && model.warrants.length === 0 && model.may.warrant ? html`<p class="govuk-body"><a class="govuk-link" href="/people/${one.personId}/warrants/new?case=${one.id}">Record the recall to be executed</a></p>` : ''}
${movesBlock(model, path)}
<h2 class="govuk-heading-m">What was done</h2>
${timeline({ headingLevel: 3, items: [...model.steps].reverse().map((step) => ({ label: stepWords[step.move], byline: `${step.staff}, ${step.agency}`, datetime: { timestamp: step.at.toISOString(), text: showMoment(step.at) }, text: step.why ?? caseStateWords[step.became] })) })}`;
}

const recallWords = (one: Case, rule: EnforcementRule | undefined): string =>
  one.recallKind === null
    ? ''
    : `${recallKindWords[one.recallKind]}${one.recallKind === 'fixed-term' ? (rule?.fixedTermDays == null ? ' (the scheme has not set how long one lasts)' : ` of ${rule.fixedTermDays} days`) : ''}`;

function warningsBefore({ warnedOn, rule, one }: CaseModel): string {
  if (warnedOn.length === 0) return `None under a ${orderTypeWords[one.orderType].toLowerCase()}`;
  return warnedOn
    .map(
      (day) =>
        `${showDay(day)}${rule === undefined ? '' : ` (counts until ${showDay(warningRunsTo(day, rule.warningMonths))})`}`,
    )
    .join('; ');
}

const lettersOf = (one: Case, path: string): Html | '' =>
  one.warnedOn !== null
    ? html`<p class="govuk-body"><a class="govuk-link" href="${path}/letter">${one.orderType === 'licence' ? 'Licence compliance letter' : 'Warning letter'} to print</a></p>`
    : one.state === 'breach-laid'
      ? html`<p class="govuk-body"><a class="govuk-link" href="${path}/letter">Letter about the court to print</a></p>`
      : '';

const mayMake = (model: CaseModel, move: Move): boolean =>
  managersMoves.includes(move) ? model.may.decide : model.may.enforce;

function movesBlock(model: CaseModel, path: string): Html | '' {
  const moves = movesOf(model.one).filter((move) => mayMake(model, move));
  const waits = movesOf(model.one).length > 0 && moves.length === 0;
  if (waits)
    return html`<p class="govuk-body">${movesOf(model.one).every((move) => managersMoves.includes(move)) ? 'A manager decides next.' : 'Probation or youth justice decides next.'}</p>`;
  if (moves.length === 0) return '';
  const own = model.values.move === undefined;
  return html`<h2 class="govuk-heading-m">What is decided</h2>
${moves.map((move) => details({ summaryText: moveLabel(model.one, move), open: model.values.move === move || (own && moves.length === 1), html: moveForm(model, move, path) }))}`;
}

const moveLabel = (one: Case, move: Move): string =>
  move === 'warn' && one.orderType === 'licence' ? 'Compliance letter given' : moveWords[move];

/** One form a move: its ids carry the move, but for the one that is shown again with errors, which the summary links to. */
function moveForm(model: CaseModel, move: Move, path: string): Html {
  const shown = model.values.move === move;
  const values: MoveForm = shown ? model.values : {};
  const errors = shown ? model.errors : [];
  const id = (name: string): string => (shown ? name : `${name}-${move}`);
  const asks = asksFor(move);
  return form({
    action: path,
    csrfToken: model.csrfToken,
    version: model.version,
    ...(shown ? { key: model.key } : {}),
    draft: `${model.draft}:${move}`,
    body: html`<input type="hidden" name="move" value="${move}">
${move === 'refuse' && model.orders.length > 1 ? select({ id: id('orderType'), name: 'orderType', label: { text: 'Under which order' }, value: values.orderType ?? model.one.orderType, items: model.orders.map(({ orderType }) => ({ value: orderType, text: orderTypeWords[orderType] })) }) : ''}
${move === 'warn' ? textarea({ id: id('circumstances'), name: 'circumstances', label: { text: 'The circumstances of the failure, as the warning says them' }, rows: 3, value: values.circumstances ?? model.one.circumstances ?? model.one.what, ...messageFor(errors, 'circumstances') }) : ''}
${move === 'consider-recall' ? radios({ name: 'recallBecause', idPrefix: id('recallBecause'), fieldset: { legend: { text: 'Why is recall considered?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.recallBecause ?? '', items: recallBecause.map((value) => ({ value, text: recallBecauseWords[value] })), ...messageFor(errors, 'recallBecause') }) : ''}
${move === 'ask-recall' ? checkboxes({ name: 'alternatives', idPrefix: id('alternatives'), fieldset: { legend: { text: 'What was tried before?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-checkboxes--small', values: [values.alternatives ?? []].flat(), items: alternatives.map(({ code, name }) => ({ value: code, text: name })), ...messageFor(errors, 'alternatives') }) : ''}
${move === 'recall' ? radios({ name: 'recallKind', idPrefix: id('recallKind'), fieldset: { legend: { text: 'Which recall', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.recallKind ?? '', items: recallKinds.map((value) => ({ value, text: recallKindWords[value] })), ...messageFor(errors, 'recallKind') }) : ''}
${move === 'lay' ? html`${input({ id: id('court'), name: 'court', label: { text: 'Court' }, value: values.court ?? '', ...messageFor(errors, 'court') })}${input({ id: id('hearingOn'), name: 'hearingOn', type: 'date', label: { text: 'Hearing (optional)' }, classes: 'govuk-input--width-10', value: values.hearingOn ?? '', ...messageFor(errors, 'hearingOn') })}` : ''}
${asks.why ? textarea({ id: id('why'), name: 'why', label: { text: move === 'court' ? 'What the court decided' : 'Why' }, rows: 3, value: values.why ?? '', ...messageFor(errors, 'why') }) : ''}
${asks.day ? input({ id: id('on'), name: 'on', type: 'date', label: { text: 'On' }, classes: 'govuk-input--width-10', value: values.on ?? model.today, ...messageFor(errors, 'on') }) : ''}
${button({ text: moveLabel(model.one, move), preventDoubleClick: true })}`,
  });
}

export interface LetterModel {
  one: Case;
  name: string;
  office: Office;
  today: Day;
  months: number;
}

/** Whom to answer, and where: the agency, the base and the telephone of whoever gives the letter. */
const officeBlock = ({ officer, agency, base, phone }: Office): Html =>
  html`<p class="govuk-body">${officer}<br>${agency}${base === null ? '' : html`, ${base}`}<br>Telephone: ${phone ?? '____________________'}</p>
${phone === null ? html`<p class="govuk-body wm-no-print">No telephone number is recorded for you: write it on the letter, and ask whoever keeps your scheme’s staff to enter it.</p>` : ''}`;

/** A letter in plain words: what happened, that it is not acceptable, and what may follow. */
export function letterPage(model: LetterModel): Html {
  const { one } = model;
  const order = orderTypeWords[one.orderType].toLowerCase();
  const given = one.warnedOn ?? model.today;
  return html`<h1 class="govuk-heading-l">${one.state === 'breach-laid' ? 'You have to go to court' : one.orderType === 'licence' ? 'You did not keep to your licence' : 'Warning'}</h1>
<p class="govuk-body wm-no-print">Print this page from your browser. <a class="govuk-link" href="/people/${one.personId}/enforcement/${one.id}">Back to the case</a></p>
<p class="govuk-body">${model.name}<br>${showDay(given)}</p>
<p class="govuk-body">You are under a ${order}${one.orderEnds === null ? '' : ` until ${showDay(one.orderEnds)}`}. On ${showDay(one.failedOn)} you did not do what it asks of you:</p>
<p class="govuk-body govuk-!-font-weight-bold">${one.circumstances ?? one.what}</p>
<p class="govuk-body">You gave no reason that we can accept. This is not acceptable.</p>
${consequence(model, given)}
<p class="govuk-body">If there was a reason that we do not know of, tell us now, by ringing the number below. If something makes it hard for you to come, tell us too: we may be able to help.</p>
${officeBlock(model.office)}`;
}

function consequence({ one, months }: LetterModel, given: Day): Html {
  if (one.state === 'breach-laid')
    return html`<p class="govuk-body">We have asked ${one.court ?? 'the court'} to deal with this.${one.hearingOn === null ? ' You will be told the day.' : ` You have to be there on ${showDay(one.hearingOn)}.`} If you do not come, the court may have you arrested.</p>`;
  return one.orderType === 'licence'
    ? html`<p class="govuk-body">If you do not keep to your licence again, you may be recalled to prison.</p>`
    : html`<p class="govuk-body">If you fail again without a good reason up to ${showDay(warningRunsTo(given, months))}, that is within ${months} months of this warning, you will be liable to be brought before a court.</p>`;
}
