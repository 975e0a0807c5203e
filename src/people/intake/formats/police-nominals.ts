import { codeField, croField, listField, pastDayField, referenceField, textField } from '../fields.ts';
import type { Capacity } from '../types.ts';
import { defineFormat } from './format.ts';
import { addressField, addressPostcodeField, personFields, recordBody, unnamed } from './person-fields.ts';

/** Whom a police force knows, one row a nominal. An offender is known as convicted. */
const capacities: Readonly<Record<string, Capacity>> = {
  offender: 'convicted',
  convicted: 'convicted',
  suspect: 'suspect',
  victim: 'victim',
  witness: 'witness',
  other: 'other',
};

export const policeNominals = defineFormat({
  code: 'police-nominals',
  title: 'Police nominals',
  mainItem: 'record',
  key: ['record_id'],
  recordFields: [
    'capacity',
    'forename',
    'middle_name',
    'surname',
    'aliases',
    'date_of_birth',
    'sex',
    'ethnicity',
    'pnc_id',
    'cro',
    'address',
    'postcode',
    'beat',
    'last_updated',
  ],
  fields: {
    record_id: referenceField({ label: 'Record', aliases: ['nominal_id', 'nominal_ref'], required: true }),
    capacity: codeField(capacities)({ label: 'Capacity', aliases: ['role'], required: true }),
    ...personFields,
    aliases: listField({ label: 'Other names', aliases: ['alias', 'aka', 'other_names'], required: false }),
    cro: croField({ label: 'CRO', aliases: ['cro_number'], required: false }),
    address: addressField,
    postcode: addressPostcodeField,
    beat: textField({ label: 'Beat', aliases: ['area'], required: false }),
    last_updated: pastDayField({
      label: 'Last changed',
      aliases: ['updated', 'last_changed'],
      required: false,
    }),
  },
  check: (row) => unnamed(row),
  items: (row, raw) => [
    {
      item: 'record',
      localId: row.record_id,
      body: recordBody(row, {
        capacity: row.capacity,
        aliases: row.aliases ?? [],
        cro: row.cro,
        address: row.address,
        postcode: row.postcode,
        area: row.beat,
        raw,
      }),
    },
  ],
  updated: (row) => row.last_updated,
});
