import type { Carriers } from '../notices/types.ts';
import type { DraftStop } from '../web/drafts.ts';
import type { FramePerson, Wing } from '../web/wing.ts';
import { alertJobs, alertsToday } from './alerts/daily.ts';
import { eventsPanel } from './alerts/panel.ts';
import { eventReviewPages } from './alerts/review-pages.ts';
import { alertRuleCommand } from './alerts/rule-command.ts';
import { briefingPages, briefingsToday } from './briefings/pages.ts';
import { disseminationPages } from './dissemination/pages.ts';
import { copiesToday } from './dissemination/today.ts';
import { isMarkedSecret, secretInstructions } from './reports/marking-rules.ts';
import { reportPages } from './reports/pages.ts';
import { reportReference } from './reports/references.ts';
import { reportsToday } from './reports/today.ts';
import { safeguardingPanel, safeguardingToday } from './safeguarding/daily.ts';
import { safeguardingPages } from './safeguarding/pages.ts';
import { sightingPages, sightingsToday } from './sightings/pages.ts';
import { sightingsPanel } from './sightings/panel.ts';
import { sightingReference } from './sightings/references.ts';
import { taskingJobs } from './taskings/late.ts';
import { taskingPages, taskingsToday } from './taskings/pages.ts';
import { taskingReference } from './taskings/references.ts';

export { acknowledgeAlert, type ChoiceInput, chooseAlertMail, doubtReport } from './alerts/acts.ts';
export { eventsSetAside, toldSince } from './alerts/daily.ts';
export { senderById, senderNamed, senderOfSignature, senderOfToken } from './alerts/door.ts';
export { pumpOf } from './alerts/pump.ts';
export { eventSchema, withdrawalSchema } from './alerts/read-event.ts';
export { mostEvents } from './alerts/receive.ts';
export { isLate } from './alerts/rules.ts';
export {
  type AlertChoice,
  type AlertHead,
  countWaiting as countAlerts,
  findChoice as findAlertChoice,
  getAlert,
  type InboxAlert,
  type InboxShow,
  listInbox,
  listRecipients,
  listReports,
  markOpened,
  type Recipient,
  type Report as AlertReport,
} from './alerts/store.ts';
export { takeIn } from './alerts/take-in.ts';
export {
  type AlertRule,
  becauseWords,
  type EventKind,
  type EventOutcome,
  eventKinds,
  howWords,
  kindWords as eventKindWords,
  type Sender,
} from './alerts/types.ts';

export { acknowledgeBriefing, addPeople, releaseBriefing, saveBriefing, saveItem } from './briefings/acts.ts';
export { getBriefing, listMadeItems, listSuggested } from './briefings/store.ts';
export type { AreasRule } from './briefings/types.ts';
export { sendReport } from './dissemination/acts.ts';
export {
  acknowledgeConditions,
  giveFeedback,
  linkThing,
  reviewReport,
  type SaveReport,
  saveReport,
} from './reports/acts.ts';
export { answerConcern, sendConcern } from './safeguarding/acts.ts';
export { answerSighting, reportSighting } from './sightings/acts.ts';
export { listBriefed } from './sightings/store.ts';
export { sightingStateWords } from './sightings/types.ts';
export { answerTasking, askTasking } from './taskings/acts.ts';
export { listWaitingTaskings, type WaitingTasking } from './taskings/late-store.ts';

export interface IntelligencePorts {
  framePerson: FramePerson;
  carriers: Carriers;
  /** Where people sign in, for the text of mails; undefined where no setting says so. */
  origin: string | undefined;
}

/** What is typed into this wing's forms is held against its marking before it is kept, as when it is sent. */
const markedDrafts: DraftStop = {
  forms: /^(?:intelligence|intelligence-send|safeguarding|sighting|tasking|briefing)(?:[:-]|$)/,
  refusal: (texts) => (texts.some(isMarkedSecret) ? secretInstructions : undefined),
};

/** What is known, and who must know? It gives nothing to the timeline: a gap there would tell. */
export const intelligenceWing = (ports: IntelligencePorts): Wing => ({
  name: 'intelligence',
  routes: [
    ...reportPages(ports.framePerson),
    ...disseminationPages,
    ...safeguardingPages,
    ...eventReviewPages,
    ...briefingPages,
    ...sightingPages,
    ...taskingPages,
  ],
  jobs: [...alertJobs(ports.carriers, ports.origin), ...taskingJobs(ports.carriers, ports.origin)],
  draftStops: [markedDrafts],
  tabs: [{ text: 'Intelligence', path: '/people/:id/intelligence', order: 70, right: 'see:intelligence' }],
  commands: [alertRuleCommand],
  references: [sightingReference, taskingReference, reportReference],
  panels: [eventsPanel, safeguardingPanel, sightingsPanel],
  today: [
    briefingsToday,
    alertsToday,
    reportsToday,
    copiesToday,
    safeguardingToday,
    sightingsToday,
    taskingsToday,
  ],
});
