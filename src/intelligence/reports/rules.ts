import { type Day, isDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { askMarking, isMarkedSecret, standingOf } from './marking-rules.ts';
import { sourceErrors } from './source-rules.ts';
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

const textFields = ['text', 'original', 'naming', 'conditions'] as const;

/**
 * Reads the form of a report. A draft may be ungraded; what is sent may not, nor may it give its source away.
 * @param agencyIds agencies that may be named
 * @param about names of the people linked to it, who act in it
 */
export function readReportForm(
  form: ReportForm,
  sending: boolean,
  today: Day,
  agencyIds: readonly number[],
  about = '',
): ReadReport {
  const texts = textFields.map((field) => ({ field, text: trimmed(form[field]) }));
  if (form.marking === tooSecret || texts.some(({ text }) => isMarkedSecret(text))) return { kind: 'secret' };
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
  for (const { field, text } of texts) if (standingOf(text) === 'ask') wrong(field, askMarking);
  if (sending) errors.push(...sourceErrors(textsOf(input), `${about}\n${input.naming}`));
  return errors.length > 0 ? { kind: 'errors', errors } : { kind: 'input', input };
}

const textsOf = (input: ReportInput): { field: string; text: string }[] =>
  textFields.map((field) => ({ field, text: input[field] ?? '' }));

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

/** The report as it stands, for a review of it. */
export interface Reviewed {
  /** What the author sent, and what they said goes no further: as far as the reviewer sees it. */
  sent: string;
  original: string;
  /** Whom it is about: people linked and the author's own words. */
  about: string;
}

/** Text as it is compared: line ends and spaces are no difference. */
const compared = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().toLowerCase();

/** Shorter than this it is a word or two, which both texts may well hold. */
const shortestDetail = 12;

/** The author's own words are shared only by a reviewer who says so, and what goes no further never. */
function unnoticed(text: string, form: ReportForm, { sent, original }: Reviewed): FieldError[] {
  const detail = compared(original);
  if (detail.length >= shortestDetail && compared(text).includes(detail))
    return [{ field: 'text', text: 'It holds what the author said goes no further: take that out' }];
  return compared(text) === compared(sent) && form.asWritten !== 'yes'
    ? [
        {
          field: 'asWritten',
          text: 'This is word for word what the author sent. Write it as it may be shared, or tick that it may be shared so',
        },
      ]
    : [];
}

/** Reads a review: the report as it may be shared, the verdict, and what the author is told. */
export function readReviewForm(
  form: ReportForm,
  today: Day,
  agencyIds: readonly number[],
  reviewed: Reviewed,
): ReadReview {
  const verdict = isOneOf(verdicts, form.verdict);
  const isAccepted = verdict === 'accept';
  const read = readReportForm(form, isAccepted, today, agencyIds, reviewed.about);
  if (read.kind === 'secret') return read;
  const errors = read.kind === 'errors' ? [...read.errors] : [];
  const note = trimmed(form.note);
  if (isMarkedSecret(note)) return { kind: 'secret' };
  if (standingOf(note) === 'ask') errors.push({ field: 'note', text: askMarking });
  if (isAccepted) errors.push(...unnoticed(trimmed(form.text), form, reviewed));
  if (verdict === undefined) errors.push({ field: 'verdict', text: 'Choose what becomes of the report' });
  if (verdict !== undefined && !isAccepted && note === '')
    errors.push({ field: 'note', text: 'Tell the author why' });
  if (errors.length > 0 || verdict === undefined || read.kind === 'errors') return { kind: 'errors', errors };
  return { kind: 'input', input: { ...read.input, verdict, note } };
}
