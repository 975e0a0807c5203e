import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { type AgencyName, listAgencies } from '../../scheme/directory.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { decisionForms, draftDecision, editDecision, formOf } from './acts.ts';
import { crumbs } from './crumbs.ts';
import { nextNumber, readDecisionForm } from './rules.ts';
import { getDecision, listCertificates, listNumbers } from './store.ts';
import type { Decision, DecisionForm, DecisionFormValues } from './types.ts';
import { draftForm } from './views.ts';

/** Answers come as `answer-<question>`: which questions there are is the office's form, so names stay open. */
const draftBody = Type.Object(
  {
    ...formBody({}).properties,
    office: field(20),
    number: field(40),
    title: field(300),
    originator: field(200),
    reason: field(500),
    submittedTo: field(300),
    summary: field(20_000),
    recommendation: field(10_000),
    financial: field(10_000),
    risks: field(10_000),
    publication: field(3),
    publicationReason: field(2000),
  },
  { additionalProperties: Type.String({ maxLength: 10 }), maxProperties: 60 },
);

const valuesOf = (body: object): DecisionFormValues =>
  Object.fromEntries(
    Object.entries(body).filter(([name, value]) => !name.startsWith('_') && typeof value === 'string'),
  );

/** Drafting a notice and changing a draft. */
export const writingPages: Route[] = [
  route({
    method: 'GET',
    url: '/governance/decisions/new',
    right: 'decision:draft',
    reads: 'none',
    handle: showNew,
  }),
  route({
    method: 'POST',
    url: '/governance/decisions',
    right: 'decision:draft',
    reads: 'none',
    body: draftBody,
    handle: draftFromForm,
  }),
  route({
    method: 'GET',
    url: '/governance/decisions/:id/edit',
    right: 'decision:draft',
    reads: 'none',
    params: idParams,
    handle: showEdit,
  }),
  route({
    method: 'POST',
    url: '/governance/decisions/:id/edit',
    right: 'decision:draft',
    reads: 'none',
    params: idParams,
    body: draftBody,
    handle: editFromForm,
  }),
];

type Keyed = { _key?: string; _version?: number };

/** Policing bodies decide; an originator of any agency chooses whose decision it is. */
const listOffices = async (tx: Tx): Promise<AgencyName[]> =>
  (await listAgencies(tx)).filter((agency) => agency.kind === 'opcc');

interface Writing {
  offices: readonly AgencyName[];
  heading: string;
  action: string;
  draft: string;
  form: DecisionForm;
  values: DecisionFormValues;
  /** Where the values are a draft's. */
  kept?: KeptDraft<DecisionFormValues> | undefined;
  errors: readonly FieldError[];
  key?: string | undefined;
  version?: number | undefined;
  theirs?: string;
  signed: number;
}

const showForm = (ask: Ask, writing: Writing): Reply =>
  page({
    title: writing.heading,
    section: 'governance',
    status: formStatus(writing),
    breadcrumbs: crumbs,
    errors: summaryOf(writing.errors),
    body: html`${keptNotice(writing.kept, ask.csrfToken)}${draftForm({ ...writing, csrfToken: ask.csrfToken })}`,
  });

const newDraft = 'decision:new';

async function currentForm(tx: Tx, ask: Ask): Promise<DecisionForm> {
  const { current } = await decisionForms(tx, ask.viewer.schemeId, ask.today);
  return formOf(tx, ask.viewer.schemeId, ask.today, current);
}

const drafting = { heading: 'Draft a decision notice', action: '/governance/decisions', signed: 0 };

async function showNew(ask: Ask): Promise<Reply> {
  return ask.read(async (tx) => {
    const kept = await findDraft<DecisionFormValues>(tx, ask.viewer.staffId, newDraft);
    const offices = await listOffices(tx);
    const own = offices.find((office) => office.id === ask.viewer.agencyId) ?? offices[0];
    const used = await listNumbers(tx, own?.id ?? 0);
    return showForm(ask, {
      ...drafting,
      draft: newDraft,
      form: await currentForm(tx, ask),
      offices,
      kept,
      values: kept?.values ?? {
        office: String(own?.id ?? ''),
        number: nextNumber(used, Number(ask.today.slice(0, 4))),
        reason: 'For decision',
      },
      errors: [],
    });
  });
}

