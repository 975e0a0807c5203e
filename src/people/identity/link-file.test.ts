import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { WaymarkError } from '../../kernel/errors.ts';
import { linkCommand, linkFile } from './link-file.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-link-'));
});
after(() => rm(folder, { recursive: true }));

const write = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

const refused =
  (words: RegExp) =>
  (error: unknown): boolean =>
    error instanceof WaymarkError && words.test(error.message);

test('a list is linked, torn rows are told by line, and the rest is handled', async () => {
  const input = await write(
    'people.csv',
    'id,first_name,surname,dob\n1,Ann,Lee,1990-01-02\n2,Ann,Lee\n-3,"Ann",Lee,1990-01-02\n4,Bob "x",O"Neil,1980-02-02\n',
  );
  const output = join(folder, 'clusters.csv');
  const report = join(folder, 'report.json');
  const printed: string[] = [];
  await linkCommand.run({
    args: ['--input', input, '--output', output, '--report', report],
    database: undefined,
    now: new Date(0),
    print: (line) => printed.push(line),
  });
  const lines = (await readFile(output, 'utf8')).trim().split('\r\n');
  assert.deepEqual(lines[0], 'unique_id,person_id');
  assert.deepEqual(
    lines.slice(1).map((line) => line.split(',')[0]),
    ['1', '-3', '4'],
  );
  assert.equal(lines[1]?.split(',')[1], lines[2]?.split(',')[1]);
  assert.ok(printed.some((line) => line.includes('line 3 left out')));
  const written = JSON.parse(await readFile(report, 'utf8'));
  assert.deepEqual(Object.keys(written), [
    'records',
    'people',
    'pairsScored',
    'seconds',
    'peakMemoryBytes',
    'threads',
    'links',
    'expectedFalsePer1000',
    'thresholds',
    'certain',
    'rules',
    'warnings',
    'setAside',
  ]);
  assert.deepEqual(Object.keys(written.seconds), ['read', 'train', 'predict', 'cluster', 'total']);
  assert.equal(written.records, 3);
  assert.ok(!(await readdir(folder)).some((name) => name.endsWith('.part')));
});

test('columns can be named by a mapping', async () => {
  const input = await write('odd.csv', 'k,n,d\nA,Ann Lee,1990-01-02\nB,Ann Lee,1990-01-02\n');
  const columns = await write('mapping.json', '{"k":"id","n":"fullName","d":"dob"}');
  const linked = await linkFile({ input, columns, output: join(folder, 'odd-out.csv') });
  assert.deepEqual(linked.roles, { id: 'k', fullName: 'n', dob: 'd' });
  assert.equal(linked.report.records, 2);
  const wrong = await write('wrong.json', '{"k":"nonsense"}');
  await assert.rejects(
    linkFile({ input, columns: wrong, output: join(folder, 'x.csv') }),
    refused(/role "nonsense"/),
  );
});

test('what cannot be read is refused with what and where', async () => {
  const output = join(folder, 'never.csv');
  const input = await write('numbers.csv', 'a,b\n1,2\n');
  await assert.rejects(linkFile({ input: join(folder, 'none.csv'), output }), refused(/There is no file/));
  await assert.rejects(linkFile({ input, output }), refused(/columns are: a, b/));
  await assert.rejects(linkFile({ input: await write('empty.csv', ''), output }), refused(/is empty/));
  await assert.rejects(
    linkFile({ input: await write('header.csv', 'id,first_name,surname\n'), output }),
    refused(/no row/),
  );
  const twice = await write('twice.csv', 'id,first_name,first_name\n1,a,b\n');
  await assert.rejects(linkFile({ input: twice, output }), refused(/two columns called/));
});

test('a model can be saved and brought, and so can one of Splink', async () => {
  const rows = Array.from(
    { length: 60 },
    (_, k) => `${k},Fore${k % 30},Sur${k % 30},19${50 + (k % 30)}-04-05`,
  );
  const input = await write('own.csv', `id,forename,surname,dob\n${rows.join('\n')}\n`);
  const output = join(folder, 'own-out.csv');
  const saveModel = join(folder, 'model.json');
  const first = await linkFile({ input, output, saveModel });
  assert.equal(first.report.people, 30);
  const again = await linkFile({ input, output, model: saveModel });
  assert.equal(again.report.people, 30);
  const settings = {
    link_type: 'dedupe_only',
    probability_two_random_records_match: 0.01,
    blocking_rules_to_generate_predictions: ['l.surname = r.surname'],
    comparisons: [
      {
        comparison_levels: [
          { sql_condition: '"dob_l" = "dob_r"', m_probability: 0.99, u_probability: 0.0001 },
          { sql_condition: 'ELSE', m_probability: 0.01, u_probability: 0.9999 },
        ],
      },
    ],
  };
  const model = await write('splink.json', JSON.stringify(settings));
  assert.equal((await linkFile({ input, output, model })).report.people, 30);
  const broken = await write('broken.json', '{"link_type": 1}');
  await assert.rejects(linkFile({ input, output, model: broken }), refused(/could not be read/));
  const text = await write('text.json', 'waymark-linkage-index');
  await assert.rejects(
    linkFile({ input, output, model: text }),
    refused(/text\.json could not be read: it is not JSON/),
  );
  const nowhere = join(folder, 'nowhere', 'out.csv');
  await assert.rejects(
    linkFile({ input, output: nowhere }),
    refused(/could not be written: there is no such folder\./),
  );
});

