import type { FieldError } from '../../kernel/errors.ts';
import type { CheckForm } from './check-rules.ts';
import type { Found } from './types.ts';

/** What a form that types a person carries of who they were said to be. */
export interface Said {
  /** `p12` a person, `r5` a record of the agency's own, `none` none of those shown. */
  choice?: string;
  /** Whom the typist was shown when they said that it is none of them. */
  notThese?: string;
  /** They were asked already. */
  asked?: string;
}

export type Meant =
  | { kind: 'person'; id: number }
  | { kind: 'record'; id: number }
  | { kind: 'none' }
  /** Nobody whom they may see is like them. */
  | { kind: 'nobody' }
  | { kind: 'ask'; errors: FieldError[] };

/** The codes of those who are offered, in the order in which they are shown. */
export const codesOf = ({ people, records }: Found): string[] => [
  ...people.map(({ id }) => `p${id}`),
  ...records.map(({ id }) => `r${id}`),
];

export const shownOf = ({ people, records }: Found) => ({
  shownPeople: people.map(({ id }) => id),
  shownRecords: records.map(({ id }) => id),
});

const wrong = (text: string): Meant => ({ kind: 'ask', errors: [{ field: 'choice', text }] });

/**
 * What the typist said of those who are like what they typed now. Whoever was not shown to them cannot have been meant or
 * ruled out: then they are asked again.
 */
export function readMeant(found: Found, { choice = '', notThese = '', asked }: Said): Meant {
  const offered = codesOf(found);
  if (choice === '' || choice === 'none') {
    if (offered.length === 0) return { kind: 'nobody' };
    const ruledOut = new Set(notThese.split(','));
    if (choice === 'none' && offered.every((code) => ruledOut.has(code))) return { kind: 'none' };
    if (choice === 'none') return wrong('Somebody else is like what you typed now. Look again');
    return asked === 'yes'
      ? wrong('Choose who it is, or that it is none of these')
      : { kind: 'ask', errors: [] };
  }
  // Nobody is left to choose from: it is said at what was typed.
  if (offered.length === 0)
    return {
      kind: 'ask',
      errors: [
        { field: 'family', text: 'Whoever you chose is not like what you typed now. Look at it again' },
      ],
    };
  if (!offered.includes(choice))
    return wrong('Whoever you chose is not like what you typed now. Choose again');
  return { kind: choice.startsWith('p') ? 'person' : 'record', id: Number(choice.slice(1)) };
}

/** While somebody types they are not asked after with a surname alone: half the country has it. */
export const isEnoughToLook = ({ given, family, born, identifier }: CheckForm): boolean =>
  (identifier ?? '').trim() !== '' ||
  ((family ?? '').trim() !== '' && ((given ?? '').trim() !== '' || (born ?? '').trim() !== ''));
