import { ownReasonWords, type ReasonKind } from '../../access/reasons.ts';
import { ageOn, type Day, showMoment, showShortDay } from '../../kernel/clock.ts';
import { ragWords } from '../../scheme/ratings.ts';
import { details, emptyState, insetText, ragTag, table, tag } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { type Capacity, capacityWords } from '../identity/types.ts';
import { type FoundPerson, type FoundRecord, type IdentifierKind, identifierWords } from './types.ts';

export const searchLimit = 50;

export interface SearchModel {
  typed: string;
  today: Day;
  /** Why nothing was searched. */
  refused?: string | undefined;
  /** The name looked for, folded. */
  name: string | null;
  /** The identifier looked for. */
  identifier?: { kind: IdentifierKind; value: string } | undefined;
  /** What was made of what was typed, where that needs saying. */
  note?: string | undefined;
  people: readonly FoundPerson[];
  records: readonly FoundRecord[];
  /** The role may see records of its own agency. */
  seesRecords: boolean;
}

const searchBox = (typed: string, error?: string): Html =>
  html`<form action="/search" method="get" role="search" aria-label="Search people" class="govuk-!-margin-bottom-6"><div class="govuk-form-group${error === undefined ? '' : ' govuk-form-group--error'}"><label class="govuk-label govuk-label--m" for="q">Who are you looking for?</label><div id="q-hint" class="govuk-hint">A name (small slips are forgiven), a date of birth, both, or a PNC, CRO, prison number, CRN or youth justice reference</div>${error === undefined ? '' : html`<p id="q-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> ${error}</p>`}<div class="wm-row"><input class="govuk-input${error === undefined ? '' : ' govuk-input--error'}" id="q" name="q" type="search" value="${typed}" maxlength="200" autocomplete="off" spellcheck="false" aria-describedby="q-hint${error === undefined ? '' : ' q-error'}"><button class="govuk-button govuk-!-margin-bottom-0" type="submit" data-module="govuk-button">Search</button></div></div></form>`;

export function searchPage(model: SearchModel): Html {
  const heading = html`<h1 class="govuk-heading-l">Search</h1>`;
  if (model.refused !== undefined) return html`${heading}${searchBox(model.typed, model.refused)}`;
  const nothing = model.people.length === 0 && model.records.length === 0;
  return html`${heading}${searchBox(model.typed)}${model.note === undefined ? '' : insetText({ text: model.note })}
${
  nothing
    ? emptyState({
        title: 'Nobody whom you may see matches.',
        text: 'Check the spelling, or search with fewer words. If you think that somebody should be here, tell the scheme office: a person whom you may not see does not show.',
        actions: [{ text: 'People whom you opened lately', href: '/people' }],
      })
    : html`${peopleGroup(model)}${model.seesRecords ? recordsGroup(model) : ''}`
}`;
}

const tooMany = (what: string, { name, identifier }: SearchModel): Html =>
  insetText({
    text: `More than ${searchLimit} ${what} match; these are the likest. ${identifier !== undefined ? 'Search by name and date of birth instead.' : name === null ? 'Add a name to the date of birth.' : 'Add a date of birth, or the whole forename and surname.'}`,
  });

function peopleGroup(model: SearchModel): Html {
  const shown = model.people.slice(0, searchLimit);
  return html`<h2 class="govuk-heading-m">People (${model.people.length > searchLimit ? `more than ${searchLimit}` : shown.length})</h2>
${
  shown.length === 0
    ? html`<p class="govuk-body">Nobody whom you may see as a person matches.</p>`
    : html`${model.people.length > searchLimit ? tooMany('people', model) : ''}${foundPeople(shown, model)}`
}`;
}

type Shown = Pick<SearchModel, 'today' | 'identifier'>;

/** Those who are known, for somebody who is about to make a person. */
export const peopleTable = (people: readonly FoundPerson[], today: Day): Html =>
  html`<h2 class="govuk-heading-m">People whom you may see (${people.length})</h2>${people.length === 0 ? html`<p class="govuk-body">Nobody is like them.</p>` : foundPeople(people, { today, identifier: undefined })}`;

