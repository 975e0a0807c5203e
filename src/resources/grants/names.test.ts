import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { knownNames, piecesOf, placesIn, wordsOfName } from './names.ts';

const known = knownNames(['Jordan Whitlock', 'Sean O’Neill', 'Rose Hope', 'Razor']);
const found = (text: string, names = known): string[] =>
  placesIn('narrative', text, names).map(({ start, end }) => text.slice(start, end));

test('names are found however they are written', () => {
  assert.deepEqual(found('We met Jordan Whitlock at the gate.'), ['Jordan Whitlock']);
  assert.deepEqual(found('We met jordan whitlock at the gate.'), ['jordan whitlock']);
  assert.deepEqual(found('Whitlock, Jordan came.'), ['Whitlock, Jordan']);
  assert.deepEqual(found('Sean O’Neill’s flat'), ['Sean O’Neill']);
  assert.deepEqual(found("Seán O'Neill came"), ["Seán O'Neill"]);
  assert.deepEqual(found('We met whitlock jordan, and Razor.'), ['whitlock jordan', 'Razor']);
  assert.deepEqual(found('Rose came twice.'), ['Rose'], 'at the opening of a sentence too');
});

test('a place does not tell whether somebody is on the record', () => {
  const text = 'We met Jordan Whitlock and Zebedee Quux at the gate.';
  const nobody = knownNames([]);
  assert.deepEqual(found(text), ['Jordan Whitlock', 'Zebedee Quux']);
  assert.deepEqual(found(text, nobody), ['Jordan Whitlock', 'Zebedee Quux'], 'the same without any record');
});

test('ordinary words are left alone', () => {
  assert.deepEqual(
    found(
      'The hope was that people rose early. In April the Norwich drop-in began; Probation came on Monday.',
    ),
    [],
  );
});

test('numbers by which somebody is known, birthdays, postcodes and telephones are places', () => {
  assert.deepEqual(found('pnc 2001/123456A, crn X123456, born 01/02/1990, at NR1 3PB, on 01632 960100'), [
    '2001/123456A',
    'X123456',
    '01/02/1990',
    'NR1 3PB',
    '01632 960100',
  ]);
});

test('any known name put anywhere into any text is found, and the pieces make up the text', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.constantFrom('Jordan Whitlock', 'sean o’neill'),
      (one, other, name) => {
        const text = `${one}. ${name}. ${other}`;
        const at = text.indexOf(name);
        const places = placesIn('narrative', text, known);
        assert.ok(
          places.some(({ start, end }) => start <= at && end >= at + name.length),
          text,
        );
        assert.equal(
          piecesOf(text, places)
            .map((piece) => piece.text)
            .join(''),
          text,
        );
        for (const [index, place] of places.entries())
          assert.ok(place.start < place.end && place.start >= (places[index - 1]?.end ?? 0));
      },
    ),
  );
});

test('a name’s words', () => {
  assert.deepEqual(wordsOfName('Anne-Marie O’Neill'), ['anne', 'marie', 'oneill']);
});
