import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultOffenderModel, link } from '../../linkage/index.ts';
import { falsePerThousand, type RuleReport, reportOf, unexplainedOf } from './run-report.ts';
import type { IdentityRecord } from './types.ts';

const record = (id: number, personId: number | null): IdentityRecord => ({
  id,
  personId,
  agencyId: 1,
  format: 'police-nominals',
  capacity: 'convicted',
  givenName: 'A',
  middleName: null,
  familyName: 'B',
  aliases: [],
  born: null,
  sex: null,
  ethnicity: null,
  pnc: null,
  cro: null,
  prisonNumber: null,
  crn: null,
  yjsId: null,
  postcode: null,
  handling: 'partners',
  withdrawn: false,
  asOf: '2026-01-01',
});

const records = [record(1, 10), record(2, 10), record(3, 20), record(4, null)];

test('a run that moves nothing leaves nothing to explain, nor does a new record that joins', () => {
  assert.deepEqual(unexplainedOf(records, [10, 10, 20, 20], new Set([4])), []);
});

test('a move is explained by a change of what left, of what it left, or of what it came to', () => {
  const moved = [10, 20, 20, null];
  for (const changed of [1, 2, 3]) assert.deepEqual(unexplainedOf(records, moved, new Set([changed])), []);
  assert.deepEqual(unexplainedOf(records, moved, new Set([4])), [{ personId: 10, records: [2] }]);
  assert.deepEqual(unexplainedOf(records, moved, new Set()), [{ personId: 10, records: [2] }]);
});

test('the report counts each link and each waiting pair once, under the rule that found it', () => {
  const cells = (value: string) => Array.from({ length: 4 }, () => value);
  const result = link(
    {
      length: 4,
      columns: {
        forename: ['Alan', 'Alan', 'Alan', 'Zoe'],
        surname: ['Quillmarsh', 'Quillmarsh', 'Quillmarsh', 'Else'],
        dob: ['1990-05-06', '1990-05-06', '1990-05-06', '1970-01-02'],
        pnc: ['2024/3547010K', '2024/3547010K', null, null],
        postcodes: cells('NR1 1AA'),
      },
    },
    defaultOffenderModel,
  );
  const report = reportOf(result, 2);
  assert.equal(report.links + report.review, result.edges.count);
  assert.ok(report.links > 0);
  const sum = (of: (rule: RuleReport) => number) => (report.rules ?? []).reduce((n, rule) => n + of(rule), 0);
  assert.equal(
    sum((rule) => rule.links),
    report.links,
  );
  assert.equal(
    sum((rule) => rule.review),
    report.review,
  );
  assert.equal(
    sum((rule) => rule.pairs),
    result.pairsScored,
  );
  assert.equal(
    report.strength.reduce((n, { links }) => n + links, 0),
    report.links,
  );
  assert.equal(report.held, 2);
});

test('expected false links are said of a thousand, and of none not at all', () => {
  assert.equal(falsePerThousand(0.5, 250), 2);
  assert.equal(falsePerThousand(0, 0), undefined);
});
