import type { FieldError } from '../../kernel/errors.ts';
import type { OutcomesPorts, YearCost } from '../ports.ts';
import type { Assumptions, ValueRule } from './break-even.ts';
import type { DashboardQuery } from './reading.ts';

/** What the form of the assumptions shows, and what follows from it. */
export interface ReadAssumptions {
  typed: { cost: string; worth: string; uplift: string };
  errors: FieldError[];
  /** The cost is the one on file, and so of its year. */
  isOnFile: boolean;
  /** Undefined where one is missing or wrong. */
  assumptions: Assumptions | undefined;
}

/** Beyond this no scheme costs, and no offence is worth. */
const most = 100_000_000_000n;

/** As typed in the address, else the year's cost on file and the worth that the scheme's rule has. */
export function readAssumptions(
  query: Pick<DashboardQuery, 'cost' | 'worth' | 'uplift'>,
  onFile: { cost: YearCost; rule: ValueRule | undefined },
  { readPounds, showPounds }: Pick<OutcomesPorts, 'readPounds' | 'showPounds'>,
): ReadAssumptions {
  const shown = (pence: bigint | null | undefined): string => (pence == null ? '' : showPounds(pence));
  const rulePence = onFile.rule === undefined ? undefined : BigInt(onFile.rule.offencePence);
  const typed = {
    cost: query.cost?.trim() || shown(onFile.cost.pence),
    worth: query.worth?.trim() || shown(rulePence),
    uplift: query.uplift?.trim() || '0',
  };
  const errors: FieldError[] = [];
  const cost = typed.cost === '' ? undefined : readPounds(typed.cost);
  const worth = typed.worth === '' ? undefined : readPounds(typed.worth);
  if (typed.cost !== '' && (cost === undefined || cost < 0n || cost > most))
    errors.push({ field: 'cost', text: 'Enter the cost in pounds, such as 665,000 or £665,000.00' });
  if (typed.worth !== '' && (worth === undefined || worth <= 0n || worth > most))
    errors.push({ field: 'worth', text: 'Enter what an offence prevented is worth in pounds, above nought' });
  const uplift = /^\d{1,3}$/.test(typed.uplift) ? Number(typed.uplift) : Number.NaN;
  if (!(uplift <= 200))
    errors.push({
      field: 'uplift',
      text: 'Enter what is added to the cost as a whole percentage from 0 to 200',
    });
  return {
    typed,
    errors,
    isOnFile: typed.cost !== '' && cost === onFile.cost.pence,
    assumptions:
      errors.length > 0 || cost === undefined || worth === undefined
        ? undefined
        : { costPence: cost, offencePence: worth, uplift },
  };
}
