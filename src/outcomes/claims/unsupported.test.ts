import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ClaimLevel } from '../../web/components/index.ts';
import { render } from '../../web/html.ts';
import { asserted, harmless } from './effect-texts-for-tests.ts';
import { ClaimFigure } from './figure.ts';
import type { LinkedClaim } from './linked.ts';
import { effectWarning, markUnsupported, unsupportedClaims } from './unsupported.ts';

const words = {
  headline: 'We cannot tell whether the scheme raises or lowers reoffending.',
  counts: [],
  window: 'x',
  timeAtRisk: 'x',
  comparison: null,
  interval: null,
  expectedUnderNothing: null,
  leftOut: [],
  dataTo: '1 May 2026',
};

const claimOf = (level: ClaimLevel, isPublished = true): LinkedClaim => ({
  id: 7,
  measure: 'x',
  title: 'Proven offences: claim 7',
  at: new Date('2026-05-02T09:00:00Z'),
  dataTo: '2026-05-01',
  level,
  definition: null,
  figure: isPublished ? ClaimFigure.seal({ ...words, level }) : null,
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
    ]);
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
