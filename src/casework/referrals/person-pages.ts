import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { planOf } from '../plans/pages.ts';
import { goalIsOpen } from '../plans/rules.ts';
import { picturesOf } from '../questionnaires/given.ts';
import { listUnmetOf } from './need-store.ts';
import { chooseServicePage, personReferrals } from './person-views.ts';
import { loadNames } from './service-names.ts';
import { type FilterQuery, filterOf, filterQuery } from './service-pages.ts';
import { listServices } from './service-store.ts';
import { findReferred, listOfPerson } from './store.ts';

/** The tab “Referrals” of a person, and the choice of a service. */
export const personReferralPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/referrals',
    right: 'see:referrals',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) => showReferrals(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/people/:id/referrals/new',
    right: 'referral:make',
    reads: 'person',
    about: 'person',
    params: idParams,
    query: Type.Object({ ...filterQuery, goal: source, unmet: source }),
    handle: (ask) => showChoice(ask, framePerson),
  }),
];

/** What a referral is made for: a goal of the plan, or a need that nothing met. */
export const source = Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })]));

const path = '/people/:id/referrals';

async function showReferrals(ask: Ask<{ id: number }>, framePerson: FramePerson): Promise<Reply> {
  const { viewer, today } = ask;
  const personId = ask.params.id;
  return ask.read(async (tx) => {
    const [frame, referrals, unmet, names, pictures] = await Promise.all([
      framePerson(tx, { personId, viewer, today, path }),
      listOfPerson(tx, personId),
      listUnmetOf(tx, personId),
      loadNames(tx, ask),
      picturesOf(tx, personId),
    ]);
    await ask.opened(tx, {
      act: 'referral:of-person',
      subject: 'person',
      subjectId: personId,
      personId,
      ids: referrals.map(({ id }) => id),
    });
    return page({
      title: `Referrals – ${frame.name}`,
      section: 'referrals',
      breadcrumbs: frame.breadcrumbs,
      above: frame.above,
      body: personReferrals({
        ...names,
        personId,
        referrals,
        unmet,
        pictures,
        csrfToken: ask.csrfToken,
        today,
        mayMake: viewer.may('referral:make') && frame.isMember,
        mayAsk: viewer.may('questionnaire:record') && frame.isMember,
        ownAgencyId: viewer.agencyId,
      }),
    });
  });
}

/** Open goals that a referral can be made for, where the viewer sees the plan. */
export async function openGoals(tx: Tx, ask: Pick<Ask, 'viewer'>, personId: number) {
  if (!ask.viewer.may('see:plan')) return [];
  return (await planOf(tx, personId)).goals.filter(({ state }) => goalIsOpen(state));
}

async function showChoice(
  ask: Ask<{ id: number }, FilterQuery & { goal?: number | ''; unmet?: number | '' }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { viewer, today, query } = ask;
  const personId = ask.params.id;
  return ask.read(async (tx) => {
    const [frame, person, goals, names] = await Promise.all([
      framePerson(tx, { personId, viewer, today, path }),
      findReferred(tx, personId),
      openGoals(tx, ask, personId),
      loadNames(tx, ask),
    ]);
    const goal = goals.find(({ id }) => id === query.goal);
    // Where nothing was chosen: services for the goal, at the person's own base.
    const filter = {
      ...filterOf(query),
      pathway: query.pathway === undefined ? goal?.pathway : query.pathway || undefined,
      baseId: query.area === undefined ? (person.baseId ?? undefined) : query.area || undefined,
    };
    const services = await listServices(tx, {
      filter,
      today,
      order: 'name',
      descending: false,
      limit: 100,
      offset: 0,
    });
    await ask.opened(tx, { act: 'referral:choose', subject: 'person', subjectId: personId, personId });
    return page({
      title: `Refer – ${frame.name}`,
      section: 'referrals',
      breadcrumbs: frame.breadcrumbs,
      above: frame.above,
      body: chooseServicePage({
        ...names,
        personId,
        person,
        goals,
        goalId: goal?.id,
        unmetId: query.unmet || undefined,
        services,
        filter,
        today,
      }),
    });
  });
}
