import { type Day, showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  emptyState,
  insetText,
  numberedPages,
  radios,
  summaryList,
  table,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { birthWords } from '../search/check-rules.ts';
import { identifierWords } from '../search/types.ts';
import { type Check, checkOutcomes, outcomeWordsOf, type SettledCheck } from './check-store.ts';
import { nameOf } from './review-views.ts';
import type { NotNeeded } from './two-store.ts';
import { evidenceLists, strengthShort } from './views.ts';

type Typed = Pick<Check, 'givenName' | 'familyName' | 'born' | 'bornAs' | 'identifierKind' | 'identifier'>;

const typedName = ({ givenName, familyName }: Typed): string =>
  [givenName, familyName].filter(Boolean).join(' ') || 'No name';

const typedRest = ({ born, bornAs, identifierKind, identifier }: Typed): string =>
  [
    born === null ? '' : bornAs === 'year' ? born.slice(0, 4) : showShortDay(born),
    identifierKind === null ? '' : `${identifierWords[identifierKind]} ${identifier ?? ''}`,
  ]
    .filter(Boolean)
    .join(', ');

export interface CheckListModel {
  page: number;
  pages: number;
  own: readonly SettledCheck[];
  notNeeded: readonly NotNeeded[];
  csrfToken: string | undefined;
}

const madeWords = {
  nomination: 'Nominating them',
  sighting: 'Reporting a sighting of them',
  separation: 'Working with somebody from whom a record was separated',
} as const;

const doing = ({ made }: Pick<Check, 'made'>): string => (made === null ? 'Asking only' : madeWords[made]);

const besideName = ({ givenName, familyName, agency }: Check['beside'][number]): string =>
  `${givenName} ${familyName}, ${agency}`;

/** Askings that wait for the scheme's office. */
export function checkList(checks: readonly Check[], model: CheckListModel): Html {
  return html`<h1 class="govuk-heading-l">People somebody asked about</h1>
<p class="govuk-body">Somebody typed a person before they wrote about them as new, or while they nominated them, and a record that they may not see may be meant, or another agency’s nomination; or a record was separated from somebody whom they work with, and they may not see whom it became. They were told nothing of it, and are told nothing by the program but that what they asked about a separation is no longer needed.</p>
${
  checks.length === 0
    ? emptyState({
        title: model.page > 1 ? 'There is nothing on this page.' : 'Nobody waits for an answer.',
        text: 'An asking comes here only where a record, or another agency’s nomination, that the asker may not see is like what they typed. Of all others nothing is kept.',
        ...(model.page > 1 ? { actions: [{ text: 'Start of the list', href: '/identity/checks' }] } : {}),
      })
    : html`${table({
        caption: 'Askings that wait, the oldest first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Askings that wait',
        stack: true,
        head: ['Asked', 'By', 'Typed', 'May be meant', 'Answer'].map((text) => ({ text })),
        rows: checks.map((check) => [
          showMoment(check.at),
          html`${check.staff}<br>${check.agency}<br>${doing(check)}`,
          check.made === 'separation'
            ? `“${check.words ?? ''}”`
            : html`${typedName(check)}<br>${typedRest(check)}`,
          meantBy(check),
          html`<a class="govuk-link" href="/identity/checks/${check.id}">Look<span class="govuk-visually-hidden"> at ${check.made === 'separation' ? `what ${check.staff} asked` : typedName(check)}</span></a>`,
        ]),
      })}${numberedPages(model.page, model.pages, (page) => `/identity/checks?page=${page}`, 'Pages of askings')}`
}
${noLongerNeeded(model.notNeeded)}${ownAnswers(model)}`;
}

/** Nobody answered these: the record that was asked about came back. What was written goes after a week. */
const noLongerNeeded = (gone: readonly NotNeeded[]): Html | '' =>
  gone.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m" id="not-needed">No longer needed</h2>
<p class="govuk-body">Whoever asked was told. These stand here for a week.</p>
${table({
  caption: 'Askings that are no longer needed, newest first',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Askings that are no longer needed',
  stack: true,
  head: ['Asked', 'By', 'They wrote', 'Why no longer'].map((text) => ({ text })),
  rows: gone.map(({ at, staff, agency, words, why, settledAt }) => [
    showMoment(at),
    html`${staff}<br>${agency}`,
    words === null ? 'Erased' : `“${words}”`,
    `${why}, ${showMoment(settledAt)}`,
  ]),
})}`;

const meantBy = ({ made, matches, beside }: Check): Html => {
  const lines = [
    ...(made === 'separation' && matches.length === 0 ? ['A record that you may not see (separated)'] : []),
    ...matches.map(
      ({ side, bits, evidence }) =>
        `${nameOf(side)}, ${side.agency} (${made === 'separation' ? 'separated' : strengthShort(bits, evidence).toLowerCase()})`,
    ),
    ...beside.map((other) => `${besideName(other)} (nominated)`),
  ];
  return html`${lines.map((line, place) => html`${place > 0 ? html`<br>` : ''}${line}`)}`;
};

function ownAnswers({ own, csrfToken }: CheckListModel): Html | '' {
  if (own.length === 0) return '';
  return html`<h2 class="govuk-heading-m">Your last answers</h2>
<p class="govuk-body">You may take an answer back for seven days. After that what was typed is gone.</p>
${table({
  caption: 'Your last answers, newest first',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Your last answers',
  stack: true,
  head: ['Asked', 'Answered', 'You found', 'Why', 'Now'].map((text) => ({ text })),
  rows: own.map(({ id, at, made, outcome, why, settledAt, version }) => [
    showMoment(at),
    showMoment(settledAt),
    outcomeWordsOf(made, outcome),
    why,
    csrfToken === undefined
      ? 'Stands'
      : form({
          action: `/identity/checks/${id}/reopen`,
          csrfToken,
          version,
          body: button({
            html: html`Take back<span class="govuk-visually-hidden"> the answer of ${showMoment(settledAt)}</span>`,
            classes: 'govuk-button--secondary govuk-!-margin-bottom-0',
            preventDoubleClick: true,
          }),
        }),
  ]),
})}`;
}

export interface CheckPageModel {
  csrfToken: string | undefined;
  key?: string | undefined;
  outcome: string;
  why: string;
  errors: readonly FieldError[];
  theirs?: string | undefined;
  /** Of a record that left and that the viewer may not see: which agency holds it. */
  holder: string | null;
}

const day = (born: Day | null): string => (born === null ? 'Not given' : showDay(born));

/** What was typed beside each record that may be meant, and the answer. */
export function checkPage(check: Check, model: CheckPageModel): Html {
  return html`<h1 class="govuk-heading-l">Who was asked about?</h1>
${changedMeanwhile('the answer', model.theirs, 'It now stands:')}
${summaryList({
  rows: [
    { key: 'Asked by', value: `${check.staff}, ${check.agency}, ${showMoment(check.at)}` },
    { key: 'While', value: doing(check) },
    ...(check.made === 'separation'
      ? [{ key: 'They say', value: check.words ?? '' }]
      : [
          { key: 'Typed name', value: typedName(check) },
          {
            key: 'Typed date of birth',
            value: check.born === null ? 'Not given' : birthWords(check.born, check.bornAs),
          },
          { key: 'Typed number', value: check.identifier ?? 'Not given' },
        ]),
    ...(check.state === 'settled' && check.outcome !== null
      ? [
          {
            key: 'Answered',
            value: `${[outcomeWordsOf(check.made, check.outcome), check.settledBy].filter(Boolean).join(', ')}: ${check.why ?? ''}`,
          },
        ]
      : []),
  ],
})}
${insetText({ text: check.made === 'separation' ? 'Whoever asked knows that a record left, and not whose it is now. Speak with the agency that holds it. Where they work with that person too, have them allocated or nominated: they see the person then, and the program tells them nothing before.' : 'Whoever asked does not know that anybody is known. Speak with the agency that holds the record before you speak with them, and tell them only what your agreement lets them have.' })}
${check.made === 'separation' && check.matches.length === 0 && model.holder !== null ? html`<h2 class="govuk-heading-m">The record that left</h2><p class="govuk-body">You may not see it. ${model.holder} holds it: ask them.</p>` : ''}${check.matches.map(
  (
    match,
    place,
  ) => html`<h2 class="govuk-heading-m">${check.made === 'separation' ? 'The record that left: ' : ''}${nameOf(match.side)}, ${match.side.agency}</h2>
${summaryList({
  rows: [
    { key: 'Date of birth', value: day(match.side.born) },
    ...(['pnc', 'cro', 'prisonNumber', 'crn', 'yjsId'] as const).flatMap((kind) =>
      match.side[kind] === null ? [] : [{ key: identifierWords[kind], value: match.side[kind] ?? '' }],
    ),
    { key: 'Other names', value: match.side.aliases.join(', ') || 'None' },
  ],
})}${check.made === 'separation' ? '' : evidenceLists(match.evidence, 'Is it this record?', { level: 3, ...(place === 0 ? { picture: 'sum' } : {}) })}`,
)}
${check.beside.length > 0 && besideTable(check.beside)}
${model.csrfToken === undefined || check.state === 'settled' ? '' : answerForm(check, { ...model, csrfToken: model.csrfToken })}`;
}

const answerForm = (check: Check, model: CheckPageModel & { csrfToken: string }): Html =>
  form({
    action: `/identity/checks/${check.id}`,
    csrfToken: model.csrfToken,
    key: model.key,
    version: check.version,
    body: html`${radios({
      name: 'outcome',
      fieldset: { legend: { text: 'What did you find?', classes: 'govuk-fieldset__legend--m' } },
      value: model.outcome,
      ...messageFor(model.errors, 'outcome'),
      items: checkOutcomes.map((outcome) => ({ value: outcome, text: outcomeWordsOf(check.made, outcome) })),
    })}${textarea({ id: 'why', name: 'why', label: { text: 'How do you know, and whom did you tell?' }, rows: 3, value: model.why, ...messageFor(model.errors, 'why') })}
<div class="govuk-button-group">${button({ text: 'Save answer', preventDoubleClick: true })}<a class="govuk-link" href="/identity/checks">Back to the list</a></div>`,
  });

/** Two agencies nominated somebody alike, and neither sees the other's: the office alone can say that it is one person. */
const besideTable = (beside: Check['beside']): Html =>
  table({
    caption: 'Nominations by other agencies that wait',
    captionClasses: 'govuk-table__caption--m',
    scrollLabel: 'Nominations by other agencies',
    stack: true,
    firstCellIsHeader: true,
    head: ['Typed name', 'Born', 'Number', 'By', 'On'].map((text) => ({ text })),
    rows: beside.map(({ givenName, familyName, born, bornAs, identifier, staff, agency, at }) => [
      `${givenName} ${familyName}`,
      birthWords(born, bornAs),
      identifier ?? 'None given',
      `${staff}, ${agency}`,
      showMoment(new Date(at)),
    ]),
  });
