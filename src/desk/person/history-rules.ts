import {
  actorWords,
  agreementWords,
  allocationKindWords,
  contactStateWords,
  goalStateWords,
  handlingWords,
  outcomeWords,
  planStateWords,
  stepStateWords,
} from '../../casework/index.ts';
import { isDay, showMoment, showShortDay } from '../../kernel/clock.ts';

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
      handling,
      withdrawn_why: { label: 'Why withdrawn' },
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
  plan_note: {
    name: 'Note or review of a plan',
    columns: {
      on_day: { label: 'When' },
      note: { label: 'What happened' },
      state: state({ recorded: 'Recorded', withdrawn: 'Withdrawn' }),
      why: { label: 'Why corrected or withdrawn' },
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
  if (typeof value !== 'string') return String(value);
  if (codes !== undefined && Object.hasOwn(codes, value)) return codes[value] ?? value;
  if (isDay(value)) return showShortDay(value);
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value) ? showMoment(new Date(value)) : value;
}
