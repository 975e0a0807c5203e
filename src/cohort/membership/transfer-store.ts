import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Destination, Transfer, TransferFacts, TransferState } from './transfer-types.ts';

const columns = sql`t.id, t.person_id as "personId", t.membership_id as "membershipId", p.given_names || ' ' || p.family_name as name,
  t.from_scheme_id as "fromSchemeId", t.from_team_id as "fromTeamId", ft.name as "fromTeam", fs.name as "fromScheme",
  t.to_scheme_id as "toSchemeId", t.to_team_id as "toTeamId", tt.name as "toTeam", b.name as "toBase", ts.name as "toScheme",
  t.state, t.why, t.about, r.name as "requestedBy", t.requested_by as "requestedById", r.phone, t.requested_at as "requestedAt",
  a.name as "answeredBy", t.answered_at as "answeredAt", t.answer, t.version`;
const from = sql`from membership_transfer t left join person p on p.id = t.person_id
  join team ft on ft.id = t.from_team_id join scheme fs on fs.id = t.from_scheme_id join team tt on tt.id = t.to_team_id join scheme ts on ts.id = t.to_scheme_id
  join base b on b.id = t.to_base_id join staff r on r.id = t.requested_by left join staff a on a.id = t.answered_by`;

export const getTransfer = (tx: Tx, id: number): Promise<Transfer> =>
  tx.one(sql<Transfer>`select ${columns} ${from} where t.id = ${id}`);

/** As it stands; locked while it waits for an answer, by whoever may give one. */
export const lockTransfer = async (tx: Tx, id: number): Promise<Transfer> => {
  const transfer = await getTransfer(tx, id);
  if (transfer.state !== 'requested') return transfer;
  await tx.one(sql`select id from membership_transfer where id = ${id} for update`);
  return getTransfer(tx, id);
};

/** Those the viewer may see: what waits for an answer first. */
export const listTransfers = (
  tx: Tx,
  window: { state: TransferState | undefined; limit: number; offset: number },
): Promise<Transfer[]> =>
  tx.many(sql<Transfer>`
    select ${columns} ${from} where (${window.state ?? null}::text is null or t.state = ${window.state ?? null})
    order by (t.state = 'requested') desc, t.id desc limit ${window.limit} offset ${window.offset}`);

export const findOpenTransfer = (tx: Tx, personId: number): Promise<Transfer | undefined> =>
  tx.maybe(
    sql<Transfer>`select ${columns} ${from} where t.person_id = ${personId} and t.state = 'requested' order by t.id limit 1`,
  );

/** Asked of the viewer's teams, or of their scheme where they manage it. */
export const countAsked = async (
  tx: Tx,
  { schemeId, teams }: { schemeId: number; teams: readonly number[] },
): Promise<{ n: number; first: Date | null }> =>
  tx.one(sql<{ n: number; first: Date | null }>`
    select count(*)::int as n, min(requested_at) as first from membership_transfer
    where state = 'requested' and to_scheme_id = ${schemeId} and (cardinality(${[...teams]}::bigint[]) = 0 or to_team_id = any (${[...teams]}::bigint[]))`);

export const findFacts = (tx: Tx, id: number): Promise<TransferFacts | undefined> =>
  tx.maybe(sql<TransferFacts>`
    select strand, tier, rag, statutory, joined_on as "joinedOn", age from transfer_facts(${id})`);

/** Every base with the team that works there, of every scheme but the team that has them now. */
export const listDestinations = (tx: Tx, exceptTeamId: number): Promise<Destination[]> =>
  tx.many(sql<Destination>`
    select distinct on (s.id, b.id) b.id as "baseId", b.name as base, t.id as "teamId", t.name as team, s.id as "schemeId", s.name as scheme
    from base b join scheme s on s.id = b.scheme_id join team t on t.kind = 'management' and t.base_id in (b.id, b.satellite_of)
    where t.id <> ${exceptTeamId} order by s.id, b.id, (t.base_id = b.id) desc, t.id`);

/** Whether the viewer has the person for good, and not for days as a deputy or for the time of a trial. */
export const keepsPerson = async (tx: Tx, personId: number): Promise<boolean> =>
  (await tx.one(sql<{ keeps: boolean }>`select viewer_keeps(${personId}) as keeps`)).keeps;

export interface NewTransfer {
  personId: number;
  membershipId: number;
  fromSchemeId: number;
  fromTeamId: number;
  to: Destination;
  why: string;
  about: string;
  by: number;
  at: Date;
}

export const insertTransfer = (tx: Tx, row: NewTransfer): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into membership_transfer (person_id, membership_id, from_scheme_id, from_team_id, to_scheme_id, to_base_id, to_team_id, state, why, about, requested_by, requested_at)
    values (${row.personId}, ${row.membershipId}, ${row.fromSchemeId}, ${row.fromTeamId}, ${row.to.schemeId}, ${row.to.baseId}, ${row.to.teamId}, 'requested',
      ${row.why}, ${row.about}, ${row.by}, ${row.at})
    returning id`);

export const answerTransfer = (
  tx: Tx,
  id: number,
  answer: { state: 'declined' | 'withdrawn'; words: string; by: number; at: Date },
): Promise<number> =>
  tx.run(sql`
    update membership_transfer set state = ${answer.state}, answer = ${answer.words}, answered_by = ${answer.by}, answered_at = ${answer.at}, version = version + 1
    where id = ${id}`);

/** The membership that goes on; null where it is no longer as it was asked. */
export const acceptRow = async (
  tx: Tx,
  row: {
    id: number;
    version: number;
    strand: string;
    on: Day;
    retention: Day;
    nextReview: Day | null;
    words: string;
  },
): Promise<number | null> =>
  (
    await tx.one(sql<{ id: number | null }>`
      select transfer_accept(${row.id}, ${row.version}, ${row.strand}, ${row.on}, ${row.retention}, ${row.nextReview}, ${row.words}) as id`)
  ).id;
