import { addMonths, ageOn, type Day, isDay, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  type AnswerInput,
  type Checked,
  type Finding,
  fewestPeople,
  type LabPerson,
  type PartAnswer,
  parts,
  type RequestInput,
} from './types.ts';

/** A year in which they could reoffend, and six months for it to be proven. */
const followedMonths = 18;
/** Nobody younger is held responsible for a crime. */
const youngest = 10;

const sexes = new Map([
  ['male', 'Male'],
  ['female', 'Female'],
]);

/**
 * Goes through the list as the Data Lab would: what is missing, what cannot be, who is there twice, and whether there
 * are enough. Findings name people by number only.
 */
export function checkPeople(
  people: readonly LabPerson[],
  request: Pick<RequestInput, 'joinedTo' | 'basis' | 'basisReference' | 'recipient'>,
  today: Day,
): Checked {
  const twice = twins(people);
  const findings = people.flatMap((person) => findingsOf(person, twice, today));
  const stopped = new Set(findings.flatMap(({ weight, personId }) => (weight === 'stops' ? [personId] : [])));
  const ready = people.filter(({ personId }) => !stopped.has(personId));
  return {
    ready,
    findings,
    refusals: [
      ...(isLongEnoughAgo(request.joinedTo, today) ? [] : [tooLate(today)]),
      ...basisRefusals(request),
      ...sizeRefusals(ready.length),
    ],
  };
}

const isLongEnoughAgo = (joinedTo: Day, today: Day): boolean => addMonths(joinedTo, followedMonths) <= today;

const tooLate = (today: Day): string =>
  `The last day of joining must be at least ${followedMonths} months ago, ${showDay(addMonths(today, -followedMonths))} or before: later ones are not followed for long enough to be analysed`;

const sizeRefusals = (ready: number): string[] =>
  ready >= fewestPeople
    ? []
    : [
        `Only ${ready} ${ready === 1 ? 'person has' : 'people have'} all that is needed; the Data Lab takes lists of at least ${fewestPeople}`,
      ];

function basisRefusals(request: Pick<RequestInput, 'basis' | 'basisReference' | 'recipient'>): string[] {
  return [
    ...(request.basis === null ? ['The lawful basis is not recorded'] : []),
    ...(request.basisReference === null ? ['It is not recorded where the lawful basis is written down'] : []),
    ...(request.recipient === null ? ['The recipient is not recorded'] : []),
  ];
}

const nameKey = ({ familyName, givenNames, born }: LabPerson): string =>
  `${familyName.trim().toLowerCase()}|${givenNames.trim().toLowerCase().split(/\s+/)[0]}|${born}`;

/** Same names and date of birth under two numbers: perhaps one person whose records were not joined. */
function twins(people: readonly LabPerson[]): ReadonlySet<number> {
  const groups = Map.groupBy(people, nameKey);
  return new Set(
    [...groups.values()].flatMap((group) => (group.length > 1 ? group.map(({ personId }) => personId) : [])),
  );
}

function findingsOf(person: LabPerson, twice: ReadonlySet<number>, today: Day): Finding[] {
  const { personId, born, joinedOn, convictedOn } = person;
  const found: Finding[] = [];
  const stops = (text: string): void => void found.push({ personId, weight: 'stops', text });
  const asks = (text: string): void => void found.push({ personId, weight: 'asks', text });
  if (person.familyName.trim() === '') stops('has no surname');
  if (person.givenNames.trim() === '') stops('has no forename');
  if (born === null) stops('has no date of birth');
  else if (born >= joinedOn || ageOn(born, joinedOn) < youngest)
    stops(`is born ${born} and joined ${joinedOn}: younger than ${youngest}`);
  else if (ageOn(born, joinedOn) > 90) asks('is older than 90 by the date of birth');
  if (!sexes.has(person.sex ?? '')) stops('has no gender that the list takes (male or female)');
  if (joinedOn > today) stops('has joined on a day to come');
  if (convictedOn !== null && born !== null && convictedOn <= born) asks('is convicted before their birth');
  if (convictedOn === null) asks('has no conviction on record by the day of joining');
  if (twice.has(personId)) stops('has the names and date of birth of somebody else in the list');
  return found;
}

/** The fields that are published as asked for. The Data Lab’s own template was not to hand: see `leftEmpty`. */
export const fileHead = [
  'Surname',
  'Forename',
  'Date of birth',
  'Gender',
  'Index date',
  'Conviction date',
  'Intervention start date',
] as const;

