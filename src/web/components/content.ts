import { type AttributeValues, type Fragment, type Html, isHtml } from '../html.ts';

/** GOV.UK's pair of options: `html` wins where both are given. `html` is never a plain string here. */
export type Content = { readonly text?: string | number | null; readonly html?: Html };

/** Content with the options most small parts share. */
export type Styled = Content & { readonly classes?: string; readonly attributes?: AttributeValues };

/** Where a component takes a small part, a string or `Html` may stand for `{ text }` or `{ html }`. */
export type Wording = string | Html | Styled;

/** What goes into the hole for this content. */
export function inner(content: Content): Fragment {
  return content.html ?? content.text;
}

/** Class names with spaces between, leaving out what is absent. */
export function classNames(base: string, ...more: readonly (string | false | null | undefined)[]): string {
  let out = base;
  for (const name of more) if (name) out += ` ${name}`;
  return out;
}

/** A string or `Html` as the options it stands for. */
export function styled<T extends Content>(wording: string | Html | T): T | Content {
  if (typeof wording === 'string') return { text: wording };
  return isHtml(wording) ? { html: wording } : wording;
}

/** Ids for `aria-describedby`, or undefined where there are none. */
export function describedBy(...ids: readonly (string | false | null | undefined)[]): string | undefined {
  return ids.filter(Boolean).join(' ') || undefined;
}
