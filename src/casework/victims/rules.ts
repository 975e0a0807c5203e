import { addDays, type Day } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { Reading, type Values } from '../reading.ts';
import {
  capacities,
  contactSchemes,
  messageRules,
  type OfferState,
  type ReferralState,
  type UpdateRule,
  type UpdateState,
  type Victim,
  type VictimCapacity,
  type VictimDetails,
  type Way,
  ways,
} from './types.ts';

type Read<Input> = { input: Input } | { errors: FieldError[] };

/** What may become of each; buttons, acts and tests read these tables. */
export const updateMoves: Record<UpdateState, readonly UpdateState[]> = {
  due: ['given', 'not-given'],
  given: [],
  'not-given': [],
};
export const referralMoves: Record<ReferralState, readonly ReferralState[]> = {
  sent: ['accepted', 'declined', 'ended'],
  accepted: ['ended'],
  declined: [],
  ended: [],
};
export const offerMoves: Record<OfferState, readonly OfferState[]> = {
  offered: ['accepted', 'declined', 'held'],
  accepted: ['held', 'declined'],
  declined: [],
  held: [],
};

/** What is known of a member in respect of one victim, at two moments. */
export interface Watched {
  custody: string | null;
  releaseOn: Day | null;
  onScheme: boolean;
  /** The latest change of the licence's conditions; null where none is known. */
  variation: number | null;
}

export const watchedKinds = ['release-date', 'custody-change', 'licence-conditions', 'de-selection'] as const;
export type WatchedKind = (typeof watchedKinds)[number];

/** Which updates a change makes due. A release that came to pass is a change of custody, not a new date of release. */
export function updatesDue(was: Watched, is: Watched): WatchedKind[] {
  const due: WatchedKind[] = [];
  if (is.custody !== was.custody) due.push('custody-change');
  if (is.releaseOn !== was.releaseOn && is.releaseOn !== null) due.push('release-date');
  if (is.variation !== was.variation && is.variation !== null) due.push('licence-conditions');
  if (was.onScheme && !is.onScheme) due.push('de-selection');
  return due;
}

/** The day by which an update is given; undefined where the scheme's list does not have it. */
export const dueDay = (rule: UpdateRule, kind: string, on: Day): Day | undefined => {
  const found = rule.kinds.find(({ code }) => code === kind);
  return found === undefined ? undefined : addDays(on, found.dueDays);
};

export interface NewVictim {
  crime: string;
  capacity: VictimCapacity;
  givenNames: string;
  familyName: string;
}

export const crimeOf = (text: string): string => text.replaceAll(/\s+/g, '').toUpperCase();

export function readNew(values: Values): Read<NewVictim> {
  const form = new Reading(values);
  const crime = form.words('crime', 'Enter the crime number, like 36/21379625/26');
  const capacity = form.code('capacity', capacities, 'Choose whether they are a victim or a witness');
  const givenNames = form.words('givenNames');
  const familyName = form.words('familyName', 'Enter their last name');
  if (form.errors.length > 0 || crime === null || capacity === null || familyName === null)
    return { errors: form.errors };
  return { input: { crime: crimeOf(crime), capacity, givenNames: givenNames ?? '', familyName } };
}

export function readDetails(values: Values, today: Day): Read<VictimDetails> {
  const form = new Reading(values);
  const capacity = form.code('capacity', capacities, 'Choose whether they are a victim or a witness');
  const givenNames = form.words('givenNames') ?? '';
  const familyName = form.words('familyName', 'Enter their last name');
  const born = form.day('born');
  if (born !== null && born > today) form.wrong('born', 'The date lies ahead. Check it');
  const contactScheme = form.code('contactScheme', contactSchemes, 'Choose how they stand to the scheme');
  const phone = form.words('phone');
  const email = form.words('email');
  const address = form.words('address');
  const prefers = form.anyCode('prefers', ways);
  checkReachable(form, prefers, { phone, email, address });
  const message = form.code('message', messageRules, 'Choose whether a message may be left');
  const safeWords = form.words('safeWords');
  if (message === 'safe-words' && safeWords === null)
    form.wrong('safeWords', 'Enter the words that may be left');
  if (
    form.errors.length > 0 ||
    capacity === null ||
    familyName === null ||
    contactScheme === null ||
    message === null
  )
    return { errors: form.errors };
  return {
    input: {
      capacity,
      givenNames,
      familyName,
      born,
      contactScheme,
      wantsUpdates: form.ticked('wantsUpdates'),
      phone,
      email,
      address,
      prefers,
      bestTimes: form.words('bestTimes'),
      noContactTimes: form.words('noContactTimes'),
      message,
      safeWords: message === 'safe-words' ? safeWords : null,
      needs: form.words('needs'),
    },
  };
}

