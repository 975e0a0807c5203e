import type { FormatCode } from '../types.ts';
import type { Format } from './format.ts';
import { policeCrimes } from './police-crimes.ts';
import { policeCustody } from './police-custody.ts';
import { policeNominals } from './police-nominals.ts';
import { prisonReleases } from './prison-releases.ts';
import { probationCaseload } from './probation-caseload.ts';
import { youthJustice } from './youth-justice.ts';

/** Every kind of extract that can be read. A new one is a file here and a line in this table. */
export const formats: Readonly<Record<FormatCode, Format>> = {
  'police-nominals': policeNominals,
  'police-crimes': policeCrimes,
  'police-custody': policeCustody,
  'probation-caseload': probationCaseload,
  'prison-releases': prisonReleases,
  'youth-justice': youthJustice,
};
