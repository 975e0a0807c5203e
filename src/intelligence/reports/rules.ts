import { type Day, isDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  assessments,
  type Grade,
  handlingCodes,
  markings,
  provenances,
  type ReportForm,
  type ReportInput,
  type ReportState,
  sharings,
  sharingWords,
  sourceGrades,
  tooSecret,
  type Verdict,
  verdicts,
} from './types.ts';

export type ReportAct =
  | 'save'
  | 'send'
  | 'take-back'
  | 'discard'
  | 'accept'
  | 'return'
  | 'refuse'
  | 'reopen'
  | 'feedback';

/** What may be done with a report in each state; buttons, acts and tests read this table. */
export const transitions: Record<ReportState, Partial<Record<ReportAct, ReportState>>> = {
  draft: { save: 'draft', send: 'submitted', discard: 'discarded' },
  submitted: { 'take-back': 'draft', accept: 'accepted', return: 'returned', refuse: 'refused' },
  returned: { save: 'returned', send: 'submitted', discard: 'discarded' },
  accepted: { reopen: 'submitted', feedback: 'accepted' },
  refused: { reopen: 'submitted' },
  discarded: {},
};

const authorsActs: readonly ReportAct[] = ['save', 'send', 'take-back', 'discard'];

/**
 * What somebody may do with a report now. An author never reviews their own, whatever their rights.
 * @param viewer their staff id, and whether they hold the right to review.
 */
export function allowedActs(
  report: { state: ReportState; authorId: number },
  viewer: { staffId: number; mayReview: boolean },
): ReportAct[] {
  const isAuthor = report.authorId === viewer.staffId;
  return (Object.keys(transitions[report.state]) as ReportAct[]).filter((act) =>
    authorsActs.includes(act) ? isAuthor : !isAuthor && viewer.mayReview,
  );
}

/** The grade as it is written beside every copy: `2 C P · OFFICIAL-SENSITIVE · Statutory partners only`. */
export const gradeLine = (grade: Grade): string =>
  [
    grade.sourceGrade === null || grade.assessment === null || grade.handlingCode === null
      ? 'Not graded'
      : `${grade.sourceGrade} ${grade.assessment} ${grade.handlingCode}`,
    grade.marking,
    sharingWords[grade.handling],
  ].join(' · ');

const namesOfSources = [
  /\b(?:the|my|our|a|this)\s+(?:source|informant|chis|snout|grass)(?:\s*,|\s+(?:is|was|called|named|known as)\b)/i,
  /\b(?:source|informant|chis)\s*[:=]\s*\S/i,
  /\b(?:told|informed|tipped off|rang|phoned|texted|messaged)\s+(?:me|us|police|the police|staff)\b/i,
  /\b(?:[Aa]ccording to|[Ii]nfo(?:rmation)? (?:is )?from|[Aa]s told by|[Rr]eported by|[Cc]ame from)\s+(?:his|her|their|the)?\s*(?:mother|father|mum|dad|sister|brother|partner|girlfriend|boyfriend|wife|husband|ex|neighbour|cell\s?mate|friend|landlord|[A-Z][a-z]+\s+[A-Z][a-z]+)/,
];

/** Places in a text that read as if they said who the source is. A person decides; this only asks. */
export const sourceHints = (text: string): string[] =>
  namesOfSources.flatMap((pattern) => {
    const found = pattern.exec(text);
    return found === null ? [] : [text.slice(Math.max(0, found.index - 20), found.index + 60).trim()];
  });

/** A text that carries a marking which this system may not hold. */
export const isMarkedSecret = (text: string): boolean =>
  /(?:^|[^\w-])(?:TOP[ -]SECRET|SECRET)(?:$|[^\w])/.test(text);

export const secretInstructions =
  'Nothing at SECRET or above may be kept here. Do not enter it in another form of words. It was not saved. ' +
  'Use your agency’s system for that marking, and tell your security officer if it was typed here by mistake.';

const isOneOf = <Code extends string | number>(
  codes: readonly Code[],
  given: string | undefined,
): Code | undefined => codes.find((code) => String(code) === given);

const trimmed = (value: string | undefined): string => value?.trim() ?? '';

export type ReadReport =
  | { kind: 'input'; input: ReportInput }
  | { kind: 'errors'; errors: FieldError[] }
  /** Refused, and nothing of it may be kept or shown again. */
  | { kind: 'secret' };

/**
 * Reads the form of a report. A draft may be ungraded; what is sent may not.
 * @param agencyIds agencies that may be named
 */
