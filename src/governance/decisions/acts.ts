import { isRole, roleTitles } from '../../access/rights.ts';
import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { type DecisionAct, missingCertificates, problemOfOptions, refusalOf, transitions } from './rules.ts';
import {
  insertCertificate,
  insertDraft,
  insertEarlier,
  listCertificates,
  lockDecision,
  setDecided,
  setState,
  updateText,
  withdrawCertificates,
} from './store.ts';
import type { Decision, DecisionForm, DecisionText, EarlierDecision } from './types.ts';

/** The forms of notice that the scheme's offices use, and the one for new notices. */
export async function decisionForms(
  tx: Tx,
  schemeId: number,
  today: Day,
): Promise<{ current: string; forms: DecisionForm[] }> {
  return (
    await ruleInForce<{ current: string; forms: DecisionForm[] }>(tx, schemeId, 'decision-forms', today)
  ).body;
}

export async function formOf(tx: Tx, schemeId: number, today: Day, code: string): Promise<DecisionForm> {
  const { forms } = await decisionForms(tx, schemeId, today);
  const form = forms.find((candidate) => candidate.code === code);
  if (form === undefined)
    throw new WaymarkError('wrong-setting', { text: `The scheme has no form of notice “${code}”.` });
  return form;
}

/** Enters a notice as a draft in the series of the office that is to decide. */
export const draftDecision = defineAct<DecisionText, { id: number }>({
  name: 'decision:draft',
  right: 'decision:draft',
  run: async (tx, input, { actor, today, wrote }) => {
    await formOf(tx, actor.schemeId, today, input.form);
    const { id } = await insertDraft(tx, input, actor);
    await wrote({ subject: 'decision', subjectId: id, detail: { form: input.form } });
    return { id };
  },
});

/** Enters a paper that was decided before, as it stands; its officers are named by office only. */
export const recordEarlierDecision = defineAct<EarlierDecision, { id: number }>({
  name: 'decision:record',
  right: 'decision:draft',
  run: async (tx, input, { actor, today, wrote }) => {
    await formOf(tx, actor.schemeId, today, input.form);
    const { id } = await insertEarlier(tx, input, actor);
    for (const certificate of input.certificates)
      await insertCertificate(tx, id, { ...certificate, staffId: null });
    await wrote({ subject: 'decision', subjectId: id, detail: { form: input.form, earlier: true } });
    return { id };
  },
});

async function lockFor(
  tx: Tx,
  act: DecisionAct,
  input: { id: number; version: number },
  actor: { schemeId: number },
  today: Day,
): Promise<{ decision: Decision; form: DecisionForm; signed: { kind: string }[] }> {
  const decision = await lockDecision(tx, input.id);
  if (decision.version !== input.version)
    throw staleVersion({
      version: decision.version,
      state: decision.state,
      recommendation: decision.recommendation,
    });
  const form = await formOf(tx, actor.schemeId, today, decision.form);
  const signed = await listCertificates(tx, input.id);
  const missing = missingCertificates(form, signed);
  const refusal = refusalOf(decision.state, act, missing);
  if (refusal !== undefined)
    throw new WaymarkError('not-allowed-now', {
      text: refusal,
      data: {
        allowed: Object.keys(transitions[decision.state]),
        missing: missing.map((certificate) => certificate.kind),
      },
    });
  return { decision, form, signed };
}

/** Changes the paper. Certificates given for the earlier text fall away. */
export const editDecision = defineAct<
  DecisionText & { id: number; version: number },
  { id: number; withdrawn: number }
>({
  name: 'decision:edit',
  right: 'decision:draft',
  about: (input) => ({ subject: 'decision', subjectId: input.id }),
  run: async (tx, input, { actor, today, wrote }) => {
    await lockFor(tx, 'edit', input, actor, today);
    const withdrawn = await withdrawCertificates(tx, input.id);
    await updateText(tx, input.id, input);
    await wrote({ subject: 'decision', subjectId: input.id, detail: { withdrawn } });
    return { id: input.id, withdrawn };
  },
});

/**
 * An officer's certificate, in their own name and role.
 * @throws WaymarkError `right-missing` for a role that the form does not name for this certificate.
 */
export const certifyDecision = defineAct<
  { id: number; version: number; kind: string; options: string[] },
  { id: number; missing: string[] }
>({
  name: 'decision:certify',
  right: 'decision:certify',
  about: (input) => ({ subject: 'decision', subjectId: input.id }),
  run: async (tx, input, { actor, today, wrote }) => {
    const { decision, form, signed } = await lockFor(tx, 'certify', input, actor, today);
    const certificate = missingCertificates(form, signed).find((wanted) => wanted.kind === input.kind);
    if (certificate === undefined)
      throw new WaymarkError('not-allowed-now', { text: 'This certificate has been signed already.' });
    if (actor.facts.role !== certificate.role)
      throw new WaymarkError('right-missing', {
        text: `Only the ${certificate.title} may sign this certificate.`,
      });
    const problem = problemOfOptions(certificate, input.options);
    if (problem !== undefined) throw invalid([problem]);
    await insertCertificate(tx, input.id, {
      kind: input.kind,
      options: input.options,
      signedAs: certificate.title,
      staffId: actor.staffId,
      signedOn: today,
    });
    const missing = missingCertificates(form, [...signed, { kind: input.kind }]);
    await setState(
      tx,
      input.id,
      missing.length === 0 ? (transitions[decision.state].certify ?? decision.state) : decision.state,
    );
    await wrote({
      subject: 'decision',
      subjectId: input.id,
      detail: { certificate: input.kind, missing: missing.length },
    });
    return { id: input.id, missing: missing.map((wanted) => wanted.title) };
  },
});

/** Decides: approves or refuses as recommended. Nobody decides a paper of their own. */
export const approveDecision = defineAct<
  { id: number; version: number; verdict: 'approve' | 'refuse'; outcome: string },
  { id: number }
>({
  name: 'decision:approve',
  right: 'decision:approve',
  about: (input) => ({ subject: 'decision', subjectId: input.id }),
  run: async (tx, input, { actor, today, wrote }) => {
    const { decision } = await lockFor(tx, input.verdict, input, actor, today);
    if (decision.draftedById === actor.staffId)
      throw new WaymarkError('not-allowed-now', {
        text: 'You drafted this notice. Somebody else has to decide it.',
        data: { reason: 'approver-is-originator' },
      });
    const state = transitions[decision.state][input.verdict];
    if (state === undefined) throw new WaymarkError('not-allowed-now');
    const role = actor.facts.role ?? '';
    await setDecided(tx, input.id, {
      state,
      outcome: input.outcome,
      on: today,
      staffId: actor.staffId,
      as: isRole(role) ? roleTitles[role] : role,
    });
    await wrote({ subject: 'decision', subjectId: input.id, detail: { state } });
    return { id: input.id };
  },
});
