import Type, { type Static } from 'typebox';
import { claimFields, listClaims } from '../../outcomes/index.ts';
import { json, type Route, route } from '../../web/route.ts';
import { day, orNull } from '../schemas.ts';

/**
 * Nothing here is a number alone: there is no field for a rate, a share or a change, only for sentences that hold their
 * own, and for the ends of an interval with what they are of.
 */
const claim = Type.Object({
  claim: Type.Integer({ description: 'Number of the frozen claim' }),
  measure: Type.String(),
  headline: Type.String({ description: 'The one sentence that its design can carry' }),
  cautions: Type.String({ description: 'To be repeated wherever the headline is' }),
  design_level: Type.Integer({ minimum: 0, maximum: 5, description: '0 outputs only … 5 randomised' }),
  may_be_said: Type.String({ description: 'The strongest words that the design and the interval allow' }),
  change: orNull(Type.String({ description: 'Never without both values and the number of people' })),
  interval: Type.String({ description: 'The estimate with its interval, in words' }),
  interval_low: orNull(Type.Number()),
  interval_high: orNull(Type.Number()),
  interval_percent_confidence: orNull(Type.Number()),
  interval_of: orNull(Type.String()),
  also_estimated: orNull(Type.String({ description: 'Further estimates, each with its interval' })),
  comparison: Type.String(),
  expected_had_nothing_been_done: Type.String(),
  counted: Type.String(),
  window: Type.String(),
  time_at_risk: Type.String(),
  left_out: Type.String(),
  more_people_needed: Type.String(),
  data_to: day,
  definition: Type.String(),
  frozen_at: Type.String({ format: 'date-time' }),
});

const answer = Type.Object({
  claims: Type.Array(claim, { description: 'The newest published claim of each measure' }),
});

/** What may be published of each measure, for a partner's or the commissioner's own pages. Nobody is in it. */
export const claimsApi: Route = route({
  method: 'GET',
  url: '/api/outcomes/claims',
  right: ['see:outcomes', 'see:aggregates'],
  reads: 'none',
  response: answer,
  limit: 120,
  handle: (ask) =>
    ask.read(async (tx) => {
      const claims = await listClaims(tx, ask.viewer.schemeId, { newestOnly: true });
      return json({ claims: claims.map(claimFields) } satisfies Static<typeof answer>);
    }),
});
