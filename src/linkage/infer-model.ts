/**
 * A model for any list of people, from the names of its columns. Levels and rules are general; their weights mean
 * little until they are trained on the list itself (`link(…, { train: true })`).
 */

import type { BlockingRule, Comparison, Condition, FieldSpec, KeyPart, Level, Model } from './types.ts';

/** What a column can be to the engine. */
export type Role =
  | 'id'
  | 'forename'
  | 'middleName'
  | 'surname'
  | 'fullName'
  | 'otherName'
  | 'dob'
  | 'sex'
  | 'postcode'
  | 'street'
  | 'place'
  | 'email'
  | 'phone'
  | 'nationalId'
  | 'pnc'
  | 'cro'
  | 'prisonNumber'
  | 'crn'
  | 'occupation';

const NAMES_OF_ROLE: Readonly<Record<Role, readonly string[]>> = {
  id: ['unique_id', 'id', 'rec_id', 'record_id', 'source_id'],
  forename: ['first_name', 'given_name', 'forename', 'forenames', 'firstname', 'christian_name'],
  middleName: ['middle_name', 'middle_names', 'second_name', 'middlename'],
  surname: ['surname', 'last_name', 'family_name', 'lastname'],
  fullName: ['full_name', 'name', 'fullname', 'person_name'],
  otherName: ['first_and_surname', 'alias', 'aliases', 'known_as', 'maiden_name'],
  dob: ['dob', 'date_of_birth', 'birth_date', 'birthdate', 'dateofbirth'],
  sex: ['gender', 'sex'],
  postcode: ['postcode', 'postcode_fake', 'post_code', 'zip', 'zip_code', 'postal_code'],
  street: ['address_1', 'address_line_1', 'street', 'address'],
  place: ['city', 'town', 'birth_place', 'place_of_birth', 'suburb', 'locality'],
  email: ['email', 'email_address'],
  phone: ['phone', 'telephone', 'mobile', 'phone_number'],
  nationalId: ['soc_sec_id', 'ssn', 'nino', 'ni_number', 'national_insurance_number', 'nhs_number'],
  pnc: ['pnc', 'pnc_id', 'pnc_number', 'pncid'],
  cro: ['cro', 'cro_number', 'cro_id'],
  prisonNumber: ['prison_number', 'noms_number', 'noms_id', 'nomis_number', 'prisonnumber'],
  crn: ['crn', 'delius_crn', 'ndelius_crn'],
  occupation: ['occupation', 'job', 'employment'],
};

/** The model, and what each column was taken to be. */
export interface InferredModel {
  readonly model: Model;
  /** Header by role. */
  readonly roles: Readonly<Partial<Record<Role, string>>>;
  /** Headers that take no part. */
  readonly unused: readonly string[];
}

function rolesOf(
  headers: readonly string[],
  mapping: Readonly<Record<string, Role>>,
): Partial<Record<Role, string>> {
  const roles: Partial<Record<Role, string>> = {};
  for (const [header, role] of Object.entries(mapping)) {
    if (!headers.includes(header))
      throw new Error(`The mapping names the column "${header}", which is not there.`);
    roles[role] = header;
  }
  const taken = new Set(Object.keys(mapping));
  for (const [role, names] of Object.entries(NAMES_OF_ROLE) as [Role, readonly string[]][]) {
    if (roles[role] !== undefined) continue;
    for (const name of names) {
      const plain = (header: string): string =>
        header
          .trim()
          .toLowerCase()
          .replace(/[\s-]+/g, '_');
      const header = headers.find((candidate) => plain(candidate) === name && !taken.has(candidate));
      if (header === undefined) continue;
      roles[role] = header;
      taken.add(header);
      break;
    }
  }
  return roles;
}

const present = (field: string): Condition => ({ is: 'present', field });
const same = (field: string): Condition => ({ is: 'same', field });
const rare = (field: string, below: number): Condition => ({ is: 'rare', field, below });
const similar = (field: string, atLeast: number): Condition => ({ is: 'similar', field, atLeast });
const all = (...of: Condition[]): Condition => ({ is: 'all', of });
const any = (...of: Condition[]): Condition => ({ is: 'any', of });

/** Levels before training: m halves from level to level and u doubles back from the last. */
function levels(...described: readonly [label: string, when: Condition, termFrequency?: string][]): Level[] {
  const size = described.length;
  const scale = 1 - 0.5 ** size;
  const least = 1e-5;
  const step = size > 1 ? (0.9 / least) ** (1 / (size - 1)) : 1;
  return described.map(([label, when, field], k) => ({
    label,
    when,
    m: 0.5 ** (k + 1) / scale,
    u: least * step ** k,
    ...(field === undefined ? {} : { termFrequency: { field, weight: 1 } }),
  }));
}

const OTHERWISE: Condition = { is: 'always' };

type Roles = Readonly<Partial<Record<Role, string>>>;

function one(kind: FieldSpec['kind'], column: string): FieldSpec {
  return { kind, from: [{ column }], shape: 'one' };
}

