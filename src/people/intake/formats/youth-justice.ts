import { codeField, plannedDayField, referenceField } from '../fields.ts';
import { defineFormat, endsBefore, unknownOffence } from './format.ts';
import {
  addressField,
  addressPostcodeField,
  personFieldNames,
  personFields,
  recordBody,
  unnamed,
} from './person-fields.ts';
import { lastUpdatedField, mainOffenceField } from './shared-fields.ts';

const orderTitles = {
  referral_order: 'Referral order',
  youth_rehabilitation_order: 'Youth rehabilitation order',
  youth_conditional_caution: 'Youth conditional caution',
} as const;

/** Youth orders, one row each: a record for each reference, an order for each row. */
export const youthJustice = defineFormat({
  code: 'youth-justice',
  title: 'Youth justice orders',
  mainItem: 'supervision',
  key: ['yjs_id', 'order_type', 'start_date', 'main_offence_code'],
  recordFields: [...personFieldNames, 'address', 'postcode'],
  fields: {
    yjs_id: referenceField({
      label: 'Youth justice reference',
      aliases: ['youth_justice_reference', 'ycrn'],
      required: true,
      maxLength: 40,
    }),
    ...personFields,
    address: addressField,
    postcode: addressPostcodeField,
    order_type: codeField(orderTitles)({ label: 'Order', required: true }),
    start_date: plannedDayField({ label: 'Start', required: true }),
    end_date: plannedDayField({ label: 'End', required: false }),
    main_offence_code: mainOffenceField,
    last_updated: lastUpdatedField,
  },
  check: (row, { codes }) => [
    ...unnamed(row),
    ...endsBefore(row.start_date, row.end_date, 'end_date', 'is before the start'),
    ...unknownOffence(row.main_offence_code, codes, 'main_offence_code'),
  ],
  items: (row, raw) => [
    {
      item: 'record',
      localId: row.yjs_id,
      body: recordBody(row, {
        // A caution is not a conviction.
        capacity: row.order_type === 'Youth conditional caution' ? 'suspect' : 'convicted',
        yjs_id: row.yjs_id,
        address: row.address,
        postcode: row.postcode,
        raw,
      }),
    },
    {
      item: 'supervision',
      localId: [row.yjs_id, row.order_type, row.start_date, row.main_offence_code ?? ''].join('|'),
      body: {
        nominal_ref: row.yjs_id,
        title: row.order_type,
        order_type: 'youth-order',
        sentence_date: null,
        from_day: row.start_date,
        to_day: row.end_date,
        main_offence_code: row.main_offence_code,
        rosh: null,
        mappa_level: null,
        conditions: [],
        handling: 'statutory',
      },
    },
  ],
  updated: (row) => row.last_updated,
});
