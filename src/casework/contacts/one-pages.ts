import Type from 'typebox';
import { showMoment } from '../../kernel/clock.ts';
import { notFound } from '../../kernel/errors.ts';
import { html } from '../../web/html.ts';
import { type Ask, mayEnter, page, type Reply, type Route, route } from '../../web/route.ts';
import { idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { visitBanner } from '../cover/visit-banner.ts';
import { findDrugTest, findStep, listMoves, listWordings } from './appointment-store.ts';
import { loadLists } from './choices.ts';
import { contactPage } from './one-view.ts';
import { getContact, listJoint } from './store.ts';

/** One contact: everything said of it, when it was to be, and what it said before. */
export const onePages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/contacts/:contact',
    right: ['see:contacts', 'see:own-contacts'],
    reads: 'person',
    about: 'person',
    params: Type.Object({ id: idParams.properties.id, contact: idParams.properties.id }),
    handle: (ask) => showOne(ask, framePerson),
  }),
];

async function showOne(ask: Ask<{ id: number; contact: number }>, framePerson: FramePerson): Promise<Reply> {
  const { id: personId, contact: id } = ask.params;
  return ask.read(async (tx) => {
    const about = { personId, viewer: ask.viewer, today: ask.today, path: '/people/:id/contacts' };
    const [frame, contact, joint, moves, drugTest, wordings, lists, step, banner] = await Promise.all([
      framePerson(tx, about),
      getContact(tx, { id, personId }),
      listJoint(tx, [id]),
      listMoves(tx, id),
      findDrugTest(tx, id),
      listWordings(tx, { id, personId }),
      loadLists(tx, ask.viewer.schemeId, ask.today),
      findStep(tx, id),
      visitBanner(tx, ask),
    ]);
    const isOwn = contact.agencyId === ask.viewer.agencyId;
    // Withdrawn ones are for the agency that wrote them.
    if (contact.state === 'withdrawn' && !isOwn) throw notFound();
    await ask.opened(tx, { act: 'contact:show', subject: 'contact', subjectId: id, personId });
    return page({
      title: `Contact of ${showMoment(contact.at)} – ${frame.name}`,
      section: 'cohort',
      breadcrumbs: [...frame.breadcrumbs, { text: 'Contacts', href: `/people/${personId}/contacts` }],
      above: html`${banner}${frame.above}`,
      body: contactPage({
        ...lists,
        contact,
        joint,
        moves,
        drugTest,
        step: step?.what,
        mayOpenPlan: mayEnter(ask.viewer, 'see:plan'),
        wordings,
        mayChange: ask.viewer.may('contact:record') && frame.isMember && isOwn,
        today: ask.today,
      }),
    });
  });
}
