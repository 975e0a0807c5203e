import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import offenceCodes from '@moj-bichard7-developers/bichard7-next-data/data/offence-code.json' with {
  type: 'json',
};
import { parse } from 'csv-parse/sync';
import { dayOf, localStamp } from './calendar.ts';
import { writeExtracts } from './extracts.ts';
import { arrestSummonsNumber, croNumber, pncId, singleFileCro } from './identifiers.ts';
import { FILES } from './layouts.ts';
import { OFFENCE_CODES } from './offences.ts';

type Row = Record<string, string>;

const TODAY = '2026-10-31';
const COMMITTED = join(import.meta.dirname, '..', 'extracts');
const NAMES = Object.keys(FILES);
let folder = '';

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'extracts-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, people: number, seed = 180) {
  const out = join(folder, name);
  return { out, report: writeExtracts({ people, seed, out, today: dayOf(TODAY) }) };
}

const generate = (name: string, people: number, seed?: number): string => write(name, people, seed).out;

function rows(name: string): Row[] {
  return parse(readFileSync(join(COMMITTED, name)), { columns: true }) as Row[];
}

const both = (kind: string) => [...rows(`norfolk-police-${kind}.csv`), ...rows(`suffolk-police-${kind}.csv`)];
const field = (row: Row, name: string): string => row[name] as string;
const same = (first: string, second: string) =>
  NAMES.filter((name) => !readFileSync(join(first, name)).equals(readFileSync(join(second, name))));

test('the same seed writes the same bytes, another seed others', () => {
  const first = generate('first', 200);
  assert.deepEqual(same(first, generate('second', 200)), []);
  assert.equal(same(first, generate('other', 200, 7)).length, NAMES.length);
});

test('a person is the same at any scale', () => {
  const small = generate('small', 160);
  const large = generate('large', 320);
  for (const name of NAMES) {
    const text = readFileSync(join(small, name), 'utf8');
    assert.ok(readFileSync(join(large, name), 'utf8').startsWith(text), name);
  }
});

test('the committed files are what the generator makes now', () => {
  const { out, report } = write('default', 5000);
  assert.deepEqual(same(out, COMMITTED), [], 'run: node examples/generate.ts');
  const readme = readFileSync(join(COMMITTED, 'README.md'), 'utf8');
  assert.ok(readme.includes(`${(report.counts.topTenthShare * 100).toFixed(1)} % of proven offences`));
  assert.ok(readme.includes(`| ${report.counts.proven.toLocaleString('en-GB')} by `));
  const sizes = NAMES.map((name) => readFileSync(join(COMMITTED, name)).length);
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 8_000_000);
  assert.deepEqual(
    readdirSync(COMMITTED)
      .filter((name) => name.endsWith('.csv'))
      .sort(),
    NAMES.toSorted(),
  );
});

test('the README names each column and gives the row counts', () => {
  const readme = readFileSync(join(COMMITTED, 'README.md'), 'utf8');
  for (const [name, columns] of Object.entries(FILES)) {
    assert.ok(readme.includes(`| \`${name}\` | ${rows(name).length.toLocaleString('en-GB')} |`), name);
    for (const column of columns) assert.ok(readme.includes(`| \`${column}\` |`), `${name}: ${column}`);
  }
});

test('identifiers carry the check letters of published examples', () => {
  assert.equal(pncId(2002, 73319), '2002/0073319Z');
  assert.equal(pncId(1967, 9893091), '1967/9893091D');
  assert.equal(croNumber(1991, 65656), '065656/91H');
  assert.equal(singleFileCro(1983, 50058), 'SF83/50058Z');
  assert.equal(arrestSummonsNumber(2011, '01', 'ZD', 448754), '1101ZD0100000448754K');
});

test('local time follows the clock changes', () => {
  const minutes = (text: string) => Date.parse(text) / 60_000;
  assert.equal(localStamp(minutes('2026-03-29T00:59:00Z')), '2026-03-29T00:59:00+00:00');
  assert.equal(localStamp(minutes('2026-03-29T01:00:00Z')), '2026-03-29T02:00:00+01:00');
  assert.equal(localStamp(minutes('2026-10-25T00:59:00Z')), '2026-10-25T01:59:00+01:00');
  assert.equal(localStamp(minutes('2026-10-25T01:00:00Z')), '2026-10-25T01:00:00+00:00');
});

test('offence codes are real', () => {
  const real = new Set(offenceCodes.map((entry) => entry.cjsCode));
  assert.deepEqual(
    OFFENCE_CODES.filter((code) => !real.has(code)),
    [],
  );
});

test('every crime and custody row belongs to a nominal, in its own force and capacity', () => {
  for (const county of ['norfolk', 'suffolk']) {
    const nominals = new Map(
      rows(`${county}-police-nominals.csv`).map((row) => [field(row, 'record_id'), row]),
    );
    for (const row of rows(`${county}-police-crimes.csv`)) {
      const nominal = nominals.get(field(row, 'record_id'));
      assert.ok(nominal, row.crime_ref);
      const bystander = ['victim', 'witness'].includes(field(row, 'capacity'));
      if (bystander) assert.equal(nominal.capacity, row.capacity);
      else assert.ok(['offender', 'suspect'].includes(field(nominal, 'capacity')));
    }
    for (const row of rows(`${county}-police-custody.csv`)) assert.ok(nominals.has(field(row, 'record_id')));
  }
  const ids = both('nominals').map((row) => field(row, 'record_id'));
  assert.equal(new Set(ids).size, ids.length);
});

