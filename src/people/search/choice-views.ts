import { ageOn, type Day, showDay, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { button, radios } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Capacity, capacityWords } from '../identity/types.ts';
import type { CheckForm } from './check-rules.ts';
import type { Said } from './choice-rules.ts';
import type { Found, FoundPerson, FoundRecord, IdentifierKind } from './types.ts';
import { reasonsOf, shortIdentifier } from './views.ts';

/** Somebody who may be meant: what the typist may see of them, on a line. */
export interface Offered {
  code: string;
  name: string;
  detail: string;
}

type Numbers = Partial<Record<IdentifierKind, string | null>>;

const numbersOf = (found: Numbers): string[] =>
  (['pnc', 'crn', 'prisonNumber', 'cro', 'yjsId'] as const).flatMap((kind) =>
    found[kind] === null || found[kind] === undefined ? [] : [`${shortIdentifier[kind]} ${found[kind]}`],
  );

const bornWords = (born: Day | null, today: Day): string =>
  born === null ? 'born on a day that is not known' : `born ${showShortDay(born)} (${ageOn(born, today)})`;

/** First of what is said: a list of those of the name would otherwise be read as one of those who fit. */
const otherwiseBorn = (found: { bornDifferently?: boolean }): string[] =>
  found.bornDifferently === true ? ['born differently from what you typed'] : [];

const stateWords = {
  member: 'on the scheme',
  suspended: 'suspended from the scheme',
  'de-selected': 'de-selected from the scheme',
} as const;

/** Who may not read the membership is not told that there is none. */
const standingWords = ({ state, onScheme }: FoundPerson): string =>
  state !== null ? stateWords[state] : onScheme ? '' : 'not on the scheme';

const aliasWords = (alias: string | undefined): string[] =>
  alias === undefined ? [] : [`also known as ${alias}`];

function ofPerson(person: FoundPerson, today: Day): Offered {
  const detail = [
    ...otherwiseBorn(person),
    bornWords(person.born, today),
    ...aliasWords(person.alias),
    ...numbersOf(person),
    standingWords(person),
    reasonsOf(person.reasons),
  ];
  return {
    code: `p${person.id}`,
    name: `${person.givenNames} ${person.familyName}`,
    detail: sentence(detail),
  };
}

function ofRecord(record: FoundRecord, today: Day): Offered {
  const detail = [
    ...otherwiseBorn(record),
    bornWords(record.born, today),
    ...aliasWords(record.alias),
    `record ${record.localId} of your agency`,
    ...numbersOf(record),
    (capacityWords[record.capacity as Capacity] ?? record.capacity).toLowerCase(),
  ];
  const name = [record.givenName, record.familyName].filter(Boolean).join(' ');
  return { code: `r${record.id}`, name: name || `Record ${record.localId}`, detail: sentence(detail) };
}

const sentence = (parts: readonly string[]): string => {
  const text = parts.filter((part) => part !== '').join('; ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

export const offeredOf = ({ people, records }: Found, today: Day): Offered[] => [
  ...people.map((person) => ofPerson(person, today)),
  ...records.map((record) => ofRecord(record, today)),
];

/**
 * Said while they type, and where nobody is like them: the same whoever is known to others.
 * @param later their agency's own records have not been looked at yet.
 */
export const likeWords = (count: number, later: boolean): string => {
  if (count === 0 && later)
    return 'Nobody whom you have a reason to see is like them. Your agency’s records are looked at when there is a date of birth too, or when you send it.';
  if (count === 0)
    return 'Nobody whom you may see is like them. That says nothing of people whom you may not see.';
  return count === 1
    ? 'Somebody whom you may see is like them. Say whether it is them.'
    : `${count} whom you may see are like them. Say whether it is one of them.`;
};

/**
 * Where a form that types a person shows, while it is typed, who is known already. Without script it holds what was said
 * before; with script the names of the fields are what is looked at.
 */
export const knownBox = (said: Said): Html =>
  html`<div class="wm-known" data-known-url="/people/check/like" data-choice="${said.choice ?? ''}" data-not-these="${said.notThese ?? ''}"><p class="govuk-body" data-known-said role="status"></p><div data-known-offered>${said.choice ? html`<input type="hidden" name="choice" value="${said.choice}"><input type="hidden" name="notThese" value="${said.notThese ?? ''}">` : ''}</div></div>`;

export interface AskModel {
  offered: readonly Offered[];
  /** Who was typed, in a line. */
  typed: string;
  /** Everything that was typed, by the names of its fields: nothing of it is lost. */
  carried: Readonly<Record<string, string | undefined>>;
  choice: string | undefined;
  errors: readonly FieldError[];
  /** Those who are offered, sealed. */
  shown: readonly string[];
  action: string;
  csrfToken: string;
  key: string | undefined;
}

const isDayText = (text: string): text is Day => /^\d{4}-\d{2}-\d{2}$/.test(text);

export function typedWords({ given, family, born = '', identifier }: CheckForm): string {
  const name = [given, family].filter(Boolean).join(' ');
  const day = born === '' ? '' : `born ${isDayText(born) ? showDay(born) : born}`;
  return [name, day, identifier].filter(Boolean).join(', ');
}

/** Between typing and making: is it one of these? */
export const askPage = (model: AskModel): Html => html`<h1 class="govuk-heading-l">Is it one of these?</h1>
<p class="govuk-body">You typed ${model.typed}. These are like them, of those whom you may see. Nothing has been sent yet.</p>
${form({
  action: model.action,
  csrfToken: model.csrfToken,
  key: model.key,
  body: html`${carriedFields(model.carried)}<input type="hidden" name="asked" value="yes"><input type="hidden" name="notThese" value="${model.shown.join(',')}">
${radios({
  idPrefix: 'choice',
  name: 'choice',
  fieldset: { legend: { text: 'Who is it?', classes: 'govuk-fieldset__legend--m' } },
  value: model.choice ?? '',
  ...messageFor(model.errors, 'choice'),
  items: [
    ...model.offered.map(({ code, name, detail }) => ({ value: code, text: name, hint: { text: detail } })),
    { divider: 'or' },
    { value: 'none', text: 'None of these: go on', hint: { text: 'It is kept that you said so' } },
  ],
})}
<div class="govuk-button-group">${button({ text: 'Go on', preventDoubleClick: true })}${button({ text: 'Change what you typed', name: 'do', value: 'edit', classes: 'govuk-button--secondary', preventDoubleClick: true })}</div>`,
})}`;

/** What was typed, to be posted again. */
export const carriedFields = (values: Readonly<Record<string, string | undefined>>): Html =>
  html`${Object.entries(values).map(([name, value]) => (value === undefined || value === '' ? '' : html`<input type="hidden" name="${name}" value="${value}">`))}`;
