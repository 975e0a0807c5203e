import { roleSees, roleTitles } from './access/rights.ts';
import { listDemoPeople } from './access/sessions.ts';
import { type House, openHouse, serverOf } from './app.ts';
import { startBackground } from './background.ts';
import { runCommand } from './commands.ts';
import type { Config } from './config.ts';
import { setUpDemo } from './demo.ts';
import { listenForCommands } from './kernel/command-socket.ts';
import { WaymarkError } from './kernel/errors.ts';

/** `npm start`: sets up what is missing, says what it does, and serves until told to stop. */
export async function start(config: Config, print: (line: string) => void): Promise<void> {
  const began = Date.now();
  const house = await openHouse({ config });
  try {
    const where = config.DATABASE_URL === undefined ? `embedded, in ${config.WAYMARK_DATA}` : 'PostgreSQL';
    print(`Database open (${where}), ${seconds(began)}`);
    if (config.WAYMARK_DEMO) await setUpDemo(house, (line) => print(`${line}, ${seconds(began)}`));
    await serve(house, config, began, print);
  } catch (error) {
    await house.close();
    throw error;
  }
}

async function serve(
  house: House,
  config: Config,
  began: number,
  print: (line: string) => void,
): Promise<void> {
  const server = await serverOf(house);
  await listen(server, config);
  const background = await startBackground(house);
  const commands =
    config.DATABASE_URL === undefined
      ? await listenForCommands(config.WAYMARK_DATA, ({ name, args }, say) =>
          runCommand(house, name, args, say),
        )
      : undefined;
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.PORT;
  if (config.WAYMARK_DEMO) await printPeople(house, print);
  print(`\nWaymark is at http://${config.HOST}:${port} (${seconds(began)})`);
  let _stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await commands?.close();
    await server.close();
    await background.stop();
    await house.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      _stopping ??= stop();
    });
  }
}

async function listen(server: Awaited<ReturnType<typeof serverOf>>, config: Config): Promise<void> {
  try {
    await server.listen({ port: config.PORT, host: config.HOST });
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error;
    throw new WaymarkError('wrong-setting', {
      text: `Port ${config.PORT} on ${config.HOST} is in use. Set PORT to another.`,
      cause: error,
    });
  }
}

const seconds = (began: number): string => `${((Date.now() - began) / 1000).toFixed(1)} s`;

async function printPeople(house: House, print: (line: string) => void): Promise<void> {
  print('\nSign in as any of these made-up people, and see what they may see:');
  for (const person of await listDemoPeople(house.database)) {
    print(`  ${roleTitles[person.role].padEnd(34)} ${person.name.padEnd(26)} ${roleSees[person.role]}`);
  }
}
