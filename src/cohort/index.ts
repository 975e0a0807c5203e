import { londonDay } from '../kernel/clock.ts';
import type { Job, Wing } from '../web/wing.ts';
import { cohortPages } from './membership/cohort-pages.ts';
import { membershipPanel, membershipTimeline, reviewsToday } from './membership/given.ts';
import { membershipPages } from './membership/person-pages.ts';
import { reviewPages } from './membership/review-pages.ts';
import { panelsToday, panelTimeline } from './panels/given.ts';
import { panelPages } from './panels/pages.ts';
import type { CohortPorts } from './ports.ts';
import { candidatePages } from './selection/pages.ts';
import { runAllSelections } from './selection/run.ts';

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
export type { CurrentMembership } from './membership/memberships.ts';
export { seenFrom } from './membership/rules.ts';
export type { CohortFilter, Membership } from './membership/types.ts';
export {
  addItem,
  closeMeeting,
  createMeeting,
  decideItem,
  issueAgenda,
  recordAttendance,
} from './panels/acts.ts';
export type { AttendanceState, DecideInput, Decision, MeetingInput, Question } from './panels/types.ts';
export type { CohortPorts, LastContacts, LeadsOf, SeenSince } from './ports.ts';
export type {
  ProposeInput,
  SetAsideInput,
} from './selection/acts.ts';
export { runSelection, type SelectionAsk, type SelectionResult } from './selection/run.ts';

const select: Job['run'] = async ({ database, log, now }) => {
  for (const result of await runAllSelections(database, londonDay(now), now))
    log.info({ ...result }, 'selection ran');
};

const jobs: Job[] = [
  { name: 'selection-nightly', schedule: '30 2 * * *', run: select },
  { name: 'selection-after-linkage', topic: 'records-linked', run: select },
];

/** Who belongs on the scheme? */
export const cohortWing = (ports: CohortPorts): Wing => ({
  name: 'cohort',
  routes: [
    ...cohortPages(ports),
    ...candidatePages(),
    ...panelPages(),
    ...membershipPages(ports.framePerson),
    ...reviewPages(ports.framePerson),
  ],
  jobs,
  timeline: [membershipTimeline, panelTimeline],
  panels: [membershipPanel],
  tabs: [{ text: 'Membership', path: '/people/:id/membership', order: 15, right: 'see:cohort' }],
  today: [reviewsToday, panelsToday],
});
