import { type Day, isoOf, makeDay, partsOf } from './calendar.ts';
import type { Name, Person } from './people.ts';
import type { Random } from './random.ts';
import { hasSpellings, nicknameOf, otherSpelling, withoutAccents } from './variants.ts';

/** How carefully an agency writes things down: chances of each slip. */
export interface Care {
  typo: number;
  nickname: number;
  middleName: number;
  birthday: number;
  missingBirthday: number;
  pncMissing: number;
  pncWrong: number;
  croMissing: number;
  /** Forename not asked: entered as "Unknown". */
  unnamed: number;
}

export const CARE = {
  police: {
    typo: 0.028,
    nickname: 0.04,
    middleName: 0.72,
    birthday: 0.022,
    missingBirthday: 0.004,
    pncMissing: 0.05,
    pncWrong: 0.006,
    croMissing: 0.35,
    unnamed: 0,
  },
  bystander: {
    typo: 0.05,
    nickname: 0.09,
    middleName: 0.25,
    birthday: 0.03,
    missingBirthday: 0.14,
    pncMissing: 1,
    pncWrong: 0,
    croMissing: 1,
    unnamed: 0.015,
  },
  probation: {
    typo: 0.024,
    nickname: 0.05,
    middleName: 0.55,
    birthday: 0.016,
    missingBirthday: 0.001,
    pncMissing: 0.16,
    pncWrong: 0.008,
    croMissing: 1,
    unnamed: 0,
  },
  prison: {
    typo: 0.026,
    nickname: 0.02,
    middleName: 0.5,
    birthday: 0.018,
    missingBirthday: 0.001,
    pncMissing: 0.12,
    pncWrong: 0.008,
    croMissing: 0.4,
    unnamed: 0,
  },
  youth: {
    typo: 0.035,
    nickname: 0.08,
    middleName: 0.4,
    birthday: 0.02,
    missingBirthday: 0.004,
    pncMissing: 0.38,
    pncWrong: 0.012,
    croMissing: 1,
    unnamed: 0,
  },
} satisfies Record<string, Care>;

const KEYBOARD = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/ph/, 'f'],
  [/ck/, 'k'],
  [/ie/, 'ei'],
  [/ey$/, 'y'],
  [/y$/, 'ie'],
  [/tt/, 't'],
  [/ll/, 'l'],
  [/nn/, 'n'],
  [/ee/, 'ea'],
  [/ea/, 'ee'],
  [/ou/, 'ow'],
  [/son$/, 'sen'],
  [/s$/, ''],
  [/c(?=[aou])/, 'k'],
  [/er$/, 'ar'],
  [/th/, 't'],
  [/mac/i, 'Mc'],
];

function neighbourKey(random: Random, letter: string): string {
  for (const row of KEYBOARD) {
    const at = row.indexOf(letter.toLowerCase());
    if (at >= 0)
      return row[at === 0 ? 1 : at === row.length - 1 || random.chance(0.5) ? at - 1 : at + 1] as string;
  }
  return letter;
}

