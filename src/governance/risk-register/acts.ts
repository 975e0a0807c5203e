import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { type Day, showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { keepEvent } from '../registers/history.ts';
import { listOwners } from '../registers/owners.ts';
import { mayDo, problemsOfRisk, type RiskAct, riskChanges } from './rules.ts';
import { getRisk, insertRisk, lockRisk, setRegister, setReview, setState, updateRisk } from './store.ts';
import { type RiskInput, type RiskScales, riskRegisterWords, type SchemeRisk } from './types.ts';

const manage = 'scheme-risk:manage' as const;
const accept = 'scheme-risk:accept' as const;

/** The scheme's scales in force on a day. @throws WaymarkError `wrong-setting` where it has none. */
export const scalesOf = async (tx: Tx, schemeId: number, today: Day): Promise<RiskScales> =>
  (await ruleInForce<RiskScales>(tx, schemeId, 'risk-register', today)).body;

const about = (input: { id: number }) => ({ subject: 'scheme-risk', subjectId: input.id });

/** Locks the risk; refuses a stale version, or what its state does not allow. */
async function lockFor(tx: Tx, act: RiskAct, input: { id: number; version: number }): Promise<SchemeRisk> {
  const risk = await lockRisk(tx, input.id);
  if (risk.version !== input.version) throw staleVersion({ version: risk.version, state: risk.state });
  if (!mayDo(risk, act))
    throw new WaymarkError('not-allowed-now', {
      text:
        risk.state === 'closed'
          ? 'This risk is closed.'
          : `This risk stands thus: ${riskRegisterWords[risk.register]}.`,
      data: { state: risk.state, register: risk.register },
    });
  return risk;
}

/** Enters a risk in the scheme's register. @throws WaymarkError `invalid`; `conflict` for a name that is taken. */
export const addRisk = defineAct<RiskInput & { example?: boolean }, { id: number }>({
  name: 'scheme-risk:add',
  right: manage,
  run: async (tx, input, { actor, today, wrote }) => {
    const problems = problemsOfRisk(input, await scalesOf(tx, actor.schemeId, today), today);
    if (problems.length > 0) throw invalid(problems);
    const { id } = await insertRisk(tx, {
      ...input,
      example: input.example ?? false,
      schemeId: actor.schemeId,
    });
    await keepEvent(tx, {
      register: 'scheme-risk',
      itemId: id,
      act: 'Entered',
      schemeId: actor.schemeId,
      staffId: actor.staffId,
    });
    await wrote({ subject: 'scheme-risk', subjectId: id });
    return { id };
  },
});

/** Changes what is said of a risk, its scores, controls, owner or review; the history keeps what was before. */
export const changeRisk = defineAct<RiskInput & { id: number; version: number }, { id: number }>({
  name: 'scheme-risk:change',
  right: manage,
  about,
  run: async (tx, input, { actor, today, wrote }) => {
    const before = await lockFor(tx, 'change', input);
    const scales = await scalesOf(tx, actor.schemeId, today);
    // A review that was due already may be left as it is.
    const problems = problemsOfRisk(
      input,
      scales,
      input.reviewOn === before.reviewOn ? input.reviewOn : today,
    );
    if (problems.length > 0) throw invalid(problems);
    const owners = await listOwners(tx, actor.schemeId);
    const nameOf = (id: number | null): string =>
      owners.find((owner) => owner.id === id)?.name ?? (id === before.ownerId ? (before.owner ?? '') : '');
    await updateRisk(tx, input.id, input);
    await keepEvent(tx, {
      register: 'scheme-risk',
      itemId: input.id,
      act: 'Changed',
      changes: riskChanges(before, input, nameOf),
      schemeId: actor.schemeId,
      staffId: actor.staffId,
    });
    await wrote({ subject: 'scheme-risk', subjectId: input.id });
    return { id: input.id };
  },
});

/** A review that left everything as it was: what was found, and when the next is. */
export const reviewRisk = defineAct<
  { id: number; version: number; found: string; nextOn: Day },
  { id: number }
>({
  name: 'scheme-risk:review',
  right: manage,
  about,
  run: async (tx, input, { actor, today, wrote }) => {
    const risk = await lockFor(tx, 'review', input);
    if (input.nextOn <= today) throw invalid([{ field: 'nextOn', text: 'The next review must lie ahead' }]);
    await setReview(tx, input.id, input.nextOn);
    await keepEvent(tx, {
      register: 'scheme-risk',
      itemId: input.id,
      act: 'Reviewed',
      words: input.found,
      changes: [`Next review: ${showDay(input.nextOn)}, before: ${showDay(risk.reviewOn)}`],
      schemeId: actor.schemeId,
      staffId: actor.staffId,
    });
    await wrote({ subject: 'scheme-risk', subjectId: input.id });
    return { id: input.id };
  },
});

/** Closes a risk that can no longer come about, or opens it again. */
export const closeRisk = defineAct<
  { id: number; version: number; state: 'open' | 'closed'; why: string },
  { id: number }
>({
  name: 'scheme-risk:close',
  right: manage,
  about,
  run: async (tx, input, { actor, wrote }) => {
    await lockFor(tx, input.state === 'closed' ? 'close' : 'reopen', input);
    await setState(tx, input.id, input.state);
    const act = input.state === 'closed' ? 'Closed' : 'Opened again';
    await keepEvent(tx, {
      register: 'scheme-risk',
      itemId: input.id,
      act,
      words: input.why,
      schemeId: actor.schemeId,
      staffId: actor.staffId,
    });
    await wrote({ subject: 'scheme-risk', subjectId: input.id, detail: { state: input.state } });
    return { id: input.id };
  },
});

/** Asks the OPCC to take a risk into its own register. */
export const escalateRisk = defineAct<{ id: number; version: number; why: string }, { id: number }>({
  name: 'scheme-risk:escalate',
  right: manage,
  about,
  run: async (tx, input, { actor, wrote }) => {
    await lockFor(tx, 'escalate', input);
    await setRegister(tx, input.id, {
      register: 'asked',
      askedBy: actor.staffId,
      askedWhy: input.why,
      acceptedBy: null,
      acceptedOn: null,
    });
    await keepEvent(tx, {
      register: 'scheme-risk',
      itemId: input.id,
      act: 'Asked the OPCC to take it',
      words: input.why,
      schemeId: actor.schemeId,
      staffId: actor.staffId,
    });
    await wrote({ subject: 'scheme-risk', subjectId: input.id });
    return { id: input.id };
  },
});

/** The OPCC's answer, by somebody else than who asked: the risk goes into its register, or stays with the scheme. */
export const answerEscalation = defineAct<
  { id: number; version: number; answer: 'accept' | 'refuse'; why: string },
  { id: number }
>({
  name: 'scheme-risk:answer',
  right: accept,
  about,
  run: async (tx, input, { actor, today, wrote }) => {
    const risk = await lockFor(tx, input.answer, input);
    if (risk.askedBy === actor.staffId)
      throw new WaymarkError('not-allowed-now', {
        text: 'Somebody else than who asked answers for the OPCC.',
      });
    const taken = input.answer === 'accept';
    await setRegister(tx, input.id, {
      register: taken ? 'opcc' : 'scheme',
      askedBy: taken ? risk.askedBy : null,
      askedWhy: taken ? risk.askedWhy : null,
      acceptedBy: taken ? actor.staffId : null,
      acceptedOn: taken ? today : null,
    });
    await keepEvent(tx, {
      register: 'scheme-risk',
      itemId: input.id,
      act: taken ? 'Taken into the OPCC’s register' : 'Refused by the OPCC: it stays with the scheme',
      words: input.why || null,
      schemeId: actor.schemeId,
      staffId: actor.staffId,
    });
    await wrote({ subject: 'scheme-risk', subjectId: input.id, detail: { answer: input.answer } });
    return { id: input.id };
  },
});

/** The OPCC gives a risk back to the scheme's register. */
export const handBackRisk = defineAct<{ id: number; version: number; why: string }, { id: number }>({
  name: 'scheme-risk:hand-back',
  right: accept,
  about,
  run: async (tx, input, { actor, wrote }) => {
    await lockFor(tx, 'hand-back', input);
    await setRegister(tx, input.id, {
      register: 'scheme',
      askedBy: null,
      askedWhy: null,
      acceptedBy: null,
      acceptedOn: null,
    });
    await keepEvent(tx, {
      register: 'scheme-risk',
      itemId: input.id,
      act: 'Handed back to the scheme’s register',
      words: input.why,
      schemeId: actor.schemeId,
      staffId: actor.staffId,
    });
    await wrote({ subject: 'scheme-risk', subjectId: input.id });
    return { id: input.id };
  },
});

/** What the register says of a risk now, for somebody whose form is out of date. */
export async function riskNow(tx: Tx, id: number): Promise<{ text: string; version: number }> {
  const risk = await getRisk(tx, id);
  return {
    version: risk.version,
    text: `${risk.title}. ${risk.likelihood} × ${risk.impact} after controls (${risk.controls ?? 'none'}). Owner: ${risk.owner ?? 'nobody'}. Next review: ${showDay(risk.reviewOn)}. ${riskRegisterWords[risk.register]}.`,
  };
}
