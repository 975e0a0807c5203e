import Type, { type TObject, type TProperties, type TString } from 'typebox';

/** Shapes that many routes share. What a form's values mean is for the act's rules; these only bound them. */

export const idParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });

/** A form field: text of bounded length, possibly absent. */
export const field = (maxLength = 500) => Type.Optional(Type.String({ maxLength }));

/** A code of one of the scheme's lists, in an address: what a filter's audit entry may hold. */
export const codeField = Type.Optional(Type.String({ pattern: '^[a-z0-9-]{0,40}$' }));

/** Checkboxes: one or several values of a name. */
export const fieldList = (maxItems = 50) =>
  Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems }));

const formFields = {
  _csrf: Type.String({ maxLength: 200 }),
  /** One sending of one form: the act's idempotency key. */
  _key: Type.Optional(Type.String({ minLength: 8, maxLength: 100 })),
  /** The version of what is being changed, as the form showed it. */
  _version: Type.Optional(Type.Integer({ minimum: 0 })),
};

/** The body of a posted form. Fields that are not declared are dropped. */
export const formBody = <Properties extends TProperties>(
  properties: Properties,
): TObject<Properties & typeof formFields> =>
  Type.Object({ ...formFields, ...properties }, { additionalProperties: false });

/** Page number in a list's address. */
export const pageNumber = Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 }));

/** One of a list of codes. */
export const oneOf = <const Codes extends readonly string[]>(codes: Codes) =>
  Type.Unsafe<Codes[number]>(Type.String({ enum: [...codes] }) as TString);
