import Type from 'typebox';
import type { Act } from '../../kernel/acts.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { findRule } from '../../scheme/rules.ts';
import { listSkills } from '../../scheme/skills.ts';
import { addressOf } from '../../web/address.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { finishAction, finishMarker, hearRepresentation } from './after-acts.ts';
import { listActions, listMarkers, listRepresentations } from './after-store.ts';
import type { MarkerRule } from './after-types.ts';
import { markerNames } from './aftermath.ts';
import { actionList, type LineForm, markerList, representationList } from './follow-view.ts';
import { listOpenMeetings } from './meetings.ts';

/** Each line has a form, so that a page stays under 60 KB. */
const pageSize = 25;
const listQuery = Type.Object({
  of: Type.Optional(Type.Literal('all')),
  done: Type.Optional(Type.Literal('yes')),
  page: pageNumber,
});
interface ListQuery {
  of?: 'all';
  done?: 'yes';
  page?: number;
}

export const followPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/panels/markers',
    right: 'contact:record',
    reads: 'list',
    section: 'panels',
    query: listQuery,
    handle: (ask) => showMarkers(ask, ask.query, undefined),
  }),
  route({
    method: 'POST',
    url: '/panels/markers/:id',
    right: 'contact:record',
    reads: 'list',
    section: 'panels',
    params: idParams,
    body: formBody({ reference: field(200), state: oneOf(['done', 'not-needed']) }),
    handle: (ask) => {
      const { state, reference = '' } = ask.body;
      const given = { field: 'reference', value: reference, to: '/panels/markers' };
      const input = { id: ask.params.id, version: ask.body._version ?? 0, state, reference };
      return finished(ask, finishMarker, input, given, (again) => showMarkers(ask, {}, again));
    },
  }),
  route({
    method: 'GET',
    url: '/panels/actions',
    right: 'see:identity',
    reads: 'list',
    section: 'panels',
    query: listQuery,
    handle: (ask) => showActions(ask, ask.query, undefined),
  }),
  route({
    method: 'POST',
    url: '/panels/actions/:id',
    right: 'see:identity',
    reads: 'list',
    section: 'panels',
    params: idParams,
    body: formBody({ note: field(2_000), state: oneOf(['done', 'dropped']) }),
    handle: (ask) => {
      const { state, note = '' } = ask.body;
      const given = { field: 'note', value: note, to: '/panels/actions' };
      const input = { id: ask.params.id, version: ask.body._version ?? 0, state, note };
      return finished(ask, finishAction, input, given, (again) => showActions(ask, { of: 'all' }, again));
    },
  }),
  route({
    method: 'GET',
    url: '/panels/representations',
    right: 'contact:record',
    reads: 'list',
    section: 'panels',
    query: Type.Object({ page: pageNumber }),
    handle: showRepresentations,
  }),
  route({
    method: 'POST',
    url: '/panels/representations/:id/hear',
    right: 'panel:prepare',
    reads: 'none',
    params: idParams,
    body: formBody({ meeting: idParams.properties.id }),
    handle: async (ask) => {
      const input = { id: ask.params.id, meetingId: ask.body.meeting };
      await ask.perform(hearRepresentation, input, ask.body._key ?? newKey());
      return redirect('/panels/representations', 'It is on the agenda.');
    },
  }),
];

const pagesOf = (rows: readonly { count: number }[]): number =>
  Math.max(1, Math.ceil((rows[0]?.count ?? 0) / pageSize));

const addressing =
  (path: string, query: ListQuery) =>
  (to: number): string =>
    addressOf(path, { of: query.of, done: query.done, page: to === 1 ? undefined : to });

