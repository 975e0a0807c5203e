import { serviceViewer } from '../access/viewers.ts';
import { londonDay } from '../kernel/clock.ts';
import { sql } from '../kernel/database.ts';
import { errorForLog } from '../kernel/log.ts';
import type { Job, Wing } from '../web/wing.ts';
import { checkPages } from './claims/check-pages.ts';
import { claimPages } from './claims/pages.ts';
import { comparisonPages } from './comparisons/pages.ts';
import { comparisonJob } from './comparisons/run.ts';
import { dashboardPages } from './dashboards/pages.ts';
import { dashboardsNightly } from './dashboards/run.ts';
import { dataLabPages } from './data-lab/pages.ts';
import { dataLabToday } from './data-lab/request-pages.ts';
import { measurePages } from './measures/pages.ts';
import { runMeasures } from './measures/run.ts';
import type { OutcomesPorts } from './ports.ts';
import { scoresCheckedPages } from './scores-checked/pages.ts';
import { scoreCheckNightly } from './scores-checked/run.ts';
import { recomputeCommand } from './snapshots/command.ts';
import { snapshotPages } from './snapshots/pages.ts';

export { type EffectClaim, effectClaims } from './claims/effect-claims.ts';
export type { ClaimFields } from './claims/fields.ts';
export type { ClaimFigure } from './claims/figure.ts';
export {
  claimCard,
  claimFields,
  claimText,
  getClaim,
  type LinkedClaim,
  listClaims,
} from './claims/linked.ts';
export { plainText } from './claims/plain-text.ts';
export {
  effectWarning,
  markUnsupported,
  type UnsupportedClaim,
  unsupportedClaims,
} from './claims/unsupported.ts';
export { askComparison, registerComparison } from './comparisons/acts.ts';
export { foresee } from './comparisons/foresee.ts';
export { runComparison } from './comparisons/run.ts';
export { runDashboards } from './dashboards/run.ts';
export { listPublished as publishedQuarters, listQuarters as publishedTables } from './dashboards/store.ts';
export type { Tables as PublishedTables } from './dashboards/types.ts';
export { saveAnswer, saveRequest } from './data-lab/acts.ts';
export { measureNames } from './measures/registry.ts';
export { runMeasures } from './measures/run.ts';
export type { OutcomesPorts } from './ports.ts';
export { runScoreCheck } from './scores-checked/run.ts';

/** Every night, each scheme. Data that did not change make no new claim; one scheme's failure stops no other. */
const measureNightly: Job = {
  name: 'measure-nightly',
  schedule: '15 3 * * *',
  run: async ({ database, log, now }) => {
    const schemes = await database.as(serviceViewer('measurement'), (tx) =>
      tx.many(sql<{ id: number }>`select id from scheme order by id`),
    );
    for (const { id } of schemes) {
      try {
        await runMeasures(database, { schemeId: id, on: londonDay(now), now });
      } catch (error) {
        log.error({ event: 'measure', scheme: id, ...errorForLog(error) });
      }
    }
  },
};

/** Does it work? */
export const outcomesWing = (ports: OutcomesPorts): Wing => ({
  name: 'outcomes',
  routes: [
    ...claimPages,
    ...checkPages,
    ...dataLabPages,
    ...scoresCheckedPages,
    ...measurePages,
    ...comparisonPages,
    ...dashboardPages(ports),
    ...snapshotPages,
  ],
  jobs: [measureNightly, comparisonJob, dashboardsNightly, scoreCheckNightly],
  commands: [recomputeCommand],
  today: [dataLabToday],
});
