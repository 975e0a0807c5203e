import { namesOfRole, standardiseName } from '../../../linkage/index.ts';
import { birthDayField, ethnicityField, pncField, postcodeField, sexField, textField } from '../fields.ts';
import { searchNames } from '../fold-name.ts';
import type { Capacity } from '../types.ts';
import type { RowFault } from './format.ts';

/** What every agency says of a person. Columns go by the names that lists to be linked have for them, too. */
export const personFields = {
  forename: textField({
    label: 'Forename',
    aliases: namesOfRole('forename'),
    required: false,
  }),
  middle_name: textField({
    label: 'Middle name',
    aliases: namesOfRole('middleName'),
    required: false,
  }),
  surname: textField({
    label: 'Surname',
    aliases: namesOfRole('surname'),
    required: false,
    needed: true,
  }),
  date_of_birth: birthDayField({
    label: 'Date of birth',
    aliases: namesOfRole('dob'),
    required: false,
  }),
  sex: sexField({ label: 'Sex', aliases: namesOfRole('sex'), required: false }),
  ethnicity: ethnicityField({
    label: 'Ethnicity',
    aliases: ['ethnic_origin', 'self_defined_ethnicity', 'ethnicity_code'],
    required: false,
  }),
  pnc_id: pncField({ label: 'PNC ID', aliases: namesOfRole('pnc'), required: false }),
} as const;

/** What a record keeps of the person as they were sent. */
export const personFieldNames = [
  'forename',
  'middle_name',
  'surname',
  'date_of_birth',
  'sex',
  'ethnicity',
  'pnc_id',
] as const satisfies readonly (keyof typeof personFields)[];

export const addressField = textField({
  label: 'Address',
  aliases: namesOfRole('street'),
  required: false,
});
export const addressPostcodeField = postcodeField({
  label: 'Postcode',
  aliases: namesOfRole('postcode'),
  required: false,
});

interface PersonRow {
  forename: string | null;
  middle_name: string | null;
  surname: string | null;
  date_of_birth: string | null;
  sex: 'male' | 'female' | null;
  ethnicity: string | null;
  pnc_id: string | null;
}

interface RecordDetails {
  capacity: Capacity;
  aliases?: readonly string[];
  cro?: string | null;
  prison_number?: string;
  crn?: string;
  yjs_id?: string;
  address: string | null;
  postcode: string | null;
  area?: string | null;
  raw: Readonly<Record<string, string>>;
}

/** "Unknown" is no name. */
const nameOrNothing = (text: string | null): string | null =>
  text === null || standardiseName(text) === null ? null : text;

/** The columns of `source_record` that a batch writes, always in this order (the fingerprint is of this text). */
export function recordBody(row: PersonRow, details: RecordDetails): Record<string, unknown> {
  const given = nameOrNothing(row.forename);
  const middle = nameOrNothing(row.middle_name);
  const family = nameOrNothing(row.surname);
  const aliases = details.aliases ?? [];
  return {
    capacity: details.capacity,
    given_name: given,
    middle_name: middle,
    family_name: family,
    aliases,
    born: row.date_of_birth,
    sex: row.sex,
    ethnicity: row.ethnicity,
    pnc: row.pnc_id,
    cro: details.cro ?? null,
    prison_number: details.prison_number ?? null,
    crn: details.crn ?? null,
    yjs_id: details.yjs_id ?? null,
    address: details.address,
    postcode: details.postcode,
    area: details.area ?? null,
    search_names: searchNames([[given, middle, family].filter(Boolean).join(' '), ...aliases]),
    raw: details.raw,
    handling: 'statutory',
  };
}

/** A record without any name cannot be found or linked by anybody. */
export const unnamed = (row: PersonRow): RowFault[] =>
  nameOrNothing(row.surname) === null && nameOrNothing(row.forename) === null
    ? [{ field: 'surname', reason: 'There is no name in this row', severity: 'error' }]
    : [];
