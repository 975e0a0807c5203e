import type { Command, Job } from '../../web/wing.ts';
import { formats } from './formats/index.ts';
import { importFile, readImportArguments, resumeImports } from './import-file.ts';

export { importFile } from './import-file.ts';
export { intakePages } from './pages.ts';

const importCommand: Command = {
  name: 'import',
  help: `an extract: --agency CODE --format ${Object.keys(formats).join('|')} FILE`,
  needsDatabase: true,
  run: async ({ args, database, now, print }) => {
    if (database === undefined) return;
    const file = readImportArguments(args);
    const fileName = file.path.split(/[/\\]/).at(-1) ?? file.path;
    const report = await importFile(database, { ...file, fileName }, now);
    print(
      `Batch ${report.batchId}: ${report.read} rows read in ${report.seconds.toFixed(1)} s: ${report.new} new, ` +
        `${report.changed} changed, ${report.same} the same, ${report.older} older than ours, ${report.bad} left out`,
    );
    if (report.bad > 0) print(`Every row left out is listed at /intake/batches/${report.batchId}`);
  },
};

/** A process that dies while a batch moves leaves it to the next. */
const resumeJob: Job = {
  name: 'intake-resume',
  schedule: '*/5 * * * *',
  run: async ({ database, log, now }) => {
    const resumed = await resumeImports(database, now);
    if (resumed > 0) log.info({ event: 'imports-resumed', batches: resumed });
  },
};

export const intakeCommands: readonly Command[] = [importCommand];
export const intakeJobs: readonly Job[] = [resumeJob];