async function draftFromForm(ask: Ask<unknown, unknown, Keyed>): Promise<Reply> {
  const values = valuesOf(ask.body);
  const { form, offices } = await ask.read(async (tx) => ({
    form: await currentForm(tx, ask),
    offices: await listOffices(tx),
  }));
  const again = (errors: readonly FieldError[]): Reply =>
    showForm(ask, { ...drafting, draft: newDraft, form, offices, values, errors, key: ask.body._key });
  const read = readDecisionForm(values, form, offices);
  if ('errors' in read) return again(read.errors);
  try {
    const { id } = await ask.perform(draftDecision, read.text, ask.body._key ?? newKey());
    await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, newDraft));
    return redirect(`/governance/decisions/${id}`, 'The notice was drafted.');
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'conflict') throw error;
    return again([{ field: 'number', text: 'This office has used this number already. Choose another' }]);
  }
}

const typedAs = (decision: Decision): DecisionFormValues => ({
  office: String(decision.agencyId),
  number: decision.number,
  title: decision.title,
  originator: decision.originator,
  reason: decision.reason,
  submittedTo: decision.submittedTo,
  summary: decision.summary,
  recommendation: decision.recommendation,
  financial: decision.financial ?? '',
  risks: decision.risks ?? '',
  publication: decision.publication,
  publicationReason: decision.publicationReason ?? '',
  ...Object.fromEntries(
    Object.entries(decision.checklist).map(([code, answer]) => [`answer-${code}`, answer]),
  ),
});

const editing = (decision: Decision) => ({
  heading: `Change decision notice ${decision.number}`,
  action: `/governance/decisions/${decision.id}/edit`,
  draft: `decision:${decision.id}`,
  offices: [],
});

async function showEdit(ask: Ask<{ id: number }>): Promise<Reply> {
  return ask.read(async (tx) => {
    const decision = await getDecision(tx, ask.params.id);
    if (decision.state !== 'draft' && decision.state !== 'certified')
      throw new WaymarkError('not-allowed-now', {
        text: 'This notice has been decided. A decision is changed by another decision.',
      });
    const kept = await findDraft<DecisionFormValues>(tx, ask.viewer.staffId, `decision:${decision.id}`);
    return showForm(ask, {
      ...editing(decision),
      form: await formOf(tx, ask.viewer.schemeId, ask.today, decision.form),
      kept,
      values: kept?.values ?? typedAs(decision),
      errors: [],
      version: decision.version,
      signed: (await listCertificates(tx, decision.id)).length,
    });
  });
}

async function editFromForm(ask: Ask<{ id: number }, unknown, Keyed>): Promise<Reply> {
  const version = ask.body._version ?? 0;
  const typed = valuesOf(ask.body);
  const [decision, form, signed] = await ask.read(async (tx) => {
    const found = await getDecision(tx, ask.params.id);
    return [
      found,
      await formOf(tx, ask.viewer.schemeId, ask.today, found.form),
      (await listCertificates(tx, found.id)).length,
    ] as const;
  });
  const values = { ...typed, office: String(decision.agencyId) };
  const again = { ...editing(decision), form, values, signed, version, key: ask.body._key, errors: [] };
  const read = readDecisionForm(values, form, [{ id: decision.agencyId }]);
  if ('errors' in read) return showForm(ask, { ...again, errors: read.errors });
  try {
    await ask.perform(editDecision, { ...read.text, id: decision.id, version }, ask.body._key ?? newKey());
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'conflict')
      return showForm(ask, {
        ...again,
        errors: [{ field: 'number', text: 'This office has used this number already. Choose another' }],
      });
    if (error.code !== 'stale-version') throw error;
    const current = await ask.read((tx) => getDecision(tx, decision.id));
    return showForm(ask, {
      ...again,
      key: newKey(),
      version: current.version,
      theirs: current.recommendation,
    });
  }
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, `decision:${decision.id}`));
  return redirect(`/governance/decisions/${decision.id}`, 'The notice was changed.');
}
