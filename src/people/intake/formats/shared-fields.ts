import { asnField, croField, offenceCodeField, pastDayField, referenceField, textField } from '../fields.ts';

/** Columns that several kinds of extract have, under the same names. */

export const nominalRefField = referenceField({
  label: 'Record',
  aliases: ['nominal_id', 'nominal_ref'],
  required: true,
});

export const arrestNumberField = asnField({
  label: 'Arrest/summons number',
  aliases: ['arrest_summons_number'],
  required: false,
});

export const beatField = textField({ label: 'Beat', aliases: ['area'], required: false });

export const recordsOfficeField = croField({ label: 'CRO', aliases: ['cro_number'], required: false });

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
