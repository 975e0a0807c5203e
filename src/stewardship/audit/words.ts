import { actWords } from './act-words.ts';

/** What the codes are about, by what stands before the colon: `contact` is everything done or read of contacts. */
export const actAreas: readonly string[] = [
  ...new Set(Object.keys(actWords).map((code) => areaOf(code))),
].sort();

export function areaOf(code: string): string {
  return code.split(':')[0] ?? code;
}

export const areaInWords = (area: string): string => {
  const words = area.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

/**
 * An act code in words. A refused page has its address as its code: `get:/people/id/contacts` is “Page people,
 * contacts”.
 */
export function actInWords(code: string): string {
  const known = Object.hasOwn(actWords, code) ? actWords[code] : undefined;
  if (known !== undefined) return known;
  const [, method, path = ''] = /^(get|post):\/?(.*)$/.exec(code) ?? [];
  if (method === undefined) return 'Something without a name yet';
  const parts = path.split('/').filter((part) => part !== '' && part !== 'id');
  return `${method === 'get' ? 'Page' : 'Form'} ${parts.join(', ').replaceAll('-', ' ') || 'Today'}`;
}

/** What an entry is about, by the code of its subject. */
export const subjectWords: Readonly<Record<string, string>> = {
  absence: 'Absence',
  action: 'Action',
  agency: 'Agency',
  agency_marker: 'Marker of an agency',
  agreement: 'Agreement',
  alert: 'Alert',
  allocation: 'Allocation',
  'appraisal-option': 'Option of an appraisal',
  'appraisal-statement': 'Statement about people and crimes',
  audit: 'Audit',
  base: 'Base',
  base_agency: 'Agency at a base',
  board: 'Board',
  'board-meeting': 'Meeting of a board',
  'board-pack': 'Board pack',
  'board-paper': 'Board’s paper',
  briefing: 'Briefing',
  calendar_feed: 'Calendar address',
  candidate: 'Candidate',
  claim: 'Measurement',
  'cohort-view': 'Saved view',
  comparison: 'Comparison',
  compliance_item: 'Tag or item',
  contact: 'Contact',
  'cost-body': 'Body outside the scheme',
  'cost-formula': 'Formula of sharing',
  'cost-line': 'Cost line',
  'cost-year': 'Budget of a year',
  curfew: 'Curfew',
  dashboard_run: 'Count of the dashboards',
  data_lab_answer: 'Answer of the Data Lab',
  data_lab_request: 'List for the Data Lab',
  decision: 'Decision notice',
  delius_batch: 'File for or from Delius',
  delius_line: 'Line from Delius',
  drug_test: 'Drug test',
  enforcement_case: 'Failure to comply',
  event_received: 'Event of another system',
  event_sender: 'Sender of events',
  exclusion_zone: 'Exclusion zone',
  export: 'Copy of the cohort',
  fairness_figures: 'Figures of fairness',
  goal: 'Goal',
  grant: 'Grant',
  'grant-payment': 'Payment of a grant',
  'grant-return': 'Return of a grant',
  handover: 'Handover',
  identity_check: 'Asking about a person',
  import_batch: 'Extract batch',
  import_source: 'Extract',
  intelligence_report: 'Intelligence report',
  licence: 'Licence or order',
  link_decision: 'Decision about records',
  link_proposal: 'Decision that takes two',
  link_run: 'Linkage run',
  matrix: 'Matrix',
  membership: 'Membership',
  message: 'Message',
  message_consent: 'Address for messages',
  nomination: 'Nomination',
  official_score: 'Official score',
  official_score_file: 'File of official scores',
  'option-appraisal': 'Options appraisal',
  panel_action: 'Action of a panel',
  panel_item: 'Agenda item',
  panel_meeting: 'Panel meeting',
  panel_representation: 'Representation or appeal',
  panel_series: 'Meetings that recur',
  panel_telling: 'Letter about a decision',
  panel_view: 'An agency’s view',
  person: 'Person',
  person_photo: 'Photo',
  plan: 'Plan',
  plan_goal: 'Goal',
  plan_note: 'Note or review of a plan',
  'plan-objective': 'Objective of a plan',
  plan_step: 'Step',
  post: 'Post',
  'principle-evidence': 'What shows a principle',
  'printed-figure': 'Printed figure',
  programme: 'Programme',
  'programme-item': 'Item of a programme',
  publication: 'Entry to be published',
  'publication-file': 'Published file',
  questionnaire_answer: 'Answers to a questionnaire',
  recommendation: 'Recommendation',
  'recommendation-source': 'Source of recommendations',
  referral: 'Referral',
  referral_session: 'Session of a service',
  release_plan: 'Release plan',
  reporting_line: 'Reporting line',
  risk_assessment: 'Assessment',
  risk_flag: 'Risk flag',
  risk_register: 'MAPPA, MARAC or safeguarding',
  safeguarding_concern: 'Safeguarding concern',
  scheme: 'Scheme',
  'scheme-risk': 'Risk of the scheme',
  score_check: 'Scores checked',
  selection_run: 'Selection run',
  separation: 'Separation of a record',
  service: 'Service',
  sighting: 'Sighting',
  source_record: 'Source record',
  staff: 'Member of staff',
  staff_hours: 'Hours of a member of staff',
  staff_supervision: 'Supervision note',
  staff_training: 'Training',
  step: 'Step',
  succession: 'Succession of an agency',
  tasking: 'Tasking',
  team_activity: 'Activity of a team',
  team_handover: 'Hand-over to another team',
  transfer: 'Transfer',
  trial: 'Trial',
  trial_contract: 'Contract of a trial',
  trial_participant: 'Somebody in a trial',
  unmet_need: 'Need that no service meets',
  victim: 'Victim',
  victim_row: 'Row of an extract about a victim',
  virement: 'Virement',
  visit: 'Visit',
  voluntary_agreement: 'Agreement to take part',
  warrant: 'Warrant or recall',
  weight_table: 'Table of weights',
};

export const subjectInWords = (subject: string): string => subjectWords[subject] ?? 'Something else';
