import type { WantedEdges } from './edges.ts';
import { batchSize, slices } from './link-write.ts';
import type { InTurn } from './standing.ts';
import { dropEdges, type StoredEdge, saveEdges } from './store.ts';

/**
 * Every record that comes makes every value a little rarer. A link that weighs so little more or less, and is otherwise as
 * it was, is not explained and written again: the night would else write nearly all of them.
 */
export const sameBits = 0.05;

/** Writes the links that are other than those before, and takes out those that are no more. */
export async function writeEdges(
  inTurn: InTurn,
  { runId, wanted, before }: { runId: number; wanted: WantedEdges; before: readonly StoredEdge[] },
): Promise<void> {
  const { changed, vanished } = otherEdges(wanted, before);
  for (const batch of slices(changed, batchSize)) {
    const rows = batch.map((edge) => wanted.explained(edge));
    await inTurn((tx) => saveEdges(tx, runId, rows));
  }
  for (const batch of slices(vanished, batchSize)) await inTurn((tx) => dropEdges(tx, batch));
}

function otherEdges(
  wanted: WantedEdges,
  before: readonly StoredEdge[],
): { changed: StoredEdge[]; vanished: StoredEdge[] } {
  const left = new Map(before.map((edge) => [`${edge.left}-${edge.right}`, edge]));
  const changed = wanted.rows.filter((edge) => {
    const key = `${edge.left}-${edge.right}`;
    const old = left.get(key);
    left.delete(key);
    return (
      old === undefined ||
      Math.abs(old.bits - edge.bits) > sameBits ||
      old.state !== edge.state ||
      old.personId !== edge.personId ||
      old.held !== edge.held
    );
  });
  return { changed, vanished: [...left.values()] };
}
