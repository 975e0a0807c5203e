import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  hourWords,
  lastQuarters,
  linesByWorker,
  namesSomebody,
  quarterOf,
  readNoteForm,
} from './activity-rules.ts';

test('quarters follow one another without a gap', () => {
  assert.deepEqual(quarterOf('2026-11-02'), {
    code: '2026-4',
    name: '1 Oct 2026 to 31 Dec 2026',
    from: '2026-10-01',
    until: '2027-01-01',
  });
  const quarters = lastQuarters('2026-02-28');
  assert.equal(quarters.length, 8);
  for (const [index, quarter] of quarters.entries())
    if (index > 0) assert.equal(quarter.until, quarters[index - 1]?.from);
});

test('every contact is counted once, whatever its kind counts as', () => {
  const rule = {
    kinds: [
      { code: 'home', name: 'Home visit', activity: 'visits' },
      { code: 'office', name: 'Office', activity: 'visits' },
      { code: 'odd', name: 'Odd' },
    ],
  };
  const row = fc.record({
    staffId: fc.constantFrom(1, 2),
    source: fc.constant('contact' as const),
    kind: fc.constantFrom('home', 'office', 'odd', 'gone'),
    n: fc.nat(50),
    due: fc.constant(0),
    attended: fc.constant(0),
    minutes: fc.nat(5_000),
  });
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const lines = linesByWorker(rows, rule, [1, 2]);
      const sum = (numbers: number[]): number => numbers.reduce((all, one) => all + one, 0);
      for (const line of lines) {
        assert.equal(sum([...line.by.values()].map(({ n }) => n)), line.contacts);
        assert.equal(sum([...line.by.values()].map(({ minutes }) => minutes)), line.minutes);
      }
      assert.equal(sum(lines.map(({ contacts }) => contacts)), sum(rows.map(({ n }) => n)));
    }),
  );
});

test('hours in words', () => {
  assert.deepEqual([0, 60, 185].map(hourWords), ['0 h', '1 h', '3 h 5 min']);
});

test('a note is refused where a number of somebody stands in it', () => {
  const form = { staff: '3', heldOn: '2026-11-01', note: 'Good work with X123456.' };
  const read = readNoteForm(form, [{ id: 3 }], '2026-11-02');
  assert.ok('errors' in read);
  assert.deepEqual(read.errors, [{ field: 'note', text: namesSomebody }]);
  for (const note of ['Saw 2015/1234567K twice', 'A1234BC is doing well'])
    assert.ok('errors' in readNoteForm({ ...form, note }, [{ id: 3 }], '2026-11-02'), note);
  assert.ok('input' in readNoteForm({ ...form, note: 'Good work; 12 visits.' }, [{ id: 3 }], '2026-11-02'));
});
