import { buildWings, openHouse } from './app.ts';
import { findCommand, runCommand } from './commands.ts';
import { readConfig, settingsHelp } from './config.ts';
import { handOverCommand } from './kernel/command-socket.ts';
import { WaymarkError } from './kernel/errors.ts';
import { errorForLog } from './kernel/log.ts';
import { start } from './start.ts';

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** The command line: `start`, `migrate`, `help`, and whatever commands the wings bring. */
async function main([name = 'start', ...rest]: readonly string[]): Promise<void> {
  if (name === 'start') return start(readConfig(process.env), print);
  if (name === 'migrate') return migrate();
  if (['help', '--help', '-h'].includes(name)) return help();
  const found = findCommand(
    buildWings().flatMap((wing) => wing.commands ?? []),
    name,
    rest,
  );
  if (found === undefined) {
    help();
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

async function migrate(): Promise<void> {
  const house = await openHouse({ config: readConfig(process.env) });
  await house.close();
  print('The schema is up to date.');
}

function help(): void {
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

// Somebody who pipes into `head` has read enough.
process.stdout.on('error', () => process.exit());

main(process.argv.slice(2)).catch((error: unknown) => {
  const text = error instanceof WaymarkError ? error.message : JSON.stringify(errorForLog(error));
  process.stderr.write(`waymark: ${text}\n`);
  process.exitCode = 1;
});
