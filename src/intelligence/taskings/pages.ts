import Type from 'typebox';
import type { StaffViewer } from '../../access/viewers.ts';
import { drawFields, drawSheet, type Posted, type Showing, send, sheetPage } from '../../casework/index.ts';
import { addDays, londonDay, showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, notFound, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listAgencies, listOtherTeams, listTeams } from '../../scheme/directory.ts';
import { changedMeanwhile, pageItems, pagination } from '../../web/components/index.ts';
import { findDraft } from '../../web/drafts.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { cutLine } from '../../web/today.ts';
import type { TodayItem } from '../../web/wing.ts';
import { refusedAsSecret } from '../refused.ts';
import { holdsSecret } from '../stopped-words.ts';
import { answerTasking, askTasking, changeTasking, standingOf } from './acts.ts';
import { markToldOpened } from './late-store.ts';
import { allowedMoves, lateness, type Receivers, readMove, readTasking } from './rules.ts';
import {
  countTaskings,
  findName,
  getTasking,
  listEvents,
  listForMe,
  listTaskings,
  listToAsker,
  type Show,
} from './store.ts';
import { doneWords, type TaskingMove, taskingStateWords } from './types.ts';
import { listPage, onePage } from './views.ts';

const pageSize = 25;
const shows = ['open', 'late', 'ended'] as const;
const moves = ['accept', 'return', 'finish', 'take-back', 'withdraw', 'again'] as const;
const person = Type.Optional(idParams.properties.id);
const times = { answerDay: field(10), answerTime: field(5), dueDay: field(10), dueTime: field(5) };
const moveParams = Type.Object({ id: idParams.properties.id, move: oneOf(moves) });

