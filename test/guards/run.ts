import { serviceViewer } from '../../src/access/viewers.ts';
import { openHouse } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { sql } from '../../src/kernel/database.ts';
import { createLog } from '../../src/kernel/log.ts';
import { claimFaults } from './claims.ts';
import { importFaults, sourceFaults } from './imports.ts';
import { linkFaults, linksOf, routeFaults } from './routes.ts';
import { schemaFaults } from './schema.ts';

// npm run guards: the rules that keep people's data safe, held against the schema, the routes and the code as
// they are now. On the embedded database, so that it needs nothing.
const house = await openHouse({ config: readConfig({ WAYMARK_DATA: 'memory' }), log: createLog('silent') });
const guards: { name: string; run(): Promise<string[]> | string[] }[] = [
  {
    name: 'schema',
    run: () =>
      schemaFaults((text) =>
        house.database.as(serviceViewer('sign-in'), (tx) => tx.many(sql`${sql.raw(text)}`)),
      ),
  },
  { name: `${house.routes.length} routes`, run: () => routeFaults(house.routes) },
  {
    name: 'navigation and tabs',
    run: () => linkFaults(house.routes, linksOf(house)),
  },
  { name: 'imports', run: () => importFaults().faults },
  { name: 'code', run: () => sourceFaults() },
  { name: 'claims', run: () => claimFaults() },
];
let failed = 0;
for (const { name, run } of guards) {
  const began = Date.now();
  const faults = await run();
  failed += faults.length;
  process.stdout.write(
    `${faults.length === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)\n`,
  );
  for (const fault of faults) process.stdout.write(`       ${fault}\n`);
}
await house.close();
process.exitCode = failed === 0 ? 0 : 1;
