import type { FramePerson, Wing } from '../web/wing.ts';
import { intakeCommands, intakeJobs } from './intake/index.ts';

export { type FileToImport, foldName, importFile, type Report, resumeImports } from './intake/index.ts';

export interface PeoplePorts {
  framePerson: FramePerson;
}

/** Who is this? */
export const peopleWing = (_ports: PeoplePorts): Wing => ({
  name: 'people',
  commands: [...intakeCommands],
  jobs: [...intakeJobs],
});
