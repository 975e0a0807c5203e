import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from './components/testing/parse-markup.ts';
import { attributes, type Fragment, html, isHtml, join, raw, render } from './html.ts';

/** Any text, weighted towards what could break out of its place. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '<',
        '>',
        '"',
        "'",
        '&',
        '&amp;',
        '</p>',
        '<script>',
        '-->',
        ' onload=',
        '`',
        '=',
        '\\',
        'a',
        '\n',
      ),
    )
    .map((parts) => parts.join('')),
);

test('text reads back as it was, and makes no tag of its own', () => {
  fc.assert(
    fc.property(text, (given) => {
      const tokens = parse(render(html`<p>${given}</p>`));
      assert.deepEqual(
        tokens.filter((token) => token.kind !== 'text').map((token) => `${token.kind} ${token.name}`),
        ['open p', 'close p'],
      );
      assert.equal(tokens.map((token) => (token.kind === 'text' ? token.text : '')).join(''), given);
    }),
  );
});

test('an attribute reads back as it was, and makes no other', () => {
  fc.assert(
    fc.property(text, (given) => {
      const expected = [{ kind: 'open', name: 'p', attributes: { title: given } }];
      assert.deepEqual(parse(render(html`<p title="${given}">`)), expected);
      assert.deepEqual(parse(render(html`<p${attributes({ title: given })}>`)), expected);
    }),
  );
});

test('text stays escaped however deep it stands in lists and fragments', () => {
  const { fragment } = fc.letrec<{ fragment: Fragment }>((tie) => ({
    fragment: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.array(tie('fragment'), { maxLength: 4 }),
      tie('fragment').map((inside) => html`<i>${inside}</i>`),
      fc.constantFrom(null, undefined, false as const, 0, 12n),
    ),
  }));
  fc.assert(
    fc.property(fragment, (given) => {
      for (const token of parse(render(html`${given}`)))
        if (token.kind !== 'text') assert.equal(token.name, 'i');
    }),
  );
});

test('nothing renders for null, undefined and false; numbers render, nought too; lists are joined', () => {
  assert.equal(render(html`${null}${undefined}${false}`), '');
  assert.equal(render(html`${0} ${1.5} ${10n} ${['a', html`<b>`, [2]]}`), '0 1.5 10 a<b>2');
  assert.equal(render(join(['a&b', html`<br>`], ', ')), 'a&amp;b, <br>');
});

test('what is no fragment is refused, so that nothing renders by its toString', () => {
  const imposters: unknown[] = [
    true,
    {},
    { toString: () => '<b>' },
    new String('<b>'),
    () => '<b>',
    Symbol('b'),
    new Date(0),
  ];
  for (const value of imposters) assert.throws(() => html`${value as Fragment}`, TypeError);
  assert.equal(isHtml({ markup: '<b>' }), false);
  assert.equal(isHtml(raw('<b>')), true);
});

test('Html cannot be made from its class', () => {
  const Taken = html``.constructor as new (...given: unknown[]) => unknown;
  assert.throws(() => new Taken(Symbol('markup'), '<b>'), TypeError);
});

test('addresses that could run script are not written', () => {
  for (const bad of [
    'javascript:alert(1)',
    ' JavaScript:x',
    'java\nscript:x',
    '\u0001javascript:x',
    'data:text/html,x',
    'vbscript:x',
  ]) {
    assert.equal(render(html`<a href="${bad}">`), '<a href="#">');
    assert.equal(render(html`<a${attributes({ href: bad })}>`), '<a href="#">');
    assert.equal(render(html`<a href="${raw(bad)}">`), '<a href="#">');
  }
  for (const good of [
    '/people/1?a=b',
    '?page=2',
    '#top',
    'https://example.org/',
    'mailto:a@example.org',
    'tel:01603',
    'a/b:c',
  ]) {
    assert.equal(render(html`<a href="${good}">`), `<a href="${good}">`);
  }
});

test('templates with a hole that no quoting could make safe are refused', () => {
  assert.throws(() => html`<p title=${'a'}>`, TypeError);
  assert.throws(() => html`<script>let a = "${'a'}"</script>`, TypeError);
  assert.throws(() => html`<style>${'a'}</style>`, TypeError);
});

test('attributes: true is bare, absent ones are left out, handlers and styles are refused', () => {
  assert.equal(
    render(attributes({ a: true, b: false, c: null, d: undefined, e: '', f: 0 })),
    ' a e="" f="0"',
  );
  assert.equal(render(attributes(undefined)), '');
  for (const name of ['onclick', 'style', 'a b', 'a"', 'a>', ''])
    assert.throws(() => attributes({ [name]: 'x' }), TypeError);
});
