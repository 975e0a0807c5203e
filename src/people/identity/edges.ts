import { explain, type Frequencies, type LinkResult, type Model } from '../../linkage/index.ts';
import type { Held } from './assign.ts';
import { packEvidence } from './evidence.ts';
import { inputOf } from './linkable.ts';
import type { EdgeRow, StandingDecision, StoredEdge } from './store.ts';
import type { IdentityRecord } from './types.ts';

export interface EdgeInput {
  standing: { records: readonly IdentityRecord[]; decisions: readonly StandingDecision[] };
  /** Pairs that are linked or wait, by place among the records. */
  pairs: Iterable<{ one: number; other: number; bits: number }>;
  scoredBy: { model: Model; frequencies: Frequencies };
  /** Person of each record after the run. */
  personOf: readonly (number | null)[];
  held: readonly Held[];
}

/** The pairs of a whole run; `places[row]` is the record's place among all. */
export function* pairsOf(
  { edges }: LinkResult,
  places: readonly number[],
): Generator<{ one: number; other: number; bits: number }> {
  for (let at = 0; at < edges.count; at += 1)
    yield {
      one: places[edges.left[at] ?? -1] ?? -1,
      other: places[edges.right[at] ?? -1] ?? -1,
      bits: edges.bits[at] ?? 0,
    };
}

export interface WantedEdges {
  rows: StoredEdge[];
  /** Adds why: worked out only for the links that are written. */
  explained(edge: StoredEdge): EdgeRow;
}

/**
 * The links to keep: within a person as evidence, between people for somebody to decide. Of a change that is
 * held, the strongest pair is marked, so that one decision settles it.
 */
export function edgesOf(input: EdgeInput): WantedEdges {
  const { standing, scoredBy, personOf } = input;
  const { records } = standing;
  const byId = new Map(records.map((record) => [record.id, record]));
  const decided = new Map(
    standing.decisions.map(({ left, right, verdict }) => [pairKey(left, right), verdict]),
  );
  const found = new Map<string, StoredEdge>();
  for (const { one, other, bits } of input.pairs) addEdge(one, other, bits);
  for (const held of input.held) markHeld(held);
  const explained = (edge: StoredEdge): EdgeRow => ({ ...edge, evidence: evidenceOf(edge) });
  return {
    rows: [...found.values()].sort((a, b) => a.left - b.left || a.right - b.right),
    explained,
  };

  function addEdge(one: number, other: number, bits: number): StoredEdge | undefined {
    const [first, second] = [records[one], records[other]];
    if (first === undefined || second === undefined) return undefined;
    const [left, right] = first.id < second.id ? [first.id, second.id] : [second.id, first.id];
    const together = personOf[one] !== null && personOf[one] === personOf[other];
    if (!together && decided.get(pairKey(left, right)) === 'different') return undefined;
    const edge: StoredEdge = {
      left,
      right,
      bits: Math.fround(bits),
      state: together ? 'linked' : 'review',
      personId: personOf[first.id === left ? one : other] ?? null,
      held: false,
    };
    found.set(pairKey(left, right), edge);
    return edge;
  }

  function markHeld(held: Held): void {
    const pairs = held.inside.slice(0, 8).flatMap((one) =>
      held.outside.slice(0, 8).flatMap((other) => {
        const [a, b] = [records[one], records[other]];
        return a === undefined || b === undefined ? [] : [{ one, other, a, b }];
      }),
    );
    if (pairs.some(({ a, b }) => decided.has(pairKey(a.id, b.id)))) return;
    const scored = pairs.map((pair) => ({ ...pair, bits: bitsOf(pair.a, pair.b) }));
    const [best] = scored.sort((x, y) => y.bits - x.bits || x.a.id - y.a.id || x.b.id - y.b.id);
    if (best === undefined) return;
    const edge = found.get(pairKey(best.a.id, best.b.id)) ?? addEdge(best.one, best.other, best.bits);
    if (edge === undefined) return;
    edge.held = true;
    edge.state = 'review';
  }

  function waterfall(a: IdentityRecord, b: IdentityRecord) {
    const verdict = decided.get(pairKey(a.id, b.id));
    return explain(
      inputOf(a),
      inputOf(b),
      scoredBy.model,
      scoredBy.frequencies,
      verdict === undefined ? {} : { override: verdict },
    );
  }

  function bitsOf(a: IdentityRecord, b: IdentityRecord): number {
    return waterfall(a, b).total;
  }

  function evidenceOf({ left, right }: StoredEdge) {
    const [a, b] = [byId.get(left), byId.get(right)];
    if (a === undefined || b === undefined) throw new Error('A link names a record that was not read.');
    return packEvidence(scoredBy.model, waterfall(a, b));
  }
}

const pairKey = (one: number, other: number): string => (one < other ? `${one}-${other}` : `${other}-${one}`);
