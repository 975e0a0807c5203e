/**
 * HTML that escapes by default. `html` is a template tag; what stands in its holes is escaped unless it is
 * itself `Html`. `Html` cannot be made from a string anywhere but here, so a plain string can never reach
 * a page unescaped: it does not type-check, and at run time it is escaped.
 */

const secret = Symbol('markup');

class Markup {
  readonly #markup: string;
  constructor(key: typeof secret, markup: string) {
    if (key !== secret) throw new TypeError('Html is made by html, raw or attributes only');
    this.#markup = markup;
  }
  static text(value: Markup): string {
    return value.#markup;
  }
  static is(value: unknown): value is Markup {
    return typeof value === 'object' && value !== null && #markup in value;
  }
  toString(): string {
    return this.#markup;
  }
}

/** Markup that is safe to send. The class stays private: only its type is public. */
export type Html = Markup;

/** What may stand in a hole. Lists are joined; null, undefined and false render nothing; `true` is refused. */
export type Fragment = Html | string | number | bigint | null | undefined | false | readonly Fragment[];

/** Values of `attributes`: true gives the bare name; false, null and undefined leave the attribute out. */
export type AttributeValues = Readonly<Record<string, string | number | boolean | null | undefined>>;

const special = /[&<>"']/;

/** The text with & < > " ' as character references: safe in text and in a quoted attribute. */
function escapeText(text: string): string {
  if (!special.test(text)) return text;
  let out = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const reference = references[text.charCodeAt(at)];
    if (reference === undefined) continue;
    out += text.slice(from, at) + reference;
    from = at + 1;
  }
  return out + text.slice(from);
}

const references: (string | undefined)[] = [];
references[38] = '&amp;';
references[60] = '&lt;';
references[62] = '&gt;';
references[34] = '&quot;';
references[39] = '&#39;';

/** Builds `Html`. Throws TypeError for a template with an unquoted attribute hole, or a value of no kind above. */
export function html(strings: TemplateStringsArray, ...values: readonly Fragment[]): Html {
  const addresses = addressHoles(strings);
  let out = strings[0] as string;
  for (let hole = 0; hole < values.length; hole++) {
    const value = values[hole];
    out += addresses?.[hole] ? escapeText(safeAddress(value)) : markupOf(value);
    out += strings[hole + 1];
  }
  return new Markup(secret, out);
}

function markupOf(value: Fragment): string {
  if (typeof value === 'string') return escapeText(value);
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (Markup.is(value)) return Markup.text(value);
  if (Array.isArray(value)) return joined(value);
  throw new TypeError(`html cannot render a value of type ${typeof value}: word it first`);
}

function joined(values: readonly Fragment[]): string {
  let out = '';
  for (const value of values) out += markupOf(value);
  return out;
}

/**
 * Markup trusted as it stands. For constants of ours and for output of a renderer that escapes (a chart's SVG);
 * never for anything a person typed or an agency sent.
 */
export function raw(markup: string): Html {
  return new Markup(secret, markup);
}

/** The markup, ready to send. */
export function render(markup: Html): string {
  return Markup.text(markup);
}

export function isHtml(value: unknown): value is Html {
  return Markup.is(value);
}

/** Fragments with a separator between them. */
export function join(parts: readonly Fragment[], separator: Fragment): Html {
  const between = markupOf(separator);
  return new Markup(secret, parts.map(markupOf).join(between));
}

const attributeName = /^[A-Za-z_][\w:.-]*$/;

/** ` name="value"` for each, each with a space before it, so that it follows a tag's name directly. */
export function attributes(values: AttributeValues | undefined): Html {
  let out = '';
  for (const name in values) {
    const value = values[name];
    if (value === undefined || value === null || value === false) continue;
    refuseName(name);
    if (value === true) out += ` ${name}`;
    else out += ` ${name}="${escapeText(isAddress(name) ? safeAddress(value) : String(value))}"`;
  }
  return new Markup(secret, out);
}

function refuseName(name: string): void {
  // Handlers and inline styles are refused by the content security policy; better to fail here than silently there.
  if (!attributeName.test(name) || /^(on|style$)/i.test(name)) {
    throw new TypeError(`"${name}" may not be the name of an attribute`);
  }
}

const addressNames = new Set(['href', 'src', 'action', 'formaction', 'poster']);

function isAddress(name: string): boolean {
  return addressNames.has(name.toLowerCase());
}

const knownSchemes = /^(?:https?|mailto|tel):/i;
// Browsers ignore control characters and spaces within a scheme, so they are looked past here.
const anyScheme = /^[\x00-\x20]*[a-z][a-z0-9+.\-\x00-\x20]*:/i;

/** The address, or `#` where its scheme could run script (`javascript:`, `data:` and anything unknown). */
function safeAddress(value: unknown): string {
  const address = typeof value === 'object' && Markup.is(value) ? Markup.text(value) : String(value ?? '');
  return anyScheme.test(address) && !knownSchemes.test(address) ? '#' : address;
}

const checked = new WeakMap<TemplateStringsArray, readonly boolean[] | null>();

/** Which holes begin an address; null where none does. Worked out once for each template. */
function addressHoles(strings: TemplateStringsArray): readonly boolean[] | null {
  const known = checked.get(strings);
  if (known !== undefined) return known;
  const before = strings.slice(0, -1);
  for (const chunk of before) {
    if (/\s[\w:.-]+=\s*$/.test(chunk))
      throw new TypeError(`Unquoted attribute in a template: …${chunk.slice(-30)}`);
    if (/<(?:script|style)\b[^>]*>[^<]*$/i.test(chunk))
      throw new TypeError('A hole inside <script> or <style>');
  }
  const holes = before.map((chunk) => /\s(?:href|src|action|formaction|poster)=["']$/i.test(chunk));
  const found = holes.includes(true) ? holes : null;
  checked.set(strings, found);
  return found;
}
