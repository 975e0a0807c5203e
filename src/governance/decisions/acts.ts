import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, invalid, WaymarkError } from '../../kernel/errors.ts';
import { decisionForms, formAmong, formOf, officeOf } from './forms.ts';
import {
  type DecisionAct,
  isDecided,
  missingCertificates,
  problemOfOptions,
  problemOfOutcome,
  problemOfSeries,
  refusalOf,
  refusedTroubles,
  type Trouble,
  transitions,
  troublesOf,
} from './rules.ts';
import {
  findOffice,
  getDecision,
  insertCertificate,
  insertDraft,
  insertEarlier,
  insertForm,
  insertVerdict,
  listCertificates,
  lockDecision,
  setDecided,
  setState,
  updateText,
  withdrawCertificates,
  writeOffice,
} from './store.ts';
import type {
  Certificate,
  Decision,
  DecisionForm,
  DecisionText,
  EarlierDecision,
  OfficeSettings,
  Verdict,
} from './types.ts';

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
    for (const verdict of input.verdicts) await insertVerdict(tx, id, { ...verdict, staffId: null });
    await wrote({ subject: 'decision', subjectId: id, detail: { form: input.form, earlier: true } });
    return { id };
  },
});

export interface Locked {
  decision: Decision;
  form: DecisionForm;
  signed: Certificate[];
}

/** A notice that stands cannot be locked, because nobody may change it: it is read. */
async function lockOpen(tx: Tx, id: number): Promise<Decision> {
  const seen = await getDecision(tx, id);
  if (isDecided(seen.state) || seen.source !== null) return seen;
  return (await lockDecision(tx, id)) ?? (await getDecision(tx, id));
}

