import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inferModel } from './infer-model.ts';
import { link } from './link.ts';
import { modelFrom, modelText } from './model-file.ts';
import { defaultOffenderModel } from './offender-model.ts';
import { makePeople, tableFrom } from './people-for-tests.ts';
import { ROLES } from './roles.ts';
import type { Condition, Model } from './types.ts';

const { model } = inferModel(['id', 'forename', 'surname', 'dob', 'postcode', 'pnc', 'crn', 'email'], {}, 10);

test('every model of ours is read as it was saved', () => {
  const oneEach = { field: 'surname', sources: ['A'] };
  const trained = link(makePeople(40, 3).table, defaultOffenderModel, { train: true }).model;
  const all: Model[] = [model, inferModel(ROLES, {}, 10).model, inferModel(['name'], {}, 1e6).model];
  all.push(defaultOffenderModel, trained, { ...model, clustering: { ...model.clustering, oneEach } });
  for (const one of all) {
    const read = modelFrom(modelText(one));
    assert.deepEqual(read, JSON.parse(JSON.stringify(one)));
    // An index of a list is held against the text of these two.
    if (one.id === model.id)
      assert.equal(JSON.stringify([read.fields, read.blocking]), JSON.stringify([one.fields, one.blocking]));
  }
});

/** The saved model with the first piece of text put otherwise. */
function changed(from: string | RegExp, to: string): string {
  const text = modelText(model).replace(/\s+/g, ' ');
  const other = text.replace(from, to);
  assert.notEqual(other, text, 'the test changes nothing');
  return other;
}

test('a model that is not as it should be is refused with what and where', () => {
  const cases: readonly [string | RegExp, string, RegExp][] = [
    [
      '"is": "day-month"',
      '"is": "day-monht"',
      /comparisons\[\d\]\.levels\[1\]\.when\.is must be a condition .*"day-monht"/,
    ],
    ['"kind": "date"', '"kind": "dat"', /fields\.dob\.kind must be a kind of field .*"dat"/],
    ['"roles": { "id"', '"roles": { "ident"', /roles has an entry that must be a role .*"ident"/],
    [/"prior": [^,]+/, '"prior": null', /prior must be a finite number, not null/],
    [/"prior": [^,]+/, '"prior": 3', /prior must be from/],
    [/"m": [^,]+/, '"m": "high"', /comparisons\[0\]\.levels\[0\]\.m must be a finite number/],
    [/"missingBits": -2/, '"missingBits": null', /clustering\.missingBits must be a finite number/],
    ['"part": "whole"', '"part": "hole"', /blocking\[0\]\.keys\[0\]\.part must be a part of a key/],
    [
      '"part": "whole"',
      '"part": "prefix", "length": 0',
      /blocking\[0\]\.keys\[0\]\.length must be at least 1/,
    ],
    ['"take": "tokens"', '"take": "token"', /fields\.tokens\.from\[0\]\.take must be a part of a value/],
    [
      '"is": "same", "field": "name"',
      '"is": "same", "field": "nam"',
      /when\.field must be a field of the model .*"nam"/,
    ],
    [
      '"shape": "one"',
      '"shape": "one", "lenien": true',
      /fields\.\w+\.lenien is not a setting that is known/,
    ],
    ['"effect": "weigh"', '"effect": "way"', /rules\[0\]\.effect must be an effect/],
    ['"formatVersion": 1', '"formatVersion": 2', /version 2; this program reads version 1/],
    ['"format": "waymark-linkage-model"', '"format": "other"', /no “format”/],
  ];
  for (const [from, to, words] of cases) assert.throws(() => modelFrom(changed(from, to)), words);
  assert.throws(() => modelFrom('[]'), /must be an object/);
  assert.throws(() => modelFrom('{'), SyntaxError);
});

test('so are settings of Splink', () => {
  const level = {
    sql_condition: 'l.a = r.a',
    m_probability: 0.9,
    u_probability: 'level not observed in training dataset',
  };
  const settings = { link_type: 'dedupe_only', comparisons: [{ comparison_levels: [level] }] };
  assert.throws(() => modelFrom('{"link_type": "dedupe_only"}'), /comparisons must be a list/);
  const high = { ...settings, comparisons: [{ comparison_levels: [{ ...level, m_probability: 9 }] }] };
  assert.throws(
    () => modelFrom(JSON.stringify(high)),
    /comparisons\[0\]\.comparison_levels\[0\]\.m_probability must be from 0 to 1/,
  );
  const bare = { ...settings, comparisons: [{ comparison_levels: [{}] }] };
  assert.throws(() => modelFrom(JSON.stringify(bare)), /sql_condition must be a text/);
});

test('an unknown condition or kind is never taken for another, wherever the model came from', () => {
  const table = tableFrom([
    { surname: 'Lee', dob: '1990-02-01' },
    { surname: 'Lee', dob: '1990-01-02' },
  ]);
  const own = inferModel(['surname', 'dob'], {}, 2).model;
  const [first] = own.comparisons;
  const unknown: Condition = JSON.parse('{"is":"month-day","field":"dob"}');
  const comparison = { ...first!, levels: [{ ...first!.levels[0]!, when: unknown }] };
  assert.throws(
    () => link(table, { ...own, comparisons: [comparison] }),
    /condition that is not known.*month-day/,
  );
  const dob: Model['fields'][string] = JSON.parse('{"kind":"dat","from":[{"column":"dob"}],"shape":"one"}');
  assert.throws(
    () => link(table, { ...own, fields: { ...own.fields, dob } }),
    /kind of field that is not known.*dat/,
  );
});
