import Type, { type Static } from 'typebox';
import type { Day } from '../../kernel/clock.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { addressOf } from '../../web/address.ts';
import { dropDraft } from '../../web/drafts.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import {
  addItem,
  closeMeeting,
  confirmPresence,
  inviteToPanel,
  issueAgenda,
  moveMeetingDay,
  recordAttendance,
  removeItem,
} from './acts.ts';
import { endSeries, takeCopy } from './agenda-acts.ts';
import { agendaPages } from './agenda-pages.ts';
import { decisionDraft } from './case-view.ts';
import { decideItem, declareInterest } from './decide.ts';
import { followPages } from './follow-pages.ts';
import { itemPages } from './item-pages.ts';
import { letterPages } from './letter-pages.ts';
import { meetingList } from './list-view.ts';
import { pageOfItem, showAgain, showMeeting } from './meeting-page.ts';
import { minutesPages } from './minutes-pages.ts';
import { planPages } from './plan-pages.ts';
import { readDecision } from './rules.ts';
import { getItem, listMeetings } from './store.ts';
import { attendanceStates, type PanelRule } from './types.ts';

const pageSize = 50;

const id = idParams.properties.id;
const agendaQuery = Type.Object({ page: pageNumber });
const staffBody = formBody({ staff: id, state: Type.Optional(oneOf(attendanceStates)) });
const decisionBody = formBody({
  decision: field(20),
  reasonCode: field(60),
  reason: field(5_000),
  strand: field(40),
  base: field(20),
  tier: field(40),
  dissenting: Type.Optional(
    Type.Union([
      Type.String({ maxLength: 20 }),
      Type.Array(Type.String({ maxLength: 20 }), { maxItems: 50 }),
    ]),
  ),
  dissent: field(2_000),
});

const removalBody = formBody({ why: field(2_000) });

/** @param isWorkingDay a port: the bank holidays of England and Wales. */
export const panelPages = (isWorkingDay: (day: Day) => boolean): Route[] => [
  ...readingPages(),
  ...planPages(),
  ...agendaPages(isWorkingDay),
  ...itemPages(),
  ...letterPages(),
  ...followPages(),
  ...minutesPages(),
  ...meetingForms(),
  ...itemForms(),
];

const readingPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/panels',
    right: 'see:panel',
    reads: 'none',
    section: 'panels',
    query: Type.Object({ held: Type.Optional(Type.Literal('yes')), page: pageNumber }),
    handle: showMeetings,
  }),
  route({
    method: 'GET',
    url: '/panels/:id',
    right: 'see:panel',
    reads: 'list',
    section: 'panels',
    params: idParams,
    query: agendaQuery,
    handle: (ask) =>
      ask.read((tx) => showMeeting(tx, ask, { meetingId: ask.params.id, page: ask.query.page ?? 1 })),
  }),
  route({
    method: 'GET',
    url: '/panels/:id/pack',
    right: 'see:panel',
    reads: 'list',
    section: 'panels',
    params: idParams,
    query: Type.Object({ page: pageNumber, copy: pageNumber }),
    handle: (ask) =>
      ask.read((tx) =>
        showMeeting(tx, ask, {
          meetingId: ask.params.id,
          page: ask.query.page ?? 1,
          print: true,
          copy: ask.query.copy,
        }),
      ),
  }),
];