export async function lockFor(
  tx: Tx,
  act: DecisionAct,
  input: { id: number; version: number },
  actor: { schemeId: number },
  today: Day,
): Promise<Locked> {
  const decision = await lockOpen(tx, input.id);
  if (decision.version !== input.version)
    throw staleVersion({ version: decision.version, state: decision.state });
  const form = await formOf(tx, actor.schemeId, today, decision.form);
  const signed = await listCertificates(tx, input.id);
  const refusal = refusalOf(decision, act);
  if (refusal !== undefined)
    throw new WaymarkError('not-allowed-now', {
      text: refusal,
      data: { allowed: Object.keys(transitions[decision.state]) },
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

export const ownOfficeOnly = (decision: Decision, actor: { agencyId: number }): void => {
  if (decision.agencyId !== actor.agencyId)
    throw new WaymarkError('right-missing', {
      text: `This notice is ${decision.office}’s: each policing body certifies and decides its own.`,
    });
};

async function refuseTroubles(
  tx: Tx,
  decision: Decision,
  troubles: readonly Trouble[],
  today: Day,
  schemeId: number,
): Promise<void> {
  const { refuses } = await officeOf(tx, { agencyId: decision.agencyId, schemeId }, today);
  const refused = refusedTroubles(troubles, refuses);
  if (refused.length > 0)
    throw new WaymarkError('not-allowed-now', {
      text: `This office does not accept it: ${refused.map(({ text }) => text).join(' ')} Nothing was signed.`,
      data: { troubles: refused.map(({ kind }) => kind ?? '') },
    });
}

/**
 * An officer's certificate, in their own name and role; of a notice decided before it, which is flagged.
 * @throws WaymarkError `right-missing` for a role that the form does not name for this certificate, or of another
 *   office; `not-allowed-now` where the office does not accept what is out of the ordinary.
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
    const certificate = form.certificates.find((wanted) => wanted.kind === input.kind);
    if (certificate === undefined || signed.some(({ kind }) => kind === input.kind))
      throw new WaymarkError('not-allowed-now', { text: 'This certificate has been signed already.' });
    if (actor.facts.role !== certificate.role)
      throw new WaymarkError('right-missing', {
        text: `Only the ${certificate.title} may sign this certificate.`,
      });
    ownOfficeOnly(decision, actor);
    const problem = problemOfOptions(certificate, input.options);
    if (problem !== undefined) throw invalid([problem]);
    const own = {
      ...input,
      signedAs: certificate.title,
      staffId: actor.staffId,
      signedOn: today,
      note: null,
    };
    const all = [...signed, { ...own, staff: null }];
    // A late certificate cannot be refused for coming late: without it the notice would stay without.
    if (!isDecided(decision.state) && decision.state !== 'referred')
      await refuseTroubles(tx, decision, troublesOf(decision, all, form), today, actor.schemeId);
    await insertCertificate(tx, input.id, own);
    const missing = missingCertificates(form, all);
    if (decision.state === 'draft')
      await setState(tx, input.id, missing.length === 0 ? 'certified' : 'draft');
    await wrote({
      subject: 'decision',
      subjectId: input.id,
      detail: { certificate: input.kind, missing: missing.length },
    });
    return { id: input.id, missing: missing.map((wanted) => wanted.title) };
  },
});

interface Deciding {
  id: number;
  version: number;
  verdict: Verdict;
  /** Code of the form's decider: in which capacity they sign. */
  as: string;
  outcome: string;
}

/**
 * Decides: approves, approves with amendments, refuses, or (a deputy) approves and passes it up. Nobody decides a paper
 * of their own, nor another policing body's.
 */
export const approveDecision = defineAct<Deciding, { id: number; troubles: string[] }>({
  name: 'decision:approve',
  right: 'decision:approve',
  about: (input) => ({ subject: 'decision', subjectId: input.id }),
  run: async (tx, input, { actor, today, wrote }) => {
    const { decision, form, signed } = await lockFor(tx, input.verdict, input, actor, today);
    if (decision.draftedById === actor.staffId)
      throw new WaymarkError('not-allowed-now', {
        text: 'You drafted this notice. Somebody else has to decide it.',
        data: { reason: 'approver-is-originator' },
      });
    ownOfficeOnly(decision, actor);
    const contradiction = problemOfOutcome(input.verdict, input.outcome);
    if (contradiction !== undefined) throw invalid([contradiction]);
    const state = transitions[decision.state][input.verdict];
    if (state === undefined) throw new WaymarkError('not-allowed-now');
    const capacity = await capacityOf(tx, decision, form, input, { ...actor, role: actor.facts.role ?? '' });
    const after = { ...decision, state, decidedOn: today, decidedById: actor.staffId, decidedAs: capacity };
    const troubles = troublesOf(after, signed, form);
    await refuseTroubles(tx, decision, troubles, today, actor.schemeId);
    // The signature first: a notice that has been decided takes none.
    await insertVerdict(tx, input.id, {
      verdict: input.verdict,
      signedAs: capacity,
      staffId: actor.staffId,
      signedOn: today,
      note: null,
    });
    await setDecided(tx, input.id, {
      state,
      outcome: input.outcome,
      on: today,
      staffId: actor.staffId,
      as: capacity,
    });
    await wrote({ subject: 'decision', subjectId: input.id, detail: { state, as: input.as } });
    return { id: input.id, troubles: troubles.map(({ text }) => text) };
  },
});

/** The capacity in words; the field at fault where somebody may not sign in it. */
async function capacityOf(
  tx: Tx,
  decision: Decision,
  form: DecisionForm,
  { as, verdict }: Deciding,
  actor: { staffId: number; role: string },
): Promise<string> {
  const wrong = (text: string): FieldError[] => [{ field: 'as', text }];
  const decider = form.deciders.find(({ code, role }) => code === as && role === actor.role);
  if (decider === undefined) throw invalid(wrong('Choose in which capacity you sign'));
  const isDeputy = ((await findOffice(tx, decision.agencyId))?.deputies ?? []).includes(actor.staffId);
  if (isDeputy && decider.final) throw invalid(wrong('The office has you as a deputy: sign as deputy'));
  if (verdict === 'refer-up' && decider.final)
    throw invalid([{ field: 'verdict', text: 'Only a deputy passes a notice up' }]);
  return decider.title;
}

/** How an office decides: its form and numbers for new notices, what it refuses in them, who signs as deputy. */
export const setOffice = defineAct<OfficeSettings, { version: number }>({
  name: 'decision:office',
  right: 'decision:publish',
  run: async (tx, input, { actor, today, wrote }) => {
    const problem = problemOfSeries(input.series);
    if (problem !== undefined) throw invalid([{ field: 'series', text: problem }]);
    const { forms } = await decisionForms(tx, actor.schemeId, today);
    formAmong(forms, input.form);
    const now = await officeOf(tx, actor, today);
    if (now.version !== input.version) throw staleVersion({ series: now.series, form: now.form });
    await writeOffice(tx, { ...input, agencyId: actor.agencyId, schemeId: actor.schemeId });
    await wrote({
      subject: 'agency',
      subjectId: actor.agencyId,
      detail: { form: input.form, refuses: input.refuses.length, deputies: input.deputies.length },
    });
    return { version: input.version + 1 };
  },
});

/** Adds a form of the office's own: a new version has a code of its own, so that older notices keep theirs. */
export const addForm = defineAct<DecisionForm, { code: string }>({
  name: 'decision:form',
  right: 'decision:publish',
  run: async (tx, input, { actor, today, wrote }) => {
    const { forms } = await decisionForms(tx, actor.schemeId, today);
    if (forms.some(({ code }) => code === input.code))
      throw invalid([{ field: 'code', text: 'There is a form with this code. Give the new one another' }]);
    await insertForm(tx, { ...actor, body: input });
    await wrote({ subject: 'agency', subjectId: actor.agencyId, detail: { form: input.code } });
    return { code: input.code };
  },
});
