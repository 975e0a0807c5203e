import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { openBrowser, signedIn } from '../support/browser.ts';

// The real thing: the command that somebody types first, on the embedded database with the whole demonstration.

const command = new URL('../../bin/waymark.mjs', import.meta.url).pathname;

interface Running {
  process: ChildProcess;
  base: string;
  printed: string;
}

let folder = '';
let environment: NodeJS.ProcessEnv = {};
let running: Running | undefined;
let chromium: Awaited<ReturnType<typeof openBrowser>>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-embedded-'));
  environment = { ...process.env, WAYMARK_DATA: folder, DATABASE_URL: '', PORT: '0', NODE_TEST_CONTEXT: '' };
  chromium = await openBrowser();
});

after(async () => {
  await chromium?.close();
  await stop();
  await rm(folder, { recursive: true, force: true });
});

/** Starts it and waits for the address that it prints. */
async function start(): Promise<Running> {
  const child = spawn(process.execPath, [command, 'start'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const base = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`No address within three minutes: ${printed}`)), 180_000);
    const hear = (chunk: Buffer): void => {
      printed += chunk.toString();
      const address = /Waymark is at (http:\S+)/.exec(printed)?.[1];
      if (address === undefined) return;
      clearTimeout(late);
      resolve(address);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`Ended with code ${code}: ${printed}`)));
  });
  running = { process: child, base, printed };
  return running;
}

/** By its own process id, as whoever started it would; resolves to its exit code. */
async function stop(): Promise<number | null> {
  if (running === undefined) return null;
  const { process: child } = running;
  running = undefined;
  child.removeAllListeners('exit');
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const [code] = await ended;
  return code as number | null;
}

async function run(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [command, ...args], { env: environment });
  return stdout;
}

interface Counts {
  [table: string]: number;
}

const counts = async (): Promise<Counts> => JSON.parse(await run('doctor', '--json'));

const main = (page: Page): Promise<string> => page.locator('main').innerText();

let counted: Counts = {};

test('an empty folder becomes the whole demonstration, and prints its address and who may sign in', async () => {
  const { printed } = await start();
  assert.match(printed, /Database open \(embedded/);
  assert.match(printed, /8551 records linked/);
  assert.match(printed, /Example panels replayed: \d+ adopted/);
  assert.match(printed, /Scheme manager\s+Inspector Helen Ashdown/);
});

test('while it serves, commands answer, and a second process is refused the folder', async () => {
  counted = await counts();
  for (const name of ['records', 'people', 'members', 'contacts', 'auditEntries'])
    assert.ok((counted[name] ?? 0) > 100, `${name}: ${counted[name]}`);
  assert.match(await run('audit', 'verify'), /The audit is whole/);
  const second = spawn(process.execPath, [command, 'start'], { env: environment, stdio: 'pipe' });
  let said = '';
  for (const stream of [second.stdout, second.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  const [code] = await once(second, 'close');
  assert.notEqual(code, 0);
  assert.match(said, /The data folder is in use by process \d+/);
});

test('a working day in short: Today, the cohort, a person, a contact', async () => {
  const { context, page } = await signedIn(chromium.browser, running?.base ?? '', 'police-offender-manager');
  await page.goto('/');
  assert.match(await main(page), /^Today, \d/);
  await page.goto('/cohort');
  await page.locator('tbody a[href^="/people/"]').first().click();
  await page.waitForURL(/\/people\/\d+$/);
  const person = new URL(page.url()).pathname;
  await page.goto(`${person}/contacts/new`);
  await page.getByLabel('Home visit', { exact: true }).check();
  await page.getByLabel('Attended').check();
  await page.locator('#note').fill('Seen at home; the kettle was on.');
  await page.getByRole('button', { name: 'Save contact' }).click();
  await page.waitForURL(`**${person}/contacts`);
  assert.match(await main(page), /The contact was recorded[\s\S]*the kettle was on/);
  await context.close();
});

test('candidates, outcomes and the audit', async () => {
  const manager = await signedIn(chromium.browser, running?.base ?? '', 'scheme-manager');
  await manager.page.goto('/cohort/candidates');
  await manager.page.locator('tbody a[href^="/cohort/candidates/"]').first().click();
  await manager.page.getByRole('heading', { name: 'How the points were reached' }).waitFor();
  await manager.page.goto('/outcomes');
  assert.match(await main(manager.page), /person-year/);
  await manager.context.close();
  const auditor = await signedIn(chromium.browser, running?.base ?? '', 'auditor');
  await auditor.page.goto('/stewardship');
  await auditor.page.getByRole('row').filter({ hasText: 'Recorded a contact' }).first().waitFor();
  await auditor.context.close();
  const now = await counts();
  assert.equal(now.contacts, (counted.contacts ?? 0) + 1);
  assert.ok((now.auditEntries ?? 0) > (counted.auditEntries ?? 0), 'what was looked at is in the audit');
  counted = now;
});

test('stopped and started again it keeps what was written and repeats nothing', async () => {
  assert.equal(await stop(), 0);
  const { printed } = await start();
  assert.doesNotMatch(printed, /\d rows|records linked|replayed|members allocated|Outcomes measured/);
  const { auditEntries = 0, ...again } = await counts();
  const { auditEntries: before = 0, ...was } = counted;
  assert.deepEqual(again, was);
  assert.ok(auditEntries >= before);
  assert.match(await run('audit', 'verify'), /The audit is whole/);
  assert.equal(await stop(), 0);
  // Without a server the command opens the folder itself.
  const { auditEntries: _, ...alone } = await counts();
  assert.deepEqual(alone, was);
});
