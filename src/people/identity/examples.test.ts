import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleRecords, measureExamples } from '../../../bench/example-linkage.ts';
import { defaultOffenderModel, link } from '../../linkage/index.ts';
import { tableOf } from './linkable.ts';
import { isCompared } from './rules.ts';

test('the example extracts are linked without putting one person’s offences on another', () => {
  const quality = measureExamples();
  assert.ok(quality.precision >= 0.995, `precision ${quality.precision}`);
  assert.ok(quality.wrongMerges <= 3, `${quality.wrongMerges} wrong merges`);
  assert.ok(quality.recall >= 0.8, `recall ${quality.recall}`);
  // What the program does not dare is mostly right, and waits for a person.
  assert.ok(quality.reviewSame / quality.review > 0.9);
});

test('twins, brothers and sisters, fathers and sons stay apart', () => {
  const all = exampleRecords().filter(({ record }) => isCompared(record.capacity));
  const { clusters } = link(tableOf(all.map(({ record }) => record)), defaultOffenderModel);
  // One surname at one postcode, two true people: the families of the examples.
  const homes = new Map<string, number[]>();
  all.forEach(({ record }, row) => {
    if (record.familyName === null || record.postcode === null) return;
    const home = `${record.familyName.toUpperCase()} ${record.postcode.toUpperCase().replaceAll(' ', '')}`;
    homes.set(home, [...(homes.get(home) ?? []), row]);
  });
  let families = 0;
  let twins = 0;
  let namesakes = 0;
  let merged = 0;
  for (const rows of homes.values()) {
    for (const one of rows) {
      for (const other of rows) {
        const [a, b] = [all[one], all[other]];
        if (one >= other || a === undefined || b === undefined || a.truth === b.truth) continue;
        families += 1;
        if (a.record.born !== null && a.record.born === b.record.born) twins += 1;
        if (a.record.givenName === b.record.givenName) namesakes += 1;
        if (clusters[one] === clusters[other]) merged += 1;
      }
    }
  }
  assert.ok(families > 100, `only ${families} pairs of relatives to test with`);
  assert.ok(twins > 5, `only ${twins} pairs of twins`);
  assert.ok(namesakes > 5, `only ${namesakes} pairs of one name`);
  assert.ok(merged <= 2, `${merged} pairs of relatives were merged`);
});
