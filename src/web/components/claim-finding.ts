import type { ClaimCardModel, ClaimInterval, ClaimLevel } from './claim-model.ts';

/** Which way a figure points, `open` where its interval includes no difference, `none` where nothing is compared. */
export type ClaimFinding = 'lower' | 'higher' | 'open' | 'none';

type Found = Pick<ClaimCardModel, 'level' | 'interval' | 'alsoEstimated' | 'toldAs'>;

/** What a design lets anybody say, in the words that it allows. Nothing below level 5 says "reduced". */
export const allowedVerbs: Readonly<Record<ClaimLevel, string>> = {
  0: 'we did, we counted',
  1: 'was lower or higher than before',
  2: 'was lower or higher than expected',
  3: 'is associated with',
  4: 'estimated effect, if no unmeasured differences',
  5: 'reduced or raised, where the interval excludes no difference',
};

/** The same once it is known which way the figure points. */
const verbsByFinding: Readonly<Record<ClaimLevel, Readonly<Record<'lower' | 'higher', string>>>> = {
  0: { lower: allowedVerbs[0], higher: allowedVerbs[0] },
  1: { lower: 'was lower than before', higher: 'was higher than before' },
  2: { lower: 'was lower than expected', higher: 'was higher than expected' },
  3: { lower: 'is associated with fewer or a fall', higher: 'is associated with more or a rise' },
  4: {
    lower: 'estimated effect, if no unmeasured differences: lower',
    higher: 'estimated effect, if no unmeasured differences: higher',
  },
  5: { lower: 'reduced', higher: 'raised' },
};

const openWords = 'we cannot tell whether it is lower or higher';

/** Whether the interval includes no effect: 0, or for a ratio 1. Touching counts. */
export function crossesNoEffect(interval: ClaimInterval): boolean {
  if (interval.scale === 'level') return false;
  const none = interval.scale === 'ratio' ? 1 : 0;
  return interval.low <= none && interval.high >= none;
}

function findingOf(interval: ClaimInterval): ClaimFinding {
  if (interval.scale === 'level') return 'none';
  if (crossesNoEffect(interval)) return 'open';
  return interval.high < (interval.scale === 'ratio' ? 1 : 0) ? 'lower' : 'higher';
}

/**
 * Which way the claim points as a whole. A design that compares and has no interval is open, unless whoever published it
 * gave their verdict without one; so is a claim whose estimates point apart.
 */
export function claimFinding({ level, interval, alsoEstimated = [], toldAs }: Found): ClaimFinding {
  if (level === 0) return 'none';
  if (interval === null) return toldAs ?? 'open';
  const main = findingOf(interval);
  const others = alsoEstimated.map(findingOf).filter((one) => one !== 'open');
  return others.every((one) => one === main) ? main : 'open';
}

/** What may be said of this figure: the words of its level, and of them only those that its interval leaves. */
export function mayBeSaid({ level, interval, alsoEstimated = [], toldAs }: Found): string[] {
  const words = (found: ClaimFinding): string => {
    if (found === 'none') return allowedVerbs[level];
    return found === 'open' ? openWords : verbsByFinding[level][found];
  };
  if (level === 0) return [allowedVerbs[0]];
  if (interval === null) return [words(toldAs ?? 'open')];
  if (alsoEstimated.length === 0) return [words(findingOf(interval))];
  return [interval, ...alsoEstimated].map((one) => `of the ${one.of}: ${words(findingOf(one))}`);
}
