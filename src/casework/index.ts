import type { Tx } from '../kernel/database.ts';
import type { FramePerson, Wing } from '../web/wing.ts';
import { movePages } from './allocation/move-pages.ts';
import { allocationPages } from './allocation/pages.ts';
import { allocationPanel } from './allocation/panel.ts';
import { countAllocations, countLed, countUnled, listLeads } from './allocation/store.ts';
import type { AllocationCount, Lead } from './allocation/types.ts';
import { contactsTimeline, contactsToday, lastAndNextPanel } from './contacts/daily.ts';
import { outcomePages } from './contacts/outcome-pages.ts';
import { contactPages } from './contacts/pages.ts';
import { listLast } from './contacts/store.ts';
import type { LastContact } from './contacts/types.ts';
import { planPanel, plansTimeline, plansToday } from './plans/daily.ts';
import { planFormPages } from './plans/form-pages.ts';
import { needsPages } from './plans/needs-pages.ts';
import { planPages } from './plans/pages.ts';
import { stepPages } from './plans/step-pages.ts';
import type { LoadOf, TrainingInDate } from './ports.ts';
import { riskPanel, riskTimeline, riskToday } from './risk/daily.ts';
import { riskRoutes, riskTab } from './risk/index.ts';

export { allocateCase } from './allocation/acts.ts';
export {
  type AllocationCount,
  type AllocationInput,
  kindWords as allocationKindWords,
  type Lead,
} from './allocation/types.ts';
export { recordContact } from './contacts/acts.ts';
export { type Appointment, appointmentsOf, seenSince } from './contacts/daily.ts';
export { outcomeInline } from './contacts/outcome-views.ts';
export {
  type ContactInput,
  contactStateWords,
  handlingWords,
  type LastContact,
  outcomeWords,
} from './contacts/types.ts';
export {
  addGoal,
  addStep,
  moveStep,
  recordAgreement,
} from './plans/acts.ts';
export {
  actorWords,
  agreementWords,
  type GoalInput,
  goalStateWords,
  planStateWords,
  type StepInput,
  stepStateWords,
} from './plans/types.ts';
export type { LoadOf, OfficerLoad, TrainingInDate } from './ports.ts';
export { recordAssessment, decideAssessment, addEntry, setFlag } from './risk/acts.ts';
export { riskOverdue, type SafetyWarning, safetyNotice, safetyWarnings } from './risk/daily.ts';
export { recordTraining } from './risk/keeping-acts.ts';
export { riskLists } from './risk/lists.ts';
export { type NoContact, noContactList, noContactNotices } from './victims/given.ts';

export interface CaseworkPorts {
  framePerson: FramePerson;
  loadOf: LoadOf;
  /** Another register of training; the scheme's own record unless given. */
  trainingInDate?: TrainingInDate;
}

/** What is being done? */
export const caseworkWing = ({ framePerson, loadOf, trainingInDate }: CaseworkPorts): Wing => ({
  name: 'casework',
  routes: [
    ...allocationPages(framePerson, loadOf),
    ...movePages(loadOf),
    ...planPages(framePerson),
    ...planFormPages(framePerson),
    ...stepPages(framePerson),
    ...needsPages(),
    ...contactPages(framePerson),
    ...outcomePages(framePerson),
    ...riskRoutes(framePerson, trainingInDate),
  ],
  tabs: [
    { text: 'Plan', path: '/people/:id/plan', order: 20, right: 'see:plan' },
    {
      text: 'Contacts',
      path: '/people/:id/contacts',
      order: 30,
      right: ['see:contacts', 'see:own-contacts'],
    },
    riskTab,
  ],
  panels: [allocationPanel, planPanel, lastAndNextPanel, riskPanel],
  timeline: [contactsTimeline, plansTimeline, riskTimeline],
  today: [contactsToday, plansToday, riskToday],
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

/** How many people each member of staff works with now, by part; as far as the viewer may see allocations. */
export async function allocationCounts(tx: Tx, schemeId: number): Promise<Map<number, AllocationCount>> {
  const rows = await countAllocations(tx, schemeId);
  return new Map(rows.map(({ staffId, ...count }) => [staffId, count]));
}
