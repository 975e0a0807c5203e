import { londonDay } from '../kernel/clock.ts';
import type { Job, Wing } from '../web/wing.ts';
import { boardPages } from './board/pages.ts';
import { fairnessPages } from './fairness/pages.ts';
import { fairnessNightly } from './fairness/run.ts';
import { cohortPages } from './membership/cohort-pages.ts';
import { exportPages, exportsToday } from './membership/export-pages.ts';
import { membershipPanel, membershipTimeline, reviewsToday, transitionsToday } from './membership/given.ts';
import { leftPages } from './membership/left-pages.ts';
import { membershipPages } from './membership/person-pages.ts';
import { ratingReference } from './membership/references.ts';
import { reviewPages } from './membership/review-pages.ts';
import { viewRoutes } from './membership/saved-views.ts';
import { severalPages } from './membership/several-pages.ts';
import { transferPages, transfersToday } from './membership/transfer-pages.ts';
import { decisionPanel, followToday, panelsToday, panelTimeline } from './panels/given.ts';
import { checkMarkers } from './panels/marker-check.ts';
import { panelPages } from './panels/pages.ts';
import { panelReference } from './panels/references.ts';
import { voluntaryPages } from './panels/voluntary-pages.ts';
import type { CohortPorts } from './ports.ts';
import { releasePages, releasePanel, releasesToday } from './prison-hub/pages.ts';
import { chosenPages } from './selection/chosen-pages.ts';
import { matrixPages } from './selection/matrix-pages.ts';
import { nominationPages } from './selection/nomination-pages.ts';
import { nominationReference } from './selection/nomination-references.ts';
import { officialPages } from './selection/official-pages.ts';
import { candidatePages } from './selection/pages.ts';
import { placeNomination } from './selection/place.ts';
import { rescoreEverywhere, rescoreFile, runAllSelections, runSelection } from './selection/run.ts';
import { weightPages } from './selection/weight-pages.ts';
import { strandPages } from './strands/pages.ts';
import { handoverPanel, lentToday } from './teams/daily.ts';
import { handoversToday, teamPages } from './teams/pages.ts';
import { trialJobs, trialPanel } from './trials/given.ts';
import { trialPages } from './trials/pages.ts';
import { personTrialPages } from './trials/person-pages.ts';
import { verifyTrial } from './trials/verify.ts';

export { groupOf, groupsOf } from './fairness/rules.ts';
export { runFairness } from './fairness/run.ts';
export { type Dimension, dimensions, dimensionWords, type FairnessRule } from './fairness/types.ts';
export {
  type RateInput,
  type ReviewInput,
  rateMember,
  setReviewDate,
  type TierInput,
} from './membership/acts.ts';
export { changeTitle, changeWhy, type SaidChange } from './membership/change-words.ts';
export {
  filterCodes,
  filterQuery,
  matching as matchingMembers,
  readFilter,
} from './membership/cohort-filters.ts';
export { makeExport } from './membership/export-acts.ts';
export { type ExportRule, termsOf, withoutRule } from './membership/export-rules.ts';
export { type CurrentMembership, lastRagChange } from './membership/memberships.ts';
export { seenFrom } from './membership/rules.ts';
export { askTransfer } from './membership/transfer-acts.ts';
export type { CohortFilter, Membership } from './membership/types.ts';
export {
  addItem,
  closeMeeting,
  confirmPresence,
  createMeeting,
  issueAgenda,
  recordAttendance,
} from './panels/acts.ts';
export {
  askDeferral,
  finishMarker,
  giveAction,
  takeRepresentation,
  tellPerson,
} from './panels/after-acts.ts';
export { markerStateWords } from './panels/after-types.ts';
export { giveView, planSeries } from './panels/agenda-acts.ts';
export { decideItem } from './panels/decide.ts';
export type { AttendanceState, DecideInput, Decision, MeetingInput, Question } from './panels/types.ts';
export { stanceWords } from './panels/views-table.ts';
export type { CohortPorts, LastContacts, LeadsOf, SeenSince } from './ports.ts';
export { keepReleasePlan, namePrisonOfficer } from './prison-hub/acts.ts';
export type {
  ProposeInput,
  SetAsideInput,
} from './selection/acts.ts';
export { draftMatrix, submitMatrix } from './selection/matrix-acts.ts';
export { answerNomination, nominate } from './selection/nomination-acts.ts';
export { nominationStateWords } from './selection/nomination-rules.ts';
export { type PastScore, scoresOnDay } from './selection/past.ts';
export { findWeightTable, type WeightTable } from './selection/references.ts';
export { runSelection, type SelectionAsk, type SelectionResult } from './selection/run.ts';
export { isOfClass, weightKey } from './selection/weights.ts';
export { changeOwner, handOver, recordActivity } from './teams/acts.ts';
export { activityWords } from './teams/types.ts';
export { approveTrial, draftTrial, openTrial, saveTrial, submitTrial } from './trials/acts.ts';
export { assessForTrial, enrolInTrial, startContract } from './trials/person-acts.ts';
export { tendTrial } from './trials/randomiser.ts';
export type { Protocol } from './trials/types.ts';

