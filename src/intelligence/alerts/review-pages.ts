import Type from 'typebox';
import { aboutPeople } from '../../access/audit-log.ts';
import { notFound, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { addressOf } from '../../web/address.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { settleEvent, settleEvents } from './acts.ts';
import { pumpOf } from './pump.ts';
import { readMarks, readSearch } from './review-rules.ts';
import { bulkPage, chosen, list, listPage, named, onePage, pageSize } from './review-views.ts';
import { findSides, listReview, listReviewSenders } from './store.ts';
import { categoryOf, type EventKind, eventKinds } from './types.ts';

/** Most events decided about at once: no more than somebody looks over. */
const mostAtOnce = 200;

const choice = {
  sender: Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })])),
  kind: Type.Optional(Type.Union([Type.Literal(''), oneOf(eventKinds)])),
};
type Choice = { sender?: '' | number; kind?: '' | EventKind };

const searchQuery = Type.Object({
  number: Type.Optional(Type.String({ maxLength: 30 })),
  family: Type.Optional(Type.String({ maxLength: 100 })),
  born: Type.Optional(Type.String({ maxLength: 10 })),
});
type SearchQuery = { number?: string; family?: string; born?: string };

/** Events whose person is not certain. What happened is not shown here: who is meant decides it. */
export const eventReviewPages: Route[] = [
  route({
    method: 'GET',
    url: list,
    right: 'see:review-queue',
    reads: 'list',
    query: Type.Object({ ...choice, page: pageNumber }),
    handle: showList,
  }),
  route({
    method: 'GET',
    url: `${list}/bulk`,
    right: 'link:decide',
    reads: 'list',
    query: Type.Object(choice),
    handle: showBulk,
  }),
  route({
    method: 'POST',
    url: `${list}/bulk`,
    right: 'link:decide',
    reads: 'list',
    body: formBody({ events: field(6_000), outcome: field(10), back: field(200) }),
    handle: decideMany,
  }),
  route({
    method: 'GET',
    url: `${list}/:id`,
    right: 'see:review-queue',
    reads: 'list',
    params: idParams,
    query: searchQuery,
    handle: (ask) => showOne(ask, ask.query, false),
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

const read = ({ sender, kind }: Choice): { sender: number | undefined; kind: EventKind | undefined } => ({
  sender: sender === '' ? undefined : sender,
  kind: kind === '' ? undefined : kind,
});

async function showList(ask: Ask<unknown, Choice & { page?: number }>): Promise<Reply> {
  const number = ask.query.page ?? 1;
  const by = read(ask.query);
  return ask.read(async (tx) => {
    const [events, senders] = await Promise.all([
      listReview(tx, { ...by, limit: pageSize, offset: (number - 1) * pageSize }),
      listReviewSenders(tx),
    ]);
    await ask.listed(tx, {
      act: 'events:review',
      people: aboutPeople(events.flatMap(({ sides }) => sides.map(({ person }) => person))),
      detail: { events: events.length },
    });
    const kinds = eventKinds.filter((kind) => ask.viewer.may(`see:${categoryOf[kind]}`));
    return page({
      title: 'Events to review',
      section: 'people',
      body: listPage({ ...by, events, senders, kinds, page: number }),
    });
  });
}

async function showBulk(ask: Ask<unknown, Choice>): Promise<Reply> {
  const by = read(ask.query);
  return ask.read(async (tx) => {
    const found = await listReview(tx, { ...by, limit: 5_000, offset: 0 });
    const events = found.filter(({ state, sides }) => state === 'review' && sides.length === 0);
    const away = found.filter(
      ({ state, own, sides }) => state === 'dismissed' && own === true && sides.length === 0,
    );
    await ask.listed(tx, { act: 'events:review', people: [], detail: { events: events.length } });
    return page({
      title: 'About nobody known here',
      section: 'people',
      breadcrumbs: [{ text: 'Events to review', href: list }, { text: 'Many at once' }],
      body: bulkPage({
        events: events.slice(0, mostAtOnce),
        away: away.slice(0, mostAtOnce),
        csrfToken: ask.csrfToken,
        address: addressOf(list, chosen(by)),
      }),
    });
  });
}

async function decideMany(
  ask: Ask<unknown, unknown, { events?: string; outcome?: string; back?: string; _key?: string }>,
): Promise<Reply> {
  const events = readMarks(ask.body.events ?? '');
  const outcome = (['nobody', 'again'] as const).find((one) => one === ask.body.outcome);
  if (events === undefined || events.length > mostAtOnce || outcome === undefined)
    throw new WaymarkError('bad-request', { text: 'These are no events of the list. Open it again.' });
  const { n } = await ask.perform(settleEvents, { events, outcome }, ask.body._key ?? newKey());
  const back = ask.body.back ?? list;
  const query = back.startsWith(`${list}?`) ? back.slice(list.length) : '';
  const bulk = `${list}/bulk${query}`;
  return outcome === 'nobody'
    ? redirect(`${list}${query}`, `${n} events were put away; nobody is told.`, {
        text: 'Put them back',
        href: bulk,
      })
    : redirect(`${list}${query}`, `${n} events wait again.`);
}

async function showOne(ask: Ask<{ id: number }>, typed: SearchQuery, missed: boolean): Promise<Reply> {
  return ask.read(async (tx) => {
    const [event] = await listReview(tx, { id: ask.params.id, limit: 1, offset: 0 });
    if (event === undefined) throw notFound();
    const by = readSearch(typed);
    const found = by === undefined ? undefined : await findSides(tx, by);
    await ask.listed(tx, {
      act: 'events:review-one',
      subject: 'event_received',
      subjectId: event.id,
      people: aboutPeople([...event.sides, ...(found ?? [])].map(({ person }) => person)),
    });
    const errors = missed ? [{ field: 'who', text: 'Choose whom it is about' }] : [];
    const half = by === undefined && Object.values(typed).some((one) => one !== '');
    if (half)
      errors.push({
        field: 'number',
        text: 'Enter a whole number, or a family name with a day of birth such as 1990-01-31',
      });
    return page({
      title: 'Who is this about?',
      section: 'people',
      status: errors.length > 0 ? 422 : 200,
      breadcrumbs: [{ text: 'Events to review', href: list }, { text: named(event.described) }],
      errors: summaryOf(errors),
      body: onePage({ event, found, search: { ...typed }, csrfToken: ask.csrfToken, errors }),
    });
  });
}

async function decide(
  ask: Ask<{ id: number }, unknown, { who?: string; _key?: string; _version?: number }>,
): Promise<Reply> {
  const { who = '' } = ask.body;
  const outcome = who === 'nobody' || who === 'again' ? who : /^\d{1,15}$/.test(who) ? 'person' : undefined;
  if (outcome === undefined) return showOne(ask, {}, true);
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
  if (outcome !== 'nobody')
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
