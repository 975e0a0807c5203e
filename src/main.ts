import { buildWings, openHouse } from './app.ts';
import { readConfig, settingsHelp } from './config.ts';
import { WaymarkError } from './kernel/errors.ts';
import { errorForLog } from './kernel/log.ts';
import { start } from './start.ts';

/** The command line: `start`, `--help`, and whatever commands the wings bring. */
async function main(args: readonly string[]): Promise<void> {
  const [name = 'start', ...rest] = args;
  const print = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  const commands = buildWings().flatMap((wing) => wing.commands ?? []);
  if (name === 'start') return start(readConfig(process.env), print);
  const command = commands.find(
    (candidate) => candidate.name === name || (candidate.name === `${name} ${rest[0]}` && rest.length > 0),
  );
  if (command === undefined) {
    print('Usage: npm run waymark -- COMMAND\n\n  start                  set up what is missing and serve');
    for (const { name: called, help } of commands) print(`  ${called.padEnd(22)} ${help}`);
    print(
      `\nSettings (environment):\n${settingsHelp()
        .map((line) => `  ${line}`)
        .join('\n')}`,
    );
    if (!['help', '--help', '-h'].includes(name))
      throw new WaymarkError('wrong-setting', { text: `There is no command “${name}”.` });
    return;
  }
  const commandArgs = rest.slice(command.name.split(' ').length - 1);
  if (!command.needsDatabase)
    return command.run({ args: commandArgs, database: undefined, now: new Date(), print });
  const house = await openHouse({ config: readConfig(process.env) });
  try {
    await command.run({ args: commandArgs, database: house.database, now: house.clock(), print });
  } finally {
    await house.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof WaymarkError) process.stderr.write(`waymark: ${error.message}\n`);
  else process.stderr.write(`waymark: ${JSON.stringify(errorForLog(error))}\n`);
  process.exitCode = 1;
});
