/**
 * Made-up records of offenders with known truth: people of several communities, each known to one or more agencies
 * under names, dates and numbers that clerks write in their own ways. The same seed gives the same file.
 */

import { closeSync, openSync, writeSync } from 'node:fs';
import {
  type Community,
  drawCommunity,
  drawForename,
  drawSurname,
} from '../../examples/generator/communities.ts';
import { croNumber, croSerial, pncId, pncSerial } from '../../examples/generator/identifiers.ts';
import { type Random, randomFromSeed, Weighted } from '../../examples/generator/random.ts';
import { nicknameOf, otherSpelling, withoutAccents } from '../../examples/generator/variants.ts';

export const COLUMNS = 'unique_id,source,first_name,middle_name,surname,dob,postcode,sex,pnc,cro';

export interface Truth {
  /** Person of each record, in the order of the file. */
  readonly person: Int32Array;
  /** Index into {@link Truth.groups} of each record. */
  readonly group: Uint8Array;
  readonly groups: readonly string[];
}

interface Person {
  readonly community: Community;
  readonly sex: 'M' | 'F';
  readonly forename: string;
  readonly middle: string;
  readonly surname: string;
  readonly born: readonly [year: number, month: number, day: number];
  readonly postcodes: readonly string[];
  readonly pncs: readonly string[];
  readonly cro: string;
}

/** What a source writes down, as shares of its records. */
interface Source {
  readonly name: string;
  readonly share: number;
  readonly pnc: number;
  readonly cro: number;
  readonly middle: number;
  readonly postcode: number;
  readonly care: number;
}

const SOURCES = new Weighted<Source>(
  [
    { name: 'police', share: 40, pnc: 0.62, cro: 0.4, middle: 0.4, postcode: 0.93, care: 1.2 },
    { name: 'court', share: 20, pnc: 0.75, cro: 0.35, middle: 0.3, postcode: 0.9, care: 1 },
    { name: 'probation', share: 20, pnc: 0.7, cro: 0.45, middle: 0.35, postcode: 0.9, care: 0.8 },
    { name: 'prison', share: 14, pnc: 0.7, cro: 0.5, middle: 0.4, postcode: 0.6, care: 0.7 },
    { name: 'youth-justice', share: 6, pnc: 0.4, cro: 0.1, middle: 0.3, postcode: 0.95, care: 1 },
  ],
  (source) => source.share,
);

const AREAS =
  'NR IP CB PE CO CM EX PL TQ TR BS BA GL SN DT BH DH DL SR NE TS HD LS BD WF AL SG WD HP LU'.split(' ');
const LETTERS = 'ABDEFGHJLNPQRSTUWXYZ';

/** A street's postcode by number; neighbours share one. */
function postcodeOf(key: number): string {
  const area = AREAS[key % AREAS.length]!;
  const rest = Math.floor(key / AREAS.length);
  const inward = `${rest % 10}${LETTERS[Math.floor(rest / 10) % 20]}${LETTERS[Math.floor(rest / 200) % 20]}`;
  return `${area}${1 + (Math.floor(rest / 4000) % 28)} ${inward}`;
}

/** So many people share a postcode on average; hostels' are shared by far more. */
const PEOPLE_A_POSTCODE = 1.6;

function drawPostcode(random: Random, people: number): string {
  if (random.chance(0.006)) return postcodeOf(random.between(0, 299) * 1117);
  return postcodeOf(Math.floor(random.next() * (people / PEOPLE_A_POSTCODE)) * 7 + 300_000);
}

function drawBirth(random: Random, community: Community): readonly [number, number, number] {
  const year = 2008 - Math.floor(random.gamma(3, 26));
  if (random.chance(community.defaultBirthday)) return [year, 1, 1];
  return [Math.max(1930, year), random.between(1, 12), random.between(1, 28)];
}

