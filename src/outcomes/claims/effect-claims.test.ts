import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { effectClaims } from './effect-claims.ts';

/** Said in real papers of schemes, and what a writer would try instead of them. */
const asserted = [
  'The Norfolk 180° IOM performance framework indicates that there is, on average, almost a 58% reduction in reoffending amongst the people it manages, resulting in benefits to communities.',
  'The IOM has a proven scheme effective in the reduction in crime harm and offending across both counties.',
  'Suffolk Constabulary has expressed its intention to gain the benefits of a greater reduction in re-offending by further investment in IOM.',
  'This is the preferred option as it represents 12.8% cost savings, maximum opportunity, reduced crime, prolific offender rehabilitation.',
  'The scheme has cut reoffending by a third.',
  'Reoffending fell by 58 per cent.',
  'Offending by members has halved.',
  'Offences are down.',
  'A 58 % reduction in offences was seen.',
  'There was a reduction of almost 60 % in offences.',
  'We reduced crime harm across the county.',
  'Members are less likely to reoffend.',
  'The programme has been shown to work.',
  'IOM works.',
  'It is proven to reduce offending.',
  'There has been success in reducing offending.',
  'The post led to fewer burglaries.',
  'It had a significant impact on reoffending.',
  'Investment will reduce reoffending.',
  'The team prevented 40 burglaries.',
];

const harmless = [
  'To help them reduce their offending behaviour.',
  'Local arrangements focus on cutting crime and reducing reoffending and victimisation.',
  'The Reducing Reoffending Board met in May.',
  'To agree for the allocation of 100K to fund a Reducing Reoffending co-ordinator post.',
  'The scheme aims to reduce reoffending.',
  'A delivery unit to oversee the reduction of crime and reoffending.',
  'The work is in line with the pathways to reducing re-offending.',
  'There were 12 proven reoffences in the quarter.',
  'We cannot tell whether the scheme raises or lowers reoffending.',
  'This was accompanied by a large reduction in core funding.',
  'A reduction in 5 FTE managers saves £167,804.',
  'working with some crime reduction initiatives',
  'Proven offences per person-year at liberty: 1.90.',
  'The partnership meets every second Tuesday; the budget fell by 5%.',
  'The inspection looked at whether the scheme had reduced offending.',
  'Increased focus upon super prolific offender management by specialist managers.',
  'To further enhance reduced offending work in the county.',
  'There is no evidence that the scheme reduced offending.',
];

describe('what asserts an effect on offending', () => {
  for (const text of asserted)
    it(`finds: ${text.slice(0, 70)}`, () => assert.notDeepEqual(effectClaims(text), []));
  for (const text of harmless)
    it(`leaves: ${text.slice(0, 70)}`, () => assert.deepEqual(effectClaims(text), []));

  it('gives the place of the phrase in a longer paper', () => {
    const text = `1.4 The board meets monthly.\n1.5 ${asserted[0]}\n1.6 It aims to reduce crime.`;
    const [one, ...more] = effectClaims(text);
    assert.equal(more.length, 0);
    assert.match(one?.phrase ?? '', /58% reduction in reoffending/);
    assert.equal(text.slice(one?.start, one?.end), one?.phrase);
  });

  it('finds what is asserted wherever it stands, in order and without overlap', () => {
    const sentence = fc.oneof(
      fc.constantFrom(...asserted).map((said) => ({ said, isClaim: true })),
      fc.constantFrom(...harmless.map((said) => (/[.]$/.test(said) ? said : `${said}.`))).map((said) => ({
        said,
        isClaim: false,
      })),
    );
    fc.assert(
      fc.property(fc.array(sentence, { maxLength: 8 }), (parts) => {
        const text = parts.map(({ said }) => said).join(' ');
        const found = effectClaims(text);
        found.forEach(({ start, end, phrase }, index) => {
          assert.equal(text.slice(start, end), phrase);
          assert.ok(start >= (found[index - 1]?.end ?? 0));
        });
        let from = 0;
        for (const { said, isClaim } of parts) {
          const to = from + said.length;
          assert.equal(
            found.some(({ start, end }) => start < to && end > from),
            isClaim,
            said,
          );
          from = to + 1;
        }
      }),
      { numRuns: 200 },
    );
  });

  it('answers any text, and a long one without end', () => {
    fc.assert(fc.property(fc.string({ maxLength: 400 }), (text) => Array.isArray(effectClaims(text))));
    const long = 'the reduction of the offending in the scheme and '.repeat(4_000);
    assert.ok(Array.isArray(effectClaims(long)));
  });
});