export function readReportForm(
  form: ReportForm,
  sending: boolean,
  today: Day,
  agencyIds: readonly number[],
): ReadReport {
  const texts = [form.text, form.original, form.naming, form.conditions].map(trimmed);
  if (form.marking === tooSecret || texts.some(isMarkedSecret)) return { kind: 'secret' };
  const errors: FieldError[] = [];
  const wrong = (field: string, text: string): void => {
    errors.push({ field, text });
  };
  const input = readInput(form, agencyIds);
  if (input.text === '') wrong('text', sending ? 'Say what is known' : 'Write something to keep');
  if (input.observedOn !== null && !(isDay(input.observedOn) && input.observedOn <= today)) {
    wrong('observedOn', 'Enter the day it was seen or learned, like 2026-10-30, not after today');
  }
  if (input.handling === 'named' && input.namedAgencies.length === 0) {
    wrong('namedAgencies', 'Choose the agencies that may have it');
  }
  if (sending) errors.push(...missingGrades(input));
  const hints = sourceHints([input.text, input.conditions ?? '', input.naming, input.original].join('\n'));
  if (sending && hints.length > 0 && form.sourceChecked !== 'yes') {
    wrong(
      'sourceChecked',
      `This reads as if it said who the source is: “${hints[0]}”. Take it out, or tick that it does not`,
    );
  }
  return errors.length > 0 ? { kind: 'errors', errors } : { kind: 'input', input };
}

function readInput(form: ReportForm, agencyIds: readonly number[]): ReportInput {
  const handlingCode = isOneOf(handlingCodes, form.handlingCode) ?? null;
  const handling = isOneOf(sharings, form.handling) ?? 'statutory';
  return {
    sourceGrade: isOneOf(sourceGrades, form.sourceGrade) ?? null,
    assessment: isOneOf(assessments, form.assessment) ?? null,
    handlingCode,
    conditions: handlingCode === 'C' ? trimmed(form.conditions) || null : null,
    provenance: isOneOf(provenances, form.provenance) ?? null,
    marking: isOneOf(markings, form.marking) ?? 'OFFICIAL-SENSITIVE',
    handling,
    namedAgencies:
      handling === 'named' ? agencyIds.filter((id) => form.namedAgencies?.includes(String(id))) : [],
    observedOn: trimmed(form.observedOn) || null,
    text: trimmed(form.text),
    original: trimmed(form.original),
    naming: trimmed(form.naming),
  };
}

function missingGrades(input: ReportInput): FieldError[] {
  const errors: FieldError[] = [];
  const need = (present: boolean, field: string, text: string): void => {
    if (!present) errors.push({ field, text });
  };
  need(input.provenance !== null, 'provenance', 'Choose how it is known');
  need(input.sourceGrade !== null, 'sourceGrade', 'Grade the source: an ungraded report cannot be sent');
  need(input.assessment !== null, 'assessment', 'Grade the information: an ungraded report cannot be sent');
  need(input.handlingCode !== null, 'handlingCode', 'Choose P or C: an ungraded report cannot be sent');
  need(
    input.handlingCode !== 'C' || input.conditions !== null,
    'conditions',
    'Say under which conditions it may be shared',
  );
  return errors;
}

export interface ReviewInput extends ReportInput {
  verdict: Verdict;
  note: string;
}

export type ReadReview =
  | { kind: 'input'; input: ReviewInput }
  | { kind: 'errors'; errors: FieldError[] }
  | { kind: 'secret' };

/** Reads a review: the report as it may be shared, the verdict, and what the author is told. */
export function readReviewForm(form: ReportForm, today: Day, agencyIds: readonly number[]): ReadReview {
  const verdict = isOneOf(verdicts, form.verdict);
  const read = readReportForm(form, verdict === 'accept', today, agencyIds);
  if (read.kind === 'secret') return read;
  const errors = read.kind === 'errors' ? [...read.errors] : [];
  const note = trimmed(form.note);
  if (verdict === undefined) errors.push({ field: 'verdict', text: 'Choose what becomes of the report' });
  if (verdict !== undefined && verdict !== 'accept' && note === '') {
    errors.push({ field: 'note', text: 'Tell the author why' });
  }
  if (isMarkedSecret(note)) return { kind: 'secret' };
  if (errors.length > 0 || verdict === undefined || read.kind === 'errors') return { kind: 'errors', errors };
  return { kind: 'input', input: { ...read.input, verdict, note } };
}