function nameFields(roles: Roles): Record<string, FieldSpec> {
  const { forename, surname, fullName, otherName, middleName } = roles;
  const fields: Record<string, FieldSpec> = {};
  const sources = [fullName, forename, middleName, surname, otherName].filter((c) => c !== undefined);
  if (sources.length === 0) return fields;
  fields.tokens = {
    kind: 'name',
    from: sources.map((column) => ({ column, take: 'tokens' })),
    shape: 'set',
  };
  if (forename) fields.forename = one('name', forename);
  else if (fullName)
    fields.forename = { kind: 'name', from: [{ column: fullName, take: 'first-token' }], shape: 'one' };
  if (surname) fields.surname = one('name', surname);
  else if (fullName)
    fields.surname = { kind: 'name', from: [{ column: fullName, take: 'last-token' }], shape: 'one' };
  if (forename && surname) {
    fields.name = { kind: 'name', from: [{ column: forename }, { column: surname }], shape: 'joined' };
  } else fields.name = one('name', (fullName ?? surname ?? forename ?? otherName)!);
  return fields;
}

function fieldsFor(roles: Roles): Record<string, FieldSpec> {
  const fields = nameFields(roles);
  const add = (role: Role, kind: FieldSpec['kind']): void => {
    const column = roles[role];
    if (column !== undefined) fields[role] = one(kind, column);
  };
  add('dob', 'date');
  add('sex', 'sex');
  // Other countries' postcodes take part as they are written, so this is text and not the United Kingdom's form.
  add('postcode', 'text');
  add('street', 'text');
  add('place', 'name');
  add('email', 'text');
  add('phone', 'text');
  add('nationalId', 'text');
  add('pnc', 'pnc');
  add('cro', 'cro');
  add('prisonNumber', 'prison-number');
  add('crn', 'crn');
  add('occupation', 'text');
  if (roles.email) {
    fields.emailName = { kind: 'text', from: [{ column: roles.email, take: 'email-name' }], shape: 'one' };
  }
  return fields;
}

function nameComparison(has: (field: string) => boolean): Comparison[] {
  if (!has('tokens')) return [];
  const both = has('forename') && has('surname');
  const described: [string, Condition, string?][] = [['Same full name', same('name'), 'name']];
  if (both) described.push(['Names the other way round', { is: 'crossed', fields: ['forename', 'surname'] }]);
  described.push(['Share very rare names', rare('tokens', 1e-6)]);
  described.push(['Share rare names', rare('tokens', 3e-5)]);
  if (both)
    described.push(['Both names nearly the same', all(similar('forename', 0.88), similar('surname', 0.88))]);
  described.push(['Share an uncommon name', rare('tokens', 1e-3)]);
  if (both) described.push(['Surname nearly the same', similar('surname', 0.9)]);
  described.push(['Whole name nearly the same', similar('name', 0.9)]);
  described.push(['Share a name', same('tokens')]);
  if (both) described.push(['Forename nearly the same', similar('forename', 0.88)]);
  described.push(['Different names', OTHERWISE]);
  return [{ id: 'name', label: 'Name', comparable: present('tokens'), levels: levels(...described) }];
}

function dateComparison(): Comparison {
  return {
    id: 'dob',
    label: 'Date of birth',
    comparable: present('dob'),
    levels: levels(
      ['Same date of birth', same('dob'), 'dob'],
      ['Day and month swapped', { is: 'day-month', field: 'dob' }],
      ['Date of birth differs in one digit', { is: 'digits', field: 'dob', atMost: 1 }],
      ['Date of birth differs in two digits', { is: 'digits', field: 'dob', atMost: 2 }],
      ['Born within a year', { is: 'years', field: 'dob', atMost: 1 }],
      ['Born within ten years', { is: 'years', field: 'dob', atMost: 10 }],
      ['Born more than ten years apart', OTHERWISE],
    ),
  };
}

function placeComparison(field: string, label: string, fuzzy: number): Comparison {
  return {
    id: field,
    label,
    comparable: present(field),
    levels: levels(
      [`Same ${label.toLowerCase()}`, same(field), field],
      [`${label} nearly the same`, similar(field, fuzzy)],
      [`Different ${label.toLowerCase()}`, OTHERWISE],
    ),
  };
}

function postcodeComparison(): Comparison {
  return {
    id: 'postcode',
    label: 'Postcode',
    comparable: present('postcode'),
    levels: levels(
      ['Same postcode', same('postcode'), 'postcode'],
      ['Postcode nearly the same', similar('postcode', 0.94)],
      ['Same postcode area', { is: 'prefix', field: 'postcode', length: 3 }],
      ['Different postcode', OTHERWISE],
    ),
  };
}

function emailComparison(): Comparison {
  return {
    id: 'email',
    label: 'Email address',
    comparable: present('email'),
    levels: levels(
      ['Same email address', same('email'), 'email'],
      ['Same name in the email address', same('emailName'), 'emailName'],
      ['Email address nearly the same', any(similar('email', 0.9), similar('emailName', 0.9))],
      ['Different email address', OTHERWISE],
    ),
  };
}