const foundPeople = (people: readonly FoundPerson[], model: Shown): Html =>
  table({
    caption: 'People',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'People who match',
    stack: true,
    head: [
      { text: 'Name' },
      { text: 'Born' },
      { text: 'Identifiers' },
      { text: 'Status' },
      { text: 'Why you can see them' },
    ],
    rows: people.map((person) => [
      personName(person),
      bornCell(
        person,
        person.born === null
          ? 'Not known'
          : `${showShortDay(person.born)} (${ageOn(person.born, model.today)})`,
      ),
      identifiersOf(person, model),
      statusOf(person),
      reasonsOf(person.reasons),
    ]),
  });

const bornCell = ({ bornDifferently }: { bornDifferently?: boolean }, day: string): Html =>
  html`${day}${bornDifferently === true && html`<br><strong>Born differently from what you typed</strong>`}`;

function personName(person: FoundPerson): Html {
  const { alias } = person;
  return html`<a class="govuk-link" href="/people/${person.id}">${person.givenNames} ${person.familyName}</a>${alias === undefined ? '' : html`<br><span class="govuk-hint">Matches another name: ${alias}</span>`}`;
}

type Identified = Record<'pnc' | 'cro' | 'prisonNumber' | 'crn', string | null> & {
  yjsId?: string | null;
};

function identifiersOf(found: Identified, { identifier }: Pick<SearchModel, 'identifier'>): Html {
  const kinds = (['pnc', 'crn', 'prisonNumber', 'cro', 'yjsId'] as const).flatMap((kind) => {
    const value = found[kind];
    return value === null || value === undefined ? [] : [{ kind, value }];
  });
  const matched = kinds.some(({ kind, value }) => kind === identifier?.kind && value === identifier.value);
  const words = kinds.map(({ kind, value }, index) => {
    const text = `${shortIdentifier[kind]} ${value}`;
    const hit = kind === identifier?.kind && value === identifier.value;
    return html`${index > 0 ? html`<br>` : ''}${hit ? html`<strong>${text}</strong> (matches)` : text}`;
  });
  const elsewhere =
    identifier === undefined || matched
      ? ''
      : html`<br><span class="govuk-hint">Matches a ${identifierWords[identifier.kind]} in one of their records</span>`;
  return html`${words}${elsewhere}`;
}

export const shortIdentifier: Record<IdentifierKind, string> = {
  pnc: 'PNC',
  cro: 'CRO',
  prisonNumber: 'Prison',
  crn: 'CRN',
  yjsId: 'Youth justice',
};

const stateWords = { member: 'On the scheme', suspended: 'Suspended', 'de-selected': 'De-selected' } as const;

/** Who may not read the membership is not told that there is none. */
function statusOf(person: FoundPerson): Html {
  if (person.state === null)
    return person.onScheme ? html`` : tag({ text: 'Not on the scheme', classes: 'govuk-tag--grey' });
  return html`${stateWords[person.state]}${person.rag === null ? '' : html`<br>${ragTag({ value: person.rag, text: ragWords[person.rag] })}`}`;
}

export const reasonsOf = (kinds: readonly string[]): string =>
  kinds.map((kind) => ownReasonWords[kind as ReasonKind] ?? kind).join('; ');

function recordsGroup(model: SearchModel): Html {
  const shown = model.records.slice(0, searchLimit);
  if (shown.length === 0) return html``;
  return html`<h2 class="govuk-heading-m">Your agency’s records of people not on a scheme (${model.records.length > searchLimit ? `more than ${searchLimit}` : shown.length})</h2>
${model.records.length > searchLimit ? tooMany('records', model) : ''}${foundRecords(shown, model)}`;
}

