import Type, { type Static } from 'typebox';
import { json, type Route, route } from '../../web/route.ts';
import { idParams } from '../../web/schemas.ts';
import { day, membership, orNull } from '../schemas.ts';
import { findMembership, getIdentity } from './store.ts';

const answer = Type.Object({
  id: Type.Integer(),
  familyName: Type.String(),
  givenNames: Type.String(),
  born: orNull(day),
  sex: orNull(Type.String()),
  pnc: orNull(Type.String()),
  cro: orNull(Type.String()),
  prisonNumber: orNull(Type.String()),
  crn: orNull(Type.String()),
  aliasCount: Type.Integer(),
  becameId: orNull(
    Type.Integer({ description: 'The person that this retired number leads to, after records were joined' }),
  ),
  membership: orNull(membership),
});

/** One person's identity and place on the scheme. Absent and forbidden look the same: `not-found`. */
export const personApi: Route = route({
  method: 'GET',
  url: '/api/people/:id',
  right: 'see:identity',
  reads: 'person',
  about: 'person',
  params: idParams,
  response: answer,
  limit: 120,
  handle: (ask) => {
    const { id } = ask.params;
    return ask.read(async (tx) => {
      const identity = await getIdentity(tx, id);
      const found = await findMembership(tx, ask.viewer.schemeId, id);
      await ask.opened(tx, { act: 'api:person', subject: 'person', subjectId: id, personId: id });
      return json({ ...identity, membership: found ?? null } satisfies Static<typeof answer>);
    });
  },
});