const LABELS: Readonly<Record<string, string>> = {
  street: 'Street',
  place: 'Place',
  phone: 'Telephone number',
  nationalId: 'National number',
  pnc: 'PNC number',
  cro: 'CRO number',
  prisonNumber: 'Prison number',
  crn: 'Probation number',
  occupation: 'Occupation',
};

function comparisonsFor(fields: Readonly<Record<string, FieldSpec>>): Comparison[] {
  const has = (field: string): boolean => fields[field] !== undefined;
  const comparisons = nameComparison(has);
  if (has('dob')) comparisons.push(dateComparison());
  if (has('postcode')) comparisons.push(postcodeComparison());
  if (has('email')) comparisons.push(emailComparison());
  for (const field of [
    'street',
    'place',
    'phone',
    'nationalId',
    'pnc',
    'cro',
    'prisonNumber',
    'crn',
    'occupation',
  ]) {
    if (has(field)) comparisons.push(placeComparison(field, LABELS[field]!, 0.9));
  }
  if (has('sex')) {
    comparisons.push({
      id: 'sex',
      label: 'Sex',
      comparable: present('sex'),
      levels: levels(['Same sex', same('sex')], ['Different sex', OTHERWISE]),
    });
  }
  return comparisons;
}

const whole = (field: string): KeyPart => ({ field, part: 'whole' });
const start = (field: string, length: number): KeyPart => ({ field, part: 'prefix', length });
const year: KeyPart = { field: 'dob', part: 'year' };

/** Every rule that could be of use; those whose fields are absent are left out. */
const CANDIDATE_RULES: readonly (readonly [string, number, readonly KeyPart[]])[] = [
  ['national number', 50, [whole('nationalId')]],
  ['PNC', 50, [whole('pnc')]],
  ['CRO', 50, [whole('cro')]],
  ['prison number', 50, [whole('prisonNumber')]],
  ['probation number', 50, [whole('crn')]],
  ['email', 50, [whole('email')]],
  ['email name', 50, [whole('emailName')]],
  ['telephone', 50, [whole('phone')]],
  [
    'names in either order and date of birth',
    200,
    [{ fields: ['forename', 'surname'], part: 'either-order' }, whole('dob')],
  ],
  ['a name and date of birth', 200, [whole('tokens'), whole('dob')]],
  [
    'a name and date of birth, day and month either way',
    200,
    [whole('tokens'), { field: 'dob', part: 'day-month-folded' }],
  ],
  ['a name and postcode', 200, [whole('tokens'), whole('postcode')]],
  ['date of birth and postcode', 200, [whole('dob'), whole('postcode')]],
  ['date of birth and place', 200, [whole('dob'), whole('place')]],
  ['postcode and place', 100, [whole('postcode'), whole('place')]],
  ['street and postcode', 100, [whole('street'), whole('postcode')]],
  ['a name and place', 200, [whole('tokens'), whole('place')]],
  ['a name and street', 200, [whole('tokens'), whole('street')]],
  ['full name', 200, [whole('name')]],
  ['starts of both names and year', 200, [start('forename', 3), start('surname', 4), year]],
  ['a name and year of birth', 100, [whole('tokens'), year]],
  ['a name, month and day of birth', 100, [whole('tokens'), { field: 'dob', part: 'month-day' }]],
  ['start of surname and date of birth', 200, [start('surname', 2), whole('dob')]],
  ['start of surname and postcode', 200, [start('surname', 2), whole('postcode')]],
  ['start of forename and date of birth', 100, [start('forename', 2), whole('dob')]],
];

function blockingFor(fields: Readonly<Record<string, FieldSpec>>): BlockingRule[] {
  return CANDIDATE_RULES.filter(([, , keys]) =>
    keys.every((key) =>
      (key.part === 'either-order' ? key.fields : [key.field]).every((f) => fields[f] !== undefined),
    ),
  ).map(([name, maxGroup, keys]) => ({ name, keys, maxGroup }));
}

/**
 * Builds a model over the columns that a list has.
 * @param headers column names as they stand in the file; the model's table uses the same names.
 * @param mapping what a column is, where its name does not say (header → role).
 * @throws Error when the mapping names a column that is not there, or no column can be used to block.
 */
export function inferModel(
  headers: readonly string[],
  mapping: Readonly<Record<string, Role>> = {},
): InferredModel {
  const roles = rolesOf(headers, mapping);
  const fields = fieldsFor(roles);
  const blocking = blockingFor(fields);
  if (blocking.length === 0) {
    throw new Error('No column of this list can be used to find people: it needs a name or an identifier.');
  }
  const used = new Set<string>(Object.values(roles));
  const model: Model = {
    id: 'inferred-person-list',
    version: '1',
    source: 'Built from the column names of the list; train it before use.',
    prior: 1e-5,
    referenceYear: 2026,
    fields,
    blocking,
    comparisons: comparisonsFor(fields),
    rules: [],
    thresholds: { join: 0, review: -4, fracture: -4 },
    clustering: { missingBits: -2, stopBits: -1, keepBits: -10, capBits: 20 },
  };
  return { model, roles, unused: headers.filter((header) => !used.has(header)) };
}
