import { showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  checkboxes,
  details,
  emptyState,
  insetText,
  radios,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { PersonReference } from '../../web/wing.ts';
import {
  allOf,
  type ItemVerdict,
  type LeftOut,
  type Listed,
  type OthersCount,
  refusalOf,
  verdictsFor,
} from './separation-rules.ts';

/** What was ticked and typed, where the form is shown again. */
export interface SayAgain {
  items: readonly string[];
  verdict: string;
  why: string;
  key: string | undefined;
  errors: readonly FieldError[];
}

/** So many of one kind are ticked one by one on one page; "all of these" reaches the others too. */
const mostOfKind = 30;

const choices: Record<ItemVerdict, { text: string; hint: string }> = {
  stays: { text: 'It is about this person', hint: 'Nothing changes; a decision stands' },
  moved: {
    text: 'It is about the other person: give it to them',
    hint: 'It goes at once, and stands with the other person. You see before what goes, and may take it back after',
  },
  anew: {
    text: 'It is about the other person: it must be written anew',
    hint: 'It stays to be seen here until its author has written it where it belongs',
  },
  decided: { text: 'It was decided again', hint: 'For decisions alone: nobody is reminded any more' },
};

export const lineOf = ({ thing }: Listed): Html =>
  html`${showShortDay(thing.day)}: <a class="govuk-link" href="${thing.href}">${thing.title}</a>`;

const kindsOf = (listed: readonly Listed[]): { reference: PersonReference; own: Listed[] }[] =>
  [...new Set(listed.map(({ reference }) => reference))].map((reference) => ({
    reference,
    own: listed.filter((one) => one.reference === reference),
  }));

const wayWords: Record<PersonReference['way'], string> = {
  moves: 'Can go as it is',
  anew: 'Is written anew',
  decide: 'Is decided again',
};

const notAsItIs = (one: Listed): string | undefined => {
  const refusal = one.reference.way === 'moves' ? refusalOf(one, 'moved') : undefined;
  return refusal === undefined ? undefined : `Does not go as it is: ${refusal}`;
};

/** What the rows below it say, and not what their kind could do. */
function headingOf({ way }: PersonReference, own: readonly Listed[]): string {
  const stuck = way === 'moves' ? own.filter((one) => refusalOf(one, 'moved') !== undefined).length : 0;
  if (stuck === 0) return wayWords[way];
  if (stuck === own.length) return own.length === 1 ? 'Does not go as it is' : 'None of these goes as it is';
  const free = own.length - stuck;
  return `${free} of these ${free === 1 ? 'goes' : 'go'} as ${free === 1 ? 'it is' : 'they are'}, ${stuck} ${stuck === 1 ? 'does' : 'do'} not`;
}

/** One group of ticks a kind, each with what can be done with it; why stands above, once. The first is the field's own id. */
const kindGroup = (
  { reference, own }: { reference: PersonReference; own: readonly Listed[] },
  index: number,
  again: SayAgain,
): Html =>
  checkboxes({
    name: 'items',
    idPrefix: index === 0 ? 'items' : `items-${reference.kind}`,
    classes: 'govuk-checkboxes--small',
    fieldset: {
      legend: { text: `${reference.words} (${own.length})`, classes: 'govuk-fieldset__legend--s' },
    },
    hint: { text: headingOf(reference, own) },
    values: [...again.items],
    ...(index === 0 ? messageFor(again.errors, 'items') : {}),
    items: [
      ...(own.length > 2
        ? [
            {
              value: allOf(reference.kind),
              text: `All ${own.length} of these, as far as the answer fits`,
              ...(own.length > mostOfKind ? { hint: { text: `The newest ${mostOfKind} are listed` } } : {}),
            },
          ]
        : []),
      ...own.slice(0, mostOfKind).map((one) => {
        const stuck = notAsItIs(one);
        return {
          value: one.item,
          html: lineOf(one),
          ...(stuck === undefined ? {} : { hint: { text: stuck } }),
        };
      }),
    ],
  });

export interface SayModel {
  action: string;
  csrfToken: string;
  own: readonly Listed[];
  again: SayAgain;
}

/** Tick, one answer, one reason; the next page shows what would happen. */
export const sayForm = ({ action, csrfToken, own, again }: SayModel): Html =>
  form({
    action,
    csrfToken,
    key: again.key,
    body: html`<p class="govuk-body">Tick those that have the same answer and the same reason. Nothing changes before you have seen what would.</p>
${kindsOf(own).map((kind, index) => kindGroup(kind, index, again))}${radios({
  name: 'verdict',
  fieldset: { legend: { text: 'Whose are they?', classes: 'govuk-fieldset__legend--s' } },
  value: again.verdict,
  ...messageFor(again.errors, 'verdict'),
  items: verdictsFor(own).map((verdict) => ({
    value: verdict,
    text: choices[verdict].text,
    hint: { text: choices[verdict].hint },
  })),
})}${textarea({ id: 'why', name: 'why', label: { text: 'Why?' }, hint: { text: 'Kept with your name' }, rows: 3, value: again.why, ...messageFor(again.errors, 'why') })}
${button({ text: 'See what would change' })}`,
  });

export interface PreviewModel {
  action: string;
  csrfToken: string;
  chosen: readonly Listed[];
  leftOut: readonly LeftOut[];
  /** What lies ahead of a series of which one would go. */
  rest: readonly Listed[];
  verdict: ItemVerdict;
  why: string;
  key: string | undefined;
  errors: readonly FieldError[];
}

const previewWords: Record<ItemVerdict, string> = {
  stays: 'These stay with this person. Nothing changes.',
  moved: 'These go to the other person at once. Whoever works with this person sees them no longer.',
  anew: 'These stay here, marked “to write anew”, until their author has written them where they belong.',
  decided: 'These were decided again: nobody is reminded of them any more.',
};

/** What “all of these” stood for and does not go with the answer: it stays on the list. */
const leftOutList = (leftOut: readonly LeftOut[]): Html | '' =>
  leftOut.length === 0
    ? ''
    : insetText({
        html: html`${leftOut.map(({ words, n, because }) => html`<p class="govuk-body"><strong>${words}: ${n} ${n === 1 ? 'was' : 'were'} left out</strong>, because ${because}.</p>`)}<p class="govuk-body">What was left out stays on the list, without an answer.</p>`,
      });

/** A series that was planned for one person may be the other's from now on: whoever gives one of it away says which. */
const restQuestion = (rest: readonly Listed[], errors: readonly FieldError[]): Html | '' =>
  rest.length === 0
    ? ''
    : html`${rest.map(({ item }) => html`<input type="hidden" name="restItems" value="${item}">`)}<h2 class="govuk-heading-s">Of the same series, and still ahead (${rest.length})</h2><ul class="govuk-list govuk-list--bullet">${rest.map((one) => html`<li>${lineOf(one)}</li>`)}</ul>${radios(
        {
          name: 'rest',
          fieldset: {
            legend: {
              text: rest.length === 1 ? 'Does it go, too?' : 'Do they go, too?',
              classes: 'govuk-fieldset__legend--s',
            },
          },
          ...messageFor(errors, 'rest'),
          items: [
            { value: 'with', text: 'Yes: the other person is expected' },
            { value: 'alone', text: 'No: this person is expected' },
          ],
        },
      )}`;

/** Before it is done: what would go, kind by kind, with what goes with it. */
export const previewPage = ({ action, csrfToken, key, ...would }: PreviewModel): Html => {
  const { chosen, leftOut, rest, verdict, why, errors } = would;
  return html`<h1 class="govuk-heading-l">Check before you save ${chosen.length === 1 ? 'one answer' : `${chosen.length} answers`}</h1>
<p class="govuk-body">Nothing has changed yet. ${previewWords[verdict]}</p>
${kindsOf(chosen).map(
  ({ reference, own }) =>
    html`<h2 class="govuk-heading-s">${reference.words} (${own.length})</h2>${verdict === 'moved' ? html`<p class="govuk-body">${reference.why}</p>` : ''}<ul class="govuk-list govuk-list--bullet">${own.map((one) => html`<li>${lineOf(one)}</li>`)}</ul>`,
)}
${leftOutList(leftOut)}<p class="govuk-body">Why: ${why}</p>
${form({
  action,
  csrfToken,
  key,
  body: html`${chosen.map(({ item }) => html`<input type="hidden" name="items" value="${item}">`)}<input type="hidden" name="verdict" value="${verdict}"><input type="hidden" name="why" value="${why}">${restQuestion(rest, errors)}
<div class="govuk-button-group">${button({ text: 'Save', name: 'step', value: 'save', preventDoubleClick: true })}${button({ text: 'Change', name: 'step', value: 'change', classes: 'govuk-button--secondary' })}</div>`,
})}`;
};

/** That there is something, kind by kind, and whose: nothing of it is shown to anybody but the agency that answers. */
export const othersList = (others: readonly OthersCount[]): Html | '' =>
  others.length === 0
    ? ''
    : html`<h3 class="govuk-heading-s">For others to look at</h3><p class="govuk-body">Their agency says whose these are. You are told that they are there, as far as you may see them.</p><ul class="govuk-list govuk-list--bullet">${others.map(({ agency, kinds }) => html`<li>${agency}: ${kinds.map(({ words, n }) => `${words.charAt(0).toLowerCase() + words.slice(1)} (${n})`).join(', ')}</li>`)}</ul>`;

export const nothingOwn = (): Html =>
  emptyState({
    title: 'Your agency has nothing left to look at.',
    text: 'Whatever your agency wrote about this person since the record came is answered for, or there was nothing.',
  });

/** Which kinds go as they are, which are written anew, which are decided again, and why. */
export const waysDetails = (references: readonly PersonReference[]): Html =>
  details({
    summaryText: 'What can go to the other person, what is written anew, and what is decided again',
    html: html`${(['moves', 'anew', 'decide'] as const).map(
      (way) =>
        html`<h3 class="govuk-heading-s">${wayWords[way]}</h3><ul class="govuk-list govuk-list--bullet">${references.filter((one) => one.way === way).map((one) => html`<li>${one.words}: ${one.why}</li>`)}</ul>`,
    )}<p class="govuk-body">Offences, custody and orders have gone with the record. A nomination that nobody has answered is not listed: whoever nominated may not know whom selection found. What is held about victims is not listed, and does not move.</p>`,
  });
