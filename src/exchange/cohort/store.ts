import { type CohortFilter, matchingMembers } from '../../cohort/index.ts';
import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';

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

export interface MembersAsk {
  schemeId: number;
  filter: CohortFilter;
  today: Day;
  /** Who was seen within the days that the filter asks about. */
  seenLately: readonly number[];
}

/** The page's own conditions, of membership `m` and person `p`. */
const matching = ({ schemeId, filter, ...facts }: MembersAsk): Sql<unknown> =>
  sql`m.scheme_id = ${schemeId} and m.left_on is null and ${matchingMembers(filter, facts)}`;

/** One page of the members the viewer may see, by name. */
export const listMembers = (
  tx: Tx,
  ask: MembersAsk,
  window: { limit: number; offset: number },
): Promise<MemberRow[]> =>
  tx.many(sql<MemberRow>`
    select m.person_id as "personId", p.family_name as "familyName", p.given_names as "givenNames", p.born, m.state, b.name as base, t.name as team,
      m.strand, m.rag, m.tier, m.statutory, m.joined_on as "joinedOn", m.next_review as "nextReview"
    from membership m join person p on p.id = m.person_id join base b on b.id = m.base_id join team t on t.id = m.team_id
    where ${matching(ask)}
    order by p.family_name, p.given_names, m.id limit ${window.limit} offset ${window.offset}`);

export const countMembers = async (tx: Tx, ask: MembersAsk): Promise<number> =>
  (
    await tx.one(sql<{ n: number }>`
      select count(*)::int as n from membership m join person p on p.id = m.person_id where ${matching(ask)}`)
  ).n;
