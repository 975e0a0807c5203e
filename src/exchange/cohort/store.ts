import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';

export interface CohortFilter {
  baseId?: number | undefined;
  teamId?: number | undefined;
  rag?: string | undefined;
  strand?: string | undefined;
  state?: string | undefined;
}

export interface MemberRow {
  personId: number;
  familyName: string;
  givenNames: string;
  born: Day | null;
  state: string;
  base: string;
  team: string;
  strand: string;
  rag: string;
  tier: string | null;
  statutory: string;
  joinedOn: Day;
  nextReview: Day | null;
}

const matching = (
  schemeId: number,
  filter: CohortFilter,
) => sql`m.scheme_id = ${schemeId} and m.left_on is null
  and (${filter.baseId ?? null}::bigint is null or m.base_id = ${filter.baseId ?? null})
  and (${filter.teamId ?? null}::bigint is null or m.team_id = ${filter.teamId ?? null})
  and (${filter.rag ?? null}::text is null or m.rag = ${filter.rag ?? null})
  and (${filter.strand ?? null}::text is null or m.strand = ${filter.strand ?? null})
  and (${filter.state ?? null}::text is null or m.state = ${filter.state ?? null})`;

/** One page of the members the viewer may see, by name. */
export const listMembers = (
  tx: Tx,
  schemeId: number,
  filter: CohortFilter,
  window: { limit: number; offset: number },
): Promise<MemberRow[]> =>
  tx.many(sql<MemberRow>`
    select m.person_id as "personId", p.family_name as "familyName", p.given_names as "givenNames", p.born, m.state, b.name as base, t.name as team,
      m.strand, m.rag, m.tier, m.statutory, m.joined_on as "joinedOn", m.next_review as "nextReview"
    from membership m join person p on p.id = m.person_id join base b on b.id = m.base_id join team t on t.id = m.team_id
    where ${matching(schemeId, filter)}
    order by p.family_name, p.given_names, m.id limit ${window.limit} offset ${window.offset}`);

export const countMembers = async (tx: Tx, schemeId: number, filter: CohortFilter): Promise<number> =>
  (
    await tx.one(sql<{ n: number }>`
      select count(*)::int as n from membership m join person p on p.id = m.person_id where ${matching(schemeId, filter)}`)
  ).n;
