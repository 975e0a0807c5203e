import Type from 'typebox';
import { showDay, showMoment } from '../../kernel/clock.ts';
import { notFound } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import {
  button,
  emptyState,
  numberedPages,
  radios,
  summaryList,
  table,
  tag,
} from '../../web/components/index.ts';
import { form, messageFor, summaryOf } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import { settleEvent } from './acts.ts';
import { pumpOf } from './pump.ts';
import { listReview, type ReviewEvent, type ReviewSide } from './store.ts';

const pageSize = 25;
const list = '/identity/events';

/** Events whose person is not certain. What happened is not shown here: who is meant decides it. */
export const eventReviewPages: Route[] = [
  route({
    method: 'GET',
    url: list,
    right: 'see:review-queue',
    reads: 'list',
    query: Type.Object({ page: pageNumber }),
    handle: showList,
  }),
  route({
    method: 'GET',
    url: `${list}/:id`,
    right: 'see:review-queue',
    reads: 'list',
    params: idParams,
    handle: (ask) => showOne(ask, false),
  }),
  route({
    method: 'POST',
    url: `${list}/:id`,
    right: 'link:decide',
    reads: 'list',
    params: idParams,
    body: formBody({ who: field(20) }),
    handle: decide,
  }),
];

async function showList(ask: Ask<unknown, { page?: number }>): Promise<Reply> {
  const number = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const events = await listReview(tx, { limit: pageSize, offset: (number - 1) * pageSize });
    await ask.listed(tx, {
      act: 'events:review',
      ids: events.flatMap(({ sides }) => sides.map(({ person }) => person)),
      detail: { events: events.length },
    });
    return page({
      title: 'Events to review',
      section: 'people',
      body: listPage(events, number),
    });
  });
}

const named = (described: Record<string, string>): string =>
  [described.givenNames, described.familyName].filter(Boolean).join(' ') || 'No name sent';

const listPage = (
  events: readonly ReviewEvent[],
  number: number,
): Html => html`<h1 class="govuk-heading-l">Events to review</h1>
<p class="govuk-body">Somebody’s system sent these, and whom they are about is not certain. Nobody has been told of them.</p>
${
  events.length === 0
    ? emptyState({
        title: 'No event waits.',
        text: 'Events come here when they could be about several people, or about nobody known.',
      })
    : table({
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
          event.state === 'dismissed'
            ? tag({ text: 'About nobody', classes: 'govuk-tag--grey' })
            : tag({ text: 'Waits', classes: 'govuk-tag--blue' }),
        ]),
      })
}
${numberedPages(number, Math.ceil((events[0]?.total ?? 0) / pageSize), (at) => `${list}?page=${at}`)}`;

async function showOne(ask: Ask<{ id: number }>, missed: boolean): Promise<Reply> {
  return ask.read(async (tx) => {
    const [event] = await listReview(tx, { id: ask.params.id, limit: 1, offset: 0 });
    if (event === undefined) throw notFound();
    await ask.listed(tx, {
      act: 'events:review-one',
      subject: 'event_received',
      subjectId: event.id,
      ids: event.sides.map(({ person }) => person),
    });
    const errors = missed ? [{ field: 'who', text: 'Choose whom it is about' }] : [];
    return page({
      title: 'Who is this about?',
      section: 'people',
      status: missed ? 422 : 200,
      breadcrumbs: [{ text: 'Events to review', href: list }, { text: named(event.described) }],
      errors: summaryOf(errors),
      body: onePage(event, ask, errors),
    });
  });
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

const onePage = (
  event: ReviewEvent,
  ask: Ask,
  errors: readonly { field: string; text: string }[],
): Html => html`<h1 class="govuk-heading-l">Who is this about?</h1>
<p class="govuk-body">${event.sender} (${event.agency}) sent it ${showMoment(event.receivedAt)}; it happened ${showMoment(event.happenedAt)}.</p>
<h2 class="govuk-heading-m">As it was sent</h2>
${summaryList({
  rows: Object.entries(fieldWords).map(([field, text]) => {
    const value = event.described[field];
    return value === undefined
      ? null
      : { key: { text }, value: { text: field === 'bornOn' ? showDay(value) : value } };
  }),
})}
${event.state === 'dismissed' ? dismissed(event, ask) : question(event, ask, errors)}`;

const dismissed = (
  event: ReviewEvent,
  ask: Ask,
): Html => html`<p class="govuk-body">${event.decidedBy} said that it is about nobody known. It may be taken back for seven days.</p>
${form({
  action: `${list}/${event.id}`,
  csrfToken: ask.csrfToken,
  version: event.version,
  body: html`<input type="hidden" name="who" value="again">${button({ text: 'Put it back into the queue', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
})}`;

const sideText = ({ side }: ReviewSide): string =>
  [side.givenName, side.middleName, side.familyName].filter(Boolean).join(' ') || 'No name';

const sideHint = ({ side, bits }: ReviewSide): string =>
  [
    side.born === null ? null : `born ${showDay(side.born)}`,
    side.pnc === null ? null : `PNC ${side.pnc}`,
    side.cro === null ? null : `CRO ${side.cro}`,
    side.prisonNumber === null ? null : `prison number ${side.prisonNumber}`,
    side.crn === null ? null : `CRN ${side.crn}`,
    side.postcode,
    side.agency,
    bits > 0 ? `about ${Math.round(2 ** Math.min(bits, 20)).toLocaleString('en-GB')} to 1` : 'unlikely',
  ]
    .filter((part) => part !== null)
    .join(', ');

const question = (event: ReviewEvent, ask: Ask, errors: readonly { field: string; text: string }[]): Html =>
  form({
    action: `${list}/${event.id}`,
    csrfToken: ask.csrfToken,
    version: event.version,
    body: html`${radios({
      name: 'who',
      idPrefix: 'who',
      fieldset: { legend: { text: 'It is about', classes: 'govuk-fieldset__legend--m' } },
      ...messageFor(errors, 'who'),
      items: [
        ...event.sides.map((side) => ({
          value: String(side.person),
          text: sideText(side),
          hint: { text: sideHint(side) },
        })),
        { value: 'nobody', text: event.sides.length === 0 ? 'Nobody known here' : 'None of these' },
      ],
    })}${button({ text: 'Save', preventDoubleClick: true })}`,
  });

async function decide(
  ask: Ask<{ id: number }, unknown, { who?: string; _key?: string; _version?: number }>,
): Promise<Reply> {
  const { who = '' } = ask.body;
  const outcome = who === 'nobody' || who === 'again' ? who : /^\d{1,15}$/.test(who) ? 'person' : undefined;
  if (outcome === undefined) return showOne(ask, true);
  await ask.perform(
    settleEvent,
    {
      id: ask.params.id,
      outcome,
      person: outcome === 'person' ? Number(who) : null,
      version: ask.body._version ?? 0,
    },
    ask.body._key ?? newKey(),
  );
  if (outcome === 'person')
    pumpOf(ask.database)
      .nudge(ask.now)
      .catch(() => undefined);
  const done = {
    person: 'Whoever works with the person is told now.',
    nobody: 'The event is kept; nobody is told. You may take it back for seven days.',
    again: 'The event waits again.',
  };
  return redirect(list, done[outcome]);
}
