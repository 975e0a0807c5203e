import {
  actorWords,
  agreementWords,
  allocationKindWords,
  askedHowWords,
  assessmentStateWords,
  caseStateWords,
  conditionKindWords,
  consentStateWords,
  contactStateWords,
  endingWords,
  goalStateWords,
  handlingWords,
  itemKindWords,
  itemStateWords,
  licenceStateWords,
  orderTypeWords,
  outcomeWords,
  planStateWords,
  purposeWords,
  questionnaireStageWords,
  recallBecauseWords,
  recallKindWords,
  referralHandlingWords,
  referralStateWords,
  registerWords,
  repeatWords,
  sentenceKindWords,
  sessionStateWords,
  stepStateWords,
  tagTypeWords,
  testOutcomeWords,
  testResultWords,
  unmetReasonWords,
  unmetStateWords,
  warrantKindWords,
  warrantStateWords,
} from '../../casework/index.ts';
import { isDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import { causeWords, channelWords } from '../../notices/types.ts';

/** Codes of a column that only the scheme's rules have names for: by column, then code. */
export type RuleNames = Readonly<Record<string, Readonly<Record<string, string>>>>;

type Codes = Readonly<Record<string, string>>;

interface KeptColumn {
  label: string;
  /** What the column's codes mean. */
  codes?: Codes;
  /** The scheme's rules name its codes. */
  ruled?: true;
}

interface KeptTable {
  name: string;
  columns: Readonly<Record<string, KeptColumn>>;
}

const handling: KeptColumn = { label: 'Who may see it', codes: handlingWords };
const state = (codes: Codes): KeptColumn => ({ label: 'State', codes });

/**
 * What the history tells of each table, in words: the columns that a person would ask about, and what their codes
 * mean. A test holds it against the database, so that no code is shown raw.
 */
export const keptTables: Readonly<Record<string, KeptTable>> = {
  contact: {
    name: 'Contact',
    columns: {
      kind: { label: 'Kind', ruled: true },
      state: state(contactStateWords),
      at: { label: 'When' },
      planned: { label: 'Planned ahead' },
      outcome: { label: 'Outcome', codes: outcomeWords },
      place: { label: 'Place' },
      pathway: { label: 'Pathway', ruled: true },
      minutes: { label: 'Minutes' },
      note: { label: 'What happened' },
      others: { label: 'Who else was there' },
      observed: { label: 'What was seen' },
      handling,
      withdrawn_why: { label: 'Why withdrawn' },
      absence_reason: { label: 'Why the absence is acceptable', ruled: true },
      cancelled_why: { label: 'Why cancelled', ruled: true },
      series_every: { label: 'Repeats', codes: repeatWords },
      moved: { label: 'Times moved' },
      source: { label: 'Taken in from', codes: { delius: 'Delius' } },
    },
  },
  drug_test: {
    name: 'Drug test',
    columns: {
      outcome: { label: 'Drug test', codes: testOutcomeWords },
      result: { label: 'Result', codes: testResultWords },
      substances: { label: 'What was found', ruled: true },
      handling,
    },
  },
  message_consent: {
    name: 'Address for messages',
    columns: {
      channel: { label: 'How', codes: channelWords },
      address: { label: 'Address' },
      asked_on: { label: 'Asked on' },
      asked_how: { label: 'How they were asked', codes: askedHowWords },
      purposes: { label: 'What for', codes: purposeWords },
      told: { label: 'In these words' },
      language: { label: 'Language' },
      shared: { label: 'Seen by somebody else' },
      state: state(consentStateWords),
      wording: { label: 'Wording of reminders' },
      switched_at: { label: 'Reminders switched on or off' },
      made_at: { label: 'Recorded' },
      ended_at: { label: 'Ended' },
      ended_how: { label: 'How they said that it ends', codes: askedHowWords },
      broken: { label: 'Why it does not work', codes: causeWords },
      handling,
    },
  },
  reminder_choice: {
    name: 'Reminder of one appointment',
    columns: {
      choice: { label: 'Reminder', codes: { send: 'Goes out', skip: 'None' } },
      words: { label: 'In these words' },
      handling,
    },
  },
  plan: {
    name: 'Plan',
    columns: {
      state: state(planStateWords),
      agreement: { label: 'Agreement', codes: agreementWords },
      agreement_why: { label: 'Why' },
      agreement_on: { label: 'Answered on' },
    },
  },
  plan_goal: {
    name: 'Goal',
    columns: {
      pathway: { label: 'Pathway', ruled: true },
      need: { label: 'Need' },
      goal: { label: 'Goal' },
      state: state(goalStateWords),
      target_on: { label: 'Hoped for by' },
      handling,
    },
  },
  plan_step: {
    name: 'Step',
    columns: {
      what: { label: 'What is to be done' },
      actor: { label: 'Who does it', codes: actorWords },
      due_on: { label: 'By when' },
      state: state(stepStateWords),
      why: { label: 'Why it cannot be done yet' },
      handling,
    },
  },
  visit: {
    name: 'Visit with a check-in',
    columns: {
      state: state({ out: 'On the visit', safe: 'Safe' }),
      started_at: { label: 'Began' },
      expected_at: { label: 'Expected back' },
      grace_minutes: { label: 'Minutes of grace' },
      extended: { label: 'How often given more time' },
      alerted_at: { label: 'Raised as overdue' },
      ended_at: { label: 'Ended' },
      handling,
    },
  },
  plan_signature: {
    name: 'Counter-signature of a plan',
    columns: {
      mark: { label: 'Mark of what was signed' },
      signed_at: { label: 'Signed' },
    },
  },
  plan_note: {
    name: 'Note or review of a plan',
    columns: {
      kind: { label: 'Kind', codes: { progress: 'Progress', review: 'Review' } },
      reason: { label: 'Why it was reviewed', ruled: true },
      on_day: { label: 'When' },
      note: { label: 'What happened' },
      state: state({ recorded: 'Recorded', withdrawn: 'Withdrawn' }),
      why: { label: 'Why corrected or withdrawn' },
      handling,
    },
  },
  referral: {
    name: 'Referral',
    columns: {
      state: state(referralStateWords),
      category: { label: 'Kind of help', ruled: true },
      pathway: { label: 'Pathway', ruled: true },
      need: { label: 'Need' },
      goal: { label: 'Goal' },
      outcomes: { label: 'Desired outcomes', ruled: true },
      handling: { label: 'Who else may see it', codes: referralHandlingWords },
      sent_at: { label: 'Sent' },
      answered_at: { label: 'Answered' },
      started_at: { label: 'Started' },
      ended_at: { label: 'Ended' },
      reason_code: { label: 'Reason', ruled: true },
      reason: { label: 'Reason in words' },
    },
  },
  referral_session: {
    name: 'Session of a service',
    columns: {
      at: { label: 'When' },
      minutes: { label: 'Minutes' },
      place: { label: 'Where' },
      state: state(sessionStateWords),
      feedback: { label: 'How it went' },
    },
  },
  unmet_need: {
    name: 'Need that no service meets',
    columns: {
      pathway: { label: 'Pathway', ruled: true },
      need: { label: 'Need' },
      why: { label: 'Why', codes: unmetReasonWords },
      why_words: { label: 'Why in words' },
      handling,
      state: state(unmetStateWords),
      closed_why: { label: 'Why closed' },
      closed_at: { label: 'Closed' },
    },
  },
  questionnaire_answer: {
    name: 'Answers to a questionnaire',
    columns: {
      asked_on: { label: 'Asked on' },
      stage: { label: 'When in the work', codes: questionnaireStageWords },
      answers: { label: 'Answers' },
      refused: { label: 'Did not want to answer' },
      said: { label: 'What they said' },
      handling,
      withdrawn_why: { label: 'Why withdrawn' },
    },
  },
  risk_assessment: {
    name: 'Assessment',
    columns: {
      type: { label: 'Kind', ruled: true },
      type_version: { label: 'Version' },
      assessed_on: { label: 'Made on' },
      score: { label: 'Score in per cent' },
      level: { label: 'Level', ruled: true },
      summary: { label: 'What it found' },
      source: { label: 'Where it comes from' },
      next_due: { label: 'Next due' },
      state: state(assessmentStateWords),
      held_why: { label: 'Why it waits' },
      decided_at: { label: 'Let in or refused' },
      decided_why: { label: 'Why it was let in or refused' },
      withdrawn_why: { label: 'Why withdrawn' },
      handling,
    },
  },
  risk_flag: {
    name: 'Risk flag',
    columns: {
      kind: { label: 'Kind', ruled: true },
      why: { label: 'Why' },
      set_on: { label: 'Set on' },
      review_on: { label: 'Looked at again on' },
      ended_on: { label: 'Ended' },
      ended_why: { label: 'Why it ended' },
      handling,
    },
  },
  risk_register: {
    name: 'MAPPA, MARAC or safeguarding',
    columns: {
      register: { label: 'Register', codes: registerWords },
      category: { label: 'Category', ruled: true },
      level: { label: 'Level' },
      from_on: { label: 'From' },
      next_on: { label: 'Heard again on' },
      review_on: { label: 'Looked at again on' },
      words: { label: 'Note' },
      ended_on: { label: 'Until' },
      ended_why: { label: 'Why it ended' },
      handling,
    },
  },
  allocation: {
    name: 'Allocation',
    columns: {
      kind: { label: 'Kind', codes: allocationKindWords },
      from_at: { label: 'From' },
      to_at: { label: 'Ended' },
      why: { label: 'Why' },
    },
  },
  licence: {
    name: 'Licence or order',
    columns: {
      order_type: { label: 'What', codes: orderTypeWords },
      from_day: { label: 'From' },
      to_day: { label: 'Last day' },
      sentence: { label: 'Sentence' },
      sentence_kind: { label: 'Kind of sentence', codes: sentenceKindWords },
      sentence_days: { label: 'Days of the sentence' },
      made_by: { label: 'Court or prison' },
      force: { label: 'Police force' },
      qualifying: { label: 'The offence qualifies for the tag' },
      longest_qualifies: { label: 'The longest sentence qualifies' },
      state: state(licenceStateWords),
      ended_on: { label: 'Ended on' },
      ended_how: { label: 'How it ended', codes: endingWords },
      ended_why: { label: 'Why' },
      handling,
    },
  },
  licence_condition: {
    name: 'Condition',
    columns: {
      kind: { label: 'Kind', codes: conditionKindWords },
      policy: { label: 'Policy' },
      code: { label: 'In the library' },
      category: { label: 'Category' },
      wording: { label: 'Condition' },
      from_day: { label: 'From' },
      to_day: { label: 'Until' },
      handling,
    },
  },
  curfew: {
    name: 'Curfew',
    columns: {
      days: { label: 'Days (Monday is 1)' },
      from_time: { label: 'Begins' },
      to_time: { label: 'Ends' },
      from_day: { label: 'From' },
      to_day: { label: 'Last day' },
      ended_why: { label: 'Why it ended' },
      handling,
    },
  },
  exclusion_zone: {
    name: 'Exclusion zone',
    columns: {
      name: { label: 'Name' },
      places: { label: 'Places' },
      boundary: { label: 'Corners' },
      protective: { label: 'Protects somebody' },
      from_day: { label: 'From' },
      to_day: { label: 'Last day' },
      ended_why: { label: 'Why it ended' },
      handling,
    },
  },
  compliance_item: {
    name: 'Tag or item',
    columns: {
      kind: { label: 'What', codes: itemKindWords },
      tag_type: { label: 'What the tag monitors', codes: tagTypeWords },
      what: { label: 'Which one' },
      value_pence: { label: 'Value in pence' },
      issued_on: { label: 'Issued on' },
      due_back_on: { label: 'Due back' },
      state: state(itemStateWords),
      ended_on: { label: 'Ended on' },
      ended_note: { label: 'Note' },
      handling,
    },
  },
  enforcement_case: {
    name: 'Failure to comply',
    columns: {
      order_type: { label: 'Order', codes: orderTypeWords },
      order_ends: { label: 'The order ends' },
      failed_on: { label: 'Failed on' },
      what: { label: 'What' },
      state: state(caseStateWords),
      due_on: { label: 'Something done by' },
      acted_on: { label: 'Something done on' },
      warned_on: { label: 'Warned on' },
      circumstances: { label: 'Circumstances' },
      recall_because: { label: 'Why recall was considered', codes: recallBecauseWords },
      alternatives: { label: 'Tried before' },
      recall_kind: { label: 'Recall', codes: recallKindWords },
      court: { label: 'Court' },
      hearing_on: { label: 'Hearing' },
      handling,
    },
  },
  warrant: {
    name: 'Warrant or recall',
    columns: {
      kind: { label: 'What', codes: warrantKindWords },
      reference: { label: 'Reference' },
      issued_on: { label: 'Issued on' },
      issued_by: { label: 'Issued by' },
      state: state(warrantStateWords),
      ended_on: { label: 'Ended on' },
      ended_note: { label: 'Note' },
      handling,
    },
  },
};

export const tableName = (table: string): string => keptTables[table]?.name ?? 'Something else';

export interface Change {
  column: string;
  was: string;
  became: string;
}

/**
 * What differs between an earlier state of a row and the one that followed it.
 * @param became undefined when what followed may not be seen: then the earlier state is given whole.
 */
export function changesBetween(
  table: string,
  was: Readonly<Record<string, unknown>>,
  became: Readonly<Record<string, unknown>> | undefined,
  names: RuleNames = {},
): Change[] {
  return Object.entries(keptTables[table]?.columns ?? {}).flatMap(([column, kept]) => {
    if (!Object.hasOwn(was, column)) return [];
    const codes = kept.ruled === true ? names[column] : kept.codes;
    const before = wordsOf(was[column], codes);
    const after = became === undefined ? '' : wordsOf(became[column], codes);
    if (became === undefined ? before === '' : before === after) return [];
    return [{ column: kept.label, was: before, became: after }];
  });
}

function wordsOf(value: unknown, codes: Codes | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (Array.isArray(value)) return value.map((one) => wordsOf(one, codes)).join('; ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, one]) => `${name}: ${wordsOf(one, codes)}`)
      .join('; ');
  if (typeof value !== 'string') return String(value);
  if (codes !== undefined && Object.hasOwn(codes, value)) return codes[value] ?? value;
  if (isDay(value)) return showShortDay(value);
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value) ? showMoment(new Date(value)) : value;
}
