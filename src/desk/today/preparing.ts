import type { StaffViewer } from '../../access/viewers.ts';
import { type Appointment, type SafetyWarning, safetyWarningsOf } from '../../casework/index.ts';
import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { listHomes } from '../calendar/sheet-store.ts';

/** What one wants to know before the visits of a day: who has a warning for staff, and where those are who are seen at home. */
export async function preparing(
  tx: Tx,
  { viewer, today }: { viewer: StaffViewer; today: Day },
  appointments: readonly Appointment[],
): Promise<{ warned: ReadonlySet<number>; homes: ReadonlyMap<number, string> }> {
  const idsOf = (some: readonly Appointment[]): number[] => [
    ...new Set(some.map(({ personId }) => personId)),
  ];
  const atHome = appointments.filter(({ place, kindOf }) => place === null && kindOf?.atTheirDoor === true);
  const personIds = idsOf(appointments);
  const [warnings, homes] = await Promise.all([
    personIds.length === 0
      ? new Map<number, SafetyWarning[]>()
      : safetyWarningsOf(tx, { personIds, viewer, today }),
    atHome.length === 0 ? [] : listHomes(tx, idsOf(atHome)),
  ]);
  return {
    warned: new Set(personIds.filter((id) => warnings.get(id)?.some(({ toStaff }) => toStaff) === true)),
    homes: new Map(homes.map(({ personId, address }) => [personId, address])),
  };
}
