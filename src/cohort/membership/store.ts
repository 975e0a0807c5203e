import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Spell } from './scheme-clock.ts';
import type { ChangeKind, Membership, MembershipChange, MembershipState, Rag, Statutory } from './types.ts';

const columns = sql`m.id, m.scheme_id as "schemeId", m.person_id as "personId", m.state, m.strand, m.tier, m.rag, m.rag_was as "ragWas", m.rag_at as "ragAt",
  m.statutory, m.base_id as "baseId", b.name as base, m.team_id as "teamId", t.name as team, m.joined_on as "joinedOn", m.left_on as "leftOn",
  m.left_reason as "leftReason", m.next_review as "nextReview", m.review_retention_on as "retentionOn", m.transition_plan as "transitionPlan", m.version`;

const from = sql`from membership m join base b on b.id = m.base_id join team t on t.id = m.team_id`;

/** A person's memberships, the present one first. */
export const selectMemberships = (tx: Tx, personId: number): Promise<Membership[]> =>
  tx.many(sql<Membership>`
    select ${columns} ${from} where m.person_id = ${personId} order by m.left_on desc nulls first, m.id desc`);

export const selectCurrent = (tx: Tx, personIds: readonly number[]): Promise<Membership[]> =>
  tx.many(sql<Membership>`
    select ${columns} ${from} where m.person_id = any (${[...personIds]}::bigint[]) and m.left_on is null`);

/** For an act: locked until the transaction ends. */
export const lockMembership = (tx: Tx, id: number): Promise<Membership> =>
  tx.one(sql<Membership>`select ${columns} ${from} where m.id = ${id} for update of m`);

export const lockCurrentOf = (tx: Tx, schemeId: number, personId: number): Promise<Membership | undefined> =>
  tx.maybe(sql<Membership>`
    select ${columns} ${from} where m.scheme_id = ${schemeId} and m.person_id = ${personId} and m.left_on is null for update of m`);

export interface NewMembership {
  schemeId: number;
  personId: number;
  strand: string;
  baseId: number;
  teamId: number;
  tier: string | null;
  rag: Rag;
  statutory: Statutory;
  joinedOn: Day;
  nextReview: Day | null;
  retentionOn: Day;
  itemId: number | null;
}

