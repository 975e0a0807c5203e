import { sql, type Tx } from '../../kernel/database.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { type Bearer, bodyCode, type CostBody } from './bodies.ts';

const columns = sql`b.id, b.name, b.note, b.version,
  (select count(*)::int from cost_line l where l.body_id = b.id or l.employer_body_id = b.id) as lines`;

export const listBodies = (tx: Tx): Promise<CostBody[]> =>
  tx.many(sql<CostBody>`select ${columns} from cost_body b order by b.name`);

export const lockBody = (tx: Tx, id: number): Promise<CostBody> =>
  tx.one(sql<CostBody>`select ${columns} from cost_body b where b.id = ${id} for update of b`);

/** Undefined where another body has the name. */
export const insertBody = (
  tx: Tx,
  body: { schemeId: number; name: string; note: string | null },
): Promise<{ id: number } | undefined> =>
  tx.maybe(sql<{
    id: number;
  }>`insert into cost_body (scheme_id, name, note) values (${body.schemeId}, ${body.name}, ${body.note})
    on conflict do nothing returning id`);

export const renameBody = (
  tx: Tx,
  id: number,
  body: { name: string; note: string | null },
): Promise<number> =>
  tx.run(
    sql`update cost_body set name = ${body.name}, note = ${body.note}, version = version + 1 where id = ${id}`,
  );

/** Whoever may bear a line or pay it: agencies by name, then bodies outside the scheme. */
export const listBearers = async (tx: Tx): Promise<Bearer[]> => {
  const [agencies, bodies] = await Promise.all([listAgencies(tx), listBodies(tx)]);
  return [
    ...agencies.map(({ id, code, name }) => ({ code, name, agencyId: id, bodyId: null })),
    ...bodies.map(({ id, name }) => ({ code: bodyCode(id), name, agencyId: null, bodyId: id })),
  ];
};
