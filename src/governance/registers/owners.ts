import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type { StaffName } from '../../scheme/directory.ts';
import { listStaffWithRight } from './owner-store.ts';

/** Who may own something of a register: everybody whose role sees governance today, once each. */
export const listOwners = (tx: Tx, schemeId: number): Promise<StaffName[]> =>
  listStaffWithRight(tx, schemeId, 'see:governance');

/** The owner chosen in a form: null for nobody; `errors` gets a line where it is none of the list. */
export function readOwner(
  value: string | undefined,
  owners: readonly { id: number }[],
  errors: FieldError[],
): number | null {
  const typed = value?.trim() ?? '';
  if (typed === '') return null;
  if (owners.some(({ id }) => String(id) === typed)) return Number(typed);
  errors.push({ field: 'owner', text: 'Choose an owner from the list' });
  return null;
}