/** The agency's own records that are like somebody, for whoever is about to make a person. */
export const recordsTable = (records: readonly FoundRecord[]): Html =>
  records.length === 0
    ? html``
    : html`<h2 class="govuk-heading-m">Your agency’s records of people not on a scheme (${records.length})</h2>${foundRecords(records, { identifier: undefined })}`;

const foundRecords = (records: readonly FoundRecord[], model: Pick<SearchModel, 'identifier'>): Html =>
  table({
    caption: 'Your agency’s records of people not on a scheme',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Your agency’s records that match',
    stack: true,
    head: [
      { text: 'Name' },
      { text: 'Born' },
      { text: 'Identifiers' },
      { text: 'Capacity' },
      { text: 'Kept until' },
    ],
    rows: records.map((record) => [
      recordName(record),
      bornCell(record, record.born === null ? 'Not known' : showShortDay(record.born)),
      html`${record.localId}<br>${identifiersOf(record, model)}`,
      capacityWords[record.capacity as Capacity] ?? record.capacity,
      showShortDay(record.deleteAfter),
    ]),
  });

function recordName(record: FoundRecord): Html {
  const own = [record.givenName, record.familyName].filter(Boolean).join(' ');
  const { alias } = record;
  return html`<a class="govuk-link" href="/records/${record.id}">${own || `Record ${record.localId}`}</a>${alias === undefined ? '' : html`<br><span class="govuk-hint">Matches another name: ${alias}</span>`}`;
}

export interface PeopleModel {
  recent: readonly { id: number; name: string; born: Day | null; at: Date }[];
  mayImport: boolean;
  mayNominate: boolean;
  mayReview: boolean;
}

/** The People section's first page. */
export function peoplePage(model: PeopleModel): Html {
  return html`<h1 class="govuk-heading-l">People</h1>
${searchBox('')}
${details({
  summaryText: 'What can I search for?',
  html: html`<ul class="govuk-list govuk-list--bullet"><li>a name or another name somebody uses: “Jon Smyth” finds John Smith</li><li>a date of birth: 4/3/1988, 04.03.88, 1988-03-04 or 4 March 1988</li><li>a name with a date of birth</li><li>a PNC (2024/3547010K or 24/3547010K), CRO, prison number (A1234BC), CRN (X123456) or youth justice reference, with its check letter</li></ul><p class="govuk-body">You find people whom you have a reason to see, and your own agency’s records. Reports, contacts and services are found on their own pages, not here.</p>`,
})}
<p class="govuk-body"><a class="govuk-link" href="/people/check">Is somebody known already?</a> Check before you write about somebody as new.</p>
${model.mayNominate && html`<p class="govuk-body"><a class="govuk-link" href="/cohort/nominations/new">Nominate somebody to the scheme</a> · <a class="govuk-link" href="/cohort/nominations">Nominations of your agency</a></p>`}
<h2 class="govuk-heading-m">People you opened lately</h2>
${
  model.recent.length === 0
    ? emptyState({
        title: 'You have not opened anybody yet.',
        text: 'Search above, or start from the cohort.',
      })
    : table({
        stack: true,
        caption: 'People you opened lately',
        captionClasses: 'govuk-visually-hidden',
        head: [{ text: 'Name' }, { text: 'Born' }, { text: 'Opened' }],
        rows: model.recent.map(({ id, name, born, at }) => [
          html`<a class="govuk-link" href="/people/${id}">${name}</a>`,
          born === null ? 'Not known' : showShortDay(born),
          showMoment(at),
        ]),
      })
}
<p class="govuk-body"><a class="govuk-link" href="/identity/told">People who turned out to be two</a>, of whom you were told</p>
${
  model.mayImport || model.mayReview
    ? html`<h2 class="govuk-heading-m">Where people come from</h2><ul class="govuk-list">${model.mayImport ? html`<li><a class="govuk-link" href="/intake">Bring in an extract</a></li>` : ''}${model.mayReview ? html`<li><a class="govuk-link" href="/identity/review">Pairs of records to review</a></li>` : ''}</ul>`
    : ''
}`;
}