/** A way that they prefer needs what it goes by. */
function checkReachable(
  form: Reading,
  prefers: Way | null,
  have: { phone: string | null; email: string | null; address: string | null },
): void {
  if ((prefers === 'phone' || prefers === 'text') && have.phone === null)
    form.wrong('phone', 'Enter the number by which they want to be reached');
  if (prefers === 'e-mail' && have.email === null) form.wrong('email', 'Enter their e-mail address');
  if (prefers === 'letter' && have.address === null) form.wrong('address', 'Enter where letters go');
}

export interface UpdateInput {
  kind: string;
  linkId: number | null;
  dueOn: Day;
}

export function readUpdate(values: Values, rule: UpdateRule, links: readonly number[]): Read<UpdateInput> {
  const form = new Reading(values);
  const kind = form.code(
    'kind',
    rule.kinds.map(({ code }) => code),
    'Choose what the update is about',
  );
  const linkId = form.words('link') === null ? null : form.id('link', links, 'Choose the crime');
  const dueOn = form.day('dueOn', 'Enter the day by which it is given');
  if (form.errors.length > 0 || kind === null || dueOn === null) return { errors: form.errors };
  return { input: { kind, linkId, dueOn } };
}

export interface GivingInput {
  state: 'given' | 'not-given';
  givenOn: Day | null;
  how: Way | null;
  words: string | null;
}

/** An update that was given has a day, a way and what was said; one that was not has its reason. */
export function readGiving(values: Values, today: Day): Read<GivingInput> {
  const form = new Reading(values);
  const state = form.code('state', ['given', 'not-given'] as const, 'Choose whether it was given');
  if (state === null) return { errors: form.errors };
  const given = state === 'given';
  const givenOn = given ? form.pastDay('givenOn', 'Enter the day it was given', today) : null;
  const how = given ? form.code('how', ways, 'Choose how it was given') : null;
  const words = form.words('words', given ? 'Write what was said' : 'Say why it was not given');
  return form.errors.length > 0 ? { errors: form.errors } : { input: { state, givenOn, how, words } };
}

export interface ReferralInput {
  service: string;
  need: string;
  referredOn: Day;
}

export function readReferral(values: Values, today: Day): Read<ReferralInput> {
  const form = new Reading(values);
  const service = form.words('service', 'Enter the service');
  const need = form.words('need', 'Say what for');
  const referredOn = form.pastDay('referredOn', 'Enter the day', today);
  return form.errors.length > 0 || service === null || need === null || referredOn === null
    ? { errors: form.errors }
    : { input: { service, need, referredOn } };
}

export function readReferralMove(
  values: Values,
  from: ReferralState,
): Read<{ state: ReferralState; outcome: string | null }> {
  const form = new Reading(values);
  const state = form.code('state', referralMoves[from], 'Choose what became of it');
  const outcome = state === 'accepted' ? form.words('outcome') : form.words('outcome', 'Say what came of it');
  return form.errors.length > 0 || state === null ? { errors: form.errors } : { input: { state, outcome } };
}

export interface SatisfactionInput {
  askedOn: Day;
  score: number | null;
  words: string | null;
}

export function readSatisfaction(values: Values, today: Day): Read<SatisfactionInput> {
  const form = new Reading(values);
  const askedOn = form.pastDay('askedOn', 'Enter the day on which they were asked', today);
  const score = form.anyCode('score', ['5', '4', '3', '2', '1'] as const);
  const words = form.words('words');
  if (score === null && words === null && form.errors.length === 0)
    form.wrong('score', 'Choose a score or write what they said');
  return form.errors.length > 0 || askedOn === null
    ? { errors: form.errors }
    : { input: { askedOn, score: score === null ? null : Number(score), words } };
}

export interface ConditionInput {
  linkId: number;
  onLicence: boolean;
  wording: string | null;
  fromOn: Day;
  toOn: Day | null;
}

