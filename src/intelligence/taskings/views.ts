import { showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  details,
  emptyState,
  input,
  subNavigation,
  summaryList,
  table,
  tag,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { keptField } from '../stopped-words.ts';
import { lateness, needsWords } from './rules.ts';
import type { Show } from './store.ts';
import {
  doneWords,
  moveWords,
  type Tasking,
  type TaskingEvent,
  type TaskingMove,
  taskingStateWords,
} from './types.ts';

const lateWords = { unanswered: 'Not answered in time', overdue: 'Overdue' } as const;

const stateTag = (one: Tasking, now: Date): Html => {
  const late = lateness(one, now);
  return late === undefined
    ? tag({
        text: taskingStateWords[one.state],
        classes: one.state === 'done' ? 'govuk-tag--green' : 'govuk-tag--grey',
      })
    : tag({ text: lateWords[late], classes: 'govuk-tag--red' });
};

export interface ListModel {
  show: Show;
  taskings: readonly Tasking[];
  now: Date;
  mayAsk: boolean;
  pages: Html | '';
}

export const listPage = (model: ListModel): Html => html`<h1 class="govuk-heading-l">Taskings</h1>
${model.mayAsk ? button({ text: 'Ask for something', href: '/taskings/new' }) : ''}
${subNavigation({
  label: 'Taskings',
  items: (['open', 'late', 'ended'] as const).map((show) => ({
    text: { open: 'Open', late: 'Late', ended: 'Ended' }[show],
    href: `/taskings?show=${show}`,
    active: show === model.show,
  })),
})}
${
  model.taskings.length === 0
    ? emptyState({
        title:
          model.show === 'late'
            ? 'None is late.'
            : model.show === 'open'
              ? 'None is open.'
              : 'None has ended yet.',
        text: 'What is asked of you, and what you ask of others, stands here until it is answered.',
      })
    : html`${table({
        caption: 'Taskings',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Taskings',
        stack: true,
        head: ['Asked for', 'Of', 'By', 'Answer and result by', 'State'].map((text) => ({ text })),
        rows: model.taskings.map((one) => [
          html`<a class="govuk-link" href="/taskings/${one.id}">${one.what.length > 120 ? `${one.what.slice(0, 120)}…` : one.what}</a>${one.name !== null && html`<br><span class="govuk-hint">${one.name}</span>`}`,
          one.to,
          html`${one.askedBy}<br><span class="govuk-hint">${one.askedByAgency}</span>`,
          html`${showMoment(one.answerBy)}<br>${showMoment(one.dueAt)}`,
          stateTag(one, model.now),
        ]),
      })}${model.pages}`
}`;

export interface OneModel {
  tasking: Tasking;
  events: readonly TaskingEvent[];
  moves: readonly TaskingMove[];
  now: Date;
  mayOpenPerson: boolean;
  csrfToken: string;
  failed?:
    | {
        move: TaskingMove;
        errors: readonly FieldError[];
        values: Readonly<Record<string, unknown>>;
        key: string | undefined;
      }
    | undefined;
  notice: Html | string | null;
}

export const onePage = (model: OneModel): Html => {
  const { tasking: one } = model;
  return html`<h1 class="govuk-heading-l">Tasking ${one.id}</h1>
<p class="govuk-body">${stateTag(one, model.now)}</p>
${summaryList({
  rows: [
    { key: { text: 'Asked for' }, value: { text: one.what } },
    ...(one.personId === null
      ? []
      : [
          {
            key: { text: 'About' },
            value: model.mayOpenPerson
              ? {
                  html: html`<a class="govuk-link" href="/people/${one.personId}">${one.name ?? 'somebody on the record'}</a>`,
                }
              : { text: one.name ?? 'Somebody in your briefing' },
          },
        ]),
    { key: { text: 'Asked of' }, value: { text: one.to } },
    {
      key: { text: 'Asked by' },
      value: { text: `${one.askedBy}, ${one.askedByAgency}, ${showMoment(one.askedAt)}` },
    },
    { key: { text: 'Answer by' }, value: { text: showMoment(one.answerBy) } },
    { key: { text: 'Result by' }, value: { text: showMoment(one.dueAt) } },
    ...(one.takenBy === null ? [] : [{ key: { text: 'Taken on by' }, value: { text: one.takenBy } }]),
    ...(one.outcome === null
      ? []
      : [{ key: { text: one.state === 'done' ? 'What came of it' : 'Why' }, value: { text: one.outcome } }]),
  ],
})}
${model.notice}${model.moves.map((move) => moveForm(model, move))}
<h2 class="govuk-heading-m">History</h2><ul class="govuk-list">${model.events.map((event) => html`<li>${showMoment(event.at)}: ${Object.hasOwn(doneWords, event.move) ? doneWords[event.move as keyof typeof doneWords] : event.move}, ${event.by}${event.words !== null && html`<br>${event.words}`}${event.keptBecause !== null && html`<br><span class="govuk-hint">That is said because: ${event.keptBecause}</span>`}</li>`)}</ul>`;
};

function moveForm(model: OneModel, move: TaskingMove): Html {
  const { tasking: one, csrfToken } = model;
  const failed = model.failed?.move === move ? model.failed : undefined;
  const typed = (name: string): string =>
    typeof failed?.values[name] === 'string' ? String(failed.values[name]) : '';
  const errors = failed?.errors ?? [];
  const id = failed === undefined ? `words-${move}` : 'words';
  const fields =
    move === 'again'
      ? againFields(typed, errors)
      : needsWords.includes(move)
        ? html`${textarea({
            id,
            name: 'words',
            label: {
              text: { return: 'Why', finish: 'What came of it', withdraw: 'Why' }[
                move as 'return' | 'finish' | 'withdraw'
              ],
            },
            rows: 2,
            value: typed('words'),
            ...messageFor(errors, 'words'),
          })}${keptField(failed?.values ?? {}, errors, { texts: ['words'], hint: 'Only where those who read it cannot do without it' })}`
        : '';
  const drawn = form({
    action: `/taskings/${one.id}/${move}`,
    csrfToken,
    key: failed?.key,
    version: one.version,
    body: html`${fields}${button({ text: moveWords[move], ...(move === 'accept' || move === 'finish' ? {} : { classes: 'govuk-button--secondary' }), preventDoubleClick: true })}`,
  });
  return move === 'accept' || move === 'finish' || move === 'take-back'
    ? drawn
    : details({ summaryText: moveWords[move], open: failed !== undefined, html: drawn });
}

const againFields = (typed: (name: string) => string, errors: readonly FieldError[]): Html =>
  html`${(['answer', 'due'] as const).map(
    (name) =>
      html`${input({ id: `${name}Day`, name: `${name}Day`, type: 'date', classes: 'govuk-input--width-10', label: { text: name === 'answer' ? 'Answer by, day' : 'Result by, day' }, value: typed(`${name}Day`), ...messageFor(errors, `${name}Day`) })}${input({ id: `${name}Time`, name: `${name}Time`, type: 'time', classes: 'govuk-input--width-5', label: { text: name === 'answer' ? 'Answer by, time' : 'Result by, time' }, value: typed(`${name}Time`), ...messageFor(errors, `${name}Time`) })}`,
  )}`;
