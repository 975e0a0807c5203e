import type { RecordInput, RecordTable } from '../../linkage/index.ts';
import type { IdentityRecord } from './types.ts';

/** Columns of the offender model, from source records. Ethnicity takes no part: bias, and little power. */
const columns: Record<string, (record: IdentityRecord) => string | readonly string[] | null> = {
  forename: (record) => record.givenName,
  middleName: (record) => record.middleName,
  surname: (record) => record.familyName,
  aliases: (record) => record.aliases,
  dob: (record) => record.born,
  sex: (record) => record.sex,
  postcodes: (record) => record.postcode,
  pnc: (record) => record.pnc,
  cro: (record) => record.cro,
  prisonNumber: (record) => record.prisonNumber,
  crn: (record) => record.crn,
  yjsId: (record) => record.yjsId,
};

/** What the engine reads of a record. */
export const inputOf = (record: IdentityRecord): RecordInput =>
  Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, value(record)]));

export const tableOf = (records: readonly IdentityRecord[]): RecordTable => ({
  length: records.length,
  columns: Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, records.map(value)])),
});
