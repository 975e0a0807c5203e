import { sql, type Tx } from '../kernel/database.ts';

export interface AgencyName {
  id: number;
  code: string;
  name: string;
  kind: string;
}

export interface BaseName {
  id: number;
  name: string;
  county: string;
}

export interface StaffName {
  id: number;
  login: string;
  name: string;
  agencyId: number;
  agency: string;
  phone: string | null;
}

export const listAgencies = (tx: Tx): Promise<AgencyName[]> =>
  tx.many(sql<AgencyName>`select id, code, name, kind from agency order by name`);

export const listBases = (tx: Tx, schemeId: number): Promise<BaseName[]> =>
  tx.many(sql<BaseName>`select id, name, county from base where scheme_id = ${schemeId} order by id`);

/** Teams that own cases. */
export const listTeams = (
  tx: Tx,
  schemeId: number,
): Promise<{ id: number; name: string; baseId: number }[]> =>
  tx.many(
    sql<{
      id: number;
      name: string;
      baseId: number;
    }>`select id, name, base_id as "baseId" from team where scheme_id = ${schemeId} and kind = 'management' order by id`,
  );

/** Shifts and neighbourhood teams: they work with members for a time and own no case. */
export const listOtherTeams = (
  tx: Tx,
  schemeId: number,
): Promise<{ id: number; name: string; kind: string }[]> =>
  tx.many(
    sql<{ id: number; name: string; kind: string }>`
      select id, name, kind from team where scheme_id = ${schemeId} and kind <> 'management' order by name`,
  );

/** Staff who hold one of the roles today, by name; optionally of one team. */
export const listStaffInRoles = (
  tx: Tx,
  schemeId: number,
  roles: readonly string[],
  teamId?: number,
): Promise<(StaffName & { role: string; teamId: number | null })[]> =>
  tx.many(sql<StaffName & { role: string; teamId: number | null }>`
    select s.id, s.login, s.name, s.agency_id as "agencyId", a.name as agency, s.phone, r.role, r.team_id as "teamId"
    from staff s join agency a on a.id = s.agency_id join staff_role r on r.staff_id = s.id
    where r.scheme_id = ${schemeId} and r.role = any (${[...roles]}::text[]) and (${teamId ?? null}::bigint is null or r.team_id = ${teamId ?? null})
      and r.from_date <= current_date and (r.to_date is null or r.to_date > current_date)
    order by s.name`);
