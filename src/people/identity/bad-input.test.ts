import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { linkFile } from './link-file.ts';
import { readArguments } from './link-file-arguments.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-bad-'));
});
after(() => rm(folder, { recursive: true }));

let files = 0;

/** Links a list and gives the person of each row, with the report. */
async function linked(content: string | Buffer) {
  files += 1;
  const input = join(folder, `${files}.csv`);
  const output = join(folder, `${files}-out.csv`);
  await writeFile(input, content);
  const { report } = await linkFile({ input, output });
  const lines = (await readFile(output, 'utf8')).trim().split('\r\n').slice(1);
  return {
    report,
    ids: lines.map((line) => line.split(',')[0]),
    people: lines.map((l) => l.split(',').at(-1)),
  };
}

const header = 'unique_id,source,first_name,middle_name,surname,dob,postcode,sex,pnc,cro\n';

test('one record is one person', async () => {
  const { people, report } = await linked(`${header}1,a,Ann,,Lee,1990-01-02,,,,\n`);
  assert.deepEqual(people, ['1']);
  assert.equal(report.links, 0);
});

test('blank ids become the row’s number, and ids that occur twice are told', async () => {
  const { ids, report } = await linked(
    `${header},a,Ann,,Lee,1990-01-02,,,,\n7,a,Bob,,Day,1980-05-06,,,,\n7,b,Cy,,Fox,1970-07-08,,,,\n`,
  );
  assert.deepEqual(ids, ['1', '7', '7']);
  assert.ok(
    report.setAside.some((words) =>
      /^1 row with an id that an earlier row has too, linked all the same .*“7” \(lines 3, 4\)/.test(words),
    ),
  );
  assert.ok(report.setAside.some((words) => words.startsWith('1 row without an id')));
});

test('a row without an id is never called by the id of another row', async () => {
  const { ids } = await linked(
    `${header},a,Ann,,Lee,1990-01-02,,,,\n1,a,Bob,,Day,1980-05-06,,,,\n,b,Cy,,Fox,1970-07-08,,,,\n`,
  );
  assert.deepEqual(ids, ['row 1', '1', '3']);
});

test('a list is never written over, and no two results go to one file', async () => {
  const path = join(folder, 'kept.csv');
  await writeFile(path, `${header}1,a,Ann,,Lee,1990-01-02,,,,\n`);
  const link =
    (...more: string[]) =>
    () =>
      readArguments(['--input', path, ...more]);
  const output = join(folder, 'fresh.csv');
  assert.throws(link('--output', path), /--input and --output both name/);
  assert.throws(link('--output', `${folder}/./kept.csv`), /--input and --output both name/);
  assert.throws(link('--output', output, '--report', path), /--input and --report both name/);
  assert.throws(link('--output', output, '--links', output), /--output and --links both name/);
  assert.throws(link('--output', output, '--save-index', output), /--output and --save-index both name/);
  assert.throws(link('--output', output, '--model', path, '--save-model', path), /--save-model both name/);
  assert.doesNotThrow(link('--output', output, '--report', join(folder, 'report.json')));
});

test('dates that are none, and default dates, say nothing and are told', async () => {
  const rows = ['UNKNOWN', '1900-01-01', '31/02/1980', '', '99', '1980-02-31'];
  const text = rows.map((dob, row) => `${row},a,Name${row},,Other${row},${dob},,,,`).join('\n');
  const { report, people } = await linked(`${header}${text}\n`);
  assert.equal(people.length, 6);
  const told = [
    '2 values of “dob”: an impossible date such as 31/02/1980, compared digit by digit all the same (lines 4, 7)',
    '1 value of “dob”: a placeholder such as UNKNOWN (line 2)',
    '1 value of “dob”: a default date such as 1900-01-01 (line 3)',
    '1 value of “dob”: not of the form of a date with a year of four digits (line 6)',
  ];
  for (const words of told) assert.ok(report.setAside.includes(words), report.setAside.join('; '));
});

test('names in any script, very long ones and single letters are read and found again', async () => {
  const names = ['Ольга', 'محمد', '王', 'Zoë-Ann', 'É'.repeat(300), 'x', '🙂', "O'Neil"];
  const rows = names.map(
    (name, k) => `${k},a,${name},,Сёмин${k},19${50 + k}-03-0${k + 2},NR${k + 1} 3QY,M,,`,
  );
  const twice = [...rows, ...rows.map((row, k) => row.replace(/^\d+/, String(100 + k)))];
  const { people } = await linked(`${header}${twice.join('\n')}\n`);
  for (let k = 0; k < names.length; k += 1) assert.equal(people[k], people[k + names.length], names[k]);
  assert.equal(new Set(people).size, names.length);
});

test('a value that a hundred thousand records share makes no block of all their pairs', async () => {
  const rows = Array.from({ length: 100_000 }, (_, k) =>
    `${k},a,John,,Smith,1980-01-01,NR1 3QY,M,,\n`.replace('Smith', k % 2 === 0 ? 'Smith' : `S${k}`),
  );
  const began = performance.now();
  const { report } = await linked(header + rows.join(''));
  assert.ok(report.pairsScored < 4_000_000, `${report.pairsScored} pairs`);
  assert.ok(
    report.rules.some(({ largestGroup, groupsDropped }) => largestGroup > 40_000 && groupsDropped > 0),
  );
  assert.ok(performance.now() - began < 60_000);
});

test('a column that is empty throughout changes nothing', async () => {
  const people = Array.from({ length: 60 }, (_, k) => [
    `Fore${k % 30}`,
    `Sur${k % 30}`,
    `19${50 + (k % 30)}-04-05`,
  ]);
  const full = people.map(([a, b, c], k) => `${k},${a},${b},${c}`).join('\n');
  const empty = people.map(([a, b, c], k) => `${k},${a},${b},${c},,`).join('\n');
  const one = await linked(`id,forename,surname,dob\n${full}\n`);
  const other = await linked(`id,forename,surname,dob,pnc,postcode\n${empty}\n`);
  assert.deepEqual(other.people, one.people);
});

test('quotation marks, other delimiters, line ends and encodings are understood', async () => {
  const quoted = await linked(
    '\ufeffid;given_name;family_name;date_of_birth\r\n"a;1";Ann;"Lee\nJones";02/01/1990\r\n2;Bo;Ek;\r\n',
  );
  assert.deepEqual(quoted.ids, ['"a;1"'.slice(1, -1), '2']);
  const latin = await linked(
    Buffer.from('id,forename,surname,dob\n1,Zo\xeb,Br\xfcck,1990-02-02\n2,ZOE,BRUCK,1990-02-02\n', 'latin1'),
  );
  assert.equal(latin.people[0], latin.people[1]);
  const wide = await linked(Buffer.from('\ufeffid,forename,surname,dob\n1,Ann,Lee,1990-02-02\n', 'utf16le'));
  assert.deepEqual(wide.ids, ['1']);
});

test('numbers without the national form are compared as they are written', async () => {
  const rows = Array.from({ length: 40 }, (_, k) => `${k},F${k},S${k},,REF-${1000 + (k % 20)}`);
  const { people } = await linked(`id,forename,surname,dob,pnc\n${rows.join('\n')}\n`);
  assert.equal(people.length, 40);
});
