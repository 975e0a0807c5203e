import type { FramePerson, Wing } from '../web/wing.ts';
import { identityParts } from './identity/index.ts';
import { intakeCommands, intakeJobs, intakePages } from './intake/index.ts';
import { photoParts } from './photos/index.ts';
import type { References } from './ports.ts';
import { offendingPanel, recordEntries, recordPages, recordTabs } from './records/index.ts';
import { checkPages, searchPages } from './search/index.ts';

export { bringTruth, countWaiting, linkRecords, waitingWords } from './identity/index.ts';
export { CsvReader } from './intake/csv-records.ts';
export { importFile } from './intake/index.ts';
export { conditionWords } from './records/condition-words.ts';
export { provenSince } from './records/store.ts';
export {
  askPage,
  type BornAs,
  birthWords,
  carriedFields,
  codesOf,
  type Found,
  findPeople,
  keptBirth,
  knownBox,
  leaveTyped,
  lookForTyped,
  type Meant,
  namesThem,
  offeredOf,
  readBirth,
  readChoice,
  readForLooking,
  readMeant,
  readNumber,
  readOneLine,
  type Said,
  type Shown,
  shownOf,
  type TypedPerson,
  toldBy,
  typedBirth,
  typedWords,
} from './search/index.ts';

export interface PeoplePorts {
  framePerson: FramePerson;
  references: References;
}

/** Who is this? */
export const peopleWing = (ports: PeoplePorts): Wing => {
  const identity = identityParts(ports);
  const photos = photoParts(ports.framePerson);
  return {
    name: 'people',
    routes: [
      ...searchPages,
      ...checkPages,
      ...identity.routes,
      ...intakePages(),
      ...recordPages(ports.framePerson),
      ...photos.routes,
    ],
    commands: [...intakeCommands, ...identity.commands],
    jobs: [...intakeJobs, ...identity.jobs, ...photos.jobs],
    tabs: [...identity.tabs, ...recordTabs],
    today: [...identity.today, ...photos.today],
    timeline: [recordEntries],
    panels: [...identity.panels, offendingPanel],
  };
};
