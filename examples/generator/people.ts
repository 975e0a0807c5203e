import { ageOn, type Day, makeDay, YEAR, yearOf } from './calendar.ts';
import { type Community, drawCommunity, drawEthnicity, drawForename, drawSurname } from './communities.ts';
import type { Leaning } from './offences.ts';
import { type Address, type County, drawAddress, drawArea, drawAreaIn, drawHostel } from './places.ts';
import { type Random, Weighted } from './random.ts';
import { nicknameOf } from './variants.ts';

/** How somebody's offending goes: a few commit many. */
export type Tempo = 'occasional' | 'repeat' | 'prolific';
type Role = 'offender' | 'victim' | 'witness' | 'other';

export interface Name {
  forename: string;
  surname: string;
}

export interface Residence {
  from: Day;
  address: Address;
}

/** What is true of a made-up person, before any agency has written it down. */
export interface Person {
  index: number;
  sex: 'M' | 'F';
  community: Community;
  ethnicity: string;
  forename: string;
  middleName: string;
  surname: string;
  /** A surname borne before, and the day it was given up. */
  former: { surname: string; until: Day } | undefined;
  aliases: Name[];
  born: Day;
  role: Role;
  tempo: Tempo;
  leaning: Leaning;
  county: County;
  /** Known to both forces. */
  crossesBorder: boolean;
  residences: Residence[];
  /** The relative with whose identifier a clerk may confuse this person's. */
  relative: Person | undefined;
}

/** People are made in groups of this many; relatives, victims and witnesses are found within the group. */
export const GROUP_SIZE = 16;

const ROLES = new Weighted<readonly [Role, number]>(
  [
    ['offender', 83.5],
    ['victim', 10.5],
    ['witness', 5],
    ['other', 1],
  ],
  (entry) => entry[1],
);
const TEMPOS = new Weighted<readonly [Tempo, number]>(
  [
    ['occasional', 48],
    ['repeat', 32.5],
    ['prolific', 19.5],
  ],
  (entry) => entry[1],
);
const LEANINGS: Record<Tempo, Weighted<readonly [Leaning, number]>> = {
  occasional: leanings(20, 30, 12, 23, 15),
  repeat: leanings(32, 28, 12, 23, 5),
  prolific: leanings(62, 10, 10, 17, 1),
};

function leanings(...weights: number[]): Weighted<readonly [Leaning, number]> {
  const kinds: Leaning[] = ['acquisitive', 'violent', 'drugs', 'mixed', 'driving'];
  return new Weighted(
    kinds.map((kind, at) => [kind, weights[at] as number] as const),
    (entry) => entry[1],
  );
}

/** Ages at the extract date, as [from, to, weight]. */
type AgeBand = readonly [number, number, number];
const AGES: Record<Tempo, Weighted<AgeBand>> = {
  occasional: bands([13, 17, 7], [18, 24, 22], [25, 34, 29], [35, 44, 22], [45, 54, 12], [55, 78, 8]),
  repeat: bands([14, 17, 7], [18, 24, 24], [25, 34, 33], [35, 44, 24], [45, 54, 9], [55, 70, 3]),
  prolific: bands([15, 17, 6], [18, 24, 24], [25, 34, 35], [35, 44, 26], [45, 54, 8], [55, 62, 1]),
};

function bands(...list: AgeBand[]): Weighted<AgeBand> {
  return new Weighted(list, (band) => band[2]);
}

function drawBirth(random: Random, role: Role, tempo: Tempo, today: Day): Day {
  const [from, to] = role === 'offender' ? AGES[tempo].pick(random) : ([11, 84] as const);
  const age = from + random.next() * (to + 1 - from);
  return Math.floor(today - age * YEAR);
}

function drawSex(random: Random, role: Role, tempo: Tempo): 'M' | 'F' {
  if (role !== 'offender') return random.chance(0.54) ? 'F' : 'M';
  return random.chance(tempo === 'prolific' ? 0.11 : 0.165) ? 'F' : 'M';
}

/** The newest last. Prolific people move often, and through hostels. */
function drawResidences(
  random: Random,
  home: Address,
  tempo: Tempo,
  county: County,
  today: Day,
): Residence[] {
  const residences: Residence[] = [{ from: today - 30 * YEAR, address: home }];
  const gap = tempo === 'prolific' ? 500 : tempo === 'repeat' ? 1000 : 1900;
  let day = today - Math.floor(6 * YEAR) + Math.floor(random.exponential(gap));
  while (day < today) {
    const hostel = random.chance(tempo === 'prolific' ? 0.24 : tempo === 'repeat' ? 0.08 : 0.02);
    const area = random.chance(0.75) ? home.area : drawAreaIn(random, county);
    residences.push({ from: day, address: hostel ? drawHostel(random, county) : drawAddress(random, area) });
    day += 20 + Math.floor(random.exponential(gap));
  }
  return residences;
}

