import { WaymarkError } from './kernel/errors.ts';

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** A list is linked without the rest of the system: to read that would cost more than a short list does. */
async function main(args: readonly string[]): Promise<void> {
  if (args[0] === 'link') {
    const { linkCommand } = await import('./people/identity/link-file.ts');
    return linkCommand.run({ args: args.slice(1), database: undefined, now: new Date(), print });
  }
  const { commandLine } = await import('./command-line.ts');
  return commandLine(args, print);
}

// Somebody who pipes into `head` has read enough.
process.stdout.on('error', () => process.exit());

main(process.argv.slice(2)).catch(async (error: unknown) => {
  const { errorForLog } = await import('./kernel/log.ts');
  const text = error instanceof WaymarkError ? error.message : JSON.stringify(errorForLog(error));
  process.stderr.write(`waymark: ${text}\n`);
  process.exitCode = 1;
});