const meetingForms = (): Route[] => [
  route({
    method: 'POST',
    url: '/panels/:id/copies',
    right: 'see:panel',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const input = { meetingId: ask.params.id };
      const { number } = await ask.perform(takeCopy, input, ask.body._key ?? newKey());
      return redirect(
        `/panels/${ask.params.id}/pack?copy=${number}`,
        `This is copy ${number}. Print it now.`,
      );
    },
  }),
  route({
    method: 'POST',
    url: '/panels/:id/issue',
    right: 'panel:prepare',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const input = { meetingId: ask.params.id, version: ask.body._version ?? 0 };
      const { people } = await ask.perform(issueAgenda, input, ask.body._key ?? newKey());
      return redirect(`/panels/${ask.params.id}`, `The agenda was issued, with ${people} on it.`);
    },
  }),
  route({
    method: 'POST',
    url: '/panels/:id/close',
    right: 'panel:decide',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const input = { meetingId: ask.params.id, version: ask.body._version ?? 0 };
      const { waiting } = await ask.perform(closeMeeting, input, ask.body._key ?? newKey());
      return redirect(
        `/panels/${ask.params.id}`,
        `The meeting was closed.${waiting === 0 ? '' : ` ${waiting} said against a decision ${waiting === 1 ? 'waits' : 'wait'} for another panel.`}`,
      );
    },
  }),
  route({
    method: 'POST',
    url: '/panels/:id/move',
    right: 'panel:prepare',
    reads: 'list',
    section: 'panels',
    params: idParams,
    body: formBody({ heldOn: field(10), startsAt: field(100) }),
    handle: moveFromForm,
  }),
  route({
    method: 'POST',
    url: '/panels/:id/end-series',
    right: 'panel:prepare',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const input = { meetingId: ask.params.id };
      const { meetings } = await ask.perform(endSeries, input, ask.body._key ?? newKey());
      return redirect(
        '/panels',
        `${meetings} ${meetings === 1 ? 'meeting was' : 'meetings were'} called off.`,
      );
    },
  }),
  route({
    method: 'POST',
    url: '/panels/:id/attendance',
    right: 'panel:decide',
    reads: 'none',
    params: idParams,
    body: staffBody,
    handle: async (ask) => {
      const { staff, state = 'attended' } = ask.body;
      const input = { meetingId: ask.params.id, staffId: staff, state };
      await ask.perform(recordAttendance, input, ask.body._key ?? newKey());
      return redirect(`/panels/${ask.params.id}`, 'The attendance was recorded.');
    },
  }),
  route({
    method: 'POST',
    url: '/panels/:id/confirm',
    right: 'see:panel',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(confirmPresence, { meetingId: ask.params.id }, ask.body._key ?? newKey());
      return redirect(`/panels/${ask.params.id}`, 'It is noted that you are at this meeting.');
    },
  }),
  route({
    method: 'POST',
    url: '/panels/:id/invite',
    right: 'panel:prepare',
    reads: 'none',
    params: idParams,
    body: staffBody,
    handle: async (ask) => {
      const input = { meetingId: ask.params.id, staffId: ask.body.staff };
      await ask.perform(inviteToPanel, input, ask.body._key ?? newKey());
      return redirect(`/panels/${ask.params.id}`, 'They were invited.');
    },
  }),
  route({
    method: 'POST',
    url: '/panels/items',
    right: 'panel:prepare',
    reads: 'none',
    body: formBody({ meeting: id, person: id, why: field(4_000) }),
    handle: async (ask) => {
      const { meeting, person, why } = ask.body;
      const input = {
        meetingId: meeting,
        personId: person,
        question: 'de-select' as const,
        why: why?.trim() || null,
      };
      await ask.perform(addItem, input, ask.body._key ?? newKey());
      return redirect(`/people/${person}/membership`, 'The panel will be asked about de-selection.');
    },
  }),
];

const itemForms = (): Route[] => [
  route({
    method: 'POST',
    url: '/panels/items/:id/decide',
    right: 'panel:decide',
    reads: 'list',
    params: idParams,
    body: decisionBody,
    handle: decideFromForm,
  }),
  route({
    method: 'POST',
    url: '/panels/items/:id/interest',
    right: 'see:panel',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(declareInterest, { itemId: ask.params.id }, ask.body._key ?? newKey());
      return redirect('/panels', 'Your interest was declared. You no longer see this person.');
    },
  }),
  route({
    method: 'POST',
    url: '/panels/items/:id/remove',
    right: 'panel:prepare',
    reads: 'list',
    params: idParams,
    body: removalBody,
    handle: removeFromForm,
  }),
];