/** A condition's wording is shown to those who see the licence, so it may name and place nobody. */
export function readCondition(
  values: Values,
  links: readonly number[],
  victim: Pick<Victim, 'givenNames' | 'familyName' | 'address' | 'phone' | 'email'>,
): Read<ConditionInput> {
  const form = new Reading(values);
  const linkId = form.id('link', links, 'Choose the crime');
  const onLicence = form.code('onLicence', ['yes', 'no'] as const, 'Choose whether it is on the licence');
  const wording = onLicence === 'yes' ? form.words('wording', 'Enter its wording on the licence') : null;
  if (wording !== null && pointsTo(wording, victim))
    form.wrong('wording', 'This names them or says where they live. Write “the victim” instead');
  const fromOn = form.day('fromOn', 'Enter the day from which it is in force');
  const toOn = form.laterDay('toOn', fromOn);
  return form.errors.length > 0 || linkId === null || onLicence === null || fromOn === null
    ? { errors: form.errors }
    : { input: { linkId, onLicence: onLicence === 'yes', wording, fromOn, toOn } };
}

const folded = (text: string): string =>
  text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll(/[’']/g, '');

const wordsIn = (text: string): string[] => folded(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** Names that are words as well: they count where they are written as a name. */
const alsoWords = new Set(
  'may will mark grace hope faith joy art bill rose dawn june april august penny frank page day young long short white black brown green king hill field wood lane north south east west new old'.split(
    ' ',
  ),
);
const ofStreets = new Set(
  'the flat house road street lane avenue close drive way court place terrace crescent gardens walk'.split(
    ' ',
  ),
);

/** Whether a text says who or where somebody is: a part of their name, their street, postcode, number or address. */
export function pointsTo(
  text: string,
  victim: Pick<Victim, 'givenNames' | 'familyName' | 'address' | 'phone' | 'email'>,
): boolean {
  const said = wordsIn(text);
  const lower = new Set(said.map((word) => word.toLowerCase()));
  const asNamed = new Set(said);
  const names = wordsIn(`${victim.givenNames} ${victim.familyName}`).filter((word) => word.length > 1);
  const isNamed = names.some((name) => {
    const plain = name.toLowerCase();
    if (!alsoWords.has(plain)) return lower.has(plain);
    return asNamed.has(plain.charAt(0).toUpperCase() + plain.slice(1)) || asNamed.has(plain.toUpperCase());
  });
  const [line = '', ...rest] = (victim.address ?? '').split(/[,\n]/);
  const street = wordsIn(line)
    .map((word) => word.toLowerCase())
    .filter((word) => /^\p{L}{4,}$/u.test(word) && !ofStreets.has(word));
  const compact = folded(text)
    .replaceAll(/[^\p{L}\p{N}@.]/gu, '')
    .toLowerCase();
  const postcode = rest.at(-1)?.replaceAll(/\s/g, '').toLowerCase() ?? '';
  const digits = (victim.phone ?? '').replaceAll(/\D/g, '');
  return (
    isNamed ||
    street.some((word) => lower.has(word)) ||
    (/^[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}$/.test(postcode) && compact.includes(postcode)) ||
    (digits.length >= 6 && text.replaceAll(/\D/g, '').includes(digits)) ||
    (victim.email !== null && compact.includes(victim.email.toLowerCase()))
  );
}

export interface OfferInput {
  offeredOn: Day;
  words: string | null;
}

export function readOffer(values: Values, today: Day): Read<OfferInput> {
  const form = new Reading(values);
  const offeredOn = form.pastDay('offeredOn', 'Enter the day it was offered', today);
  return offeredOn === null ? { errors: form.errors } : { input: { offeredOn, words: form.words('words') } };
}

export interface SettlingInput {
  state: Exclude<OfferState, 'offered'>;
  settledOn: Day;
  words: string | null;
}

export function readSettling(
  values: Values,
  offer: { state: OfferState; offeredOn: Day },
  today: Day,
): Read<SettlingInput> {
  const form = new Reading(values);
  const moves = offerMoves[offer.state].filter((state) => state !== 'offered');
  const state = form.code(
    'state',
    moves as readonly Exclude<OfferState, 'offered'>[],
    'Choose what became of it',
  );
  const settledOn = form.pastDay('settledOn', 'Enter the day', today);
  if (settledOn !== null && settledOn < offer.offeredOn)
    form.wrong('settledOn', 'It was offered later than this day');
  return form.errors.length > 0 || state === null || settledOn === null
    ? { errors: form.errors }
    : { input: { state, settledOn, words: form.words('words') } };
}
