import { sql, type Tx } from '../../kernel/database.ts';
import type {
  Actual,
  CostLine,
  CostLineInput,
  CostStage,
  PrintedFigure,
  PrintedFigureInput,
} from './types.ts';

interface CostRow extends Omit<CostLine, 'pence' | 'step' | 'forecastPence'> {
  pence: string | null;
  step: string;
  forecastPence: string | null;
}

// Money comes as text: a driver's number would stop being exact above 2^53.
const columns = sql`l.id, l.code, l.year, l.stage, l.kind, l.heading, coalesce(a.code, b.id || '-outside') as agency, coalesce(a.name, b.name) as "agencyName", l.pence::text as pence,
  l.step_pence::text as step, l.fte_hundredths as "fteHundredths", l.source, l.note, l.example,
  coalesce(e.code, f.id || '-outside') as employer, coalesce(e.name, f.name) as "employerName",
  l.formula, l.forecast_method as "forecastMethod", l.forecast_pence::text as "forecastPence", l.forecast_why as "forecastWhy", l.removed, l.version`;

const from = sql`from cost_line l left join agency a on a.id = l.agency_id left join agency e on e.id = l.employer_id
  left join cost_body b on b.id = l.body_id left join cost_body f on f.id = l.employer_body_id`;

const lineOf = (row: CostRow): CostLine => ({
  ...row,
  pence: row.pence === null ? null : BigInt(row.pence),
  step: BigInt(row.step),
  forecastPence: row.forecastPence === null ? null : BigInt(row.forecastPence),
});

/** Which lines: all that is undefined is not asked for. */
export interface LineFilter {
  year?: string | undefined;
  stage?: CostStage | undefined;
  agency?: string | undefined;
  employer?: string | undefined;
  /** Amount not known. */
  unknown?: boolean | undefined;
  removed?: boolean | undefined;
}

const wanted = (filter: LineFilter) => sql`
  l.removed = ${filter.removed ?? false}
  and (${filter.year ?? null}::text is null or l.year = ${filter.year ?? null})
  and (${filter.stage ?? null}::text is null or l.stage = ${filter.stage ?? null})
  and (${filter.agency ?? null}::text is null or coalesce(a.code, b.id || '-outside') = ${filter.agency ?? null}
    or (${filter.agency ?? null} = 'shared' and a.id is null and b.id is null))
  and (${filter.employer ?? null}::text is null or coalesce(e.code, f.id || '-outside') = ${filter.employer ?? null}
    or (${filter.employer ?? null} = 'not-known' and e.id is null and f.id is null))
  and (${filter.unknown ?? false} = false or l.pence is null)`;

export const listCostLines = async (tx: Tx, filter: LineFilter = {}): Promise<CostLine[]> =>
  (
    await tx.many(sql<CostRow>`select ${columns} ${from} where ${wanted(filter)} order by l.position, l.id`)
  ).map(lineOf);

export const lineSorts = ['year', 'line', 'bearer', 'amount'] as const;
export type LineSort = (typeof lineSorts)[number];

const sortedBy = {
  year: { ascending: sql`l.year, l.position, l.id`, descending: sql`l.year desc, l.position, l.id` },
  line: { ascending: sql`l.heading, l.year, l.id`, descending: sql`l.heading desc, l.year, l.id` },
  bearer: {
    ascending: sql`coalesce(a.name, b.name) nulls first, l.year, l.id`,
    descending: sql`coalesce(a.name, b.name) desc nulls last, l.year, l.id`,
  },
  // What is not known is neither little nor much: it stands last either way.
  amount: { ascending: sql`l.pence nulls last, l.id`, descending: sql`l.pence desc nulls last, l.id` },
};

/** One page of lines, and how many there are of them in all. */
export const pageOfLines = async (
  tx: Tx,
  filter: LineFilter,
  order: { sort: LineSort; direction: 'ascending' | 'descending' },
  part: { limit: number; offset: number },
): Promise<{ lines: CostLine[]; total: number }> => {
  const [rows, count] = await Promise.all([
    tx.many(
      sql<CostRow>`select ${columns} ${from} where ${wanted(filter)} order by ${sortedBy[order.sort][order.direction]} limit ${part.limit} offset ${part.offset}`,
    ),
    tx.one(sql<{ total: number }>`select count(*)::int as total ${from} where ${wanted(filter)}`),
  ]);
  return { lines: rows.map(lineOf), total: count.total };
};

export const listYears = async (tx: Tx): Promise<string[]> =>
  (
    await tx.many(
      sql<{ year: string }>`select distinct year from cost_line where not removed order by year desc`,
    )
  ).map(({ year }) => year);

export const getCostLine = async (tx: Tx, id: number): Promise<CostLine> =>
  lineOf(await tx.one(sql<CostRow>`select ${columns} ${from} where l.id = ${id}`));

export const lockCostLine = async (tx: Tx, id: number): Promise<CostLine> =>
  lineOf(await tx.one(sql<CostRow>`select ${columns} ${from} where l.id = ${id} for update of l`));

