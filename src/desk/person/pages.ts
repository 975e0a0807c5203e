import { alertRights } from '../../access/rights.ts';
import { contactsAround, overdueSteps } from '../../casework/index.ts';
import { lastRagChange } from '../../cohort/index.ts';
import { addMonths } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { provenSince } from '../../people/index.ts';
import { type Ask, mayEnter, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { idParams } from '../../web/schemas.ts';
import type { PersonTab, Wing } from '../../web/wing.ts';
import { addressLine, listAddresses } from './addresses.ts';
import { framed } from './frame.ts';
import { fiveThings } from './rules.ts';
import { findLastLook, timelineOf } from './timeline-pages.ts';
import { type OverviewModel, overviewPage } from './views.ts';

/** Of what has been; the whole stands on a page of its own. */
const newest = 12;
/** So many are asked for first, then: what is planned stands before what has been, and few plan a year ahead. */
const asked = { first: 24, most: 240 };

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
];

export const tabsOf = (wings: readonly Wing[]): PersonTab[] =>
  wings.flatMap((wing) => wing.tabs ?? []).sort((left, right) => left.order - right.order);

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
    const boxes = wings.flatMap((wing) => wing.panels ?? []).sort((left, right) => left.order - right.order);
    // Asked together, so that the database is never waited for in between.
    const [panels, latest, rag, overdue, offences, around, addresses, since] = await Promise.all([
      Promise.all(boxes.map((panel) => panel.load(tx, { personId, viewer, today, onScheme: row.onScheme }))),
      latestOf(tx, wings, ask),
      lastRagChange(tx, personId),
      overdueSteps(tx, personId, today),
      provenSince(tx, personId, addMonths(today, -3)),
      contactsAround(tx, personId, today),
      listAddresses(tx, personId),
      findLastLook(tx, personId),
      ask.opened(tx, entry),
    ]);
    const now = {
      ...around,
      ragSince: rag?.at ?? null,
      ragWhy: rag?.why ?? null,
      overdueSteps: overdue,
      offences,
    };
    const seesContacts = viewer.may('see:contacts');
    return page({
      title: frame.name,
      section: 'cohort',
      breadcrumbs: frame.breadcrumbs,
      above: frame.above,
      body: overviewPage({
        personId,
        things: fiveThings(
          personId,
          row,
          now,
          { seesContacts, seesAlerts: mayEnter(viewer, alertRights) },
          today,
        ),
        address: addressLine(addresses),
        panels: panels.filter((panel) => panel !== undefined),
        mayRecord: frame.isMember && viewer.may('contact:record'),
        ...latest,
        since,
      }),
    });
  });
}

/** What was last and what is planned, and whether there is more of it. */
async function latestOf(
  tx: Tx,
  wings: readonly Wing[],
  ask: Ask<{ id: number }>,
  limit: number = asked.first,
): Promise<Pick<OverviewModel, 'entries' | 'ahead' | 'more'>> {
  const entries = await timelineOf(tx, wings, {
    personId: ask.params.id,
    viewer: ask.viewer,
    limit: limit + 1,
  });
  const begun = entries.findIndex(({ at }) => Date.parse(at) <= ask.now.getTime());
  const ahead = begun === -1 ? entries : entries.slice(0, begun);
  const past = entries.slice(ahead.length);
  const isAll = entries.length <= limit;
  // With more than that ahead, a source may have been cut before its newest of what has been.
  if (!isAll && ahead.length > limit - newest && limit < asked.most)
    return latestOf(tx, wings, ask, asked.most);
  return {
    entries: past.slice(0, newest),
    ahead: ahead.toReversed(),
    more: past.length > newest || !isAll,
  };
}
