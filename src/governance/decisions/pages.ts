import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { type AgencyName, listAgencies } from '../../scheme/directory.ts';
import { addressOf } from '../../web/address.ts';
import { emptyState } from '../../web/components/index.ts';
import { dropDraft, findDraft } from '../../web/drafts.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { pagesOf } from '../paging.ts';
import type { GovernanceSection } from '../sections.ts';
import {
  approveDecision,
  certifyDecision,
  decisionForms,
  draftDecision,
  editDecision,
  formOf,
} from './acts.ts';
import { nextNumber, readDecisionForm } from './rules.ts';
import { countDecisions, getDecision, listCertificates, listDecisions, listNumbers } from './store.ts';
import {
  type Decision,
  type DecisionForm,
  type DecisionFormValues,
  type DecisionState,
  decisionStates,
  stateWords,
} from './types.ts';
import { decisionList, decisionPage, decisionTable, draftForm } from './views.ts';

const pageSize = 50;

const crumbs = [
  { text: 'Governance', href: '/governance' },
  { text: 'Decision notices', href: '/governance/decisions' },
];

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

export const decisionPages: Route[] = [
  route({
    method: 'GET',
    url: '/governance/decisions',
    right: 'see:governance',
    reads: 'none',
    query: Type.Object({
      state: Type.Optional(oneOf([...decisionStates, ''])),
      text: field(200),
      page: pageNumber,
    }),
    handle: showList,
  }),
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
    url: '/governance/decisions/:id',
    right: 'see:governance',
    reads: 'none',
    params: idParams,
    handle: (ask) => showDecision(ask, { values: {}, errors: [] }),
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
  route({
    method: 'POST',
    url: '/governance/decisions/:id/certify',
    right: 'decision:certify',
    reads: 'none',
    params: idParams,
    body: formBody({ kind: field(40), options: fieldList(10) }),
    handle: certifyFromForm,
  }),
  route({
    method: 'POST',
    url: '/governance/decisions/:id/decide',
    right: 'decision:approve',
    reads: 'none',
    params: idParams,
    body: formBody({ verdict: field(10), outcome: field(5000) }),
    handle: decideFromForm,
  }),
];

type ListQuery = { state?: DecisionState | ''; text?: string; page?: number };

async function showList(ask: Ask<unknown, ListQuery>): Promise<Reply> {
  const state = ask.query.state || undefined;
  const text = ask.query.text?.trim() || undefined;
  const current = ask.query.page ?? 1;
  const href = (to: number): string => addressOf('/governance/decisions', { state, text, page: to });
  return ask.read(async (tx) => {
    const found = await listDecisions(
      tx,
      { state, text },
      { limit: pageSize + 1, offset: (current - 1) * pageSize },
    );
    return page({
      title: 'Decision notices',
      section: 'governance',
      breadcrumbs: crumbs,
      body: decisionList({
        decisions: found.slice(0, pageSize),
        state,
        text,
        mayDraft: ask.viewer.may('decision:draft'),
        pages: pagesOf(current, found.length > pageSize, href),
      }),
    });
  });
}

interface Acting {
  values: { outcome?: string; verdict?: string; options?: string[] };
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string;
}

async function showDecision(ask: Ask<{ id: number }>, acting: Acting): Promise<Reply> {
  const { viewer } = ask;
  return ask.read(async (tx) => {
    const decision = await getDecision(tx, ask.params.id);
    const form = await formOf(tx, viewer.schemeId, ask.today, decision.form);
    return page({
      title: `Decision notice ${decision.number}`,
      section: 'governance',
      // What is for publication is not sensitive once it is printed.
      ...(decision.publication === 'yes' ? { marking: 'OFFICIAL' } : {}),
      status: acting.theirs !== undefined ? 409 : acting.errors.length > 0 ? 422 : 200,
      breadcrumbs: [...crumbs, { text: decision.number }],
      errors: summaryOf(acting.errors),
      body: decisionPage({
        ...acting,
        decision,
        form,
        certificates: await listCertificates(tx, decision.id),
        csrfToken: ask.csrfToken,
        may: {
          draft: viewer.may('decision:draft'),
          approve: viewer.may('decision:approve'),
          certify: viewer.may('decision:certify')
            ? form.certificates.filter((one) => one.role === viewer.role).map((one) => one.kind)
            : [],
          isOriginator: decision.draftedById === viewer.staffId,
        },
      }),
    });
  });
}

