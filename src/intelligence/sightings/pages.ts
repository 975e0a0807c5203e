import Type from 'typebox';
import type { StaffViewer } from '../../access/viewers.ts';
import type { Posted } from '../../casework/index.ts';
import { londonDay, showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { addressOf } from '../../web/address.ts';
import { changedMeanwhile, pageItems, pagination } from '../../web/components/index.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import { cutLine } from '../../web/today.ts';
import type { TodayItem } from '../../web/wing.ts';
import { refusedAsSecret } from '../refused.ts';
import { holdsSecret } from '../stopped-words.ts';
import { answerSighting, reportFromSighting, takeBackSighting } from './acts.ts';
import { reportFromForm, showNew } from './report-pages.ts';
import { knownToReporter, readAnswer } from './rules.ts';
import {
  countSightings,
  getSighting,
  listSightings,
  listUnreadAnswers,
  listWaiting,
  noteAnswerRead,
} from './store.ts';
import type { SightingState } from './types.ts';
import { listPage, onePage, whom } from './views.ts';

const pageSize = 25;
const id = Type.Optional(idParams.properties.id);
const fromBriefing = { briefing: id, item: id, else: field(3) };
const states = ['new', 'answered'] as const;

/** Every field of the form: one that is missing here is dropped before the form is read, and said by nobody. */
const sightingBody = formBody({
  briefing: id,
  item: id,
  who: field(500),
  place: field(500),
  day: field(10),
  time: field(5),
  words: field(2_000),
  keptBecause: field(1_000),
  choice: field(30),
  notThese: field(20_000),
  asked: field(3),
  do: field(4),
});

export const sightingPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/sightings',
    right: ['sighting:report', 'see:intelligence'],
    reads: 'list',
    section: 'intelligence',
    query: Type.Object({
      state: Type.Optional(Type.Union(states.map((state) => Type.Literal(state)))),
      person: id,
      page: pageNumber,
    }),
    handle: showList,
  }),
  route({
    method: 'GET',
    url: '/sightings/new',
    right: 'sighting:report',
    reads: 'list',
    section: 'intelligence',
    query: Type.Object(fromBriefing),
    handle: showNew,
  }),
  route({
    method: 'POST',
    url: '/sightings',
    right: 'sighting:report',
    reads: 'list',
    body: sightingBody,
    handle: reportFromForm,
  }),
  route({
    method: 'GET',
    url: '/sightings/:id',
    right: ['sighting:report', 'see:intelligence'],
    reads: 'person',
    section: 'intelligence',
    params: idParams,
    handle: (ask) => ask.read((tx) => showOne(tx, ask, { errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/sightings/:id/answer',
    right: 'see:intelligence',
    reads: 'person',
    params: idParams,
    body: formBody({ answer: field(2_000) }),
    handle: answerFromForm,
  }),
  route({
    method: 'POST',
    url: '/sightings/:id/report',
    right: 'intelligence:review',
    reads: 'person',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const move = { id: ask.params.id, version: ask.body._version ?? 0 };
      const { reportId } = await ask.perform(reportFromSighting, move, ask.body._key ?? newKey());
      return redirect(
        `/intelligence/${reportId}`,
        'A draft was made of it. Grade it, then send it for review.',
      );
    },
  }),
  route({
    method: 'POST',
    url: '/sightings/:id/take-back',
    right: 'sighting:report',
    reads: 'person',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const move = { id: ask.params.id, version: ask.body._version ?? 0 };
      await ask.perform(takeBackSighting, move, ask.body._key ?? newKey());
      return redirect('/sightings', 'It was taken back.');
    },
  }),
];

async function showList(
  ask: Ask<unknown, { state?: 'new' | 'answered'; person?: number; page?: number }>,
): Promise<Reply> {
  const { query, viewer } = ask;
  const filter = { state: query.state ?? null, personId: query.person ?? null };
  const at = query.page ?? 1;
  return ask.read(async (tx) => {
    const [sightings, total] = await Promise.all([
      listSightings(tx, filter, { limit: pageSize, offset: (at - 1) * pageSize }),
      countSightings(tx, filter),
    ]);
    await ask.listed(tx, {
      act: 'sighting:list',
      subject: 'sighting',
      people: sightings,
    });
    const last = Math.ceil(total / pageSize);
    const href = (n: number): string =>
      addressOf('/sightings', { state: query.state, person: query.person, page: n });
    return page({
      title: 'Sightings',
      section: 'intelligence',
      body: listPage({
        isReporter: viewer.may('sighting:report'),
        state: (filter.state as SightingState | null) ?? null,
        sightings,
        pages:
          last <= 1
            ? ''
            : pagination({ landmarkLabel: 'Pages of sightings', items: pageItems(at, last, href) }),
      }),
    });
  });
}

