import Type from 'typebox';
import type { StaffViewer } from '../../access/viewers.ts';
import { drawSheet, type Posted, type Showing, send, sheetPage } from '../../casework/index.ts';
import { londonDay, showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { addressOf } from '../../web/address.ts';
import { changedMeanwhile, pageItems, pagination } from '../../web/components/index.ts';
import { findDraft } from '../../web/drafts.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import { cutLine } from '../../web/today.ts';
import type { TodayItem } from '../../web/wing.ts';
import { refusedAsSecret } from '../refused.ts';
import { holdsSecret } from '../stopped-words.ts';
import { answerSighting, reportFromSighting, reportSighting, takeBackSighting } from './acts.ts';
import { knownToReporter, readAnswer, readSighting, showTime } from './rules.ts';
import {
  countSightings,
  getSighting,
  listBriefed,
  listSightings,
  listUnreadAnswers,
  listWaiting,
  noteAnswerRead,
} from './store.ts';
import type { Briefed, SightingState } from './types.ts';
import { choosePage, listPage, onePage, sightingFields, whom } from './views.ts';

const pageSize = 25;
const id = Type.Optional(idParams.properties.id);
const fromBriefing = { briefing: id, item: id, else: field(3) };
type From = { briefing?: number; item?: number; else?: string };
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
      ids: sightings.flatMap(({ personId }) => (personId === null ? [] : [personId])),
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

const draftOf = (from: From): string => `sighting:${from.briefing ?? 0}:${from.item ?? 0}`;

async function showNew(ask: Ask<unknown, From>): Promise<Reply> {
  const { query } = ask;
  return ask.read(async (tx) => {
    const briefed = await listBriefed(tx);
    await ask.listed(tx, {
      act: 'sighting:form',
      subject: 'sighting',
      ids: briefed.map(({ personId }) => personId),
    });
    const chosen = briefed.find(({ itemId }) => itemId === query.item);
    if (chosen === undefined && query.else !== 'yes' && briefed.length > 0)
      return page({ title: 'Whom did you see?', section: 'intelligence', body: choosePage(briefed) });
    const kept = await findDraft<Record<string, string>>(tx, ask.viewer.staffId, draftOf(query));
    const time = showTime(ask.now);
    return drawNew(ask, chosen, { values: kept?.values ?? { time }, errors: [], kept });
  });
}

function drawNew(ask: Ask, briefed: Briefed | undefined, showing: Showing): Reply {
  const heading = briefed === undefined ? 'Report a sighting' : `You saw ${briefed.name}`;
  return sheetPage(
    {
      title: 'Report a sighting',
      section: 'intelligence',
      body: drawSheet(
        ask.csrfToken,
        {
          heading,
          what: 'this sighting',
          action: '/sightings',
          save: 'Send it',
          draft: draftOf({ ...(briefed && { briefing: briefed.briefingId, item: briefed.itemId }) }),
          fields: html`${briefed && html`<input type="hidden" name="briefing" value="${briefed.briefingId}"><input type="hidden" name="item" value="${briefed.itemId}">`}${sightingFields(briefed, showing.values, showing.errors)}`,
          below: html`<p class="govuk-body">In danger, or a crime under way: radio or 999, not here.</p>`,
        },
        showing,
      ),
    },
    showing,
  );
}

async function reportFromForm(
  ask: Ask<unknown, unknown, Posted & { briefing?: number; item?: number }>,
): Promise<Reply> {
  const { body } = ask;
  if (holdsSecret(body)) return refusedAsSecret();
  const briefed = await ask.read(listBriefed);
  const chosen = briefed.find(({ itemId }) => itemId === body.item);
  // Withdrawn or expired while it was typed: the words are kept, and go without the link.
  const gone: FieldError[] =
    body.item !== undefined && chosen === undefined
      ? [{ field: 'who', text: 'That briefing has ended. Say whom you saw in your own words' }]
      : [];
  const read = readSighting(body, chosen, ask.now);
  return send(ask, {
    read:
      gone.length > 0 && 'input' in read === false && (body.who ?? '') === ''
        ? { errors: [...gone, ...read.errors.filter(({ field }) => field !== 'who')] }
        : read,
    perform: (input, key) => ask.perform(reportSighting, input, key),
    again: (showing) =>
      ask.read(async (tx) => {
        await ask.listed(tx, {
          act: 'sighting:form',
          subject: 'sighting',
          ids: chosen === undefined ? [] : [chosen.personId],
        });
        return drawNew(ask, chosen, showing);
      }),
    draft: draftOf(body),
    done: ({ at }) => {
      // The day and the time as they were understood: whoever meant another takes it back at once.
      const seen = `Seen ${showMoment(new Date(at))}`;
      return redirect(
        chosen === undefined ? '/sightings' : `/briefings/${chosen.briefingId}`,
        chosen === undefined
          ? `${seen}: it was sent. You hear what came of it.`
          : `${seen}: it was sent to those who work with them. You hear what came of it.`,
      );
    },
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
