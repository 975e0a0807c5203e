import type { House } from '../../src/app.ts';
import type { Day } from '../../src/kernel/clock.ts';
import { askComparison, foresee, registerComparison, runComparison } from '../../src/outcomes/index.ts';
import type { Company } from './people.ts';

type Plan = Parameters<typeof foresee>[2];

/** Nearly everybody whom the rule found in early 2025 was adopted: who is left is not like them, which its gate says. */
const adopted: Plan = {
  design: 'matched',
  outcome: 'offences',
  group: 'same-threshold',
  joinedFrom: '2025-01-01',
  joinedTo: '2025-04-30',
  base: null,
  threshold: 4,
  followMonths: 12,
  places: [],
  subgroups: 'none',
};

/** Norwich around the first panel, with another area over the same months: what came out is not told from chance. */
const overTime: Plan = {
  design: 'series',
  outcome: 'offences',
  places: [{ name: 'Norwich', beats: ['DE', 'NW', 'TH'] }],
  otherPlaces: [{ name: 'Ipswich', beats: ['FE', 'IP'] }],
  changeOn: '2025-02-01',
  monthsBefore: 36,
  monthsAfter: 14,
  season: true,
};

/**
 * Two example comparisons: one worked out now, one that is asked for and worked out in the background. Both were registered
 * when their outcomes were on record, so both are exploratory.
 */
export async function replayComparisons(
  house: House,
  company: Company,
  { schemeId, now, on }: { schemeId: number; now: Date; on: Day },
): Promise<number> {
  company.at(now);
  const ask = async (name: string, plan: Plan): Promise<number> => {
    const foresight = await foresee(house.database, { schemeId, on }, plan);
    const input = { name, plan, ...foresight, example: true };
    const { id } = await company.perform('analyst', registerComparison, input, name);
    await company.perform('analyst', askComparison, { id, version: 1 }, name);
    return id;
  };
  const series = await ask('Example: Norwich before and after the first panel', overTime);
  await runComparison(house.database, { id: series, on, now });
  await ask('Example: who joined in early 2025 and who did not', adopted);
  return 2;
}