function drawPerson(seed: Random, key: number, people: number): Person {
  const random = seed.split('person', key);
  const community = drawCommunity(random);
  const sex = random.chance(0.8) ? 'M' : 'F';
  const born = drawBirth(random, community);
  const moves = 1 + Math.floor(random.exponential(1.1));
  const charged = Math.min(2026, born[0] + 12 + Math.floor(random.exponential(7)));
  const pncs = [pncId(charged, pncSerial(key * 2))];
  if (random.chance(0.006)) pncs.push(pncId(charged, pncSerial(key * 2 + 1)));
  return {
    community,
    sex,
    born,
    forename: drawForename(random, community, sex, born[0]),
    middle: drawForename(random, community, sex, born[0]),
    surname: drawSurname(random, community, sex),
    postcodes: Array.from({ length: moves }, () => drawPostcode(random, people)),
    pncs,
    cro: croNumber(charged, croSerial(key)),
  };
}

/** Somebody of the same household: a twin, a brother or sister, or a parent of the same name. */
function relativeOf(seed: Random, key: number, of: Person, people: number): Person {
  const random = seed.split('relative', key);
  const own = drawPerson(seed, key, people);
  const home = { ...own, community: of.community, surname: of.surname, postcodes: of.postcodes.slice(0, 1) };
  const kind = random.next();
  const forename = drawForename(random, of.community, own.sex, of.born[0]);
  if (kind < 0.12) return { ...home, forename, born: of.born };
  if (kind < 0.2) {
    const [year, month, day] = own.born;
    return {
      ...home,
      sex: of.sex,
      forename: of.forename,
      born: [Math.min(year, of.born[0] - 22), month, day],
    };
  }
  return { ...home, forename };
}

function mistyped(random: Random, text: string): string {
  if (text.length < 3) return text;
  const at = 1 + Math.floor(random.next() * (text.length - 1));
  const kind = random.next();
  if (kind < 0.3) return text.slice(0, at) + text.slice(at + 1);
  if (kind < 0.55) return text.slice(0, at) + text[at] + text.slice(at);
  if (kind < 0.75 && at + 1 < text.length)
    return text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2);
  return `${text.slice(0, at)}${String.fromCharCode(97 + random.between(0, 25))}${text.slice(at + 1)}`;
}

function writeForename(random: Random, person: Person, care: number): string {
  const kind = random.next() / care;
  if (kind < 0.06) return nicknameOf(random, person.forename);
  if (kind < 0.1) return otherSpelling(random, person.forename);
  if (kind < 0.125) return mistyped(random, person.forename);
  return kind < 0.13 ? person.forename.slice(0, 1) : person.forename;
}

function writeSurname(random: Random, person: Person, care: number): string {
  const kind = random.next() / care;
  if (kind < 0.02) return otherSpelling(random, person.surname);
  if (kind < 0.05) return mistyped(random, person.surname);
  const marries = person.sex === 'F' ? 0.05 : 0.004;
  return kind < 0.05 + marries ? drawSurname(random, person.community, person.sex) : person.surname;
}

const two = (value: number): string => String(value).padStart(2, '0');

function writeBirth(random: Random, [year, month, day]: Person['born'], care: number): string {
  const iso = (y: number, m: number, d: number): string => `${y}-${two(m)}-${two(d)}`;
  const kind = random.next() / care;
  if (kind < 0.008) return '';
  if (kind < 0.014) return iso(year, day <= 12 ? day : month, day <= 12 ? month : day);
  if (kind < 0.024) return iso(year, month, random.between(1, 28));
  if (kind < 0.03) return iso(year + (random.chance(0.5) ? 1 : -1), month, day);
  if (kind < 0.034) return iso(year, random.between(1, 12), day);
  if (kind < 0.037) return iso(year, 1, 1);
  return kind < 0.039 ? `${two(day)}/${two(month)}/${year}` : iso(year, month, day);
}

function writePnc(random: Random, person: Person, source: Source): string {
  if (!random.chance(source.pnc)) return '';
  const pnc = person.pncs.length > 1 ? random.pick(person.pncs) : person.pncs[0]!;
  const kind = random.next();
  if (kind < 0.004) return pnc.slice(0, 8) + random.between(0, 9) + pnc.slice(9);
  return kind < 0.06 ? pnc.slice(2) : pnc;
}

