import type { FastifyRequest } from 'fastify';
import type { FieldError } from '../kernel/errors.ts';
import { button, characterCount } from './components/index.ts';
import { type Html, html } from './html.ts';
import { isSecret, type KeptForm, keptFormOf, typedWords } from './kept-form.ts';
import { stateOf } from './request-state.ts';
import { fieldWords } from './schema-words.ts';

/** A text that is longer than its field takes. */
export interface TooLong {
  name: string;
  value: string;
  most: number;
}

/** What takes no more is a code, a number or a day, and nobody's words: shortening it mends nothing. */
const mostOfACode = 40;

const figure = (value: number): string => value.toLocaleString('en-GB');

/** How a form says it: which field is told by where it stands. */
export const tooLongWords = (value: string, most: number): string =>
  `Use ${figure(most)} characters or fewer: there are ${figure([...value].length)}`;

/** The same where the field is named: in the list at the top of a page that is not the form's own. */
const tooLongField = ({ name, value, most }: TooLong): FieldError => ({
  field: name,
  text: `“${fieldWords(name)}” may have no more than ${figure(most)} characters: it has ${figure([...value].length)}. Shorten it.`,
});

type Shapes = Record<string, { type?: unknown; maxLength?: unknown } | undefined>;

/** All texts of a form that are longer than its route takes, as the validator names only the first. */
function tooLongOf(request: FastifyRequest, { fields }: KeptForm): TooLong[] {
  const shapes = (stateOf(request).route?.body as { properties?: Shapes } | undefined)?.properties ?? {};
  return fields.flatMap(([name, value]) => {
    const most = Object.hasOwn(shapes, name) ? shapes[name]?.maxLength : undefined;
    const isLong = typeof most === 'number' && most > mostOfACode && [...value].length > most;
    return isLong && shapes[name]?.type === 'string' && !isSecret(name) ? [{ name, value, most }] : [];
  });
}

export interface MendForm {
  errors: FieldError[];
  body: Html;
}

/**
 * The form again for whoever wrote too much in it: what is too long to be shortened, and the rest of it kept as it was, to
 * be sent to where it was sent. Undefined where something else is wrong with it, or it is no form of ours.
 */
export function mendForm(
  request: FastifyRequest,
  refused: readonly FieldError[],
  csrfToken: string,
): MendForm | undefined {
  const kept = keptFormOf(request);
  if (kept === undefined) return undefined;
  const long = tooLongOf(request, kept);
  const isLong = (name: string): boolean => long.some((one) => one.name === name);
  if (long.length === 0 || !refused.every(({ field }) => isLong(field))) return undefined;
  const rest = kept.fields.filter(([name]) => !isLong(name));
  return {
    errors: long.map(tooLongField),
    body: html`<h1 class="govuk-heading-l">Some of it is too long</h1>
<p class="govuk-body">Nothing was changed yet, and all that you typed is kept on this page. Shorten what is marked and send it again.</p>
<form method="post" action="${kept.to}" novalidate><input type="hidden" name="_csrf" value="${csrfToken}">${rest.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${long.map(shortenBox)}
${button({ text: 'Send it again', preventDoubleClick: true })}</form>
${rest.some(([name, value]) => !name.startsWith('_') && value.trim() !== '') && typedWords({ ...kept, fields: rest })}`,
  };
}

const shortenBox = ({ name, value, most }: TooLong): Html =>
  characterCount({
    id: name,
    name,
    label: { text: fieldWords(name) },
    errorMessage: { text: tooLongWords(value, most) },
    maxlength: most,
    rows: 12,
    value,
  });
