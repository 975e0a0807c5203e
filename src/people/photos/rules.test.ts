import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confirmWords, readPhotoForm, transitions } from './rules.ts';

const sitter = { name: 'Alex Example', born: '1990-01-31' };
const form = { takenOn: '2026-10-01', why: 'The beat asked', sure: 'yes' };
const today = '2026-11-02';

test('the giver says yes to a name and a date of birth', () => {
  assert.match(confirmWords(sitter), /Alex Example, born 31 January 1990/);
  assert.match(confirmWords({ ...sitter, born: null }), /date of birth is not known/);
});

test('one record needs no choosing; of several one of them is chosen', () => {
  const fields = (more: object, records: number[]): string[] => {
    const read = readPhotoForm({ ...form, ...more }, sitter, records, today);
    return 'errors' in read ? read.errors.map(({ field }) => field) : [`record ${read.input.recordId}`];
  };
  assert.deepEqual(fields({}, [7]), ['record 7']);
  assert.deepEqual(fields({ record: '9' }, [7, 9]), ['record 9']);
  assert.deepEqual(fields({}, [7, 9]), ['record']);
  assert.deepEqual(fields({ record: '8' }, [7, 9]), ['record']);
  assert.deepEqual(fields({}, []), ['record']);
  assert.deepEqual(fields({ sure: '', why: ' ', takenOn: '2026-13-01' }, [7]), ['takenOn', 'why', 'sure']);
  assert.deepEqual(fields({ takenOn: '2026-11-03' }, [7]), ['takenOn']);
  assert.deepEqual(fields({ takenOn: '1980-01-01' }, [7]), ['takenOn']);
});

test('nothing but a word of somebody brings back a photo whose person is in question', () => {
  assert.deepEqual(transitions['to-confirm'], { confirm: 'shown', remove: 'removed' });
  assert.deepEqual(transitions.erased, {});
});
