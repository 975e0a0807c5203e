import { type ExportRule, termsOf, withoutRule } from '../../cohort/index.ts';
import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { findRule } from '../../scheme/rules.ts';
import { checkList } from './check.ts';
import { answerErrors, requestErrors } from './rules.ts';
import {
  insertAnswer,
  insertRequest,
  lockAnswer,
  lockRequest,
  markDestroyed,
  markSent,
  markWithdrawn,
  removeAnswer,
  updateAnswer,
  updateRequest,
} from './store.ts';
import {
  type AnswerInput,
  type LabRequest,
  type RequestInput,
  requestStateWords,
  transitions,
} from './types.ts';

const right = 'data-lab:send';

interface Versioned {
  id: number;
  version: number;
}

const aboutRequest = ({ id }: { id: number }) => ({ subject: 'data_lab_request', subjectId: id });
const aboutAnswer = ({ id }: { id: number }) => ({ subject: 'data_lab_answer', subjectId: id });

function check(request: LabRequest, version: number, act: 'change' | 'send' | 'withdraw'): void {
  if (request.version !== version)
    throw staleVersion({ text: `${request.name}, ${requestStateWords[request.state].toLowerCase()}` });
  if (transitions[request.state][act] === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `A request that is ${requestStateWords[request.state].toLowerCase()} cannot be changed so.`,
    });
}

function said(field: string, text: string, what: string): string {
  const words = text.trim();
  if (words === '' || words.length > 500)
    throw invalid([{ field, text: `Say ${what}, in at most 500 characters` }]);
  return words;
}

/** Begins a request, or changes one that is not sent yet. */
export const saveRequest = defineAct<RequestInput & Partial<Versioned>, { id: number }>({
  name: 'data-lab:save',
  right,
  run: async (tx, { id, version, ...input }, { actor, now, today, wrote }) => {
    const errors = requestErrors(input, today);
    if (errors.length > 0) throw invalid(errors);
    if (id === undefined) {
      const made = await insertRequest(tx, {
        ...input,
        schemeId: actor.schemeId,
        staffId: actor.staffId,
        now,
      });
      await wrote(aboutRequest(made));
      return made;
    }
    check(await lockRequest(tx, id), version ?? 0, 'change');
    await updateRequest(tx, id, input);
    await wrote(aboutRequest({ id }));
    return { id };
  },
});

/** How long the file can be fetched and by when no copy may be left: the scheme's rule for exports. */
async function terms(tx: Tx, { actor, now, today }: Pick<ActContext, 'actor' | 'now' | 'today'>) {
  const rule = await findRule<ExportRule>(tx, actor.schemeId, 'exports', today);
  return termsOf(now, rule?.body ?? withoutRule);
}

/**
 * Opens the file to whoever sends it, until its link ends. Checked once more here, by the records of the moment.
 * @throws WaymarkError `not-allowed-now` with each reason for which it may not be sent
 */
export const sendRequest = defineAct<Versioned, { id: number; people: number }>({
  name: 'data-lab:send',
  right,
  about: aboutRequest,
  run: async (tx, { id, version }, context) => {
    const { actor, now, today, wrote } = context;
    const request = await lockRequest(tx, id);
    check(request, version, 'send');
    const { ready, refusals } = (await checkList(tx, actor.schemeId, request, today)).checked;
    if (refusals.length > 0) throw new WaymarkError('not-allowed-now', { text: `${refusals.join('. ')}.` });
    await markSent(tx, id, {
      ...(await terms(tx, context)),
      staffId: actor.staffId,
      now,
      people: ready.length,
    });
    await wrote({ ...aboutRequest({ id }), detail: { people: ready.length } });
    return { id, people: ready.length };
  },
});

export const withdrawRequest = defineAct<Versioned & { why: string }, { id: number }>({
  name: 'data-lab:withdraw',
  right,
  about: aboutRequest,
  run: async (tx, { id, version, why }, { wrote }) => {
    const words = said('why', why, 'why it is withdrawn');
    check(await lockRequest(tx, id), version, 'withdraw');
    await markWithdrawn(tx, id, words);
    await wrote(aboutRequest({ id }));
    return { id };
  },
});

/** Whoever sent the file says that their own copies are gone, and how. */
export const destroyCopy = defineAct<Versioned & { how: string }, { id: number }>({
  name: 'data-lab:destroy',
  right,
  about: aboutRequest,
  run: async (tx, { id, version, how }, { actor, now, wrote }) => {
    const words = said('how', how, 'how every copy was destroyed');
    const request = await lockRequest(tx, id);
    if (request.senderId !== actor.staffId)
      throw new WaymarkError('right-missing', {
        text: 'Only whoever sent the file can say that it is gone.',
      });
    if (request.destroyedAt !== null || request.downloads === 0)
      throw new WaymarkError('not-allowed-now', { text: 'There is no copy to destroy.' });
    if (request.version !== version) throw staleVersion({ text: `fetched ${request.downloads} times` });
    await markDestroyed(tx, id, words, now);
    await wrote(aboutRequest({ id }));
    return { id };
  },
});

/** Enters what the Data Lab answered, or corrects it; earlier wording stays in the row history. */
export const saveAnswer = defineAct<AnswerInput & Partial<Versioned>, { id: number }>({
  name: 'data-lab:answer',
  right,
  run: async (tx, { id, version, ...input }, { actor, now, today, wrote }) => {
    const errors = answerErrors(input, today);
    if (errors.length > 0) throw invalid(errors);
    if (input.requestId !== null) await lockRequest(tx, input.requestId);
    if (id === undefined) {
      const made = await insertAnswer(tx, {
        ...input,
        schemeId: actor.schemeId,
        staffId: actor.staffId,
        now,
      });
      await wrote(aboutAnswer(made));
      return made;
    }
    const answer = await lockAnswer(tx, id);
    if (answer.version !== version)
      throw staleVersion({ text: `${answer.title}: ${answer.rate.words ?? answer.rate.result ?? ''}` });
    await updateAnswer(tx, id, input);
    await wrote(aboutAnswer({ id }));
    return { id };
  },
});

/** Takes away an answer entered by mistake; it stays in the database, with why. */
export const takeAnswerAway = defineAct<Versioned & { why: string }, { id: number }>({
  name: 'data-lab:remove-answer',
  right,
  about: aboutAnswer,
  run: async (tx, { id, version, why }, { wrote }) => {
    const words = said('why', why, 'why it is taken away');
    const answer = await lockAnswer(tx, id);
    if (answer.version !== version) throw staleVersion({ text: answer.title });
    await removeAnswer(tx, id, words);
    await wrote(aboutAnswer({ id }));
    return { id };
  },
});
