import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays } from '../../kernel/clock.ts';
import { layOut } from './lines-picture.ts';
import { closesCircle, heldMost, problemOfChange, problemOfFilling, readFte } from './rules.ts';
import type { LineKind, ReportingLine } from './types.ts';

interface ExamplePost {
  code: string;
  role: string;
  base: string | null;
  fteHundredths: number;
  agency: string;
}

const exampleOf = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../../../examples/${name}`, import.meta.url), 'utf8'));

test('decision 2015/11 (seed 000), 3.3, 2.4, 5.4 and 5.5: the example has its structure, 21 police officers among them', async () => {
  const { posts } = (await exampleOf('resources.json')) as { posts: ExamplePost[] };
  const count = (role: string): number => posts.filter((post) => post.role === role).length;
  assert.equal(count('inspector'), 1);
  assert.equal(count('sergeant'), 4);
  assert.equal(count('constable'), 16);
  assert.equal(count('pathways-manager'), 1);
  assert.equal(count('administrator'), 2);
  assert.equal(count('senior-probation-officer'), 2);
  const police = posts.filter(({ role }) => ['inspector', 'sergeant', 'constable'].includes(role));
  assert.equal(
    police.reduce((sum, { fteHundredths }) => sum + fteHundredths, 0),
    2100,
    'Table 1: 21 FTE police officer posts',
  );
});

test('decision 2015/11 (seed 000), 3.5: a sergeant and four constables at each of the four bases', async () => {
  const { posts } = (await exampleOf('resources.json')) as { posts: ExamplePost[] };
  for (const base of ['Norwich', 'Ipswich', 'Bury St Edmunds', 'Lowestoft and Great Yarmouth']) {
    const here = posts.filter((post) => post.base === base).map(({ role }) => role);
    assert.equal(here.filter((role) => role === 'sergeant').length, 1, base);
    assert.equal(here.filter((role) => role === 'constable').length, 4, base);
  }
  assert.equal(posts.filter(({ base }) => base === "King's Lynn").length, 0, '3.2: a satellite');
});

test('decision 2015/11 (seed 000), 2.4 to 2.6: one operational line, two for performance, one to the employer', async () => {
  const { lines, baseAgencies } = (await exampleOf('staffing.json')) as {
    lines: { post: string; kind: string; title: string | null; agency: string | null; to: string | null }[];
    baseAgencies: { base: string; use: string }[];
  };
  const lead = lines
    .filter(({ post }) => post === 'inspector')
    .map(({ kind, title, agency }) => `${kind}: ${title}, ${agency}`);
  assert.deepEqual(lead, [
    'operational: Director of Offender Management, probation',
    'performance: DCI, Vulnerability and Partnerships Command, norfolk-police',
    'performance: DCI, Operations Command, suffolk-police',
    'line-management: The employer, norfolk-police',
  ]);
  assert.equal(lines.filter(({ kind }) => kind === 'supervision').length, 16, '3.5');
  assert.deepEqual(
    baseAgencies.filter(({ base }) => base === "King's Lynn").map(({ use }) => use),
    ['appointments'],
    '3.2',
  );
});

const day = (offset: number): string => addDays('2026-01-01', offset);
const holding = fc
  .record({
    from: fc.nat(300),
    days: fc.option(fc.nat(200)),
    fteHundredths: fc.integer({ min: 1, max: 100 }),
  })
  .map(({ from, days, fteHundredths }) => ({
    fteHundredths,
    fromDate: day(from),
    toDate: days === null ? null : day(from + days),
  }));

test('what is held most is what is held on some day, and on none more', () => {
  fc.assert(
    fc.property(
      fc.array(holding, { maxLength: 6 }),
      fc.nat(350),
      fc.option(fc.nat(300)),
      (holders, from, span) => {
        const until = span === null ? null : day(from + span + 1);
        let most = 0;
        for (let offset = from; offset < (span === null ? 800 : from + span + 1); offset += 1) {
          const held = holders
            .filter(
              ({ fromDate, toDate }) => fromDate <= day(offset) && (toDate === null || toDate > day(offset)),
            )
            .reduce((sum, { fteHundredths }) => sum + fteHundredths, 0);
          most = Math.max(most, held);
        }
        assert.equal(heldMost(holders, day(from), until), most);
      },
    ),
    { numRuns: 40 },
  );
});

const post = { fteHundredths: 100, fromDate: '2026-01-01', toDate: null, followedBy: null };

test('nobody is put into what is held, then or later', () => {
  const later = [{ fteHundredths: 60, fromDate: '2026-12-01', toDate: null }];
  const filling = { fteHundredths: 50, fromDate: '2026-11-01' };
  assert.deepEqual(problemOfFilling(post, later, filling, '2026-11-02'), {
    field: 'fte',
    text: 'Only 0.4 FTE of this post is vacant',
  });
  assert.equal(problemOfFilling(post, later, { ...filling, fteHundredths: 40 }, '2026-11-02'), undefined);
  assert.equal(
    problemOfFilling(post, [], { ...filling, fromDate: '2025-12-31' }, '2026-11-02')?.field,
    'fromDate',
  );
  assert.equal(
    problemOfFilling(post, [], { ...filling, fromDate: '2027-11-03' }, '2026-11-02')?.field,
    'fromDate',
  );
});

test('terms change from a day that they hold, and only the latest', () => {
  assert.equal(problemOfChange(post, '2026-01-01', '2026-11-02'), undefined);
  assert.match(problemOfChange(post, '2025-12-31', '2026-11-02') ?? '', /from 1 January 2026/);
  assert.match(problemOfChange({ ...post, followedBy: 7 }, '2026-06-01', '2026-11-02') ?? '', /follow/);
});

test('a share of full time is read, and nothing else', () => {
  assert.deepEqual(['1', '0.5', '.25', '0', '1.5', 'half', ''].map(readFte), [
    100,
    50,
    25,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('nobody answers to themselves round any corner: lines that are taken one by one never close a circle', () => {
  const code = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  fc.assert(
    fc.property(fc.array(fc.tuple(code, code), { maxLength: 20 }), (pairs) => {
      const taken: { postCode: string; toCode: string; kind: LineKind }[] = [];
      for (const [postCode, toCode] of pairs) {
        const line = { postCode, toCode, kind: 'operational' as const };
        if (!closesCircle(taken, line)) taken.push(line);
      }
      // Without a circle the posts can be taken away from the top one after another.
      let left = [...taken];
      for (let before = -1; left.length !== before; ) {
        before = left.length;
        left = left.filter(({ toCode }) => left.some((other) => other.postCode === toCode));
      }
      assert.deepEqual(left, []);
    }),
  );
});

const line = (id: number, more: Partial<ReportingLine>): ReportingLine => ({
  id,
  postCode: 'inspector',
  post: 'Inspector',
  postId: 1,
  kind: 'operational',
  toCode: null,
  to: 'Director',
  toAgency: 'Probation',
  about: null,
  fromDate: '2026-01-01',
  toDate: null,
  source: null,
  example: true,
  version: 1,
  ...more,
});

test('the picture: those above on top, posts that answer alike in one box, a circle drawn and not followed for ever', () => {
  const { boxes, edges } = layOut([
    line(1, {}),
    line(2, { postCode: 'c-1', post: 'Constable 1, Norwich', toCode: 'inspector', to: 'Inspector' }),
    line(3, { postCode: 'c-2', post: 'Constable 2, Norwich', toCode: 'inspector', to: 'Inspector' }),
  ]);
  assert.deepEqual(
    boxes.map(({ title, count, level }) => [title, count, level]),
    [
      ['Director', 1, 0],
      ['Inspector', 1, 1],
      ['Constable, Norwich', 2, 2],
    ],
  );
  assert.equal(edges.length, 2);
  const round = layOut([
    line(1, { postCode: 'a', post: 'A', toCode: 'b', to: 'B' }),
    line(2, { postCode: 'b', post: 'B', toCode: 'a', to: 'A', kind: 'performance' }),
  ]);
  assert.equal(round.boxes.length, 2);
});
