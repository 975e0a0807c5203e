import { showMoment, showShortDay } from '../../kernel/clock.ts';
import { button, emptyState, summaryList, table, tag } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { askedByWords, type Move, type Withdrawn } from './appointment-types.ts';
import type { Lists } from './choices.ts';
import { outcomeIsDue, transitions } from './rules.ts';
import {
  type Contact,
  type ContactOutcome,
  contactStateWords,
  type DrugTest,
  handlingWords,
  outcomeWords,
  repeatWords,
  testOutcomeWords,
  testResultWords,
} from './types.ts';
import { outcomeCell } from './views.ts';

export interface Wording {
  at: Date;
  by: string | null;
  note: string | null;
  observed: string | null;
  outcome: string | null;
  was: Date;
}

interface OneModel extends Lists {
  contact: Contact;
  joint: readonly { name: string }[];
  moves: readonly Move[];
  /** What the viewer may see of it: undefined where there is none for them. */
  drugTest: DrugTest | undefined;
  step: string | undefined;
  mayOpenPlan: boolean;
  wordings: readonly Wording[];
  mayChange: boolean;
  today: string;
}

const nameIn = (list: readonly { code: string; name: string }[], code: string): string =>
  list.find((one) => one.code === code)?.name ?? code;

/** One contact with everything about it. */
export function contactPage(model: OneModel): Html {
  const { contact } = model;
  const path = `/people/${contact.personId}/contacts`;
  const row = (key: string, value: Html | string | null) =>
    value === null || value === '' ? null : { key: { text: key }, value: { html: html`${value}` } };
  const others = [
    ...model.joint.map(({ name }) => name),
    ...(contact.others === null ? [] : [contact.others]),
  ];
  return html`<h1 class="govuk-heading-l">${nameIn(model.kinds, contact.kind)}, ${showMoment(contact.at)}</h1>
${model.mayChange ? actions(model, path) : ''}
${summaryList({
  rows: [
    row('State', contactStateWords[contact.state]),
    row('Outcome', outcomeCell(model, contact)),
    row('Place', contact.place),
    row('By', `${contact.staff}, ${contact.agency}`),
    row('Who else was there', others.join(', ')),
    row('Minutes', contact.minutes === null ? null : String(contact.minutes)),
    row('Pathway', contact.pathway === null ? null : nameIn(model.pathways, contact.pathway)),
    row('Step of the plan', stepCell(model)),
    row('Repeats', contact.seriesEvery === null ? null : repeatWords[contact.seriesEvery]),
    row('What happened', contact.note === null ? null : html`<span class="wm-wrap">${contact.note}</span>`),
    row(
      'What was seen',
      contact.observed === null ? null : html`<span class="wm-wrap">${contact.observed}</span>`,
    ),
    row('Drug test', model.drugTest === undefined ? null : testWords(model.drugTest, model)),
    row('Who may see it', handlingWords[contact.handling]),
    row('Why withdrawn', contact.withdrawnWhy),
    row('Where it comes from', contact.source === 'delius' ? 'Taken in from Delius' : null),
  ].filter((one) => one !== null),
})}
${movesPart(model.moves)}
${wordingsPart(model.wordings.filter(({ note, observed, outcome }) => [note, observed, outcome].some((said) => said !== null)))}`;
}

function testWords(test: DrugTest, { rule }: Lists): string {
  const found = test.substances.map((code) => nameIn(rule.substances, code)).join(', ');
  const result = test.result === null ? '' : `, ${testResultWords[test.result].toLowerCase()}`;
  return `${testOutcomeWords[test.outcome]}${result}${found === '' ? '' : `: ${found}`}`;
}

function stepCell({ contact, step, mayOpenPlan }: OneModel): Html | null {
  if (step === undefined) return null;
  return mayOpenPlan
    ? html`<a class="govuk-link" href="/people/${contact.personId}/plan#step-${contact.stepId ?? 0}">${step}</a>`
    : html`${step}`;
}

function actions({ contact, today }: OneModel, path: string): Html {
  const can = transitions[contact.state];
  const link = (part: string, text: string): Html =>
    button({ text, href: `${path}/${contact.id}/${part}`, classes: 'govuk-button--secondary' });
  return html`<div class="govuk-button-group">
${can['record-outcome'] !== undefined && outcomeIsDue(contact.at, today) ? link('outcome', 'Record what happened') : ''}
${can.move === undefined ? '' : link('move', 'Move')}
${can.correct === undefined ? '' : link('correct', contact.state === 'planned' ? 'Change' : 'Correct')}
${can.cancel === undefined ? '' : link('cancel', 'Cancel the appointment')}</div>`;
}

const movesPart = (moves: readonly Move[]): Html | '' =>
  moves.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">Moved and cancelled</h2>
${table({
  caption: 'When it was to be, in order',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Moved and cancelled',
  stack: true,
  head: [{ text: 'Was' }, { text: 'Became' }, { text: 'Who asked' }, { text: 'Why' }, { text: 'Noted' }],
  rows: moves.map((move) => [
    showMoment(move.wasAt),
    move.becameAt === null ? 'cancelled' : showMoment(move.becameAt),
    move.askedBy === null ? 'not said' : askedByWords[move.askedBy],
    move.why ?? '',
    `${showShortDay(move.madeAt.toISOString().slice(0, 10))}, ${move.by}`,
  ]),
})}`;

const wordingsPart = (wordings: readonly Wording[]): Html | '' =>
  wordings.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">What it said before</h2>
<ul class="govuk-list">${wordings.map(
        (one) =>
          html`<li class="govuk-!-margin-bottom-3"><span class="govuk-hint">Until ${showMoment(one.at)}${one.by === null ? '' : `, changed by ${one.by}`}: ${showMoment(one.was)}${one.outcome === null ? '' : `, ${outcomeWords[one.outcome as ContactOutcome].toLowerCase()}`}</span><br><span class="wm-wrap">${one.note ?? '(no text)'}</span>${one.observed === null ? '' : html`<br><span class="wm-wrap">Seen: ${one.observed}</span>`}</li>`,
      )}</ul>`;

/** What the viewer's own agency withdrew, with the reasons. */
export const withdrawnList = (
  model: Lists & { personId: number; withdrawn: readonly Withdrawn[] },
): Html => html`<h1 class="govuk-heading-l">Withdrawn contacts</h1>
<p class="govuk-body">Recorded by mistake and withdrawn by your agency. They count nowhere; their words stay. <a class="govuk-link" href="/people/${model.personId}/contacts">Contacts</a></p>
${
  model.withdrawn.length === 0
    ? emptyState({ title: 'Your agency has withdrawn no contact of this person.' })
    : table({
        caption: 'Withdrawn contacts, last withdrawn first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Withdrawn contacts',
        stack: true,
        head: [{ text: 'When' }, { text: 'What' }, { text: 'What it said' }, { text: 'Why withdrawn' }],
        rows: model.withdrawn.map((one) => [
          html`<a class="govuk-link" href="/people/${model.personId}/contacts/${one.id}">${showMoment(one.at)}</a>`,
          html`${nameIn(model.kinds, one.kind)} ${tag({ text: 'Withdrawn', classes: 'govuk-tag--grey' })}`,
          one.note === null ? '' : one.note.length > 300 ? `${one.note.slice(0, 300)}…` : one.note,
          html`${one.why ?? ''}<br><span class="govuk-hint">${showMoment(one.withdrawnAt)}${one.by === null ? '' : `, ${one.by}`}</span>`,
        ]),
      })
}`;
