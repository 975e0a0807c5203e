import type { House } from './app.ts';
import { WaymarkError } from './kernel/errors.ts';
import type { Command } from './web/wing.ts';

/** The command that the words name (`audit verify` has two), and what is left as its arguments. */
export function findCommand(
  commands: readonly Command[],
  name: string,
  rest: readonly string[],
): { command: Command; args: readonly string[] } | undefined {
  const two = rest.length > 0 ? commands.find((command) => command.name === `${name} ${rest[0]}`) : undefined;
  if (two !== undefined) return { command: two, args: rest.slice(1) };
  const one = commands.find((command) => command.name === name);
  return one === undefined ? undefined : { command: one, args: rest };
}

/** Runs a wing's command on an open house. @throws WaymarkError `wrong-setting` when there is none of that name. */
export async function runCommand(
  house: House,
  name: string,
  args: readonly string[],
  print: (line: string) => void,
): Promise<void> {
  const found = findCommand(
    house.wings.flatMap((wing) => wing.commands ?? []),
    name,
    args,
  );
  if (found === undefined)
    throw new WaymarkError('wrong-setting', { text: `There is no command “${name}”.` });
  await found.command.run({ args: found.args, database: house.database, now: house.clock(), print });
}
