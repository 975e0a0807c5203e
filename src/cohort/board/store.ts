import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { MembershipState, Rag } from '../membership/types.ts';

export interface BoardCount {
  baseId: number;
  rag: Rag;
  n: number;
}

/** Members by base and rating, of those the viewer may see. */
export const countBoard = (tx: Tx, schemeId: number): Promise<BoardCount[]> =>
  tx.many(sql<BoardCount>`
    select base_id as "baseId", rag, count(*)::int as n from membership
    where scheme_id = ${schemeId} and left_on is null group by base_id, rag`);

export interface BoardCard {
  personId: number;
  name: string;
  rag: Rag;
  ragWas: Rag | null;
  ragAt: Date | null;
  state: MembershipState;
  version: number;
  membershipId: number;
  nextReview: Day | null;
  /** Of the newest change of the rating. */
  why: string | null;
  by: string | null;
}

export interface BoardAsk {
  schemeId: number;
  baseId: number;
  /** One column alone. */
  rag: Rag | undefined;
  /** Cards a column; those changed most lately first. */
  limit: number;
  offset: number;
}

/** The cards of one base: the rating, why it last changed, and by whom. */
export const listBoard = (tx: Tx, ask: BoardAsk): Promise<BoardCard[]> =>
  tx.many(sql<BoardCard>`
    with shown as materialized (
      select m.id, m.person_id, m.rag, m.rag_was, m.rag_at, m.state, m.version, m.next_review,
        row_number() over (partition by m.rag order by m.rag_at desc nulls last, m.id) as place
      from membership m where m.scheme_id = ${ask.schemeId} and m.left_on is null and m.base_id = ${ask.baseId}
        and (${ask.rag ?? null}::text is null or m.rag = ${ask.rag ?? null}))
    select s.person_id as "personId", p.family_name || ', ' || p.given_names as name, s.rag, s.rag_was as "ragWas", s.rag_at as "ragAt", s.state,
      s.version, s.id as "membershipId", s.next_review as "nextReview", h.why, f.name as by
    from shown s join person p on p.id = s.person_id
      left join lateral (select why, staff_id from membership_change h where h.membership_id = s.id and h.what = 'rag' order by h.at desc, h.id desc limit 1) h on true
      left join staff f on f.id = h.staff_id
    where s.place > ${ask.offset} and s.place <= ${ask.offset + ask.limit} order by s.place`);
