/** The address of a list with these values; what is undefined or empty is left out, so that addresses stay short. */
export function addressOf(
  path: string,
  values: Readonly<Record<string, string | number | undefined>>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && value !== '') query.set(name, String(value));
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Only paths of our own may be returned to after sign-in. */
export const safeNext = (url: string): string => (/^\/(?![/\\])[^\s\\]{0,500}$/.test(url) ? url : '/');
