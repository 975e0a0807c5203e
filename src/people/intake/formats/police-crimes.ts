import { codeField, offenceCodeField, pastDayField, referenceField, textField } from '../fields.ts';
import { defineFormat, endsBefore, unknownOffence } from './format.ts';
import { arrestNumberField, beatField, nominalRefField, policeCapacities } from './shared-fields.ts';

const outcomes = {
  charged: 'charged',
  convicted: 'convicted',
  cautioned: 'cautioned',
  no_further_action: 'no-further-action',
  nfa: 'no-further-action',
  acquitted: 'acquitted',
  under_investigation: 'under-investigation',
} as const;

/**
 * Crimes by the people in them, one row a person and crime. Court outcomes, cautions and charges go to the
 * statutory partners; what was never proven, and what happened to victims and witnesses, stays with the police.
 */
export const policeCrimes = defineFormat({
  code: 'police-crimes',
  title: 'Police crimes',
  mainItem: 'offence',
  key: ['crime_ref', 'record_id'],
  recordFields: [],
  fields: {
    crime_ref: referenceField({
      label: 'Crime',
      aliases: ['crime_number', 'crime_reference'],
      required: true,
    }),
    record_id: nominalRefField,
    capacity: codeField(policeCapacities)({ label: 'Capacity', aliases: ['role'], required: true }),
    cjs_offence_code: offenceCodeField({
      label: 'Offence code',
      aliases: ['offence_code', 'cjs_code'],
      required: true,
    }),
    offence_date: pastDayField({ label: 'Day of the offence', aliases: ['date_of_offence'], required: true }),
    arrest_date: pastDayField({ label: 'Day of the arrest', aliases: ['date_of_arrest'], required: false }),
    asn: arrestNumberField,
    charge_date: pastDayField({ label: 'Day of the charge', aliases: ['date_of_charge'], required: false }),
    outcome: codeField(outcomes)({ label: 'Outcome', required: true }),
    outcome_date: pastDayField({
      label: 'Day of the outcome',
      aliases: ['date_of_outcome'],
      required: false,
    }),
    court: textField({ label: 'Court', required: false }),
    sentence: textField({ label: 'Sentence', aliases: ['disposal'], required: false }),
    beat: beatField,
  },
  check: (row, { codes }) => [
    ...endsBefore(row.offence_date, row.outcome_date, 'outcome_date', 'is before the day of the offence'),
    ...unknownOffence(row.cjs_offence_code, codes, 'cjs_offence_code'),
  ],
  items: (row, _raw, { codes }) => [
    {
      item: 'offence',
      localId: `${row.crime_ref}|${row.record_id}`,
      body: {
        nominal_ref: row.record_id,
        capacity: row.capacity,
        offence_code: row.cjs_offence_code,
        home_office_class: codes.get(row.cjs_offence_code)?.homeOfficeClass ?? null,
        title: codes.get(row.cjs_offence_code)?.title ?? null,
        offence_date: row.offence_date,
        arrest_date: row.arrest_date,
        asn: row.asn,
        charge_date: row.charge_date,
        outcome: row.outcome,
        outcome_date: row.outcome_date,
        court: row.court,
        sentence: row.sentence,
        area: row.beat,
        handling: handlingOfOffence(row.capacity, row.outcome),
      },
    },
  ],
  updated: () => null,
});

/** Who may have an offence: what a court or a caution settled, or a charge, is for the statutory partners. */
export const handlingOfOffence = (capacity: string, outcome: string): 'statutory' | 'named' =>
  (capacity === 'convicted' || capacity === 'suspect') &&
  (outcome === 'convicted' || outcome === 'cautioned' || outcome === 'charged')
    ? 'statutory'
    : 'named';
