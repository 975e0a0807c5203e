/** What the columns of a list are, by their names. The extracts that are taken in know their columns by the same list. */

/** The one list of roles: what a column can be to the engine, and the names that such columns usually have. */
const NAMES_OF_ROLE = {
  id: [
    ...['unique_id', 'id', 'rec_id', 'record_id', 'source_id', 'urn', 'unique_reference', 'ref', 'ref_no'],
    ...['reference', 'reference_no', 'reference_number', 'ref_number', 'unique_reference_number', 'uid'],
    ...['record_ref', 'record_no', 'record_number', 'row_id', 'id_no', 'id_number', 'identifier'],
    ...['unique_identifier', 'case_id', 'case_ref', 'case_no', 'case_number', 'nominal_no', 'nominal_number'],
  ],
  /** Where a record comes from. It weighs nothing; a source can be said to hold a person at most once. */
  source: ['source', 'source_system', 'source_dataset', 'source_name', 'source_agency', 'data_source'],
  forename: [
    ...['first_name', 'given_name', 'forename', 'christian_name', 'forename_1', 'first_forename', 'fname'],
    ...['1st_name', 'given_name_1'],
  ],
  middleName: ['middle_name', 'second_name', 'forename_2', 'other_forename', 'middle_forename', 'mname'],
  surname: ['surname', 'last_name', 'family_name', 'current_surname', 'lname', 'sname'],
  fullName: [
    ...['full_name', 'name', 'person_name', 'name_in_full', 'complete_name', 'whole_name'],
    ...[
      'forename_surname',
      'surname_forename',
      'forename_and_surname',
      'surname_and_forename',
      'display_name',
    ],
  ],
  otherName: [
    ...['first_and_surname', 'alias', 'aliases', 'known_as', 'maiden_name', 'aka', 'also_known_as'],
    ...['other_name', 'alias_name', 'former_name', 'previous_name', 'previous_surname', 'nickname'],
    ...['surname_at_birth', 'birth_surname'],
  ],
  dob: ['dob', 'date_of_birth', 'birth_date', 'birthday', 'born', 'born_on', 'date_born', 'day_of_birth'],
  sex: ['gender', 'sex', 'sex_at_birth', 'gender_code', 'sex_code'],
  postcode: [
    ...['postcode', 'postcode_fake', 'zip', 'zip_code', 'postal_code', 'home_postcode', 'address_postcode'],
    ...['current_postcode', 'last_known_postcode', 'pcode'],
  ],
  street: [
    ...['address_1', 'address_line_1', 'street', 'address', 'street_address', 'home_address', 'full_address'],
    ...['current_address', 'last_known_address'],
  ],
  place: ['city', 'town', 'birth_place', 'place_of_birth', 'suburb', 'locality', 'post_town'],
  email: ['email', 'email_address'],
  phone: [
    ...['phone', 'telephone', 'mobile', 'phone_number', 'phone_no', 'telephone_number', 'telephone_no'],
    ...['mobile_number', 'mobile_no', 'mobile_phone', 'tel', 'tel_no', 'contact_number'],
  ],
  nationalId: [
    ...['soc_sec_id', 'ssn', 'nino', 'ni_number', 'national_insurance_number', 'nhs_number'],
    ...['national_insurance_no', 'nhs_no'],
  ],
  pnc: [
    ...['pnc', 'pnc_id', 'pnc_number', 'pnc_no', 'pnc_ref', 'pnc_reference', 'pnc_identifier', 'pnc_id_no'],
    ...['pnc_id_number', 'police_national_computer_id', 'police_national_computer_number'],
  ],
  cro: ['cro', 'cro_number', 'cro_id', 'cro_no', 'cro_ref', 'criminal_records_office_number'],
  prisonNumber: [
    ...['prison_number', 'noms_number', 'noms_id', 'nomis_number', 'prison_no', 'prisoner_number'],
    ...['prisoner_no', 'noms', 'noms_no', 'nomis', 'nomis_id', 'nomis_no'],
  ],
  crn: [
    ...['crn', 'delius_crn', 'ndelius_crn', 'crn_no', 'crn_number', 'case_reference_number'],
    ...['probation_number', 'probation_crn'],
  ],
  occupation: ['occupation', 'job', 'employment', 'job_title'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Role = keyof typeof NAMES_OF_ROLE;

export const ROLES = Object.keys(NAMES_OF_ROLE) as readonly Role[];

/** The usual names of columns of a role, the likeliest first. */
export const namesOfRole = (role: Role): readonly string[] => NAMES_OF_ROLE[role];

/** Letters and digits of a header, without accents and capitals. */
const lettersOf = (header: string): string =>
  header
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '');

const singular = (letters: string): string => letters.replace(/s$/, '');

/**
 * A header as names are compared: “D.O.B.”, “Date-of-Birth” and “First name(s)” as `dob`, `dateofbirth` and
 * `firstname`. Accents, capitals, spaces, stops and a plural do not count.
 */
export const plainHeader = (header: string): string => singular(lettersOf(header));

const WHOSE =
  '(?:offender|nominal|subject|person|client|suspect|defendant|detainee|prisoner|perpetrator|serviceuser)s?';
const whoseFirst = new RegExp(`^${WHOSE}`);
const whoseLast = new RegExp(`of(?:the)?${WHOSE}$`);
/** What a header says of how its cells are filled. A month before the day is not how they are read. */
const howFilled = /(?:ddmmyyyy|yyyymmdd|ddmmyy|ifknown|optional)$/;

/** A header without whose it is and how it is filled: “Offender’s DOB (dd/mm/yyyy)” and “Name of offender”. */
export const coreOfHeader = (header: string): string =>
  singular(lettersOf(header).replace(howFilled, '').replace(whoseLast, '').replace(whoseFirst, ''));

const plainNames: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  ROLES.map((role) => [role, [...new Set([...namesOfRole(role), role].map(plainHeader))]]),
);

