import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pumpOf, senderNamed } from '../../intelligence/index.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import type { Command } from '../../web/wing.ts';
import { takeInFile } from './file.ts';

/** `events import --sender NAME FILE` */
export const eventsCommand: Command = {
  name: 'events import',
  help: 'a file of events, CSV or JSON lines: --sender NAME FILE',
  needsDatabase: true,
  run: async ({ args, database, now, print }) => {
    if (database === undefined) return;
    const { sender: name, path } = readArguments(args);
    const sender = await senderNamed(database, name);
    await stat(path).catch((cause: unknown) => {
      throw new WaymarkError('bad-file', { text: `There is no file “${path}” that can be read.`, cause });
    });
    const report = await takeInFile(database, sender, createReadStream(path), now);
    await pumpOf(database).nudge(now);
    print(
      `${report.read} events read: ${report.accepted} accepted, ${report.repeated} known already, ${report.parked} ahead of their time, ${report.corrected} corrected, ${report.withdrawn} withdrawn, ${report.refused} refused`,
    );
    for (const { line, text } of report.faults) print(`  line ${line}: ${text}`);
  },
};

function readArguments(args: readonly string[]): { sender: string; path: string } {
  const at = args.indexOf('--sender');
  const sender = at < 0 ? undefined : args[at + 1];
  const path = args.find((one, index) => !one.startsWith('--') && index !== at + 1);
  if (sender === undefined || path === undefined)
    throw new WaymarkError('wrong-setting', { text: 'Say which sender and which file: --sender NAME FILE' });
  return { sender, path };
}
