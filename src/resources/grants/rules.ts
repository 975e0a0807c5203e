import { addDays, type Day, daysBetween, londonDay } from '../../kernel/clock.ts';
import { showPounds } from '../costs/money.ts';
import { firstDayOfQuarter, lastDayOfQuarter, type QuarterOfYear, quarterName } from './quarters.ts';
import type {
  Grant,
  GrantOutput,
  GrantQuarter,
  GrantReturn,
  MeasureCode,
  Payment,
  ReturnState,
  WorkRow,
} from './types.ts';

/** What may become of a return, and whose it is to do: buttons, acts and tests read this. */
export const returnMoves: readonly {
  from: ReturnState;
  act: ReturnAct;
  to: ReturnState;
  right: 'return:submit' | 'return:check' | 'grant:review';
}[] = [
  { from: 'open', act: 'send', to: 'submitted', right: 'return:submit' },
  { from: 'sent-back', act: 'send', to: 'submitted', right: 'return:submit' },
  { from: 'queried', act: 'send', to: 'submitted', right: 'return:submit' },
  { from: 'submitted', act: 'take-back', to: 'open', right: 'return:submit' },
  { from: 'submitted', act: 'pass', to: 'with-commissioner', right: 'return:check' },
  { from: 'submitted', act: 'send-back', to: 'sent-back', right: 'return:check' },
  { from: 'with-commissioner', act: 'accept', to: 'accepted', right: 'grant:review' },
  { from: 'with-commissioner', act: 'query', to: 'queried', right: 'grant:review' },
  { from: 'accepted', act: 'reopen', to: 'with-commissioner', right: 'grant:review' },
];

export type ReturnAct = 'send' | 'take-back' | 'pass' | 'send-back' | 'accept' | 'query' | 'reopen';

export const moveOf = (state: ReturnState, act: ReturnAct): ReturnState | undefined =>
  returnMoves.find((move) => move.from === state && move.act === act)?.to;

/** The provider may write: nobody else has the words then. */
export const isWritable = (state: ReturnState): boolean => moveOf(state, 'send') !== undefined;

export const sumOf = (quarters: readonly { pence: bigint }[]): bigint =>
  quarters.reduce((sum, { pence }) => sum + pence, 0n);

/** Each financial year with what its quarters sum to, in order. */
export const sumsByYear = (
  quarters: readonly Pick<GrantQuarter, 'year' | 'pence'>[],
): { year: string; pence: bigint }[] =>
  [...new Set(quarters.map(({ year }) => year))].map((year) => ({
    year,
    pence: sumOf(quarters.filter((one) => one.year === year)),
  }));

/** What to say where a paper's lines do not sum to the total it states; undefined where they do, or it states none. */
export function slipOf(stated: bigint | null, quarters: readonly { pence: bigint }[]): string | undefined {
  const sum = sumOf(quarters);
  if (stated === null || stated === sum) return undefined;
  const off = sum > stated ? sum - stated : stated - sum;
  return `The lines sum to ${showPounds(sum)}. The total stated is ${showPounds(stated)}: ${showPounds(off)} ${sum > stated ? 'less' : 'more'} than its lines.`;
}

/** A draft may be, and a grant that was ended; not one whose term was over when it was entered, once it is ended. */
export const mayBePutIn = ({ state, fromPaper }: Pick<Grant, 'state' | 'fromPaper'>): boolean =>
  state === 'draft' || (state === 'ended' && !fromPaper);

/** What is published as its amount: as the paper states it, and what its lines sum to where it states none. */
export const amountOf = (
  { statedPence }: Pick<Grant, 'statedPence'>,
  quarters: readonly { pence: bigint }[],
): bigint => statedPence ?? sumOf(quarters);

/** What was paid and reported; null where that lies before the system and nothing of it was entered. */
export const knownOf = (
  { fromPaper }: Pick<Grant, 'fromPaper'>,
  payments: readonly unknown[],
  pence: bigint,
): bigint | null => (fromPaper && payments.length === 0 ? null : pence);

export interface SpentToDate {
  /** Null: no return says anything. */
  spentPence: bigint | null;
  /** How many quarters' returns it is the sum of, and what the profile has for them. */
  quarters: number;
  profilePence: bigint;
}

/** What returns reported as spent, up to a quarter and with it; a return that is open or sent back counts in none. */
export function spentTo(
  upTo: QuarterOfYear,
  quarters: readonly GrantQuarter[],
  returns: readonly Pick<GrantReturn, 'quarterId' | 'state' | 'spendPence'>[],
): SpentToDate {
  const last = firstDayOfQuarter(upTo);
  const told = quarters.flatMap((quarter) => {
    const found = returns.find(({ quarterId }) => quarterId === quarter.id);
    const counts = firstDayOfQuarter(quarter) <= last && found !== undefined && !isWritable(found.state);
    return counts && found.spendPence !== null ? [{ quarter, pence: found.spendPence }] : [];
  });
  return {
    spentPence: told.length === 0 ? null : sumOf(told),
    quarters: told.length,
    profilePence: sumOf(told.map(({ quarter }) => quarter)),
  };
}