async function showMeetings(ask: Ask<unknown, { held?: 'yes'; page?: number }>): Promise<Reply> {
  const held = ask.query.held === 'yes';
  const number = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const meetings = await listMeetings(tx, ask.viewer.schemeId, {
      held,
      limit: pageSize,
      offset: (number - 1) * pageSize,
    });
    return page({
      title: 'Panels',
      section: 'panels',
      body: meetingList({
        meetings,
        count: meetings[0]?.count ?? 0,
        held,
        page: number,
        pageSize,
        mayPrepare: ask.viewer.may('panel:prepare'),
        mayFollow: ask.viewer.may('contact:record'),
        mayReleases: ask.viewer.may('see:custody'),
      }),
    });
  });
}

/** Checkboxes: none, one or several values of a name. */
const severalOf = (given: string | string[] | undefined): string[] =>
  given === undefined ? [] : typeof given === 'string' ? [given] : given;

async function moveFromForm(
  ask: Ask<{ id: number }, unknown, { heldOn?: string; startsAt?: string; _version?: number; _key?: string }>,
): Promise<Reply> {
  const { id: meetingId } = ask.params;
  const { _version: version = 0, _key: key = newKey() } = ask.body;
  const heldOn = ask.body.heldOn?.trim() ?? '';
  const startsAt = ask.body.startsAt?.trim() ?? '';
  try {
    const input = { meetingId, version, heldOn, startsAt: startsAt === '' ? null : startsAt };
    await ask.perform(moveMeetingDay, input, key);
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    const moving = { heldOn, startsAt, errors: error.fields };
    return ask.read((tx) => showMeeting(tx, ask, { meetingId, page: 1, moving }));
  }
  return redirect(`/panels/${meetingId}`, 'The date and the time of the meeting were saved.');
}

async function removeFromForm(ask: Ask<{ id: number }, unknown, Static<typeof removalBody>>): Promise<Reply> {
  const { _version: version = 0, why = '', _key: key = newKey() } = ask.body;
  const itemId = ask.params.id;
  try {
    const { meetingId } = await ask.perform(removeItem, { itemId, version, why }, key);
    return redirect(`/panels/${meetingId}`, 'The person was taken off the agenda.');
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    const again = { itemId, values: {}, errors: error.fields, key };
    return ask.read(async (tx) => showAgain(tx, ask, await getItem(tx, itemId), again));
  }
}

async function decideFromForm(
  ask: Ask<{ id: number }, unknown, Static<typeof decisionBody>>,
): Promise<Reply> {
  const itemId = ask.params.id;
  const version = ask.body._version ?? 0;
  const { item, rule } = await ask.read(async (tx) => ({
    item: await getItem(tx, itemId),
    rule: (await ruleInForce<PanelRule>(tx, ask.viewer.schemeId, 'panel', ask.today)).body,
  }));
  const values = { ...ask.body, dissenting: severalOf(ask.body.dissenting) };
  const again = { itemId, values, key: ask.body._key };
  const read = readDecision(item, version, values, rule);
  if ('errors' in read) return ask.read((tx) => showAgain(tx, ask, item, { ...again, errors: read.errors }));
  try {
    await ask.perform(decideItem, read.input, ask.body._key ?? newKey());
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid' && error.fields.length > 0)
      return ask.read((tx) => showAgain(tx, ask, item, { ...again, errors: error.fields }));
    if (error.code !== 'stale-version') throw error;
    const current = error.data.current as { text?: string } | undefined;
    const theirs = current?.text ?? 'something else';
    return ask.read((tx) => showAgain(tx, ask, item, { ...again, errors: [], key: newKey(), theirs }));
  }
  const number = await ask.read(async (tx) => {
    await dropDraft(tx, ask.viewer.staffId, decisionDraft(itemId));
    return pageOfItem(tx, item);
  });
  return redirect(
    `${addressOf(`/panels/${item.meetingId}`, { page: number === 1 ? undefined : number })}#item-${itemId}`,
    'The decision was signed.',
  );
}
