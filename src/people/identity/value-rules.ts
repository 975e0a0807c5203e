import type { FieldError } from '../../kernel/errors.ts';
import type { IdentityRecord } from './types.ts';

/** The fields of a person for which the scheme says which value of several is shown. */
export const valueFields = ['name', 'born', 'sex', 'ethnicity', 'pnc', 'cro', 'prisonNumber', 'crn'] as const;
export type ValueField = (typeof valueFields)[number];

export const valueFieldWords: Record<ValueField, string> = {
  name: 'Name',
  born: 'Date of birth',
  sex: 'Sex',
  ethnicity: 'Ethnicity',
  pnc: 'PNC',
  cro: 'CRO',
  prisonNumber: 'Prison number',
  crn: 'CRN',
};

/** What comes first; what is alike there goes by the others. */
export const orders = ['trusted', 'commonest', 'latest'] as const;
export type Order = (typeof orders)[number];

export const orderWords: Record<Order, string> = {
  trusted: 'What the most trusted source says',
  commonest: 'What most records say',
  latest: 'What was said last',
};

/** Where a record comes from, as far as trust goes. */
export const sources = ['police-with-pnc', 'police', 'prison', 'probation', 'youth-justice'] as const;
export type ValueSource = (typeof sources)[number];

export const sourceWords: Record<ValueSource, string> = {
  'police-with-pnc': 'Police records with a PNC number',
  police: 'Police records without one',
  prison: 'Prisons',
  probation: 'Probation',
  'youth-justice': 'Youth justice',
};

export interface ValueRule {
  by: Order;
  /** Trusted before all others; undefined keeps the order that the system comes with. */
  first?: ValueSource;
}

export type ValueRules = Readonly<Record<ValueField, ValueRule>>;

/** What the system comes with. A name is mistyped by the best of sources, and rarely twice in the same way. */
export const usualRules: ValueRules = {
  name: { by: 'commonest' },
  born: { by: 'trusted' },
  sex: { by: 'trusted' },
  ethnicity: { by: 'trusted' },
  pnc: { by: 'trusted' },
  cro: { by: 'trusted' },
  prisonNumber: { by: 'trusted' },
  crn: { by: 'trusted' },
};

/** A rule as it is kept, made whole: what it does not name, or names wrongly, is as usual. */
export function rulesFrom(body: unknown): ValueRules {
  const fields = (body as { fields?: Partial<Record<ValueField, Partial<ValueRule>>> } | null)?.fields ?? {};
  const one = (field: ValueField): ValueRule => {
    const by = orders.find((order) => order === fields[field]?.by) ?? usualRules[field].by;
    const first = sources.find((source) => source === fields[field]?.first);
    return first === undefined ? { by } : { by, first };
  };
  return Object.fromEntries(valueFields.map((field) => [field, one(field)])) as Record<ValueField, ValueRule>;
}

export function sourceOf(record: IdentityRecord): ValueSource {
  if (record.format === 'prison-releases') return 'prison';
  if (record.format === 'probation-caseload') return 'probation';
  if (record.format === 'youth-justice') return 'youth-justice';
  return record.pnc !== null && record.capacity !== 'other' ? 'police-with-pnc' : 'police';
}

/** The form's fields: `name` and `name-first`, and so on for each. */
export function readRules(
  form: Readonly<Record<string, string | undefined>>,
): { rules: ValueRules; errors: [] } | { rules: undefined; errors: FieldError[] } {
  const errors: FieldError[] = [];
  for (const field of valueFields) {
    const by = form[field] ?? '';
    const first = form[`${field}-first`] ?? '';
    if (!orders.some((order) => order === by))
      errors.push({ field, text: `Choose what is shown for ${valueFieldWords[field].toLowerCase()}` });
    if (first !== '' && !sources.some((source) => source === first))
      errors.push({ field: `${field}-first`, text: 'Choose a source of the list' });
  }
  if (errors.length > 0) return { rules: undefined, errors };
  const fields = Object.fromEntries(
    valueFields.map((field) => [field, { by: form[field], first: form[`${field}-first`] || undefined }]),
  );
  return { rules: rulesFrom({ fields }), errors: [] };
}
