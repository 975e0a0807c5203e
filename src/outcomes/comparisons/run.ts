import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { type Day, londonDay } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import type { Job } from '../../web/wing.ts';
import { runMeasures } from '../measures/run.ts';
import { measureOf } from './measures.ts';
import { isPlanned } from './rules.ts';
import { endRun, findWhyNone, setStep, takeRun } from './store.ts';

interface RunAsk {
  id: number;
  /** The day to measure on: later data are not looked at. */
  on: Day;
  now: Date;
}

/**
 * Works a comparison out that somebody asked for, and freezes it as a claim. Runs twice without harm: the same data give
 * the claim that is there. A refusal (not countable yet, people not alike) is a result and kept; a fault leaves it asked.
 *
 * @returns the claim; undefined where nobody asked, or where there is none
 */
export async function runComparison(
  database: Database,
  { id, on, now }: RunAsk,
): Promise<number | undefined> {
  const service = serviceViewer('measurement');
  const taken = await database.as(service, (tx) => takeRun(tx, id, now));
  if (taken === undefined) return undefined;
  const measure = measureOf(taken.body, { name: taken.name, planned: isPlanned(taken) });
  const step = async (what: string): Promise<void> => {
    await database.as(service, (tx) => setStep(tx, id, what));
  };
  const end = async (
    state: 'done' | 'refused' | 'asked',
    why: string | null,
    claimId: number | null,
  ): Promise<void> => {
    await database.as(service, async (tx) => {
      await endRun(tx, id, { state, why, claimId, now });
      await auditRan(tx, { act: 'comparison:ran', subject: 'comparison', subjectId: id, detail: { state } });
    });
  };
  try {
    const claims = await runMeasures(database, { schemeId: taken.schemeId, on, now, step }, [measure]);
    const claimId = claims.get(measure.code) ?? null;
    const why =
      claimId === null
        ? 'Nothing came of it.'
        : await database.as(service, (tx) => findWhyNone(tx, claimId), { readOnly: true });
    await end(why === null ? 'done' : 'refused', why, claimId);
    return claimId ?? undefined;
  } catch (error) {
    if (error instanceof WaymarkError && error.code !== 'database-busy') {
      await end('refused', error.message, null);
      return undefined;
    }
    await end('asked', null, null);
    throw error;
  }
}

export const comparisonJob: Job = {
  name: 'comparison-asked',
  topic: 'comparison-asked',
  run: async ({ database, now, payload }) => {
    await runComparison(database, { id: Number(payload.comparisonId), on: londonDay(now), now });
  },
};
