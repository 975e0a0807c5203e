import { addMonths, type Day, londonDay } from '../../kernel/clock.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import { shownCount } from '../measures/disclosure.ts';
import { readAsMeasurement } from '../measures/run.ts';
import type { GatherAsk } from '../measures/types.ts';
import { listCompared, listMonths } from './people-store.ts';
import { outcomeDays, trialDays } from './rules.ts';
import { getTrialFacts } from './trial-store.ts';
import type { Foreseen, PeoplePlan, Plan, SeriesPlan } from './types.ts';

export interface Foresight {
  foreseen: Foreseen;
  dataTo: Day | null;
  outcomeFrom: Day | null;
  countableOn: Day | null;
}

/**
 * What a plan would count, before anything of its outcome is looked at: how many of each side, and how far the data must
 * reach. Counts of 1 to 4 are left out, because everybody who sees outcomes sees these.
 *
 * @throws WaymarkError `not-found` for a trial that there is not, `wrong-setting` without the rule
 */
export const foresee = (
  database: Database,
  ask: { schemeId: number; on: Day },
  plan: Plan,
): Promise<Foresight> =>
  readAsMeasurement(database, ask, async (tx, { rule, data }) => {
    const dataTo = data?.dataTo ?? null;
    if (plan.design === 'trial') {
      const facts = await getTrialFacts(tx, ask.schemeId, plan.trialId);
      const hasClosed = facts.state === 'closed' || facts.state === 'revealed';
      return {
        foreseen: hasClosed
          ? [{ label: 'People drawn into an arm', count: shownCount(facts.allocated) }]
          : [],
        dataTo,
        ...trialDays({
          ...facts,
          openedOn: facts.openedAt === null ? null : londonDay(facts.openedAt),
        }),
      };
    }
    const days = outcomeDays(plan, rule);
    if (data === undefined) return { foreseen: [], dataTo, ...days };
    const foreseen =
      plan.design === 'series' ? await countSeries(tx, data, plan) : await countPeople(tx, data, plan);
    return { foreseen, dataTo, ...days };
  });

async function countPeople(tx: Tx, data: GatherAsk, plan: PeoplePlan): Promise<Foreseen> {
  const rows = await listCompared(tx, { schemeId: data.schemeId, on: data.on, rule: data.rule, plan });
  const joined = rows.filter((row) => row.joined === 1);
  const met = joined.filter(({ mid, late }) => mid + late >= plan.threshold).length;
  // All and those who met the threshold would give away the few who did not.
  const below = shownCount(joined.length - met);
  return [
    { label: 'Joined in these days', count: below === null ? null : shownCount(joined.length) },
    { label: 'Of whom met the threshold', count: shownCount(met) },
    { label: 'Others who met it', count: shownCount(rows.length - joined.length) },
  ];
}

/** Months that the data hold, and no offence of the outcome. */
async function countSeries(tx: Tx, data: GatherAsk, plan: SeriesPlan): Promise<Foreseen> {
  const from = addMonths(plan.changeOn, -plan.monthsBefore);
  const before = await listMonths(tx, { rule: data.rule, places: plan.places, from, to: plan.changeOn });
  const held = before.filter(({ month }) => month >= data.dataFrom && month <= data.dataTo);
  return [
    { label: 'Months before the change that the data hold', count: shownCount(held.length) },
    {
      label: 'Proven offences in them',
      count: shownCount(held.reduce((sum, { offences }) => sum + offences, 0)),
    },
  ];
}
