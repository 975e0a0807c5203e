import type { Actor } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import type { EntryInput } from './types.ts';

export interface GrantEntry
  extends Pick<
    EntryInput,
    'reference' | 'on' | 'recipient' | 'purpose' | 'reasons' | 'conditions' | 'amountPence' | 'source'
  > {
  endsOn?: string | null;
  example?: boolean;
}

/**
 * Whoever awards a grant has it published: the entry goes into the month's file of the actor's office. The actor needs
 * `spend:publish`. Its number; undefined where this reference is entered already.
 */
export type PublishGrant = (tx: Tx, grant: GrantEntry, actor: Actor) => Promise<number | undefined>;