const select: Job['run'] = async ({ database, log, now }) => {
  for (const result of await runAllSelections(database, londonDay(now), now))
    log.info({ ...result }, 'selection ran');
};

const checkOff: Job['run'] = async ({ database, log, now }) => {
  const checked = await checkMarkers(database, now);
  if (checked > 0) log.info({ checked }, 'markers checked off by extracts');
};

const jobs: Job[] = [
  { name: 'selection-nightly', schedule: '30 2 * * *', run: select },
  { name: 'selection-after-linkage', topic: 'records-linked', run: select },
  { name: 'markers-after-linkage', topic: 'records-linked', run: checkOff },
  {
    name: 'selection-of-decided',
    topic: 'identity-decided',
    run: ({ database, now, payload }) =>
      rescoreEverywhere(
        database,
        [payload.personId, payload.otherId].filter((id) => typeof id === 'number'),
        now,
      ),
  },
  {
    name: 'selection-by-new-matrix',
    topic: 'matrix-in-force',
    run: async ({ database, now, payload }) => {
      const { schemeId, cohort } = payload;
      await runSelection(database, {
        schemeId: Number(schemeId),
        cohort: String(cohort),
        on: londonDay(now),
        now,
      });
    },
  },
  {
    name: 'selection-of-taken-back',
    topic: 'official-scores-taken-back',
    run: ({ database, now, payload }) => rescoreFile(database, Number(payload.fileId), now),
  },
  {
    name: 'selection-of-nominated',
    topic: 'nomination-made',
    run: async ({ database, now, payload }) => {
      await placeNomination(database, Number(payload.nominationId), now);
    },
  },
];

/** Who belongs on the scheme? */
export const cohortWing = (ports: CohortPorts): Wing => ({
  name: 'cohort',
  routes: [
    ...cohortPages(ports),
    ...boardPages(ports),
    ...severalPages(ports),
    ...exportPages(ports),
    ...viewRoutes,
    ...leftPages,
    ...transferPages(ports.framePerson),
    ...candidatePages(),
    ...matrixPages(),
    ...weightPages(),
    ...officialPages(),
    ...nominationPages(),
    ...chosenPages(),
    ...panelPages(ports.isWorkingDay),
    ...voluntaryPages(ports.framePerson),
    ...releasePages(ports),
    ...membershipPages(ports.framePerson),
    ...reviewPages(ports.framePerson),
    ...trialPages(),
    ...teamPages(ports.framePerson),
    ...fairnessPages,
    ...strandPages(),
    ...personTrialPages(ports.framePerson),
  ],
  jobs: [...jobs, ...trialJobs, fairnessNightly],
  commands: [verifyTrial],
  timeline: [membershipTimeline, panelTimeline],
  references: [panelReference, ratingReference, nominationReference],
  panels: [membershipPanel, decisionPanel, releasePanel, handoverPanel, trialPanel],
  tabs: [
    { text: 'Membership', path: '/people/:id/membership', order: 15, right: 'see:cohort' },
    { text: 'Team', path: '/people/:id/team', order: 17, right: 'see:cohort' },
  ],
  today: [
    reviewsToday,
    transitionsToday,
    transfersToday,
    exportsToday,
    panelsToday,
    followToday,
    releasesToday,
    handoversToday,
    lentToday,
  ],
});
