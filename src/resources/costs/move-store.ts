import { sql, type Tx } from '../../kernel/database.ts';

/** What a line was before somebody called it otherwise or stood it elsewhere. */
export interface LineMove {
  id: number;
  heading: string;
  year: string;
  /** Who bore it, in words. */
  bearer: string;
  why: string;
  by: string;
  at: Date;
}

/** The last first. */
export const listMoves = (tx: Tx, lineId: number): Promise<LineMove[]> =>
  tx.many(sql<LineMove>`
    select m.id, m.was_heading as heading, m.was_year as year, m.was_bearer as bearer, m.why, s.name as by, m.moved_at as at
    from cost_line_move m join staff s on s.id = m.moved_by where m.cost_line_id = ${lineId} order by m.id desc limit 50`);

export const moveLine = (
  tx: Tx,
  id: number,
  to: {
    heading: string;
    year: string;
    agencyId: number | null;
    bodyId: number | null;
    formula: string | null;
  },
): Promise<number> =>
  tx.run(sql`update cost_line set heading = ${to.heading}, year = ${to.year}, agency_id = ${to.agencyId}, body_id = ${to.bodyId},
    formula = ${to.formula}, version = version + 1 where id = ${id}`);

export const insertMove = (
  tx: Tx,
  move: {
    lineId: number;
    heading: string;
    year: string;
    bearer: string;
    why: string;
    staffId: number;
    now: Date;
  },
): Promise<number> =>
  tx.run(sql`insert into cost_line_move (cost_line_id, was_heading, was_year, was_bearer, why, moved_by, moved_at)
    values (${move.lineId}, ${move.heading}, ${move.year}, ${move.bearer}, ${move.why}, ${move.staffId}, ${move.now})`);
