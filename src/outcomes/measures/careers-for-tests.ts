import { addDays, addMonths, type Day, daysBetween } from '../../kernel/clock.ts';
import { totalsOf, windowsOf } from './rules.ts';
import type { MeasureRule, MemberHistory, MemberTotals, PopulationKind } from './types.ts';

/** Repeats itself for a seed. */
function randomOf(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const exponential = (random: () => number, mean: number): number => -Math.log(1 - random()) * mean;

/** Days are numbered from the start of the records. */
const start: Day = '2019-01-01';
const careersEnd: Day = '2026-07-01';
export const dayOf = (number: number): Day => addDays(start, number);
const days = daysBetween(start, careersEnd);
const [lookFrom, lookTo] = [daysBetween(start, '2023-06-01'), daysBetween(start, '2024-06-01')];
const [early, from, middle, to] = ['2019-12-01', '2021-12-01', '2022-12-01', '2023-12-01'].map((day) =>
  daysBetween(start, day),
) as [number, number, number, number];

export const testRule: MeasureRule = { baselineMonths: 24, provenWithinMonths: 6, minimumFollowUpMonths: 6 };

export interface Career {
  offences: number[];
  custody: { from: number; to: number }[];
  joinedOn: number | undefined;
}

export interface Careers {
  people: number;
  /** Offences per person-year. */
  mean: number;
  /** Offences of one burst; 1 is none. */
  burst: number;
  /** Mean days of an active and of a quiet time; undefined for a rate that never changes. */
  onOff?: number;
  /** Proven offences in the baseline at which people join. */
  threshold: number;
  /** Multiplies the rate from joining on: 1 is a scheme without effect. */
  effect: number;
}

/** People with gamma-distributed rates, some of whom join because of what they did before. */
export function makeCareers(seed: number, careers: Careers): Career[] {
  const random = randomOf(seed);
  return Array.from({ length: careers.people }, () => liveOne(random, careers));
}

function liveOne(random: () => number, careers: Careers): Career {
  const { burst, onOff, threshold, effect } = careers;
  const rate = (exponential(random, careers.mean) / burst) * (onOff === undefined ? 1 : 2);
  const lookedAt = lookFrom + Math.floor(random() * (lookTo - lookFrom));
  const custody = random() < 0.3 ? [spell(random)] : [];
  const offences: number[] = [];
  let joinedOn: number | undefined;
  let [isActive, turnsAt] = [random() < 0.5, onOff === undefined ? days : exponential(random, onOff)];
  for (let at = 0; ; ) {
    const next = at + exponential(random, 365.25 / (rate * (joinedOn === undefined ? 1 : effect)));
    if (joinedOn === undefined && at < lookedAt && next >= lookedAt) {
      if (offences.filter((day) => day >= lookedAt - 730 && day < lookedAt).length >= threshold)
        joinedOn = lookedAt;
      at = lookedAt;
      continue;
    }
    at = next;
    if (at >= days) return { offences, custody, joinedOn };
    while (onOff !== undefined && at >= turnsAt)
      [isActive, turnsAt] = [!isActive, turnsAt + exponential(random, onOff)];
    const day = Math.floor(at);
    if (onOff !== undefined && !isActive) continue;
    if (custody.some((held) => held.from <= day && day < held.to)) continue;
    for (let turn = 0; turn < burst; turn++) offences.push(day);
  }
}

function spell(random: () => number): { from: number; to: number } {
  const begin = Math.floor(random() * (days - 200));
  return { from: begin, to: begin + 20 + Math.floor(random() * 300) };
}

/** The careers as a measurement takes them. */
export function measureInputOf(lives: readonly Career[]) {
  const windows = windowsOf(testRule, addDays(careersEnd, -1));
  const members = lives.flatMap((life, personId): MemberTotals[] =>
    life.joinedOn === undefined
      ? []
      : [totalsOf(historyOf(life, personId, life.joinedOn), testRule, windows)],
  );
  const kinds = new Map<string, PopulationKind>();
  for (const life of lives) {
    const kind = kindOf(life);
    if (kind.midDays + kind.lateDays === 0) continue;
    const key = Object.values(kind).join();
    kinds.set(key, { ...kind, people: (kinds.get(key)?.people ?? 0) + 1 });
  }
  const window = { from: addMonths(dayOf(to), -testRule.baselineMonths), to: dayOf(to) };
  return { rule: testRule, windows, members, population: { kinds: [...kinds.values()], ...window } };
}

function kindOf({ offences, custody }: Career): PopulationKind {
  const count = (begin: number, end: number): number =>
    offences.filter((day) => day >= begin && day < end).length;
  const free = (begin: number, end: number): number =>
    custody.reduce(
      (left, held) => left - Math.max(0, Math.min(held.to, end) - Math.max(held.from, begin)),
      end - begin,
    );
  return {
    early: count(early, from),
    earlyDays: free(early, from),
    mid: count(from, middle),
    midDays: free(from, middle),
    late: count(middle, to),
    lateDays: free(middle, to),
    people: 0,
  };
}

const historyOf = (life: Career, personId: number, joinedOn: number): MemberHistory => ({
  personId,
  joinedOn: dayOf(joinedOn),
  base: personId % 2 === 0 ? 'Norwich' : 'Ipswich',
  strand: 'flex',
  offences: life.offences.map(dayOf),
  custody: life.custody.map((held) => ({ from: dayOf(held.from), to: dayOf(held.to) })),
});
