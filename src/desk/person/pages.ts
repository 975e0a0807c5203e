import Type from 'typebox';
import type { StaffViewer } from '../../access/viewers.ts';
import { addMonths } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, idParams, pageNumber } from '../../web/schemas.ts';
import type { PersonTab, TimelineEntry, Wing } from '../../web/wing.ts';
import { mayOpen } from '../links.ts';
import { addressLine, listAddresses } from './addresses.ts';
import { framed } from './frame.ts';
import { fiveThings } from './rules.ts';
import { findNow } from './store.ts';
import { kindWords, overviewPage, timelinePage } from './views.ts';

const newest = 30;
const timelineSize = 100;

/** Who may have these pages is decided by the person's own policy; the right only says that a role sees people. */
export const personPages = (wings: () => readonly Wing[]): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id',
    right: 'see:identity',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) => showOverview(ask, wings()),
  }),
  route({
    method: 'GET',
    url: '/people/:id/timeline',
    right: 'see:identity',
    reads: 'person',
    about: 'person',
    params: idParams,
    query: Type.Object({ kind: field(20), page: pageNumber }),
    handle: (ask) => showTimeline(ask, wings()),
  }),
];

export const tabsOf = (wings: readonly Wing[]): PersonTab[] =>
  wings.flatMap((wing) => wing.tabs ?? []).sort((left, right) => left.order - right.order);

/**
 * What every wing gives, newest first: all of it, or the newest `limit`. A link that the viewer's role may not
 * follow is left off.
 */
async function timelineOf(
  tx: Tx,
  wings: readonly Wing[],
  ask: { personId: number; viewer: StaffViewer; limit?: number },
): Promise<TimelineEntry[]> {
  const given = await Promise.all(
    wings.flatMap((wing) => wing.timeline ?? []).map((load) => load(tx, ask.personId, ask.limit)),
  );
  const reachable = given
    .flat()
    .map(({ href, ...entry }) =>
      href === undefined || !mayOpen(wings, ask.viewer, href) ? entry : { ...entry, href },
    );
  return reachable.sort((left, right) => (left.at < right.at ? 1 : left.at > right.at ? -1 : 0));
}

async function showOverview(ask: Ask<{ id: number }>, wings: readonly Wing[]): Promise<Reply> {
  const personId = ask.params.id;
  const { viewer, today } = ask;
  return ask.read(async (tx) => {
    const { frame, row } = await framed(tx, { personId, viewer, today, path: '/people/:id' }, tabsOf(wings));
    const entry = { act: 'person:overview', subject: 'person', subjectId: personId, personId };
    if (row.goneTo !== null) {
      await ask.opened(tx, entry);
      return redirect(`/people/${row.goneTo}`);
    }
    const asked = wings.flatMap((wing) => wing.panels ?? []).sort((left, right) => left.order - right.order);
    // Asked together, so that the database is never waited for in between.
    const [panels, entries, now, addresses] = await Promise.all([
      Promise.all(asked.map((panel) => panel.load(tx, { personId, viewer, today }))),
      timelineOf(tx, wings, { personId, viewer, limit: newest + 1 }),
      findNow(tx, personId, today, addMonths(today, -3)),
      listAddresses(tx, personId),
      ask.opened(tx, entry),
    ]);
    const seesContacts = viewer.may('see:contacts');
    return page({
      title: frame.name,
      section: 'cohort',
      breadcrumbs: frame.breadcrumbs,
      above: frame.above,
      body: overviewPage({
        personId,
        things: fiveThings(personId, row, now, { seesContacts }, today),
        address: addressLine(addresses),
        panels: panels.filter((panel) => panel !== undefined),
        entries: entries.slice(0, newest),
        more: entries.length > newest,
      }),
    });
  });
}

async function showTimeline(
  ask: Ask<{ id: number }, { kind?: string; page?: number }>,
  wings: readonly Wing[],
): Promise<Reply> {
  const personId = ask.params.id;
  const { viewer, today, query } = ask;
  return ask.read(async (tx) => {
    const { frame } = await framed(tx, { personId, viewer, today, path: '/people/:id' }, tabsOf(wings));
    const all = await timelineOf(tx, wings, { personId, viewer });
    const known = Object.keys(kindWords) as TimelineEntry['kind'][];
    const kind = known.find((one) => one === query.kind);
    const wanted = kind === undefined ? all : all.filter((entry) => entry.kind === kind);
    const pages = Math.max(1, Math.ceil(wanted.length / timelineSize));
    const number = Math.min(query.page ?? 1, pages);
    await ask.opened(tx, {
      act: 'person:timeline',
      subject: 'person',
      subjectId: personId,
      personId,
      detail: { kind: kind ?? null, page: number },
    });
    const kinds = known
      .map((one) => ({ kind: one, n: all.filter((entry) => entry.kind === one).length }))
      .filter(({ n }) => n > 0);
    return page({
      title: `Timeline – ${frame.name}`,
      section: 'cohort',
      breadcrumbs: frame.breadcrumbs,
      above: frame.above,
      body: timelinePage({
        personId,
        entries: wanted.slice((number - 1) * timelineSize, number * timelineSize),
        kinds,
        kind,
        page: number,
        pages,
      }),
    });
  });
}
