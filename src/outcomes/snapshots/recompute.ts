import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import type { Database } from '../../kernel/database.ts';
import { findInput } from '../measures/frozen.ts';
import { getMeasure } from '../measures/registry.ts';
import { type Difference, differencesOf } from './rules.ts';
import { findFigures, getSnapshot, insertCheck } from './store.ts';
import type { Check, Snapshot } from './types.ts';

export interface Recomputed {
  snapshot: Snapshot;
  check: Check;
  /** With values: for whoever runs the server, and not kept. */
  differences: Difference[];
}

/**
 * Works a claim out again from what was frozen with it and holds it against what was said, to the last digit. The
 * records as they are today are not looked at. The result is kept beside the claim.
 *
 * @throws WaymarkError `not-found`
 */
export async function recompute(database: Database, claimId: number, now: Date): Promise<Recomputed> {
  const service = serviceViewer('measurement');
  const { snapshot, kept, figures } = await database.as(service, async (tx) => {
    const snapshot = await getSnapshot(tx, claimId);
    const figures = await findFigures(tx, claimId);
    const kept = snapshot.frozen === null ? undefined : await findInput(tx, snapshot.frozen);
    return { snapshot, kept, figures };
  });
  const measure = getMeasure(snapshot.measure);
  const { calculationVersion: codeVersion, definitionVersion } = measure;
  const made = { at: now, codeVersion, definitionVersion };
  const found = (): { check: Check; differences: Difference[] } => {
    if (kept === undefined) return { check: { ...made, result: 'no-input', differs: [] }, differences: [] };
    if (kept === 'damaged') return { check: { ...made, result: 'damaged', differs: [] }, differences: [] };
    // Through JSON, as the figures of the claim have been.
    const again: unknown = JSON.parse(JSON.stringify(measure.calculate(kept.input)));
    const differences = differencesOf(figures, again);
    const differs = differences.map(({ figure }) => figure);
    return { check: { ...made, result: differs.length === 0 ? 'equal' : 'differs', differs }, differences };
  };
  const { check, differences } = found();
  await database.as(service, async (tx) => {
    await insertCheck(tx, claimId, check);
    await auditRan(tx, {
      act: 'measure:recompute',
      subject: 'claim',
      subjectId: claimId,
      detail: { result: check.result },
    });
  });
  return { snapshot, check, differences };
}
