import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EvidenceStep } from './evidence.ts';
import { rowsOfMarks, waterfallPicture } from './picture.ts';

// The words over the lines of the picture can be read wherever the lines fall.

/** A letter of eleven points is about this wide, in hundredths of the narrowest screen. */
const width = (words: string): number => (words.length * 6.2 * 100) / 280;
/** Words end so far left of their line. */
const gap = 300 / 280;

test('property: no two words touch, and no line runs through words', () => {
  const at = fc.integer({ min: 10, max: 840 }).map((tenths) => tenths / 10);
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
          const [from, to] = [other.x - gap - width(other.words), other.x - gap];
          // A line begins beside its own words and runs down past the rows below.
          if (one.row <= other.row) assert.ok(one.x <= from || one.x >= to, `a line through ${other.words}`);
          if (one.row === other.row)
            assert.ok(
              one.x - gap <= from || one.x - gap - width(one.words) >= to,
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
  const said = [...drawn.matchAll(/<text x="([\d.]+)%" dx="-3" y="(\d+)" font-size="11"[^>]*>(\w+)</g)].map(
    ([, x, y, words]) => ({ x: Number(x), y: Number(y), words: words ?? '' }),
  );
  assert.deepEqual(said.map(({ words }) => words).sort(), ['evens', 'link', 'review']);
  const review = said.find(({ words }) => words === 'review');
  const evens = said.find(({ words }) => words === 'evens');
  assert.ok(review !== undefined && evens !== undefined);
  assert.ok(review.x - evens.x < width('review'), 'they stand close');
  assert.notEqual(review.y, evens.y);
});

test('the picture is as wide as its place and no wider: bars in hundredths, every step with its words whole and its number', () => {
  const what = 'Other names that somebody has gone by, and how common they are';
  const drawn = String(
    waterfallPicture(
      [
        { kind: 'prior', what: 'Any two records', found: '', bits: -22, from: 0, to: -22 },
        { kind: 'comparison', what, found: '', bits: 60, from: -22, to: 38 },
        { kind: 'total', what: 'Sum', found: '', bits: 38, from: 0, to: 38 },
      ],
      'x',
    ),
  );
  assert.match(drawn, /width="100%"/);
  assert.doesNotMatch(drawn, /viewBox|scroll/i);
  assert.ok(drawn.includes(what), 'words are not cut');
  for (const said of ['-22.0', '+60.0', '+38.0']) assert.ok(drawn.includes(`>${said}<`), said);
  for (const [, x, wide] of drawn.matchAll(/<rect x="([\d.]+)%" y="\d+" width="([\d.]+)%"/g))
    assert.ok(Number(x) + Number(wide) <= 85, 'room for the number is left');
});
