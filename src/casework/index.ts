import type { Tx } from '../kernel/database.ts';
import type { Carriers } from '../notices/types.ts';
import type { FramePerson, Wing } from '../web/wing.ts';
import { movePages } from './allocation/move-pages.ts';
import { allocationPages } from './allocation/pages.ts';
import { allocationPanel } from './allocation/panel.ts';
import { severalPages } from './allocation/several-pages.ts';
import { countLed, countUnled, listLeads } from './allocation/store.ts';
import type { Lead } from './allocation/types.ts';
import { appointmentPages } from './contacts/appointment-pages.ts';
import { contactsTimeline, contactsToday, lastAndNextPanel } from './contacts/daily.ts';
import { deliusLinePages } from './contacts/delius-line-pages.ts';
import { deliusPages } from './contacts/delius-pages.ts';
import { contactListPages } from './contacts/list-pages.ts';
import { onePages } from './contacts/one-pages.ts';
import { outcomePages } from './contacts/outcome-pages.ts';
import { contactPages } from './contacts/pages.ts';
import { contactReference } from './contacts/references.ts';
import { seriesPages } from './contacts/series-pages.ts';
import { listLast } from './contacts/store.ts';
import type { LastContact } from './contacts/types.ts';
import { absencePages } from './cover/absence-pages.ts';
import { coverToday, overdueVisits } from './cover/daily.ts';
import { handoverPages } from './cover/handover-pages.ts';
import { visitPages } from './cover/visit-pages.ts';
import { enforcementToday } from './enforcement/today.ts';
import { conditionsPanel, licencesTimeline, licencesToday } from './licences/daily.ts';
import { licenceReferences } from './licences/references.ts';
import { licencePageTab, licenceRoutes } from './licences/routes.ts';
import { cannotPages } from './plans/cannot-pages.ts';
import { planPanel, plansTimeline, plansToday } from './plans/daily.ts';
import { planFormPages } from './plans/form-pages.ts';
import { needsPages } from './plans/needs-pages.ts';
import { notePages } from './plans/note-pages.ts';
import { planPages } from './plans/pages.ts';
import { planReferences } from './plans/references.ts';
import { stepPages } from './plans/step-pages.ts';
import type { ActionsOfStaff, LoadOf, TrainingInDate } from './ports.ts';
import { referralsPanel, referralsTimeline, referralsToday } from './referrals/daily.ts';
import { referralRoutes, referralTab } from './referrals/index.ts';
import { referralReferences } from './referrals/references.ts';
import { reminderJobs, remindersToday } from './reminders/daily.ts';
import { reminderRoutes, reminderTab } from './reminders/index.ts';
import { riskPanel, riskTimeline, riskToday } from './risk/daily.ts';
import { riskRoutes, riskTab } from './risk/index.ts';
import { riskReferences } from './risk/references.ts';
import { victimsToday } from './victims/daily.ts';
import { victimJobs } from './victims/follow.ts';
import { victimRoutes } from './victims/index.ts';

export { allocateCase } from './allocation/acts.ts';
export { allocationCounts } from './allocation/counts.ts';
export {
  type AllocationCount,
  type AllocationInput,
  kindWords as allocationKindWords,
  type Lead,
} from './allocation/types.ts';
export { recordContact } from './contacts/acts.ts';
export { cancelAppointment, moveAppointment, planSeries } from './contacts/appointment-acts.ts';
export { type Appointment, appointmentsOf, seenSince } from './contacts/daily.ts';
export { sendToDelius, takeBack } from './contacts/delius-acts.ts';
export { outcomeInline } from './contacts/outcome-views.ts';
export { type Around as ContactsAround, contactsAround, mostPlanned } from './contacts/store.ts';
export {
  type ContactInput,
  contactStateWords,
  handlingWords,
  type LastContact,
  outcomeWords,
  repeatWords,
  testOutcomeWords,
  testResultWords,
} from './contacts/types.ts';
export { recordAbsence } from './cover/acts.ts';
export { listAway, listCovered } from './cover/store.ts';
export type { Absence, VisitOut } from './cover/types.ts';
export { startVisit } from './cover/visit-acts.ts';
export { visitBanner } from './cover/visit-banner.ts';
export { visitClock } from './cover/visit-rules.ts';
export { listOut } from './cover/visit-store.ts';
export { outList } from './cover/visit-views.ts';
export { addWarrant, decideCase, moveCase, tryWarrant } from './enforcement/acts.ts';
export { listWarrantsOut } from './enforcement/report-store.ts';
export {
  caseStateWords,
  orderTypeWords,
  recallBecauseWords,
  recallKindWords,
  warrantKindWords,
  warrantStateWords,
} from './enforcement/types.ts';
export { isWorkingDay } from './enforcement/working-days.ts';
export { drawFields } from './form-fields.ts';
export { drawSheet, firstShowing, type Posted, type Showing, send, sheetPage } from './form-flow.ts';
export { recordLicence, varyLicence } from './licences/acts.ts';
export { visitConditions } from './licences/daily.ts';
export { curfewWords } from './licences/place-rules.ts';
export { issueItem, setCurfew, setZone } from './licences/register-acts.ts';
export {
  conditionKindWords,
  endingWords,
  itemKindWords,
  itemStateWords,
  licenceStateWords,
  sentenceKindWords,
  tagTypeWords,
} from './licences/types.ts';
export {
  addGoal,
  addStep,
  moveStep,
  recordAgreement,
} from './plans/acts.ts';
export { planMark } from './plans/around.ts';
export { overdueSteps } from './plans/load.ts';
export { countersignPlan, noteProgress, reviewPlan } from './plans/note-acts.ts';
export {
  actorWords,
  agreementWords,
  type GoalInput,
  goalStateWords,
  planStateWords,
  type StepInput,
  stepStateWords,
} from './plans/types.ts';
export type { ActionsOfStaff, LoadOf, OfficerLoad, TrainingInDate } from './ports.ts';
export { recordAnswers } from './questionnaires/acts.ts';
export { type AnswerInput, stageWords as questionnaireStageWords } from './questionnaires/types.ts';
export { Reading, typed, type Values } from './reading.ts';
export { noteSupervision } from './referrals/activity-acts.ts';
export { amendReferral, makeReferral, withdrawReferral } from './referrals/acts.ts';
export { addSession, answerReferral, endReferral } from './referrals/handle-acts.ts';
export { recordUnmetNeed } from './referrals/need-acts.ts';
export { unmetReasonWords, unmetStateWords } from './referrals/need-types.ts';
export { addService } from './referrals/service-acts.ts';
export type { ServiceInput } from './referrals/service-types.ts';
export { referralHandlingWords, referralStateWords, sessionStateWords } from './referrals/types.ts';
export { releaseDays } from './release-day.ts';
export { giveConsent, switchReminders } from './reminders/acts.ts';
export { deliver as deliverMessage, makeDueReminders } from './reminders/sending.ts';
export {
  askedHowWords,
  type ConsentInput,
  consentStateWords,
  purposeWords,
} from './reminders/types.ts';
export { addEntry, decideAssessment, recordAssessment, setFlag } from './risk/acts.ts';
export { riskOverdue, type SafetyWarning, safetyWarningsOf } from './risk/daily.ts';
export { recordTraining } from './risk/keeping-acts.ts';
export { riskLists } from './risk/lists.ts';
export { listOwnTraining } from './risk/training-store.ts';
export { assessmentStateWords, registerWords } from './risk/types.ts';
export { changeVictim, enterVictim, takeOnVictim } from './victims/acts.ts';
export { followMembers } from './victims/follow.ts';
export {
  addCondition,
  addOffer,
  addReferral as referVictim,
  addSatisfaction,
  addUpdate,
  giveUpdate,
} from './victims/part-acts.ts';

