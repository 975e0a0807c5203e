import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Day } from '../../kernel/clock.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { lockFor, ownOfficeOnly } from './acts.ts';
import { publishAgain } from './publish-acts.ts';
import { missingCertificates, missingOf, problemOfOutcome, transitions } from './rules.ts';
import { completePaper, getDecision, insertVerdict, setOutcome, setState, takeBack } from './store.ts';
import type { Afterthought, Decision, Verdict } from './types.ts';

const about = (input: { id: number }) => ({ subject: 'decision', subjectId: input.id });

const needReason = (reason: string, field: string): void => {
  if (reason.trim() === '') throw invalid([{ field, text: 'Give the reason' }]);
};

/** An officer takes their own certificate back before the decision; it stays in the notice's history with the reason. */
export const takeBackCertificate = defineAct<
  { id: number; version: number; kind: string; reason: string },
  { id: number }
>({
  name: 'decision:take-back',
  right: 'decision:certify',
  about,
  run: async (tx, input, { actor, today, wrote }) => {
    const { decision, form, signed } = await lockFor(tx, 'take-back', input, actor, today);
    ownOfficeOnly(decision, actor);
    needReason(input.reason, 'takeBackReason');
    const own = signed.find(({ kind, staffId }) => kind === input.kind && staffId === actor.staffId);
    if (own === undefined)
      throw new WaymarkError('not-allowed-now', { text: 'Only the officer who signed it takes it back.' });
    await takeBack(tx, input.id, { kind: own.kind, staffId: actor.staffId, why: input.reason });
    const left = missingCertificates(
      form,
      signed.filter((one) => one !== own),
    );
    await setState(tx, input.id, left.length === 0 ? 'certified' : 'draft');
    await wrote({ subject: 'decision', subjectId: input.id, detail: { certificate: own.kind } });
    return { id: input.id };
  },
});

/** The verdict that led to where a decision stands. */
const verdictOf = (decision: Pick<Decision, 'state'>): Verdict =>
  decision.state === 'refused' ? 'refuse' : decision.state === 'amended' ? 'amend' : 'approve';

/**
 * Whoever signed a decision corrects its outcome, or withdraws it: signed once more, with the reason, and published with
 * the notice. The verdict itself is not turned round: a decision signed in error is withdrawn and decided anew.
 */
export const correctDecision = defineAct<
  { id: number; version: number; how: Afterthought; outcome: string; reason: string },
  { id: number; republished: boolean }
>({
  name: 'decision:correct',
  right: 'decision:approve',
  about,
  run: async (tx, input, context) => {
    const { actor, today, wrote } = context;
    const { decision } = await lockFor(tx, input.how, input, actor, today);
    if (decision.decidedById !== actor.staffId)
      throw new WaymarkError('not-allowed-now', { text: 'Only whoever signed the decision corrects it.' });
    needReason(input.reason, 'correctReason');
    const wrong = input.how === 'correct' ? problemOfOutcome(verdictOf(decision), input.outcome) : undefined;
    if (wrong !== undefined) throw invalid([{ ...wrong, field: 'correctOutcome' }]);
    const state = transitions[decision.state][input.how] ?? decision.state;
    await insertVerdict(tx, input.id, {
      verdict: input.how,
      signedAs: decision.decidedAs ?? 'decision-maker',
      staffId: actor.staffId,
      signedOn: today,
      note: input.reason,
    });
    await setOutcome(tx, input.id, {
      state,
      outcome: input.how === 'correct' ? input.outcome : decision.outcome,
    });
    const republished =
      actor.may('decision:publish') && (await publishAgain(tx, await getDecision(tx, input.id), context));
    await wrote({ subject: 'decision', subjectId: input.id, detail: { how: input.how, republished } });
    return { id: input.id, republished };
  },
});

export interface Completion {
  id: number;
  version: number;
  verdict: 'approve' | 'amend' | 'refuse';
  signedAs: string;
  signedOn: Day;
  /** Where it is known from. */
  note: string;
}

/** Enters the final signature, or the day, that an earlier paper does not show; who signed is named by office only. */
export const completeEarlier = defineAct<Completion, { id: number }>({
  name: 'decision:complete',
  right: 'decision:draft',
  about,
  run: async (tx, input, context) => {
    const { actor, today, wrote } = context;
    const decision = await getDecision(tx, input.id);
    ownOfficeOnly(decision, actor);
    if (decision.version !== input.version) throw staleVersion({ state: decision.state });
    const missing = missingOf(decision);
    if (missing === undefined)
      throw new WaymarkError('not-allowed-now', { text: 'Nothing is missing of this paper.' });
    needReason(input.note, 'completeNote');
    if (input.signedOn > today)
      throw invalid([{ field: 'completeOn', text: 'It cannot have been signed in the future' }]);
    const state = missing === 'day' ? decision.state : transitions.referred[input.verdict];
    await insertVerdict(tx, input.id, {
      verdict: missing === 'day' ? verdictOf(decision) : input.verdict,
      signedAs: input.signedAs,
      staffId: null,
      signedOn: input.signedOn,
      note: input.note,
    });
    await completePaper(tx, input.id, {
      state: state ?? decision.state,
      decidedOn: input.signedOn,
      decidedAs: input.signedAs,
    });
    if (actor.may('decision:publish')) await publishAgain(tx, await getDecision(tx, input.id), context);
    await wrote({ subject: 'decision', subjectId: input.id, detail: { missing } });
    return { id: input.id };
  },
});
