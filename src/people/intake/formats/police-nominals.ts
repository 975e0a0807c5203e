import { namesOfRole } from '../../../linkage/index.ts';
import { codeField, listField, textField } from '../fields.ts';
import { defineFormat } from './format.ts';
import {
  addressField,
  addressPostcodeField,
  personFieldNames,
  personFields,
  recordBody,
  unnamed,
} from './person-fields.ts';
import {
  beatField,
  lastUpdatedField,
  ownRefField,
  policeCapacities,
  recordsOfficeField,
} from './shared-fields.ts';

/** Whom a police force knows, one row a nominal. */
export const policeNominals = defineFormat({
  code: 'police-nominals',
  title: 'Police nominals',
  mainItem: 'record',
  key: ['record_id'],
  recordFields: [
    ...personFieldNames,
    'capacity',
    'aliases',
    'cro',
    'address',
    'postcode',
    'beat',
    'iom_marker',
    'last_updated',
  ],
  fields: {
    record_id: ownRefField,
    capacity: codeField(policeCapacities)({ label: 'Capacity', aliases: ['role'], required: true }),
    ...personFields,
    aliases: listField({ label: 'Other names', aliases: namesOfRole('otherName'), required: false }),
    cro: recordsOfficeField,
    address: addressField,
    postcode: addressPostcodeField,
    beat: beatField,
    // Whether the force's own warning marker stands: it is kept as sent, and checks off the panel's task.
    iom_marker: textField({ label: 'IOM warning marker', aliases: [], required: false }),
    last_updated: lastUpdatedField,
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
