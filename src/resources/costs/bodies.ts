import type { FieldError } from '../../kernel/errors.ts';

/** A body outside the scheme that bears or pays a cost line: a name, under no agreement and without staff. */
export interface CostBody {
  id: number;
  name: string;
  note: string | null;
  /** Lines that name it, removed ones too. */
  lines: number;
  version: number;
}

/** Who may bear a line or pay it: an agency, or a body outside the scheme. */
export interface Bearer {
  code: string;
  name: string;
  agencyId: number | null;
  bodyId: number | null;
}

/** A body's code; an agency's begins with a letter, so none has the code of a body. */
export const bodyCode = (id: number): string => `${id}-outside`;

const nobody = { agencyId: null, bodyId: null };

/** What a form's choice means: nobody in particular where it is empty; undefined for a code that nobody has. */
export function chosenBearer(
  code: string | undefined,
  bearers: readonly Bearer[],
): Pick<Bearer, 'agencyId' | 'bodyId'> | undefined {
  if (code === undefined || code === '') return nobody;
  return bearers.find((one) => one.code === code);
}

/** What is wrong with a body's name; the body itself is not held against it. */
export function problemsOfBody(
  name: string,
  taken: readonly { id: number; name: string }[],
  own?: number,
): FieldError[] {
  if (name === '') return [{ field: 'name', text: 'Enter what the body is called' }];
  const same = taken.find((one) => one.id !== own && one.name.toLowerCase() === name.toLowerCase());
  return same === undefined ? [] : [{ field: 'name', text: `“${same.name}” is on the system already` }];
}
