import { instantDayField, referenceField, textField } from '../fields.ts';
import { defineFormat, endsBefore } from './format.ts';
import { arrestNumberField, nominalRefField } from './shared-fields.ts';

/** Stays in police custody, one row each. Only the police have them. */
export const policeCustody = defineFormat({
  code: 'police-custody',
  title: 'Police custody',
  mainItem: 'custody',
  key: ['custody_ref'],
  recordFields: [],
  fields: {
    custody_ref: referenceField({ label: 'Custody record', aliases: ['custody_number'], required: true }),
    record_id: nominalRefField,
    asn: arrestNumberField,
    arrived_at: instantDayField({ label: 'Arrived', aliases: ['arrival'], required: true }),
    released_at: instantDayField({ label: 'Released', aliases: ['release'], required: false }),
    station: textField({ label: 'Station', aliases: ['custody_suite'], required: true }),
    reason: textField({ label: 'Reason', aliases: ['reason_for_arrest'], required: false }),
  },
  check: (row) => endsBefore(row.arrived_at, row.released_at, 'released_at', 'is before the arrival'),
  items: (row) => [
    {
      item: 'custody',
      localId: row.custody_ref,
      body: {
        nominal_ref: row.record_id,
        kind: 'police',
        place: row.station,
        from_day: row.arrived_at,
        to_day: row.released_at,
        release_type: null,
        licence_end: null,
        reason: row.reason,
        handling: 'named',
      },
    },
  ],
  updated: () => null,
});
