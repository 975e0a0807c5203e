import { type Day, londonDay, showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  details,
  exampleTag,
  input,
  radios,
  select,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { planHandlingWords } from './form-views.ts';
import type { EarlierNote, NoteForm, PlanNote, ReviewDue, ReviewRule, Signature } from './note-types.ts';
import { reviewBecauseWords } from './review-rules.ts';
import { goalsChangedSince } from './signature-rules.ts';
import {
  actorWords,
  agreements,
  agreementWords,
  type Goal,
  goalStateWords,
  type Step,
  stepStateWords,
} from './types.ts';

export interface NoteFormModel {
  title: string;
  action: string;
  csrfToken: string;
  key?: string | undefined;
  version?: number | undefined;
  draft?: string | undefined;
  values: NoteForm;
  errors: readonly FieldError[];
  theirs?: string | undefined;
  /** The goal it is about, and its steps; none for a review. */
  goal?: Goal | undefined;
  steps: readonly Step[];
  /** Only steps of the writer's own can be noted, and one must be. */
  ownStep: boolean;
  /** Reasons to choose from: a review. */
  reasons?: ReviewRule['reasons'] | undefined;
  /** The plan that a review goes through. */
  plan?: { goals: readonly Goal[]; steps: readonly Step[] } | undefined;
  /** Correcting: what it said before, and where to withdraw it. */
  correcting?: { earlier: readonly EarlierNote[]; withdrawAction: string } | undefined;
}

export function noteFormPage(model: NoteFormModel): Html {
  const { values, errors, goal, reasons, correcting } = model;
  const isReview = reasons !== undefined;
  return html`<h1 class="govuk-heading-l">${model.title}</h1>
${goal === undefined ? '' : html`<p class="govuk-body">Towards “${goal.goal}”</p>`}
${changedMeanwhile(isReview && correcting === undefined ? 'the person’s answer' : 'this note', model.theirs)}
${isReview && correcting === undefined && model.plan !== undefined ? planNow(model.plan) : ''}
${form({
  ...model,
  body: html`
${isReview ? radios({ name: 'reason', fieldset: { legend: { text: 'Why is the plan reviewed?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', ...messageFor(errors, 'reason'), value: values.reason ?? '', items: reasons.map(({ code, name }) => ({ value: code, text: name })) }) : ''}
${input({ id: 'on', name: 'on', type: 'date', label: { text: 'When' }, classes: 'govuk-input--width-10', value: values.on ?? '', ...messageFor(errors, 'on') })}
${textarea({ id: 'note', name: 'note', label: { text: isReview ? 'What the review found, and what changes' : 'What happened, and how it is coming on' }, rows: 5, value: values.note ?? '', ...messageFor(errors, 'note') })}
${isReview ? personFields(model) : ''}
${model.steps.length === 0 ? '' : select({ id: 'step', name: 'step', label: { text: model.ownStep ? 'Which of your steps' : 'Which step (optional)' }, value: values.step ?? (model.ownStep && model.steps.length === 1 ? String(model.steps[0]?.id) : ''), items: [{ value: '', text: model.ownStep ? 'Choose' : 'The goal as a whole' }, ...model.steps.map(({ id, what }) => ({ value: id, text: what }))], ...messageFor(errors, 'step') })}
${radios({ name: 'handling', fieldset: { legend: { text: 'Who may see it', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', ...messageFor(errors, 'handling'), value: values.handling ?? 'partners', items: Object.entries(planHandlingWords).map(([value, text]) => ({ value, text })) })}
${correcting === undefined ? '' : input({ id: 'why', name: 'why', label: { text: 'Why is it corrected?' }, value: values.why ?? '', ...messageFor(errors, 'why') })}
${button({ text: correcting !== undefined ? 'Save correction' : isReview ? 'Save review' : 'Save note', preventDoubleClick: true })}`,
})}
${correcting === undefined ? '' : correctingBlock(model, correcting)}`;
}

/** What is gone through with the person. */
function planNow({ goals, steps }: { goals: readonly Goal[]; steps: readonly Step[] }): Html {
  const shown = goals.filter(({ state }) => state !== 'removed');
  const of = (goal: Goal): Html => {
    const own = steps.filter((step) => step.goalId === goal.id && step.state !== 'removed');
    return html`<li>“${goal.goal}”: ${goalStateWords[goal.state].toLowerCase()}${own.length === 0 ? '' : html`<ul class="govuk-list govuk-list--bullet">${own.map((step) => html`<li>${step.what}: ${stepStateWords[step.state].toLowerCase()}${step.why === null ? '' : ` (${step.why})`}${step.dueOn === null ? '' : `, by ${showShortDay(step.dueOn)}`}, ${step.staff ?? actorWords[step.actor].toLowerCase()}</li>`)}</ul>`}</li>`;
  };
  return html`<h2 class="govuk-heading-m">The plan now</h2>${shown.length === 0 ? html`<p class="govuk-body">No goals are set.</p>` : html`<ul class="govuk-list govuk-list--bullet">${shown.map(of)}</ul>`}`;
}

/** The person's own part: whether they were there, what they said, and, once, their answer to the plan. */
function personFields({ values, errors, correcting }: NoteFormModel): Html {
  const choose = (
    name: string,
    text: string,
    value: string,
    items: { value: string; text: string }[],
  ): Html =>
    radios({
      name,
      fieldset: { legend: { text, classes: 'govuk-fieldset__legend--s' } },
      classes: 'govuk-radios--small',
      ...messageFor(errors, name),
      value,
      items,
    });
  return html`${choose('present', 'Was the person there?', values.present ?? '', [
    { value: 'yes', text: 'Yes' },
    { value: 'no', text: 'No' },
  ])}
${textarea({ id: 'said', name: 'said', label: { text: 'What the person said' }, hint: { text: 'In their own words where you can' }, rows: 3, value: values.said ?? '', ...messageFor(errors, 'said') })}
${
  correcting === undefined
    ? html`${choose('agreement', 'Their answer to the plan as it stands', values.agreement ?? '', [
        ...agreements.map((value) => ({ value, text: agreementWords[value] })),
        { value: 'not-now', text: 'Not asked this time: the answer before stands' },
      ])}
${textarea({ id: 'answerWhy', name: 'answerWhy', label: { text: 'Why, where they did not agree or could not answer' }, rows: 2, value: values.answerWhy ?? '', ...messageFor(errors, 'answerWhy') })}`
    : ''
}`;
}

const correctingBlock = (
  model: NoteFormModel,
  { earlier, withdrawAction }: NonNullable<NoteFormModel['correcting']>,
): Html => html`${details({
  summaryText: 'It was written by mistake',
  html: form({
    action: withdrawAction,
    csrfToken: model.csrfToken,
    version: model.version,
    body: html`${input({ id: 'withdraw-why', name: 'why', label: { text: 'Why is it withdrawn?' } })}${button({ text: 'Withdraw the note', classes: 'govuk-button--warning' })}`,
  }),
})}
${earlier.length === 0 ? '' : html`<h2 class="govuk-heading-m">What it said before</h2><ul class="govuk-list govuk-list--bullet">${earlier.map(({ at, note, by }) => html`<li>${note} <span class="govuk-hint">until ${showMoment(at)}${by === null ? '' : `, changed by ${by}`}</span></li>`)}</ul>`}`;

const handledWords = (handling: PlanNote['handling']): string =>
  handling === 'partners' ? '' : handling === 'own' ? ', my agency only' : ', statutory partners only';

const presentWords = ({ present, said }: PlanNote): string =>
  present === null
    ? ''
    : ` ${present ? 'The person was there' : 'The person was not there'}${said === null ? '.' : `: “${said}”`}`;

/** One note, with who wrote it and whether it was corrected. */
export function noteLine(
  note: PlanNote,
  model: { agencyId: number; mayEdit: boolean; notesAs?: number | undefined; said?: string },
): Html {
  const corrected =
    note.version === 1
      ? ''
      : `, corrected ${showShortDay(londonDay(note.changedAt))}${note.changedBy === null ? '' : ` by ${note.changedBy}`}${note.why === null ? '' : `: ${note.why}`}`;
  const link =
    (model.mayEdit && note.agencyId === model.agencyId) || model.notesAs === note.staffId
      ? html` <a class="govuk-link" href="/people/${note.personId}/plan/notes/${note.id}">Correct<span class="govuk-visually-hidden"> the note of ${showDay(note.on)}</span></a>`
      : '';
  return html`<li id="note-${note.id}"><strong>${showShortDay(note.on)}</strong>${model.said === undefined ? '' : `, ${model.said}`}: ${note.note}${presentWords(note)} <span class="govuk-hint">${note.staff}, ${note.agency}${handledWords(note.handling)}${corrected}</span>${link}</li>`;
}

export interface ReviewModel {
  personId: number;
  today: Day;
  due: ReviewDue | undefined;
  reviews: readonly PlanNote[];
  reasons: ReviewRule['reasons'];
  isExample: boolean;
  agencyId: number;
  mayEdit: boolean;
}

export function reviewBlock(model: ReviewModel): Html {
  const { due, reviews } = model;
  const last = reviews[0];
  const said = (note: PlanNote): string =>
    model.reasons.find(({ code }) => code === note.reason)?.name ?? note.reason ?? '';
  const next =
    due === undefined
      ? 'The scheme’s rule sets no day for the next review.'
      : html`${due.on < model.today ? html`<strong>Review overdue since ${showDay(due.on)}</strong>` : `Next review by ${showDay(due.on)}`} (${reviewBecauseWords[due.because]}).`;
  return html`<h2 class="govuk-heading-m" id="reviews">Plan reviews</h2>
<p class="govuk-body">${next}${exampleTag(model.isExample)}${last === undefined ? ' It has not been reviewed yet.' : ''}${model.mayEdit ? html` <a class="govuk-link" href="/people/${model.personId}/plan/reviews/new">Record a plan review</a>` : ''}</p>
${reviews.length === 0 ? '' : html`<ul class="govuk-list">${reviews.slice(0, 5).map((note) => noteLine(note, { ...model, said: said(note) }))}</ul>`}
${reviews.length > 5 ? details({ summaryText: `Earlier reviews (${reviews.length - 5})`, html: html`<ul class="govuk-list">${reviews.slice(5).map((note) => noteLine(note, { ...model, said: said(note) }))}</ul>` }) : ''}`;
}

export interface SignatureModel {
  personId: number;
  csrfToken: string;
  signatures: readonly Signature[];
  goals: readonly Goal[];
  mark: string;
  maySign: boolean;
  /** Why the viewer may not now. */
  refusal: string | undefined;
}

export function signatureBlock(model: SignatureModel): Html {
  const [last, ...earlier] = model.signatures;
  const standing = last !== undefined && !goalsChangedSince(last, model.goals);
  const named = (one: Signature): Html =>
    html`${one.staff}, ${one.agency}, on ${showMoment(one.at)} (<a class="govuk-link" href="/people/${model.personId}/plan?on=${londonDay(one.at)}">the plan of that day<span class="govuk-visually-hidden"> as ${one.staff} signed it, ${showMoment(one.at)}</span></a>)`;
  const state =
    last === undefined
      ? 'Nobody has counter-signed the goals yet.'
      : standing
        ? html`Counter-signed by ${named(last)}.`
        : html`<strong>The goals have changed since they were counter-signed: ask again.</strong> Last by ${named(last)}.`;
  return html`<h2 class="govuk-heading-m" id="countersigned">Counter-signature</h2>
<p class="govuk-body">${state}</p>
${earlier.length === 0 ? '' : details({ summaryText: `Earlier counter-signatures (${earlier.length})`, html: html`<ul class="govuk-list govuk-list--bullet">${earlier.map((one) => html`<li>${named(one)}</li>`)}</ul>` })}
${model.maySign ? (model.refusal === undefined ? signForm(model) : html`<p class="govuk-body govuk-hint">${model.refusal}</p>`) : ''}`;
}

const signForm = (model: SignatureModel): Html =>
  form({
    action: `/people/${model.personId}/plan/countersign`,
    csrfToken: model.csrfToken,
    body: html`<input type="hidden" name="mark" value="${model.mark}">${button({ text: 'Counter-sign these goals', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
  });

export interface CannotModel {
  action: string;
  csrfToken: string;
  key?: string | undefined;
  version: number;
  step: Step;
  why: string;
  errors: readonly FieldError[];
  theirs?: string | undefined;
}

export const cannotPage = (model: CannotModel): Html =>
  html`<h1 class="govuk-heading-l">Cannot be done yet</h1>
<p class="govuk-body">Step: ${model.step.what}</p>
${changedMeanwhile('this step', model.theirs)}
${form({
  ...model,
  body: html`${textarea({ id: 'why', name: 'why', label: { text: 'Why can it not be done yet?' }, hint: { text: 'It stays on the plan, and can be put back to to-do' }, rows: 3, value: model.why, ...messageFor(model.errors, 'why') })}
${button({ text: 'Save', preventDoubleClick: true })}`,
})}`;
