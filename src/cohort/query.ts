import Type, { type TSchema } from 'typebox';
import { oneOf } from '../web/schemas.ts';

/** In a filter's address: one of the codes, or nothing chosen. */
export const chosen = <const Codes extends readonly string[]>(codes: Codes) =>
  Type.Optional(Type.Union([Type.Literal(''), oneOf(codes)]));

/** An id, or nothing chosen. */
export const chosenId = Type.Optional(
  Type.Union([Type.Literal(''), Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })]),
);

export const direction = Type.Optional(oneOf(['asc', 'desc']));

export const queryOf = <Properties extends Record<string, TSchema>>(properties: Properties) =>
  Type.Object(properties);
