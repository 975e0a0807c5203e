import { rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { WaymarkError } from './errors.ts';

export interface HandedCommand {
  name: string;
  args: readonly string[];
}

type Line = { print: string } | { done: true } | { failed: string };

const pathIn = (folder: string): string => join(folder, 'command.sock');

/**
 * The embedded database belongs to one process. Commands given while the server runs (import, backup, audit
 * verify, doctor) are handed to it through a socket in the data folder, readable by the folder's owner alone.
 */
export async function listenForCommands(
  folder: string,
  run: (command: HandedCommand, print: (line: string) => void) => Promise<void>,
): Promise<{ close(): Promise<void> }> {
  const path = pathIn(folder);
  await rm(path, { force: true });
  const server: Server = createServer((socket) => {
    const say = (line: Line): void => {
      if (socket.writable) socket.write(`${JSON.stringify(line)}\n`);
    };
    socket.on('error', () => undefined);
    linesOf(socket).once('line', (text) => {
      Promise.resolve()
        .then(() => run(JSON.parse(text) as HandedCommand, (print) => say({ print })))
        .then(
          () => say({ done: true }),
          (error: unknown) =>
            say({
              failed:
                error instanceof WaymarkError
                  ? error.message
                  : 'The command failed; the server’s log says where.',
            }),
        )
        .finally(() => socket.end());
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}

/** Readline passes the socket's errors on, and throws them where nobody listens; the socket's own listener is enough. */
const linesOf = (socket: Socket): Interface =>
  createInterface({ input: socket }).on('error', () => undefined);

/** Hands a command to the server that has the folder. @returns false when no server listens there. */
export function handOverCommand(
  folder: string,
  command: HandedCommand,
  print: (line: string) => void,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(pathIn(folder));
    let heard = false;
    socket.on('error', () => heard || resolve(false));
    socket.once('connect', () => {
      heard = true;
      socket.once('close', () =>
        reject(new WaymarkError('conflict', { text: 'The server stopped before the command was done.' })),
      );
      socket.write(`${JSON.stringify(command)}\n`);
    });
    linesOf(socket).on('line', (text) => {
      const line = JSON.parse(text) as Line;
      if ('print' in line) print(line.print);
      else if ('done' in line) resolve(true);
      else reject(new WaymarkError('bad-request', { text: line.failed }));
    });
  });
}
