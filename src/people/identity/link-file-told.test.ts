import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { WaymarkError } from '../../kernel/errors.ts';
import { linkCommand, linkFile } from './link-file.ts';

/** What the command tells of lists that are not as they should be. */

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-link-told-'));
});
after(() => rm(folder, { recursive: true }));

const write = async (name: string, text: string | Uint8Array): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

const linked = async (text: string | Uint8Array) => {
  const input = await write('list.csv', text);
  return linkFile({ input, output: join(folder, 'out.csv'), links: join(folder, 'links.csv') });
};

const refusal = async (text: string | Uint8Array): Promise<string> => {
  try {
    await linked(text);
  } catch (error) {
    if (error instanceof WaymarkError) return error.message;
    throw error;
  }
  throw new Error('it was linked');
};

const output = async (name = 'out.csv'): Promise<string[]> =>
  (await readFile(join(folder, name), 'utf8')).trim().split('\r\n');

const has = (list: readonly string[], words: RegExp): void =>
  assert.ok(
    list.some((one) => words.test(one)),
    `${words} in ${list.join(' | ')}`,
  );
const hasNot = (list: readonly string[], words: RegExp): void =>
  assert.ok(!list.some((one) => words.test(one)), list.join(' | '));

test('nothing to find people by is refused, with what was found and how to say what the rest is', async () => {
  const words = await refusal('Kennung,dob,sex,Nachname\n1,1980-02-02,M,Lee\n');
  assert.match(words, /Its columns are: Kennung, dob, sex, Nachname\./);
  assert.match(words, /Recognised: “dob” as dob, “sex” as sex\./);
  assert.match(words, /--columns mapping\.json, which holds for example \{"Kennung":"surname"\}/);
  assert.match(words, /Roles are: id, source, forename/);
});

test('without names a list is linked by the rest, and that is said loudly', async () => {
  const printed: string[] = [];
  const input = await write(
    'nameless.csv',
    'id,dob,postcode,Nachname\n1,1980-02-02,NR1 1AA,Lee\n2,1980-02-02,NR1 1AA,Lee\n',
  );
  await linkCommand.run({
    args: ['--input', input, '--output', join(folder, 'out.csv')],
    database: undefined,
    now: new Date(0),
    print: (line) => printed.push(line),
  });
  has(
    printed,
    /WARNING +No column of names was recognised: records are compared by “dob”, “postcode” alone\. Not used: “Nachname”\..*\{ "Nachname": "surname" \}/,
  );
  const named = await linked('id,name,dob\n1,Ann Lee,1980-02-02\n2,Ann Lee,1980-02-02\n');
  hasNot(named.report.warnings, /No column of names|No name/);
  const placeholders = await linked(
    'id,name,dob,postcode\n1,UNKNOWN,1980-02-02,NR1 1AA\n2,,1980-02-02,NR1 1AA\n',
  );
  has(placeholders.report.warnings, /No name could be read from “name”/);
});

test('without ids rows are known by their number, with their lines where these differ', async () => {
  const even = await linked('name,dob\nAnn Lee,1980-02-02\nAnn Lee,1980-02-02\n');
  has(even.report.warnings, /No id column: rows are known by their number/);
  assert.deepEqual((await output())[0], 'unique_id,person_id');
  await linked('name,dob\nAnn Lee,1980-02-02\n\nAnn Lee,1980-02-02\n');
  assert.deepEqual(await output(), ['unique_id,person_id,line', '1,1,2', '2,1,4']);
});

test('doubled ids are named with their lines, which stand beside them in what is written', async () => {
  const rows = Array.from(
    { length: 50 },
    (_, k) => `R${k % 25},Person${k % 25} Name,19${50 + (k % 25)}-02-03`,
  );
  const { report } = await linked(`Ref,name,dob\n${rows.join('\n')}\n`);
  has(
    report.setAside,
    /^25 rows with an id that an earlier row has too.*“R0” \(lines 2, 27\), .*“R19” \(lines 21, 46\) and 5 more ids$/,
  );
  const lines = await output();
  assert.equal(lines[0], 'unique_id,person_id,line');
  assert.match(lines[26] ?? '', /^R0,\d+,27$/);
  const [header, first] = await output('links.csv');
  assert.equal(header, 'unique_id_l,unique_id_r,bits,decision,line_l,line_r');
  assert.match(first ?? '', /^R\d+,R\d+,[\d.-]+,\w+,\d+,\d+$/);
});

test('cells that could not be read are told by column, reason and line', async () => {
  const dates = [
    '02/03/80',
    '1900-01-01',
    'UNKNOWN',
    '31/02/1980',
    '1980-02-02',
    '1981-02-02',
    '1982-02-02',
    '1983-02-02',
  ];
  const rows = dates.map(
    (date, k) => `${k},Ann Lee${k},${date},${k === 1 ? '1979/0163001C' : '1979/0163001B'}`,
  );
  const { report } = await linked(`id,name,dob,pnc\n${rows.join('\n')}\n`);
  const { setAside, warnings } = report;
  has(setAside, /^1 value of “dob”: a year of two digits \(line 2\)$/);
  has(setAside, /^1 value of “dob”: a default date such as 1900-01-01 \(line 3\)$/);
  has(setAside, /^1 value of “dob”: a placeholder such as UNKNOWN \(line 4\)$/);
  has(setAside, /^1 value of “dob”: an impossible date such as 31\/02\/1980, compared .* \(line 5\)$/);
  has(setAside, /^1 value of “pnc”.*$/);
  hasNot(warnings, /Most of “dob”/);
});

