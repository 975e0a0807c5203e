import { buildWings, openHouse } from './app.ts';
import { findCommand, runCommand } from './commands.ts';
import { readConfig, settingsHelp } from './config.ts';
import { handOverCommand } from './kernel/command-socket.ts';
import { WaymarkError } from './kernel/errors.ts';
import { start } from './start.ts';

type Print = (line: string) => void;

/** The command line: `start`, `migrate`, `help`, and whatever commands the wings bring. */
export async function commandLine([name = 'start', ...rest]: readonly string[], print: Print): Promise<void> {
  if (name === 'start') return start(readConfig(process.env), print);
  if (name === 'migrate') return migrate(print);
  if (['help', '--help', '-h'].includes(name)) return help(print);
  const found = findCommand(
    buildWings().flatMap((wing) => wing.commands ?? []),
    name,
    rest,
  );
  if (found === undefined) {
    help(print);
    throw new WaymarkError('wrong-setting', { text: `There is no command “${name}”.` });
  }
  if (!found.command.needsDatabase)
    return found.command.run({ args: found.args, database: undefined, now: new Date(), print });
  const config = readConfig(process.env);
  // While the server runs, the embedded database is its own: it runs the command for us.
  if (
    config.DATABASE_URL === undefined &&
    (await handOverCommand(config.WAYMARK_DATA, { name, args: rest }, print))
  )
    return;
  const house = await openHouse({ config });
  try {
    await runCommand(house, name, rest, print);
  } finally {
    await house.close();
  }
}

async function migrate(print: Print): Promise<void> {
  const house = await openHouse({ config: readConfig(process.env) });
  await house.close();
  print('The schema is up to date.');
}

function help(print: Print): void {
  print('Usage: npm run waymark -- COMMAND\n');
  print(`  ${'start'.padEnd(22)} set up what is missing and serve`);
  print(`  ${'migrate'.padEnd(22)} bring the database’s schema up to date`);
  for (const wing of buildWings())
    for (const command of wing.commands ?? []) print(`  ${command.name.padEnd(22)} ${command.help}`);
  print(
    `\nSettings (environment):\n${settingsHelp()
      .map((line) => `  ${line}`)
      .join('\n')}`,
  );
}
