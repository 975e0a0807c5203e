import {
  type Concentration,
  type Register,
  registers,
  registerWords,
  type SeparateCohort,
  type Standing,
} from './types.ts';

/** Crimes a person, and who has at least the threshold; the curve begins with those who have most. */
export function concentrationOf(crimes: readonly number[], threshold: number): Concentration {
  const sorted = [...crimes].sort((left, right) => right - left);
  const total = sorted.reduce((sum, count) => sum + count, 0);
  const most = sorted.filter((count) => count >= threshold);
  let sum = 0;
  return {
    people: sorted.length,
    crimes: total,
    superPeople: most.length,
    superCrimes: most.reduce((all, count) => all + count, 0),
    curve: [
      { people: 0, crimes: 0 },
      ...sorted.map((count, index) => {
        sum += count;
        return { people: (index + 1) / sorted.length, crimes: total === 0 ? 0 : sum / total };
      }),
    ],
  };
}

/** The share of crimes at a share of people, along the curve (straight between two people). */
export function shareAt(curve: Concentration['curve'], people: number): number {
  const next = curve.findIndex((point) => point.people >= people);
  const [low, high] = [curve[next - 1], curve[next]];
  if (high === undefined) return curve.at(-1)?.crimes ?? 0;
  if (low === undefined) return high.crimes;
  const part = (people - low.people) / (high.people - low.people);
  return low.crimes + part * (high.crimes - low.crimes);
}

/**
 * The least share of a cohort's crimes that the `share` of its people can have who committed `threshold` or more each,
 * when everybody else committed fewer: they at the threshold, the others one below it.
 */
export function leastShareOfCrime(share: number, threshold: number): number {
  const [most, others] = [share * threshold, (1 - share) * (threshold - 1)];
  return most + others === 0 ? 0 : most / (most + others);
}

/** How many each of the others would have committed on average for the printed share to hold: more than the threshold. */
export const impliedForOthers = (share: number, threshold: number, crimeShare: number): number =>
  ((share * threshold) / crimeShare) * ((1 - crimeShare) / (1 - share));

export interface Finding {
  text: string;
  /** Somebody has to look at it. */
  isDue: boolean;
}

const has = (one: Standing, register: Register): boolean => one[register];

/** Where a member of the cohort and its rule disagree, and what the registers say. Nobody is moved by it. */
export function findingsOf(
  cohort: Pick<SeparateCohort, 'minimum' | 'registers'>,
  one: Standing,
  seesRegisters: boolean,
): Finding[] {
  const found: Finding[] = [];
  if (one.offences < cohort.minimum)
    found.push({
      text: `Does not meet its rule: ${one.offences} of ${cohort.minimum} proven offences`,
      isDue: true,
    });
  if (!seesRegisters) return found;
  for (const register of registers) {
    const rule = cohort.registers[register];
    const name = registerWords[register];
    const isIn = has(one, register);
    if (rule === 'required' && !isIn)
      found.push({ text: `Is not on ${name}, as the cohort’s rule asks`, isDue: true });
    if (rule === 'exclude' && isIn)
      found.push({ text: `Is on ${name}: the rule excludes them`, isDue: true });
    if (rule === 'refer' && isIn)
      found.push({ text: `Is on ${name}: ask whether that arrangement comes first`, isDue: true });
    if ((rule === 'check' || rule === 'required') && isIn)
      found.push({ text: `Is on ${name}`, isDue: false });
  }
  return found;
}
