import { namesOfRole } from '../../../linkage/index.ts';
import {
  codeField,
  pastDayField,
  plannedDayField,
  postcodeField,
  prisonNumberField,
  textField,
} from '../fields.ts';
import { defineFormat, endsBefore } from './format.ts';
import { personFieldNames, personFields, recordBody, unnamed } from './person-fields.ts';
import { lastUpdatedField, recordsOfficeField } from './shared-fields.ts';

const releaseTypes = {
  automatic_release: 'automatic-release',
  home_detention_curfew: 'home-detention-curfew',
  recall_release: 'recall-release',
  remand_ended: 'remand-ended',
} as const;

/** Prison spells, one row each: a record for each prison number, a spell for each row. */
export const prisonReleases = defineFormat({
  code: 'prison-releases',
  title: 'Prison releases',
  mainItem: 'custody',
  key: ['prison_number', 'received_date'],
  recordFields: [...personFieldNames, 'cro', 'release_address', 'release_postcode'],
  fields: {
    prison_number: prisonNumberField({
      label: 'Prison number',
      aliases: namesOfRole('prisonNumber'),
      required: true,
    }),
    ...personFields,
    cro: recordsOfficeField,
    prison: textField({ label: 'Prison', aliases: ['establishment'], required: true }),
    received_date: pastDayField({ label: 'Received', aliases: ['reception_date'], required: true }),
    release_date: plannedDayField({ label: 'Released', aliases: ['date_of_release'], required: false }),
    release_type: codeField(releaseTypes)({ label: 'Kind of release', required: false }),
    licence_end_date: plannedDayField({
      label: 'End of licence',
      aliases: ['licence_expiry_date', 'licence_end'],
      required: false,
    }),
    release_address: textField({ label: 'Release address', aliases: ['address'], required: false }),
    release_postcode: postcodeField({ label: 'Release postcode', aliases: ['postcode'], required: false }),
    last_updated: lastUpdatedField,
  },
  check: (row) => [
    ...unnamed(row),
    ...endsBefore(row.received_date, row.release_date, 'release_date', 'is before the reception'),
  ],
  items: (row, raw) => [
    {
      item: 'record',
      localId: row.prison_number,
      body: recordBody(row, {
        // Somebody on remand is not convicted of it.
        capacity: row.release_date === null || row.release_type === 'remand-ended' ? 'suspect' : 'convicted',
        prison_number: row.prison_number,
        cro: row.cro,
        address: row.release_address,
        postcode: row.release_postcode,
        raw,
      }),
    },
    {
      item: 'custody',
      localId: `${row.prison_number}|${row.received_date}`,
      body: {
        nominal_ref: row.prison_number,
        kind: 'prison',
        place: row.prison,
        from_day: row.received_date,
        to_day: row.release_date,
        release_type: row.release_type,
        licence_end: row.licence_end_date,
        reason: null,
        handling: 'statutory',
      },
    },
  ],
  updated: (row) => row.last_updated,
});
