import Type, { type Static } from 'typebox';

const code = Type.String({ pattern: '^[a-z][a-z0-9-]{1,39}$' });
const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });

/**
 * A scheme as a file: agencies, bases, teams, staff and rules. Norfolk and Suffolk's 180°, TurnAround or IRiS
 * differ here and nowhere else.
 */
export const schemeConfiguration = Type.Object({
  code,
  name: Type.String(),
  agencies: Type.Array(
    Type.Object({
      code,
      name: Type.String(),
      kind: Type.String({
        enum: [
          'police',
          'probation',
          'prison',
          'youth-justice',
          'council',
          'health',
          'charity',
          'provider',
          'opcc',
          'victim-care',
        ],
      }),
      statutory: Type.Boolean(),
      regime: Type.String({ enum: ['part-3', 'uk-gdpr'] }),
      from: day,
      /** Formats of the extracts this agency sends. */
      extracts: Type.Optional(Type.Array(Type.String())),
    }),
  ),
  bases: Type.Array(
    Type.Object({ name: Type.String(), county: Type.String(), satelliteOf: Type.Optional(Type.String()) }),
  ),
  teams: Type.Array(
    Type.Object({
      name: Type.String(),
      base: Type.String(),
      /** A management team unless said: the others work with people for a while and own no case. */
      kind: Type.Optional(Type.Union([Type.Literal('shift'), Type.Literal('neighbourhood')])),
    }),
  ),
  staff: Type.Array(
    Type.Object({
      login: Type.String(),
      name: Type.String(),
      agency: code,
      phone: Type.Optional(Type.String()),
      roles: Type.Array(Type.Object({ role: Type.String(), team: Type.Optional(Type.String()) })),
      from: day,
    }),
  ),
  rules: Type.Array(
    Type.Object({
      kind: Type.String(),
      version: Type.Integer({ minimum: 1 }),
      validFrom: day,
      example: Type.Boolean(),
      body: Type.Unknown(),
    }),
  ),
});

export type SchemeConfiguration = Static<typeof schemeConfiguration>;
