import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { WaymarkError } from '../../kernel/errors.ts';
import { linkCommand, linkFile } from './link-file.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-link-model-'));
});
after(() => rm(folder, { recursive: true }));

const write = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

const refused =
  (...words: readonly RegExp[]) =>
  (error: unknown): boolean =>
    error instanceof WaymarkError && words.every((one) => one.test(error.message));

/** Thirty people, each twice, of whom all were born on one of two days: names must tell them apart. */
const rows = Array.from(
  { length: 60 },
  (_, k) =>
    `${k},Fore${k % 30},Sur${k % 30},19${50 + (k % 2)}-04-05,p${k % 30}@x.org,${k < 40 ? 'Prison' : 'Police'}`,
);
const list = (headers: string): string => `${headers}\n${rows.join('\n')}\n`;

const people = async (path: string): Promise<string> => readFile(path, 'utf8');

/** The path of a model trained on a list with these headers, and the people that it found there. */
async function trained(headers = 'id,forename,surname,dob,email,agency') {
  const input = await write('trained.csv', list(headers));
  const output = join(folder, 'trained-out.csv');
  const model = join(folder, 'trained.json');
  const { report } = await linkFile({ input, output, saveModel: model });
  assert.equal(report.people, 30);
  return { model, people: await people(output) };
}

test('a model reads a list whose columns have other usual names', async () => {
  const { model, people: known } = await trained();
  const input = await write(
    'variants.csv',
    list('unique_id,first_name,last_name,date_of_birth,email_address,agency'),
  );
  const output = join(folder, 'variants-out.csv');
  const linked = await linkFile({ input, output, model });
  assert.equal(await people(output), known);
  assert.equal(linked.roles.forename, 'first_name');
  assert.deepEqual(linked.unused, ['agency']);
});

test('the mapping gives a model its columns, also where another column has the name that it was trained on', async () => {
  const { model, people: known } = await trained();
  const columns = await write(
    'german.json',
    '{"nr":"unique_id","Vorname":"first_name","forename":"surname","geb":"dob"}',
  );
  const input = await write('german.csv', list('nr,Vorname,forename,geb,email,agency'));
  const output = join(folder, 'german-out.csv');
  const linked = await linkFile({ input, output, model, columns });
  assert.equal(await people(output), known);
  assert.deepEqual(linked.roles, {
    id: 'nr',
    forename: 'Vorname',
    surname: 'forename',
    dob: 'geb',
    email: 'email',
  });
});

test('columns that a model misses are told, and refused where it cannot do without them', async () => {
  const { model } = await trained();
  const output = join(folder, 'missing-out.csv');
  const few = await write('few.csv', list('id,forename,surname,dob,e,agency'));
  const { report } = await linkFile({ input: few, output, model });
  const told = report.setAside.find((words) => words.includes('does not have'));
  assert.match(told ?? '', /“email”; compared in part or not at all: Email address.*not grouped by: email/);
  const none = await write('none.csv', list('id,Vorname,Nachname,dob,e,agency'));
  await assert.rejects(
    linkFile({ input: none, output, model }),
    refused(/Without “forename”, “surname” it cannot be used/, /could do without “email”/, /--columns/),
  );
  const numbers = join(folder, 'numbers.json');
  const pnc = await write('pnc.csv', 'id,pnc\n1,A\n2,A\n');
  await linkFile({ input: pnc, output, saveModel: numbers });
  await assert.rejects(
    linkFile({ input: few, output, model: numbers }),
    refused(/Without “pnc” it cannot be used/),
  );
});