export const insertMembership = (tx: Tx, row: NewMembership): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into membership (scheme_id, person_id, state, strand, base_id, team_id, tier, rag, rag_at, statutory, joined_on, next_review, review_retention_on, adopted_by_item)
    values (${row.schemeId}, ${row.personId}, 'member', ${row.strand}, ${row.baseId}, ${row.teamId}, ${row.tier}, ${row.rag},
      case when ${row.rag} = 'none' then null else now() end, ${row.statutory}, ${row.joinedOn}, ${row.nextReview}, ${row.retentionOn}, ${row.itemId})
    returning id`);

export const endMembership = (
  tx: Tx,
  id: number,
  end: { leftOn: Day; reason: string; retentionOn: Day },
): Promise<number> =>
  tx.run(sql`
    update membership set state = 'de-selected', left_on = ${end.leftOn}, left_reason = ${end.reason}, review_retention_on = ${end.retentionOn},
      next_review = null, version = version + 1 where id = ${id}`);

export const updateRag = (tx: Tx, id: number, rag: Rag, now: Date): Promise<number> =>
  tx.run(
    sql`update membership set rag_was = rag, rag = ${rag}, rag_at = ${now}, version = version + 1 where id = ${id}`,
  );

export const updateTier = (tx: Tx, id: number, tier: string | null): Promise<number> =>
  tx.run(sql`update membership set tier = ${tier}, version = version + 1 where id = ${id}`);

export const updateStrand = (tx: Tx, id: number, strand: string): Promise<number> =>
  tx.run(sql`update membership set strand = ${strand}, version = version + 1 where id = ${id}`);

export const updateStatutory = (tx: Tx, id: number, statutory: Statutory): Promise<number> =>
  tx.run(sql`update membership set statutory = ${statutory}, version = version + 1 where id = ${id}`);

export const updateTransition = (tx: Tx, id: number, plan: string): Promise<number> =>
  tx.run(sql`update membership set transition_plan = ${plan}, version = version + 1 where id = ${id}`);

/** When somebody was born, as far as the viewer may know. */
export const findBorn = async (tx: Tx, personId: number): Promise<Day | null> =>
  (await tx.maybe(sql<{ born: Day | null }>`select born from person where id = ${personId}`))?.born ?? null;

/** Custody of a person whom the viewer may see it of: the extracts have it, half-open. */
export const listSpells = (tx: Tx, personId: number): Promise<Spell[]> =>
  tx.many(sql<Spell>`
    select kind, from_day as "from", to_day as "to" from custody_spell where person_id = ${personId} order by from_day, id`);

/** The same of several people, for a list. */
export const listSpellsOf = (
  tx: Tx,
  personIds: readonly number[],
): Promise<(Spell & { personId: number })[]> =>
  tx.many(sql<Spell & { personId: number }>`
    select person_id as "personId", kind, from_day as "from", to_day as "to" from custody_spell
    where person_id = any (${[...personIds]}::bigint[])`);

export const updateState = (tx: Tx, id: number, state: MembershipState): Promise<number> =>
  tx.run(sql`update membership set state = ${state}, version = version + 1 where id = ${id}`);

export const updateReview = (tx: Tx, id: number, review: Day): Promise<number> =>
  tx.run(sql`update membership set next_review = ${review}, version = version + 1 where id = ${id}`);

/** What a review found, in one version: the rating before stays where the review changed nothing. */
export const updateReviewed = (
  tx: Tx,
  id: number,
  found: { rag: Rag; tier: string | null; nextReview: Day; now: Date },
): Promise<number> =>
  tx.run(sql`
    update membership set rag_was = case when rag = ${found.rag} then rag_was else rag end,
      rag_at = case when rag = ${found.rag} then rag_at else ${found.now} end,
      rag = ${found.rag}, tier = ${found.tier}, next_review = ${found.nextReview}, version = version + 1 where id = ${id}`);

export interface NewChange {
  membershipId: number;
  personId: number;
  what: ChangeKind;
  was: string | null;
  became: string;
  why: string;
  heldOn?: Day;
  effectiveOn?: Day;
  staffId: number;
  agencyId: number;
  at: Date;
}

export const insertChange = (tx: Tx, change: NewChange): Promise<number> =>
  tx.run(sql`
    insert into membership_change (membership_id, person_id, at, what, was, became, why, held_on, effective_on, staff_id, agency_id)
    values (${change.membershipId}, ${change.personId}, ${change.at}, ${change.what}, ${change.was}, ${change.became}, ${change.why}, ${change.heldOn ?? null}, ${change.effectiveOn ?? null}, ${change.staffId}, ${change.agencyId})`);

/** Newest first. */
export const listChanges = (tx: Tx, personId: number, limit: number): Promise<MembershipChange[]> =>
  tx.many(sql<MembershipChange>`
    select h.id, h.at, h.what, h.was, h.became, h.why, h.held_on as "heldOn", h.effective_on as "effectiveOn", s.name as staff, a.name as agency
    from membership_change h left join staff s on s.id = h.staff_id left join agency a on a.id = h.agency_id
    where h.person_id = ${personId} order by h.at desc, h.id desc limit ${limit}`);

/** The newest review that was recorded of a membership. */
export const findLastReview = (tx: Tx, membershipId: number): Promise<MembershipChange | undefined> =>
  tx.maybe(sql<MembershipChange>`
    select h.id, h.at, h.what, h.was, h.became, h.why, h.held_on as "heldOn", h.effective_on as "effectiveOn", s.name as staff, a.name as agency
    from membership_change h left join staff s on s.id = h.staff_id left join agency a on a.id = h.agency_id
    where h.membership_id = ${membershipId} and h.held_on is not null order by h.held_on desc, h.id desc limit 1`);

/** Of the people whom this member of staff leads or works with beside another. */
export const listOwnReviewsDue = (
  tx: Tx,
  schemeId: number,
  staffId: number,
  until: Day,
): Promise<{ personId: number; name: string; nextReview: Day }[]> =>
  tx.many(sql<{ personId: number; name: string; nextReview: Day }>`
    with mine as materialized (select distinct person_id from allocation where staff_id = ${staffId} and to_at is null)
    select m.person_id as "personId", p.given_names || ' ' || p.family_name as name, m.next_review as "nextReview"
    from mine join membership m on m.person_id = mine.person_id join person p on p.id = m.person_id
    where m.scheme_id = ${schemeId} and m.left_on is null and m.next_review <= ${until} order by m.next_review, m.id limit 60`);

/** Of one team, or of everybody whom the viewer may see. */
export const countReviewsDue = (
  tx: Tx,
  { schemeId, teamId, today, until }: { schemeId: number; teamId: number | null; today: Day; until: Day },
): Promise<{ overdue: number; week: number; first: Day | null }> =>
  tx.one(sql<{ overdue: number; week: number; first: Day | null }>`
    select count(*) filter (where next_review < ${today}) as overdue, count(*) filter (where next_review >= ${today}) as week, min(next_review) as first
    from membership where scheme_id = ${schemeId} and left_on is null and next_review <= ${until}
      and (${teamId}::bigint is null or team_id = ${teamId})`);

/** Members of an age to go on to adult services, about whom nothing is planned. */
export const countTransitions = async (
  tx: Tx,
  { schemeId }: { schemeId: number },
  born: { from: Day; to: Day },
): Promise<number> =>
  (
    await tx.one(sql<{ n: number }>`
      select count(*)::int as n from membership m join person p on p.id = m.person_id
      where m.scheme_id = ${schemeId} and m.left_on is null and m.transition_plan is null and p.born between ${born.from} and ${born.to}`)
  ).n;
