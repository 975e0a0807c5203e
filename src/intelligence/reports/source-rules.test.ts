import assert from 'node:assert/strict';
import { test } from 'node:test';
import { covertHints, sourceErrors, sourceHints } from './source-rules.ts';

/** What must stop, and words that the stop must quote. */
const stops: readonly [string, RegExp][] = [
  ['According to my informant Gary Smith he has a gun', /Gary Smith/],
  ['CHIS reports bikes sold', /CHIS/],
  ['His girlfriend Donna Pryke says he keeps it in the shed', /Donna Pryke/],
  ['Told by his mother that he is back', /his mother/],
  ['I heard it off Dave Pooley at the hostel', /Dave Pooley/],
  ['Seen by neighbour at number 12, Mrs Hall', /neighbour/],
  ['Information received from his cousin Lee', /cousin Lee/],
  ['Source (Jane Example) says he sells', /Source/],
  ['Informant Jane Example says he hid it', /Informant Jane Example/],
  ['S/o Jane Example, source ref 4471', /source ref 4471/],
  ['His sister Jane Example says he keeps it in the shed', /sister Jane/],
  ['Jane Example told PC Marsh that he is back', /Jane Example/],
  ['The source is his sister', /source is/],
  ['My source, Dave, saw him', /My source/],
  ['Source: D Green', /Source: D Green/],
  ['His neighbour told police that he sells bikes', /neighbour told police/],
  ['According to Jane Brown he is back', /Jane Brown/],
  ['Information from his girlfriend that he has a knife', /his girlfriend/],
  ['according to his girlfriend he is back', /his girlfriend/],
  ['HIS MOTHER SAID HE IS BACK', /HIS MOTHER SAID/],
  ['Mrs Hall said he climbs over the wall', /Mrs Hall/],
  ['Dean’s mother rang us about the noise', /Dean’s mother/],
  ['Reported by Tom Ferris', /Tom Ferris/],
  ['We were told by Anna Lowe', /Anna Lowe/],
  ['Source says he sells bikes', /Source says/],
  ['He was seen by his brother at the yard', /his brother/],
  ['ＣＨＩＳ says bikes are sold', /CHIS/],
];

/** What must not: whoever it is about acts in it, and places, organisations and everyday words are no sources. */
const passes: readonly string[] = [
  'He sells stolen bikes outside the station',
  'A source of income is not known',
  'Aaron Blythe said he would be back for the van',
  'Yesterday Blythe told the shopkeeper to wait',
  'Mr Blythe told staff that he has a knife',
  'He is said to be living at 4 Elm Road with his mother',
  'Said to be living with his girlfriend Donna Pryke at the yard',
  'His girlfriend Donna Pryke drives him there in a white van',
  'His brother told him to wait by the bridge',
  'He was told by his mother to leave the house',
  'He got the van from his brother',
  'Seen by the canal at night',
  'Seen by Norwich Station with a bag of tools',
  'Seen by PC Marsh at the market',
  'Seen on CCTV outside Mill Lane Stores',
  'According to Norfolk Constabulary records he has a red van',
  'According to prison records he left on Monday',
  'Open source: his public page shows the bike',
  'Norwich City Council said the flat is empty',
  'He called police names and ran',
  'He smokes grass in the park',
  'He rang the police and gave a false name',
  'He takes a call from his mother every night',
];

test('each wording that gives a source away stops, with the words that were found', () => {
  for (const [text, quoted] of stops) {
    const words = sourceHints(text, 'Aaron Blythe, red cap').map((hint) => hint.words);
    assert.ok(
      words.some((found) => quoted.test(found)),
      `${text}: ${JSON.stringify(words)}`,
    );
  }
});

test('whoever a report is about, places and organisations are not taken for a source', () => {
  for (const text of passes) assert.deepEqual(sourceHints(text, 'Aaron Blythe, red cap'), [], text);
});

test('a name is somebody it is about only where that is written, and a relation of theirs never is', () => {
  const text = 'Donna Pryke says he keeps it in the shed';
  assert.equal(sourceHints(text).length, 1);
  assert.deepEqual(sourceHints(text, 'Donna Pryke, 30'), []);
  assert.equal(sourceHints(text, 'Aaron Blythe and his girlfriend Donna Pryke').length, 1);
  assert.equal(sourceHints('Blythe’s mother says he is back', 'Aaron Blythe').length, 1);
});

test('a stop names its field, the words and why', () => {
  assert.deepEqual(sourceErrors([{ field: 'text', text: 'CHIS reports bikes sold' }], ''), [
    {
      field: 'text',
      text: 'This reads as if it said who the source is: “CHIS reports” (it speaks of a covert source). Write it so that nobody can tell',
    },
  ]);
});

test('a concern may say who saw and heard what, and nothing of sources as such', () => {
  assert.deepEqual(covertHints('Her mum told me that he hits her; seen by Mrs Hall next door'), []);
  for (const text of [
    'The informant is his aunt',
    'CHIS reports it',
    'source ref 4471',
    'My source, Dave, saw it',
  ])
    assert.equal(covertHints(text).length > 0, true, text);
});
