import type { StaffViewer } from '../../access/viewers.ts';
import { londonDay, showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { TodayItem } from '../../web/wing.ts';
import { joinSendings, listToDo } from './store.ts';

/** Reports that were sent to the viewer and not acknowledged yet, and recalled ones whose copies are to be destroyed. */
export async function copiesToday(tx: Tx, { viewer }: { viewer: StaffViewer }): Promise<TodayItem[]> {
  if (!viewer.may('intelligence:receive')) return [];
  await joinSendings(tx);
  return (await listToDo(tx, viewer.staffId, 20)).map(({ reportId, what, at, expiresAt }) => ({
    group: 'due',
    day: londonDay(at),
    title:
      what === 'read'
        ? `Intelligence report ${reportId} was sent to you`
        : `Intelligence report ${reportId} was recalled: destroy your copies`,
    ...(what === 'read' && expiresAt !== null
      ? { detail: `May be read until ${showMoment(expiresAt)}` }
      : {}),
    href: `/intelligence/${reportId}`,
  }));
}