export interface CaseworkPorts {
  framePerson: FramePerson;
  loadOf: LoadOf;
  actionsOfStaff: ActionsOfStaff;
  /** What messages to people go out by. */
  carriers: Carriers;
  /** Another register of training; the scheme's own record unless given. */
  trainingInDate?: TrainingInDate;
}

/** What is being done? */
export const caseworkWing = ({
  framePerson,
  loadOf,
  actionsOfStaff,
  carriers,
  trainingInDate,
}: CaseworkPorts): Wing => ({
  name: 'casework',
  routes: [
    ...allocationPages(framePerson, loadOf),
    ...movePages(loadOf),
    ...severalPages(loadOf),
    ...planPages(framePerson),
    ...planFormPages(framePerson),
    ...stepPages(framePerson),
    ...cannotPages(framePerson),
    ...notePages(framePerson),
    ...needsPages(),
    ...contactListPages(framePerson),
    ...contactPages(framePerson),
    ...onePages(framePerson),
    ...seriesPages(framePerson),
    ...appointmentPages(framePerson),
    ...deliusPages,
    ...deliusLinePages,
    ...outcomePages(framePerson),
    ...absencePages,
    ...handoverPages({ loadOf, actions: actionsOfStaff }),
    ...visitPages(framePerson),
    ...referralRoutes(framePerson),
    ...riskRoutes(framePerson, trainingInDate),
    ...victimRoutes,
    ...licenceRoutes(framePerson),
    ...reminderRoutes({ framePerson, carriers }),
  ],
  tabs: [
    { text: 'Plan', path: '/people/:id/plan', order: 20, right: 'see:plan' },
    {
      text: 'Contacts',
      path: '/people/:id/contacts',
      order: 30,
      right: ['see:contacts', 'see:own-contacts'],
    },
    reminderTab,
    referralTab,
    licencePageTab,
    riskTab,
  ],
  panels: [allocationPanel, planPanel, lastAndNextPanel, conditionsPanel, referralsPanel, riskPanel],
  timeline: [contactsTimeline, plansTimeline, licencesTimeline, riskTimeline, referralsTimeline],
  references: [
    contactReference,
    ...riskReferences,
    ...referralReferences,
    ...licenceReferences,
    ...planReferences,
  ],
  jobs: [overdueVisits, ...reminderJobs(carriers), ...victimJobs],
  today: [
    coverToday,
    contactsToday,
    plansToday,
    licencesToday,
    enforcementToday,
    riskToday,
    victimsToday,
    referralsToday,
    remindersToday,
  ],
});

/** The lead of each of these people who has one. */
export async function currentLeads(tx: Tx, personIds: readonly number[]): Promise<Map<number, Lead>> {
  const rows = await listLeads(tx, personIds);
  return new Map(rows.map(({ personId, ...lead }) => [personId, lead]));
}

/** The last recorded contact of each of these people, as far as the viewer may see contacts. */
export async function lastContacts(tx: Tx, personIds: readonly number[]): Promise<Map<number, LastContact>> {
  return new Map((await listLast(tx, personIds)).map((row) => [row.personId, row]));
}

/** Members whom this member of staff leads; the list is at `/cohort?lead=` their id. */
export const membersLed = (tx: Tx, staffId: number): Promise<number> => countLed(tx, staffId);

/** Members whom nobody leads; the list is at `/allocations`. */
export const membersUnled = (tx: Tx, schemeId: number): Promise<number> => countUnled(tx, schemeId);
