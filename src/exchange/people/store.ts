import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';

export interface IdentityRow {
  id: number;
  familyName: string;
  givenNames: string;
  born: Day | null;
  sex: string | null;
  pnc: string | null;
  cro: string | null;
  prisonNumber: string | null;
  crn: string | null;
  aliasCount: number;
  becameId: number | null;
}

/** A person the viewer has no reason for is not found. */
export const getIdentity = (tx: Tx, personId: number): Promise<IdentityRow> =>
  tx.one(sql<IdentityRow>`
    select id, family_name as "familyName", given_names as "givenNames", born, sex, pnc, cro, prison_number as "prisonNumber", crn,
      alias_count as "aliasCount", gone_to as "becameId"
    from person where id = ${personId}`);

export interface MembershipRow {
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

export const findMembership = (
  tx: Tx,
  schemeId: number,
  personId: number,
): Promise<MembershipRow | undefined> =>
  tx.maybe(sql<MembershipRow>`
    select m.state, b.name as base, t.name as team, m.strand, m.rag, m.tier, m.statutory, m.joined_on as "joinedOn", m.next_review as "nextReview"
    from membership m join base b on b.id = m.base_id join team t on t.id = m.team_id
    where m.scheme_id = ${schemeId} and m.person_id = ${personId} and m.left_on is null`);