function drawAliases(random: Random, person: Omit<Person, 'aliases'>): Name[] {
  if (person.role !== 'offender') return [];
  const aliases: Name[] = [];
  const chance = person.tempo === 'prolific' ? 0.38 : person.tempo === 'repeat' ? 0.14 : 0.05;
  while (aliases.length < 3 && random.chance(chance)) {
    const kind = random.next();
    const { forename, surname, community, sex } = person;
    if (kind < 0.45) aliases.push({ forename: nicknameOf(random, forename), surname });
    else if (kind < 0.8) aliases.push({ forename, surname: drawSurname(random, community, sex) });
    else
      aliases.push({
        forename: drawForename(random, community, sex, yearOf(person.born)),
        surname: drawSurname(random, community, sex),
      });
  }
  return aliases.filter((alias) => alias.forename !== person.forename || alias.surname !== person.surname);
}

function drawPerson(random: Random, index: number, today: Day): Person {
  const role = ROLES.pick(random)[0];
  const tempo = role === 'offender' ? TEMPOS.pick(random)[0] : 'occasional';
  const born = drawBirth(random, role, tempo, today);
  const sex = drawSex(random, role, tempo);
  const community = drawCommunity(random);
  const area = drawArea(random);
  const surname = drawSurname(random, community, sex);
  const changed = sex === 'F' && ageOn(born, today) > 24 && random.chance(0.16);
  const person = {
    index,
    sex,
    community,
    born,
    role,
    tempo,
    surname,
    ethnicity: drawEthnicity(random, community),
    forename: drawForename(random, community, sex, yearOf(born)),
    middleName: random.chance(0.82) ? drawForename(random, community, sex, yearOf(born) - 15) : '',
    former: changed
      ? { surname: drawSurname(random, community, sex), until: today - random.between(100, 3000) }
      : undefined,
    leaning: LEANINGS[tempo].pick(random)[0],
    county: area.county,
    crossesBorder: random.chance(area.name === 'Lowestoft' || area.name === 'Great Yarmouth' ? 0.13 : 0.05),
    residences: drawResidences(random, drawAddress(random, area), tempo, area.county, today),
    relative: undefined,
  };
  return { ...person, aliases: drawAliases(random, person) };
}

function shareHome(first: Person, second: Person, random: Random, today: Day): void {
  const home = (first.residences[0] as Residence).address;
  second.county = first.county;
  // Some have left home since, some have not.
  second.residences = random.chance(0.55)
    ? [{ from: today - 30 * YEAR, address: home }]
    : drawResidences(random, home, second.tempo, first.county, today);
  if (random.chance(0.5)) first.residences = [{ from: today - 30 * YEAR, address: home }];
}

function shareFamilyName(first: Person, second: Person): void {
  second.community = first.community;
  second.ethnicity = first.ethnicity;
  second.surname = first.surname;
  second.former = undefined;
}

function makeTwins(first: Person, second: Person, random: Random): void {
  shareFamilyName(first, second);
  second.born = first.born;
  if (random.chance(0.6)) second.sex = first.sex;
  do {
    second.forename = drawForename(random, second.community, second.sex, yearOf(second.born));
  } while (second.forename === first.forename);
}

function makeSiblings(first: Person, second: Person, random: Random, today: Day): void {
  shareFamilyName(first, second);
  const gap = random.between(330, 3000);
  second.born =
    ageOn(first.born - gap, today) < 70 && random.chance(0.5) ? first.born - gap : first.born + gap;
  if (ageOn(second.born, today) < 13) second.born = first.born - gap;
  second.forename = drawForename(random, second.community, second.sex, yearOf(second.born));
}

/** The second is the father of the first, with the same name. */
function makeFather(first: Person, second: Person, random: Random): void {
  shareFamilyName(first, second);
  second.sex = first.sex;
  second.forename = first.forename;
  if (random.chance(0.4)) second.middleName = first.middleName;
  const born = first.born - Math.floor((19 + random.next() * 17) * YEAR);
  second.born = Math.max(born, makeDay(1938, 1, 1));
}

/** Pairs of neighbours in the group are sometimes family, in the ways that trouble linkage most. */
function relate(first: Person, second: Person, random: Random, today: Day): void {
  const kind = random.next();
  if (kind < 0.02) makeTwins(first, second, random);
  else if (kind < 0.1) makeSiblings(first, second, random, today);
  else if (kind < 0.125) makeFather(first, second, random);
  else if (kind < 0.19) {
    if (random.chance(0.6)) shareFamilyName(first, second);
  } else return;
  shareHome(first, second, random, today);
  second.aliases = drawAliases(random, second);
  first.relative = second;
  second.relative = first;
}

/** The people of one group: indices `group * GROUP_SIZE` and following. */
export function drawGroup(root: Random, group: number, today: Day): Person[] {
  const people = Array.from({ length: GROUP_SIZE }, (_unused, place) => {
    const index = group * GROUP_SIZE + place;
    return drawPerson(root.split('person', index), index, today);
  });
  const random = root.split('families', group);
  for (let place = 0; place < GROUP_SIZE; place += 2) {
    relate(people[place] as Person, people[place + 1] as Person, random, today);
  }
  return people;
}
