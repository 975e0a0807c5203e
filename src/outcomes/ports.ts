import type { Day } from '../kernel/clock.ts';
import type { Tx } from '../kernel/database.ts';

/** What the scheme costs in a financial year, for those who see costs. */
export interface YearCost {
  /** `2026/27` */
  year: string;
  /** What kind of lines it was taken from; null: the viewer may see none, or there is none. */
  stage: string | null;
  /** Sum of the known lines of every year; null: none is known. */
  pence: bigint | null;
  /** Paid once and not in `pence`: it would make this year look dearer than the next. */
  oncePence: bigint;
  /** What agreed grants give in the year, which is in no line; null: none, or none that the viewer may see. */
  grantPence: bigint | null;
  /** First and last day of the year. */
  from: Day;
  to: Day;
  /** Lines that are in no sum, because their amount is not known. */
  unknownLines: number;
}

/** What outcomes asks of the wings to its right. */
export interface OutcomesPorts {
  /** Of the financial year that the day is in. */
  costOf(tx: Tx, on: Day): Promise<YearCost>;
  /** `£1,177,000.00` */
  showPounds(pence: bigint): string;
  /** What somebody types: `1,177,000`, `£12.50`. Undefined when it is no amount. */
  readPounds(text: string): bigint | undefined;
}
