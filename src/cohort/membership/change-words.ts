import { type Day, isDay, showDay } from '../../kernel/clock.ts';
import { type ChangeKind, changeWords, membershipStateWords, ragWords, statutoryWords } from './types.ts';

export interface SaidChange {
  what: ChangeKind;
  was: string | null;
  became: string;
  why: string;
  /** The day of the review, where it was one. */
  heldOn?: Day | null;
}

const known: Partial<Record<ChangeKind, Readonly<Record<string, string>>>> = {
  rag: ragWords,
  state: membershipStateWords,
  statutory: statutoryWords,
};

/** A code in words where it is one of ours; the scheme's own (strand, tier) with a capital: `tier-1` → `Tier 1`. */
function words(what: ChangeKind, value: string): string {
  if (what === 'review') return isDay(value) ? showDay(value) : value;
  const plain = value.replaceAll('-', ' ');
  return known[what]?.[value] ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}

const isHeld = (heldOn: Day | null | undefined): heldOn is Day => typeof heldOn === 'string';

/** What became of a membership in one line: `RAG: Red (was Amber)`, `Now voluntary (was statutory)`. */
export function changeTitle({ what, was, became, heldOn }: Omit<SaidChange, 'why'>): string {
  if (isHeld(heldOn)) return `Review held on ${showDay(heldOn)}`;
  const before = was === null || was === 'none' ? undefined : words(what, was);
  if (what === 'statutory')
    return `Now ${words(what, became).toLowerCase()}${before === undefined ? '' : ` (was ${before.toLowerCase()})`}`;
  return `${changeWords[what]}: ${words(what, became)}${before === undefined ? '' : ` (was ${before})`}`;
}

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** Why, as it was written; of what followed from the records, which of the two it was; of a review, when the next is. */
export function changeWhy({ what, became, why, heldOn }: Omit<SaidChange, 'was'>): string {
  if (isHeld(heldOn)) return `${sentence(why)} Next review: ${words('review', became)}`;
  if (what !== 'statutory' || why !== 'An order or licence began or ended') return why;
  return became === 'voluntary' ? 'An order or licence ended' : 'An order or licence began';
}
