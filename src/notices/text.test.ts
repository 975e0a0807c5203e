import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { readEmail, readMobile, showAddress } from './addresses.ts';
import { lengthOfText } from './sms.ts';

test('a UK mobile is read as people write it, and nothing else is', () => {
  for (const typed of [
    '07700 900123',
    '+44 7700 900123',
    '0044 (0)7700-900123',
    '447700900123',
    '+44 (0) 7700.900.123',
  ])
    assert.deepEqual(readMobile(typed), { address: '+447700900123' }, typed);
  for (const [typed, words] of [
    ['', /Enter/],
    ['01632 960180', /not a mobile/],
    ['07700 90012', /10 digits/],
    ['07700 9001234', /12 digits/],
    ['+33 6 12 34 56 78', /Only UK/],
    ['07O00 900123', /digits only/],
    ['070 1234 5678', /personal or pager/],
    ['07612 345678', /personal or pager/],
  ] as const) {
    const read = readMobile(typed);
    assert.match('wrong' in read ? read.wrong : '', words, typed);
  }
  assert.deepEqual(readMobile('07624 123456'), { address: '+447624123456' }, 'the Isle of Man');
  assert.equal(showAddress('text', '+447700900123'), '07700 900123');
});

test('an e-mail address is plain, on one line, with a domain', () => {
  assert.deepEqual(readEmail(' jo.o’b@x.org '.replace('’', "'")), { address: "jo.o'b@x.org" });
  assert.deepEqual(readEmail('Jo@EXAMPLE.org'), { address: 'Jo@example.org' });
  for (const typed of [
    '',
    'jo',
    'jo@',
    '@x.org',
    'jo@x',
    'a@b@x.org',
    'jo..b@x.org',
    '.jo@x.org',
    'jo@x..org',
    'jo@-x.org',
    'Jo <jo@x.org>',
    'jo@x.org\r\nBcc: all@x.org',
    `${'a'.repeat(65)}@x.org`,
  ])
    assert.ok('wrong' in readEmail(typed), typed);
});

test('whatever is read as an address can be read again, and holds no line break', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.emailAddress(), fc.stringMatching(/^\+?[0-9 ()-]{9,16}$/)),
      (typed) => {
        for (const read of [readMobile, readEmail]) {
          const first = read(typed);
          if (!('address' in first)) continue;
          assert.deepEqual(read(first.address), first);
          assert.doesNotMatch(first.address, /\s/);
        }
      },
    ),
  );
});

test('a text is counted in parts by its alphabet', () => {
  assert.deepEqual(lengthOfText('a'.repeat(160)), { alphabet: 'GSM-7', places: 160, parts: 1, odd: [] });
  assert.equal(lengthOfText('a'.repeat(161)).parts, 2);
  assert.equal(lengthOfText('a'.repeat(306)).parts, 2);
  assert.equal(lengthOfText('a'.repeat(307)).parts, 3);
  assert.equal(lengthOfText('€'.repeat(80)).parts, 1);
  assert.equal(lengthOfText('€'.repeat(81)).places, 162);
  // The seventy-seventh euro does not fit the one place that is left of the first part.
  assert.equal(lengthOfText(`${'€'.repeat(76)}€${'a'.repeat(153)}`).parts, 3);
  assert.deepEqual(lengthOfText('’').odd, ['’']);
  assert.equal(lengthOfText('ł'.repeat(70)).parts, 1);
  assert.equal(lengthOfText('ł'.repeat(71)).parts, 2);
  assert.equal(lengthOfText(`${'ł'.repeat(66)}😀${'ł'.repeat(66)}`).parts, 3, 'no emoji is cut in two');
  assert.equal(lengthOfText('').parts, 0);
});

test('more text never takes fewer parts', () => {
  const some = fc.string({ unit: fc.constantFrom('a', '€', 'ł', '😀', '\n', '^'), maxLength: 400 });
  fc.assert(
    fc.property(some, some, (one, more) => {
      const length = lengthOfText(one + more);
      assert.ok(length.parts >= lengthOfText(one).parts);
      assert.ok(length.parts >= Math.ceil(length.places / (length.alphabet === 'GSM-7' ? 160 : 70)));
    }),
  );
});
