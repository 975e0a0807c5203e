/** Links held against a truth, group by group: how often two people were taken for one, and one for two. */
import { sexOf } from './rules.ts';
import type { IdentityRecord } from './types.ts';

export interface JudgedRecord {
  /** The person in the system; null where the record is nobody's. */
  person: number | null;
  /** The true person. */
  truth: string;
  /** What the record says of each grouping: `sex` → `F`. */
  groups: Readonly<Record<string, string>>;
}

const ethnicGroups: Readonly<Record<string, string>> = {
  W: 'White',
  M: 'Mixed',
  A: 'Asian',
  B: 'Black',
  O: 'Other',
};

const sexWords: Readonly<Record<string, string>> = { male: 'Male', female: 'Female', other: 'Other' };

/** By what the record itself says; the born before and after 2000, because young people's records are shorter. */
export const groupsOf = ({
  sex,
  ethnicity,
  born,
}: Pick<IdentityRecord, 'sex' | 'ethnicity' | 'born'>): Record<string, string> => ({
  sex: sexWords[sexOf(sex) ?? ''] ?? 'not known',
  ethnicity: ethnicGroups[ethnicity?.trim().charAt(0).toUpperCase() ?? ''] ?? 'not known',
  age: born === null ? 'not known' : born < '2000' ? 'Born before 2000' : 'Born from 2000',
});

export interface GroupRates {
  group: string;
  records: number;
  /** Pairs of records that stand together, and how many of them are two people. */
  linked: number;
  wrong: number;
  /** Pairs of records that are one person, and how many of them stand apart. */
  same: number;
  missed: number;
}

export interface TruthReport {
  records: number;
  groupings: { grouping: string; groups: GroupRates[] }[];
}

/**
 * A pair counts in a group with each of its records that is of it, so that a wrong link between two groups is told of
 * both; and as half a pair each, so that the groups of a grouping add up.
 */
export function truthReport(records: readonly JudgedRecord[]): TruthReport {
  const groupings = [...new Set(records.flatMap(({ groups }) => Object.keys(groups)))].sort();
  return {
    records: records.length,
    groupings: groupings.map((grouping) => ({ grouping, groups: ratesBy(records, grouping) })),
  };
}

function ratesBy(records: readonly JudgedRecord[], grouping: string): GroupRates[] {
  const found = new Map<string, GroupRates>();
  const rates = (record: JudgedRecord): GroupRates => {
    const group = record.groups[grouping] ?? 'not known';
    const known = found.get(group) ?? { group, records: 0, linked: 0, wrong: 0, same: 0, missed: 0 };
    found.set(group, known);
    return known;
  };
  for (const record of records) rates(record).records += 1;
  const byPerson = membersBy(records, ({ person }) => person);
  const byTruth = membersBy(records, ({ truth }) => truth);
  for (const members of byPerson)
    eachPair(members, (one, other) => {
      const wrong = one.truth === other.truth ? 0 : 0.5;
      for (const side of [rates(one), rates(other)]) {
        side.linked += 0.5;
        side.wrong += wrong;
      }
    });
  for (const members of byTruth)
    eachPair(members, (one, other) => {
      const missed = one.person !== null && one.person === other.person ? 0 : 0.5;
      for (const side of [rates(one), rates(other)]) {
        side.same += 0.5;
        side.missed += missed;
      }
    });
  return [...found.values()].sort((a, b) => b.records - a.records || (a.group < b.group ? -1 : 1));
}

function membersBy<Key>(
  records: readonly JudgedRecord[],
  keyOf: (record: JudgedRecord) => Key | null,
): JudgedRecord[][] {
  const groups = new Map<Key, JudgedRecord[]>();
  for (const record of records) {
    const key = keyOf(record);
    if (key === null) continue;
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [record]);
    else list.push(record);
  }
  return [...groups.values()];
}

function eachPair(
  members: readonly JudgedRecord[],
  use: (one: JudgedRecord, other: JudgedRecord) => void,
): void {
  members.forEach((one, place) => {
    for (const other of members.slice(place + 1)) use(one, other);
  });
}
