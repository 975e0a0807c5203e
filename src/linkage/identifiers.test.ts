import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  checkLetter,
  parseAsn,
  parseCrn,
  parseCro,
  parsePnc,
  parsePostcode,
  parsePrisonNumber,
} from './identifiers.ts';

const YEAR = 2026;

test('verified PNC numbers keep their canonical form, with or without the slash', () => {
  for (const pnc of ['2002/0073319Z', '1979/0163001B', '1981/0000034U', '2003/0000003Y', '1967/9893091D']) {
    assert.equal(parsePnc(pnc, YEAR).canonical, pnc);
    assert.equal(parsePnc(pnc.replace('/', '').toLowerCase(), YEAR).canonical, pnc);
  }
});

test('short PNC numbers are padded and given their century', () => {
  assert.equal(parsePnc('79/163001B', YEAR).canonical, '1979/0163001B');
  assert.equal(parsePnc('79163001B', YEAR).canonical, '1979/0163001B');
  assert.equal(parsePnc('81/34U', YEAR).canonical, '1981/0000034U');
  assert.equal(parsePnc('03/3Y', YEAR).canonical, '2003/0000003Y');
  assert.equal(parsePnc('2003/3Y', YEAR).canonical, '2003/0000003Y');
});

test('PNC numbers with the wrong letter are refused, and the letter that would fit is named', () => {
  for (const pnc of ['20030011985Z', '20120052494O', '20230583843N', '2001/0171310S']) {
    const parsed = parsePnc(pnc, YEAR);
    assert.equal(parsed.canonical, undefined);
    assert.ok(
      !parsed.valid && parsed.problem === 'check-letter' && /^[A-Z]$/.test(parsed.expected ?? ''),
      pnc,
    );
  }
});

test('what is not a PNC number at all is told apart from a wrong letter', () => {
  for (const text of ['X', '2002-0073319Z', '200/73319Z', '2002/00733199Z', '2002/0073319']) {
    const parsed = parsePnc(text, YEAR);
    assert.ok(!parsed.valid && parsed.problem === 'format', text);
  }
  const empty = parsePnc('  ', YEAR);
  assert.ok(!empty.valid && empty.problem === 'empty');
});

const pncs = fc
  .tuple(fc.integer({ min: 1927, max: YEAR }), fc.integer({ min: 0, max: 9_999_999 }))
  .map(([year, serial]) => {
    const padded = String(serial).padStart(7, '0');
    return `${year}/${padded}${checkLetter(String(year).slice(2) + padded)}`;
  });

test('changing one digit or the letter of a PNC number is detected, unless the check value is the same', () => {
  fc.assert(
    fc.property(pncs, fc.integer({ min: 2, max: 12 }), fc.integer({ min: 0, max: 25 }), (pnc, at, pick) => {
      if (pnc[at] === '/') return;
      const other = at === 12 ? String.fromCharCode(65 + pick) : String(pick % 10);
      if (other === pnc[at]) return;
      const changed = pnc.slice(0, at) + other + pnc.slice(at + 1);
      const value = (text: string): number => Number(text.slice(2, 4) + text.slice(5, 12)) % 23;
      const sameCheck = at !== 12 && value(changed) === value(pnc);
      assert.equal(parsePnc(changed, YEAR).valid, sameCheck, `${pnc} -> ${changed}`);
    }),
    { numRuns: 2000 },
  );
});

test('every valid PNC number survives its short form when the century is unambiguous', () => {
  fc.assert(
    fc.property(pncs, (pnc) => {
      assert.equal(parsePnc(`${pnc.slice(2, 4)}/${Number(pnc.slice(5, 12))}${pnc[12]}`, YEAR).canonical, pnc);
    }),
  );
});

test('CRO numbers: standard is padded, single file is not', () => {
  assert.equal(parseCro('065656/91H').canonical, '065656/91H');
  assert.equal(parseCro('65656/91h').canonical, '065656/91H');
  assert.equal(parseCro('SF05/482703J').canonical, 'SF05/482703J');
  assert.equal(parseCro('SF83/50058Z').canonical, 'SF83/50058Z');
  const wrong = parseCro('85227/65G');
  assert.ok(!wrong.valid && wrong.problem === 'check-letter' && wrong.expected === 'L');
  const placeholder = parseCro('000000/00Z');
  assert.ok(!placeholder.valid && placeholder.problem === 'format');
});

test('arrest/summons numbers', () => {
  for (const asn of ['1101ZD0100000448754K', '1101HZ0100000376274C', '1146AA0100000448754E']) {
    assert.equal(parseAsn(asn).canonical, asn);
  }
  assert.equal(parseAsn('11/01ZD/01/448754K').canonical, '1101ZD0100000448754K');
  const wrong = parseAsn('1101ZD0100000448754Z');
  assert.ok(!wrong.valid && wrong.problem === 'check-letter' && wrong.expected === 'K');
  assert.equal(parseAsn('1101ZD010000044875K').valid, false);
});

test('prison numbers, probation numbers and postcodes', () => {
  assert.equal(parsePrisonNumber('a1234bc').canonical, 'A1234BC');
  assert.equal(parsePrisonNumber('A123BC').canonical, undefined);
  assert.equal(parseCrn('X123456').canonical, 'X123456');
  assert.equal(parseCrn('X12345').canonical, undefined);
  assert.equal(parsePostcode('nr13qy').canonical, 'NR1 3QY');
  assert.equal(parsePostcode('CF10-1AB').canonical, 'CF10 1AB');
  assert.equal(parsePostcode('NORWICH').canonical, undefined);
});
