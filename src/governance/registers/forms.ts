import { type Day, isDay } from '../../kernel/clock.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { input, select, textarea } from '../../web/components/index.ts';
import { messageFor } from '../../web/forms.ts';
import type { Html } from '../../web/html.ts';

/** A form as it is shown, once more where something was wrong or out of date. */
export interface Showing<Form> {
  values: Form;
  errors: readonly FieldError[];
  key?: string | undefined;
  version?: number | undefined;
  /** What somebody else made of it meanwhile. */
  theirs?: string | undefined;
}

export type Keyed = { _key?: string; _version?: number };

export const typed = (value: string | undefined): string => value?.trim() ?? '';

/** Reads a form's fields one by one, and gathers what is wrong with them. */
export class FieldReader {
  readonly errors: FieldError[] = [];

  wrong(field: string, text: string): void {
    if (!this.errors.some((error) => error.field === field)) this.errors.push({ field, text });
  }

  need(value: string | undefined, field: string, text: string): string {
    const found = typed(value);
    if (found === '') this.wrong(field, text);
    return found;
  }

  /** A day, or null where nothing was entered. */
  day(value: string | undefined, field: string, what: string): Day | null {
    const text = typed(value);
    if (text === '') return null;
    if (isDay(text)) return text;
    this.wrong(field, `Enter ${what} as a date, like 2026-11-30`);
    return null;
  }

  needDay(value: string | undefined, field: string, what: string): Day {
    const found = this.day(value, field, what);
    if (found === null) this.wrong(field, `Enter ${what}`);
    return found ?? '';
  }

  whole(value: string | undefined, field: string, text: string, least: number, most: number): number {
    const found = Number(typed(value));
    if (typed(value) !== '' && Number.isInteger(found) && found >= least && found <= most) return found;
    this.wrong(field, text);
    return least;
  }
}

/**
 * Sends a form's act: undefined where it was done, otherwise how the form is shown again: with the fields at fault
 * (422), or with what somebody else changed meanwhile (409). `conflict` says which field holds a name that is taken.
 */
export async function sendForm<Form extends Keyed>(
  body: Form,
  send: (key: string) => Promise<unknown>,
  again: {
    theirs?: () => Promise<{ text: string; version: number }>;
    conflict?: FieldError;
  },
): Promise<Showing<Form> | undefined> {
  const shown = { values: body, key: body._key, version: body._version, errors: [] };
  try {
    await send(body._key ?? newKey());
    return undefined;
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid') return { ...shown, errors: error.fields };
    if (error.code === 'conflict' && again.conflict !== undefined)
      return { ...shown, errors: [again.conflict] };
    if (error.code !== 'stale-version' || again.theirs === undefined) throw error;
    const { text, version } = await again.theirs();
    return { ...shown, key: newKey(), version, theirs: text };
  }
}

/** Draws the fields of a form whose values are texts, each by its name. */
export function fieldsOf<Form extends object>(
  values: Form,
  errors: readonly FieldError[],
): {
  text: (name: keyof Form & string, label: string, more?: { hint?: string; width?: string }) => Html;
  area: (name: keyof Form & string, label: string, more?: { hint?: string; rows?: number }) => Html;
  day: (name: keyof Form & string, label: string, hint?: string) => Html;
  choice: (
    name: keyof Form & string,
    label: string,
    items: readonly { value: string; text: string }[],
    hint?: string,
  ) => Html;
} {
  const textIn = (name: keyof Form & string): string => {
    const value: unknown = values[name];
    return typeof value === 'string' ? value : '';
  };
  const shared = (name: keyof Form & string, label: string, hint?: string) => ({
    id: name,
    name,
    label: { text: label },
    ...(hint === undefined ? {} : { hint: { text: hint } }),
    value: textIn(name),
    ...messageFor(errors, name),
  });
  return {
    text: (name, label, more = {}) =>
      input({
        ...shared(name, label, more.hint),
        ...(more.width ? { classes: `govuk-input--width-${more.width}` } : {}),
      }),
    area: (name, label, more = {}) => textarea({ ...shared(name, label, more.hint), rows: more.rows ?? 3 }),
    day: (name, label, hint) =>
      input({ ...shared(name, label, hint), type: 'date', classes: 'govuk-input--width-10' }),
    choice: (name, label, items, hint) => {
      const now = textIn(name);
      // What can be chosen no more stays chosen until somebody chooses: it is never dropped unseen.
      const gone =
        now === '' || items.some(({ value }) => value === now)
          ? []
          : [{ value: now, text: 'As before, no longer in the list: choose again' }];
      return select({ ...shared(name, label, hint), items: [...items, ...gone] });
    },
  };
}

/** The choices of owners, nobody first. */
export const ownerItems = (
  owners: readonly { id: number; name: string; agency: string }[],
): { value: string; text: string }[] => [
  { value: '', text: 'Nobody yet' },
  ...owners.map(({ id, name, agency }) => ({ value: String(id), text: `${name}, ${agency}` })),
];
