import type { FieldError } from '../../kernel/errors.ts';
import { characterCount } from '../../web/components/index.ts';
import { messageFor } from '../../web/forms.ts';
import type { Html } from '../../web/html.ts';
import { tooLongWords } from '../../web/long-texts.ts';
import { field } from '../../web/schemas.ts';

/** Of a reason that is kept with a decision. */
export const longestWhy = 2_000;

/** In a route's body. Roomy: `readWhy` tells what is too long at its field, and the form keeps every word. */
export const whyField = field(100_000);

/** A reason as it was typed: what it says, and what is wrong with it. */
export function readWhy(
  typed: string | undefined,
  missing = 'Say why',
): { why: string; errors: FieldError[] } {
  const why = typed?.trim() ?? '';
  const text =
    why === '' ? missing : [...why].length > longestWhy ? tooLongWords(why, longestWhy) : undefined;
  return { why, errors: text === undefined ? [] : [{ field: 'why', text }] };
}

export interface WhyBox {
  label?: string;
  hint?: string;
  rows?: number;
  value: string;
  errors: readonly FieldError[];
}

/** The box for a reason: it says how long it may be and, where script runs, counts while somebody types. */
export const whyBox = ({ label = 'Why?', hint, rows = 3, value, errors }: WhyBox): Html =>
  characterCount({
    id: 'why',
    name: 'why',
    label: { text: label },
    ...(hint === undefined ? {} : { hint: { text: hint } }),
    maxlength: longestWhy,
    rows,
    value,
    ...messageFor(errors, 'why'),
  });
