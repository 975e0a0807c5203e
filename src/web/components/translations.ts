import type { AttributeValues } from '../html.ts';

/** GOV.UK's translated texts as data attributes, one for each plural form. */
export function plurals(
  key: string,
  messages: Readonly<Record<string, string>> | undefined,
): AttributeValues {
  return Object.fromEntries(
    Object.entries(messages ?? {}).map(([rule, text]) => [`data-i18n.${key}.${rule}`, text]),
  );
}
