import { createHash } from 'node:crypto';
import { addMonths, type Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { canonicalJson, sha256 } from '../../kernel/ids.ts';
import { type MeasureInput, totalsOf, windowsOf } from './rules.ts';
import { listJoinings, listPopulation, loadHistories } from './store.ts';
import type { GatherAsk, MemberHistory, PopulationKind } from './types.ts';

const batch = 500;

/** What several measures need is read once a measurement. */
export function shared<Value>(ask: GatherAsk, name: string, load: () => Promise<Value>): Promise<Value> {
  const known = ask.shared.get(name) as Promise<Value> | undefined;
  if (known !== undefined) return known;
  const loading = load();
  ask.shared.set(name, loading);
  return loading;
}

/** Everybody who ever joined, in order of person, a batch in memory at a time; `keep` takes what it needs of each. */
export async function eachMember(
  tx: Tx,
  { schemeId, on, rule }: GatherAsk,
  keep: (history: MemberHistory) => void,
): Promise<void> {
  for (let after = 0; ; ) {
    const joinings = await listJoinings(tx, schemeId, on, after, batch);
    for (const history of await loadHistories(tx, joinings, rule)) keep(history);
    if (joinings.length < batch) return;
    after = joinings.at(-1)?.personId ?? after;
  }
}

interface Population {
  kinds: readonly PopulationKind[];
  from: Day;
  to: Day;
}

/** Everybody eligible, over one window, where the middle member's baseline lies. */
export const gatherPopulation = (tx: Tx, ask: GatherAsk, joined: readonly Day[]): Promise<Population> =>
  shared(ask, 'population', async () => {
    const windows = windowsOf(ask.rule, ask.dataTo);
    const to = [...joined].sort()[Math.floor(joined.length / 2)] ?? windows.joinedBy;
    return {
      kinds: await listPopulation(tx, ask.rule, to),
      from: addMonths(to, -ask.rule.baselineMonths),
      to,
    };
  });

/** Members' totals and the population: what a before and after needs. */
export const gatherBeforeAfter = (tx: Tx, ask: GatherAsk): Promise<{ input: MeasureInput; read: string }> =>
  shared(ask, 'before-after', async () => {
    const { rule, on } = ask;
    const windows = windowsOf(rule, ask.dataTo);
    const members: MeasureInput['members'][number][] = [];
    const joined: Day[] = [];
    const hash = createHash('sha256');
    await eachMember(tx, ask, (history) => {
      hash.update(canonicalJson(history));
      members.push(totalsOf(history, rule, windows, on));
      if (history.joinedOn <= windows.joinedBy) joined.push(history.joinedOn);
    });
    const population = await gatherPopulation(tx, ask, joined);
    hash.update(canonicalJson(population));
    return { input: { rule, windows, members: inNoOrder(members), population }, read: hash.digest('hex') };
  });

/** The order of people's numbers would tell who is who; an order of what the rows say tells nothing. */
export const inNoOrder = <Row>(rows: readonly Row[]): Row[] =>
  rows
    .map((row) => ({ row, key: canonicalJson(row) }))
    .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0))
    .map(({ row }) => row);

export const digestOf = (value: unknown): string => sha256(canonicalJson(value));
