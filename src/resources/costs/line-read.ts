import type { FieldError } from '../../kernel/errors.ts';
import { type Bearer, chosenBearer } from './bodies.ts';
import type { LineValues, SpentValues } from './line-forms.ts';
import { readPounds } from './money.ts';
import type { LineChange } from './store.ts';
import {
  type CostLine,
  type CostLineInput,
  type ForecastMethod,
  forecastMethods,
  kinds,
  stages,
} from './types.ts';
import { isFinancialYear } from './year.ts';

const amountError = (field: string): FieldError => ({
  field,
  text: 'Enter the amount in pounds and pence, like 1,177,000.00',
});

/** What a form's amount means: null where it is left empty, undefined where it is no amount. */
const readAmount = (typed: string | undefined): string | null | undefined => {
  const text = typed?.trim() ?? '';
  return text === '' ? null : readPounds(text)?.toString();
};

const isOneOf = <Code extends string>(codes: readonly Code[], text: string | undefined): text is Code =>
  codes.some((code) => code === text);

export type Read<Value> = { value: Value } | { errors: FieldError[] };

/** Who was chosen; an error at the field where the code is nobody's. */
function bearerFrom(
  code: string | undefined,
  field: 'agency' | 'employer',
  bearers: readonly Bearer[],
  errors: FieldError[],
): Pick<Bearer, 'agencyId' | 'bodyId'> {
  const chosen = chosenBearer(code, bearers);
  if (chosen === undefined) errors.push({ field, text: 'Choose one of the list' });
  return { agencyId: chosen?.agencyId ?? null, bodyId: chosen?.bodyId ?? null };
}

/** A new line from its form; its code is given by whoever enters it. */
export function readNewLine(
  values: LineValues,
  code: string,
  bearers: readonly Bearer[],
): Read<CostLineInput> {
  const errors: FieldError[] = [];
  const { stage, kind } = values;
  const pence = readAmount(values.amount);
  const heading = values.heading?.trim() ?? '';
  const source = values.source?.trim() ?? '';
  const year = values.year?.trim() ?? '';
  const fte = values.fte?.trim() ?? '';
  if (heading === '') errors.push({ field: 'heading', text: 'Enter what it is' });
  if (!isFinancialYear(year)) errors.push({ field: 'year', text: 'Enter the financial year, like 2026/27' });
  if (!isOneOf(stages, stage)) errors.push({ field: 'stage', text: 'Choose the stage' });
  if (!isOneOf(kinds, kind)) errors.push({ field: 'kind', text: 'Choose the kind' });
  if (pence === undefined) errors.push(amountError('amount'));
  if (fte !== '' && !/^\d{1,4}(\.\d{1,2})?$/.test(fte))
    errors.push({ field: 'fte', text: 'Enter the posts, like 16 or 1.6' });
  if (source === '') errors.push({ field: 'source', text: 'Say where the amount comes from' });
  const bearer = bearerFrom(values.agency, 'agency', bearers, errors);
  const employer = bearerFrom(values.employer, 'employer', bearers, errors);
  if (errors.length > 0 || pence === undefined || !isOneOf(stages, stage) || !isOneOf(kinds, kind))
    return { errors };
  const formula = values.formula || null;
  return {
    value: {
      code,
      position: null,
      year,
      stage,
      kind,
      heading,
      ...bearer,
      pence,
      stepPence: '1',
      fteHundredths: fte === '' ? null : Math.round(Number(fte) * 100),
      source,
      note: values.note?.trim() || null,
      example: false,
      employerId: employer.agencyId,
      employerBodyId: employer.bodyId,
      formula: values.agency || formula === 'cost-share' ? null : formula,
    },
  };
}

/** What a correction changes. Only a budget is forecast; other lines keep their method. */
export function readCorrection(
  values: LineValues,
  line: CostLine,
  bearers: readonly Bearer[],
): Read<LineChange> {
  const errors: FieldError[] = [];
  const pence = readAmount(values.amount);
  const source = values.source?.trim() ?? '';
  const method: ForecastMethod = isOneOf(forecastMethods, values.method)
    ? values.method
    : line.forecastMethod;
  const stated = method === 'stated';
  const forecast = stated ? readAmount(values.forecast) : null;
  const why = values.forecastWhy?.trim() ?? '';
  if (pence === undefined) errors.push(amountError('amount'));
  if (source === '') errors.push({ field: 'source', text: 'Say where the amount comes from' });
  if (stated && (forecast === undefined || forecast === null)) errors.push(amountError('forecast'));
  if (stated && why === '') errors.push({ field: 'forecastWhy', text: 'Say why this amount is expected' });
  const employer = bearerFrom(values.employer, 'employer', bearers, errors);
  if (errors.length > 0 || pence === undefined || forecast === undefined) return { errors };
  return {
    value: {
      pence,
      source,
      note: values.note?.trim() || null,
      employerId: employer.agencyId,
      employerBodyId: employer.bodyId,
      forecastMethod: method,
      forecastPence: forecast,
      forecastWhy: stated ? why : null,
    },
  };
}

/** What was spent in each of the twelve months; an empty one is not known. */
export function readSpent(
  values: SpentValues,
): Read<{ months: { month: number; pence: string | null }[]; source: string }> {
  const errors: FieldError[] = [];
  const months = Array.from({ length: 12 }, (_, index) => {
    const pence = readAmount(values[`month-${index + 1}`]);
    if (pence === undefined) errors.push(amountError(`month-${index + 1}`));
    return { month: index + 1, pence: pence ?? null };
  });
  const source = values.source?.trim() ?? '';
  if (source === '') errors.push({ field: 'source', text: 'Say where the amounts come from' });
  return errors.length > 0 ? { errors } : { value: { months, source } };
}