const plainNamesOf = (role: Role): readonly string[] => plainNames[role] ?? [];

/** The role that a word stands for: its own name (`middleName`), or a usual name of such a column (`middle_name`). */
export function roleNamed(word: string): Role | undefined {
  const own = ROLES.find((role) => plainHeader(role) === plainHeader(word));
  return own ?? ROLES.find((role) => plainNamesOf(role).includes(plainHeader(word)));
}

function rolesMapped(
  headers: readonly string[],
  mapping: Readonly<Record<string, Role>>,
): Partial<Record<Role, string>> {
  const roles: Partial<Record<Role, string>> = {};
  for (const [header, role] of Object.entries(mapping)) {
    if (!headers.includes(header))
      throw new Error(`The mapping names the column "${header}", which is not there.`);
    if (roles[role] !== undefined)
      throw new Error(
        `The mapping gives the columns "${roles[role]}" and "${header}" the same role, ${role}.`,
      );
    roles[role] = header;
  }
  return roles;
}

/**
 * The header that plays each role: as it is mapped, else by its name, else by its name without whose it is.
 * @throws Error when the mapping names a header that is not there, or gives two headers one role.
 */
export function rolesOf(
  headers: readonly string[],
  mapping: Readonly<Record<string, Role>>,
): Partial<Record<Role, string>> {
  const roles = rolesMapped(headers, mapping);
  const taken = new Set(Object.keys(mapping));
  for (const nameOf of [plainHeader, coreOfHeader]) {
    const named = headers.map((header) => ({ header, name: nameOf(header) }));
    for (const role of ROLES) {
      if (roles[role] !== undefined) continue;
      const free = named.filter(({ header }) => !taken.has(header));
      const found = plainNamesOf(role).flatMap((name) => free.find((one) => one.name === name) ?? [])[0];
      if (found === undefined) continue;
      roles[role] = found.header;
      taken.add(found.header);
    }
  }
  return roles;
}