/** What the file does not say, and why: written beside it, never into it. */
export const leftEmpty =
  'The index date is left empty: which release, sentence or caution begins the year is chosen by the Data Lab. The layout of its present template was not to hand; the columns are those that it is known to ask for, so hold them against the template before sending.';

/** 1985-03-01 → 01/03/1985. */
const written = (day: Day | null): string => (day === null ? '' : day.split('-').reverse().join('/'));

/** Sorted by name, so that the order tells nothing that the fields do not. */
export const fileRows = (people: readonly LabPerson[]): string[][] =>
  people
    .map((person) => [
      person.familyName.trim(),
      person.givenNames.trim().split(/\s+/)[0] ?? '',
      written(person.born),
      sexes.get(person.sex ?? '') ?? '',
      '',
      written(person.convictedOn),
      written(person.joinedOn),
    ])
    .sort((one, other) => (one.join('|') < other.join('|') ? -1 : 1));

/** What is wrong with a request as typed. */
export function requestErrors(
  input: { name: string; joinedFrom: string; joinedTo: string },
  today: Day,
): FieldError[] {
  const errors: FieldError[] = [];
  const say = (field: string, text: string): void => void errors.push({ field, text });
  if (input.name.trim() === '') say('name', 'Give the request a name');
  if (!isDay(input.joinedFrom)) say('joinedFrom', 'Enter the first day of joining');
  if (!isDay(input.joinedTo)) say('joinedTo', 'Enter the last day of joining');
  if (isDay(input.joinedFrom) && isDay(input.joinedTo) && input.joinedTo < input.joinedFrom)
    say('joinedTo', 'The last day of joining is before the first');
  else if (isDay(input.joinedTo) && !isLongEnoughAgo(input.joinedTo, today)) say('joinedTo', tooLate(today));
  return errors;
}

/**
 * What does not hold together in an answer. A result that is called significant has an interval that excludes no
 * difference, on its own side; one that is not has an interval that includes it.
 */
export function answerErrors(input: AnswerInput, today: Day): FieldError[] {
  const errors: FieldError[] = [];
  const say = (field: string, text: string): void => void errors.push({ field, text });
  if (input.title.trim() === '') say('title', 'Enter the title of the report');
  if (!isDay(input.publishedOn) || input.publishedOn > today)
    say('publishedOn', 'Enter the day on which it was published');
  if (!Number.isSafeInteger(input.analysed) || input.analysed < 1)
    say('analysed', 'Enter how many people were analysed');
  if (input.submitted !== null && input.submitted < input.analysed)
    say('submitted', 'More people were analysed than submitted');
  if (input.address !== null && !/^https?:\/\/\S+$/.test(input.address))
    say('address', 'Enter the address as https://…');
  if (parts.every((part) => input[part].result === null))
    say('rate-result', 'Enter at least one result as the report words it');
  for (const part of parts)
    errors.push(...partErrors(input[part]).map(({ field, text }) => ({ field: `${part}-${field}`, text })));
  return errors;
}

function partErrors({ result, treated, compared, low, high, words }: PartAnswer): FieldError[] {
  const errors: FieldError[] = [];
  const say = (field: string, text: string): void => void errors.push({ field, text });
  const numbers = [treated, compared, low, high];
  if (numbers.some((number) => number !== null && !Number.isFinite(number)))
    say('treated', 'Enter numbers, or leave empty what the report does not say');
  if (result === null) {
    if (numbers.some((number) => number !== null) || words !== null)
      say('result', 'Say what the result was called');
    return errors;
  }
  if ((low === null) !== (high === null)) say('low', 'Enter both ends of the interval, or neither');
  else if (low !== null && high !== null) errors.push(...intervalErrors(result, low, high));
  if (treated !== null && compared !== null && result !== 'no-significant-difference') {
    const isLower = treated < compared;
    if (isLower !== (result === 'significant-decrease'))
      say('treated', 'The figures say the opposite of the result');
  }
  return errors;
}

function intervalErrors(result: PartAnswer['result'], low: number, high: number): FieldError[] {
  if (low > high) return [{ field: 'low', text: 'The interval ends before it begins' }];
  const includesNone = low <= 0 && high >= 0;
  if (includesNone !== (result === 'no-significant-difference'))
    return [
      {
        field: 'low',
        text: includesNone
          ? 'The interval includes no difference, and the result is called significant'
          : 'The interval excludes no difference, and the result is not called significant',
      },
    ];
  if (!includesNone && high < 0 !== (result === 'significant-decrease'))
    return [{ field: 'low', text: 'The interval says the opposite of the result' }];
  return [];
}
