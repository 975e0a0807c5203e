import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type ClaimLevel, claimCard } from '../../web/components/index.ts';
import { render } from '../../web/html.ts';
import type { CardWords } from '../measures/types.ts';
import { drawnCard } from './card.ts';

/** Whoever writes a measure and wants it to say more than its design: every way that a card has for words. */
describe('a card that is asked to say too much', () => {
  const sound: CardWords = {
    level: 1,
    headline: 'Proven offending was lower after joining than before: 2.6 a year, 6.1 before (120 people).',
    counts: [{ label: 'People counted', value: 120 }],
    window: '24 months before joining; from joining to 1 May 2026',
    timeAtRisk: 'Custody is taken out: 30% of the time after joining was spent in prison',
    comparison: null,
    interval: { low: 0.3, high: 0.6, confidence: 95, scale: 'ratio', of: 'after to before' },
    expectedUnderNothing: null,
    leftOut: [{ count: 14, why: 'not yet countable' }],
    dataTo: '31 October 2026',
  };
  const said = 'the scheme has cut reoffending by a third';
  const levels: readonly ClaimLevel[] = [0, 1, 2, 3, 4];
  const draw = (words: CardWords): string => render(claimCard(drawnCard(words, { definition: '#x' })));

  it('draws what is sound, with its caution', () => {
    assert.match(draw(sound), /This is not an estimate of the effect of the scheme/);
    assert.match(draw(sound), /at its height/);
  });

  const ways: readonly [string, (level: ClaimLevel) => CardWords][] = [
    ['the headline', (level) => ({ ...sound, level, headline: said })],
    ['the window', (level) => ({ ...sound, level, headline: 'Counted.', window: said })],
    ['time at risk', (level) => ({ ...sound, level, headline: 'Counted.', timeAtRisk: said })],
    ['the comparison', (level) => ({ ...sound, level, headline: 'Counted.', comparison: said })],
    [
      'who was left out',
      (level) => ({ ...sound, level, headline: 'Counted.', leftOut: [{ count: 9, why: said }] }),
    ],
    ['a count', (level) => ({ ...sound, level, headline: 'Counted.', counts: [{ label: said, value: 9 }] })],
  ];
  for (const [way, words] of ways)
    it(`refuses an effect in ${way}, at every level below 5`, () => {
      for (const level of levels) assert.throws(() => draw(words(level)), RangeError, `${way} at ${level}`);
    });

  it('refuses completers alone, means of individual percentages and bare percentages at every level', () => {
    for (const headline of [
      'Completers had fewer offences than others (120 people).',
      'Those who engaged had fewer offences (120 people).',
      'Offences were 58% lower on average per person.',
      'Offences were 58% lower.',
      'Offences were 58 per cent lower (120 people).',
    ])
      for (const level of [...levels, 5 as const])
        assert.throws(() => draw({ ...sound, level, headline }), RangeError, `${headline} at ${level}`);
  });

  it('says at any level that it cannot tell where the interval includes no difference', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...levels, 5 as const),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 1, max: 4, noNaN: true }),
        (level, low, high) => {
          const interval = { low, high, confidence: 95, scale: 'ratio' as const, of: 'x' };
          assert.match(draw({ ...sound, level, headline: 'Counted.', interval }), /We cannot tell/);
        },
      ),
    );
  });

  it('never gives a change without both values and the people', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -100, max: 300 }),
        fc.integer({ min: 1, max: 9_999 }),
        (percent, people) => {
          const change = { percent, before: '6.1', after: '2.6 a year', people };
          assert.match(
            draw({ ...sound, change }),
            new RegExp(`from 6\\.1 to 2\\.6 a year \\(${people} people\\)`),
          );
        },
      ),
    );
    assert.throws(() => draw({ ...sound, change: { percent: -120, before: '1', after: '0', people: 9 } }));
  });
});
