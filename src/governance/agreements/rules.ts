import type { SharingCategory } from '../../access/rights.ts';
import { addDays, type Day, daysBetween, isDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  type Agreement,
  type AgreementForm,
  type AgreementInput,
  type AgreementState,
  agreementKinds,
  type Cover,
  isCategory,
  type PartyInput,
  type VariationForm,
  type VariationInput,
} from './types.ts';

export type AgreementAct = 'sign' | 'vary' | 'end';

/** What may be done with an agreement in each state; buttons, acts and tests read this table. */
export const transitions: Record<AgreementState, Partial<Record<AgreementAct, AgreementState>>> = {
  'not-started': { sign: 'not-started', vary: 'not-started', end: 'ended' },
  'in-force': { sign: 'in-force', vary: 'in-force', end: 'ended' },
  ending: { end: 'ended' },
  expired: {},
  ended: {},
};

type Dates = Pick<Agreement, 'startsOn' | 'expiresOn' | 'endedOn'>;

/** An agreement is in force from its first day to the end of its last. */
export function stateOfAgreement(agreement: Dates, today: Day): AgreementState {
  if (agreement.endedOn !== null) return today < agreement.endedOn ? 'ending' : 'ended';
  if (today < agreement.startsOn) return 'not-started';
  if (agreement.expiresOn !== null && today > agreement.expiresOn) return 'expired';
  return 'in-force';
}

export interface Signatures {
  parties: number;
  unsigned: number;
}

/** A signature counts where its day or the office of whoever signed is known. */
export const signaturesOf = (parties: readonly Pick<PartyInput, 'signedOn' | 'signedAs'>[]): Signatures => ({
  parties: parties.length,
  unsigned: parties.filter(({ signedOn, signedAs }) => signedOn === null && signedAs === null).length,
});

/**
 * `Waiting for signatures (0 of 2)`, for an agreement that its dates alone would have in force or about to be;
 * undefined when all have signed, or when it has stopped. A party that signed has its share meanwhile.
 */
export function waitingWords(state: AgreementState, { parties, unsigned }: Signatures): string | undefined {
  if (unsigned === 0 || (state !== 'in-force' && state !== 'not-started')) return undefined;
  return `Waiting for signatures (${parties - unsigned} of ${parties})`;
}

export interface Expiry {
  /** Whole days until the last day in force: 0 on that day, negative after it. */
  daysLeft: number;
  /** The smallest of the scheme's warning intervals that it has come within; undefined before the first. */
  within: number | undefined;
}

/** @param warningDays the rule `agreement-warnings`, such as 90, 60, 30. */
export function expiryOf(agreement: Dates, warningDays: readonly number[], today: Day): Expiry | undefined {
  if (agreement.expiresOn === null || agreement.endedOn !== null) return undefined;
  const daysLeft = daysBetween(today, agreement.expiresOn);
  const reached = warningDays.filter((days) => daysLeft >= 0 && daysLeft <= days);
  return { daysLeft, within: reached.length === 0 ? undefined : Math.min(...reached) };
}

/** `expires in 42 days, on …` in the words that follow the day. */
export function expiryWords(expiry: Expiry | undefined): string {
  if (expiry === undefined) return '';
  const { daysLeft } = expiry;
  if (daysLeft === 0) return 'last day today';
  const days = `${Math.abs(daysLeft)} ${Math.abs(daysLeft) === 1 ? 'day' : 'days'}`;
  return daysLeft > 0 ? `${days} left` : `expired ${days} ago`;
}

/**
 * What a signed party is covered for, as rows of `sharing_cover`: from the later of the agreement's first day
 * and the signature, up to and including the last day (half-open, so the day after). An unsigned party, or one
 * that is no agency, is covered for nothing; neither is anybody by a section 22A agreement.
 */
