import type { Tx } from '../../kernel/database.ts';
import { defaultOffenderModel } from '../../linkage/index.ts';
import { modelName } from './evidence.ts';
import { pageOfMarked } from './link-store.ts';
import type { RunInputs } from './run-report.ts';
import { changedSince, databaseNow, findLastRun } from './run-store.ts';
import {
  type PersonRow,
  pageOfEdges,
  pageOfPeople,
  type StandingDecision,
  type StoredEdge,
  standingDecisions,
  workedWith,
} from './store.ts';
import type { IdentityRecord } from './types.ts';
import type { ValueRules } from './value-rules.ts';
import { valueRuleForAll } from './value-store.ts';

/** One transaction of a run after another, with a breath between. */
export type InTurn = <Result>(step: (tx: Tx) => Promise<Result>) => Promise<Result>;

/** Rows read at a time. */
export const pageSize = 1_000;

/** The read side of a run: everything that decides it. */
export interface Standing {
  records: IdentityRecord[];
  /** Of each record, by place: what linking reads of it in one number. */
  marks: number[];
  inputs: RunInputs;
  rules: ValueRules;
  /** Records changed since the run before; undefined where that was decided by other things, or there was none. */
  changed: Set<number> | undefined;
  /** Runs that looked at changes alone, since the last whole run. */
  runsOfChanges: number;
  people: Map<number, PersonRow>;
  decisions: StandingDecision[];
  protectedPeople: Set<number>;
  edges: StoredEdge[];
}

export async function readStanding(inTurn: InTurn): Promise<Standing> {
  const before = await inTurn(readBefore);
  const records: IdentityRecord[] = [];
  const marks: number[] = [];
  for (;;) {
    const page = await inTurn((tx) => pageOfMarked(tx, records.at(-1)?.id ?? 0, pageSize));
    for (const { record, mark } of page) {
      records.push(record);
      marks.push(mark);
    }
    if (page.length < pageSize) break;
  }
  const people = await allPages((after: number) => inTurn((tx) => pageOfPeople(tx, after, pageSize)));
  const edges: StoredEdge[] = [];
  for (;;) {
    const last = edges.at(-1);
    const page = await inTurn((tx) => pageOfEdges(tx, [last?.left ?? 0, last?.right ?? 0], pageSize));
    edges.push(...page);
    if (page.length < pageSize) break;
  }
  const { decisions, protectedPeople } = await inTurn(async (tx) => ({
    decisions: await standingDecisions(tx),
    protectedPeople: await workedWith(tx),
  }));
  return {
    records,
    marks,
    people: new Map(people.map((person) => [person.id, person])),
    decisions,
    protectedPeople,
    edges,
    ...before,
  };
}

/** Read first, so that what changes while the records are read counts as changed for the next run too. */
async function readBefore(tx: Tx): Promise<Pick<Standing, 'inputs' | 'changed' | 'runsOfChanges' | 'rules'>> {
  const readAt = await databaseNow(tx);
  const { rules, version } = await valueRuleForAll(tx);
  const inputs = { model: modelName(defaultOffenderModel), values: version, readAt: readAt.toISOString() };
  const last = await findLastRun(tx);
  const isAlike = last?.inputs.model === inputs.model && last.inputs.values === inputs.values;
  return {
    inputs,
    rules,
    runsOfChanges: last?.runsOfChanges ?? 0,
    changed: last !== undefined && isAlike ? await changedSince(tx, last.at) : undefined,
  };
}

async function allPages<Row extends { id: number }>(read: (after: number) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const page = await read(rows.at(-1)?.id ?? 0);
    rows.push(...page);
    if (page.length < pageSize) return rows;
  }
}
