import Type from 'typebox';
import type { FieldError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { whereLate } from './late.ts';
import { refreshPeople } from './link.ts';
import { showPair } from './review-pages.ts';
import { answerProposal, withdrawProposal } from './second-acts.ts';

const answerBody = formBody({
  answer: field(10),
  why: field(2_000),
  left: Type.Optional(idParams.properties.id),
  right: Type.Optional(idParams.properties.id),
});

/** Decisions that take two people: the second one's answer, and the first one's way back. */
export const secondPages: readonly Route[] = [
  route({
    method: 'POST',
    url: '/identity/proposals/:id/answer',
    right: 'link:decide',
    reads: 'person',
    params: idParams,
    body: answerBody,
    handle: answerFromForm,
  }),
  route({
    method: 'POST',
    url: '/identity/proposals/:id/withdraw',
    right: 'link:decide',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      try {
        await ask.perform(withdrawProposal, { proposalId: ask.params.id }, ask.body._key ?? newKey());
      } catch (error) {
        return whereLate(error, '');
      }
      return redirect('/identity/review', 'Your proposal was withdrawn. The pair waits again.');
    },
  }),
];

interface AnswerBody {
  answer?: string;
  why?: string;
  left?: number;
  right?: number;
  _key?: string;
}

async function answerFromForm(ask: Ask<{ id: number }, unknown, AnswerBody>): Promise<Reply> {
  const { answer = '', left = 0, right = 0, _key } = ask.body;
  const why = ask.body.why?.trim() ?? '';
  const errors: FieldError[] = [];
  if (answer !== 'agree' && answer !== 'refuse')
    errors.push({ field: 'answer', text: 'Say whether you agree' });
  if (why === '') errors.push({ field: 'why', text: 'Say why' });
  if (errors.length > 0)
    return ask.read((tx) => showPair(tx, ask, { left, right }, { answer, why, errors, key: _key }));
  try {
    const input = { proposalId: ask.params.id, agrees: answer === 'agree', why };
    const done = await ask.perform(answerProposal, input, _key ?? newKey());
    await refreshPeople(ask.database, done.people);
  } catch (error) {
    return whereLate(error, why);
  }
  return redirect(
    '/identity/review',
    answer === 'agree'
      ? 'You agreed, and the decision was made. It stands under “Your last decisions”, where you may take it back for seven days.'
      : 'You did not agree. Nothing was changed, and your colleague sees why.',
  );
}
