import { type Day, isDay, showDay } from '../kernel/clock.ts';
import type { FieldError } from '../kernel/errors.ts';

/** A form as typed. */
export type Values = Readonly<Record<string, string | readonly string[] | number | undefined>>;

export const typed = (values: Values, field: string): string => {
  const value = values[field];
  return typeof value === 'string' ? value.trim() : '';
};

export const typedList = (values: Values, field: string): string[] =>
  [values[field] ?? []].flat().map(String);

/** Reads one form field by field and gathers what is wrong. A field left empty is null, and wrong where it is asked for. */
export class Reading {
  readonly errors: FieldError[] = [];
  readonly #values: Values;

  constructor(values: Values) {
    this.#values = values;
  }

  wrong(field: string, text: string): null {
    this.errors.push({ field, text });
    return null;
  }

  words(field: string, missing?: string): string | null {
    const value = typed(this.#values, field);
    if (value !== '') return value;
    return missing === undefined ? null : this.wrong(field, missing);
  }

  day(field: string, missing?: string): Day | null {
    const value = typed(this.#values, field);
    if (value === '') return missing === undefined ? null : this.wrong(field, missing);
    return isDay(value) ? value : this.wrong(field, 'Enter a real date, like 2026-11-30');
  }

  /** A day that is not later than another. */
  pastDay(field: string, missing: string, today: Day): Day | null {
    const day = this.day(field, missing);
    return day !== null && day > today ? this.wrong(field, 'The date lies ahead. Check it') : day;
  }

  /** A day after another; none where nothing is typed and nothing is missed. */
  laterDay(field: string, after: Day | null, missing?: string): Day | null {
    const day = this.day(field, missing);
    return day !== null && after !== null && day <= after
      ? this.wrong(field, `Enter a date after ${showDay(after)}`)
      : day;
  }

  code<Code extends string>(field: string, codes: readonly Code[], missing: string): Code | null {
    const value = typed(this.#values, field);
    return codes.find((code) => code === value) ?? this.wrong(field, missing);
  }

  /** One of the codes, or nothing. */
  anyCode<Code extends string>(field: string, codes: readonly Code[]): Code | null {
    return typed(this.#values, field) === '' ? null : this.code(field, codes, 'Choose one from the list');
  }

  id(field: string, known: readonly number[], missing: string): number | null {
    const value = typed(this.#values, field);
    return known.find((id) => String(id) === value) ?? this.wrong(field, missing);
  }

  ids(field: string, known: readonly number[]): number[] {
    const chosen = typedList(this.#values, field);
    return known.filter((id) => chosen.includes(String(id)));
  }

  whole(field: string, range: { least: number; most: number }, missing: string): number | null {
    const value = typed(this.#values, field);
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    return number >= range.least && number <= range.most ? number : this.wrong(field, missing);
  }

  ticked(field: string): boolean {
    return typedList(this.#values, field).includes('yes');
  }
}
