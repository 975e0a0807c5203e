import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Marking } from '../decisions/types.ts';
import type { Pack, PackCopy, PackInput, PackLine, PackState } from './types.ts';

const lineColumns = sql`k.id, k.board_id as "boardId", b.name as board, k.meeting_id as "meetingId", g.held_on as "heldOn", k.title, k.state, k.marking,
  s.name as "issuedBy", k.issued_at as "issuedAt", k.replaces_id as "replacesId",
  (select n.id from board_pack n where n.replaces_id = k.id and n.state = 'issued') as "replacedById", k.example`;
const from = sql`from board_pack k join board b on b.id = k.board_id left join board_meeting g on g.id = k.meeting_id left join staff s on s.id = k.issued_by`;
const columns = sql`${lineColumns}, g.place, k.parts, k.said, k.claims, (select d.name from staff d where d.id = k.drafted_by) as "draftedBy",
  k.content, k.sha256, k.version`;

/** Drafts first, then the latest issued. Without their content. */
export const listPacks = (
  tx: Tx,
  filter: { boardId?: number | undefined; state?: PackState | undefined },
  window: { limit: number; offset: number },
): Promise<PackLine[]> =>
  tx.many(sql<PackLine>`
    select ${lineColumns} ${from}
    where (${filter.boardId ?? null}::bigint is null or k.board_id = ${filter.boardId ?? null})
      and case when ${filter.state ?? null}::text is null then k.state <> 'dropped' else k.state = ${filter.state ?? null} end
    order by k.issued_at desc nulls first, k.id desc limit ${window.limit} offset ${window.offset}`);

export const getPack = (tx: Tx, id: number): Promise<Pack> =>
  tx.one(sql<Pack>`select ${columns} ${from} where k.id = ${id}`);

/** @returns the pack as it stands; an issued one is found and not locked: it never changes */
export const lockPack = async (tx: Tx, id: number): Promise<Pack> => {
  await tx.many(sql`select id from board_pack where id = ${id} and state <> 'issued' for update`);
  return getPack(tx, id);
};

export const insertPack = (
  tx: Tx,
  input: PackInput & { schemeId: number; staffId: number; example: boolean },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into board_pack (scheme_id, board_id, meeting_id, title, parts, said, claims, marking, state, drafted_by, replaces_id, example)
    values (${input.schemeId}, ${input.boardId}, ${input.meetingId}, ${input.title}, ${input.parts}, ${JSON.stringify(input.said)}::jsonb, ${input.claims},
      ${input.marking}, 'draft', ${input.staffId}, ${input.replacesId}, ${input.example}) returning id`);

export const updatePack = (tx: Tx, id: number, input: PackInput): Promise<number> =>
  tx.run(sql`
    update board_pack set board_id = ${input.boardId}, meeting_id = ${input.meetingId}, title = ${input.title}, parts = ${input.parts},
      said = ${JSON.stringify(input.said)}::jsonb, claims = ${input.claims}, marking = ${input.marking}, replaces_id = ${input.replacesId},
      version = version + 1 where id = ${id}`);

export const setPackState = (tx: Tx, id: number, state: 'draft' | 'dropped'): Promise<number> =>
  tx.run(sql`update board_pack set state = ${state}, version = version + 1 where id = ${id}`);

/** @returns how many were issued: none where somebody else did so first */
export const issueRow = (
  tx: Tx,
  id: number,
  issued: { content: string; sha256: string; document: Uint8Array; marking: Marking; by: number; at: Date },
): Promise<number> =>
  tx.run(sql`
    update board_pack set state = 'issued', content = ${issued.content}, sha256 = ${issued.sha256}, document = ${issued.document},
      marking = ${issued.marking}, issued_by = ${issued.by}, issued_at = ${issued.at}, version = version + 1 where id = ${id} and state = 'draft'`);

/** The document of an issued pack, as it was made. */
export const getDocument = (tx: Tx, id: number): Promise<{ title: string; document: Uint8Array }> =>
  tx.one(sql<{ title: string; document: Uint8Array }>`
    select title, document from board_pack where id = ${id} and state = 'issued'`);

export const listCopies = (tx: Tx, packId: number): Promise<PackCopy[]> =>
  tx.many(sql<PackCopy>`
    select c.id, c.number, c.recipient, s.name as "madeBy", c.made_at as "madeAt" from board_pack_copy c join staff s on s.id = c.made_by
    where c.pack_id = ${packId} order by c.number`);

/** The next number of a copy; whoever else makes copies of this pack waits. */
export const nextCopy = async (tx: Tx, packId: number): Promise<number> => {
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('board-pack-copy'), ${packId}::int)`);
  const { next } = await tx.one(sql<{ next: number }>`
    select coalesce(max(number), 0)::int + 1 as next from board_pack_copy where pack_id = ${packId}`);
  return next;
};

export const insertCopy = (
  tx: Tx,
  copy: { packId: number; number: number; recipient: string; document: Uint8Array; by: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into board_pack_copy (pack_id, number, recipient, document, made_by)
    values (${copy.packId}, ${copy.number}, ${copy.recipient}, ${copy.document}, ${copy.by}) returning id`);

export const getCopy = (
  tx: Tx,
  id: number,
): Promise<{ packId: number; number: number; document: Uint8Array }> =>
  tx.one(sql<{ packId: number; number: number; document: Uint8Array }>`
    select pack_id as "packId", number, document from board_pack_copy where id = ${id}`);

/** The day of the pack that the board was last given: decisions since then are news. One that is replaced does not count. */
export const lastIssuedOn = async (
  tx: Tx,
  boardId: number,
  replacesId: number | null,
): Promise<Day | undefined> =>
  (
    await tx.maybe(sql<{ day: Day | null }>`
      select (max(issued_at) at time zone 'Europe/London')::date as day from board_pack where board_id = ${boardId} and state = 'issued'
        and id is distinct from ${replacesId}::bigint`)
  )?.day ?? undefined;

export const getStaffName = (tx: Tx, id: number): Promise<{ name: string }> =>
  tx.one(sql<{ name: string }>`select name from staff where id = ${id}`);
