import { type Role, roleRights } from '../../access/rights.ts';
import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { listStaffInRoles, type StaffName } from '../../scheme/directory.ts';

const ownerRoles = (Object.keys(roleRights) as Role[]).filter((role) =>
  (roleRights[role] as readonly string[]).includes('see:governance'),
);

/** Who may own something of a register: everybody whose role sees governance, once each. */
export async function listOwners(tx: Tx, schemeId: number): Promise<StaffName[]> {
  const staff = await listStaffInRoles(tx, schemeId, ownerRoles);
  return [...new Map(staff.map((person) => [person.id, person])).values()];
}

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
