/** What the columns of a list are, by their names. */

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

/** The header that plays each role. @throws Error when the mapping names a header that is not there. */
export function rolesOf(
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
