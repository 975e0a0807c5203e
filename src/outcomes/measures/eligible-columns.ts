import type { PopulationKind } from './types.ts';

/** Days are numbered, from any one day on. All windows and spells are half-open. */
export interface NumberedWindows {
  /** As long as the baseline, and before it: what lasts from one period to the next is seen by both. */
  earlyFrom: number;
  from: number;
  middle: number;
  /** The day on which the chosen joined and the others could have. */
  at: number;
  /** Offences up to this day are counted, not on it. */
  to: number;
}

/**
 * Everybody eligible, a place each: offences and days at liberty before, in the two halves of the baseline, and after.
 * Thirty bytes a person, so that a country fits into memory.
 */
export interface EligibleColumns {
  readonly people: number;
  readonly early: Uint16Array;
  readonly earlyDays: Uint16Array;
  readonly mid: Uint16Array;
  readonly midDays: Uint16Array;
  readonly late: Uint16Array;
  readonly lateDays: Uint16Array;
  readonly after: Uint16Array;
  readonly afterDays: Uint16Array;
  /** Offences dated inside custody: not counted. */
  readonly inCustody: Uint16Array;
}

/** One person's days, reused from person to person: the first `offences` and `spells` are theirs. */
export interface PersonDays {
  offences: number;
  /** Days of proven offences in any order. */
  readonly offenceDays: Int32Array;
  spells: number;
  /** A spell without an end goes to `openEnd`. */
  readonly spellFrom: Int32Array;
  readonly spellTo: Int32Array;
}

export const openEnd = 2 ** 31 - 1;

export function emptyColumns(people: number): EligibleColumns {
  const column = (): Uint16Array => new Uint16Array(people);
  return {
    people,
    early: column(),
    earlyDays: column(),
    mid: column(),
    midDays: column(),
    late: column(),
    lateDays: column(),
    after: column(),
    afterDays: column(),
    inCustody: column(),
  };
}

/** Puts one person at their place. Sorts their spells in place. */
export function tally(
  columns: EligibleColumns,
  place: number,
  person: PersonDays,
  windows: NumberedWindows,
): void {
  sortSpells(person);
  const { earlyFrom, from, middle, at, to } = windows;
  columns.earlyDays[place] = freeDays(person, earlyFrom, from);
  columns.midDays[place] = freeDays(person, from, middle);
  columns.lateDays[place] = freeDays(person, middle, at);
  columns.afterDays[place] = freeDays(person, at, to);
  for (let k = 0; k < person.offences; k++) {
    const day = person.offenceDays[k] as number;
    if (day < earlyFrom || day >= to) continue;
    const into = isHeld(person, day)
      ? columns.inCustody
      : day < from
        ? columns.early
        : day < middle
          ? columns.mid
          : day < at
            ? columns.late
            : columns.after;
    into[place] = (into[place] as number) + 1;
  }
}

/** Sorts spells by their beginning, in place: few, so by insertion. */
function sortSpells({ spells, spellFrom, spellTo }: PersonDays): void {
  for (let k = 1; k < spells; k++) {
    const [from, to] = [spellFrom[k] as number, spellTo[k] as number];
    let at = k;
    for (; at > 0 && (spellFrom[at - 1] as number) > from; at--) {
      spellFrom[at] = spellFrom[at - 1] as number;
      spellTo[at] = spellTo[at - 1] as number;
    }
    spellFrom[at] = from;
    spellTo[at] = to;
  }
}

/** A day in two overlapping spells is held once. */
function freeDays({ spells, spellFrom, spellTo }: PersonDays, from: number, to: number): number {
  let held = 0;
  let covered = from;
  for (let k = 0; k < spells; k++) {
    const end = Math.min(spellTo[k] as number, to);
    held += Math.max(0, end - Math.max(spellFrom[k] as number, covered));
    covered = Math.max(covered, end);
  }
  return to - from - held;
}

/** On the day of reception the offence may have led to it; from the next day on it was not at liberty. */
function isHeld({ spells, spellFrom, spellTo }: PersonDays, day: number): boolean {
  for (let k = 0; k < spells; k++) {
    if ((spellFrom[k] as number) < day && day < (spellTo[k] as number)) return true;
  }
  return false;
}

/** How many people share their counts and days in the baseline and before it: what the expectation is formed on. */
export function kindsOf(columns: EligibleColumns): PopulationKind[] {
  const kinds = new Map<string, PopulationKind>();
  const { early, earlyDays, mid, midDays, late, lateDays } = columns;
  for (let place = 0; place < columns.people; place++) {
    const kind = {
      early: early[place] as number,
      earlyDays: earlyDays[place] as number,
      mid: mid[place] as number,
      midDays: midDays[place] as number,
      late: late[place] as number,
      lateDays: lateDays[place] as number,
      people: 1,
    };
    if (kind.midDays + kind.lateDays === 0) continue;
    const key = `${kind.early},${kind.earlyDays},${kind.mid},${kind.midDays},${kind.late},${kind.lateDays}`;
    const known = kinds.get(key);
    if (known === undefined) kinds.set(key, kind);
    else known.people += 1;
  }
  return [...kinds.values()];
}
