import type { SharingCategory } from '../../access/rights.ts';
import { addDays, addMonths, type Day, daysBetween, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type {
  Agreement,
  AgreementInput,
  AgreementState,
  Cover,
  PartyInput,
  Variation,
  VariationInput,
} from './types.ts';

export type AgreementAct = 'sign' | 'unsign' | 'vary' | 'end' | 'suspend' | 'review' | 'describe';

/** What may be done with an agreement in each state; buttons, acts and tests read this table. */
export const transitions: Record<AgreementState, Partial<Record<AgreementAct, AgreementState>>> = {
  waiting: { sign: 'waiting', unsign: 'waiting', describe: 'waiting', end: 'ended', suspend: 'suspended' },
  'not-started': {
    sign: 'not-started',
    unsign: 'not-started',
    vary: 'not-started',
    describe: 'not-started',
    end: 'ended',
    suspend: 'suspended',
  },
  suspended: { describe: 'suspended' },
  'in-force': {
    sign: 'in-force',
    unsign: 'in-force',
    vary: 'in-force',
    review: 'in-force',
    describe: 'in-force',
    end: 'ended',
    suspend: 'suspended',
  },
  ending: { describe: 'ending', end: 'ended', suspend: 'suspended' },
  // A last day entered wrongly may lie in the past; what was signed is put right by two.
  expired: { describe: 'expired' },
  ended: {},
};

type Dates = Pick<Agreement, 'startsOn' | 'expiresOn' | 'endedOn'> &
  Partial<Pick<Agreement, 'kind' | 'unsigned' | 'suspendedOn'>>;

/** In force from its first day to the end of its last; a collaboration only once every party has signed. */
export function stateOfAgreement(agreement: Dates, today: Day): AgreementState {
  if (agreement.endedOn !== null && today >= agreement.endedOn) return 'ended';
  if (agreement.suspendedOn !== null && agreement.suspendedOn !== undefined) return 'suspended';
  if (agreement.endedOn !== null) return 'ending';
  if (agreement.expiresOn !== null && today > agreement.expiresOn && today >= agreement.startsOn)
    return 'expired';
  if (agreement.kind === 'section-22a' && (agreement.unsigned ?? 0) > 0) return 'waiting';
  return today < agreement.startsOn ? 'not-started' : 'in-force';
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
  if (unsigned === 0 || !['waiting', 'not-started', 'in-force'].includes(state)) return undefined;
  return `Waiting for signatures (${parties - unsigned} of ${parties})`;
}

/** The rule `agreement-warnings`: months before the last day, or days. */
export interface WarningRule {
  months?: number[];
  days?: number[];
}

export interface Warning {
  /** `12 months` */
  words: string;
  /** An agreement whose last day is this or an earlier one has come within it. */
  until: Day;
}

/** The latest last day that lies so many months ahead: on 30 June, six months reach 31 December. */
function monthsAhead(today: Day, months: number): Day {
  let until = addMonths(today, months);
  while (addMonths(addDays(until, 1), -months) <= today) until = addDays(until, 1);
  return until;
}

/** The scheme's warnings as they fall on a day, the longest first. */
export const warningsOn = (rule: WarningRule, today: Day): Warning[] =>
  [
    ...(rule.months ?? []).map((months) => ({
      words: months === 1 ? '1 month' : `${months} months`,
      until: monthsAhead(today, months),
    })),
    ...(rule.days ?? []).map((days) => ({ words: `${days} days`, until: addDays(today, days) })),
  ].toSorted((left, right) => (left.until < right.until ? 1 : -1));

export interface Expiry {
  /** Whole days until the last day in force: 0 on that day, negative after it. */
  daysLeft: number;
  /** The smallest of the scheme's warnings that it has come within; undefined before the first. */
  within: string | undefined;
  /** No smaller one follows. */
  isLast: boolean;
}

export function expiryOf(agreement: Dates, warnings: readonly Warning[], today: Day): Expiry | undefined {
  const { expiresOn } = agreement;
  if (expiresOn === null || agreement.endedOn !== null) return undefined;
  const daysLeft = daysBetween(today, expiresOn);
  const reached = warnings.filter(({ until }) => daysLeft >= 0 && expiresOn <= until);
  return {
    daysLeft,
    within: reached.at(-1)?.words,
    isLast: reached.length > 0 && reached.length === warnings.length,
  };
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
  if (input.kind === 'section-22a') problems.push(...problemsOfBodies(input.parties));
  let last = input.expiresOn;
  for (const variation of input.earlier) {
    if (last !== null && variation.agreedOn !== null && variation.agreedOn > last)
      wrong('earlier', 'A variation was agreed after the agreement had expired');
    if (variation.expiresOn < input.startsOn)
      wrong('earlier', 'A variation ends the agreement before it starts');
    const most = furthestEnd(last, input.varyMonths, variation.atMostMonths);
    if (most !== undefined && variation.expiresOn > most)
      wrong('earlier', `A variation is longer than allowed: until ${showDay(most)} at the latest`);
    last = variation.expiresOn;
  }
  return problems;
}

type Body = Pick<PartyInput, 'name' | 'kind' | 'force'>;

/**
 * Section 22A of the Police Act 1996: what is wrong stands at the party whose force lacks the other. Between policing bodies, or policing bodies and chief officers; where a force takes
 * part, its chief officer and its policing body both do.
 */
export function problemsOfBodies(parties: readonly Body[]): FieldError[] {
  const say = (text: string, at?: Body, field = 'bodyNames'): FieldError[] => {
    const line = at === undefined ? 0 : parties.indexOf(at);
    return [{ field: line === 0 && field === 'bodyNames' ? field : `${field}-${line}`, text }];
  };
  const untold = parties.find(({ kind }) => kind === undefined || kind === null);
  if (untold !== undefined)
    return say(
      `Say what ${untold.name} is: a policing body, a chief officer or another`,
      untold,
      'bodyKinds',
    );
  const bodies = parties.filter(({ kind }) => kind === 'policing-body');
  const chiefs = parties.filter(({ kind }) => kind === 'chief-officer');
  const placeless = [...bodies, ...chiefs].find(({ force }) => !force);
  if (placeless !== undefined) return say(`Enter the force of ${placeless.name}`, placeless, 'bodyForces');
  if (bodies.length === 0) return say('A collaboration needs a policing body among its parties');
  if (chiefs.length === 0)
    return bodies.length < 2 ? say('Enter the other policing body, or the chief officers') : [];
  for (const force of new Set([...bodies, ...chiefs].map((party) => party.force))) {
    const body = bodies.find((party) => party.force === force);
    const chief = chiefs.find((party) => party.force === force);
    if (body === undefined) return say(`The policing body of ${force} is missing`, chief);
    if (chief === undefined) return say(`The chief officer of ${force} is missing`, body);
  }
  return [];
}

/** The furthest that a variation may move the last day; undefined where nothing bounds it. */
export function furthestEnd(
  expiresOn: Day | null,
  varyMonths: number | null | undefined,
  atMostMonths: number | null | undefined,
): Day | undefined {
  const bounds = [varyMonths, atMostMonths].filter((months) => months !== null && months !== undefined);
  return expiresOn === null || bounds.length === 0 ? undefined : addMonths(expiresOn, Math.min(...bounds));
}

/** Why a variation cannot be made; the agreement is in a state that allows one. */
export function problemsOfVariation(
  agreement: Pick<Agreement, 'startsOn' | 'expiresOn'> & Partial<Pick<Agreement, 'varyMonths'>>,
  input: Pick<VariationInput, 'agreedOn' | 'expiresOn' | 'reviewOn' | 'atMostMonths'>,
  today: Day,
): FieldError[] {
  const problems: FieldError[] = [];
  const wrong = (field: string, text: string): void => void problems.push({ field, text });
  if (input.agreedOn > today) wrong('agreedOn', 'The variation cannot have been agreed in the future');
  else if (agreement.expiresOn !== null && input.agreedOn > agreement.expiresOn)
    wrong('agreedOn', 'The agreement had expired by then: an expired agreement cannot be varied');
  const most = furthestEnd(agreement.expiresOn, agreement.varyMonths, input.atMostMonths);
  if (input.expiresOn < agreement.startsOn) wrong('expiresOn', 'The agreement would end before it starts');
  else if (input.expiresOn < today)
    wrong('expiresOn', 'The new last day lies in the past. To stop the agreement now, end it');
  else if (most !== undefined && input.expiresOn > most)
    wrong('expiresOn', `That is longer than allowed: the new last day is ${showDay(most)} at the latest`);
  if (input.reviewOn !== null && input.reviewOn > input.expiresOn)
    wrong('reviewOn', 'The review must come before the last day');
  return problems;
}

/** Those who have to sign a variation: every party that has signed the agreement. */
export const signersOf = <One extends Pick<PartyInput, 'signedOn' | 'signedAs'>>(
  parties: readonly One[],
): One[] => parties.filter(({ signedOn, signedAs }) => signedOn !== null || signedAs !== null);

/** A notice of the register that has the number behind a variation. */
export interface NamedNotice {
  agreementId: number | null;
  state: string;
}

/** Whether the decision behind a variation is one; the field at fault otherwise. */
export function problemOfDecision(
  agreementId: number,
  input: Pick<VariationInput, 'decision' | 'decisionNote'>,
  notices: readonly NamedNotice[],
): FieldError | undefined {
  if (input.decision === null) return undefined;
  if (notices.length === 0)
    return (input.decisionNote ?? null) === null
      ? {
          field: 'decisionNote',
          text: `No notice ${input.decision} is in the register. Say where that paper is, and why it is not here`,
        }
      : undefined;
  const own = notices.filter((notice) => notice.agreementId === agreementId);
  if (own.length === 0)
    return { field: 'decision', text: `Notice ${input.decision} does not authorise this agreement` };
  return own.some(({ state }) => state === 'approved' || state === 'amended')
    ? undefined
    : { field: 'decision', text: `Notice ${input.decision} has not been approved` };
}

/** What a variation that not every party signed has come to. */
export const variationWords = (
  variation: Pick<Variation, 'state' | 'wasExpiresOn'>,
  signed: { of: number; signed: number },
  today: Day,
): string =>
  variation.state === 'in-effect'
    ? 'In effect'
    : variation.state === 'withdrawn'
      ? 'Withdrawn'
      : variation.wasExpiresOn !== null && today > variation.wasExpiresOn
        ? `Not in effect: the agreement expired before all had signed (${signed.signed} of ${signed.of})`
        : `Waiting for signatures (${signed.signed} of ${signed.of})`;

/** Why a party's signature of a waiting variation cannot be recorded. */
export function problemsOfVariationSignature(
  variation: Pick<Variation, 'agreedOn' | 'wasExpiresOn'>,
  signedOn: Day,
  today: Day,
): FieldError[] {
  const say = (text: string): FieldError[] => [{ field: 'signedOn', text }];
  if (signedOn > today) return say('It cannot have been signed in the future');
  if (variation.agreedOn !== null && signedOn < variation.agreedOn)
    return say('It cannot have been signed before it was proposed');
  if (variation.wasExpiresOn !== null && signedOn > variation.wasExpiresOn)
    return say('The agreement had expired by then: an expired agreement cannot be varied');
  return [];
}

/** Why a review cannot be recorded so. */
export function problemsOfReview(
  agreement: Pick<Agreement, 'startsOn' | 'expiresOn'>,
  review: { heldOn: Day; nextOn: Day | null },
  today: Day,
): FieldError[] {
  const problems: FieldError[] = [];
  if (review.heldOn > today)
    problems.push({ field: 'heldOn', text: 'It cannot have been held in the future' });
  if (review.heldOn < agreement.startsOn)
    problems.push({ field: 'heldOn', text: 'It cannot have been held before the agreement began' });
  if (review.nextOn !== null && review.nextOn <= review.heldOn)
    problems.push({ field: 'nextOn', text: 'The next review must come after this one' });
  if (review.nextOn !== null && agreement.expiresOn !== null && review.nextOn > agreement.expiresOn)
    problems.push({ field: 'nextOn', text: 'The next review must come before the last day' });
  return problems;
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
