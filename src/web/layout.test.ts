import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { assetRoutes } from './assets.ts';
import {
  changedMeanwhile,
  pageArrows,
  pageItems,
  pagination,
  ragTag,
  sortHeader,
  table,
} from './components/index.ts';
import { parse } from './components/testing/parse-markup.ts';
import { html } from './html.ts';
import { inlineScriptHash, type PageOptions, page } from './layout.ts';

const options: PageOptions = {
  title: 'Today',
  viewer: { name: 'Jo Worker', role: 'Probation offender manager', agency: 'Probation' },
  navigation: [
    { text: 'Today', href: '/', active: true },
    { text: 'People', href: '/people', active: false },
  ],
  search: true,
  marking: 'OFFICIAL-SENSITIVE',
  body: html`<h1 class="govuk-heading-l">Today</h1>`,
  csrfToken: 'token<">',
  footer: [{ text: 'Accessibility', href: '/accessibility' }],
  now: new Date('2026-05-03T06:02:00Z'),
};

test('the page names the viewer, the role, the marking, who printed it and when in London', () => {
  const document = page(options);
  assert.equal(document.match(/<strong>OFFICIAL-SENSITIVE</g)?.length, 2);
  assert.ok(document.includes('data-marking="OFFICIAL-SENSITIVE"'));
  assert.ok(document.includes('Printed by Jo Worker (Probation) on 3 May 2026 at 07:02'));
  assert.ok(document.includes('Acting as Probation offender manager'));
  assert.ok(document.includes('<title>Today – Waymark</title>'));
  assert.ok(document.includes('name="_csrf" value="token&lt;&quot;&gt;"'));
});

test('a moment may be a Date or anything with epochMilliseconds', () => {
  const now = { epochMilliseconds: options.now instanceof Date ? options.now.getTime() : 0 };
  assert.equal(page({ ...options, now }), page(options));
});

test('a page with errors says so in its title and lists them first', () => {
  const document = page({ ...options, errors: [{ text: 'Enter a date', href: '#date' }] });
  assert.ok(document.includes('<title>Error: Today – Waymark</title>'));
  assert.ok(document.indexOf('govuk-error-summary') < document.indexOf('<h1'));
});

test('without a viewer there is no sign-out and no search unless asked for', () => {
  const document = page({ ...options, viewer: null, navigation: [], search: false });
  assert.ok(!document.includes('<form'));
});

test('the inline script is the one whose hash the policy lets run', () => {
  const script = page(options).match(/<script>(.*?)<\/script>/s)?.[1] ?? '';
  assert.equal(inlineScriptHash, `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  assert.ok(page({ ...options, cspNonce: 'abc' }).includes('<script nonce="abc">'));
});

test('no inline style, no handler, and nothing asked for that is not served', () => {
  const served = new Set(assetRoutes().map((route) => route.url));
  for (const token of parse(
    page(options)
      .replace('<!DOCTYPE html>', '')
      .replace(/<script>.*?<\/script>/s, ''),
  )) {
    if (token.kind !== 'open') continue;
    for (const [name, value] of Object.entries(token.attributes)) {
      assert.ok(!/^(on|style$)/.test(name), `${token.name} has ${name}`);
      if (!value.startsWith('/assets/')) continue;
      const [path = '', query = ''] = value.split('?');
      assert.ok(served.has(path), `${path} is not served`);
      assert.equal(query, `v=${assetRoutes().find((route) => route.url === path)?.hash}`);
    }
  }
});

test('a list of fifty rows and ten columns is under 60 KB', () => {
  const href = (key: string, direction: string) => `/cohort?sort=${key}&order=${direction}`;
  const head = ['name', 'age', 'base', 'lead', 'strand', 'rag', 'statutory', 'custody', 'contact', 'review'];
  const rows = Array.from({ length: 50 }, (_, at) => [
    html`<a class="govuk-link" href="/people/0198c2f0-7d3a-7000-8000-${at}">Christopher Example-Surname ${at}</a>`,
    34,
    'Great Yarmouth',
    'Alexandra Lead-Worker',
    'Neighbourhood crime',
    ragTag({ value: 'amber', text: 'Amber', trend: 'up' }),
    'Licence to 14 November 2026',
    'HMP Norwich since 3 May 2026',
    '14 April 2026',
    '21 May 2026',
  ]);
  const body = html`${table({
    head: head.map((key) => sortHeader({ text: key, key, href })),
    rows,
    firstCellIsHeader: true,
    scrollLabel: 'People',
  })}${pagination({ items: pageItems(3, 6, (to) => `?page=${to}`) })}`;
  const size = Buffer.byteLength(page({ ...options, body }));
  assert.ok(size < 60_000, `${size} bytes`);
});

test('a list read one row further than it shows has arrows where there is more, and none where there is not', () => {
  const arrows = (current: number, hasMore: boolean): string[] =>
    [...String(pageArrows(current, hasMore, (to) => `?page=${to}`)).matchAll(/href="([^"]*)"/g)].map(
      ([, href]) => href ?? '',
    );
  assert.deepEqual(arrows(1, false), []);
  assert.deepEqual(arrows(1, true), ['?page=2']);
  assert.deepEqual(arrows(2, true), ['?page=1', '?page=3']);
  assert.deepEqual(arrows(3, false), ['?page=2']);
});

test('what somebody else wrote meanwhile is shown as text, and only where somebody did', () => {
  assert.equal(changedMeanwhile('this goal', undefined), '');
  const shown = String(changedMeanwhile('this goal', '<b>A flat</b>'));
  assert.match(shown, /changed this goal while you were writing/);
  assert.match(shown, /&lt;b&gt;A flat&lt;\/b&gt;/);
});