/** Software puts a capital in front whatever was typed. */
function capitalised(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.charAt(1).toLowerCase()}${name.slice(2)}`;
}

/** One slip of the hand or the ear. The first letter is mostly right. */
function withTypo(random: Random, name: string): string {
  if (name.length < 3) return name;
  const at = random.between(random.chance(0.08) ? 0 : 1, name.length - 2);
  const [before, letter, after] = [name.slice(0, at), name[at] as string, name.slice(at + 1)];
  const kind = random.next();
  if (kind < 0.25) return capitalised(`${before}${neighbourKey(random, letter)}${after}`);
  if (kind < 0.45) return capitalised(`${before}${after[0]}${letter}${after.slice(1)}`);
  if (kind < 0.6) return `${before}${after}`;
  if (kind < 0.7) return `${before}${letter}${letter}${after}`;
  const fitting = SOUNDS.filter(([sound]) => sound.test(name));
  if (fitting.length === 0) return `${before}${after}`;
  const [sound, written] = random.pick(fitting);
  return name.replace(sound, written);
}

/** O'Brien and OBrien, McDonald and Mc Donald, Ash-Smith and Ash Smith. */
function withoutMarks(random: Random, surname: string): string {
  if (/^Mc[A-Z]/.test(surname) && random.chance(0.1)) return surname.replace('Mc', 'Mc ');
  return random.chance(0.25)
    ? surname.replace("'", random.chance(0.7) ? '' : ' ').replace('-', ' ')
    : surname;
}

function spell(random: Random, name: string, care: Care): string {
  let written = hasSpellings(name) && random.chance(0.16) ? otherSpelling(random, name) : name;
  if (random.chance(0.55)) written = withoutAccents(written);
  return random.chance(care.typo) ? withTypo(random, written) : written;
}

interface WrittenName extends Name {
  middleName: string;
}

/** The name as one agency wrote it on that day. */
export function writeName(random: Random, person: Person, care: Care, day: Day): WrittenName {
  const own =
    person.former !== undefined && day < person.former.until ? person.former.surname : person.surname;
  const short = random.chance(care.nickname) ? nicknameOf(random, person.forename) : person.forename;
  let forename = spell(random, short, care);
  let surname = withoutMarks(random, spell(random, own, care));
  let middleName = random.chance(care.middleName) ? spell(random, person.middleName, care) : '';
  // Called by the middle name, which then stands first.
  if (middleName !== '' && random.chance(0.006)) [forename, middleName] = [middleName, forename];
  if (random.chance(person.community.swappedNames)) [forename, surname] = [surname, forename];
  if (random.chance(0.02)) {
    return {
      forename: forename.toUpperCase(),
      middleName: middleName.toUpperCase(),
      surname: surname.toUpperCase(),
    };
  }
  return { forename, middleName, surname };
}

/** Date of birth as written: day and month changed about, a digit wrong, or the default of 1 January. */
export function writeBirth(random: Random, person: Person, care: Care): string {
  if (random.chance(care.missingBirthday)) return '';
  const { year, month, day } = partsOf(person.born);
  if (random.chance(person.community.defaultBirthday)) return `${year}-01-01`;
  if (!random.chance(care.birthday)) return isoOf(person.born);
  const kind = random.next();
  if (kind < 0.45 && day <= 12 && day !== month) return isoOf(makeDay(year, day, month));
  if (kind < 0.6) return isoOf(makeDay(year + (random.chance(0.5) ? 1 : -1), month, day));
  if (kind < 0.7) return isoOf(makeDay(year - 10, month, day));
  return isoOf(
    random.chance(0.5)
      ? person.born + (random.chance(0.5) ? 1 : -1)
      : makeDay(year, month, ((day + 9) % 28) + 1),
  );
}

/**
 * One digit changed, so that the check letter no longer fits. Changing one digit always changes the
 * remainder: 23 is prime, and neither a power of ten nor a difference of digits is a multiple of it.
 */
function mistype(random: Random, text: string): string {
  const places = [...text].flatMap((letter, at) => (/\d/.test(letter) && at > 4 ? [at] : []));
  const at = random.pick(places);
  const digit = (Number(text[at]) + random.between(1, 9)) % 10;
  return `${text.slice(0, at)}${digit}${text.slice(at + 1)}`;
}

export function writePnc(
  random: Random,
  person: Person,
  pncs: readonly string[],
  relatives: string | undefined,
  care: Care,
): string {
  const own = pncs.length > 1 && random.chance(0.45) ? pncs[1] : pncs[0];
  if (own === undefined || random.chance(care.pncMissing)) return '';
  // Keyed onto the wrong member of a family: the letter is right and the person is not.
  if (person.relative !== undefined && relatives !== undefined && random.chance(0.012)) return relatives;
  if (random.chance(care.pncWrong)) return mistype(random, own);
  if (random.chance(0.03)) return own.slice(2);
  return random.chance(0.02) ? own.replace('/', '') : own;
}

export function writeCro(random: Random, cro: string, care: Care): string {
  if (cro === '' || random.chance(care.croMissing)) return '';
  return random.chance(0.006) ? mistype(random, cro) : cro;
}

export function writeEthnicity(random: Random, ethnicity: string): string {
  if (random.chance(0.03)) return 'NS';
  return random.chance(0.02) ? '' : ethnicity;
}

export function writePostcode(random: Random, postcode: string): string {
  if (random.chance(0.02)) return '';
  if (random.chance(0.015)) return postcode.toLowerCase();
  return random.chance(0.02) ? postcode.replace(' ', '') : postcode;
}
