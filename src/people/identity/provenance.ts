import type { Day } from '../../kernel/clock.ts';
import { foldName } from '../intake/fold-name.ts';
import { sexOf } from './rules.ts';
import type { Person } from './types.ts';

/** A record as far as its values go. */
export interface ValuedRecord {
  id: number;
  agency: string;
  asOf: Day;
  givenName: string | null;
  middleName: string | null;
  familyName: string | null;
  aliases: readonly string[];
  born: Day | null;
  sex: string | null;
  ethnicity: string | null;
  pnc: string | null;
  cro: string | null;
  prisonNumber: string | null;
  crn: string | null;
  yjsId: string | null;
  address: string | null;
  postcode: string | null;
  area: string | null;
}

export interface SaidBy {
  recordId: number;
  agency: string;
  asOf: Day;
}

/** One value of a field, and who said it. */
export interface ValueSaid {
  value: string;
  /** The value shown by default on the person's pages. */
  shown: boolean;
  saidBy: SaidBy[];
}

export interface FieldValues {
  field: string;
  label: string;
  values: ValueSaid[];
  /** Agencies, or one agency's records, say different things where only one can be right. */
  disagree: boolean;
}

interface FieldRule {
  field: string;
  label: string;
  read(record: ValuedRecord): readonly (string | null)[];
  /** What two values must share to be the same value. */
  key(value: string): string;
  shown?(person: Person): string | null;
  /** The value as it is written on the person's pages, where that is more than the key can tell. */
  written?(person: Person): string;
  /** Several values may be true at once: aliases, addresses. */
  several?: boolean;
}

const exact = (value: string): string => value.trim().toLowerCase();

const fullName = (record: ValuedRecord): string | null =>
  [record.givenName, record.familyName].filter(Boolean).join(' ') || null;

const fieldRules: readonly FieldRule[] = [
  {
    field: 'name',
    label: 'Name',
    read: (record) => [fullName(record)],
    key: foldName,
    shown: (person) => person.searchNames.split(' | ')[0] ?? null,
    written: ({ givenNames, familyName }) => `${givenNames} ${familyName}`,
  },
  { field: 'middleName', label: 'Middle name', read: (record) => [record.middleName], key: foldName },
  { field: 'aliases', label: 'Other names', read: (record) => record.aliases, key: foldName, several: true },
  {
    field: 'born',
    label: 'Date of birth',
    read: (record) => [record.born],
    key: exact,
    shown: ({ born }) => born,
  },
  {
    field: 'sex',
    label: 'Sex',
    read: (record) => [record.sex],
    key: (value) => sexOf(value) ?? exact(value),
    shown: ({ sex }) => sex,
  },
  {
    field: 'ethnicity',
    label: 'Ethnicity',
    read: (record) => [record.ethnicity],
    key: exact,
    shown: ({ ethnicity }) => ethnicity,
  },
  { field: 'pnc', label: 'PNC', read: (record) => [record.pnc], key: exact, shown: ({ pnc }) => pnc },
  { field: 'cro', label: 'CRO', read: (record) => [record.cro], key: exact, shown: ({ cro }) => cro },
  {
    field: 'prisonNumber',
    label: 'Prison number',
    read: (record) => [record.prisonNumber],
    key: exact,
    shown: ({ prisonNumber }) => prisonNumber,
  },
  { field: 'crn', label: 'CRN', read: (record) => [record.crn], key: exact, shown: ({ crn }) => crn },
  { field: 'yjsId', label: 'Youth justice reference', read: (record) => [record.yjsId], key: exact },
  {
    field: 'address',
    label: 'Address',
    read: (record) => [[record.address, record.postcode].filter(Boolean).join(', ') || null],
    key: foldName,
    several: true,
  },
  { field: 'area', label: 'Area', read: (record) => [record.area], key: exact, several: true },
];

/**
 * Field by field, every value as it was written, with who wrote it so and when; the shown value first, then the value most
 * records give, then the latest. Spellings of one value (`key`) do not disagree. Fields that nobody gives are left out.
 */
export function valuesByField(person: Person, records: readonly ValuedRecord[]): FieldValues[] {
  return fieldRules.flatMap((rule) => {
    const spellings = new Map<string, ValueSaid>();
    const keys = new Set<string>();
    const shownKey = keyOf(rule, rule.shown?.(person) ?? null);
    for (const record of records) {
      for (const value of rule.read(record)) {
        const key = keyOf(rule, value);
        if (value === null || key === null) continue;
        const spelling = value.trim();
        const said = spellings.get(spelling) ?? { value: spelling, shown: key === shownKey, saidBy: [] };
        spellings.set(spelling, said);
        keys.add(key);
        if (!said.saidBy.some(({ recordId }) => recordId === record.id))
          said.saidBy.push({ recordId: record.id, agency: record.agency, asOf: record.asOf });
      }
    }
    onlyAsWritten(spellings, rule.written?.(person));
    const values = [...spellings.values()].sort(
      (a, b) =>
        Number(b.shown) - Number(a.shown) ||
        b.saidBy.length - a.saidBy.length ||
        (latest(a) < latest(b) ? 1 : -1),
    );
    const { field, label, several } = rule;
    return values.length === 0 ? [] : [{ field, label, values, disagree: several !== true && keys.size > 1 }];
  });
}

/** Of several spellings of the shown value, the one that is on the person's pages is the one shown. */
function onlyAsWritten(spellings: ReadonlyMap<string, ValueSaid>, written: string | undefined): void {
  if (written === undefined || spellings.get(written)?.shown !== true) return;
  for (const said of spellings.values()) said.shown = said.value === written;
}

const keyOf = (rule: FieldRule, value: string | null): string | null =>
  value === null || value.trim() === '' ? null : rule.key(value);

const latest = ({ saidBy }: ValueSaid): Day =>
  saidBy
    .map(({ asOf }) => asOf)
    .sort()
    .at(-1) ?? '';
