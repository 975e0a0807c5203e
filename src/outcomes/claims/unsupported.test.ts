import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ClaimInterval, ClaimLevel } from '../../web/components/index.ts';
import { render } from '../../web/html.ts';
import { effectClaims } from './effect-claims.ts';
import { asserted, harmless } from './effect-texts-for-tests.ts';
import { ClaimFigure } from './figure.ts';
import type { LinkedClaim } from './linked.ts';
import { effectWarning, markUnsupported, unsupportedClaims } from './unsupported.ts';

const ratio = (low: number, high: number): ClaimInterval => ({
  low,
  high,
  confidence: 95,
  scale: 'ratio',
  of: 'ratio',
});

const words = {
  headline: 'We cannot tell whether the scheme raises or lowers reoffending.',
  counts: [],
  window: 'x',
  timeAtRisk: 'x',
  comparison: null,
  interval: ratio(0.6, 0.9),
  expectedUnderNothing: null,
  leftOut: [],
  dataTo: '1 May 2026',
};

const claimOf = (
  level: ClaimLevel,
  isPublished = true,
  interval: ClaimInterval | null = words.interval,
): LinkedClaim => ({
  id: 7,
  measure: 'x',
  title: 'Proven offences: claim 7',
  at: new Date('2026-05-02T09:00:00Z'),
  dataTo: '2026-05-01',
  level,
  definition: null,
  finding: isPublished ? 'lower' : null,
  figure: isPublished ? ClaimFigure.seal({ ...words, level, interval }) : null,
  notPublishedWhy: isPublished ? null : 'Few',
});

const paper = 'The scheme has cut reoffending. It meets monthly.';

describe('texts and the claims behind them', () => {
  it('lets nothing below level 5 carry "cut", whatever is linked', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<ClaimLevel>(0, 1, 2, 3, 4, 5), { maxLength: 4 }), (levels) => {
        const found = unsupportedClaims(
          paper,
          levels.map((level) => claimOf(level)),
        );
        assert.equal(found.length === 0, levels.includes(5));
      }),
    );
  });

  it('lets a claim that compares nothing carry none of what papers say, and be no burden to the rest', () => {
    for (const said of asserted) assert.notDeepEqual(unsupportedClaims(said, [claimOf(0)]), [], said);
    for (const said of harmless) assert.deepEqual(unsupportedClaims(said, []), [], said);
  });

  it('lets a before and after carry no cause, no success and no share without its values', () => {
    const lets = asserted.filter((said) => unsupportedClaims(said, [claimOf(1)]).length === 0);
    assert.deepEqual(lets, [
      'Offences are down.',
      'Members are less likely to reoffend.',
      'Since joining, members commit fewer offences.',
      'Members commit fewer crimes since they joined',
    ]);
  });

  it('carries no share and no rate that is not on its card', () => {
    const whys = (said: string): string[] => unsupportedClaims(said, [claimOf(2)]).map(({ why }) => why);
    assert.deepEqual(whys('1.5 Offending was lower than expected.'), []);
    assert.match(whys('Reoffending fell from 90.1 to 0.2 (9 people).')[0] ?? '', /does not say 90.1/);
    assert.match(
      whys('Of the members, by 58%, offending was lower than expected.')[0] ?? '',
      /does not say 58/,
    );
    assert.match(whys('In 2025/26 offending was lower than expected, by 12 per cent.')[0] ?? '', /say 12/);
  });

  it('carries lower only where the figure is lower and its interval excludes no difference', () => {
    const lower = 'Offending was lower than expected among members.';
    const higher = 'Offending was higher than expected among members.';
    const whys = (said: string, interval: ClaimInterval | null): string[] =>
      unsupportedClaims(said, [claimOf(2, true, interval)]).map(({ why }) => why);
    assert.deepEqual(whys(lower, ratio(0.6, 0.9)), []);
    assert.match(whys(lower, ratio(1, 1.47))[0] ?? '', /cannot tell .*includes no difference/);
    assert.match(whys(lower, ratio(1.05, 1.47))[0] ?? '', /was higher, and the text says lower/);
    assert.deepEqual(whys('Offending has increased.', ratio(1.05, 1.47)), []);
    assert.match(whys('Offending has increased.', ratio(0.6, 0.9))[0] ?? '', /says higher/);
    assert.match(whys(lower, null)[0] ?? '', /no interval/);
    assert.match(markUnsupported(lower, [claimOf(2, true, ratio(1, 1.47))]), /\[unsupported claim\]/);
    assert.deepEqual(effectClaims(higher).length > 0 ? whys(higher, ratio(1.05, 1.47)) : [], []);
  });

  it('lets a level and a slope that point apart carry neither', () => {
    const both = ClaimFigure.seal({
      ...words,
      level: 3,
      interval: ratio(0.6, 0.9),
      alsoEstimated: [ratio(1.01, 1.05)],
    });
    assert.equal(unsupportedClaims('Offences are down.', [{ id: 7, level: 3, figure: both }]).length, 1);
  });

  it('tells a writer who has linked a claim to change the words, not to link one', () => {
    const warned = render(effectWarning(paper, { linked: [claimOf(2)], offered: [] }));
    assert.match(warned, /more of offending than the linked claim carries/);
    assert.ok(!warned.includes('nothing here shows it'));
  });

  it('does not count a claim that is not published', () =>
    assert.equal(unsupportedClaims(paper, [claimOf(5, false)]).length, 1));

  it('lets no claim carry a relative change alone, or "proven scheme"', () => {
    for (const said of [
      'a 58% reduction in reoffending',
      'It is a proven scheme effective in reducing crime',
    ])
      assert.notDeepEqual(unsupportedClaims(said, [claimOf(5)]), [], said);
  });

  it('marks what is printed, and only that', () => {
    assert.equal(
      markUnsupported(paper, []),
      'The scheme has cut reoffending [unsupported claim]. It meets monthly.',
    );
    assert.equal(markUnsupported(paper, [claimOf(5)]), paper);
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) =>
        assert.equal(markUnsupported(text, []).replaceAll(' [unsupported claim]', ''), text),
      ),
    );
  });

  it('warns with the cards that may stand behind it, and is silent otherwise', () => {
    const warned = render(effectWarning(paper, { linked: [], offered: [claimOf(2)] }));
    assert.match(warned, /cut reoffending/);
    assert.match(warned, /href="\/outcomes\/claims\/7"/);
    assert.equal(render(effectWarning('It meets monthly.', { linked: [], offered: [] })), '');
  });
});