export const dueOn = (grant: Pick<Grant, 'returnDays'>, quarter: QuarterOfYear): Day =>
  addDays(lastDayOfQuarter(quarter), grant.returnDays);

export type Timeliness =
  | { is: 'ahead' | 'due'; dueOn: Day }
  | { is: 'late'; dueOn: Day; days: number }
  | { is: 'sent'; dueOn: Day; daysLate: number };

/** When a return is due and how late it is (or was): the first sending counts, whatever was sent back since. */
export function timelinessOf(
  grant: Pick<Grant, 'returnDays'>,
  quarter: QuarterOfYear,
  firstSentAt: Date | null,
  today: Day,
): Timeliness {
  const due = dueOn(grant, quarter);
  if (firstSentAt !== null)
    return { is: 'sent', dueOn: due, daysLate: Math.max(0, daysBetween(due, londonDay(firstSentAt))) };
  if (today > due) return { is: 'late', dueOn: due, days: daysBetween(due, today) };
  return { is: today > lastDayOfQuarter(quarter) ? 'due' : 'ahead', dueOn: due };
}

/** `contact-kinds` of the scheme: which activity a kind of contact counts as. */
export interface ContactKinds {
  kinds: { code: string; name?: string; activity?: string }[];
}

/** How much of a measure there was, from the rows of work. Hours are whole hours, rounded down. */
export function countedFor(measure: MeasureCode, rows: readonly WorkRow[], { kinds }: ContactKinds): number {
  const of = (source: WorkRow['source']): readonly WorkRow[] => rows.filter((row) => row.source === source);
  const sum = (some: readonly WorkRow[], what: 'n' | 'attended' | 'minutes'): number =>
    some.reduce((so, row) => so + row[what], 0);
  switch (measure) {
    case 'contacts':
      return sum(of('contact'), 'n');
    case 'attended':
      return sum(of('contact'), 'attended');
    case 'hours':
      return Math.floor(sum(rows, 'minutes') / 60);
    case 'referrals':
      return sum(of('referral'), 'n');
    case 'received':
      return sum(of('received'), 'n');
    case 'sessions':
      return sum(of('session'), 'attended');
    case 'questionnaires':
      return sum(of('questionnaire'), 'n');
    default: {
      const own = new Set(kinds.filter(({ activity }) => activity === measure).map(({ code }) => code));
      return sum(
        of('contact').filter(({ kind }) => own.has(kind)),
        'n',
      );
    }
  }
}

export interface OutputResult {
  output: GrantOutput;
  /** Null: nothing is counted for it. */
  counted: number | null;
  /** Below the share of what was agreed at which the grant flags it. */
  under: boolean;
}

/** What was agreed against what was counted, of outputs that were not taken out. */
export const resultsOf = (
  grant: Pick<Grant, 'flagPercent'>,
  outputs: readonly GrantOutput[],
  rows: readonly WorkRow[],
  kinds: ContactKinds,
  quarters = 1,
): OutputResult[] =>
  outputs
    .filter(({ removed }) => !removed)
    .map((output) => {
      const counted = output.measure === null ? null : countedFor(output.measure, rows, kinds);
      const agreed = output.perQuarter === null ? null : output.perQuarter * quarters;
      const under = counted !== null && agreed !== null && 100 * counted < grant.flagPercent * agreed;
      return { output, counted, under };
    });

/** Payments that stand: asked for or released. */
const stands = ({ state }: Pick<Payment, 'state'>): boolean => state === 'asked' || state === 'released';

export const releasedOf = (
  payments: readonly Pick<Payment, 'kind' | 'state' | 'pence'>[],
  kind: Payment['kind'],
): bigint => sumOf(payments.filter((one) => one.kind === kind && one.state === 'released'));

/** What was paid less what was asked back and agreed to be. */
export const heldByProvider = (payments: readonly Pick<Payment, 'kind' | 'state' | 'pence'>[]): bigint =>
  releasedOf(payments, 'payment') - releasedOf(payments, 'clawback');

/** What was paid and neither spent nor asked back: what a clawback may ask for. Spend is that of accepted returns. */
export const unspentOf = (
  payments: readonly Pick<Payment, 'kind' | 'state' | 'pence'>[],
  returns: readonly Pick<GrantReturn, 'state' | 'spendPence'>[],
): bigint =>
  heldByProvider(payments) -
  returns
    .filter(({ state }) => state === 'accepted')
    .reduce((sum, { spendPence }) => sum + (spendPence ?? 0n), 0n);

