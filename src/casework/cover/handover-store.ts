import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Handover, HandoverItem, LeaverItem, LeaverWork } from './types.ts';

interface WorkRow {
  what: LeaverItem['what'] | 'beyond' | 'drafts' | 'out';
  id: number;
  personId: number;
  version: number;
  at: Date | null;
  kind: string | null;
}

/** Everything that hangs on somebody, by number: also what the viewer may not read. */
export async function loadWork(tx: Tx, staffId: number): Promise<LeaverWork> {
  const rows = await tx.many(sql<WorkRow>`
    select what, id, person_id as "personId", version, at, kind from leaver_work(${staffId}) order by what, id`);
  const count = (what: 'beyond' | 'drafts' | 'out'): number => rows.find((row) => row.what === what)?.id ?? 0;
  return {
    items: rows.flatMap(({ what, ...row }) =>
      what === 'beyond' || what === 'drafts' || what === 'out' ? [] : [{ what, ...row }],
    ),
    beyond: count('beyond'),
    drafts: count('drafts'),
    out: count('out'),
  };
}

export const listPeople = (
  tx: Tx,
  personIds: readonly number[],
): Promise<{ id: number; name: string; nextReview: Day | null }[]> =>
  tx.many(sql<{ id: number; name: string; nextReview: Day | null }>`
    select p.id, p.given_names || ' ' || p.family_name as name,
      (select m.next_review from membership m where m.person_id = p.id and m.left_on is null limit 1) as "nextReview"
    from person p where p.id = any (${[...personIds]}::bigint[]) order by p.family_name, p.given_names, p.id`);

/** Failures to comply of these people that wait for somebody, of those the viewer may see. */
export const countWaitingFailures = async (tx: Tx, personIds: readonly number[]): Promise<number> =>
  (
    await tx.one(sql<{ n: number }>`
      select count(*)::int as n from enforcement_case e where e.person_id = any (${[...personIds]}::bigint[])
        and e.state in ('to-decide', 'warning-due', 'breach-due', 'recall-considered', 'recall-asked')`)
  ).n;

/** The new version, or null where it is no longer what the preview showed. */
export const moveContact = async (tx: Tx, move: Move): Promise<number | null> =>
  (
    await tx.one(
      sql<{
        v: number | null;
      }>`select handover_contact(${move.id}, ${move.from}, ${move.to}, ${move.version}) as v`,
    )
  ).v;

export const moveStep = async (tx: Tx, move: Move): Promise<number | null> =>
  (
    await tx.one(
      sql<{
        v: number | null;
      }>`select handover_step(${move.id}, ${move.from}, ${move.to}, ${move.version}) as v`,
    )
  ).v;

export const moveReferral = async (tx: Tx, move: Move): Promise<number | null> =>
  (
    await tx.one(
      sql<{
        v: number | null;
      }>`select handover_referral(${move.id}, ${move.from}, ${move.to}, ${move.version}) as v`,
    )
  ).v;

export interface Move {
  id: number;
  from: number;
  to: number;
  version: number;
}

/** Two people handing over the same leaver wait for each other; released with the transaction. */
export const lockLeaver = (tx: Tx, staffId: number): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended('handover', ${staffId}::bigint))`);

export const insertHandover = (
  tx: Tx,
  row: { schemeId: number; fromStaffId: number; why: string; by: number; at: Date },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into handover (scheme_id, from_staff_id, why, state, made_by, made_at)
    values (${row.schemeId}, ${row.fromStaffId}, ${row.why}, 'done', ${row.by}, ${row.at}) returning id`);

export const insertItems = (tx: Tx, handoverId: number, items: readonly HandoverItem[]): Promise<number> =>
  tx.run(sql`
    insert into handover_item (handover_id, person_id, what, row_id, to_staff_id, version)
    select ${handoverId}, i.person, i.what, i.row, i.receiver, i.version
    from unnest(${items.map(({ personId }) => personId)}::bigint[], ${items.map(({ what }) => what)}::text[], ${items.map(({ rowId }) => rowId)}::bigint[],
      ${items.map(({ toStaffId }) => toStaffId)}::bigint[], ${items.map(({ version }) => version)}::integer[]) as i (person, what, row, receiver, version)`);

const columns = sql`h.id, h.from_staff_id as "fromStaffId", s.name as "from", h.why, h.state, m.name as "madeBy", h.made_at as "madeAt",
  h.undone_at as "undoneAt", h.version`;
const from = sql`from handover h join staff s on s.id = h.from_staff_id join staff m on m.id = h.made_by`;

export const getHandover = (tx: Tx, id: number): Promise<Handover> =>
  tx.one(sql<Handover>`select ${columns} ${from} where h.id = ${id}`);

export const lockHandover = (tx: Tx, id: number): Promise<Handover> =>
  tx.one(sql<Handover>`select ${columns} ${from} where h.id = ${id} for update of h`);

export const listHandovers = (
  tx: Tx,
  schemeId: number,
  window: { limit: number; offset: number },
): Promise<Handover[]> =>
  tx.many(sql<Handover>`
    select ${columns} ${from} where h.scheme_id = ${schemeId} order by h.id desc limit ${window.limit} offset ${window.offset}`);

/** In the order in which they were made, so that they can be undone from the last. */
export const listItems = (
  tx: Tx,
  handoverId: number,
): Promise<(HandoverItem & { name: string | null; receiver: string | null })[]> =>
  tx.many(sql<HandoverItem & { name: string | null; receiver: string | null }>`
    select i.person_id as "personId", i.what, i.row_id as "rowId", i.to_staff_id as "toStaffId", i.version,
      p.given_names || ' ' || p.family_name as name, s.name as receiver
    from handover_item i left join person p on p.id = i.person_id left join staff s on s.id = i.to_staff_id
    where i.handover_id = ${handoverId} order by i.id limit 2000`);

export const undoHandoverRow = (tx: Tx, id: number, row: { by: number; at: Date }): Promise<number> =>
  tx.run(
    sql`update handover set state = 'undone', undone_by = ${row.by}, undone_at = ${row.at}, version = version + 1 where id = ${id}`,
  );

/** An open allocation in the version that a handover left it in. */
export const findGiven = (
  tx: Tx,
  ask: { id: number; personId: number; version: number },
): Promise<{ id: number } | undefined> =>
  tx.maybe(sql<{ id: number }>`
    select id from allocation where id = ${ask.id} and person_id = ${ask.personId} and version = ${ask.version} and to_at is null for update`);
