import type { CandidateEvent, EventKind, FactorChange } from './types.ts';

const kinds: Record<EventKind, string> = {
  entered: 'Entered the list',
  left: 'Left the list',
  returned: 'Came back to the list',
  reached: 'Reached the line',
  'fell-below': 'Fell below the line',
  score: 'The points changed',
};

const reasons: Record<string, string> = {
  rule: 'met the scheme’s rule',
  nomination: 'was nominated',
  member: 'is on the scheme',
  'no-longer-eligible': 'no longer meets the rule',
  'date-passed': 'the date passed without a new proven offence',
  factors: 'what was found changed',
  matrix: 'the matrix changed',
  line: 'the line changed',
};

/** `Reached the line: what was found changed`. */
export const eventWords = ({ what, reason }: Pick<CandidateEvent, 'what' | 'reason'>): string =>
  `${kinds[what]}: ${reasons[reason] ?? reason}`;

/** `Frequency 10 to 20, recency 15 to 10`. */
export const changesWords = (changes: readonly FactorChange[]): string =>
  changes.map(({ label, was, is }) => `${label} ${was} to ${is}`).join('; ');

export const pointsWords = ({ totalWas, total }: Pick<CandidateEvent, 'totalWas' | 'total'>): string =>
  totalWas === null || totalWas === total ? `${total}` : `${totalWas} to ${total}`;