test('a column most of which could not be read, or that is empty, is a warning', async () => {
  const { report } = await linked(
    'id,name,dob,email\n1,Ann Lee,3 May 80,\n2,Bob Ray,4 May 80,\n3,Cy Fox,1980-02-02,\n',
  );
  has(report.warnings, /^Most of “dob” could not be read: 2 of 3 values were set aside\.$/);
  has(report.warnings, /^“email” is empty in every row\.$/);
  const foreign = await linked('id,name,pnc\n1,Ann Lee,AB1\n2,Bob Ray,AB2\n3,Cy Fox,AB3\n');
  has(
    foreign.report.warnings,
    /^Most of “pnc” does not have the form of a PNC number \(3 of 3 values\): the column is compared as it is written\.$/,
  );
  hasNot(foreign.report.setAside, /PNC number/);
});

test('a quotation mark that nobody closed is told by line, whatever became of its rows', async () => {
  const list = (third: string, fifth: string): string =>
    `id,name,dob\n1,Ann Lee,1980-02-02\n${third}\n3,Cy Fox,1982-02-02\n${fifth}\n5,Ed Poe,1984-02-02\n`;
  const open = await linked(list('2,"Bob Ray,1981-02-02', '4,Di Orr,1983-02-02'));
  has(open.report.setAside, /no other closes in line 3/);
  const swallowed = await linked(list('2,"Bob Ray,1981-02-02', '4,Di Orr",1983-02-02'));
  assert.equal(swallowed.report.records, 3);
  has(swallowed.report.setAside, /opens in line 3 and is closed only lines later/);
  const torn = await linked(list('2,Bob Ray,"1981-02-02', '4,Di Orr",1983-02-02'));
  has(torn.report.setAside, /line(s)? 3/);
  const proper = await linked('id,name,address\n1,Ann Lee,"1 High St\nNorwich"\n2,Bo "x" Ray,y\n');
  hasNot(proper.report.setAside, /quotation/);
});

test('a model that too few pairs taught is told when it is made, saved and brought', async () => {
  const few = 'id,name,dob\n1,Ann Lee,1980-02-02\n2,Ann Lee,1980-02-02\n3,Bo Ray,1970-02-02\n';
  const input = await write('few.csv', few);
  const model = join(folder, 'few.json');
  const made = await linkFile({ input, output: join(folder, 'out.csv'), saveModel: model });
  has(
    made.report.warnings,
    /^The model was learned from 1 pair of 3 records, .*too few to measure anything of Name, Date of birth.* Do not use .*few\.json for other lists\.$/,
  );
  const used = await linkFile({ input, output: join(folder, 'out.csv'), model });
  has(used.report.warnings, /^The model was learned from 1 pair of 3 records/);
  const rows = Array.from({ length: 2000 }, (_, k) => {
    const who = k % 1000;
    return `${k},Fore${(who * 7) % 61}x,Sur${(who * 11) % 53}y,${1950 + (who % 47)}-0${1 + (who % 9)}-1${who % 10},NR${1 + (who % 9)} ${who % 10}AB,p${who}@x.org`;
  });
  const many = await linked(`id,forename,surname,dob,postcode,email\n${rows.join('\n')}\n`);
  hasNot(many.report.warnings, /model was learned/);
});

test('any usual encoding, separator and line end is read alike', async () => {
  const text = 'URN;Name of offender;D.O.B.\r\n1;Zoë Lee;02/03/1980\r\n2;Zoë Lee;02/03/1980\r\n';
  const utf16 = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();
  const little = Buffer.from(text, 'utf16le');
  const forms: Readonly<Record<string, string | Uint8Array>> = {
    utf8: text,
    marked: `\ufeff${text}`,
    latin: Buffer.from(text, 'latin1'),
    little,
    big: utf16(little),
    bigMarked: utf16(Buffer.from(`\ufeff${text}`, 'utf16le')),
    macintosh: text.replaceAll('\r\n', '\r'),
    excel: `sep=;\r\n${text}`,
    tabs: text.replaceAll(';', '\t'),
    columnsWithoutNames: text.replaceAll('\r\n', ';;\r\n'),
  };
  for (const [name, form] of Object.entries(forms)) {
    const { report, roles } = await linked(form);
    assert.deepEqual(roles, { id: 'URN', fullName: 'Name of offender', dob: 'D.O.B.' }, name);
    assert.deepEqual([report.records, report.people], [2, 1], name);
  }
});

test('what is no list is refused by what it is, and columns that nothing is read from do no harm', async () => {
  assert.match(
    await refusal(Buffer.from('PK\u0003\u0004 and more')),
    /no CSV file but a workbook or an archive/,
  );
  assert.match(await refusal('id,name\n'), /no row that could be read: there is nothing below/);
  assert.match(
    await refusal('id,name,\n1,Ann Lee\n2,Bo Ray\n'),
    /Each of its 2 lines is torn: line 2 has 2 cells where the header has 3\. Look for a quotation mark or separator/,
  );
  assert.match(await refusal('%PDF-1.7\n'), /a PDF/);
  assert.match(await refusal('id,na\u0001me,name\n1,2,3\n'), /first line is not text/);
  const { report } = await linked('id,name,dob,Notes,Notes\n1,Ann Lee,1980-02-02,a,b\n');
  assert.equal(report.records, 1);
  has(report.warnings, /one record only/);
  const long = `${'Ann'.repeat(100)} Lee`;
  assert.equal((await linked(`id,name,dob\n1,${long},1980-02-02\n2,${long},1980-02-02\n`)).report.people, 1);
});
