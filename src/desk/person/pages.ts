import { contactsAround } from '../../casework/index.ts';
import { addMonths } from '../../kernel/clock.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { idParams } from '../../web/schemas.ts';
import type { PersonTab, Wing } from '../../web/wing.ts';
import { addressLine, listAddresses } from './addresses.ts';
import { framed } from './frame.ts';
import { fiveThings } from './rules.ts';
import { findNow } from './store.ts';
import { findLastLook, timelineOf } from './timeline-pages.ts';
import { overviewPage } from './views.ts';

/** Of what has been; the whole stands on a page of its own. */
const newest = 12;
/** So many are asked for: what is planned stands before what has been. */
const asked = 60;

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
    const [panels, entries, now, around, addresses, since] = await Promise.all([
      Promise.all(boxes.map((panel) => panel.load(tx, { personId, viewer, today, onScheme: row.onScheme }))),
      timelineOf(tx, wings, { personId, viewer, limit: asked + 1 }),
      findNow(tx, personId, today, addMonths(today, -3)),
      contactsAround(tx, personId, today),
      listAddresses(tx, personId),
      findLastLook(tx, personId),
      ask.opened(tx, entry),
    ]);
    const past = entries.filter(({ at }) => Date.parse(at) <= ask.now.getTime());
    const seesContacts = viewer.may('see:contacts');
    return page({
      title: frame.name,
      section: 'cohort',
      breadcrumbs: frame.breadcrumbs,
      above: frame.above,
      body: overviewPage({
        personId,
        things: fiveThings(personId, row, { ...now, ...around }, { seesContacts }, today),
        address: addressLine(addresses),
        panels: panels.filter((panel) => panel !== undefined),
        mayRecord: frame.isMember && viewer.may('contact:record'),
        entries: past.slice(0, newest),
        ahead: entries.filter((entry) => !past.includes(entry)).reverse(),
        more: past.length > newest || entries.length > asked,
        since,
      }),
    });
  });
}
