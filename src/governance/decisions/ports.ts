import type { Day } from '../../kernel/clock.ts';
import type { DecisionState } from './types.ts';

/** How one policing body stands with an agreement that it is a party to. */
export interface DecisionStanding {
  body: string;
  /** Its newest notice that authorises the agreement; null: none has been drafted. */
  decisionId: number | null;
  number: string | null;
  state: DecisionState | null;
  decidedOn: Day | null;
}
