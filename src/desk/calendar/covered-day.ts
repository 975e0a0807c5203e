import { appointmentsOf, listCovered } from '../../casework/index.ts';
import { showShortDay } from '../../kernel/clock.ts';
import { notFound } from '../../kernel/errors.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { idParams } from '../../web/schemas.ts';
import type { TodayItem, Wing } from '../../web/wing.ts';
import { openItems } from '../links.ts';
import { preparing } from '../today/preparing.ts';
import { groupItems } from '../today/rules.ts';
import { todayPage } from '../today/views.ts';
import { findStaff } from './store.ts';

/** The day of a colleague who is away, for their deputy: what the deputy may see of it, and not a line more. */
export const coveredDayPages = (wings: () => readonly Wing[]): Route[] => [
  route({
    method: 'GET',
    url: '/today/of/:id',
    right: 'contact:record',
    reads: 'list',
    section: 'today',
    params: idParams,
    handle: (ask) => showCoveredDay(ask, wings()),
  }),
];

async function showCoveredDay(ask: Ask<{ id: number }>, wings: readonly Wing[]): Promise<Reply> {
  const { viewer, today, now } = ask;
  const { id } = ask.params;
  return ask.read(async (tx) => {
    const [covered, staff] = await Promise.all([
      listCovered(tx, viewer.staffId, today),
      findStaff(tx, id, viewer.schemeId),
    ]);
    const cover = covered.find(({ staffId }) => staffId === id);
    if (staff === undefined || (cover === undefined && !viewer.may('see:team-day'))) throw notFound();
    // The questions are the colleague's; what is answered, the database decides for whoever asks.
    const theirs = { ...viewer, staffId: id, teams: [], previousVisit: null };
    const appointments = await appointmentsOf(tx, theirs, today);
    const items: TodayItem[] = [];
    for (const load of wings.flatMap((wing) => wing.today ?? []))
      items.push(...(await load(tx, { viewer: theirs, today, now })));
    const open = openItems(wings, viewer, items).filter(
      ({ team, personId, more }) => (personId !== undefined || more === true) && team === undefined,
    );
    await ask.listed(tx, {
      act: 'today:covered',
      subject: 'staff',
      subjectId: id,
      people: [...appointments, ...open],
    });
    const until = cover === undefined ? '' : ` (you cover until ${showShortDay(cover.toDay)})`;
    return page({
      title: `The day of ${staff.name}`,
      section: 'today',
      breadcrumbs: [{ text: 'Today', href: '/' }, { text: staff.name }],
      body: todayPage({
        today,
        whose: `${staff.name}${until}`,
        covers: cover !== undefined,
        note: cover?.note ?? undefined,
        csrfToken: ask.csrfToken,
        hasDay: true,
        appointments,
        ...(await preparing(tx, ask, appointments)),
        groups: groupItems(open),
        teams: [],
        people: undefined,
        led: undefined,
        notices: [],
        since: null,
        cards: [],
        guide: undefined,
      }),
    });
  });
}
