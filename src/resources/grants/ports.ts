import type { Actor } from '../../kernel/acts.ts';
import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';

/** What grants ask of the wing to the right. */
export interface GrantPorts {
  /**
   * Enters a grant for publication, in the transaction of its own act. The actor needs `spend:publish`.
   * @returns the entry's number; undefined where the reference is entered already
   */
  publishGrant(
    tx: Tx,
    grant: {
      reference: string;
      on: Day;
      endsOn: Day;
      recipient: string;
      purpose: string;
      reasons: string;
      conditions: string;
      amountPence: number;
      source: string;
      example: boolean;
    },
    actor: Actor,
  ): Promise<number | undefined>;
}