async function showMarkers(ask: Ask, query: ListQuery, again: LineForm | undefined): Promise<Reply> {
  const { viewer, today } = ask;
  const number = query.page ?? 1;
  const own = query.of !== 'all';
  const open = query.done !== 'yes';
  return ask.read(async (tx) => {
    const [rows, rule] = await Promise.all([
      listMarkers(tx, viewer.schemeId, {
        agencyId: own ? viewer.agencyId : null,
        done: !open,
        limit: pageSize,
        offset: (number - 1) * pageSize,
      }),
      findRule<MarkerRule>(tx, viewer.schemeId, 'agency-markers', today),
    ]);
    await ask.listed(tx, {
      act: 'panel:markers',
      subject: 'agency_marker',
      people: rows,
    });
    return page({
      title: 'Markers',
      section: 'panels',
      status: again === undefined ? 200 : 422,
      breadcrumbs: [{ text: 'Panels', href: '/panels' }, { text: 'Markers' }],
      errors: summaryOf(again?.errors ?? []),
      body: markerList({
        markers: rows,
        names: markerNames(rule?.body),
        own,
        open,
        agencyId: viewer.agencyId,
        today,
        page: number,
        pages: pagesOf(rows),
        href: addressing('/panels/markers', query),
        again,
        csrfToken: ask.csrfToken,
      }),
    });
  });
}

async function showActions(ask: Ask, query: ListQuery, again: LineForm | undefined): Promise<Reply> {
  const { viewer, today } = ask;
  const number = query.page ?? 1;
  const own = query.of !== 'all';
  const open = query.done !== 'yes';
  return ask.read(async (tx) => {
    const [rows, skills] = await Promise.all([
      listActions(tx, viewer.schemeId, {
        staffId: own ? viewer.staffId : null,
        open,
        limit: pageSize,
        offset: (number - 1) * pageSize,
      }),
      listSkills(tx, viewer.schemeId, today),
    ]);
    await ask.listed(tx, {
      act: 'panel:actions',
      subject: 'panel_action',
      people: rows,
    });
    return page({
      title: 'Actions of panels',
      section: 'panels',
      status: again === undefined ? 200 : 422,
      breadcrumbs: [{ text: 'Actions of panels' }],
      errors: summaryOf(again?.errors ?? []),
      body: actionList({
        actions: rows,
        skills,
        own,
        open,
        mayManage: viewer.may('panel:prepare'),
        staffId: viewer.staffId,
        today,
        page: number,
        pages: pagesOf(rows),
        href: addressing('/panels/actions', query),
        again,
        csrfToken: ask.csrfToken,
      }),
    });
  });
}

async function showRepresentations(ask: Ask<unknown, { page?: number }>): Promise<Reply> {
  const { viewer, today } = ask;
  const number = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const [rows, meetings] = await Promise.all([
      listRepresentations(tx, viewer.schemeId, { limit: pageSize, offset: (number - 1) * pageSize }),
      viewer.may('panel:prepare') ? listOpenMeetings(tx, viewer) : [],
    ]);
    await ask.listed(tx, {
      act: 'panel:representations',
      subject: 'panel_representation',
      people: rows,
    });
    return page({
      title: 'Representations and appeals',
      section: 'panels',
      breadcrumbs: [{ text: 'Panels', href: '/panels' }, { text: 'Representations' }],
      body: representationList({
        representations: rows,
        meetings,
        mayPrepare: viewer.may('panel:prepare'),
        today,
        page: number,
        pages: pagesOf(rows),
        href: addressing('/panels/representations', {}),
        again: undefined,
        csrfToken: ask.csrfToken,
      }),
    });
  });
}

/** Ends a line of a list; with an error the list shows again, the line's form open with what was typed. */
async function finished<Input extends { id: number }, Result>(
  ask: Ask<unknown, unknown, { _key?: string }>,
  act: Act<Input, Result>,
  input: Input,
  given: { field: string; value: string; to: string },
  again: (line: LineForm) => Promise<Reply>,
): Promise<Reply> {
  const key = ask.body._key ?? newKey();
  try {
    await ask.perform(act, input, key);
    return redirect(given.to, 'It was recorded.');
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    const errors = error.fields.map((one) => ({ ...one, field: `${one.field}-${input.id}` }));
    return again({ id: input.id, value: given.value, errors, key });
  }
}