export const taskingPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/taskings',
    right: ['tasking:ask', 'tasking:answer'],
    reads: 'list',
    section: 'intelligence',
    query: Type.Object({ show: Type.Optional(oneOf(shows)), page: pageNumber }),
    handle: showList,
  }),
  route({
    method: 'GET',
    url: '/taskings/new',
    right: 'tasking:ask',
    reads: 'person',
    section: 'intelligence',
    query: Type.Object({ person }),
    handle: showNew,
  }),
  route({
    method: 'POST',
    url: '/taskings',
    right: 'tasking:ask',
    reads: 'person',
    body: formBody({ person, to: field(40), what: field(3_000), ...times }),
    handle: askFromForm,
  }),
  route({
    method: 'GET',
    url: '/taskings/:id',
    right: ['tasking:ask', 'tasking:answer'],
    reads: 'person',
    section: 'intelligence',
    params: idParams,
    handle: (ask) => ask.read((tx) => showOne(tx, ask, { errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/taskings/:id/:move',
    right: ['tasking:ask', 'tasking:answer'],
    reads: 'person',
    params: moveParams,
    body: formBody({ words: field(5_000), keptBecause: field(1_000), ...times }),
    handle: moveFromForm,
  }),
];

async function showList(ask: Ask<unknown, { show?: Show; page?: number }>): Promise<Reply> {
  const show = ask.query.show ?? 'open';
  const at = ask.query.page ?? 1;
  const { now } = ask;
  return ask.read(async (tx) => {
    const [taskings, total] = await Promise.all([
      listTaskings(tx, { show, now, limit: pageSize, offset: (at - 1) * pageSize }),
      countTaskings(tx, show, now),
    ]);
    await ask.listed(tx, {
      act: 'tasking:list',
      subject: 'tasking',
      people: taskings,
    });
    const last = Math.ceil(total / pageSize);
    return page({
      title: 'Taskings',
      section: 'intelligence',
      body: listPage({
        show,
        taskings,
        now,
        mayAsk: ask.viewer.may('tasking:ask'),
        pages:
          last <= 1
            ? ''
            : pagination({
                landmarkLabel: 'Pages of taskings',
                items: pageItems(at, last, (n) => `/taskings?show=${show}&page=${n}`),
              }),
      }),
    });
  });
}

async function receiversOf(tx: Tx, { schemeId, agencyId }: StaffViewer): Promise<Receivers> {
  const [others, teams, agencies] = await Promise.all([
    listOtherTeams(tx, schemeId),
    listTeams(tx, schemeId),
    listAgencies(tx),
  ]);
  const partners = ['police', 'probation', 'prison', 'youth-justice'];
  return {
    teams: [...others, ...teams],
    agencies: agencies.filter(({ id, kind }) => id !== agencyId && partners.includes(kind)),
  };
}

const draftOf = (personId: number | undefined): string => `tasking:${personId ?? 0}`;

async function showNew(ask: Ask<unknown, { person?: number }>): Promise<Reply> {
  return ask.read(async (tx) => {
    const kept = await findDraft<Record<string, string>>(tx, ask.viewer.staffId, draftOf(ask.query.person));
    const values = kept?.values ?? {
      answerDay: ask.today,
      answerTime: '',
      dueDay: addDays(ask.today, 1),
      dueTime: '18:00',
    };
    return drawNew(tx, ask, ask.query.person, { values, errors: [], kept });
  });
}

async function drawNew(tx: Tx, ask: Ask, personId: number | undefined, showing: Showing): Promise<Reply> {
  const [receivers, about] = await Promise.all([
    receiversOf(tx, ask.viewer),
    personId === undefined ? undefined : findName(tx, personId),
  ]);
  // Somebody the viewer may not see is not found, exactly as somebody who does not exist.
  if (personId !== undefined && about === undefined) throw notFound();
  await ask.opened(tx, {
    act: 'tasking:form',
    subject: 'tasking',
    ...(personId === undefined ? {} : { personId }),
  });
  return sheetPage(
    {
      title: 'Ask for something',
      section: 'intelligence',
      breadcrumbs: [{ text: 'Taskings', href: '/taskings' }, { text: 'Ask for something' }],
      body: drawSheet(
        ask.csrfToken,
        {
          heading: 'Ask for something',
          what: 'this tasking',
          action: '/taskings',
          save: 'Ask',
          draft: draftOf(personId),
          lead:
            about === undefined
              ? html`<p class="govuk-body">About nobody on the record. To ask about somebody, begin on their page or from a briefing.</p>`
              : html`<p class="govuk-body">About <strong>${about.name}</strong>. Those asked must be able to see them until it is due: a shift by a briefing.</p>`,
          fields: html`${personId !== undefined && html`<input type="hidden" name="person" value="${personId}">`}${drawFields(
            [
              {
                name: 'to',
                label: 'Whom do you ask?',
                as: 'select',
                choices: [
                  { value: '', text: 'Choose' },
                  ...receivers.teams.map(({ id, name }) => ({ value: `team:${id}`, text: name })),
                  ...receivers.agencies.map(({ id, name }) => ({ value: `agency:${id}`, text: name })),
                ],
              },
              { name: 'what', label: 'What do you ask for?', as: 'text', rows: 3 },
              { name: 'answerDay', label: 'Answer by, day', as: 'day' },
              { name: 'answerTime', label: 'Answer by, time', as: 'line', hint: 'Like 14:00' },
              { name: 'dueDay', label: 'Result by, day', as: 'day' },
              { name: 'dueTime', label: 'Result by, time', as: 'line' },
            ],
            showing.values,
            showing.errors,
          )}`,
        },
        showing,
      ),
    },
    showing,
  );
}

async function askFromForm(ask: Ask<unknown, unknown, Posted & { person?: number }>): Promise<Reply> {
  if (holdsSecret(ask.body)) return refusedAsSecret();
  const personId = ask.body.person;
  const receivers = await ask.read((tx) => receiversOf(tx, ask.viewer));
  return send(ask, {
    read: readTasking(ask.body, receivers, personId ?? null, ask.now),
    perform: (input, key) => ask.perform(askTasking, input, key),
    again: (showing) => ask.read((tx) => drawNew(tx, ask, personId, showing)),
    draft: draftOf(personId),
    done: ({ id }) =>
      redirect(`/taskings/${id}`, 'It was asked. If nobody answers in time, it stands on your Today.'),
  });
}

interface ShowingOne {
  errors: readonly FieldError[];
  move?: TaskingMove;
  values?: Readonly<Record<string, unknown>>;
  key?: string | undefined;
  theirs?: string | undefined;
}

async function showOne(tx: Tx, ask: Ask<{ id: number }>, showing: ShowingOne): Promise<Reply> {
  const [tasking, events] = await Promise.all([getTasking(tx, ask.params.id), listEvents(tx, ask.params.id)]);
  await markToldOpened(tx, tasking.id, ask.viewer.staffId, ask.now);
  await ask.opened(tx, {
    act: 'tasking:open',
    subject: 'tasking',
    subjectId: tasking.id,
    ...(tasking.personId === null ? {} : { personId: tasking.personId }),
  });
  return page({
    title: `Tasking ${tasking.id}`,
    section: 'intelligence',
    status: formStatus(showing),
    errors: summaryOf(showing.errors),
    breadcrumbs: [{ text: 'Taskings', href: '/taskings' }, { text: `Tasking ${tasking.id}` }],
    body: onePage({
      tasking,
      events,
      now: ask.now,
      moves: allowedMoves(
        tasking.state,
        standingOf(tasking, { ...ask.viewer, may: ask.viewer.may as (right: string) => boolean }),
      ),
      mayOpenPerson: ask.viewer.may('see:identity'),
      csrfToken: ask.csrfToken,
      notice: changedMeanwhile('this tasking', showing.theirs),
      failed:
        showing.move === undefined
          ? undefined
          : { move: showing.move, errors: showing.errors, values: showing.values ?? {}, key: showing.key },
    }),
  });
}

const askersMoves: readonly TaskingMove[] = ['withdraw', 'again'];

async function moveFromForm(ask: Ask<{ id: number; move: TaskingMove }, unknown, Posted>): Promise<Reply> {
  if (holdsSecret(ask.body)) return refusedAsSecret();
  const { id, move } = ask.params;
  const again = (showing: ShowingOne) =>
    ask.read((tx) => showOne(tx, ask, { ...showing, move, values: ask.body }));
  const read = readMove(ask.body, move);
  if ('errors' in read) return again({ errors: read.errors, key: ask.body._key });
  const now = await ask.read((tx) => getTasking(tx, id));
  let when: { answerBy?: Date; dueAt?: Date } = {};
  if (move === 'again') {
    const to = now.toTeamId === null ? `agency:${now.toAgencyId}` : `team:${now.toTeamId}`;
    const receivers = await ask.read((tx) => receiversOf(tx, ask.viewer));
    const asked = readTasking({ ...ask.body, to, what: now.what }, receivers, now.personId, ask.now);
    if ('errors' in asked) return again({ errors: asked.errors, key: ask.body._key });
    when = { answerBy: asked.input.answerBy, dueAt: asked.input.dueAt };
  }
  try {
    const act = askersMoves.includes(move) ? changeTasking : answerTasking;
    await ask.perform(
      act,
      { id, version: ask.body._version ?? 0, move, ...read.input, ...when },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    if (!(error instanceof WaymarkError) || !['stale-version', 'not-allowed-now'].includes(error.code))
      throw error;
    return again({ errors: [], key: newKey(), theirs: await saidMeanwhile(ask, id) });
  }
  return redirect(`/taskings/${id}`, `${doneWords[move]}.`);
}

/** Who did what to it meanwhile, for whoever was slower: the page itself stands below. */
async function saidMeanwhile(ask: Ask, id: number): Promise<string> {
  const [tasking, events] = await ask.read((tx) => Promise.all([getTasking(tx, id), listEvents(tx, id)]));
  const last = events.at(-1);
  const by = last === undefined ? '' : ` by ${last.by}, ${showMoment(last.at)}`;
  return `${taskingStateWords[tasking.state]}${by}${tasking.outcome === null ? '' : `: ${tasking.outcome}`}`;
}

const mostToday = 20;

/** What is asked of the viewer's shift or agency, and what comes back late or answered to whoever asked and supervises. */
export async function taskingsToday(
  tx: Tx,
  { viewer, now }: { viewer: StaffViewer; now: Date },
): Promise<TodayItem[]> {
  const [asked, back] = await Promise.all([
    viewer.may('tasking:answer')
      ? listForMe(tx, { teams: viewer.teams, agencyId: viewer.agencyId, limit: mostToday })
      : [],
    viewer.may('tasking:ask')
      ? listToAsker(tx, {
          staffId: viewer.staffId,
          supervises: viewer.may('see:team-day'),
          now,
          limit: mostToday,
        })
      : [],
  ]);
  const today = londonDay(now);
  return [
    ...asked.map((one): TodayItem => {
      const late = lateness(one, now);
      const by = one.state === 'asked' ? one.answerBy : one.dueAt;
      return {
        group: late === undefined ? 'due' : 'overdue',
        day: londonDay(by),
        title: `Asked of ${one.to}: ${one.what.slice(0, 80)}`,
        href: `/taskings/${one.id}`,
        detail: `${one.state === 'asked' ? 'Answer' : 'Result'} by ${showMoment(by)}`,
      };
    }),
    ...back
      .filter(({ id }) => asked.every((one) => one.id !== id))
      .map((one): TodayItem => {
        const late = lateness(one, now);
        const who = one.askedById === viewer.staffId ? 'You asked' : `${one.askedBy} asked`;
        return {
          group: late === undefined ? 'changed' : 'overdue',
          day: londonDay(one.outcomeAt ?? one.dueAt),
          title: `${who} ${one.to}: ${one.what.slice(0, 80)}`,
          href: `/taskings/${one.id}`,
          detail:
            late === 'unanswered'
              ? `Nobody answered by ${showMoment(one.answerBy)}`
              : late === 'overdue'
                ? `Accepted by ${one.takenBy ?? 'somebody'}, and not done by ${showMoment(one.dueAt)}`
                : `${taskingStateWords[one.state]}: ${one.outcome ?? ''}`,
        };
      }),
    ...cutLine(asked, mostToday, { group: 'due', day: today, href: '/taskings', what: 'taskings' }),
    ...cutLine(back, mostToday, {
      group: 'changed',
      day: today,
      href: '/taskings?show=late',
      what: 'taskings',
    }),
  ];
}
