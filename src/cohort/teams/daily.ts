import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, type Day, londonDay, londonInstant, showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { html } from '../../web/html.ts';
import type { PersonPanel, TodayItem } from '../../web/wing.ts';
import { findOpenHandover, listLentOf } from './store.ts';

/** Who works with a member for a time besides their own team: on the overview, for all who may see the hand-over. */
export const handoverPanel: PersonPanel = {
  id: 'handover',
  order: 17,
  load: async (tx, { personId, viewer }) => {
    if (!viewer.may('see:cohort')) return undefined;
    const open = await findOpenHandover(tx, personId);
    return open === undefined
      ? undefined
      : html`<h2 class="govuk-heading-m">Handed over</h2><p class="govuk-body">With <strong>${open.team}</strong> until ${showDay(open.untilDay)}, since ${showDay(londonDay(open.fromAt))}, by ${open.by}: ${open.why}. <a class="govuk-link" href="/people/${personId}/team">Team and hand-over</a></p>`;
  },
};

/** For how many days a hand-over, or its end, stands on the Today of whoever leads the case. */
const newFor = 3;
const mostToday = 20;

/** The lead and co-workers hear that one of theirs was handed over to a team, and that they are back. */
export async function lentToday(
  tx: Tx,
  { viewer, today }: { viewer: StaffViewer; today: Day },
): Promise<TodayItem[]> {
  if (!viewer.may('see:cohort')) return [];
  const since = londonInstant(addDays(today, -newFor), '00:00') ?? new Date(0);
  const rows = await listLentOf(tx, viewer.staffId, since, mostToday);
  return rows.map((one) => ({
    group: 'changed',
    day: londonDay(one.returnedAt ?? one.fromAt),
    title: one.name,
    personId: one.personId,
    href: `/people/${one.personId}/team`,
    detail:
      one.returnedAt === null
        ? `Handed over to ${one.team} until ${showDay(one.untilDay)} by ${one.by}: ${one.why}`
        : `Back from ${one.team}: ${one.returnedNote ?? ''}`,
  }));
}
