/** What was typed into a form whose fields are not known beforehand: its own hidden fields are left out. */
export const formTexts = (body: object): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      !name.startsWith('_') && typeof value === 'string' ? [[name, value]] : [],
    ),
  );