function writeCro(random: Random, person: Person, source: Source): string {
  if (!random.chance(source.cro)) return '';
  return random.chance(0.004) ? mistyped(random, person.cro).toUpperCase() : person.cro;
}

function writePostcode(random: Random, person: Person, source: Source): string {
  if (!random.chance(source.postcode)) return '';
  if (random.chance(0.012)) return 'NF1 1NF';
  // The present address is written more often than those before it.
  const at = random.chance(0.6) ? 0 : random.between(0, person.postcodes.length - 1);
  const postcode = person.postcodes[at]!;
  const kind = random.next();
  if (kind < 0.008) return mistyped(random, postcode).toUpperCase();
  return kind < 0.05 ? postcode.replace(' ', '').toLowerCase() : postcode;
}

function writeRecord(random: Random, person: Person): string {
  const source = SOURCES.pick(random);
  const { care } = source;
  let forename = writeForename(random, person, care);
  let surname = writeSurname(random, person, care);
  if (random.chance(person.community.swappedNames)) [forename, surname] = [surname, forename];
  if (random.chance(0.7)) [forename, surname] = [withoutAccents(forename), withoutAccents(surname)];
  const middle = random.chance(source.middle)
    ? random.chance(0.15)
      ? person.middle.slice(0, 1)
      : person.middle
    : '';
  const otherSex = person.sex === 'M' ? 'F' : 'M';
  const sex = random.chance(0.02) ? '' : random.chance(0.003) ? otherSex : person.sex;
  return [
    source.name,
    forename,
    middle,
    surname,
    writeBirth(random, person.born, care),
    writePostcode(random, person, source),
    sex,
    writePnc(random, person, source),
    writeCro(random, person, source),
  ].join(',');
}

/** Records of one person: most have few, some have many. */
function recordsOf(random: Random): number {
  return Math.min(12, 1 + Math.floor(random.exponential(1.75)));
}

/** Rows in the order of a hash of their number, so that a person's records are not neighbours. */
function scatter(count: number): Int32Array {
  let step = Math.floor(count * 0.6180339887) | 1;
  const shared = (a: number, b: number): number => (b === 0 ? a : shared(b, a % b));
  while (shared(count, step) !== 1) step += 2;
  return Int32Array.from({ length: count }, (_, k) => (k * step) % count);
}

/** Writes so many records as CSV and gives their truth. */
export function writePeople(path: string, records: number, seed = 8): Truth {
  const random = randomFromSeed(seed);
  const expected = Math.ceil(records / 2.2);
  const lines: string[] = [];
  const people: number[] = [];
  const kinds: number[] = [];
  const groups: string[] = [];
  let before: Person | null = null;
  for (let key = 0; lines.length < records; key += 1) {
    const own = random.split('records', key);
    const relative = before !== null && own.chance(0.05);
    const person: Person = relative
      ? relativeOf(random, key, before!, expected)
      : drawPerson(random, key, expected);
    before = person;
    if (!groups.includes(person.community.name)) groups.push(person.community.name);
    for (let left = recordsOf(own); left > 0 && lines.length < records; left -= 1) {
      lines.push(writeRecord(own, person));
      people.push(key);
      kinds.push(groups.indexOf(person.community.name));
    }
  }
  const order = scatter(records);
  writeLines(path, lines, order);
  return {
    person: order.map((at) => people[at]!),
    group: Uint8Array.from(order, (at) => kinds[at]!),
    groups,
  };
}

function writeLines(path: string, lines: readonly string[], order: Int32Array): void {
  const file = openSync(path, 'w');
  let text = `${COLUMNS}\n`;
  order.forEach((at, row) => {
    text += `${row + 1},${lines[at]}\n`;
    if (text.length < 1 << 20) return;
    writeSync(file, text);
    text = '';
  });
  writeSync(file, text);
  closeSync(file);
}
