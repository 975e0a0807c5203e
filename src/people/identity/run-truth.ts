import type { Tx } from '../../kernel/database.ts';
import { isCompared } from './rules.ts';
import { truthOf } from './run-store.ts';
import { groupsOf, type TruthReport, truthReport } from './truth.ts';
import type { IdentityRecord } from './types.ts';

/** Holds what stands after a run against the truth of a sample, where there is one. */
export async function judge(
  tx: Tx,
  recordOf: (id: number) => IdentityRecord | undefined,
): Promise<TruthReport | undefined> {
  const truths = await truthOf(tx);
  if (truths.size === 0) return undefined;
  return truthReport(
    [...truths].flatMap(([id, truth]) => {
      const record = recordOf(id);
      return record === undefined || !isCompared(record.capacity)
        ? []
        : [{ person: record.personId, truth, groups: groupsOf(record) }];
    }),
  );
}
