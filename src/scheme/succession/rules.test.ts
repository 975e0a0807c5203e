import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { codeOf, readCases, readPlan, totalsOf } from './rules.ts';
import { transitions } from './types.ts';

const agency = (id: number, over = {}) => ({
  id,
  code: `a-${id}`,
  name: `Agency ${id}`,
  kind: 'probation',
  from: '2001-04-01',
  to: null as string | null,
  ...over,
});
const agencies = [agency(1), agency(2), agency(3), agency(4, { to: '2014-06-01' })];
const form = { from: '1', heir: '2', also: ['3'], onDay: '2014-06-01', why: 'Transforming' };
const today = '2026-11-02';

test('an agency ends on a day after it began, and others take over', () => {
  assert.deepEqual(readPlan(form, agencies, today), {
    plan: {
      fromAgencyId: 1,
      heirId: 2,
      newName: null,
      alsoIds: [3],
      onDay: '2014-06-01',
      why: 'Transforming',
    },
  });
  const wrong = (over: object): string[] => {
    const read = readPlan({ ...form, ...over }, agencies, today);
    return 'errors' in read ? read.errors.map(({ field }) => field) : [];
  };
  assert.deepEqual(wrong({ from: '4' }), ['from'], 'one that ended already');
  assert.deepEqual(wrong({ heir: '1' }), ['heir']);
  assert.deepEqual(wrong({ also: ['1'] }), ['heir']);
  assert.deepEqual(wrong({ heir: '' }), ['heir']);
  assert.deepEqual(wrong({ heir: '', newName: 'Probation Service' }), []);
  assert.deepEqual(wrong({ onDay: '2001-04-01' }), ['onDay']);
  assert.deepEqual(wrong({ onDay: '2014-02-30', why: '' }), ['onDay', 'why']);
});

test('the code of a new agency is one that the database takes', () => {
  assert.equal(codeOf('Probation Service, Norfolk & Suffolk'), 'probation-service-norfolk-suffolk');
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (name) => {
      const code = codeOf(name);
      assert.ok(code.length < 2 || /^[a-z][a-z0-9-]{1,39}$/.test(code), code);
    }),
  );
});

test('cases go to successors alone, and by codes alone', () => {
  assert.deepEqual(readCases('tier', ['1', '2', 'x y'], ['7', '9', '7'], [7, 8]), {
    by: 'tier',
    to: { 1: 7 },
  });
  assert.deepEqual(readCases('worker', ['1'], ['7'], [7]), { by: 'worker', to: {} });
  assert.deepEqual(readCases('else', [], [], [7]), { by: 'worker', to: {} });
});

test('what has begun only goes forward', () => {
  assert.deepEqual(Object.keys(transitions.moving), ['go-on']);
  assert.deepEqual(Object.keys(transitions.done), []);
  assert.deepEqual(
    totalsOf([
      { what: 'allocation', toAgencyId: 1, ends: true, n: 3 },
      { what: 'staff', toAgencyId: 1, ends: false, n: 2 },
    ]),
    { all: 5, ends: 3 },
  );
});