test('dates run from offence to outcome and stop at the extract date', () => {
  for (const row of both('crimes')) {
    const dates = ['offence_date', 'arrest_date', 'charge_date', 'outcome_date']
      .map((name) => field(row, name))
      .filter(Boolean);
    assert.deepEqual(dates, dates.toSorted(), row.crime_ref);
    assert.ok(
      dates.every((date) => date <= TODAY),
      row.crime_ref,
    );
  }
  for (const row of both('custody')) {
    assert.ok(field(row, 'arrived_at').slice(0, 10) <= TODAY);
    if (row.released_at) assert.ok(Date.parse(row.released_at) > Date.parse(field(row, 'arrived_at')));
  }
  for (const row of [...rows('probation-caseload.csv'), ...rows('youth-justice.csv')]) {
    assert.ok(field(row, 'start_date') <= TODAY && field(row, 'last_updated') <= TODAY);
    assert.ok(field(row, 'end_date') >= field(row, 'start_date'));
  }
});

test('nobody offends in prison, and spells of one person do not overlap', () => {
  const spells = Map.groupBy(rows('prison-releases.csv'), (row) => field(row, '_truth'));
  const truthOf = new Map(both('nominals').map((row) => [field(row, 'record_id'), field(row, '_truth')]));
  const end = (row: Row) => field(row, 'release_date') || '9999';
  for (const list of spells.values()) {
    list.slice(1).forEach((row, at) => {
      assert.ok(field(row, 'received_date') >= end(list[at] as Row), row.prison_number);
    });
  }
  for (const row of both('crimes')) {
    if (!['convicted', 'suspect'].includes(field(row, 'capacity'))) continue;
    const inside = (spells.get(truthOf.get(field(row, 'record_id')) as string) ?? []).some(
      (spell) =>
        field(spell, 'received_date') < field(row, 'offence_date') && field(row, 'offence_date') < end(spell),
    );
    assert.ok(!inside, row.crime_ref);
  }
});

/** Written anew, with big integers, so that the generator's own arithmetic is not its judge. */
function pncFits(pnc: string): boolean {
  const match = /^(?:\d{2})?(\d{2})\/?(\d{7})([A-Z])$/.exec(pnc);
  if (match === null) return false;
  return 'ZABCDEFGHJKLMNPQRTUVWXY'[Number(BigInt(`${match[1]}${match[2]}`) % 23n)] === match[3];
}

test('police identifiers fit their letters, but for the few that are mistyped', () => {
  const pncs = ['probation-caseload.csv', 'prison-releases.csv', 'youth-justice.csv']
    .flatMap(rows)
    .concat(both('nominals'))
    .map((row) => field(row, 'pnc_id'))
    .filter(Boolean);
  const wrong = pncs.filter((pnc) => !pncFits(pnc)).length / pncs.length;
  assert.ok(wrong > 0.002 && wrong < 0.015, `${wrong}`);
});

test('young people are children when their orders start', () => {
  for (const row of rows('youth-justice.csv')) {
    // A birth date that was written down wrongly may be out by ten years at most.
    const age =
      Number(field(row, 'start_date').slice(0, 4)) - Number(field(row, 'date_of_birth').slice(0, 4));
    assert.ok(row.date_of_birth === '' || (age >= 9 && age <= 28), row.yjs_id);
  }
});

test('a few commit many, and there are enough of them to choose a scheme from', () => {
  const truthOf = new Map(both('nominals').map((row) => [field(row, 'record_id'), field(row, '_truth')]));
  const proven = both('crimes').filter(
    (row) =>
      ['convicted', 'suspect'].includes(field(row, 'capacity')) &&
      ['convicted', 'cautioned'].includes(field(row, 'outcome')),
  );
  const count = (since: string) => {
    const recent = proven.filter((row) => field(row, 'offence_date') > since);
    return Map.groupBy(recent, (row) => truthOf.get(field(row, 'record_id')));
  };
  const lengths = [...count('').values()].map((list) => list.length).sort((a, b) => b - a);
  const top = lengths.slice(0, Math.round(lengths.length / 10)).reduce((sum, length) => sum + length, 0);
  assert.ok(top / proven.length > 0.4 && top / proven.length < 0.6);
  const prolific = new Set([
    ...[...count('2024-10-31')].filter(([, list]) => list.length >= 4).map(([truth]) => truth),
    ...[...count('2021-10-31')].filter(([, list]) => list.length >= 10).map(([truth]) => truth),
  ]);
  assert.ok(prolific.size >= 450, `${prolific.size}`);
  const people = new Set(
    NAMES.filter((name) => FILES[name]?.includes('_truth'))
      .flatMap(rows)
      .map((row) => field(row, '_truth')),
  );
  assert.ok(people.size >= 4000);
});
