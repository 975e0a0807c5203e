import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EvidenceStep } from './evidence.ts';
import { rowsOfMarks, waterfallPicture } from './picture.ts';

// The words over the lines of the picture can be read wherever the lines fall.

/** A letter of eleven points is about this wide. */
const width = (words: string): number => words.length * 6.2;

test('property: no two words touch, and no line runs through words', () => {
  const at = fc.integer({ min: 250, max: 600 });
  fc.assert(
    fc.property(at, at, at, (evens, review, link) => {
      const marks = rowsOfMarks([
        { x: evens, words: 'evens' },
        { x: review, words: 'review' },
        { x: link, words: 'link' },
      ]);
      assert.equal(marks.length, 3);
      for (const one of marks)
        for (const other of marks) {
          if (one === other) continue;
          const [from, to] = [other.x - 3 - width(other.words), other.x - 3];
          // A line begins beside its own words and runs down past the rows below.
          if (one.row <= other.row) assert.ok(one.x <= from || one.x >= to, `a line through ${other.words}`);
          if (one.row === other.row)
            assert.ok(
              one.x - 3 <= from || one.x - 3 - width(one.words) >= to,
              `${one.words}, ${other.words}`,
            );
        }
    }),
  );
});

test('the picture has each mark’s words once, apart where evidence is so much that the marks stand close', () => {
  const step = (kind: EvidenceStep['kind'], from: number, to: number): EvidenceStep => ({
    kind,
    what: kind,
    found: '',
    bits: to - from,
    from,
    to,
  });
  const drawn = String(
    waterfallPicture([step('prior', 0, -22), step('comparison', -22, 45), step('total', 0, 45)], 'x'),
  );
  const said = [...drawn.matchAll(/<text x="([\d.]+)" y="(\d+)" font-size="11"[^>]*>(\w+)</g)].map(
    ([, x, y, words]) => ({ x: Number(x), y: Number(y), words: words ?? '' }),
  );
  assert.deepEqual(said.map(({ words }) => words).sort(), ['evens', 'link', 'review']);
  const review = said.find(({ words }) => words === 'review');
  const evens = said.find(({ words }) => words === 'evens');
  assert.ok(review !== undefined && evens !== undefined);
  assert.ok(review.x - evens.x < width('review'), 'they stand close');
  assert.notEqual(review.y, evens.y);
});
