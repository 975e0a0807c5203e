import { type Day, YEAR } from './calendar.ts';
import { type Dossier, isProven } from './dossier.ts';

export interface Counts {
  people: number;
  offenders: number;
  women: number;
  under18: number;
  offences: number;
  proven: number;
  /** People with at least one proven offence. */
  provenPeople: number;
  /** Share of all proven offences by the tenth of those people with the most. */
  topTenthShare: number;
  /** Share of people with any recorded offence who have one or two. */
  oneOrTwoShare: number;
  /** At least four proven offences in the last 24 months. */
  fourInTwoYears: number;
  /** At least ten in the last five years. */
  tenInFiveYears: number;
  either: number;
}

/** Counts without keeping people: a histogram is enough for the concentration. */
export class Tally {
  readonly #today: Day;
  readonly #histogram = new Map<number, number>();
  readonly #counts = {
    people: 0,
    offenders: 0,
    women: 0,
    under18: 0,
    offences: 0,
    proven: 0,
    few: 0,
    four: 0,
    ten: 0,
    either: 0,
  };

  constructor(today: Day) {
    this.#today = today;
  }

  add(dossier: Dossier): void {
    const { person, career } = dossier;
    const counts = this.#counts;
    counts.people += 1;
    if (career.offences.length === 0) return;
    const proven = career.offences.filter(isProven);
    const since = (years: number) =>
      proven.filter((offence) => offence.date > this.#today - years * YEAR).length;
    const [four, ten] = [since(2) >= 4, since(5) >= 10];
    counts.offenders += 1;
    counts.women += person.sex === 'F' ? 1 : 0;
    counts.under18 += this.#today - person.born < 18 * YEAR ? 1 : 0;
    counts.offences += career.offences.length;
    counts.proven += proven.length;
    counts.few += career.offences.length <= 2 ? 1 : 0;
    counts.four += four ? 1 : 0;
    counts.ten += ten ? 1 : 0;
    counts.either += four || ten ? 1 : 0;
    if (proven.length > 0) this.#histogram.set(proven.length, (this.#histogram.get(proven.length) ?? 0) + 1);
  }

  counts(): Counts {
    const { few, four, ten, ...rest } = this.#counts;
    const provenPeople = [...this.#histogram.values()].reduce((sum, people) => sum + people, 0);
    return {
      ...rest,
      provenPeople,
      topTenthShare: this.#topShare(Math.round(provenPeople / 10)),
      oneOrTwoShare: few / rest.offenders,
      fourInTwoYears: four,
      tenInFiveYears: ten,
    };
  }

  #topShare(tenth: number): number {
    let [left, sum] = [tenth, 0];
    for (const [offences, people] of [...this.#histogram].sort((a, b) => b[0] - a[0])) {
      const taken = Math.min(left, people);
      sum += taken * offences;
      left -= taken;
    }
    return sum / this.#counts.proven;
  }
}
