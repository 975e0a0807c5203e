import { csvLine } from '../../kernel/csv.ts';
import type { LineMoney } from './budget.ts';
import type { Loaded } from './load.ts';
import { plainPounds } from './money.ts';
import { partsOf } from './rules.ts';

const cell = (pence: bigint | null | undefined): string | number =>
  pence === null || pence === undefined ? 'not known' : Number(plainPounds(pence));

/**
 * One line for each line: who bears what of it, what was moved and spent, and what is forecast, in pounds with two
 * decimals. What is not known says `not known`; a cell that does not apply is empty.
 */
export function costLines({ money, formulas, agencies }: Loaded): string[] {
  const bearers = agencies.filter(({ code }) =>
    money.some(({ line }) => (partsOf(line, formulas.sharesOf) ?? []).some((part) => part.agency === code)),
  );
  const head = [
    ...['year', 'stage', 'kind', 'line', 'borne by', 'paid by', 'formula', 'amount'],
    ...bearers.map(({ name }) => name),
    ...['moved', 'now', 'spent', 'forecast', 'forecast by', 'fte', 'source', 'note', 'example'],
  ];
  const rowOf = (one: LineMoney) => {
    const { line } = one;
    const parts = partsOf(line, formulas.sharesOf);
    const isBudget = line.stage === 'budget';
    const shared = line.agency === null && line.stage !== 'allocated';
    return [
      line.year,
      line.stage,
      line.kind,
      line.heading,
      line.agencyName ?? (shared ? 'shared by the formula' : 'not known'),
      line.employerName ?? 'not known',
      shared ? (formulas.of(line)?.body.formula ?? 'not known') : '',
      cell(one.original),
      ...bearers.map(({ code }) =>
        parts === undefined
          ? shared
            ? 'not known'
            : ''
          : cell(parts.find((part) => part.agency === code)?.pence ?? 0n),
      ),
      isBudget || line.stage === 'allocated' ? cell(one.moved) : '',
      isBudget || line.stage === 'allocated' ? cell(one.budget) : '',
      isBudget || line.stage === 'allocated' ? cell(one.actual) : '',
      isBudget ? cell(one.forecast) : '',
      isBudget ? line.forecastMethod : '',
      line.fteHundredths === null ? '' : line.fteHundredths / 100,
      line.source,
      line.note,
      line.example ? 'example' : '',
    ];
  };
  return [csvLine(head), ...money.map((one) => csvLine(rowOf(one)))];
}
