import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ClaimLevel } from '../../web/components/index.ts';
import { cannotTell, type Finding, headlineOf, requireWording, wordingFaults } from './wording.ts';

const levels: readonly ClaimLevel[] = [0, 1, 2, 3, 4, 5];

const findings = fc.record<Finding>({
  level: fc.constantFrom(...levels),
  people: fc.integer({ min: 1, max: 20_000 }),
  after: fc.double({ min: 0, max: 40, noNaN: true }),
  reference: fc.option(fc.double({ min: 0, max: 40, noNaN: true })),
  interval: fc.option(
    fc
      .tuple(fc.double({ min: 0, max: 3, noNaN: true }), fc.double({ min: 0, max: 3, noNaN: true }))
      .map(([one, other]) => ({ low: Math.min(one, other), high: Math.max(one, other) })),
  ),
});

describe('wording of claims', () => {
  it('never says more than its design carries, whatever the numbers', () => {
    fc.assert(
      fc.property(findings, (finding) => {
        const sentence = headlineOf(finding);
        assert.deepEqual(wordingFaults(finding.level, sentence), []);
        assert.ok(!/%|per ?cent/i.test(sentence));
        if (finding.level < 5) assert.ok(!/\b(reduced|caused|cut|prevented)\b/.test(sentence));
      }),
    );
  });

  it('is neutral when the interval includes no difference or there is none', () => {
    fc.assert(
      fc.property(findings, (finding) => {
        const { interval, level, reference } = finding;
        const isOpen = interval === null || (interval.low <= 1 && interval.high >= 1);
        fc.pre(level > 0 && reference !== null);
        assert.equal(headlineOf(finding).startsWith(cannotTell), isOpen);
      }),
    );
  });

  const lower = { people: 142, after: 1.9, reference: 2.4, interval: { low: 0.7, high: 0.9 } };
  const verbs: readonly [ClaimLevel, RegExp][] = [
    [1, /was lower after joining than before/],
    [2, /was lower than expected/],
    [3, /was associated with fewer/],
    [4, /^Estimated effect, if no unmeasured differences/],
    [5, /^The scheme reduced/],
  ];
  for (const [level, verb] of verbs) {
    it(`uses the verb of level ${level}`, () => {
      const sentence = headlineOf({ ...lower, level });
      assert.match(sentence, verb);
      assert.match(sentence, /1\.90 .* 2\.40 .*\(142 people\)/);
    });
    it(`uses no verb of a higher level at level ${level}`, () => {
      for (const [higher] of verbs.filter(([other]) => other > level)) {
        const faults = wordingFaults(level, headlineOf({ ...lower, level: higher }));
        assert.notDeepEqual(faults, [], `level ${higher}'s sentence passed at level ${level}`);
      }
    });
  }

  it('refuses what the papers say', () => {
    const said = [
      'On average, almost a 58% reduction in reoffending amongst the people it manages',
      'Proven scheme effective in the reduction in crime harm and offending',
      'The scheme cut crime',
      'Offending fell by 58 per cent',
      'Those who engaged offended less',
    ];
    for (const sentence of said) {
      for (const level of levels.slice(0, 5)) {
        assert.throws(() => requireWording(level, sentence), RangeError, `${sentence} at ${level}`);
      }
    }
  });

  it('never says "no effect"', () => {
    for (const level of levels) assert.notDeepEqual(wordingFaults(level, 'The scheme has no effect'), []);
  });

  it('lets a relative change stand only with both values and the people', () => {
    assert.notDeepEqual(wordingFaults(5, 'Offending was 58% lower'), []);
    assert.deepEqual(wordingFaults(5, 'Offending was 58% lower, from 6.1 to 2.6 a year (120 people)'), []);
  });
});
