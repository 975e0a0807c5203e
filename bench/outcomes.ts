/**
 * Measuring outcomes on people made up here: a scheme of 300 against 50,000 eligible, a country of 2 million with 10
 * million offences, and 500 schemes without any effect, 500 with a true rate ratio of 0.8. What is timed is everything
 * from dated offences and custody to matched groups and intervals; and a whole nightly measurement from the tables to
 * frozen claims. `BENCH_PART=scheme,null,effect,database,country` runs some of it; `BENCH_SERVER` names a PostgreSQL.
 */

import { type MatchedFigures, measureMatched } from '../src/outcomes/comparisons/matched.ts';
import { columnsOf } from '../src/outcomes/comparisons/people-input.ts';
import type { ComparedRow } from '../src/outcomes/comparisons/people-store.ts';
import {
  type EligibleColumns,
  emptyColumns,
  kindsOf,
  type NumberedWindows,
  type PersonDays,
  tally,
} from '../src/outcomes/measures/eligible-columns.ts';
import { measureBeforeAfter } from '../src/outcomes/measures/rules.ts';
import type { MemberTotals, PopulationKind } from '../src/outcomes/measures/types.ts';
import { measureDatabase } from './support/outcomes-database.ts';

const daysAYear = 365.25;
/** Two years before the baseline, two of baseline, one and a half after. */
const windows: NumberedWindows = { earlyFrom: 0, from: 730, middle: 1_095, at: 1_460, to: 2_008 };

