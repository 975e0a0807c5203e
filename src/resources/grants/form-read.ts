import { addMonths, isDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { plainPounds, readPounds } from '../costs/money.ts';
import { isFinancialYear } from '../costs/year.ts';
import type { GrantTerms } from './acts.ts';
import { quartersOf } from './quarters.ts';
import { sumsByYear } from './rules.ts';
import { bases, type Grant, type GrantQuarter, isMeasure } from './types.ts';

/** The form of a grant's terms, as typed. */
export interface GrantForm {
  provider?: string;
  reference?: string;
  title?: string;
  purpose?: string;
  reasons?: string;
  conditions?: string;
  source?: string;
  namedAs?: string;
  basis?: string;
  fee?: string;
  feeMeasure?: string;
  claimMeasure?: string;
  claimLevel?: string;
  stated?: string;
  startsOn?: string;
  endsOn?: string;
  years?: string;
  returnDays?: string;
  lateConsequence?: string;
  flagPercent?: string;
}

/** The most quarters that a profile may have: five years. */
export const mostQuarters = 20;

const needed = [
  ['reference', 'Enter the reference of the grant', 80],
  ['title', 'Enter what the grant is for, in a few words', 200],
  ['purpose', 'Enter its purpose', 4000],
  ['reasons', 'Enter why it is given', 4000],
  ['conditions', 'Enter its conditions', 4000],
  ['lateConsequence', 'Enter what follows when a return is late', 1000],
] as const;

/** Reads the terms. Nothing is guessed: what is missing is named, with its field. */
export function readGrant(
  form: GrantForm,
  providers: readonly { id: number }[],
): { input: GrantTerms } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const say = (field: keyof GrantForm, text: string): void => {
    errors.push({ field, text });
  };
  const text = (name: keyof GrantForm): string => form[name]?.trim() ?? '';
  for (const [name, message, most] of needed) {
    if (text(name) === '') say(name, message);
    else if (text(name).length > most) say(name, `Use ${most} letters at most`);
  }
  const providerId = providers.find(({ id }) => String(id) === form.provider)?.id;
  if (providerId === undefined) say('provider', 'Choose the provider');
  const { startsOn, endsOn, term } = readTerm(text('startsOn'), text('endsOn'), say);
  const stated = text('stated') === '' ? null : readPounds(text('stated'));
  if (stated === undefined || (stated !== null && stated < 0n))
    say('stated', 'Enter the stated total in pounds and pence, or nothing');
  const years = readYears(text('years'), new Set(term.map(({ year }) => year)), (message) =>
    say('years', message),
  );
  const returnDays = whole(text('returnDays'), 1, 180);
  if (returnDays === undefined) say('returnDays', 'Enter whole days, from 1 to 180');
  const flagPercent = whole(text('flagPercent'), 1, 100);
  if (flagPercent === undefined) say('flagPercent', 'Enter a whole per cent, from 1 to 100');
  const terms = readBasis(form, say);
  if (errors.length > 0 || providerId === undefined || terms === undefined) return { errors };
  return {
    input: {
      providerId,
      reference: text('reference'),
      title: text('title'),
      purpose: text('purpose'),
      reasons: text('reasons'),
      conditions: text('conditions'),
      source: text('source') || null,
      namedAs: text('namedAs') || null,
      lateConsequence: text('lateConsequence'),
      statedPence: stated == null ? null : String(stated),
      startsOn,
      endsOn,
      returnDays: returnDays ?? 0,
      flagPercent: flagPercent ?? 0,
      example: false,
      years,
      ...terms,
    },
  };
}

type Say = (field: keyof GrantForm, text: string) => void;

