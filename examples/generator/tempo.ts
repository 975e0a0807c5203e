import { type Day, YEAR } from './calendar.ts';
import type { Tempo } from './people.ts';
import type { Random } from './random.ts';

/** When somebody next offends, if free to. */
interface Rhythm {
  /** The first offending day after `day`, or Infinity. */
  next(day: Day): Day;
}

interface Life {
  born: Day;
  tempo: Tempo;
}

/** Relative rate by age: rising through the teens, level to thirty, then falling. */
function ageFactor(age: number): number {
  if (age < 18) return 0.5 + (Math.max(0, age - 12) / 6) * 0.5;
  if (age < 30) return 1;
  return age < 45 ? 1 - ((age - 30) / 15) * 0.4 : Math.max(0.15, 0.6 - ((age - 45) / 15) * 0.35);
}

/** Known for one or two offences in all: days chosen beforehand, recent ones likelier to be on file. */
function occasionalRhythm(random: Random, earliest: Day, today: Day): Rhythm {
  const span = today - 5 - earliest;
  const count = random.chance(0.7) ? 1 : 2;
  const days = Array.from({ length: count }, () => {
    const back = random.exponential(1400) % span;
    return Math.floor(today - 5 - back);
  }).sort((a, b) => a - b);
  return { next: (day) => days.find((candidate) => candidate > day) ?? Infinity };
}

interface Spell {
  from: Day;
  to: Day;
}

/** Bursts of offending between quiet times, until desistance. */
function drawBursts(random: Random, start: Day, today: Day, tempo: Tempo): Spell[] {
  const prolific = tempo === 'prolific';
  const keepsOn = prolific && random.chance(0.8);
  const bursts: Spell[] = [];
  let from = start;
  while (from < today) {
    const to = from + 30 + Math.floor(random.exponential(prolific ? 330 : 240));
    bursts.push({ from, to });
    if (!keepsOn && random.chance(prolific ? 0.2 : 0.12)) break;
    from = to + 20 + Math.floor(random.exponential(prolific ? 170 : 480));
  }
  return bursts;
}

/** A Poisson process with an individual, gamma-distributed rate: over people, negative binomial counts. */
function lastingRhythm(random: Random, life: Life, start: Day, today: Day): Rhythm {
  const prolific = life.tempo === 'prolific';
  const rate = (prolific ? 1.6 + random.gamma(2, 4.9) : 0.7 + random.gamma(2, 1)) / YEAR;
  const bursts = drawBursts(random, start, today, life.tempo);
  return {
    next(day) {
      let at = Math.max(day, start);
      for (const burst of bursts) {
        at = Math.max(at, burst.from);
        // Thinning: propose at the full rate, accept by age.
        while (at < burst.to) {
          at += Math.max(1, Math.round(random.exponential(1 / rate)));
          if (at < burst.to && random.chance(ageFactor((at - life.born) / YEAR))) return at;
        }
      }
      return Infinity;
    },
  };
}

/** Careers reach back fifteen years at most, and to the tenth birthday at the earliest. */
export function drawRhythm(random: Random, life: Life, today: Day): Rhythm {
  const earliest = Math.max(today - Math.floor(15 * YEAR), life.born + Math.floor(11 * YEAR));
  if (life.tempo === 'occasional') return occasionalRhythm(random, earliest, today);
  const youngest = life.born + Math.floor((13 + random.gamma(2, life.tempo === 'prolific' ? 3 : 7)) * YEAR);
  const onset = Math.min(Math.max(earliest, youngest), today - 400);
  const recent =
    today -
    Math.floor((life.tempo === 'prolific' ? 2.5 + random.next() * 7 : 1.5 + random.next() * 12) * YEAR);
  return lastingRhythm(random, life, Math.max(earliest, onset, recent), today);
}