interface ShowingOne {
  errors: readonly FieldError[];
  answer?: string | undefined;
  key?: string | undefined;
  theirs?: string | undefined;
}

async function showOne(tx: Tx, ask: Ask<{ id: number }>, showing: ShowingOne): Promise<Reply> {
  const { viewer } = ask;
  const sighting = await getSighting(tx, ask.params.id);
  const isReporter = sighting.staffId === viewer.staffId;
  if (isReporter) await noteAnswerRead(tx, sighting.id, viewer.staffId, ask.now);
  await ask.opened(tx, {
    act: 'sighting:open',
    subject: 'sighting',
    subjectId: sighting.id,
    ...(sighting.personId === null ? {} : { personId: sighting.personId }),
  });
  return page({
    title: `Sighting ${sighting.id}`,
    section: 'intelligence',
    status: formStatus(showing),
    errors: summaryOf(showing.errors),
    breadcrumbs: [{ text: 'Sightings', href: '/sightings' }, { text: `Sighting ${sighting.id}` }],
    body: onePage({
      sighting,
      isReporter,
      mayAnswer: !isReporter && viewer.may('see:intelligence'),
      mayReport: !isReporter && viewer.may('intelligence:review'),
      mayOpenPerson: !isReporter && viewer.may('see:identity'),
      csrfToken: ask.csrfToken,
      errors: showing.errors,
      answer: showing.answer,
      key: showing.key,
      theirs: changedMeanwhile('this answer', showing.theirs),
    }),
  });
}

async function answerFromForm(ask: Ask<{ id: number }, unknown, Posted>): Promise<Reply> {
  const one = { id: ask.params.id, version: ask.body._version ?? 0 };
  const answer = typeof ask.body.answer === 'string' ? ask.body.answer : '';
  if (holdsSecret(ask.body)) return refusedAsSecret();
  const sighting = await ask.read((tx) => getSighting(tx, one.id));
  const read = readAnswer(ask.body, knownToReporter(sighting));
  const again = (showing: ShowingOne) => ask.read((tx) => showOne(tx, ask, { ...showing, answer }));
  if ('errors' in read) return again({ errors: read.errors, key: ask.body._key });
  try {
    await ask.perform(answerSighting, { ...one, ...read.input }, ask.body._key ?? newKey());
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
    const now = await ask.read((tx) => getSighting(tx, one.id));
    return again({ errors: [], key: newKey(), theirs: now.answer ?? '(no answer)' });
  }
  return redirect(`/sightings/${one.id}`, 'The reporter is told.');
}

const mostToday = 20;

/** Answers that the reporter has not read; for workers, sightings of their people that wait. */
export async function sightingsToday(
  tx: Tx,
  { viewer, today }: { viewer: StaffViewer; today: string },
): Promise<TodayItem[]> {
  if (viewer.may('sighting:report')) {
    const answers = await listUnreadAnswers(tx, viewer.staffId, mostToday);
    return answers.map((one) => ({
      group: 'changed',
      day: londonDay(one.answeredAt ?? one.at),
      title: `What came of your sighting of ${whom(one)}`,
      href: `/sightings/${one.id}`,
    }));
  }
  if (!viewer.may('see:intelligence')) return [];
  const waiting = await listWaiting(tx, {
    staffId: viewer.staffId,
    unnamed: viewer.may('intelligence:review'),
    limit: mostToday,
  });
  return [
    ...waiting.map(
      (one): TodayItem => ({
        group: 'due',
        day: londonDay(one.at),
        title: whom(one),
        href: `/sightings/${one.id}`,
        detail: `Seen ${showMoment(one.at)}, ${one.place}: tell ${one.reporter} what came of it`,
        ...(one.personId === null ? {} : { personId: one.personId }),
      }),
    ),
    ...cutLine(waiting, mostToday, {
      group: 'due',
      day: today,
      href: '/sightings?state=new',
      what: 'sightings',
    }),
  ];
}
