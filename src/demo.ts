import { readFile } from 'node:fs/promises';
import type { House } from './app.ts';
import { once, setUpScheme } from './scheme/setup.ts';

const exampleScheme = new URL('../examples/scheme.json', import.meta.url);

/** The demonstration: the example scheme and extracts, linked, scored, and a panel's decisions replayed. */
export async function setUpDemo(house: House, say: (line: string) => void): Promise<void> {
  await setUpScheme(house.database, JSON.parse(await readFile(exampleScheme, 'utf8')), true);
  await once(house.database, 'scheme', async () => say('Example scheme of two counties set up'));
}