test('links are written with what they weigh', async () => {
  const rows = Array.from(
    { length: 60 },
    (_, k) => `${k},Fore${k % 30},Sur${k % 30},19${50 + (k % 30)}-04-05`,
  );
  const input = await write('pairs.csv', `id,forename,surname,dob\n${rows.join('\n')}\n`);
  const links = join(folder, 'links.csv');
  await linkFile({ input, output: join(folder, 'pairs-out.csv'), links });
  const lines = (await readFile(links, 'utf8')).trim().split('\r\n');
  assert.equal(lines[0], 'unique_id_l,unique_id_r,bits,decision');
  assert.ok(
    lines.some((line) => /^0,30,\d+\.\d\d,(certain|linked)$/.test(line)),
    lines.slice(0, 4).join(' | '),
  );
});

test('an index links the same list again, and says when it cannot be used', async () => {
  const rows = Array.from(
    { length: 80 },
    (_, k) => `ü"${k}",Fore${k % 30},Sur${k % 30},19${50 + (k % 30)}-04-05,NR1 ${k % 7}AB`,
  );
  const text = `id,forename,surname,dob,postcode\n${rows.join('\n')}\n`;
  const input = await write('indexed.csv', text);
  const index = join(folder, 'people.index');
  const at = (name: string) => ({
    output: join(folder, `${name}.csv`),
    links: join(folder, `${name}-links.csv`),
  });
  const content = (path: string): Promise<string> => readFile(path, 'utf8');
  const first = await linkFile({ input, ...at('first'), saveIndex: index });
  const again = await linkFile({ index, ...at('again') });
  assert.deepEqual(again.roles, first.roles);
  assert.equal(again.report.people, first.report.people);
  assert.equal(again.report.seconds.train < first.report.seconds.train, true);
  assert.equal(await content(at('again').output), await content(at('first').output));
  assert.equal(await content(at('again').links), await content(at('first').links));
  assert.ok((await content(at('again').output)).includes('ü'));
  assert.equal((await linkFile({ index, input, ...at('again') })).report.records, 80);
  const changed = await write('changed.csv', text.replace('Fore1,', 'Gore1,'));
  await assert.rejects(linkFile({ index, input: changed, ...at('never') }), refused(/another state/));
  const bytes = await readFile(index);
  const damaged = join(folder, 'damaged.index');
  bytes[bytes.length - 200] = (bytes[bytes.length - 200] ?? 0) ^ 1;
  await writeFile(damaged, bytes);
  await assert.rejects(linkFile({ index: damaged, ...at('never') }), refused(/damaged/));
  const older = join(folder, 'older.index');
  await writeFile(older, (await readFile(index, 'latin1')).replace('index 1 ', 'index 0 '), 'latin1');
  await assert.rejects(linkFile({ index: older, ...at('never') }), refused(/another version/));
  await assert.rejects(linkFile({ index: input, ...at('never') }), refused(/not an index/));
  const few = await write('few.csv', 'id,surname,dob\n1,Lee,1990-01-02\n2,Lee,1990-01-02\n');
  const model = join(folder, 'few.json');
  await linkFile({ input: few, ...at('few'), saveModel: model });
  await assert.rejects(linkFile({ index, model, ...at('never') }), refused(/other fields/));
});

test('rows without an id are known by their number, and ids that occur twice are told', async () => {
  const input = await write(
    'ids.csv',
    'id,forename,surname,dob\nA,Ann,Lee,1990-01-02\n,Bo,Ray,1980-01-02\n"x,""y""",Cy,Fox,1970-01-02\nA,Di,Orr,1960-01-02\n',
  );
  const output = join(folder, 'ids-out.csv');
  const { report } = await linkFile({ input, output });
  const lines = (await readFile(output, 'utf8')).trim().split('\r\n').slice(1);
  assert.deepEqual(lines, ['A,1,2', '2,2,3', '"x,""y""",3,4', 'A,4,5']);
  assert.ok(
    report.setAside.includes(
      '1 row with an id that an earlier row has too, linked all the same and told apart by the column “line”: “A” (lines 2, 5)',
    ),
    report.setAside.join('; '),
  );
  assert.ok(report.setAside.some((words) => /^1 row without an id, .*: line 3$/.test(words)));
});
