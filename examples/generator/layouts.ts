/** The columns of each extract, in order. Columns beginning with an underscore are for measuring only. */
const NOMINALS =
  'record_id,capacity,forename,middle_name,surname,aliases,date_of_birth,sex,ethnicity,pnc_id,cro,address,postcode,beat,last_updated,_truth'.split(
    ',',
  );
const CRIMES =
  'crime_ref,record_id,capacity,cjs_offence_code,offence_date,arrest_date,asn,charge_date,outcome,outcome_date,court,sentence,beat'.split(
    ',',
  );
const CUSTODY = 'custody_ref,record_id,asn,arrived_at,released_at,station,reason'.split(',');
const PROBATION =
  'crn,forename,middle_name,surname,date_of_birth,sex,ethnicity,pnc_id,address,postcode,order_type,sentence_date,start_date,end_date,main_offence_code,rosh,mappa_level,licence_conditions,last_updated,_truth'.split(
    ',',
  );
const PRISON =
  'prison_number,forename,middle_name,surname,date_of_birth,sex,ethnicity,pnc_id,cro,prison,received_date,release_date,release_type,licence_end_date,release_address,release_postcode,last_updated,_truth'.split(
    ',',
  );
const YOUTH =
  'yjs_id,forename,middle_name,surname,date_of_birth,sex,ethnicity,pnc_id,address,postcode,order_type,start_date,end_date,main_offence_code,last_updated,_truth'.split(
    ',',
  );

export const FILES: Readonly<Record<string, readonly string[]>> = {
  'norfolk-police-nominals.csv': NOMINALS,
  'norfolk-police-crimes.csv': CRIMES,
  'norfolk-police-custody.csv': CUSTODY,
  'suffolk-police-nominals.csv': NOMINALS,
  'suffolk-police-crimes.csv': CRIMES,
  'suffolk-police-custody.csv': CUSTODY,
  'probation-caseload.csv': PROBATION,
  'prison-releases.csv': PRISON,
  'youth-justice.csv': YOUTH,
};