test('a list may have no column that is known where a model of Splink names its columns, and needs them all', async () => {
  const level = { m_probability: 0.99, u_probability: 0.0001 };
  const settings = {
    link_type: 'dedupe_only',
    probability_two_random_records_match: 0.01,
    blocking_rules_to_generate_predictions: ['l.badge = r.badge'],
    comparisons: [{ comparison_levels: [{ sql_condition: '"badge_l" = "badge_r"', ...level }] }],
  };
  const model = await write('badge.json', JSON.stringify(settings));
  const output = join(folder, 'badge-out.csv');
  const input = await write('badge.csv', 'id,badge\n1,A\n2,A\n3,B\n');
  assert.equal((await linkFile({ input, output, model })).report.people, 2);
  const other = await write('no-badge.csv', 'id,surname,dob\n1,A,1990-01-01\n');
  await assert.rejects(linkFile({ input: other, output, model }), refused(/Without “badge”/));
});

test('a model is checked before it is used', async () => {
  const { model } = await trained();
  const input = join(folder, 'trained.csv');
  const text = (await readFile(model, 'utf8')).replace('"day-month"', '"month-day"');
  const broken = await write('broken.json', text);
  await assert.rejects(
    linkFile({ input, output: join(folder, 'x.csv'), model: broken }),
    refused(/broken\.json could not be read: comparisons\[\d\]\.levels\[1\]\.when\.is must be a condition/),
  );
});

test('a mapping that gives two columns one role is refused', async () => {
  const input = await write('two.csv', list('id,a,b,dob,e,agency'));
  const columns = await write('two.json', '{"a":"surname","b":"family_name"}');
  await assert.rejects(
    linkFile({ input, output: join(folder, 'x.csv'), columns }),
    refused(/columns "a" and "b" the same role, surname/),
  );
});

/** What the command prints and writes. */
async function command(...args: string[]) {
  const printed: string[] = [];
  const output = join(folder, 'command.csv');
  const report = join(folder, 'command.json');
  await linkCommand.run({
    args: [...args, '--output', output, '--report', report],
    database: undefined,
    now: new Date(0),
    print: (line) => printed.push(line),
  });
  return {
    printed: printed.join('\n'),
    report: JSON.parse(await readFile(report, 'utf8')),
    people: await people(output),
  };
}

test('sources that hold a person once are named to the command, and what it cost is told', async () => {
  const input = await write('sources.csv', list('id,forename,surname,dob,email,agency'));
  const columns = await write('sources.json', '{"agency":"source"}');
  const index = join(folder, 'sources.index');
  const model = join(folder, 'sources-model.json');
  const saved = ['--save-index', index, '--save-model', model];
  const found = await command(
    '--input',
    input,
    '--columns',
    columns,
    '--one-each',
    'prison, Court',
    ...saved,
  );
  // Rows 0…39 are of the prison, so the ten people with both of their records there are twenty.
  assert.equal(found.report.people, 40);
  assert.deepEqual(found.report.oneEach, { sources: ['prison', 'Court'], linksLost: 10 });
  assert.match(found.printed, /one each +prison, Court: 10 links lost by it/);
  assert.match(found.printed, /source +agency/);
  assert.match(found.printed, /“COURT”, of which no record is/);
  assert.equal((await command('--index', index)).people, found.people);
  assert.equal((await command('--index', index, '--model', model)).people, found.people);
  assert.equal((await command('--index', index, '--one-each', 'Court')).report.people, 30);
  assert.equal((await command('--input', input, '--columns', columns, '--model', model)).report.people, 40);
  const other = await write('no-source.csv', list('id,forename,surname,dob,email,a'));
  await assert.rejects(
    command('--input', other, '--model', model),
    refused(/Without “agency” it cannot be used/),
  );
  await assert.rejects(
    command('--input', input, '--one-each', 'Prison'),
    refused(/no column that says each record’s source/),
  );
  await assert.rejects(command('--input', input, '--one-each', ' , '), refused(/--one-each names sources/));
  const plain = join(folder, 'plain.index');
  await command('--input', input, '--save-index', plain);
  await assert.rejects(
    command('--index', plain, '--one-each', 'Prison'),
    refused(/make it again with --one-each/),
  );
});
