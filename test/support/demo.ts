import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { openHouse } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { setUpDemo } from '../../src/demo.ts';
import { createLog } from '../../src/kernel/log.ts';
import { makeTemplate, type TestHouse, testHouse } from './house.ts';

/** A house with the whole demonstration in it: extracts, people, cohort, plans, contacts. */
export const demoHouse = async (): Promise<TestHouse> => testHouse({ template: await demoTemplate() });

/** Filled once for the text of all that makes it, then cloned. */
async function demoTemplate(): Promise<string> {
  const digest = createHash('sha256');
  for (const file of globSync([
    'src/**/*.{ts,sql}',
    'migrations/*.sql',
    'examples/**/*.{ts,json,csv}',
  ]).sort())
    digest.update(file).update(readFileSync(file));
  return makeTemplate('demo', digest.digest('hex').slice(0, 12), async (url) => {
    const house = await openHouse({ config: readConfig({ DATABASE_URL: url }), log: createLog('silent') });
    await setUpDemo(house, () => undefined);
    await house.close();
  });
}
