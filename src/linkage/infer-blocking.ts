/**
 * The blocking rules of a list of people, by the fields that it has.
 * They are those of `waymark link` (`infer-model.ts`); the system's own runs have those of `offender-model.ts`.
 */

import { fieldsOfKeys, start, whole } from './conditions.ts';
import type { BlockingRule, KeyPart } from './types.ts';

type Candidate = readonly [name: string, maxGroup: number, keys: readonly KeyPart[]];

const year: KeyPart = { field: 'dob', part: 'year' };
const monthAndDay: KeyPart = { field: 'dob', part: 'month-day' };
const eitherWay: KeyPart = { field: 'dob', part: 'day-month-folded' };
const eitherOrder: KeyPart = { fields: ['forename', 'surname'], part: 'either-order' };

const NUMBERS: readonly Candidate[] = [
  ['national number', 50, [whole('nationalId')]],
  ['PNC', 50, [whole('pnc')]],
  ['CRO', 50, [whole('cro')]],
  ['prison number', 50, [whole('prisonNumber')]],
  ['probation number', 50, [whole('crn')]],
  ['email', 50, [whole('email')]],
  ['email name', 50, [whole('emailName')]],
  ['telephone', 50, [whole('phone')]],
];

/** For lists that keep forename and surname apart. */
const BY_NAME_PAIR: readonly Candidate[] = [
  ['names in either order and date of birth', 200, [eitherOrder, whole('dob')]],
  ['surname and date of birth', 200, [whole('surname'), whole('dob')]],
  ['forename and date of birth', 120, [whole('forename'), whole('dob')]],
  ['date of birth and postcode', 200, [whole('dob'), whole('postcode')]],
  ['surname and postcode', 120, [whole('surname'), whole('postcode')]],
  ['forename and postcode', 120, [whole('forename'), whole('postcode')]],
  ['surname and date of birth, day and month either way', 200, [whole('surname'), eitherWay]],
  ['starts of both names and year', 12, [start('forename', 3), start('surname', 4), year]],
  ['full name, month and day of birth', 60, [whole('name'), monthAndDay]],
  ['full name', 6, [whole('name')]],
];

/** For lists with whole names, or names under several columns. */
const BY_NAME_WORDS: readonly Candidate[] = [
  ['names in either order and date of birth', 200, [eitherOrder, whole('dob')]],
  ['a name and date of birth', 200, [whole('tokens'), whole('dob')]],
  ['a name and date of birth, day and month either way', 200, [whole('tokens'), eitherWay]],
  ['a name and postcode', 200, [whole('tokens'), whole('postcode')]],
  ['date of birth and postcode', 200, [whole('dob'), whole('postcode')]],
  ['full name', 200, [whole('name')]],
  ['starts of both names and year', 200, [start('forename', 3), start('surname', 4), year]],
];

const BY_PLACE: readonly Candidate[] = [
  ['date of birth and place', 200, [whole('dob'), whole('place')]],
  ['postcode and place', 100, [whole('postcode'), whole('place')]],
  ['street and postcode', 100, [whole('street'), whole('postcode')]],
];

/** What finds more in a short list, and too much in a long one. */
const FOR_SHORT_LISTS: readonly Candidate[] = [
  ['a name and place', 200, [whole('tokens'), whole('place')]],
  ['a name and street', 200, [whole('tokens'), whole('street')]],
  ['surname and place', 200, [whole('surname'), whole('place')]],
  ['surname and street', 200, [whole('surname'), whole('street')]],
  ['a name and year of birth', 100, [whole('tokens'), year]],
  ['surname and year of birth', 100, [whole('surname'), year]],
  ['a name, month and day of birth', 100, [whole('tokens'), monthAndDay]],
  ['surname, month and day of birth', 100, [whole('surname'), monthAndDay]],
  ['start of surname and date of birth', 200, [start('surname', 2), whole('dob')]],
  ['start of surname and postcode', 200, [start('surname', 2), whole('postcode')]],
  ['start of forename and date of birth', 100, [start('forename', 2), whole('dob')]],
];

/** Rows of a list that counts as short. */
export const SHORT_LIST = 150_000;

/** A name of its own says the same as one of the words: only one of the two is a rule. */
function alreadySaid([name]: Candidate, has: (field: string) => boolean): boolean {
  return has('tokens') && name.startsWith('surname and ');
}

export function blockingFor(has: (field: string) => boolean, rows: number): BlockingRule[] {
  const names = has('tokens') ? BY_NAME_WORDS : BY_NAME_PAIR;
  const candidates = [...NUMBERS, ...names, ...BY_PLACE, ...(rows <= SHORT_LIST ? FOR_SHORT_LISTS : [])];
  const usable = ([, , keys]: Candidate): boolean => fieldsOfKeys(keys).every(has);
  return candidates
    .filter((candidate) => usable(candidate) && !alreadySaid(candidate, has))
    .map(([name, maxGroup, keys]) => ({ name, keys, maxGroup }));
}