function readTerm(startsOn: string, endsOn: string, say: Say) {
  if (!isDay(startsOn)) say('startsOn', 'Enter the first day, like 2026-04-01');
  if (!isDay(endsOn)) say('endsOn', 'Enter the last day, like 2029-03-31');
  else if (isDay(startsOn) && endsOn <= startsOn) say('endsOn', 'The last day comes before the first');
  const isTerm = isDay(startsOn) && isDay(endsOn) && endsOn > startsOn;
  const isLong = isTerm && endsOn >= addMonths(startsOn, 3 * mostQuarters);
  // The quarters of thousands of years are not made to be counted.
  const term = isTerm && !isLong ? quartersOf(startsOn, endsOn) : [];
  if (isLong || term.length > mostQuarters) say('endsOn', 'A grant runs for five years at most');
  return { startsOn, endsOn, term };
}

const whole = (text: string, least: number, most: number): number | undefined => {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
};

function readBasis(form: GrantForm, say: Say) {
  const basis = bases.find((one) => one === form.basis);
  const none = { feePence: null, feeMeasure: null, claimMeasure: null, claimLevel: null };
  if (basis === undefined) return void say('basis', 'Choose how it is paid');
  if (basis === 'grant') return { basis, ...none };
  if (basis === 'fee') {
    const fee = readPounds(form.fee?.trim() ?? '');
    const measure = form.feeMeasure ?? '';
    if (fee === undefined || fee <= 0n) say('fee', 'Enter the fee for each, in pounds and pence');
    if (!isMeasure(measure)) return void say('feeMeasure', 'Choose what the fee is paid for');
    return { ...none, basis, feePence: String(fee ?? 0n), feeMeasure: measure };
  }
  const level = whole(form.claimLevel ?? '', 0, 5);
  const measure = form.claimMeasure?.trim() ?? '';
  if (!/^[a-z0-9-]{2,60}$/.test(measure)) say('claimMeasure', 'Choose the measure of a claim card');
  if (level === undefined) return void say('claimLevel', 'Choose the lowest level that is paid on');
  return { ...none, basis, claimMeasure: measure, claimLevel: level };
}

/** One year a line: `2016/17 31,871.00`. */
function readYears(
  text: string,
  term: ReadonlySet<string>,
  say: (message: string) => void,
): { year: string; pence: string }[] {
  const years: { year: string; pence: string }[] = [];
  for (const line of text.split(/\r?\n/).filter((one) => one.trim() !== '')) {
    const [, year = '', amount = ''] = /^\s*(\d{4}\/\d{2})\s*[:\s]\s*(.+)$/.exec(line) ?? [];
    const pence = readPounds(amount);
    if (!isFinancialYear(year) || pence === undefined || pence < 0n)
      say(`“${line.trim()}” is not a year and an amount, like 2016/17 31,871.00`);
    else if (term.size > 0 && !term.has(year)) say(`${year} is not in the term`);
    else if (years.some((one) => one.year === year)) say(`${year} stands there twice`);
    else years.push({ year, pence: String(pence) });
  }
  if (years.length === 0) say('Enter the amount of each year, one a line');
  return years;
}

/** A grant's terms as its form shows them. */
export const formOf = (grant: Grant, quarters: readonly GrantQuarter[]): GrantForm => ({
  provider: String(grant.providerId),
  reference: grant.reference,
  title: grant.title,
  purpose: grant.purpose,
  reasons: grant.reasons,
  conditions: grant.conditions,
  source: grant.source ?? '',
  namedAs: grant.namedAs ?? '',
  basis: grant.basis,
  fee: grant.feePence === null ? '' : plainPounds(grant.feePence),
  feeMeasure: grant.feeMeasure ?? '',
  claimMeasure: grant.claimMeasure ?? '',
  claimLevel: grant.claimLevel === null ? '' : String(grant.claimLevel),
  stated: grant.statedPence === null ? '' : plainPounds(grant.statedPence),
  startsOn: grant.startsOn,
  endsOn: grant.endsOn,
  years: sumsByYear(quarters)
    .map(({ year, pence }) => `${year} ${plainPounds(pence)}`)
    .join('\n'),
  returnDays: String(grant.returnDays),
  lateConsequence: grant.lateConsequence,
  flagPercent: String(grant.flagPercent),
});
