/**
 * A model for any list of people, from the names of its columns. Levels and rules are general; their weights mean
 * little until they are trained on the list itself (`link(…, { train: true })`).
 *
 * `waymark link` uses this one (with `infer-comparisons.ts` and `infer-blocking.ts`); the system's own runs, from extract
 * to extract and by night, use `offender-model.ts`.
 */

import { all, differ, not, present, same, similar, years } from './conditions.ts';
import { blockingFor, SHORT_LIST } from './infer-blocking.ts';
import { comparisonsFor } from './infer-comparisons.ts';
import { type Role, rolesOf } from './roles.ts';
import type { FieldSource, FieldSpec, Model, PairRule } from './types.ts';

/** The model, and what each column was taken to be. */
export interface InferredModel {
  readonly model: Model;
  /** Header by role. */
  readonly roles: Readonly<Partial<Record<Role, string>>>;
  /** Headers that take no part. */
  readonly unused: readonly string[];
}

type Roles = InferredModel['roles'];

function one(kind: FieldSpec['kind'], column: string, lenient = false): FieldSpec {
  return { kind, from: [{ column }], shape: 'one', ...(lenient ? { lenient } : {}) };
}

/**
 * In a long list names under two columns are compared as two; whole names, more columns and short lists by the words
 * that they share, which forgives more and costs more.
 */
function nameFields(roles: Roles, byWords: boolean): Record<string, FieldSpec> {
  const { forename, surname, fullName, otherName, middleName } = roles;
  const fields: Record<string, FieldSpec> = {};
  const whole = [fullName, otherName].filter((column) => column !== undefined);
  const middle = whole.length > 0 || !forename || !surname ? middleName : undefined;
  const sources = [fullName, forename, middle, surname, otherName].filter((c) => c !== undefined);
  if (sources.length === 0) return fields;
  if (byWords || whole.length > 0 || !forename || !surname) {
    const from = sources.map((column): FieldSource => ({ column, take: 'tokens' }));
    fields.tokens = { kind: 'name', from, shape: 'set' };
  }
  if (middleName && middle === undefined) fields.middleName = one('name', middleName);
  if (forename) fields.forename = one('name', forename);
  else if (fullName)
    fields.forename = { kind: 'name', from: [{ column: fullName, take: 'first-token' }], shape: 'one' };
  if (surname) fields.surname = one('name', surname);
  else if (fullName)
    fields.surname = { kind: 'name', from: [{ column: fullName, take: 'last-token' }], shape: 'one' };
  const known = forename ? { column: forename } : fullName ? { column: fullName } : null;
  if (known) {
    fields.forenameClass = { kind: 'name', from: [{ ...known, take: 'forename-class' }], shape: 'one' };
  }
  if (forename && surname) {
    fields.name = { kind: 'name', from: [{ column: forename }, { column: surname }], shape: 'joined' };
  } else fields.name = one('name', (fullName ?? surname ?? forename ?? otherName)!);
  return fields;
}

function fieldsFor(roles: Roles, rows: number): Record<string, FieldSpec> {
  const fields = nameFields(roles, rows <= SHORT_LIST);
  const add = (role: Role, kind: FieldSpec['kind'], lenient = false): void => {
    const column = roles[role];
    if (column !== undefined) fields[role] = one(kind, column, lenient);
  };
  add('dob', 'date');
  add('sex', 'sex');
  // Other countries' postcodes, and numbers without the national form, take part as they are written.
  add('postcode', 'postcode', true);
  add('street', 'text');
  add('place', 'name');
  add('email', 'text');
  add('phone', 'text');
  add('nationalId', 'text');
  add('pnc', 'pnc', true);
  add('cro', 'cro', true);
  add('prisonNumber', 'prison-number', true);
  add('crn', 'crn', true);
  add('occupation', 'text');
  if (roles.email) {
    fields.emailName = { kind: 'text', from: [{ column: roles.email, take: 'email-name' }], shape: 'one' };
  }
  return fields;
}

/** Below these bits a pair is not linked anyway. */
const HOUSEHOLD_ABOVE = -6;

/** Where people of one household would be taken for one person, because their agreements are not independent. */
function householdRules(has: (field: string) => boolean): PairRule[] {
  if (!['forename', 'surname', 'dob', 'postcode'].every(has)) return [];
  const numbers = ['pnc', 'cro', 'nationalId', 'prisonNumber', 'crn'].filter(has);
  const noNumberShared = numbers.map((number) => not(same(number)));
  const rules: PairRule[] = [
    {
      id: 'possible-twins',
      label: 'Possible twins: same surname, date of birth and address, different forenames',
      when: all(
        same('surname'),
        same('dob'),
        same('postcode'),
        differ('forename'),
        not(similar('forename', 0.75)),
        not(same('forenameClass')),
        ...noNumberShared,
      ),
      above: HOUSEHOLD_ABOVE,
      effect: 'weigh',
      forceBits: -5,
    },
    {
      id: 'parent-and-child',
      label: 'Possible parent and child: same name and address, born many years apart',
      when: all(same('name'), same('postcode'), present('dob'), not(years('dob', 12)), ...noNumberShared),
      above: HOUSEHOLD_ABOVE,
      effect: 'weigh',
      forceBits: -5,
    },
  ];
  return rules;
}

/** A source that merges its own doubles holds nobody twice. Probation does, and the police do not. */
function sourceRules(has: (field: string) => boolean): PairRule[] {
  if (!has('crn')) return [];
  const label = 'Both have a probation number and the numbers differ';
  return [{ id: 'crn-differs', label, when: differ('crn'), above: HOUSEHOLD_ABOVE, effect: 'review' }];
}

/**
 * Builds a model over the columns that a list has.
 * @param headers column names as they stand in the file; the model's table uses the same names.
 * @param mapping what a column is, where its name does not say (header → role).
 * @param rows how long the list is: what finds more in a short list would find too much in a long one.
 * @throws Error when the mapping names a column that is not there, or no column can be used to block.
 */
export function inferModel(
  headers: readonly string[],
  mapping: Readonly<Record<string, Role>> = {},
  rows = 0,
): InferredModel {
  const roles = rolesOf(headers, mapping);
  const fields = fieldsFor(roles, rows);
  const has = (field: string): boolean => fields[field] !== undefined;
  const blocking = blockingFor(has, rows);
  if (blocking.length === 0) {
    throw new Error(
      'No column of this list can be used to find people: it needs a name, a number that people have, an email address or telephone number, or a date of birth with a postcode or place.',
    );
  }
  const used = new Set<string>(Object.values(roles));
  const model: Model = {
    id: 'inferred-person-list',
    version: '2',
    source: 'Built from the column names of the list; train it before use.',
    prior: 1e-5,
    referenceYear: 2026,
    roles,
    fields,
    blocking,
    comparisons: comparisonsFor(has),
    rules: [...householdRules(has), ...sourceRules(has)],
    thresholds: { join: 0, review: -4, fracture: -4 },
    clustering: { missingBits: -2, stopBits: -1, keepBits: -10, capBits: 20 },
  };
  return { model, roles, unused: headers.filter((header) => !used.has(header)) };
}
