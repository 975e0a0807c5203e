import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { holdFolder } from '../../src/kernel/folder-lock.ts';

/** Two processes on one embedded database would silently lose each other's rows. */

interface Running {
  child: ChildProcess;
  output(): string;
  /** Its exit code, once it has ended; null when a signal ended it. */
  ended: Promise<number | null>;
}

describe('two processes on one data folder', () => {
  let folder: string;
  const started: Running[] = [];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'waymark-two-'));
  });
  after(async () => {
    for (const { child, ended } of started) {
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  function start(): Running {
    const { DATABASE_URL: _, DATABASE_DIRECT_URL: __, ...environment } = process.env;
    const child = spawn(process.execPath, ['src/main.ts', 'start'], {
      env: { ...environment, WAYMARK_DATA: folder, WAYMARK_DEMO: 'false', PORT: '0', LOG_LEVEL: 'error' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    const running = { child, output: () => text, ended };
    started.push(running);
    return running;
  }

  const serving = async (running: Running): Promise<void> => {
    for (let waited = 0; waited < 600; waited += 1) {
      if (running.output().includes('Waymark is at')) return;
      if (running.child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`did not serve: ${running.output()}`);
  };

  test('the second is refused and told by whom; kill -9 of the first frees the folder', async () => {
    const first = start();
    await serving(first);
    const second = start();
    assert.equal(await second.ended, 1);
    assert.match(
      second.output(),
      new RegExp(`The data folder is in use by process ${first.child.pid}\\. Stop it, or set WAYMARK_DATA`),
    );
    assert.doesNotMatch(second.output(), /at .*\.ts:\d+/, 'no stack trace');
    assert.equal(first.child.exitCode, null, 'the first goes on');

    first.child.kill('SIGKILL');
    await first.ended;
    const third = start();
    await serving(third);
    assert.equal(readFileSync(join(folder, 'lock'), 'utf8').trim(), String(third.child.pid));

    third.child.kill('SIGTERM');
    assert.equal(await third.ended, 0);
    assert.equal(existsSync(join(folder, 'lock')), false, 'an orderly end leaves no lock');
  });

  test('of many who take a folder at once, one gets it', async () => {
    const own = mkdtempSync(join(tmpdir(), 'waymark-lock-'));
    try {
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => holdFolder(own)));
      const held = outcomes.filter((outcome) => outcome.status === 'fulfilled');
      assert.equal(held.length, 1);
      await assert.rejects(holdFolder(own), /in use/);
      await held[0]?.value.release();
      await (await holdFolder(own)).release();
    } finally {
      rmSync(own, { recursive: true, force: true });
    }
  });

  test('a lock left by an earlier process that had our number is taken over, as one that is damaged', async () => {
    const own = mkdtempSync(join(tmpdir(), 'waymark-lock-'));
    try {
      // In a container every start has the same number.
      for (const left of [`${process.pid}\n`, 'not a number', '']) {
        writeFileSync(join(own, 'lock'), left);
        await (await holdFolder(own)).release();
      }
    } finally {
      rmSync(own, { recursive: true, force: true });
    }
  });
});