type Keyed = { _key?: string; _version?: number };

async function certifyFromForm(
  ask: Ask<{ id: number }, unknown, { kind?: string; options?: string[] } & Keyed>,
): Promise<Reply> {
  const { kind = '', options = [] } = ask.body;
  const again = { values: { options }, key: ask.body._key };
  try {
    const { missing } = await ask.perform(
      certifyDecision,
      { id: ask.params.id, version: ask.body._version ?? 0, kind, options },
      ask.body._key ?? newKey(),
    );
    return redirect(
      `/governance/decisions/${ask.params.id}`,
      missing.length === 0
        ? 'The certificate was signed. The notice can be decided now.'
        : `The certificate was signed. Still missing: ${missing.join(', ')}.`,
    );
  } catch (error) {
    return showAgain(ask, error, again);
  }
}

/** The notice once more, with what was wrong with the form, or with what somebody else changed meanwhile. */
async function showAgain(
  ask: Ask<{ id: number }>,
  error: unknown,
  again: { values: Acting['values']; key: string | undefined },
): Promise<Reply> {
  if (!(error instanceof WaymarkError)) throw error;
  if (error.code === 'invalid') return showDecision(ask, { ...again, errors: error.fields });
  if (error.code !== 'stale-version') throw error;
  const decision = await ask.read((tx) => getDecision(tx, ask.params.id));
  return showDecision(ask, {
    ...again,
    key: newKey(),
    errors: [],
    theirs: `It is now: ${stateWords[decision.state].toLowerCase()}.`,
  });
}

async function decideFromForm(
  ask: Ask<{ id: number }, unknown, { verdict?: string; outcome?: string } & Keyed>,
): Promise<Reply> {
  const { verdict } = ask.body;
  const outcome = ask.body.outcome?.trim() ?? '';
  const again = { values: { ...ask.body }, key: ask.body._key };
  const errors: FieldError[] = [];
  if (outcome === '') errors.push({ field: 'outcome', text: 'Enter the outcome' });
  if (verdict !== 'approve' && verdict !== 'refuse') {
    errors.unshift({ field: 'verdict', text: 'Choose approve or refuse' });
    return showDecision(ask, { ...again, errors });
  }
  if (errors.length > 0) return showDecision(ask, { ...again, errors });
  try {
    await ask.perform(
      approveDecision,
      { id: ask.params.id, version: ask.body._version ?? 0, verdict, outcome },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    return showAgain(ask, error, again);
  }
  return redirect(
    `/governance/decisions/${ask.params.id}`,
    verdict === 'approve' ? 'The decision was approved.' : 'The decision was refused.',
  );
}

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
    status: writing.theirs !== undefined ? 409 : writing.errors.length > 0 ? 422 : 200,
    breadcrumbs: crumbs,
    errors: summaryOf(writing.errors),
    body: draftForm({ ...writing, csrfToken: ask.csrfToken }),
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
      values: kept ?? {
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
      values: kept ?? typedAs(decision),
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

/** The wing's first page: what waits, and the latest decided. */
export async function decisionSection(tx: Tx): Promise<GovernanceSection> {
  const path = '/governance/decisions';
  const counts = await countDecisions(tx);
  const found = await listDecisions(tx, {}, { limit: 5, offset: 0 });
  return {
    id: 'decisions',
    title: 'Decision notices',
    stats: decisionStates.map((state) => ({
      number: counts.find((row) => row.state === state)?.n ?? 0,
      label: stateWords[state].toLowerCase(),
      href: `${path}?state=${state}`,
    })),
    body:
      found.length === 0 ? emptyState({ title: 'No decision notice is registered.' }) : decisionTable(found),
    all: { text: 'All decision notices', href: path },
  };
}
