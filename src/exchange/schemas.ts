import Type, { type TSchema } from 'typebox';

/** Shapes that several answers share. */

export const day = Type.String({ format: 'date', description: 'A calendar day, YYYY-MM-DD' });

export const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

/** Every refusal, with a code of the catalogue in kernel/errors.ts. */
export const errorAnswer = Type.Object({
  error: Type.Object({
    code: Type.String({ description: 'Stable: callers may rely on it' }),
    message: Type.String(),
    fields: Type.Array(Type.Object({ field: Type.String(), text: Type.String() })),
    request: Type.String({ description: 'Reference of the request, for asking about it' }),
  }),
});

export const membership = Type.Object({
  state: Type.String(),
  base: Type.String(),
  team: Type.String(),
  strand: Type.String(),
  rag: Type.String(),
  tier: orNull(Type.String()),
  statutory: Type.String(),
  joinedOn: day,
  nextReview: orNull(day),
});