export function coverOf(
  agreement: Pick<AgreementInput, 'kind' | 'startsOn'> & { expiresOn: Day | null },
  party: Pick<PartyInput, 'agencyId' | 'categories' | 'signedOn'>,
): Cover[] {
  const { agencyId, signedOn } = party;
  if (agreement.kind !== 'information-sharing' || agencyId === null || signedOn === null) return [];
  const from = signedOn > agreement.startsOn ? signedOn : agreement.startsOn;
  const to = agreement.expiresOn === null ? null : addDays(agreement.expiresOn, 1);
  return to !== null && from >= to
    ? []
    : party.categories.map((category) => ({ agencyId, category, from, to }));
}

/** Why an agreement cannot be registered as it is; empty when it can. The fields are the form's. */
export function problemsOfAgreement(input: AgreementInput, today: Day): FieldError[] {
  const problems: FieldError[] = [];
  const wrong = (field: string, text: string): void => void problems.push({ field, text });
  if (input.expiresOn !== null && input.expiresOn < input.startsOn)
    wrong('expiresOn', 'The agreement ends before it starts. Enter a last day on or after its first');
  if (input.reviewOn !== null && input.reviewOn < input.startsOn)
    wrong('reviewOn', 'The review must not lie before the start');
  if (input.kind === 'information-sharing' && input.expiresOn === null)
    wrong('expiresOn', 'An information sharing agreement needs a last day in force');
  if (input.kind === 'information-sharing' && input.reviewOn === null)
    wrong('reviewOn', 'An information sharing agreement needs a review date');
  if (input.parties.length < 2) wrong('parties', 'Choose at least two parties');
  if (new Set(input.parties.map((party) => party.name)).size < input.parties.length)
    wrong('parties', 'A party is named twice');
  for (const party of input.parties) {
    if (party.signedOn !== null && party.signedOn > today)
      wrong('signedOn', `${party.name} cannot have signed in the future`);
    if (input.kind === 'section-22a' && party.categories.length > 0)
      wrong('covers', 'A section 22A agreement shares no items: register the sharing agreement as well');
  }
  let last = input.expiresOn;
  for (const variation of input.earlier) {
    if (last !== null && variation.agreedOn !== null && variation.agreedOn > last)
      wrong('earlier', 'A variation was agreed after the agreement had expired');
    if (variation.expiresOn < input.startsOn)
      wrong('earlier', 'A variation ends the agreement before it starts');
    last = variation.expiresOn;
  }
  return problems;
}

/** Why a variation cannot be made; the agreement is in a state that allows one. */
export function problemsOfVariation(
  agreement: Pick<Agreement, 'startsOn' | 'expiresOn'>,
  input: Pick<VariationInput, 'agreedOn' | 'expiresOn' | 'reviewOn'>,
  today: Day,
): FieldError[] {
  const problems: FieldError[] = [];
  if (input.agreedOn > today)
    problems.push({ field: 'agreedOn', text: 'The variation cannot have been agreed in the future' });
  if (input.expiresOn < today)
    problems.push({
      field: 'expiresOn',
      text: 'The new last day lies in the past. To stop the agreement now, end it',
    });
  else if (input.expiresOn < agreement.startsOn)
    problems.push({ field: 'expiresOn', text: 'The agreement would end before it starts' });
  if (input.reviewOn !== null && input.reviewOn > input.expiresOn)
    problems.push({ field: 'reviewOn', text: 'The review must come before the last day' });
  return problems;
}

type Wrong = (field: string, text: string) => null;

const typed = (value: string | undefined): string | null => value?.trim() || null;

function dayIn(value: string | undefined, field: string, what: string, wrong: Wrong): Day | null {
  const text = typed(value);
  if (text === null) return null;
  return isDay(text) ? text : wrong(field, `Enter ${what} as a date, like 2026-11-30`);
}