export interface PaymentFacts {
  grant: Pick<Grant, 'basis' | 'feePence' | 'feeMeasure' | 'state' | 'startsOn'>;
  quarters: readonly GrantQuarter[];
  returns: readonly GrantReturn[];
  payments: readonly Pick<Payment, 'kind' | 'state' | 'pence' | 'quarterId'>[];
  kinds: ContactKinds;
}

export type Payable =
  | { may: true; pence: bigint; returnId: number | null; how: string }
  | { may: false; why: string };

/**
 * What may be paid for a quarter, and on what it rests; or why nothing may. A quarter is paid once. By grant, the return
 * before it is accepted; by fee and by results, its own is. A claim is asked for by the act, where results are paid.
 */
export function payableFor(facts: PaymentFacts, quarterId: number): Payable {
  const { grant, quarters, returns, payments } = facts;
  const at = quarters.findIndex(({ id }) => id === quarterId);
  const quarter = quarters[at];
  if (quarter === undefined) return { may: false, why: 'There is no such quarter in the profile.' };
  const paid = payments.find((one) => one.kind === 'payment' && one.quarterId === quarterId && stands(one));
  if (paid !== undefined)
    return {
      may: false,
      why:
        paid.state === 'released'
          ? `${quarterName(quarter)} is paid already.`
          : `A payment for ${quarterName(quarter)} waits for a second person already.`,
    };
  if (grant.state === 'draft') return { may: false, why: 'The grant is a draft.' };
  const inAdvance = grant.basis === 'grant';
  const restsOn = inAdvance ? quarters[at - 1] : quarter;
  const found = returns.find((one) => one.quarterId === restsOn?.id);
  if (restsOn !== undefined && found?.state !== 'accepted')
    return { may: false, why: `The return of ${quarterName(restsOn)} is not accepted.` };
  if (quarter.pence === 0n) return { may: false, why: 'The profile has nothing for this quarter.' };
  const returnId = found?.id ?? null;
  if (grant.basis !== 'fee')
    return { may: true, pence: quarter.pence, returnId, how: 'What the profile says for the quarter' };
  return feeFor(facts, quarter, found);
}

function feeFor(
  { grant, kinds }: PaymentFacts,
  quarter: GrantQuarter,
  accepted: GrantReturn | undefined,
): Payable {
  if (grant.feePence === null || grant.feeMeasure === null || accepted?.count == null)
    return { may: false, why: 'Nothing was counted for this quarter yet.' };
  const n = countedFor(grant.feeMeasure, accepted.count.activity, kinds);
  const due = grant.feePence * BigInt(n);
  if (due === 0n) return { may: false, why: 'Nothing was counted that a fee is paid for.' };
  const most = due > quarter.pence;
  return {
    may: true,
    pence: most ? quarter.pence : due,
    returnId: accepted.id,
    how: `${n} at ${showPounds(grant.feePence)} each${most ? `, ${showPounds(due)}, up to the profile` : ''}`,
  };
}

/** Why a return cannot be sent now; undefined where it can. */
export const whyNotSent = (state: ReturnState, quarter: QuarterOfYear, today: Day): string | undefined =>
  !isWritable(state)
    ? 'This return was sent already.'
    : today <= lastDayOfQuarter(quarter)
      ? `The quarter ends on ${lastDayOfQuarter(quarter)}. Its return can be sent from the day after.`
      : undefined;

/** The quarter has begun, so that a return may be written. */
export const hasBegun = (quarter: QuarterOfYear, today: Day): boolean => firstDayOfQuarter(quarter) <= today;

/** In place of a place's number: all of the words, because the story tells who somebody is. */
export const wholeText = -1;

/** Why a grant does not pay on a claim; undefined where it does. Whether its words bear it out, two people judge. */
export function whyNotPaidOn(
  grant: Pick<Grant, 'claimMeasure' | 'claimLevel' | 'startsOn'>,
  claim: { measure: string; level: number; dataTo: Day; isPublished: boolean; finding: string | null },
): string | undefined {
  if (claim.measure !== grant.claimMeasure || !claim.isPublished)
    return 'The claim is not a published one of the measure that the terms name';
  if (claim.level < (grant.claimLevel ?? 0))
    return `The claim is at level ${claim.level}. The terms ask for level ${grant.claimLevel}`;
  if (claim.dataTo < grant.startsOn) return 'The claim’s data end before the grant begins';
  if (claim.finding !== 'lower')
    return claim.finding === 'higher'
      ? 'The claim shows more offending, and nothing to pay for'
      : 'The claim shows no result: its interval includes no difference';
  return undefined;
}
