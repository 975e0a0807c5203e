import Type from 'typebox';
import { newKey } from '../../kernel/ids.ts';
import { findRule } from '../../scheme/rules.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { formBody, idParams, pageNumber } from '../../web/schemas.ts';
import type { ContactKind } from '../contacts/types.ts';
import { isOnScheme } from '../on-scheme.ts';
import { seeFailed } from './acts.ts';
import { findReminderRule, type ReminderHouse, remindersPath } from './frame.ts';
import { listAhead, listConsents, listFacts, listMessages } from './store.ts';
import { remindersPage } from './views.ts';

const pageSize = 20;

export const listPages = (house: ReminderHouse): Route[] => [
  route({
    method: 'GET',
    url: remindersPath,
    right: 'see:contacts',
    reads: 'person',
    about: 'person',
    params: idParams,
    query: Type.Object({ page: pageNumber }),
    handle: (ask) => showReminders(ask, house),
  }),
  route({
    method: 'POST',
    url: '/people/:id/reminders/messages/:item/seen',
    right: 'contact:record',
    reads: 'person',
    about: 'person',
    params: Type.Object({ id: idParams.properties.id, item: idParams.properties.id }),
    body: formBody({}),
    handle: async (ask) => {
      const { id, item } = ask.params;
      await ask.perform(seeFailed, { id: item, personId: id }, ask.body._key ?? newKey());
      return redirect(`/people/${id}/reminders`, 'It is off your list. What became of it stays here.');
    },
  }),
];

async function showReminders(
  ask: Ask<{ id: number }, { page?: number }>,
  house: ReminderHouse,
): Promise<Reply> {
  const { id } = ask.params;
  const at = ask.query.page ?? 1;
  const { viewer, today, now } = ask;
  return ask.read(async (tx) => {
    const frame = await house.framePerson(tx, { personId: id, viewer, today, path: remindersPath });
    const [rule, kinds, consents, ahead, facts, messages, onScheme] = await Promise.all([
      findReminderRule(tx, ask),
      findRule<{ kinds: ContactKind[] }>(tx, viewer.schemeId, 'contact-kinds', today),
      listConsents(tx, id),
      listAhead(tx, id, now),
      listFacts(tx, { today, personId: id, ahead: now }),
      listMessages(tx, id, { limit: pageSize + 1, offset: (at - 1) * pageSize }),
      isOnScheme(tx, id),
    ]);
    await ask.opened(tx, {
      act: 'reminders:list',
      subject: 'person',
      subjectId: id,
      personId: id,
      ids: messages.slice(0, pageSize).map((message) => message.id),
    });
    return page({
      title: `Reminders – ${frame.name}`,
      section: 'cohort',
      breadcrumbs: frame.breadcrumbs,
      above: frame.above,
      body: remindersPage({
        personId: id,
        rule,
        consents,
        ahead,
        facts,
        messages: messages.slice(0, pageSize),
        page: at,
        hasMore: messages.length > pageSize,
        kindName: (code) => kinds?.body.kinds.find((kind) => kind.code === code)?.name ?? code,
        mayRecord: viewer.may('contact:record') && onScheme,
        ownAgencyId: viewer.agencyId,
        carriers: house.carriers,
        csrfToken: ask.csrfToken,
        now,
      }),
    });
  });
}
