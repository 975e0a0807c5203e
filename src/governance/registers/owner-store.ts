import type { Right, Role } from '../../access/rights.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { StaffName } from '../../scheme/directory.ts';

/** Staff with a role that has the right today, as the scheme's rights stand and not as roles start with them. */
export const listStaffWithRight = (tx: Tx, schemeId: number, right: Right): Promise<StaffName[]> =>
  tx.many(sql<StaffName>`
    select s.id, s.login, s.name, s.agency_id as "agencyId", a.name as agency, s.phone
    from staff s join agency a on a.id = s.agency_id
    where exists (
      select from staff_role r join role_right g on g.scheme_id = r.scheme_id and g.role = r.role
      where r.staff_id = s.id and r.scheme_id = ${schemeId} and g."right" = ${right}
        and r.from_date <= current_date and (r.to_date is null or r.to_date > current_date)
        and g.from_date <= current_date and (g.to_date is null or g.to_date > current_date))
    order by s.name, s.id`);

/** Roles that have the right today. */
export const listRolesWithRight = async (tx: Tx, schemeId: number, right: Right): Promise<Role[]> =>
  (
    await tx.many(sql<{ role: Role }>`
      select distinct role from role_right where scheme_id = ${schemeId} and "right" = ${right}
        and from_date <= current_date and (to_date is null or to_date > current_date) order by role`)
  ).map(({ role }) => role);
