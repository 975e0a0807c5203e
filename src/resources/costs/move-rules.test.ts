import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyCode, chosenBearer, problemsOfBody } from './bodies.ts';
import { lineForTests } from './lines-for-tests.ts';
import { type LinePlace, placeOf, problemsOfPlace } from './move-rules.ts';
import type { CostLine } from './types.ts';

const nothing = { virements: [], actuals: [], approved: [] };

const fieldsOf = (
  to: Partial<LinePlace>,
  line: CostLine,
  facts: Partial<Parameters<typeof problemsOfPlace>[1]> = {},
): string[] =>
  problemsOfPlace({ ...placeOf(line), ...to }, { line, ...nothing, ...facts }).map(({ field }) => field);

test('a line may be called otherwise, stand in another year and have another bearer, while its budget is a draft', () => {
  const line = lineForTests();
  assert.deepEqual(fieldsOf({ heading: 'Travel' }, line), []);
  assert.deepEqual(fieldsOf({ year: '2027/28' }, line), []);
  assert.deepEqual(fieldsOf({ bearer: '3-outside' }, line), []);
  assert.deepEqual(fieldsOf({ formula: 'cost-share:population' }, line), []);
  assert.deepEqual(fieldsOf({}, line), ['heading'], 'nothing changed');
  assert.deepEqual(fieldsOf({ heading: 'Travel' }, lineForTests({ removed: true })), ['heading']);
});

test('an approved budget loses no line and gets none; a proposal of its year may change', () => {
  const line = lineForTests();
  const approved = ['2026/27'];
  for (const to of [{ heading: 'Travel' }, { year: '2027/28' }, { bearer: 'probation' }])
    assert.deepEqual(fieldsOf(to, line, { approved }), ['heading']);
  assert.deepEqual(fieldsOf({ year: '2027/28' }, line, { approved: ['2027/28'] }), ['year']);
  const proposed = lineForTests({ stage: 'proposed' });
  assert.deepEqual(fieldsOf({ heading: 'Travel' }, proposed, { approved }), []);
});

test('money that was moved, spent or stated as a forecast holds a line where it is', () => {
  const line = lineForTests();
  for (const state of ['requested', 'approved'] as const) {
    assert.deepEqual(fieldsOf({ heading: 'Travel' }, line, { virements: [{ state }] }), ['heading']);
    assert.deepEqual(fieldsOf({ year: '2027/28' }, line, { virements: [{ state }] }), ['heading']);
    assert.deepEqual(fieldsOf({ bearer: 'probation' }, line, { virements: [{ state }] }), []);
  }
  for (const state of ['refused', 'withdrawn'] as const)
    assert.deepEqual(fieldsOf({ heading: 'Travel' }, line, { virements: [{ state }] }), []);
  const actuals = [{ lineId: 1, month: 1, pence: 1n, source: 'ledger', version: 1 }];
  assert.deepEqual(fieldsOf({ year: '2027/28' }, line, { actuals }), ['year']);
  assert.deepEqual(
    fieldsOf({ heading: 'Travel' }, line, { actuals }),
    [],
    'its name was wrong, not its year',
  );
  const stated = lineForTests({ forecastMethod: 'stated', forecastPence: 5n, forecastWhy: 'x' });
  assert.deepEqual(fieldsOf({ year: '2027/28' }, stated), ['year']);
});

test('a bearer is an agency or a body outside the scheme, and no code is both', () => {
  const bearers = [
    { code: 'norfolk-police', name: 'Norfolk Constabulary', agencyId: 7, bodyId: null },
    { code: bodyCode(3), name: 'Essex', agencyId: null, bodyId: 3 },
  ];
  const of = (code: string | undefined) => {
    const chosen = chosenBearer(code, bearers);
    return chosen && [chosen.agencyId, chosen.bodyId];
  };
  assert.deepEqual(of('norfolk-police'), [7, null]);
  assert.deepEqual(of('3-outside'), [null, 3]);
  assert.deepEqual(of(''), [null, null]);
  assert.equal(of('4-outside'), undefined);
  assert.doesNotMatch(bodyCode(3), /^[a-z][a-z0-9-]{1,39}$/, 'as the table of agencies has them');
});

test('a body is named once, whatever the capitals, and keeps its own name', () => {
  const taken = [{ id: 3, name: 'Essex' }];
  assert.equal(problemsOfBody('', taken).length, 1);
  assert.equal(problemsOfBody('ESSEX', taken).length, 1);
  assert.deepEqual(problemsOfBody('essex', taken, 3), []);
  assert.deepEqual(problemsOfBody('Kent', taken), []);
});
