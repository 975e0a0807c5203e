import { showDay, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  emptyState,
  input,
  insetText,
  numberedPages,
  radios,
  select,
  summaryList,
  table,
  tag,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { conflictsOf } from './review-rules.ts';
import type { ReviewEvent, ReviewSide } from './store.ts';
import { type EventKind, kindWords } from './types.ts';

export const list = '/identity/events';
export const pageSize = 25;

export const named = (described: Record<string, string>): string =>
  [described.givenNames, described.familyName].filter(Boolean).join(' ') || 'No name sent';

export interface ListModel {
  events: readonly ReviewEvent[];
  senders: readonly { id: number; name: string; waiting: number }[];
  /** Kinds that the viewer may choose by: of what they may see. */
  kinds: readonly EventKind[];
  sender: number | undefined;
  kind: EventKind | undefined;
  page: number;
}

export const chosen = ({ sender, kind }: Pick<ListModel, 'sender' | 'kind'>): Record<string, string> => ({
  sender: sender === undefined ? '' : String(sender),
  kind: kind ?? '',
});

export const listPage = (model: ListModel): Html => html`<h1 class="govuk-heading-l">Events to review</h1>
<p class="govuk-body">Somebody’s system sent these, and whom they are about is not certain. Nobody has been told of them. Senders take turns in the list, so that one that sends a great many hides none of the others.</p>
${filter(model)}
${
  model.events.length === 0
    ? emptyState({
        title:
          model.sender === undefined && model.kind === undefined
            ? 'No event waits.'
            : 'No event is like that.',
        text: 'Events come here when they could be about several people, or about nobody known.',
      })
    : html`${eventTable(model.events)}<p class="govuk-body"><a class="govuk-link" href="${addressOf(`${list}/bulk`, chosen(model))}">Say of many at once that they are about nobody known here</a></p>`
}
${numberedPages(model.page, Math.ceil((model.events[0]?.total ?? 0) / pageSize), (at) => addressOf(list, { ...chosen(model), page: String(at) }))}`;

const filter = ({
  senders,
  kinds,
  sender,
  kind,
}: ListModel): Html => html`<form method="get" action="${list}" class="wm-filter">
${select({
  id: 'sender',
  name: 'sender',
  label: { text: 'Sender' },
  value: sender === undefined ? '' : String(sender),
  items: [
    { value: '', text: 'Any' },
    ...senders.map((one) => ({ value: String(one.id), text: `${one.name} (${one.waiting})` })),
  ],
})}
${
  kinds.length > 0 &&
  select({
    id: 'kind',
    name: 'kind',
    label: { text: 'Kind' },
    value: kind ?? '',
    items: [{ value: '', text: 'Any' }, ...kinds.map((one) => ({ value: one, text: kindWords[one] }))],
  })
}
${button({ text: 'Filter', classes: 'govuk-button--secondary' })}</form>`;

export const eventTable = (events: readonly ReviewEvent[]): Html =>
  table({
    caption: 'Events whose person is not certain',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Events whose person is not certain',
    stack: true,
    head: ['Who was meant', 'From', 'Happened', 'Like them', 'State'].map((text) => ({ text })),
    rows: events.map((event) => [
      html`<a class="govuk-link" href="${list}/${event.id}">${named(event.described)}</a>${event.described.bornOn === undefined ? '' : html`<br>born ${showDay(event.described.bornOn)}`}`,
      html`${event.sender}<br>${event.agency}`,
      showMoment(event.happenedAt),
      event.sides.length === 0 ? 'Nobody known' : event.sides.length,
      stateTag(event),
    ]),
  });

function stateTag({ state, doubt }: ReviewEvent): Html {
  if (state === 'dismissed') return tag({ text: 'About nobody', classes: 'govuk-tag--grey' });
  if (state === 'set-aside') return tag({ text: 'Set aside', classes: 'govuk-tag--red' });
  return doubt === null
    ? tag({ text: 'Waits', classes: 'govuk-tag--blue' })
    : tag({ text: 'Doubted', classes: 'govuk-tag--orange' });
}

const fieldWords: Record<string, string> = {
  familyName: 'Family name',
  givenNames: 'Given names',
  bornOn: 'Born',
  sex: 'Sex',
  pnc: 'PNC number',
  cro: 'CRO number',
  prisonNumber: 'Prison number',
  crn: 'CRN',
  postcode: 'Postcode',
};

export interface OneModel {
  event: ReviewEvent;
  /** People that the reviewer has looked for; undefined where they have not. */
  found: readonly ReviewSide[] | undefined;
  search: Readonly<Record<string, string>>;
  csrfToken: string;
  errors: readonly FieldError[];
}

export const onePage = (model: OneModel): Html => html`<h1 class="govuk-heading-l">Who is this about?</h1>
<p class="govuk-body">${model.event.sender} (${model.event.agency}) sent it ${showMoment(model.event.receivedAt)}; it happened ${showMoment(model.event.happenedAt)}.</p>
${model.event.doubt !== null && insetText({ text: `It was taken to be about the first of these. ${model.event.doubt.by} says that it is not: ${model.event.doubt.why}` })}
<h2 class="govuk-heading-m">As it was sent</h2>
${summaryList({
  rows: Object.entries(fieldWords).map(([field, text]) => {
    const value = model.event.described[field];
    return value === undefined
      ? null
      : { key: { text }, value: { text: field === 'bornOn' ? showDay(value) : value } };
  }),
})}
${model.event.state === 'review' ? html`${question(model)}${searchForm(model)}` : back(model)}`;

const backWords = {
  dismissed: 'It may be taken back for seven days.',
  'no-rule':
    'It was set aside: the scheme’s rule for alerts says nothing of its kind. When the rule does, try it again.',
  failed:
    'It was set aside: taking it up failed. Try it again, and tell whoever runs the system if it comes back.',
};

const back = ({ event, csrfToken }: OneModel): Html => html`<p class="govuk-body">${
  event.state === 'dismissed'
    ? `${event.decidedBy} said that it is about nobody known. ${backWords.dismissed}`
    : backWords[event.asideWhy ?? 'failed']
}</p>
${form({
  action: `${list}/${event.id}`,
  csrfToken,
  version: event.version,
  body: html`<input type="hidden" name="who" value="again">${button({ text: event.state === 'dismissed' ? 'Put it back into the queue' : 'Try it again', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
})}`;

const sideText = ({ side }: ReviewSide): string =>
  [side.givenName, side.middleName, side.familyName].filter(Boolean).join(' ') || 'No name';

/** What speaks against them first. */
const sideHint = (described: Record<string, string>, { side, bits }: ReviewSide): string =>
  [
    ...conflictsOf(described, side),
    side.born === null ? null : `born ${showDay(side.born)}`,
    side.pnc === null ? null : `PNC ${side.pnc}`,
    side.cro === null ? null : `CRO ${side.cro}`,
    side.prisonNumber === null ? null : `prison number ${side.prisonNumber}`,
    side.crn === null ? null : `CRN ${side.crn}`,
    side.postcode,
    side.agency,
    bits > 0 ? `about ${Math.round(2 ** Math.min(bits, 20)).toLocaleString('en-GB')} to 1` : null,
  ]
    .filter((part) => part !== null)
    .join(', ');

const question = ({ event, found, csrfToken, errors }: OneModel): Html => {
  const sides = [
    ...event.sides,
    ...(found ?? []).filter(({ person }) => !event.sides.some((one) => one.person === person)),
  ];
  return form({
    action: `${list}/${event.id}`,
    csrfToken,
    version: event.version,
    body: html`${radios({
      name: 'who',
      idPrefix: 'who',
      fieldset: { legend: { text: 'It is about', classes: 'govuk-fieldset__legend--m' } },
      ...messageFor(errors, 'who'),
      items: [
        ...sides.map((side) => ({
          value: String(side.person),
          text: sideText(side),
          hint: { text: sideHint(event.described, side) },
        })),
        { value: 'nobody', text: sides.length === 0 ? 'Nobody known here' : 'None of these' },
      ],
    })}${button({ text: 'Save', preventDoubleClick: true })}`,
  });
};

const searchForm = ({
  event,
  found,
  search,
}: OneModel): Html => html`<h2 class="govuk-heading-m">Look for somebody else</h2>
${found !== undefined && found.length === 0 ? insetText({ text: 'Nobody whom you may look at has that number, or that name and day of birth.' }) : ''}
<form method="get" action="${list}/${event.id}">
${input({ id: 'number', name: 'number', label: { text: 'PNC, CRO, prison number or CRN' }, hint: { text: 'The whole number' }, classes: 'govuk-input--width-20', value: search.number ?? '' })}
${input({ id: 'family', name: 'family', label: { text: 'Or family name' }, classes: 'govuk-input--width-20', value: search.family ?? '' })}
${input({ id: 'born', name: 'born', label: { text: 'with the day of birth' }, hint: { text: 'Such as 1990-01-31' }, classes: 'govuk-input--width-10', value: search.born ?? '' })}
${button({ text: 'Look', classes: 'govuk-button--secondary' })}</form>`;

export interface BulkModel {
  events: readonly ReviewEvent[];
  /** What the viewer has said so of, and may put back. */
  away: readonly ReviewEvent[];
  csrfToken: string;
  address: string;
}

/** `id.version` of each: what was decided meanwhile is not decided again. */
const marks = (events: readonly ReviewEvent[]): string =>
  events.map(({ id, version }) => `${id}.${version}`).join(' ');

export const bulkPage = ({
  events,
  away,
  csrfToken,
  address,
}: BulkModel): Html => html`<h1 class="govuk-heading-l">About nobody known here</h1>
<p class="govuk-body"><a class="govuk-link" href="${address}">Events to review</a></p>
${
  events.length === 0
    ? emptyState({
        title: 'No event waits that is like nobody.',
        text: 'Events that are like somebody known are decided one by one.',
      })
    : html`<p class="govuk-body">These ${events.length} are like nobody known. They are kept and nobody is told. You may put them back for seven days.</p>
${eventTable(events)}
${form({
  action: `${list}/bulk`,
  csrfToken,
  body: html`<input type="hidden" name="events" value="${marks(events)}"><input type="hidden" name="outcome" value="nobody"><input type="hidden" name="back" value="${address}">${button({ text: `Nobody known here: all ${events.length}`, preventDoubleClick: true })}`,
})}`
}
${
  away.length > 0 &&
  html`<h2 class="govuk-heading-m">What you have put away</h2>
<p class="govuk-body">${away.length} of these in the last seven days.</p>
${form({
  action: `${list}/bulk`,
  csrfToken,
  body: html`<input type="hidden" name="events" value="${marks(away)}"><input type="hidden" name="outcome" value="again"><input type="hidden" name="back" value="${address}">${button({ text: 'Put them back into the queue', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
})}`
}`;
