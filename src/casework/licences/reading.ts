import { type Day, isDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';

export type Read<Input> = { input: Input } | { errors: FieldError[] };

/** Reads the fields of a form one by one, and keeps what is wrong with them in the form's order. */
export class Reader {
  readonly errors: FieldError[] = [];

  wrong(field: string, text: string): null {
    this.errors.push({ field, text });
    return null;
  }

  text(value: string | undefined): string | null {
    return value?.trim() || null;
  }

  needed(field: string, value: string | undefined, message: string): string | null {
    return this.text(value) ?? this.wrong(field, message);
  }

  oneOf<Code extends string>(
    field: string,
    codes: readonly Code[],
    value: string | undefined,
    message: string,
  ): Code | null {
    return codes.find((code) => code === value) ?? this.wrong(field, message);
  }

  day(field: string, value: string | undefined, message = 'Enter a real date, like 2026-11-30'): Day | null {
    const day = this.text(value);
    if (day === null || !isDay(day)) return this.wrong(field, message);
    if (day < '2000-01-01' || day > '2100-01-01') return this.wrong(field, 'Check the year of the date');
    return day;
  }

  dayOrNone(field: string, value: string | undefined): Day | null {
    return this.text(value) === null ? null : this.day(field, value);
  }

  whole(
    field: string,
    value: string | undefined,
    span: { from: number; to: number },
    message: string,
  ): number | null {
    const typed = this.text(value);
    if (typed === null) return null;
    const number = Number(typed);
    return Number.isInteger(number) && number >= span.from && number <= span.to
      ? number
      : this.wrong(field, message);
  }

  several(value: readonly string[] | string | undefined): string[] {
    return [value ?? []].flat();
  }
}
