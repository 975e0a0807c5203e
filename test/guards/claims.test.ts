import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { claimFaults } from './claims.ts';

/** What somebody would try who wants a figure about offending on a page without what it rests on. */
describe('the claim guard', () => {
  const says = (text: string, name = 'src/governance/planted/views.ts'): string =>
    claimFaults([{ name, text }]).join('\n');

  test('finds nothing wrong with the code as it is', () => assert.deepEqual(claimFaults(), []));

  const bad = [
    ['opens the figure', 'const words = ClaimFigure.open(claim.figure);', /opens a figure/],
    ['makes a figure of its own', 'const figure = ClaimFigure.seal(words);', /opens a figure/],
    [
      'takes the component',
      "import { button,\n  claimCard } from '../../web/components/index.ts';",
      /takes the claim card’s component/,
    ],
    ['draws a card of its own words', 'claimCard({ headline: "The scheme cut crime" })', /by hand/],
    ['copies its looks', `html\`<section class="wm-claim">$\{said}</section>\``, /looks like a claim card/],
    [
      'reads the figures out of the table',
      `sql\`select published from claim where id = $\{id}\``,
      /reads claims past/,
    ],
    [
      'reads the exact ones',
      `sql\`select figures from claim_exact where claim_id = $\{id}\``,
      /reads claims past/,
    ],
    ['writes a percentage', `const text = \`Reoffending: $\{fall}%\`;`, /percentage beside offending/],
    [
      'writes it a line away',
      `const label = "Reoffending";\nconst text = \`$\{Math.round(100 * fall)} per cent\`;`,
      /percentage beside offending/,
    ],
    [
      'names its column so',
      `row('Reconvictions', html\`<strong>$\{share(before, after)} %</strong>\`)`,
      /percentage beside offending/,
    ],
  ] as const;
  for (const [what, text, fault] of bad) test(what, () => assert.match(says(text), fault));

  test('says nothing of what has no figure of offending', () => {
    for (const text of [
      `const width = \`$\{share}%\`;`,
      'sql`select id from claim_link`',
      "import { claimCard } from '../../outcomes/index.ts';",
      'claimCard(claim)',
    ])
      assert.equal(says(text), '', text);
  });
});
