import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { canonicalJson, sha256 } from '../../kernel/ids.ts';
import { type EligibleColumns, emptyColumns } from '../measures/eligible-columns.ts';
import { gatherPopulation } from '../measures/members.ts';
import type { GatherAsk, Gathered, MeasureRule, PopulationKind } from '../measures/types.ts';
import { type ComparedRow, listCompared, listJoiningDays } from './people-store.ts';
import type { PeoplePlan, Registered } from './types.ts';

const columnNames = [
  'joined',
  'early',
  'earlyDays',
  'mid',
  'midDays',
  'late',
  'lateDays',
  'after',
  'afterDays',
  'age',
  'male',
  'base',
  'later',
] as const satisfies (keyof ComparedRow)[];

/** Rows by column: a tenth of the size of rows with names. */
export type ComparedColumns = { [Name in keyof ComparedRow]: ComparedRow[Name][] };

/** What a comparison of people is worked out from. */
export interface PeopleInput extends Registered {
  plan: PeoplePlan;
  rule: MeasureRule;
  dataTo: Day;
  columns: ComparedColumns;
  /** Everybody eligible: what their records let expect. */
  kinds: readonly PopulationKind[];
}

/**
 * In the order of their hashes, the second of two equal rows hashed as a second. An order by what the rows say would be by
 * outcome too, and where several others are alike the matching takes the first: it would take those who offended least.
 */
export function columnsOf(rows: readonly ComparedRow[]): ComparedColumns {
  const seen = new Map<string, number>();
  const keyOf = (text: string): string => {
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    return sha256(`${text}#${before}`);
  };
  const sorted = rows
    .map((row) => columnNames.map((name) => row[name]))
    .map((values) => ({ values, key: keyOf(values.join()) }))
    .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0));
  const column = (name: (typeof columnNames)[number]) =>
    sorted.map(({ values }) => values[columnNames.indexOf(name)]);
  return Object.fromEntries(columnNames.map((name) => [name, column(name)])) as ComparedColumns;
}

/** Reads everybody of a plan, and the law of everybody eligible at the middle of the joining days. */
export async function gatherPeople(
  tx: Tx,
  ask: GatherAsk,
  plan: PeoplePlan,
  registered: Registered,
): Promise<Gathered<PeopleInput>> {
  const looked = { schemeId: ask.schemeId, on: ask.on, rule: ask.rule, plan };
  const days = await listJoiningDays(tx, looked);
  const { kinds } = await gatherPopulation(tx, ask, days.length > 0 ? days : [plan.joinedFrom]);
  const columns = columnsOf(await listCompared(tx, looked));
  const input = { ...registered, plan, rule: ask.rule, dataTo: ask.dataTo, columns, kinds };
  return { input, read: sha256(canonicalJson(input)) };
}

type Part = Pick<
  EligibleColumns,
  'people' | 'early' | 'earlyDays' | 'mid' | 'midDays' | 'late' | 'lateDays' | 'after' | 'afterDays'
>;

/** Some of the rows, as the engine takes them. */
export function partOf(columns: ComparedColumns, rows: readonly number[]): Part {
  const part = emptyColumns(rows.length);
  for (const name of [
    'early',
    'earlyDays',
    'mid',
    'midDays',
    'late',
    'lateDays',
    'after',
    'afterDays',
  ] as const) {
    for (const [place, row] of rows.entries()) part[name][place] = columns[name][row] ?? 0;
  }
  return part;
}

export const rowsOf = ({ joined }: ComparedColumns): number[] => joined.map((_, row) => row);
