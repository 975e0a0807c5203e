import { namesOfRole } from '../../../linkage/index.ts';
import { codeField, crnField, listField, pastDayField, plannedDayField, textField } from '../fields.ts';
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

const orderTypes = {
  community_order: 'community-order',
  suspended_sentence_order: 'suspended-sentence-order',
  licence: 'licence',
  post_sentence_supervision: 'post-sentence-supervision',
} as const;

/** Probation's caseload, one row an order: a record for each case reference, an order for each row. */
export const probationCaseload = defineFormat({
  code: 'probation-caseload',
  title: 'Probation caseload',
  mainItem: 'supervision',
  key: ['crn', 'order_type', 'sentence_date', 'start_date'],
  recordFields: [...personFieldNames, 'address', 'postcode', 'iom_register'],
  fields: {
    crn: crnField({ label: 'CRN', aliases: namesOfRole('crn'), required: true }),
    ...personFields,
    address: addressField,
    postcode: addressPostcodeField,
    // Whether the register on Delius stands: it is kept as sent, and checks off the panel's task.
    iom_register: textField({ label: 'IOM register', aliases: [], required: false }),
    order_type: codeField(orderTypes)({ label: 'Order', aliases: ['sentence_type'], required: true }),
    sentence_date: pastDayField({
      label: 'Day of the sentence',
      aliases: ['date_of_sentence'],
      required: false,
    }),
    start_date: plannedDayField({ label: 'Start', aliases: ['commencement_date'], required: true }),
    end_date: plannedDayField({
      label: 'End',
      aliases: ['expiry_date', 'expected_end_date'],
      required: false,
    }),
    main_offence_code: mainOffenceField,
    rosh: codeField({ low: 'low', medium: 'medium', high: 'high', very_high: 'very-high' } as const)({
      label: 'Risk of serious harm',
      aliases: ['risk_of_serious_harm', 'rosh_level'],
      required: false,
    }),
    mappa_level: codeField({ '1': '1', '2': '2', '3': '3' } as const)({
      label: 'MAPPA level',
      aliases: ['mappa'],
      required: false,
    }),
    licence_conditions: listField({ label: 'Conditions', aliases: ['conditions'], required: false }),
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
      localId: row.crn,
      body: recordBody(row, {
        capacity: 'convicted',
        crn: row.crn,
        address: row.address,
        postcode: row.postcode,
        raw,
      }),
    },
    {
      item: 'supervision',
      localId: [row.crn, row.order_type, row.sentence_date ?? '', row.start_date].join('|'),
      body: {
        nominal_ref: row.crn,
        title: null,
        order_type: row.order_type,
        sentence_date: row.sentence_date,
        from_day: row.start_date,
        to_day: row.end_date,
        main_offence_code: row.main_offence_code,
        rosh: row.rosh,
        mappa_level: row.mappa_level,
        conditions: row.licence_conditions ?? [],
        handling: 'statutory',
      },
    },
  ],
  updated: (row) => row.last_updated,
});
