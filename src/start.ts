import { readFile } from 'node:fs/promises';
import { roleSees, roleTitles } from './access/rights.ts';
import { listDemoPeople } from './access/sessions.ts';
import { openHouse, serverOf } from './app.ts';
import type { Config } from './config.ts';
import { setUpScheme } from './scheme/setup.ts';

const exampleScheme = new URL('../examples/scheme.json', import.meta.url);

/** `npm start`: sets up what is missing, says what it does, and serves until told to stop. */
export async function start(config: Config, print: (line: string) => void): Promise<void> {
  const began = Date.now();
  const house = await openHouse({ config });
  print(
    `Database open (${config.DATABASE_URL === undefined ? `embedded, in ${config.WAYMARK_DATA}` : 'PostgreSQL'}) after ${seconds(began)}`,
  );
  if (config.WAYMARK_DEMO) {
    await setUpScheme(house.database, JSON.parse(await readFile(exampleScheme, 'utf8')), true);
  }
  const server = await serverOf(house);
  await server.listen({ port: config.PORT, host: config.HOST });
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.PORT;
  print(`\nWaymark is at http://${config.HOST}:${port} (after ${seconds(began)})`);
  if (config.WAYMARK_DEMO) await printPeople(house.database, print);
  const stop = async (): Promise<void> => {
    await server.close();
    await house.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
}

const seconds = (began: number): string => `${((Date.now() - began) / 1000).toFixed(1)} s`;

async function printPeople(
  database: Parameters<typeof listDemoPeople>[0],
  print: (line: string) => void,
): Promise<void> {
  print('\nSign in as any of these made-up people, and see what they may see:');
  for (const person of await listDemoPeople(database)) {
    print(`  ${roleTitles[person.role].padEnd(34)} ${person.name.padEnd(26)} ${roleSees[person.role]}`);
  }
}
