import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { startBrowser } from './support/browser.ts';
import { startPostgres } from './support/postgres.ts';

// The whole suite: `npm test`, or some of it: `npm test -- src/people test/journeys`. One PostgreSQL and one
// browser are started and shared; each test clones a database of its own.
const patterns = process.argv.slice(2);
const all = globSync(['src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts']).sort();
const files =
  patterns.length === 0 ? all : all.filter((file) => patterns.some((pattern) => file.startsWith(pattern)));
if (files.length === 0) {
  process.stderr.write(`No test file begins with ${patterns.join(' or ')}\n`);
  process.exit(1);
}

const began = Date.now();
const postgres = await startPostgres();
const browser = await startBrowser();
process.stdout.write(`${files.length} test files · ${postgres.about} · ${browser.about}\n`);
/** Takes as long as a third of the others together: run among them in order, it would go on alone when they are done. */
const longest = 'test/journeys/every-page.test.ts';
const others = files.filter((file) => file !== longest);
try {
  const codes = await Promise.all([
    ...(files.includes(longest) ? [runFiles([longest])] : []),
    ...(others.length > 0 ? [runFiles(others)] : []),
  ]);
  process.exitCode = Math.max(...codes);
} finally {
  await browser.close();
  await postgres.stop();
  process.stdout.write(`${((Date.now() - began) / 1000).toFixed(0)} s in all\n`);
}

function runFiles(names: readonly string[]): Promise<number> {
  const reporter = process.env.CI === 'true' ? ['--test-reporter=spec'] : [];
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--test',
      `--test-concurrency=${Math.max(2, availableParallelism())}`,
      ...reporter,
      ...names,
    ],
    {
      stdio: 'inherit',
      env: {
        ...process.env,
        TZ: 'UTC',
        TEST_DATABASE_URL: postgres.url,
        TEST_BROWSER_ENDPOINT: browser.endpoint,
        DATABASE_URL: '',
      },
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}