function randomOf(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Law {
  people: number;
  /** Offences a person-year, exponential between people. */
  mean: number;
  /** Offences in the baseline at which the rule finds somebody. */
  threshold: number;
  /** How many of those found join. */
  join: number;
  /** Multiplies the rate of who joined from the day on. */
  effect: number;
}

interface World {
  columns: EligibleColumns;
  joined: Uint8Array;
  offences: number;
}

const person: PersonDays = {
  offences: 0,
  offenceDays: new Int32Array(4_096),
  spells: 0,
  spellFrom: new Int32Array(8),
  spellTo: new Int32Array(8),
};

/** One person after another: no more than one is in memory but for their place in the columns. */
function live(seed: number, law: Law, found: number): World {
  const random = randomOf(seed);
  const exponential = (mean: number): number => -Math.log(1 - random()) * mean;
  const columns = emptyColumns(law.people);
  const joined = new Uint8Array(law.people);
  const chance = law.join / found;
  let offences = 0;
  for (let place = 0; place < law.people; place++) {
    const rate = exponential(law.mean);
    custody(random);
    person.offences = 0;
    let inBaseline = 0;
    let at = 0;
    let decided = false;
    for (;;) {
      const speed = joined[place] === 1 ? law.effect : 1;
      const next = at + exponential(daysAYear / (rate * speed));
      if (!decided && next >= windows.at) {
        decided = true;
        joined[place] = inBaseline >= law.threshold && random() < chance ? 1 : 0;
        at = windows.at;
        continue;
      }
      at = next;
      if (at >= windows.to || person.offences >= person.offenceDays.length) break;
      const day = Math.floor(at);
      if (isHeld(day)) continue;
      if (day >= windows.from && day < windows.at) inBaseline += 1;
      person.offenceDays[person.offences++] = day;
    }
    offences += person.offences;
    tally(columns, place, person, windows);
  }
  return { columns, joined, offences };
}

/** Three in ten have a spell, some of these a second that overlaps. */
function custody(random: () => number): void {
  person.spells = 0;
  if (random() >= 0.3) return;
  const from = Math.floor(random() * windows.to);
  person.spellFrom[0] = from;
  person.spellTo[0] = from + 20 + Math.floor(random() * 200);
  person.spells = 1;
  if (random() >= 0.2) return;
  person.spellFrom[1] = from + 10;
  person.spellTo[1] = from + 60;
  person.spells = 2;
}

function isHeld(day: number): boolean {
  for (let k = 0; k < person.spells; k++)
    if ((person.spellFrom[k] ?? 0) < day && day < (person.spellTo[k] ?? 0)) return true;
  return false;
}

/** How many the rule finds: the chance of joining is then what makes the number who join. */
function foundBy(columns: EligibleColumns, threshold: number): number {
  let found = 0;
  for (let place = 0; place < columns.people; place++)
    if ((columns.mid[place] ?? 0) + (columns.late[place] ?? 0) >= threshold) found += 1;
  return found;
}

/** Who joined, as a measurement takes them. */
function membersOf(columns: EligibleColumns, joined: Uint8Array): MemberTotals[] {
  const members: MemberTotals[] = [];
  for (let place = 0; place < columns.people; place++) {
    if (joined[place] !== 1) continue;
    const known = { base: place % 2 === 0 ? 'Norwich' : 'Ipswich', strand: 'flex' };
    const days = (columns.midDays[place] ?? 0) + (columns.lateDays[place] ?? 0);
    const laterDays = columns.afterDays[place] ?? 0;
    if (days === 0 || laterDays === 0) {
      members.push({ ...known, state: 'no-time' });
      continue;
    }
    members.push({
      ...known,
      state: 'counted',
      before: {
        offences: (columns.mid[place] ?? 0) + (columns.late[place] ?? 0),
        windowDays: windows.at - windows.from,
        atRiskDays: days,
      },
      after: {
        offences: columns.after[place] ?? 0,
        windowDays: windows.to - windows.at,
        atRiskDays: laterDays,
      },
      offencesInCustody: columns.inCustody[place] ?? 0,
    });
  }
  return members;
}

const rule = { baselineMonths: 24, provenWithinMonths: 6, minimumFollowUpMonths: 6 };
const [from, to] = ['2022-01-01', '2024-01-01'];

/** Everything that a measurement works out: the law, what was to be expected, matches, balance, intervals. */
function measure({ columns, joined }: World, threshold: number) {
  const kinds = kindsOf(columns);
  const figures = measureBeforeAfter({
    rule,
    windows: { dataTo: '2025-12-31', followedTo: '2025-07-01', joinedBy: '2025-01-01' },
    members: membersOf(columns, joined),
    population: { kinds, from, to },
  });
  return {
    regression: figures.regressionToTheMean ?? 0,
    fall: 1 - (figures.rateAfter ?? 0) / (figures.rateBefore ?? 1),
    index: figures.expected?.index.ratio ?? 0,
    comparison: compare({ columns, joined }, kinds, threshold),
  };
}

/** As a plan of a comparison is worked out: who joined, and the others whom the rule found; records and no more. */
function compare(
  { columns, joined }: Pick<World, 'columns' | 'joined'>,
  kinds: readonly PopulationKind[],
  threshold: number,
): MatchedFigures {
  const rows: ComparedRow[] = [];
  for (let place = 0; place < columns.people; place++) {
    const [mid, late] = [columns.mid[place] ?? 0, columns.late[place] ?? 0];
    if (joined[place] !== 1 && mid + late < threshold) continue;
    rows.push({
      ...{
        joined: joined[place] ?? 0,
        early: columns.early[place] ?? 0,
        earlyDays: columns.earlyDays[place] ?? 0,
      },
      ...{ mid, midDays: columns.midDays[place] ?? 0, late, lateDays: columns.lateDays[place] ?? 0 },
      ...{ after: columns.after[place] ?? 0, afterDays: columns.afterDays[place] ?? 0 },
      ...{ age: null, male: null, base: null, later: 0 },
    });
  }
  return measureMatched({
    ...{ name: 'Bench', planned: true, rule, dataTo: '2025-12-31', columns: columnsOf(rows), kinds },
    plan: {
      ...{ design: 'matched', outcome: 'offences', group: 'same-threshold', base: null, places: [] },
      ...{ joinedFrom: from, joinedTo: to, threshold, followMonths: 18, subgroups: 'none' },
    },
  });
}

const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const shown = ({ ratio, cannotWhy }: MatchedFigures): string =>
  ratio === null
    ? `none: ${cannotWhy}`
    : `${ratio.ratio.toFixed(3)} (${ratio.lower?.toFixed(3)} to ${ratio.upper?.toFixed(3)})`;

const peak = (): string => `peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`;

function scheme(): void {
  const law: Law = { people: 50_000, mean: 1, threshold: 5, join: 300, effect: 1 };
  const { columns } = live(1, { ...law, join: 0 }, 1);
  const made = performance.now();
  const world = live(1, law, foundBy(columns, law.threshold));
  const making = seconds(made);
  const began = performance.now();
  const { comparison, regression } = measure(world, law.threshold);
  const { flow } = comparison;
  write(
    `scheme: ${flow?.joined} of 50,000 eligible, ${flow?.others} found by the rule, ${flow?.matched} matched: ${seconds(began)} s, and ${making} s to make and tally ${world.offences} offences; ` +
      `ratio ${shown(comparison)}, regression to the mean ${regression.toFixed(3)}`,
  );
}

function country(): void {
  const law: Law = { people: 2_000_000, mean: 0.96, threshold: 4, join: 13_000, effect: 0.8 };
  const began = performance.now();
  // So many of 2 million are found at this threshold, by the same law.
  const found = foundBy(live(2, { ...law, people: 50_000, join: 0 }, 1).columns, law.threshold) * 40;
  const world = live(2, law, found);
  const read = seconds(began);
  const { comparison, regression } = measure(world, law.threshold);
  const { flow } = comparison;
  write(
    `country: ${flow?.joined} of 2,000,000 eligible, ${(world.offences / 1e6).toFixed(1)} million offences, ${flow?.others} found by the rule, ` +
      `${flow?.matched} matched: ${seconds(began)} s, of which ${read} s to make and tally; ${peak()}; ` +
      `ratio ${shown(comparison)}, true 0.8; regression to the mean ${regression.toFixed(3)}`,
  );
}

const seconds = (began: number): string => ((performance.now() - began) / 1_000).toFixed(2);

/** Many schemes alike but for chance. */
function simulate(name: string, effect: number, runs: number): void {
  const law: Law = { people: 12_000, mean: 1, threshold: 4, join: 300, effect };
  const found = foundBy(live(0, { ...law, join: 0 }, 1).columns, law.threshold);
  const began = performance.now();
  let [told, neutral, ratios, plain, regression, falls] = [0, 0, 0, 0, 0, 0];
  for (let seed = 1; seed <= runs; seed++) {
    const made = measure(live(seed, law, found), law.threshold);
    regression += made.regression / runs;
    falls += made.fall / runs;
    const { ratio, plainRatio } = made.comparison;
    if (ratio === null) continue;
    told += 1;
    neutral += (ratio.lower ?? 0) <= 1 && (ratio.upper ?? 2) >= 1 ? 1 : 0;
    ratios += ratio.ratio;
    plain += plainRatio ?? 0;
  }
  write(
    `${name}: ${runs} schemes with a true ratio of ${effect}: the gate passed in ${told}, mean ratio ${(ratios / told).toFixed(4)} (${(plain / told).toFixed(4)} before adjustment), no effect told in ${((100 * neutral) / told).toFixed(1)}%; ` +
      `regression to the mean ${(100 * regression).toFixed(1)}%, the fall that there was ${(100 * falls).toFixed(1)}%; ${seconds(began)} s`,
  );
}

export async function run(): Promise<void> {
  const parts = (process.env.BENCH_PART ?? 'scheme,null,effect,database,country').split(',');
  if (parts.includes('scheme')) scheme();
  if (parts.includes('null')) simulate('null', 1, 500);
  if (parts.includes('effect')) simulate('effect', 0.8, 500);
  if (parts.includes('database')) write(`database: ${await measureDatabase(50_000, 300)}`);
  if (parts.includes('country')) country();
}
