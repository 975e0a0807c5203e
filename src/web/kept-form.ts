import type { FastifyRequest } from 'fastify';
import { safeNext } from './address.ts';
import { button, details, textarea } from './components/index.ts';
import { type Html, html } from './html.ts';
import { stateOf } from './request-state.ts';
import { fieldWords } from './schema-words.ts';

/** A form that was posted and not taken, because the session had ended or another had begun: nothing of it is lost. */
export interface KeptForm {
  /** The address that it was posted to. */
  to: string;
  /** Names and values as posted, in order, but for the token. */
  fields: readonly (readonly [string, string])[];
}

const mostFields = 200;
/** Characters of a kept form: the longest text there is a field for, several times. */
export const mostKept = 200_000;

/**
 * Whether a page of ours sent it. Another site's form is never kept: shown again with a fresh token, it would be
 * sent in the name of whoever presses the button.
 */
export function isOwnForm(request: FastifyRequest): boolean {
  const {
    origin,
    host,
    'sec-fetch-site': site,
    'sec-fetch-mode': mode,
    'content-type': type,
  } = request.headers;
  if (request.method !== 'POST' || type?.startsWith('application/x-www-form-urlencoded') !== true)
    return false;
  if (mode !== undefined && mode !== 'navigate') return false;
  if (site !== undefined) return site === 'same-origin';
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}

/** What was posted, of a form of ours; undefined where it is none, or too much to be shown again. */
export function keptFormOf(request: FastifyRequest): KeptForm | undefined {
  const posted = postedFormOf(request);
  return posted === undefined ? undefined : fitting(posted);
}

function postedFormOf(request: FastifyRequest): KeptForm | undefined {
  const to = safeNext(request.url);
  const { body } = request;
  if (stateOf(request).route === undefined || !isOwnForm(request) || to === '/') return undefined;
  if (typeof body !== 'object' || body === null) return undefined;
  const fields = Object.entries(body).flatMap(([name, value]) =>
    name === '_csrf' ? [] : [value].flat().map((one) => [name, String(one)] as const),
  );
  return { to, fields };
}

const fitting = (kept: KeptForm): KeptForm | undefined =>
  kept.fields.length <= mostFields &&
  kept.fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0) <= mostKept
    ? kept
    : undefined;

/** As one hidden field of the sign-in form; `readKept` is its other half. */
export const writeKept = (kept: KeptForm): string => JSON.stringify(kept);

export function readKept(text: string | undefined): KeptForm | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    const { to, fields } = JSON.parse(text) as { to?: unknown; fields?: unknown };
    const isPair = (pair: unknown): pair is [string, string] =>
      Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string');
    if (typeof to !== 'string' || safeNext(to) !== to || !Array.isArray(fields) || !fields.every(isPair))
      return undefined;
    return fitting({ to, fields });
  } catch {
    return undefined;
  }
}

/** What somebody typed, to be read: the rest of the form is choices and numbers of ours. */
export const typedWords = ({ fields }: KeptForm): Html => {
  const typed = fields.filter(([name, value]) => !name.startsWith('_') && value.trim() !== '');
  return details({
    summaryText: 'What the form says',
    html: html`<ul class="govuk-list govuk-list--bullet">${typed.map(([name, value]) => html`<li>${fieldWords(name)}: <span class="wm-wrap">${value}</span></li>`)}</ul>`,
  });
};

/** One button that sends the form as it was, with a token of the session there is now. */
export const sendAgain = (kept: KeptForm, csrfToken: string): Html =>
  html`<p class="govuk-body">What you typed has <strong>not been sent yet</strong>. It is kept on this page.</p>
<form method="post" action="${kept.to}" novalidate><input type="hidden" name="_csrf" value="${csrfToken}">${kept.fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${button({ text: 'Send it now', preventDoubleClick: true })}</form>
${typedWords(kept)}`;

/** What is never shown again, not even to whoever typed it. */
export const isSecret = (name: string): boolean =>
  name.startsWith('_') || /pass(word|code|phrase)|secret|token/i.test(name);

/** What was typed in a form that was refused whole, to be copied: its own page may come back empty. */
export function typedBack(request: FastifyRequest): Html | null {
  const typed = (postedFormOf(request)?.fields ?? []).filter(
    ([name, value]) => !isSecret(name) && value.trim() !== '',
  );
  if (typed.length === 0) return null;
  return html`<h2 class="govuk-heading-m">What you typed</h2>
<p class="govuk-body">It is on this page alone and kept nowhere else. Copy what you need before you leave.</p>
${typed.map(([name, value], place) =>
  textarea({
    id: `typed-${place}`,
    name: `typed-${place}`,
    label: { text: fieldWords(name) },
    rows: Math.min(12, Math.max(1, Math.ceil(value.length / 70), value.split('\n').length)),
    value,
    autocomplete: 'off',
    spellcheck: false,
    attributes: { readonly: true },
  }),
)}`;
}
