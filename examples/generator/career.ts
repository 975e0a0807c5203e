import type { Day } from './calendar.ts';
import type { OffenceType } from './offences.ts';
import type { Area } from './places.ts';
import type { Disposal } from './sentencing.ts';

type Outcome =
  | 'charged'
  | 'convicted'
  | 'cautioned'
  | 'no_further_action'
  | 'acquitted'
  | 'under_investigation';

export interface Offence {
  /** Numbers this person's offences from 0. */
  number: number;
  type: OffenceType;
  date: Day;
  area: Area;
  case: Case;
  outcome: Outcome;
  outcomeDate: Day | undefined;
  court: string;
  sentence: string;
}

/** One arrest and what follows from it; it may cover several offences. */
export interface Case {
  number: number;
  area: Area;
  offences: Offence[];
  arrest: Day;
  disposal: Disposal;
  /** When a case that is not charged ends. */
  decided: Day;
  charge: Day | undefined;
  hearing: Day | undefined;
  remanded: boolean;
}

export interface PrisonSpell {
  received: Day;
  /** Undefined while on remand on the extract date. */
  release: Day | undefined;
  kind: 'remand' | 'sentence' | 'recall';
  licenceEnd: Day | undefined;
  mainOffence: OffenceType;
  sentenced: Day | undefined;
}

export type OrderType =
  | 'community_order'
  | 'suspended_sentence_order'
  | 'licence'
  | 'post_sentence_supervision'
  | 'referral_order'
  | 'youth_rehabilitation_order'
  | 'youth_conditional_caution';

export interface Order {
  type: OrderType;
  sentenced: Day;
  start: Day;
  end: Day;
  mainOffence: OffenceType;
}

export interface Career {
  offences: Offence[];
  cases: Case[];
  spells: PrisonSpell[];
  orders: Order[];
}

/** The most serious offence of a case leads it. */
export function gravestOf(made: Case): OffenceType {
  return made.offences.reduce(
    (worst, offence) => (offence.type.gravity > worst.gravity ? offence.type : worst),
    (made.offences[0] as Offence).type,
  );
}