export const insertCostLine = (
  tx: Tx,
  input: CostLineInput & { schemeId: number; position: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into cost_line (scheme_id, code, position, year, stage, kind, heading, agency_id, pence, step_pence, fte_hundredths, source, note,
      example, employer_id, body_id, employer_body_id, formula, forecast_method)
    values (${input.schemeId}, ${input.code}, ${input.position}, ${input.year}, ${input.stage}, ${input.kind}, ${input.heading}, ${input.agencyId},
      ${input.pence}::bigint, ${input.stepPence}::bigint, ${input.fteHundredths}, ${input.source}, ${input.note}, ${input.example},
      ${input.employerId}, ${input.bodyId ?? null}, ${input.employerBodyId ?? null}, ${input.formula}, ${input.kind === 'pay' ? 'run-rate' : 'as-budgeted'})
    returning id`);

export interface LineChange {
  pence: string | null;
  source: string;
  note: string | null;
  employerId: number | null;
  employerBodyId?: number | null;
  forecastMethod: CostLine['forecastMethod'];
  forecastPence: string | null;
  forecastWhy: string | null;
}

export const updateCostLine = (tx: Tx, id: number, change: LineChange): Promise<number> =>
  tx.run(sql`update cost_line set step_pence = case when pence is not distinct from ${change.pence}::bigint then step_pence else 1 end,
    pence = ${change.pence}::bigint, source = ${change.source}, note = ${change.note}, employer_id = ${change.employerId},
    employer_body_id = ${change.employerBodyId ?? null},
    forecast_method = ${change.forecastMethod}, forecast_pence = ${change.forecastPence}::bigint, forecast_why = ${change.forecastWhy},
    version = version + 1 where id = ${id}`);

export const setRemoved = (tx: Tx, id: number, removed: boolean): Promise<number> =>
  tx.run(sql`update cost_line set removed = ${removed}, version = version + 1 where id = ${id}`);

export const touchCostLine = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`update cost_line set version = version + 1 where id = ${id}`);

export const nextPosition = async (tx: Tx): Promise<number> =>
  (await tx.one(sql<{ next: number }>`select coalesce(max(position), -1)::int + 1 as next from cost_line`))
    .next;

export const listActuals = async (tx: Tx, lineIds: readonly number[]): Promise<Actual[]> =>
  (
    await tx.many(sql<Omit<Actual, 'pence'> & { pence: string }>`
      select cost_line_id as "lineId", month, pence::text as pence, source, version from cost_actual
      where cost_line_id = any (${[...lineIds]}::bigint[]) order by cost_line_id, month`)
  ).map((row) => ({ ...row, pence: BigInt(row.pence) }));

export const putActuals = (
  tx: Tx,
  lineId: number,
  actuals: readonly { month: number; pence: string }[],
  source: string,
): Promise<number> =>
  tx.run(sql`insert into cost_actual (cost_line_id, month, pence, source)
    select ${lineId}, m.month, m.pence, ${source}
    from unnest(${actuals.map(({ month }) => month)}::smallint[], ${actuals.map(({ pence }) => pence)}::bigint[]) as m (month, pence)
    on conflict (cost_line_id, month) do update set pence = excluded.pence, source = excluded.source, version = cost_actual.version + 1`);

export const removeActuals = (tx: Tx, lineId: number, months: readonly number[]): Promise<number> =>
  tx.run(
    sql`delete from cost_actual where cost_line_id = ${lineId} and month = any (${[...months]}::smallint[])`,
  );

export interface LineHistory {
  id: number;
  at: Date;
  staff: string | null;
  table: 'cost_line' | 'cost_actual';
  op: 'update' | 'delete';
  /** What it was before: money in pence as digits. */
  pence: string | null;
  source: string | null;
  note: string | null;
  month: number | null;
  forecastPence: string | null;
  forecastMethod: string | null;
  removed: boolean | null;
  /** Who paid it, as `bearerCode` has it. */
  employer: string | null;
}

/** Earlier states of a line and of its months, newest first. */
export const listLineHistory = (tx: Tx, id: number, limit: number): Promise<LineHistory[]> =>
  tx.many(sql<LineHistory>`
    select h.id, h.at, s.name as staff, h.table_name as "table", h.op, h.was->>'pence' as pence, h.was->>'source' as source,
      h.was->>'note' as note, (h.was->>'month')::int as month, h.was->>'forecast_pence' as "forecastPence",
      h.was->>'forecast_method' as "forecastMethod", (h.was->>'removed')::boolean as removed, coalesce(e.code, (h.was->>'employer_body_id') || '-outside') as employer
    from row_history h left join staff s on s.id = h.staff_id left join agency e on e.id = (h.was->>'employer_id')::bigint
    where h.op <> 'insert' and ((h.table_name = 'cost_line' and h.row_id = ${id})
      or (h.table_name = 'cost_actual' and (h.was->>'cost_line_id')::bigint = ${id}))
    order by h.id desc limit ${limit}`);

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

/** Lines that money moves between: budgets, and what was put in. */
export const listPots = async (tx: Tx): Promise<CostLine[]> =>
  (
    await tx.many(sql<CostRow>`select ${columns} ${from} where not l.removed and l.stage in ('budget', 'allocated')
      order by l.year desc, l.position, l.id limit 300`)
  ).map(lineOf);
