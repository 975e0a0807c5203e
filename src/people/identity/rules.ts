import type { Day } from '../../kernel/clock.ts';
import { foldName } from '../intake/fold-name.ts';
import type { CanonicalPerson, Capacity, IdentityRecord } from './types.ts';
import {
  type Order,
  sourceOf,
  usualRules,
  type ValueField,
  type ValueRule,
  type ValueRules,
} from './value-rules.ts';

/**
 * A victim's or a witness's record is never compared with suspects' records: it becomes part of a person only
 * where an identifier agrees (see `assign.ts`), and it never gives that person a value.
 */
export const isCompared = (capacity: Capacity): boolean => capacity !== 'victim' && capacity !== 'witness';

/**
 * The merged identity is shown to everybody with a reason for the person, whatever agency they are of. So only
 * records that partners or statutory partners may have give it values: what is for the author's agency or for
 * named agencies alone does not come loose by being linked. Withdrawn records give nothing either.
 */
export const givesValues = (record: IdentityRecord): boolean =>
  isCompared(record.capacity) &&
  !record.withdrawn &&
  (record.handling === 'partners' || record.handling === 'statutory');

/**
 * How far a source's word goes for who somebody is. Highest: a police record with a PNC number, because that
 * number stands on fingerprints taken on arrest; then prisons, who confirm identity at reception; then
 * probation and youth justice, who meet the person; then police records without a number.
 */
export function trustInIdentity(record: IdentityRecord): number {
  if (record.format === 'prison-releases') return 3;
  if (record.format === 'probation-caseload' || record.format === 'youth-justice') return 2;
  if (record.pnc !== null && record.capacity !== 'other') return 4;
  return record.capacity === 'other' ? 0 : 1;
}

const issuers = {
  pnc: ['police-nominals', 'prison-releases'],
  cro: ['police-nominals', 'prison-releases'],
  prisonNumber: ['prison-releases'],
  crn: ['probation-caseload'],
} as const;

type IdentifierField = keyof typeof issuers;

/** An identifier's best witness is the agency that issues it. */
const trustInIdentifier = (record: IdentityRecord, field: IdentifierField): number => {
  const place = (issuers[field] as readonly string[]).indexOf(record.format);
  return place === -1 ? 0 : 2 - place;
};

interface Claim<Value> {
  value: Value;
  key: string;
  trust: number;
  asOf: Day;
  recordId: number;
}

/**
 * The value shown by default: what the scheme's rule puts first, then what is left of: the most trusted source's, the most
 * recent, the value that most records give; at last the oldest record's. The order of the records does not matter.
 */
function choose<Value>(claims: readonly Claim<Value>[], by: Order = 'trusted'): Value | null {
  const frequency = new Map<string, number>();
  for (const { key } of claims) frequency.set(key, (frequency.get(key) ?? 0) + 1);
  const often = ({ key }: Claim<Value>): number => frequency.get(key) ?? 0;
  const whole = ({ trust }: Claim<Value>): number => (trust >= 0 ? 1 : 0);
  const newer = (left: Claim<Value>, right: Claim<Value>): number =>
    left.asOf < right.asOf ? 1 : left.asOf > right.asOf ? -1 : 0;
  const first: Record<Order, (left: Claim<Value>, right: Claim<Value>) => number> = {
    trusted: (left, right) => right.trust - left.trust,
    commonest: (left, right) => often(right) - often(left),
    latest: newer,
  };
  const [best] = [...claims].sort(
    (left, right) =>
      // A default of systems, or half a name, gives way to any other value whatever the rule.
      whole(right) - whole(left) ||
      first[by](left, right) ||
      right.trust - left.trust ||
      newer(left, right) ||
      often(right) - often(left) ||
      left.recordId - right.recordId,
  );
  return best?.value ?? null;
}

/** The scheme's own most trusted source stands above the usual order, and below nothing. */
const liftedBy = (rule: ValueRule, record: IdentityRecord, trust: number): number =>
  rule.first !== undefined && sourceOf(record) === rule.first && trust >= 0 ? trust + 10 : trust;

function claimsOf(
  records: readonly IdentityRecord[],
  read: (record: IdentityRecord) => string | null,
  trustOf: (record: IdentityRecord) => number,
): Claim<string>[] {
  return records.flatMap((record) => {
    const value = read(record);
    return value === null || value === ''
      ? []
      : [{ value, key: value, trust: trustOf(record), asOf: record.asOf, recordId: record.id }];
  });
}

