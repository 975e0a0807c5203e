import type { Database } from '../kernel/database.ts';
import { WaymarkError } from '../kernel/errors.ts';
import type { Command, Wing } from '../web/wing.ts';
import { auditPages } from './audit/pages.ts';
import { sealAudit, verifyAudit } from './audit/sealing.ts';
import { examine } from './doctor.ts';

export { sealAudit } from './audit/sealing.ts';

const needed = (database: Database | undefined): Database => {
  if (database === undefined)
    throw new WaymarkError('wrong-setting', { text: 'This command needs the database.' });
  return database;
};

const commands: Command[] = [
  {
    name: 'audit verify',
    help: 'check every seal of the audit; names what was changed, removed, added or moved',
    needsDatabase: true,
    run: async ({ database, print }) => {
      const result = await verifyAudit(needed(database));
      print(`${result.entries} entries, ${result.seals} seals, ${result.unsealed} not sealed yet`);
      for (const fault of result.faults) print(fault.text);
      if (result.faults.length > 0)
        throw new WaymarkError('conflict', {
          text: `The audit was tampered with: ${result.faults.length} faults.`,
        });
      print('The audit is whole.');
    },
  },
  {
    name: 'audit seal',
    help: 'seal what can be sealed now (the server does so each second)',
    needsDatabase: true,
    run: async ({ database, print }) => print(`${await sealAudit(needed(database))} entries sealed`),
  },
  {
    name: 'doctor',
    help: 'counts of records, people, members, contacts, audit entries and events set aside (--json)',
    needsDatabase: true,
    run: async ({ args, database, print }) => {
      const report = await examine(needed(database));
      if (args.includes('--json')) print(JSON.stringify(report));
      else for (const [name, count] of Object.entries(report)) print(`${name.padEnd(14)} ${count}`);
    },
  },
];

/** Is it held lawfully? */
export const stewardshipWing = (): Wing => ({ name: 'stewardship', routes: auditPages, commands });
