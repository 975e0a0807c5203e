import { sql, type Tx } from '../../kernel/database.ts';
import type { CostLine, CostLineInput, PrintedFigure, PrintedFigureInput } from './types.ts';

interface CostRow extends Omit<CostLine, 'pence' | 'step'> {
  pence: string | null;
  step: string;
}

// Money comes as text: a driver's number would stop being exact above 2^53.
const columns = sql`l.id, l.code, l.year, l.stage, l.kind, l.heading, a.code as agency, a.name as "agencyName", l.pence::text as pence,
  l.step_pence::text as step, l.fte_hundredths as "fteHundredths", l.source, l.note, l.example, l.version`;

const from = sql`from cost_line l left join agency a on a.id = l.agency_id`;

const lineOf = (row: CostRow): CostLine => ({
  ...row,
  pence: row.pence === null ? null : BigInt(row.pence),
  step: BigInt(row.step),
});

export const listCostLines = async (tx: Tx): Promise<CostLine[]> =>
  (await tx.many(sql<CostRow>`select ${columns} ${from} order by l.position, l.id`)).map(lineOf);

export const getCostLine = async (tx: Tx, id: number): Promise<CostLine> =>
  lineOf(await tx.one(sql<CostRow>`select ${columns} ${from} where l.id = ${id}`));

export const lockCostLine = async (tx: Tx, id: number): Promise<CostLine> =>
  lineOf(await tx.one(sql<CostRow>`select ${columns} ${from} where l.id = ${id} for update of l`));

export const insertCostLine = (
  tx: Tx,
  input: CostLineInput & { schemeId: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into cost_line (scheme_id, code, position, year, stage, kind, heading, agency_id, pence, step_pence, fte_hundredths, source, note, example)
    values (${input.schemeId}, ${input.code}, ${input.position}, ${input.year}, ${input.stage}, ${input.kind}, ${input.heading}, ${input.agencyId},
      ${input.pence}::bigint, ${input.stepPence}::bigint, ${input.fteHundredths}, ${input.source}, ${input.note}, ${input.example})
    returning id`);

export const updateCostLine = (
  tx: Tx,
  id: number,
  change: { pence: string | null; source: string; note: string | null },
): Promise<number> =>
  tx.run(sql`update cost_line set pence = ${change.pence}::bigint, step_pence = 1, source = ${change.source}, note = ${change.note},
    version = version + 1 where id = ${id}`);

interface FigureRow extends Omit<PrintedFigure, 'value' | 'step' | 'againstValue'> {
  value: string;
  step: string;
  againstValue: string | null;
}

export const listPrintedFigures = async (tx: Tx): Promise<PrintedFigure[]> =>
  (
    await tx.many(sql<FigureRow>`
      select source, place, what, printed, unit, value::text as value, step::text as step, figure, against_place as "againstPlace",
        against_printed as "againstPrinted", against_value::text as "againstValue"
      from printed_figure order by position, id`)
  ).map((row) => ({
    ...row,
    value: BigInt(row.value),
    step: BigInt(row.step),
    againstValue: row.againstValue === null ? null : BigInt(row.againstValue),
  }));

export const insertPrintedFigure = (
  tx: Tx,
  input: PrintedFigureInput & { schemeId: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into printed_figure (scheme_id, position, source, place, what, printed, unit, value, step, figure, against_place, against_printed, against_value)
    values (${input.schemeId}, ${input.position}, ${input.source}, ${input.place}, ${input.what}, ${input.printed}, ${input.unit}, ${input.value}::bigint,
      ${input.step}::bigint, ${input.figure}, ${input.againstPlace}, ${input.againstPrinted}, ${input.againstValue}::bigint)
    returning id`);
