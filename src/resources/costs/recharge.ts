import type { LineMoney } from './budget.ts';
import { partsOf, type SharesOf } from './rules.ts';
import type { CostLine } from './types.ts';

interface AgencyRecharge {
  agency: string;
  /** What it pays in the first place, as employer or buyer. */
  pays: bigint;
  /** What it bears by the formula, and of its own. */
  bears: bigint;
  /** Bears less pays: positive is owed to the others, negative is owed by them. */
  owes: bigint;
}

interface Settlement {
  from: string;
  to: string;
  pence: bigint;
}

export interface Recharge {
  agencies: readonly AgencyRecharge[];
  settlements: readonly Settlement[];
  /** Lines left out of both sides, with the reason. */
  leftOut: readonly { line: CostLine; why: 'amount' | 'employer' | 'formula' }[];
}

/**
 * What employers pay against what each bears, and who pays whom to put it right. A line counts on both sides or on
 * neither, so what is owed sums to nothing exactly.
 */
export function rechargeOf(
  amounts: readonly { line: CostLine; pence: bigint | null }[],
  sharesOf: SharesOf,
): Recharge {
  const pays = new Map<string, bigint>();
  const bears = new Map<string, bigint>();
  const leftOut: { line: CostLine; why: 'amount' | 'employer' | 'formula' }[] = [];
  for (const { line, pence } of amounts) {
    const parts = partsOf(line, sharesOf, pence);
    if (pence === null) leftOut.push({ line, why: 'amount' });
    else if (line.employer === null) leftOut.push({ line, why: 'employer' });
    else if (parts === undefined) leftOut.push({ line, why: 'formula' });
    else {
      pays.set(line.employer, (pays.get(line.employer) ?? 0n) + pence);
      for (const part of parts) bears.set(part.agency, (bears.get(part.agency) ?? 0n) + part.pence);
    }
  }
  const agencies = [...new Set([...bears.keys(), ...pays.keys()])].sort().map((agency) => {
    const paid = pays.get(agency) ?? 0n;
    const borne = bears.get(agency) ?? 0n;
    return { agency, pays: paid, bears: borne, owes: borne - paid };
  });
  return { agencies, settlements: settle(agencies), leftOut };
}

export interface SpentRecharge {
  recharge: Recharge;
  /** Months that every line compared has, 1 is April: only they are compared. */
  months: readonly number[];
  /** Lines that have more months or fewer than others have, with theirs; none where all have the same. */
  uneven: readonly { line: CostLine; months: readonly number[] }[];
}

/**
 * What was spent, over the months that every line has: six months of one agency's bills against seven of another's would
 * make a debt of the bill that is not entered yet.
 */
export function rechargeOfSpending(money: readonly LineMoney[], sharesOf: SharesOf): SpentRecharge {
  const entered = money.filter(({ byMonth, line }) => byMonth.size > 0 && line.employer !== null);
  const every = [...new Set(entered.flatMap(({ byMonth }) => [...byMonth.keys()]))].sort(
    (one, other) => one - other,
  );
  const months = every.filter((month) => entered.every(({ byMonth }) => byMonth.has(month)));
  const spentIn = ({ byMonth }: LineMoney): bigint | null =>
    byMonth.size === 0 || months.length === 0
      ? null
      : months.reduce((sum, month) => sum + (byMonth.get(month) ?? 0n), 0n);
  return {
    recharge: rechargeOf(
      money.map((one) => ({ line: one.line, pence: spentIn(one) })),
      sharesOf,
    ),
    months,
    uneven:
      months.length === every.length
        ? []
        : entered.map(({ line, byMonth }) => ({ line, months: [...byMonth.keys()] })),
  };
}

/** Whoever owes most pays whoever is owed most, until nobody owes: at most one payment fewer than agencies. */
function settle(agencies: readonly AgencyRecharge[]): Settlement[] {
  const left = agencies.map(({ agency, owes }) => ({ agency, owes }));
  const settlements: Settlement[] = [];
  for (;;) {
    left.sort((one, other) =>
      one.owes === other.owes ? (one.agency < other.agency ? -1 : 1) : one.owes > other.owes ? -1 : 1,
    );
    const debtor = left[0];
    const creditor = left.at(-1);
    if (debtor === undefined || creditor === undefined || debtor.owes <= 0n || creditor.owes >= 0n)
      return settlements;
    const pence = debtor.owes < -creditor.owes ? debtor.owes : -creditor.owes;
    settlements.push({ from: debtor.agency, to: creditor.agency, pence });
    debtor.owes -= pence;
    creditor.owes += pence;
  }
}
