import type { FramePerson, Wing } from '../web/wing.ts';
import { identityParts } from './identity/index.ts';
import { intakeCommands, intakeJobs, intakePages } from './intake/index.ts';
import { offendingPanel, recordEntries, recordPages, recordTabs } from './records/index.ts';
import { searchPages } from './search/index.ts';

export {
  type CanonicalPerson,
  currentPersonId,
  type FieldValues,
  findPerson,
  getPerson,
  type LinkSummary,
  linkRecords,
  listPersonValues,
  listSourceRecords,
  type Person,
  refreshPeople,
  type SourceRecord,
} from './identity/index.ts';
export { type FileToImport, foldName, importFile, type Report, resumeImports } from './intake/index.ts';
export {
  type CustodySpell,
  type CustodyState,
  certaintyOf,
  countProven,
  custodyStateOn,
  listCustody,
  listOffences,
  listSupervision,
  type Offence,
  type StatutoryStatus,
  type Supervision,
  statutoryStatusOn,
} from './records/index.ts';

export interface PeoplePorts {
  framePerson: FramePerson;
}

/** Who is this? */
export const peopleWing = (ports: PeoplePorts): Wing => {
  const identity = identityParts(ports.framePerson);
  return {
    name: 'people',
    routes: [...searchPages, ...identity.routes, ...intakePages(), ...recordPages(ports.framePerson)],
    commands: [...intakeCommands, ...identity.commands],
    jobs: [...intakeJobs, ...identity.jobs],
    tabs: [...identity.tabs, ...recordTabs],
    today: [...identity.today],
    timeline: [recordEntries],
    panels: [offendingPanel],
  };
};
