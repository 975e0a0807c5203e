import { type Day, isDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { readOwner } from '../registers/owners.ts';
import { problemsOfAgreement, problemsOfVariation } from './rules.ts';
import {
  type Agreement,
  type AgreementForm,
  type AgreementInput,
  agreementKinds,
  isCategory,
  type PartyInput,
  partyKinds,
  type VariationForm,
  type VariationInput,
} from './types.ts';

type Wrong = (field: string, text: string) => null;

const typed = (value: string | undefined): string | null => value?.trim() || null;

function dayIn(value: string | undefined, field: string, what: string, wrong: Wrong): Day | null {
  const text = typed(value);
  if (text === null) return null;
  return isDay(text) ? text : wrong(field, `Enter ${what} as a date, like 2026-11-30`);
}

const monthsIn = (value: string | undefined, field: string, wrong: Wrong): number | null => {
  const text = typed(value);
  if (text === null) return null;
  const months = Number(text);
  return Number.isInteger(months) && months >= 1 && months <= 120
    ? months
    : wrong(field, 'Enter a whole number of months, from 1 to 120');
};

/** The lines of policing bodies and chief officers; empty lines are left out. */
const readBodies = (
  form: AgreementForm,
  signedOn: Day | null,
  agencies: readonly { id: number }[],
): PartyInput[] =>
  (form.bodyNames ?? []).flatMap((name, line) => {
    const named = typed(name);
    const kind = partyKinds.find((code) => code === form.bodyKinds?.[line]) ?? null;
    const force = kind === 'other' ? null : typed(form.bodyForces?.[line]);
    const agencyId = agencies.find(({ id }) => String(id) === form.bodyAgencies?.[line])?.id ?? null;
    return named === null
      ? []
      : [{ agencyId, name: named, categories: [], kind, force, signedAs: null, signedOn }];
  });

/** What is wrong with a body stands at its line: lines left empty are no parties. */
function onLine({ field, text }: FieldError, form: AgreementForm): FieldError {
  const [, name, at = '0'] = /^(body(?:Names|Kinds|Forces))(?:-(\d+))?$/.exec(field) ?? [];
  if (name === undefined) return { field, text };
  const lines = (form.bodyNames ?? []).flatMap((given, line) => (typed(given) === null ? [] : [line]));
  const line = lines[Number(at)] ?? 0;
  return { field: name === 'bodyNames' && line === 0 ? name : `${name}-${line}`, text };
}

/** Reads the register's form. Agencies are the scheme's, by id. */
export function readAgreementForm(
  form: AgreementForm,
  agencies: readonly { id: number; name: string }[],
  today: Day,
  owners: readonly { id: number }[] = [],
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
  const bodies = readBodies(form, signedOn, agencies);
  if (kind === 'information-sharing' && bodies.length > 0)
    wrong('bodyNames', 'Only a collaboration has policing bodies and chief officers as its parties');
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
    functions: typed(form.functions),
    funding: typed(form.funding),
    exitPlan: typed(form.exitPlan),
    varyMonths: monthsIn(form.varyMonths, 'varyMonths', wrong),
    ownerId: readOwner(form.owner, owners, errors),
    parties:
      kind === 'section-22a'
        ? [...bodies, ...parties.map((party) => ({ ...party, kind: 'other' as const }))]
        : parties,
    earlier: [],
    example: false,
  };
  if (kind === 'section-22a' && input.functions === null)
    wrong('functions', 'Say which functions are carried out together');
  const seen = new Set(errors.map((error) => error.field));
  const problems = problemsOfAgreement(input, today).map((problem) => onLine(problem, form));
  errors.push(...problems.filter((problem) => !seen.has(problem.field)));
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
    decisionNote: typed(form.decision) === null ? null : typed(form.decisionNote),
    atMostMonths: monthsIn(form.atMostMonths, 'atMostMonths', wrong),
  };
  if (errors.length === 0) errors.push(...problemsOfVariation(agreement, input, today));
  return errors.length > 0 ? { errors } : { input };
}
