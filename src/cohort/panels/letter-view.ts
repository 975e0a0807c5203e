import { type Day, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  details,
  emptyState,
  input,
  insetText,
  numberedPages,
  radios,
  subNavigation,
  summaryList,
  table,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { gapsOf, tellingTransitions } from './after-rules.ts';
import { type Telling, tellingWords, toldHow, toldWords } from './after-types.ts';
import { readingOf } from './reading-age.ts';
import { decidedWords } from './types.ts';

export interface LetterForm {
  form: 'text' | 'defer' | 'answer' | 'told';
  values: Readonly<Record<string, string | undefined>>;
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string | undefined;
}

export interface LetterModel {
  telling: Telling;
  mostGrade: number;
  isExample: boolean;
  today: Day;
  again: LetterForm | undefined;
  mayPrepare: boolean;
  mayTell: boolean;
  askedByMe: boolean;
  csrfToken: string;
}

/** A due day as a list shows it. */
export const dueWords = (due: Day, today: Day): string =>
  due < today ? `${showDay(due)}, overdue` : showDay(due);

export function letterList(model: {
  letters: readonly Telling[];
  told: boolean;
  today: Day;
  page: number;
  pages: number;
  href: (page: number) => string;
}): Html {
  return html`<h1 class="govuk-heading-l">Letters</h1>
<p class="govuk-body">What a panel decides is told to the person, unless that would put somebody in danger.</p>
${subNavigation({
  label: 'Which letters',
  items: [
    { text: 'To be told', href: '/panels/letters', active: !model.told },
    { text: 'Told', href: '/panels/letters?told=yes', active: model.told },
  ],
})}
${
  model.letters.length === 0
    ? emptyState({
        title: model.told ? 'Nobody was told by letter yet.' : 'There is nobody to be told whom you may see.',
      })
    : table({
        caption: model.told ? 'Told, newest first' : 'To be told, the next due first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Letters',
        stack: true,
        firstCellIsHeader: true,
        head: [
          { text: 'Who' },
          { text: 'Decision' },
          { text: 'State' },
          { text: model.told ? 'Told' : 'Due' },
        ],
        rows: model.letters.map((one) => [
          html`<a class="govuk-link" href="/panels/letters/${one.id}">${one.name}</a>`,
          decidedWords[one.decision],
          tellingWords[one.state],
          one.toldOn === null
            ? dueWords(one.state === 'deferred' ? (one.deferReviewOn ?? one.dueOn) : one.dueOn, model.today)
            : showDay(one.toldOn),
        ]),
      })
}
${numberedPages(model.page, model.pages, model.href, 'Pages of letters')}`;
}

const againOf = (model: LetterModel, form: LetterForm['form']): LetterForm =>
  model.again?.form === form ? model.again : { form, values: {}, errors: [] };

export function letterPage(model: LetterModel): Html {
  const { telling } = model;
  return html`<div class="wm-no-print"><h1 class="govuk-heading-l">${telling.template}: ${telling.name}</h1>
${summaryList({
  rows: [
    {
      key: 'Decision',
      value: html`<a class="govuk-link" href="/panels/items/${telling.itemId}">${decidedWords[telling.decision]}</a>`,
    },
    { key: 'State', value: stateWords(telling) },
    telling.state !== 'told' && { key: 'Due', value: dueWords(telling.dueOn, model.today) },
    telling.deferWhy !== null && { key: 'Why they are not told yet', value: telling.deferWhy },
  ],
})}
${model.isExample && insetText({ text: 'The letters are examples: no national wording is published. The scheme sets its own.' })}
${readingWords(model)}${gapsOf(telling.text).length > 0 && telling.state !== 'told' && insetText({ text: `Still to be filled in: ${gapsOf(telling.text).join(', ')}. ${model.mayPrepare ? 'Change the wording below; the panel’s reason stands with the decision.' : 'Whoever prepares the panel does it.'} Nobody is told before.` })}</div>
<h2 class="govuk-heading-m wm-no-print">The letter, as it is printed</h2>
<div class="wm-letter">${telling.text.split(/\n{2,}/).map((paragraph) => html`<p class="govuk-body">${paragraph}</p>`)}</div>
<div class="wm-no-print">${wording(model)}${telling.state !== 'told' && html`<h2 class="govuk-heading-m">Tell them, or put it off</h2>`}${toldForm(model)}${deferral(model)}</div>`;
}

function stateWords(telling: Telling): string {
  if (telling.state === 'told' && telling.toldOn !== null && telling.toldHow !== null)
    return `${tellingWords.told} on ${showDay(telling.toldOn)} by ${telling.toldBy}. ${toldWords[telling.toldHow]}`;
  if (telling.state === 'deferred' && telling.deferReviewOn !== null)
    return `${tellingWords.deferred} until it is looked at again on ${showDay(telling.deferReviewOn)}. Asked for by ${telling.deferAskedBy}, approved by ${telling.deferApprovedBy}`;
  return telling.state === 'deferral-asked'
    ? `${tellingWords['deferral-asked']} by ${telling.deferAskedBy}. Nobody tells them until it is answered`
    : tellingWords[telling.state];
}

/** How hard it is to read, and which sentences are too hard. */
function readingWords({ telling, mostGrade }: LetterModel): Html {
  const reading = readingOf(telling.text, mostGrade);
  const fits = reading.grade <= mostGrade && reading.hard.length === 0;
  return insetText({
    html: html`<p class="govuk-body">Reading age about ${reading.age} (Flesch–Kincaid grade ${reading.grade}, ${reading.words} words, ${reading.sentences} sentences). The scheme asks for a reading age of at most ${mostGrade + 5}${fits ? ': the letter keeps to it.' : '.'}</p>${reading.hard.length > 0 && html`<p class="govuk-body">Too hard:</p><ul class="govuk-list govuk-list--bullet">${reading.hard.map(({ sentence, grade }) => html`<li>“${sentence}” (about ${Math.round((grade + 5) * 10) / 10})</li>`)}</ul>`}`,
  });
}

function wording(model: LetterModel): Html | null {
  const { telling } = model;
  if (!model.mayPrepare || tellingTransitions[telling.state].write === undefined) return null;
  const { values, errors, key, theirs } = againOf(model, 'text');
  return details({
    summaryText: 'Change the wording',
    open: errors.length > 0 || theirs !== undefined,
    html: html`${changedMeanwhile('this letter', theirs)}${form({
      action: `/panels/letters/${telling.id}/text`,
      csrfToken: model.csrfToken,
      key,
      version: telling.version,
      body: html`${textarea({ id: 'text', name: 'text', label: { text: 'The letter' }, hint: { text: 'An empty line begins a paragraph. The reading age is worked out when you save.' }, rows: 14, value: values.text ?? telling.text, ...messageFor(errors, 'text') })}${button({ text: 'Save the letter', preventDoubleClick: true })}`,
    })}`,
  });
}

function toldForm(model: LetterModel): Html | null {
  const { telling } = model;
  if (
    !model.mayTell ||
    tellingTransitions[telling.state].tell === undefined ||
    gapsOf(telling.text).length > 0
  )
    return null;
  const { values, errors, key, theirs } = againOf(model, 'told');
  return html`${changedMeanwhile('this letter', theirs)}${form({
    action: `/panels/letters/${telling.id}/told`,
    csrfToken: model.csrfToken,
    key,
    version: telling.version,
    body: html`${radios({ name: 'how', fieldset: { legend: { text: 'How they were told', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.how ?? 'handed', items: toldHow.map((value) => ({ value, text: toldWords[value] })) })}
${input({ id: 'toldOn', name: 'toldOn', type: 'date', label: { text: 'On which day' }, classes: 'govuk-input--width-10', value: values.toldOn ?? model.today, ...messageFor(errors, 'toldOn') })}
${button({ text: 'They were told', preventDoubleClick: true })}`,
  })}`;
}

function deferral(model: LetterModel): Html {
  const { telling, csrfToken } = model;
  const allowed = tellingTransitions[telling.state];
  const { values, errors, key } = againOf(model, 'defer');
  const answer = (value: 'approve' | 'refuse' | 'end', text: string): Html =>
    html`<button class="govuk-button govuk-button--secondary" type="submit" name="answer" value="${value}">${text}</button> `;
  return html`${
    model.mayPrepare &&
    (allowed['approve-deferral'] !== undefined || allowed['end-deferral'] !== undefined) &&
    form({
      action: `/panels/letters/${telling.id}/answer`,
      csrfToken,
      version: telling.version,
      body: html`${model.askedByMe && allowed['approve-deferral'] !== undefined && html`<p class="govuk-body">You asked for it, so somebody else approves it.</p>`}<div class="govuk-button-group">${!model.askedByMe && allowed['approve-deferral'] !== undefined && answer('approve', 'Approve putting it off')}${allowed['refuse-deferral'] !== undefined && answer('refuse', 'Do not put it off')}${allowed['end-deferral'] !== undefined && answer('end', 'They can be told now')}</div>`,
    })
  }${
    model.mayTell &&
    allowed['ask-deferral'] !== undefined &&
    details({
      summaryText: 'It would put somebody in danger to tell them now',
      open: errors.length > 0,
      html: form({
        action: `/panels/letters/${telling.id}/defer`,
        csrfToken,
        key,
        version: telling.version,
        body: html`${textarea({ id: 'why', name: 'why', label: { text: 'Who may be in danger, and why' }, rows: 3, value: values.why ?? '', ...messageFor(errors, 'why') })}
${input({ id: 'reviewOn', name: 'reviewOn', type: 'date', label: { text: 'Look at it again on' }, classes: 'govuk-input--width-10', value: values.reviewOn ?? '', ...messageFor(errors, 'reviewOn') })}
${button({ text: 'Ask to put it off', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
      }),
    })
  }`;
}
