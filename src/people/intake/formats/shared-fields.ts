import { namesOfRole } from '../../../linkage/index.ts';
import { asnField, croField, offenceCodeField, pastDayField, referenceField, textField } from '../fields.ts';

/** Columns that several kinds of extract have, under the same names. */

export const nominalRefField = referenceField({
  label: 'Record',
  aliases: ['nominal_id', 'nominal_ref'],
  required: true,
});

/** Where a row is a person, their reference is the row's, whatever it is called. */
export const ownRefField = referenceField({
  label: 'Record',
  aliases: ['nominal_id', 'nominal_ref', ...namesOfRole('id')],
  required: true,
});

export const arrestNumberField = asnField({
  label: 'Arrest/summons number',
  aliases: ['arrest_summons_number'],
  required: false,
});

export const beatField = textField({ label: 'Beat', aliases: ['area'], required: false });

export const recordsOfficeField = croField({ label: 'CRO', aliases: namesOfRole('cro'), required: false });

export const mainOffenceField = offenceCodeField({
  label: 'Main offence',
  aliases: ['offence_code'],
  required: false,
});

export const lastUpdatedField = pastDayField({
  label: 'Last changed',
  aliases: ['updated', 'last_changed'],
  required: false,
});

/** Whom the police know, as they say it: an offender is known as convicted. */
export const policeCapacities = {
  convicted: 'convicted',
  offender: 'convicted',
  suspect: 'suspect',
  victim: 'victim',
  witness: 'witness',
  other: 'other',
} as const;
