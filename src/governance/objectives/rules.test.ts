import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { measuredOf, readLinkForm, readObjectiveForm } from './rules.ts';

describe('objectives of plans', () => {
  test('an objective without a measure is not measured, however much else is linked', () => {
    const none = { notMeasuredWhy: 'The paper names none.' };
    assert.deepEqual(measuredOf(none, [{ kind: 'decision', measure: null }]), {
      kind: 'not-measured',
      why: 'The paper names none.',
    });
    assert.deepEqual(measuredOf(none, [{ kind: 'measure', measure: 'proven-reoffending' }]), {
      kind: 'measured',
      measures: ['proven-reoffending'],
    });
  });

  test('what is linked is one of what there is, and says why', () => {
    const linkable = [
      { value: 'measure:proven-reoffending', title: 'Measure: Proven reoffending' },
      { value: 'grant:4', title: 'Grant: Link worker' },
    ];
    const grant = readLinkForm({ what: 'grant:4', why: 'Pays for it' }, 1, linkable);
    assert.ok('input' in grant);
    assert.deepEqual([grant.input.kind, grant.input.refId, grant.input.measure], ['grant', 4, null]);
    const measure = readLinkForm({ what: 'measure:proven-reoffending', why: 'Shows it' }, 1, linkable);
    assert.ok('input' in measure);
    assert.deepEqual([measure.input.refId, measure.input.measure], [null, 'proven-reoffending']);
    const wrong = readLinkForm({ what: 'grant:5' }, 1, linkable);
    assert.ok('errors' in wrong);
    assert.deepEqual(
      wrong.errors.map(({ field }) => field),
      ['what', 'why'],
    );
  });

  test('a plan does not end before it begins', () => {
    const form = {
      body: 'OPCC',
      plan: 'Plan',
      title: 'Prevent',
      fromOn: '2024-05-01',
      untilOn: '2024-04-30',
    };
    const read = readObjectiveForm(form);
    assert.ok('errors' in read && read.errors[0]?.field === 'untilOn');
    assert.ok('input' in readObjectiveForm({ ...form, untilOn: '' }));
  });
});
