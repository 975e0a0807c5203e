import { type Day, isDay, showDay } from '../../kernel/clock.ts';
import {
  type Change,
  type ChangeKind,
  changeWords,
  membershipStateWords,
  ragWords,
  statutoryWords,
} from './types.ts';

export interface SaidChange {
  what: ChangeKind;
  was: string | null;
  became: string;
  why: string;
  /** The day of the review, where it was one. */
  heldOn?: Day | null;
}

/** The scheme's own codes (strand, tier) with a capital: `tier-1` → `Tier 1`. */
const plain = (value: string): string => {
  const text = value.replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

const among =
  (known: Readonly<Record<string, string>>) =>
  (value: string): string =>
    Object.hasOwn(known, value) ? (known[value] ?? value) : plain(value);

const inWords: Record<ChangeKind, (value: string) => string> = {
  rag: among(ragWords),
  state: among(membershipStateWords),
  statutory: among(statutoryWords),
  review: (value) => (isDay(value) ? showDay(value) : value),
  tier: plain,
  strand: plain,
  base: plain,
  transition: plain,
  owner: among({ person: 'One member of staff', team: 'The team' }),
};

const words = (what: ChangeKind, value: string): string => inWords[what](value);

const isHeld = (heldOn: Day | null | undefined): heldOn is Day => typeof heldOn === 'string';

/** What became of a membership in one line: `RAG: Red (was Amber)`, `Now voluntary (was statutory)`. */
export function changeTitle({ what, was, became, heldOn }: Omit<SaidChange, 'why'>): string {
  if (isHeld(heldOn)) return `Review held on ${showDay(heldOn)}`;
  const before = was === null || was === 'none' ? undefined : words(what, was);
  if (what === 'statutory')
    return `Now ${words(what, became).toLowerCase()}${before === undefined ? '' : ` (was ${before.toLowerCase()})`}`;
  return `${changeWords[what]}: ${words(what, became)}${before === undefined ? '' : ` (was ${before})`}`;
}

const formTitles: Record<Change, string> = {
  rag: 'Change the RAG rating',
  tier: 'Change the tier',
  'review-date': 'Change the date of the next review',
  state: 'Suspend the membership',
  strand: 'Change the strand',
  statutory: 'Change the statutory status',
  transition: 'Plan the way to adult services',
};

/** What the form of a change is called: an undertaking, where `changeTitle` tells of what was done. */
export const changeFormTitle = (what: Change, membership: { state: string }): string =>
  what === 'state' && membership.state === 'suspended' ? 'Resume the membership' : formTitles[what];

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** Why, as it was written; of what followed from the records, which of the two it was; of a review, when the next is. */
export function changeWhy({ what, became, why, heldOn }: Omit<SaidChange, 'was'>): string {
  if (isHeld(heldOn)) return `${sentence(why)} Next review: ${words('review', became)}`;
  if (what !== 'statutory' || why !== 'An order or licence began or ended') return why;
  return became === 'voluntary' ? 'An order or licence ended' : 'An order or licence began';
}
