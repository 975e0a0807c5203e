import { addDays, addMonths, ageOn, type Day, isDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { canonicalJson, sha256 } from '../../kernel/ids.ts';
import { detectableDifference, permutedBlocks } from '../../statistics/index.ts';
import type {
  Condition,
  ContractState,
  ParticipantState,
  Protocol,
  Registration,
  StratumFactor,
  TrialState,
} from './types.ts';

export type TrialAct =
  | 'save'
  | 'submit'
  | 'send-back'
  | 'approve'
  | 'open'
  | 'pause'
  | 'resume'
  | 'close'
  | 'reveal'
  | 'withdraw'
  | 'amend';

/** What can be done with a trial, and what it is afterwards. */
export const trialTransitions: Record<TrialState, Partial<Record<TrialAct, TrialState>>> = {
  draft: { save: 'draft', submit: 'submitted', withdraw: 'withdrawn' },
  submitted: { approve: 'approved', 'send-back': 'draft', withdraw: 'withdrawn' },
  approved: { open: 'open', withdraw: 'withdrawn', amend: 'approved' },
  open: { pause: 'paused', close: 'closed', amend: 'open' },
  paused: { resume: 'open', close: 'closed', amend: 'paused' },
  closed: { reveal: 'revealed', amend: 'closed' },
  revealed: { amend: 'revealed' },
  withdrawn: {},
};

export type ParticipantAct = 'assess' | 'enrol' | 'withdraw' | 'lose';

/** Nobody comes back from the list: there are no re-draws. */
export const participantTransitions: Record<
  ParticipantState,
  Partial<Record<ParticipantAct, ParticipantState>>
> = {
  excluded: { assess: 'eligible' },
  refused: { assess: 'eligible' },
  eligible: { assess: 'eligible', enrol: 'enrolled' },
  enrolled: {},
  allocated: { withdraw: 'allocated', lose: 'allocated' },
};

export type ContractAct =
  | 'progress'
  | 'condition'
  | 'breach'
  | 'continue'
  | 'prosecute'
  | 'complete'
  | 'withdraw';

/** A breach ends nothing by itself: the police decide whether the contract goes on. */
export const contractTransitions: Record<ContractState, Partial<Record<ContractAct, ContractState>>> = {
  running: {
    progress: 'running',
    condition: 'running',
    breach: 'with-police',
    complete: 'completed',
    withdraw: 'withdrawn',
  },
  'with-police': { continue: 'running', prosecute: 'failed', withdraw: 'withdrawn' },
  completed: {},
  failed: {},
  withdrawn: {},
};

/** The words of a stratum, which name its list: `Norwich|high`; `all` where there are no factors. */
export function stratumOf(
  strata: readonly StratumFactor[],
  chosen: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const levels = strata.map(({ code, levels }) => levels.find((level) => level === chosen[code]));
  if (levels.includes(undefined)) return undefined;
  return strata.length === 0 ? 'all' : levels.join('|');
}

/** Every stratum of a protocol, in order. */
export const strataOf = (strata: readonly StratumFactor[]): string[] =>
  strata.length === 0
    ? ['all']
    : strata
        .reduce<string[][]>(
          (found, { levels }) => found.flatMap((head) => levels.map((level) => [...head, level])),
          [[]],
        )
        .map((levels) => levels.join('|'));

/** The first `n` arms of a stratum's list. */
export const armsOf = (
  protocol: Pick<Protocol, 'arms' | 'ratio' | 'blockSizes'>,
  list: { seed: string | Uint8Array; stratum: string; n: number },
): readonly string[] =>
  permutedBlocks({
    ...list,
    blockSizes: protocol.blockSizes,
    ratio: protocol.ratio,
    arms: protocol.arms.map(({ code }) => code),
  }).allocations;

/** What decides eligibility, from the answers: the codes of the questions that were not answered yes. */
export const excludedBy = (
  questions: readonly { code: string }[],
  answers: Readonly<Record<string, string | undefined>>,
): string[] => questions.filter(({ code }) => answers[code] !== 'yes').map(({ code }) => code);

/** Excluded by what is on record when they are allocated: too young, or of unknown age, or under supervision. */
export const excludedOnRecord = (
  protocol: Pick<Protocol, 'youngest' | 'notSupervised'>,
  facts: { born: Day | null; supervised: boolean },
  on: Day,
): boolean =>
  facts.born === null ||
  ageOn(facts.born, on) < protocol.youngest ||
  (protocol.notSupervised && facts.supervised);

/** SHA-256 of all that is registered, which anybody can work out again. */
export const registrationHash = (name: string, body: Protocol, registration: Registration): string =>
  sha256(
    canonicalJson({
      name,
      body,
      protocol: [registration.protocolRef, registration.protocolOn, registration.protocolSha256],
      ethics: [
        registration.ethicsBody,
        registration.ethicsRef,
        registration.ethicsOn,
        registration.ethicsSha256,
      ],
    }),
  );

const isHash = (text: string | null): boolean => /^[0-9a-f]{64}$/.test(text ?? '');

/** What a trial still lacks before it can be submitted. */
export function registrationErrors(body: Protocol, registration: Registration, today: Day): FieldError[] {
  const { protocolRef, protocolOn, protocolSha256, ethicsBody, ethicsRef, ethicsOn, ethicsSha256 } =
    registration;
  const late = (day: Day | null): boolean => day === null || !isDay(day) || day > today;
  const checks: [boolean, string, string][] = [
    [protocolRef === null, 'protocolRef', 'Give the protocol’s reference'],
    [late(protocolOn), 'protocolOn', 'Give the day of the protocol, today or earlier'],
    [
      !isHash(protocolSha256),
      'protocolSha256',
      'Give the SHA-256 of the protocol’s file: 64 digits from 0 to f',
    ],
    [ethicsBody === null, 'ethicsBody', 'Say which committee approved it'],
    [ethicsRef === null, 'ethicsRef', 'Give the reference of the ethics approval'],
    [late(ethicsOn), 'ethicsOn', 'Give the day of the ethics approval, today or earlier'],
    [!isHash(ethicsSha256), 'ethicsSha256', 'Give the SHA-256 of the approval’s file: 64 digits from 0 to f'],
    [body.primary === '', 'primary', 'Name the one primary outcome'],
    [body.analysis === '', 'analysis', 'Write how it will be analysed'],
    [body.question === '', 'question', 'Write what the trial asks'],
    [body.panelTold === '', 'panelTold', 'Write what a panel is told'],
    [strataOf(body.strata).length > 50, 'strata', 'There are more than 50 strata. Take out a factor'],
  ];
  return [
    ...checks.filter(([wrong]) => wrong).map(([, field, text]) => ({ field, text })),
    ...blockErrors(body),
  ];
}

/** Blocks that the ratio does not divide are refused by the list itself: asked here so that it is said in time. */
export function blockErrors(body: Pick<Protocol, 'arms' | 'ratio' | 'blockSizes'>): FieldError[] {
  if (new Set(body.blockSizes).size < 2)
    return [
      {
        field: 'blockSizes',
        text: 'Give at least two block sizes: one alone lets the end of a block be guessed',
      },
    ];
  try {
    armsOf(body, { seed: '00'.repeat(32), stratum: 'try', n: 1 });
    return [];
  } catch (error) {
    return [
      { field: 'blockSizes', text: error instanceof Error ? error.message : 'These blocks do not fit' },
    ];
  }
}

/**
 * How many of a stratum's newest are left out of what is shown by arm while people are enrolled: the largest block, or
 * twelve where it is smaller, so that the number does not tell its size.
 */
export const heldBackOf = ({ blockSizes }: Pick<Protocol, 'blockSizes'>): number =>
  Math.max(12, ...blockSizes);

/** The last day of a contract that begins on a day. */
export const contractEnd = (from: Day, months: number): Day => addDays(addMonths(from, months), -1);

/** Why a contract cannot be completed yet; undefined when it can. */
export function whyNotComplete(
  contract: { conditions: readonly Condition[]; toDay: Day },
  today: Day,
): string | undefined {
  if (contract.conditions.some(({ state }) => state === 'set'))
    return 'A condition is neither met nor taken out.';
  return today < contract.toDay ? 'The contract’s last day lies ahead.' : undefined;
}

/** Up to which day somebody's outcomes may be used; null: to the end of follow-up. */
export const usableUntil = (
  enrolledOn: Day,
  horizonMonths: number,
  dataUntil: Day | null,
): { until: Day; isWhole: boolean } => {
  const horizon = addMonths(enrolledOn, horizonMonths);
  return dataUntil !== null && dataUntil < horizon
    ? { until: dataUntil, isWhole: false }
    : { until: horizon, isWhole: true };
};

/**
 * What a trial of this size can show, said before it begins: how many in a hundred fewer must have the outcome in the
 * first of two arms, where half of the second have it, to be found in four trials of five. Null where nothing could be.
 */
export function canShow({ target, ratio }: Pick<Protocol, 'target' | 'ratio'>): number | null {
  const [first = 1, second = 1] = ratio;
  const n1 = Math.round((target * second) / (first + second));
  if (n1 < 2 || target - n1 < 2) return null;
  const { below } = detectableDifference({ p1: 0.5, n1, n2: target - n1 });
  return below === null ? null : 100 * (0.5 - below);
}
