import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { findRule } from '../../scheme/rules.ts';
import { alertRuleCommand, faultsOf } from './rule-command.ts';
import { type AlertRule, eventKinds } from './types.ts';

let house: TestHouse;
let folder: string;

before(async () => {
  house = await testHouse();
  folder = await mkdtemp(join(tmpdir(), 'rule-'));
});

after(async () => {
  await rm(folder, { recursive: true, force: true });
  await house?.close();
});

const run = async (...args: string[]): Promise<string[]> => {
  const lines: string[] = [];
  await alertRuleCommand.run({
    args,
    database: house.database,
    now: testNow,
    print: (line) => lines.push(line),
  });
  return lines;
};

const inForce = (on: string) =>
  house.database.as(serviceViewer('events'), (tx) => findRule<AlertRule>(tx, house.schemeId, 'alerts', on));

test('the rule that is shipped has every kind of event, and is good', async () => {
  const example = JSON.parse(await readFile('examples/scheme.json', 'utf8')) as {
    rules: { kind: string; body: AlertRule }[];
  };
  const body = example.rules.find(({ kind }) => kind === 'alerts')?.body;
  assert.deepEqual(faultsOf(body), []);
  assert.deepEqual(Object.keys(body?.kinds ?? {}).sort(), [...eventKinds].sort());
});

test('a running scheme gets a new version from a day on; the old one holds until then', async () => {
  const [text = ''] = await run();
  const body = JSON.parse(text) as AlertRule;
  const file = join(folder, 'alerts.json');
  await writeFile(file, JSON.stringify({ ...body, perMinute: 7 }));
  assert.match((await run(file, '--from', '2026-11-10'))[0] ?? '', /^Version 2 /);
  assert.equal((await inForce('2026-11-09'))?.body.perMinute, body.perMinute);
  const after = await inForce('2026-11-10');
  assert.deepEqual([after?.version, after?.body.perMinute], [2, 7]);
});

test('a rule without a kind, out of order, for yesterday or of no scheme is refused and changes nothing', async () => {
  const body = JSON.parse((await run())[0] ?? '{}') as AlertRule;
  const file = join(folder, 'wrong.json');
  const { custody: _gone, ...kinds } = body.kinds;
  await writeFile(file, JSON.stringify({ ...body, kinds }));
  await assert.rejects(() => run(file, '--from', '2026-12-01'), { code: 'bad-file' });
  assert.match(faultsOf({ ...body, steps: [{ to: 'lead', afterMinutes: 5 }] }).join(), /at once/);
  await writeFile(file, JSON.stringify(body));
  await assert.rejects(() => run(file, '--from', '2026-11-01'), { code: 'wrong-setting' });
  await assert.rejects(() => run('--scheme', 'no-such'), { code: 'wrong-setting' });
  assert.equal((await inForce('2026-12-01'))?.version, 2);
});