/** Reads the register's form. Agencies are the scheme's, by id. */
export function readAgreementForm(
  form: AgreementForm,
  agencies: readonly { id: number; name: string }[],
  today: Day,
): { input: AgreementInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const wrong: Wrong = (field, text) => {
    errors.push({ field, text });
    return null;
  };
  const need = (value: string | undefined, field: string, text: string): string =>
    typed(value) ?? wrong(field, text) ?? '';
  const kind = agreementKinds.find((code) => code === form.kind) ?? wrong('kind', 'Choose what kind it is');
  const signedOn = dayIn(form.signedOn, 'signedOn', 'the day of the signatures', wrong);
  const covers = (form.covers ?? []).map((cover) => cover.split(':'));
  const parties = agencies
    .filter((agency) => form.parties?.includes(String(agency.id)))
    .map(
      (agency): PartyInput => ({
        agencyId: agency.id,
        name: agency.name,
        categories: covers
          .filter(([id]) => id === String(agency.id))
          .map(([, category]) => category ?? '')
          .filter(isCategory),
        signedAs: null,
        signedOn,
      }),
    );
  if (covers.some(([id]) => !form.parties?.includes(id ?? '')))
    wrong('covers', 'Something is shared with an agency that is not a party: tick it as a party as well');
  const startsOn = dayIn(form.startsOn, 'startsOn', 'the first day', wrong);
  if (startsOn === null && !errors.some((error) => error.field === 'startsOn'))
    wrong('startsOn', 'Enter the first day in force');
  const input: AgreementInput = {
    reference: need(form.reference, 'reference', 'Enter a reference, like ISA 3'),
    kind: kind ?? 'information-sharing',
    title: need(form.title, 'title', 'Enter a title'),
    purpose: need(form.purpose, 'purpose', 'Say what it is for'),
    gateway: need(form.gateway, 'gateway', 'Say which power it rests on'),
    startsOn: startsOn ?? today,
    datesNote: null,
    expiresOn: dayIn(form.expiresOn, 'expiresOn', 'the last day', wrong),
    reviewOn: dayIn(form.reviewOn, 'reviewOn', 'the review', wrong),
    parties,
    earlier: [],
    example: false,
  };
  const seen = new Set(errors.map((error) => error.field));
  errors.push(...problemsOfAgreement(input, today).filter((problem) => !seen.has(problem.field)));
  return errors.length > 0 ? { errors } : { input };
}

/** Reads the form of a variation. */
export function readVariationForm(
  form: VariationForm,
  agreement: Agreement,
  version: number,
  today: Day,
): { input: VariationInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const wrong: Wrong = (field, text) => {
    errors.push({ field, text });
    return null;
  };
  const required = (value: string | undefined, field: string, what: string): Day =>
    dayIn(value, field, what, wrong) ??
    (errors.some((error) => error.field === field) ? '' : (wrong(field, `Enter ${what}`) ?? ''));
  const input: VariationInput = {
    id: agreement.id,
    version,
    agreedOn: required(form.agreedOn, 'agreedOn', 'the day it was agreed'),
    expiresOn: required(form.expiresOn, 'expiresOn', 'the new last day in force'),
    reviewOn: dayIn(form.reviewOn, 'reviewOn', 'the review', wrong),
    what: typed(form.what) ?? wrong('what', 'Say what the variation changes and why') ?? '',
    decision: typed(form.decision),
  };
  if (errors.length === 0) errors.push(...problemsOfVariation(agreement, input, today));
  return errors.length > 0 ? { errors } : { input };
}

/** What an agency no longer gets since an agreement stopped: what it covered and nothing else covers now. */
export function closedBy(
  parties: readonly { agencyId: number | null; name: string; categories: readonly SharingCategory[] }[],
  inForceNow: ReadonlySet<string>,
): { name: string; categories: SharingCategory[] }[] {
  return parties
    .map(({ agencyId, name, categories }) => ({
      name,
      categories: categories.filter((category) => !inForceNow.has(`${agencyId}:${category}`)),
    }))
    .filter((party) => party.categories.length > 0);
}
