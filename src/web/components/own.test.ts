import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html, render } from '../html.ts';
import {
  type ClaimCardModel,
  claimCard,
  claimFinding,
  claimLines,
  crossesNoEffect,
  emptyState,
  filterChips,
  identityBar,
  marking,
  pageItems,
  ragTag,
  scrollRegion,
  sortHeader,
  statLinks,
  subNavigation,
  table,
  timeline,
} from './index.ts';
import { parse } from './testing/parse-markup.ts';

/** What a reader hears: the text, with one space between. */
function words(markup: string): string {
  return parse(markup)
    .map((token) => (token.kind === 'text' ? token.text : ' '))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

const claim: ClaimCardModel = {
  id: 'claim',
  headline: 'Proven offences were lower than before.',
  level: 1,
  change: { percent: -58, before: '6.1', after: '2.6 a year', people: 41 },
  counts: [{ label: 'Offences before', value: 250, href: '/offences?before' }],
  window: 'Joined April 2023 to March 2024, followed for 12 months',
  timeAtRisk: '30% of the follow-up was spent in custody',
  comparison: null,
  interval: { low: -70, high: -40, confidence: 95, scale: 'percent', of: 'change in the rate' },
  expectedUnderNothing: 'A fall of about 40%',
  leftOut: [{ count: 14, why: 'moved away' }],
  dataTo: '31 March 2026',
};

test('a claim card says its design, counts, window, comparison, interval and who is left out', () => {
  const said = words(render(claimCard(claim)));
  for (const part of [
    'Level 1 of 5',
    '−58%, from 6.1 to 2.6 a year (41 people)',
    '−70% to −40% (change in the rate, 95% confidence)',
    'None: nobody outside the scheme is compared',
    'A fall of about 40%',
    '14: moved away',
    'Data to 31 March 2026',
    'at its height',
  ]) {
    assert.ok(said.includes(part), `"${part}" is not in: ${said}`);
  }
});

test('a claim card whose interval includes no effect says that we cannot tell', () => {
  const interval = { low: 0.8, high: 1.2, confidence: 95, scale: 'ratio', of: 'rate ratio' } as const;
  const said = words(render(claimCard({ ...claim, level: 3, interval })));
  assert.match(said, /We cannot tell whether the scheme raises or lowers reoffending/);
  assert.match(said, /0\.80 to 1\.20 \(rate ratio/);
  assert.ok(!words(render(claimCard({ ...claim, level: 3 }))).includes('cannot tell'));
  assert.equal(crossesNoEffect({ ...interval, low: 1 }), true);
  assert.equal(crossesNoEffect({ ...interval, scale: 'difference' }), false);
});

test('what may be said follows the figure, with two digits and the estimate that the interval is around', () => {
  const interval = { confidence: 95, scale: 'ratio', of: 'rate ratio' } as const;
  const maySay = (low: number, high: number) =>
    claimLines({ ...claim, level: 2, interval: { ...interval, low, high, estimate: 1.21 } })
      .filter(({ name }) => name === 'What may be said' || name === 'Interval')
      .flatMap(({ said }) => said);
  assert.deepEqual(maySay(1, 1.47), [
    'we cannot tell whether it is lower or higher',
    '1.21, 1.00 to 1.47 (rate ratio, 95% confidence)',
  ]);
  assert.equal(maySay(1.05, 1.47)[0], 'was higher than expected');
  assert.equal(maySay(0.5, 0.9)[0], 'was lower than expected');
});

test('a second estimate of the design is told in the card, its caution and what may be said', () => {
  const ratio = { confidence: 95, scale: 'ratio' } as const;
  const model: ClaimCardModel = {
    ...claim,
    level: 3,
    interval: { ...ratio, low: 0.66, high: 1.15, estimate: 0.872, of: 'level' },
    alsoEstimated: [{ ...ratio, low: 1.007, high: 1.051, estimate: 1.029, of: 'slope' }],
  };
  const said = words(render(claimCard(model)));
  assert.match(said, /Also estimated 1\.029, 1\.007 to 1\.051 \(slope/);
  assert.match(said, /Do not repeat one estimate without the other/);
  assert.match(said, /of the slope: is associated with more or a rise/);
  assert.equal(claimFinding(model), 'open');
});

test('a claim card refuses numbers that cannot be', () => {
  const interval = { low: 2, high: 1, confidence: 95, scale: 'ratio', of: 'rate ratio' } as const;
  assert.throws(() => claimCard({ ...claim, interval }), RangeError);
  const change = { percent: Number.NaN, before: '0', after: '1', people: 3 };
  assert.throws(() => claimCard({ ...claim, change }), RangeError);
});

test('RAG is never colour alone', () => {
  assert.equal(
    words(render(ragTag({ value: 'amber', text: 'Amber', trend: 'up' }))),
    'Amber , worse than before',
  );
  assert.throws(() => ragTag({ value: 'red', text: ' ' }), TypeError);
});

test('the identity bar leaves out what it is not given', () => {
  const markup = render(identityBar({ name: 'Sam <Example>' }));
  assert.equal(words(markup), 'Sam <Example>');
});

test('the identity bar puts risk to staff first and identifiers where they can be copied', () => {
  const markup = render(
    identityBar({
      name: 'Sam Example',
      aliases: { count: 2, href: '/people/1/records' },
      dateOfBirth: '4 May 1990',
      age: 36,
      pnc: '2001/0000001A',
      flags: [{ text: 'Diabetes' }, { text: 'dog at address', riskToStaff: true }],
      leads: [{ name: 'Pat Worker', phone: '01603 000 000' }],
      restriction: 'Limited to named staff',
      whyHref: '/people/1/why',
    }),
  );
  const said = words(markup);
  assert.ok(said.indexOf('Risk to staff: dog at address') < said.indexOf('Diabetes'));
  assert.ok(said.includes('Born 4 May 1990, age 36'));
  assert.ok(markup.includes('<code class="wm-copy" data-copy="PNC">2001/0000001A</code>'));
  assert.ok(markup.includes('href="tel:01603000000"'));
  assert.ok(said.includes('Restricted record: Limited to named staff'));
  assert.ok(said.endsWith('Also known by 2 other names Why you can see this'));
  const [always = '', folded = ''] = markup.split('<details');
  for (const part of ['age 36', 'dog at address', 'Pat Worker', 'Limited to named staff'])
    assert.ok(always.includes(part), `${part} shows without unfolding`);
  assert.ok(folded.includes('2001/0000001A'));
});

test('a sort header sorts, and turns the order round where it already sorts', () => {
  const href = (key: string, direction: string) => `?sort=${key}&order=${direction}`;
  const idle = sortHeader({ text: 'Name', key: 'name', href });
  assert.equal(idle.attributes?.['aria-sort'], 'none');
  const sorted = sortHeader({
    text: 'Name',
    key: 'name',
    sorted: { key: 'name', direction: 'ascending' },
    href,
  });
  assert.equal(sorted.attributes?.['aria-sort'], 'ascending');
  assert.ok(render(html`${sorted.html}`).includes('?sort=name&amp;order=descending'));
});

test('page items show the first, the last, the neighbours and the gaps', () => {
  const shown = (current: number, last: number) =>
    pageItems(current, last, String)
      .map((item) => (item.ellipsis ? '…' : item.number))
      .join(' ');
  assert.equal(shown(1, 1), '1');
  assert.equal(shown(1, 6), '1 2 … 6');
  assert.equal(shown(4, 7), '1 … 3 4 5 … 7');
});

test('a wide table scrolls in a named region that the keyboard reaches', () => {
  const markup = render(table({ rows: [['a', 1, html`<b>c</b>`, null]], scrollLabel: 'People' }));
  assert.ok(
    markup.startsWith('<div class="wm-scroll" tabindex="0" role="region" aria-label="People"><table'),
  );
  assert.ok(
    markup.includes('<td class="govuk-table__cell"><b>c</b></td><td class="govuk-table__cell"></td>'),
  );
  assert.ok(render(scrollRegion({ label: 'x', html: html`y` })).includes('>y</div>'));
});

test('chips, statistics, empty states, markings, tabs and timelines say what they are given', () => {
  assert.equal(render(filterChips({ chips: [] })), '');
  const chips = filterChips({ chips: [{ text: 'Base: Ipswich', removeHref: '?' }], clearHref: '?all' });
  assert.equal(words(render(chips)), 'Filtered by Remove this filter: Base: Ipswich Clear all filters');
  assert.equal(words(render(statLinks([{ number: 0, label: 'overdue', href: '/due' }]))), '0 overdue');
  const empty = emptyState({
    title: 'Nothing is due.',
    text: 'Next: Monday.',
    actions: [{ text: 'Plan', href: '/p' }],
  });
  assert.equal(words(render(empty)), 'Nothing is due. Next: Monday. Plan');
  const marked = marking({
    marking: 'OFFICIAL',
    place: 'top',
    printedBy: 'Jo',
    printedAt: '3 May 2026 at 07:02',
  });
  assert.equal(words(render(marked)), 'OFFICIAL Printed by Jo on 3 May 2026 at 07:02');
  const tabs = render(
    subNavigation({ label: 'Sam Example', items: [{ text: 'Plan', href: '/plan', active: true }, false] }),
  );
  assert.ok(tabs.includes('aria-current="page" href="/plan"'));
  const datetime = { timestamp: '2026-05-03', text: '3 May 2026' };
  const line = timeline({ items: [{ label: 'Arrest', byline: 'Jo', datetime, text: 'a < b' }] });
  assert.equal(words(render(line)), 'Arrest by Jo 3 May 2026 a < b');
});

test('a table that stacks names each value by its column, for a phone that shows rows as cards', () => {
  const drawn = (stack: boolean) =>
    render(
      table({
        stack,
        firstCellIsHeader: true,
        head: [{ text: 'Name' }, { text: 'Agency' }, html`<em>Do</em>`],
        rows: [['Ann', { text: '<Police>' }, 'x']],
      }),
    );
  assert.match(drawn(true), /<table class="govuk-table wm-stack">/);
  assert.match(drawn(true), /<td data-label="Agency">&lt;Police&gt;<\/td>/);
  assert.equal(drawn(true).match(/data-label/g)?.length, 1, 'a name and markup are no labels');
  assert.doesNotMatch(drawn(false), /data-label|wm-stack/);
});

test('a table folds what it is told to on a phone: each row has its “More”, and the other columns are marked to stay', () => {
  const drawn = render(
    table({
      stack: true,
      firstCellIsHeader: true,
      foldOnPhone: [2],
      head: [{ text: 'Name' }, { text: 'RAG' }, { text: 'Review' }],
      rows: [
        ['Lee, Ann', 'Red', '1 Nov 2026'],
        ['Roe, Bo', 'Green', '2 Nov 2026'],
      ],
    }),
  );
  assert.equal(drawn.match(/<details class="wm-more">/g)?.length, 2);
  assert.deepEqual(
    [...drawn.matchAll(/class="wm-keep"[^>]*>([^<]*)/g)].map(([, text]) => text),
    ['Red', 'Green'],
  );
});
