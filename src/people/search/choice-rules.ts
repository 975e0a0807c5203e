import type { FieldError } from '../../kernel/errors.ts';
import type { CheckForm } from './check-rules.ts';
import type { Found } from './types.ts';

/** What a form that types a person carries of who they were said to be. */
export interface Said {
  /** `p12` a person, `r5` a record of the agency's own, `none` none of those shown. */
  choice?: string;
  /** Whom the typist was shown when they said that it is none of them, each sealed by the session that showed them. */
  notThese?: string;
  /** They were asked already. */
  asked?: string;
}

/** The same as the server reads it: of `notThese`, those whom it showed in this session itself. */
export interface Told extends Pick<Said, 'choice' | 'asked'> {
  shown: readonly string[];
}

/** @param opened what was sealed in this session, and undefined for what was not. */
export const toldBy = (
  { choice, notThese, asked }: Said,
  opened: (brought: string) => string | undefined,
): Told => ({
  ...(choice === undefined ? {} : { choice }),
  ...(asked === undefined ? {} : { asked }),
  shown: (notThese ?? '').split(',').flatMap((one) => opened(one) ?? []),
});

/** Asked again: nothing said yet, or nothing that holds for who is offered now. */
export type AskAgain = { kind: 'ask'; errors: FieldError[] };

export type Meant =
  | { kind: 'person'; id: number }
  | { kind: 'record'; id: number }
  | { kind: 'none' }
  /** Nobody whom they may see is like them. */
  | { kind: 'nobody' }
  | AskAgain;

/** The codes of those who are offered, in the order in which they are shown. */
export const codesOf = ({ people, records }: Found): string[] => [
  ...people.map(({ id }) => `p${id}`),
  ...records.map(({ id }) => `r${id}`),
];

export const shownOf = ({ people, records }: Found) => ({
  shownPeople: people.map(({ id }) => id),
  shownRecords: records.map(({ id }) => id),
});

const wrong = (field: string, text: string): AskAgain => ({ kind: 'ask', errors: [{ field, text }] });

/**
 * What the typist said of those who are like what they typed now. Whoever was not shown to them cannot have been meant or
 * ruled out: then they are asked again.
 * @param typedAt the field at which it is said that nobody is like it any more.
 */
export function readChoice(
  offered: readonly string[],
  { choice = '', shown, asked }: Told,
  typedAt: string,
): { kind: 'chosen'; code: string } | { kind: 'none' } | { kind: 'nobody' } | AskAgain {
  if (choice === '' || choice === 'none') {
    if (offered.length === 0) return { kind: 'nobody' };
    if (choice === 'none' && offered.every((code) => shown.includes(code))) return { kind: 'none' };
    if (choice === 'none') return wrong('choice', 'Somebody else is like what you typed now. Look again');
    return asked === 'yes'
      ? wrong('choice', 'Choose who it is, or that it is none of these')
      : { kind: 'ask', errors: [] };
  }
  if (offered.length === 0)
    return wrong(typedAt, 'Whoever you chose is not like what you typed now. Look at it again');
  return offered.includes(choice)
    ? { kind: 'chosen', code: choice }
    : wrong('choice', 'Whoever you chose is not like what you typed now. Choose again');
}

/** The same of people, and of records of the agency's own. */
export function readMeant(found: Found, told: Told): Meant {
  const read = readChoice(codesOf(found), told, 'family');
  if (read.kind !== 'chosen') return read;
  return { kind: read.code.startsWith('p') ? 'person' : 'record', id: Number(read.code.slice(1)) };
}

/** While somebody types they are not asked after with a surname alone: half the country has it. */
export const isEnoughToLook = ({ given, family, born, identifier }: CheckForm): boolean =>
  (identifier ?? '').trim() !== '' ||
  ((family ?? '').trim() !== '' && ((given ?? '').trim() !== '' || (born ?? '').trim() !== ''));