/** 1 January is what systems put in when the day is not known: any other day is believed before it. */
const trustInBirth = (record: IdentityRecord): number =>
  trustInIdentity(record) - (record.born?.endsWith('-01-01') === true ? 10 : 0);

/** M, male … → male; unknown → null. */
export function sexOf(text: string | null): 'male' | 'female' | 'other' | null {
  const value = text?.trim().toLowerCase() ?? '';
  if (value === 'm' || value === 'male') return 'male';
  if (value === 'f' || value === 'female') return 'female';
  return value === 'o' || value === 'other' || value === 'x' ? 'other' : null;
}

/** Not stated (NS and the like) says nothing. */
const ethnicityOf = (text: string | null): string | null =>
  text === null || /^(ns|not stated|unknown|u)?$/i.test(text.trim()) ? null : text.trim();

const placeholder = /^(unknown|not known|not given|nk|none)$/i;

const namePart = (text: string | null): string | null =>
  text === null || text.trim() === '' || placeholder.test(text.trim()) ? null : text.trim();

/** `O'NEILL-SMITH` → `O'Neill-Smith`: some systems send capitals only. Anything else stays as it was sent. */
const inOrdinaryCase = (name: string): string =>
  name.length > 2 && name === name.toUpperCase()
    ? name
        .toLowerCase()
        .replaceAll(
          /(^|[\s'’-]|\bmc)(\p{L})/gu,
          (_, before: string, letter: string) => before + letter.toUpperCase(),
        )
        .replaceAll(/\bmc(?=\p{Lu})/gu, 'Mc')
    : name;

interface ShownName {
  given: string;
  family: string;
  folded: string;
}

/** Forename and surname, folded; middle names are no name of their own. */
const foldedName = (record: IdentityRecord): string =>
  foldName([record.givenName, record.familyName].map(namePart).filter(Boolean).join(' '));

function nameClaims(records: readonly IdentityRecord[], rule: ValueRule): Claim<ShownName>[] {
  return records.flatMap((record) => {
    const given = namePart(record.givenName);
    const family = namePart(record.familyName);
    if (given === null && family === null) return [];
    const folded = foldedName(record);
    const givenNames = [given ?? '(forename not known)', namePart(record.middleName)];
    return [
      {
        value: {
          given: givenNames
            .filter((part) => part !== null)
            .map(inOrdinaryCase)
            .join(' '),
          family: inOrdinaryCase(family ?? '(surname not known)'),
          folded,
        },
        key: folded,
        // Half a name is shown only where nobody gives a whole one.
        trust: liftedBy(rule, record, trustInIdentity(record) - (given !== null && family !== null ? 0 : 10)),
        asOf: record.asOf,
        recordId: record.id,
      },
    ];
  });
}

/**
 * What is shown of a person by default, chosen field by field from the records that may give values. Without
 * any such record the name is withheld: the agency that sent them still sees its records.
 */
export function canonicalPerson(
  records: readonly IdentityRecord[],
  rules: ValueRules = usualRules,
): CanonicalPerson {
  const giving = records.filter(givesValues);
  const name = choose(nameClaims(giving, rules.name), rules.name.by);
  const others = giving.flatMap((record) => [foldedName(record), ...record.aliases.map(foldName)]).sort();
  const names = [...new Set([name?.folded ?? '', ...others])].filter((folded) => folded !== '');
  const shown = (
    field: Exclude<ValueField, 'name'>,
    read: (record: IdentityRecord) => string | null,
    trustOf: (record: IdentityRecord) => number,
  ): string | null => {
    const lifted = (record: IdentityRecord): number => liftedBy(rules[field], record, trustOf(record));
    return choose(claimsOf(giving, read, lifted), rules[field].by);
  };
  const identifier = (field: IdentifierField): string | null =>
    shown(
      field,
      (record) => record[field],
      (record) => trustInIdentifier(record, field),
    );
  return {
    familyName: name?.family ?? 'withheld',
    givenNames: name?.given ?? 'Name',
    searchNames: names.join(' | '),
    born: shown('born', (record) => record.born, trustInBirth),
    sex: sexOf(shown('sex', (record) => sexOf(record.sex), trustInIdentity)),
    ethnicity: shown('ethnicity', (record) => ethnicityOf(record.ethnicity), trustInIdentity),
    pnc: identifier('pnc'),
    cro: identifier('cro'),
    prisonNumber: identifier('prisonNumber'),
    crn: identifier('crn'),
    aliasCount: Math.max(0, names.length - 1),
  };
}
