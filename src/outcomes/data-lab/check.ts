import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { checkPeople } from './rules.ts';
import { isWhole, listPeople } from './store.ts';
import { type Checked, fewestPeople, type LabPerson, type LabRequest } from './types.ts';

/** More than any scheme has. */
const mostPeople = 20_000;

/** Told without a number and without a name: only that this viewer's list is not everybody's. */
export const notWhole =
  'You do not see everybody who joined in these days, so this list would leave people out in silence, and not by chance: it may be those who left. Have it sent by somebody who sees all of them (a manager sees those who have left; a record that is limited to named staff, whoever limited it can open)';

/**
 * The list as the viewer has it, gone through as the Data Lab would, and refused where it is not everybody. That is asked
 * only of a list that is long enough to be sent: of a day or two the answer would tell of single people.
 */
export async function checkList(
  tx: Tx,
  schemeId: number,
  request: LabRequest,
  today: Day,
): Promise<{ people: LabPerson[]; checked: Checked }> {
  const people = await listPeople(tx, schemeId, request, mostPeople);
  const checked = checkPeople(people, request, today);
  if (checked.ready.length < fewestPeople || (await isWhole(tx, request, people.length)))
    return { people, checked };
  return { people, checked: { ...checked, refusals: [notWhole, ...checked.refusals] } };
}
