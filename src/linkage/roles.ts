/** What the columns of a list are, by their names. */

/** The one list of roles: what a column can be to the engine, and the names that such columns usually have. */
const NAMES_OF_ROLE = {
  id: ['unique_id', 'id', 'rec_id', 'record_id', 'source_id'],
  /** Where a record comes from. It weighs nothing; a source can be said to hold a person at most once. */
  source: ['source', 'source_system', 'source_dataset', 'source_name'],
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
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Role = keyof typeof NAMES_OF_ROLE;

export const ROLES = Object.keys(NAMES_OF_ROLE) as readonly Role[];

const namesOf = (role: Role): readonly string[] => NAMES_OF_ROLE[role];

/** A header or role as names are compared: small letters, one underscore between words. */
const plain = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');

/** The role that a word stands for: its own name (`middleName`), or a usual name of such a column (`middle_name`). */
export function roleNamed(word: string): Role | undefined {
  const own = ROLES.find((role) => plain(role) === plain(word));
  return own ?? ROLES.find((role) => namesOf(role).includes(plain(word)));
}

/**
 * The header that plays each role.
 * @throws Error when the mapping names a header that is not there, or gives two headers one role.
 */
export function rolesOf(
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
  const taken = new Set(Object.keys(mapping));
  for (const role of ROLES) {
    if (roles[role] !== undefined) continue;
    for (const name of namesOf(role)) {
      const header = headers.find((candidate) => plain(candidate) === name && !taken.has(candidate));
      if (header === undefined) continue;
      roles[role] = header;
      taken.add(header);
      break;
    }
  }
  return roles;
}
