import Type from 'typebox';
import { newKey } from '../../kernel/ids.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { refusedAsSecret } from '../refused.ts';
import { holdsSecret } from '../stopped-words.ts';
import {
  correctBriefing,
  type MadeAgain,
  makeAgain,
  putPersonBack,
  sayDestroyed,
  sayOwnDestroyed,
} from './again-acts.ts';
import { madeBriefing } from './made.ts';
import { readWhy } from './rules.ts';

/** What was left out, by its number alone. */
const madeWords = ({ people, leftOut, reportsLeftOut }: MadeAgain): string =>
  [
    `A draft was made with ${people === 1 ? '1 person' : `${people} people`}.`,
    ...(leftOut === 0 ? [] : [`${leftOut} of those who were in it may not be told of any more.`]),
    ...(reportsLeftOut === 0
      ? []
      : [`${reportsLeftOut === 1 ? 'A report' : `${reportsLeftOut} reports`} may not be told any more.`]),
    'What is told of them is taken afresh.',
  ].join(' ');

async function correct(ask: Ask<{ id: number }, unknown, { what?: string; _key?: string }>): Promise<Reply> {
  if (holdsSecret(ask.body)) return refusedAsSecret();
  const read = readWhy(ask.body.what, 'what', 'Say what is put right: its readers see it');
  if ('errors' in read) return madeBriefing(ask, { errors: read.errors, why: ask.body.what ?? '' });
  const input = { id: ask.params.id, what: read.why };
  const made = await ask.perform(correctBriefing, input, ask.body._key ?? newKey());
  return redirect(`/briefings/${made.id}`, madeWords(made));
}

export const briefingAgainPages: readonly Route[] = [
  route({
    method: 'POST',
    url: '/briefings/:id/again',
    right: 'briefing:make',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const made = await ask.perform(makeAgain, { id: ask.params.id, what: '' }, ask.body._key ?? newKey());
      return redirect(`/briefings/${made.id}`, madeWords(made));
    },
  }),
  route({
    method: 'POST',
    url: '/briefings/:id/correct',
    right: 'briefing:make',
    reads: 'list',
    params: idParams,
    body: formBody({ what: field(500) }),
    handle: correct,
  }),
  route({
    method: 'POST',
    url: '/briefings/:id/people/:item/back',
    right: 'briefing:release',
    reads: 'none',
    params: Type.Object({ id: idParams.properties.id, item: idParams.properties.id }),
    body: formBody({}),
    handle: async (ask) => {
      const input = { id: ask.params.id, version: 0, itemId: ask.params.item };
      await ask.perform(putPersonBack, input, ask.body._key ?? newKey());
      return redirect(`/briefings/${ask.params.id}`, 'They are in it again.');
    },
  }),
  route({
    method: 'POST',
    url: '/briefings/:id/destroyed',
    right: ['see:briefing', 'briefing:make'],
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const act = ask.viewer.may('see:briefing') ? sayDestroyed : sayOwnDestroyed;
      await ask.perform(act, { id: ask.params.id }, ask.body._key ?? newKey());
      return redirect('/briefings', 'That your copies are destroyed is recorded.');
    },
  }),
];
