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
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { PersonReference } from '../../web/wing.ts';
import {
  allOf,
  groupOf,
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

/** So many of one kind stand open on the page; the others are behind a summary. */
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

interface Kind {
  reference: PersonReference;
  own: Listed[];
}

const kindsOf = (listed: readonly Listed[]): Kind[] =>
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

type Tick = Parameters<typeof checkboxes>[0]['items'][number];

const tickOf = (one: Listed): Tick => {
  const stuck = notAsItIs(one);
  return {
    value: one.item,
    html: lineOf(one),
    ...(stuck === undefined ? {} : { hint: { text: stuck } }),
  };
};

const allTick = ({ reference, own }: Kind, earlier: boolean): Tick[] =>
  own.length > 2
    ? [
        {
          value: allOf(reference.kind, earlier),
          text: `All ${own.length} of these, as far as the answer fits`,
        },
      ]
    : [];

/** The ticks that did not find room: the same names, so that they are answered with the others. */
function restOfKind({ reference, own }: Kind, earlier: boolean, again: SayAgain): Html | '' {
  const rest = own.slice(mostOfKind);
  if (rest.length === 0) return '';
  return details({
    summaryText: `The other ${rest.length} of ${reference.words.toLowerCase()}${earlier ? ' from before' : ''}`,
    open: rest.some(({ item }) => again.items.includes(item)),
    html: checkboxes({
      name: 'items',
      idPrefix: `rest-${reference.kind}${earlier ? '-earlier' : ''}`,
      classes: 'govuk-checkboxes--small',
      fieldset: {
        legend: {
          text: `The others of ${reference.words.toLowerCase()}`,
          classes: 'govuk-visually-hidden',
        },
      },
      values: [...again.items],
      items: rest.map(tickOf),
    }),
  });
}

/** One group of ticks a kind, each with what can be done with it, and with its own errors; why stands above, once. */
function kindGroup(kind: Kind, again: SayAgain, earlier = false): Html {
  const { reference, own } = kind;
  const [first] = own;
  const id = first === undefined ? 'items' : groupOf(first);
  return html`${checkboxes({
    name: 'items',
    idPrefix: id,
    classes: 'govuk-checkboxes--small',
    fieldset: {
      legend: {
        text: `${reference.words}${earlier ? ' from before the record came' : ''} (${own.length})`,
        classes: 'govuk-fieldset__legend--s',
      },
    },
    hint: { text: headingOf(reference, own) },
    values: [...again.items],
    ...messageFor(again.errors, id),
    items: [...allTick(kind, earlier), ...own.slice(0, mostOfKind).map(tickOf)],
  })}${restOfKind(kind, earlier, again)}`;
}

/**
 * From before the record came, as far as is known: where the system is new, all that is older than the first import. None of
 * it asks for an answer.
 */
function earlierGroups(own: readonly Listed[], again: SayAgain): Html | '' {
  if (own.length === 0) return '';
  const isTicked = ({ item, reference }: Listed): boolean =>
    again.items.includes(item) || again.items.includes(allOf(reference.kind, true));
  return details({
    summaryText: `From before the record came (${own.length})`,
    open: own.some(isTicked) || again.errors.some(({ field }) => field.endsWith('-earlier')),
    html: html`<p class="govuk-body">The day on which the record came is the day of its import: whoever was met before that may have been the other person all along. These need no answer. Tick those that are about the other person.</p>${kindsOf(own).map((kind) => kindGroup(kind, again, true))}`,
  });
}

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
${kindsOf(own.filter(({ thing }) => thing.earlier !== true)).map((kind) => kindGroup(kind, again))}${earlierGroups(
  own.filter(({ thing }) => thing.earlier === true),
  again,
)}${radios({
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
  /** Ticked, and not on the list any more. */
  lost: number;
  /** The viewer sees the other person, and so what goes to them. */
  seesOther: boolean;
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

const leftOutLine = ({ words, n, because, one }: LeftOut): Html =>
  one === undefined
    ? html`<strong>${words}: ${n} ${n === 1 ? 'was' : 'were'} left out</strong>, because ${because}.`
    : html`<strong>${words}, left out:</strong> ${lineOf(one)}, because ${because}.`;

/** What was ticked and does not go with the answer: it stays on the list, and the tick with it. */
const leftOutList = (leftOut: readonly LeftOut[], lost: number): Html | '' =>
  leftOut.length === 0 && lost === 0
    ? ''
    : html`<div id="left-out" tabindex="-1">${insetText({
        html: html`${leftOut.map((one) => html`<p class="govuk-body">${leftOutLine(one)}</p>`)}${lost === 0 ? '' : html`<p class="govuk-body"><strong>${lost === 1 ? 'One that you ticked is' : `${lost} that you ticked are`} not on the list any more</strong>: a colleague has answered, or it was withdrawn.</p>`}${leftOut.length === 0 ? '' : html`<p class="govuk-body">What was left out stays on the list, without an answer. “Change” leads back with every tick.</p>`}`,
      })}</div>`;

/** Before the button: what goes where the viewer does not see it any more. */
function goneFromSight({
  chosen,
  verdict,
  seesOther,
}: Pick<PreviewModel, 'chosen' | 'verdict' | 'seesOther'>): Html | '' {
  if (verdict !== 'moved' || seesOther) return '';
  const kinds = kindsOf(chosen);
  const words = kinds
    .map(({ reference, own }) => `${reference.words.toLowerCase()} (${own.length})`)
    .join(', ');
  return html`${warningText({ text: `You will not see these any more: ${words}. You may not see the other person.` })}<p class="govuk-body">You may take them back from the list of what your agency has said.${kinds.some(({ reference }) => reference.kind === 'contact') ? ' Of a contact that you wrote yourself you still see when it was and of what kind.' : ''}</p>`;
}

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
  const { chosen, leftOut, lost, rest, verdict, why, errors } = would;
  return html`<h1 class="govuk-heading-l">Check before you save ${chosen.length === 1 ? 'one answer' : `${chosen.length} answers`}</h1>
<p class="govuk-body">Nothing has changed yet. ${previewWords[verdict]}</p>
${kindsOf(chosen).map(
  ({ reference, own }) =>
    html`<h2 class="govuk-heading-s">${reference.words} (${own.length})</h2>${verdict === 'moved' ? html`<p class="govuk-body">${reference.why}</p>` : ''}<ul class="govuk-list govuk-list--bullet">${own.map((one) => html`<li>${lineOf(one)}</li>`)}</ul>`,
)}
${leftOutList(leftOut, lost)}<p class="govuk-body">Why: ${why}</p>
${goneFromSight(would)}
${form({
  action,
  csrfToken,
  key,
  body: html`${chosen.map(({ item }) => html`<input type="hidden" name="items" value="${item}">`)}${leftOut.map(({ one }) => (one === undefined ? '' : html`<input type="hidden" name="left" value="${one.item}">`))}<input type="hidden" name="verdict" value="${verdict}"><input type="hidden" name="why" value="${why}">${restQuestion(rest, errors)}
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
    )}<p class="govuk-body">Offences, custody and orders that came with the record have gone with it. A nomination that nobody has answered is not listed: whoever nominated may not know whom selection found. What is held about victims is not listed, and does not move.</p>`,
  });
