import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listClaims } from '../../outcomes/index.ts';
import { type AgencyName, listAgencies } from '../../scheme/directory.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { draftDecision, editDecision } from './acts.ts';
import { crumbs } from './crumbs.ts';
import { decisionForms, formAmong, formOf, officeOf } from './forms.ts';
import { readDecisionForm } from './reading.ts';
import { nextNumber, refusalOf } from './rules.ts';
import { getDecision, listAgreementNames, listCertificates, listDecided, listNumbers } from './store.ts';
import type { Decision, DecisionForm, DecisionFormValues } from './types.ts';
import { draftForm, type WritingChoices } from './writing-view.ts';

/** Sections come as `section-<code>`, answers as `answer-<question>`: the office's form has them, so names stay open. */
const draftBody = Type.Object(
  {
    ...formBody({}).properties,
    office: field(20),
    number: field(40),
    title: field(300),
    originator: field(200),
    form: field(40),
    publication: field(3),
    publicationReason: field(2000),
    takesEffectOn: field(10),
    effectNote: field(500),
    agreement: field(20),
    supersedes: field(20),
  },
  { additionalProperties: Type.String({ maxLength: 60_000 }), maxProperties: 150 },
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
    query: Type.Object({ like: Type.Optional(Type.Integer({ minimum: 1 })), form: field(40) }),
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

/** Each office with the next number of its own series. */
const nextNumbers = (tx: Tx, { viewer, today }: Ask, offices: readonly AgencyName[]) =>
  Promise.all(
    offices.map(async ({ id, name }) => {
      const { series } = await officeOf(tx, { agencyId: id, schemeId: viewer.schemeId }, today);
      return { id, name, next: nextNumber(await listNumbers(tx, id), Number(today.slice(0, 4)), series) };
    }),
  );

/** A form headed by another body is for its earlier papers: nobody here drafts on it. */
const formsFor = (
  forms: readonly DecisionForm[],
  offices: readonly AgencyName[],
): readonly DecisionForm[] => {
  const own = forms.filter(({ office }) => offices.some(({ name }) => name === office));
  return own.length === 0 ? forms : own;
};

interface Writing {
  offices: readonly { id: number; name: string; next: string }[];
  choices: WritingChoices;
  heading: string;
  action: string;
  draft: string;
  form: DecisionForm;
  /** Other forms that the notice may be written on. */
  forms?: readonly DecisionForm[];
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

const drafting = { heading: 'Draft a decision notice', action: '/governance/decisions', signed: 0 };

/** What a notice may refer to: collaboration agreements, the office's decided notices, published claims. */
async function choicesFor(tx: Tx, agencyId: number, schemeId: number): Promise<WritingChoices> {
  const [agreements, earlier, claims] = await Promise.all([
    listAgreementNames(tx),
    listDecided(tx, agencyId),
    listClaims(tx, schemeId),
  ]);
  return { agreements, earlier, claims };
}

async function showNew(ask: Ask<unknown, { like?: number; form?: string }>): Promise<Reply> {
  const { viewer, today } = ask;
  return ask.read(async (tx) => {
    const [kept, offices, { forms }] = await Promise.all([
      findDraft<DecisionFormValues>(tx, viewer.staffId, newDraft),
      listOffices(tx),
      decisionForms(tx, viewer.schemeId, today),
    ]);
    const usable = formsFor(forms, offices);
    const own = offices.find((office) => office.id === viewer.agencyId) ?? offices[0];
    const like = ask.query.like === undefined ? undefined : await getDecision(tx, ask.query.like);
    const forOffice = like === undefined ? own : (offices.find(({ id }) => id !== like.agencyId) ?? own);
    const agencyId = forOffice?.id ?? 0;
    const [office, next, choices] = await Promise.all([
      officeOf(tx, { agencyId, schemeId: viewer.schemeId }, today),
      nextNumbers(tx, ask, offices),
      choicesFor(tx, agencyId, viewer.schemeId),
    ]);
    const wanted = ask.query.form || undefined;
    if (wanted !== undefined && !forms.some(({ code }) => code === wanted))
      throw new WaymarkError('not-found', { text: 'There is no such form of notice.' });
    const values = {
      ...(like === undefined ? { 'section-reason': 'For decision' } : typedAs(like)),
      office: String(agencyId || ''),
      number: '',
      supersedes: '',
    };
    const from = like === undefined && ask.query.form === undefined ? kept : undefined;
    return showForm(ask, {
      ...drafting,
      draft: newDraft,
      form: formAmong(forms, wanted || from?.values.form || like?.form || office.form),
      forms: usable,
      offices: next,
      choices,
      kept: from,
      values: from?.values ?? values,
      errors: [],
    });
  });
}

async function draftFromForm(ask: Ask<unknown, unknown, Keyed>): Promise<Reply> {
  const typed = valuesOf(ask.body);
  const known = await ask.read(async (tx) => {
    const [{ forms, current }, offices, choices] = await Promise.all([
      decisionForms(tx, ask.viewer.schemeId, ask.today),
      listOffices(tx),
      choicesFor(tx, Number(typed.office) || 0, ask.viewer.schemeId),
    ]);
    const next = await nextNumbers(tx, ask, offices);
    return { form: formAmong(formsFor(forms, offices), typed.form ?? current), offices: next, choices };
  });
  // The number is of the office that decides, which may have been chosen after the page was opened.
  const values = {
    ...typed,
    number: typed.number?.trim() || (known.offices.find(({ id }) => String(id) === typed.office)?.next ?? ''),
  };
  const again = (errors: readonly FieldError[]): Reply =>
    showForm(ask, { ...drafting, draft: newDraft, ...known, values, errors, key: ask.body._key });
  const read = readDecisionForm(values, known.form, { offices: known.offices, ...known.choices });
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
  form: decision.form,
  office: String(decision.agencyId),
  number: decision.number,
  title: decision.title,
  originator: decision.originator,
  publication: decision.publication,
  publicationReason: decision.publicationReason ?? '',
  takesEffectOn: decision.takesEffectOn ?? '',
  effectNote: decision.effectNote ?? '',
  agreement: String(decision.agreementId ?? ''),
  supersedes: String(decision.supersedesId ?? ''),
  ...Object.fromEntries(
    Object.entries(decision.sections).flatMap(([code, section]) => [
      [`section-${code}`, section.text],
      [`marking-${code}`, section.marking ?? ''],
      [`why-${code}`, section.markingReason ?? ''],
      [`claims-${code}`, (section.claims ?? []).join(', ')],
    ]),
  ),
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
    const refusal = refusalOf(decision, 'edit');
    if (refusal !== undefined) throw new WaymarkError('not-allowed-now', { text: refusal });
    const [kept, form, choices, signed] = await Promise.all([
      findDraft<DecisionFormValues>(tx, ask.viewer.staffId, `decision:${decision.id}`),
      formOf(tx, ask.viewer.schemeId, ask.today, decision.form),
      choicesFor(tx, decision.agencyId, ask.viewer.schemeId),
      listCertificates(tx, decision.id),
    ]);
    return showForm(ask, {
      ...editing(decision),
      form,
      choices,
      kept,
      values: kept?.values ?? typedAs(decision),
      errors: [],
      version: decision.version,
      signed: signed.length,
    });
  });
}

async function editFromForm(ask: Ask<{ id: number }, unknown, Keyed>): Promise<Reply> {
  const version = ask.body._version ?? 0;
  const [decision, known] = await ask.read(async (tx) => {
    const found = await getDecision(tx, ask.params.id);
    const [form, choices, signed] = await Promise.all([
      formOf(tx, ask.viewer.schemeId, ask.today, found.form),
      choicesFor(tx, found.agencyId, ask.viewer.schemeId),
      listCertificates(tx, found.id),
    ]);
    return [found, { form, choices, signed: signed.length }] as const;
  });
  const values = { ...valuesOf(ask.body), office: String(decision.agencyId) };
  const again = { ...editing(decision), ...known, values, version, key: ask.body._key, errors: [] };
  const read = readDecisionForm(values, known.form, {
    offices: [{ id: decision.agencyId }],
    ...known.choices,
  });
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
      theirs: theirsOf(known.form, current),
    });
  }
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, `decision:${decision.id}`));
  return redirect(`/governance/decisions/${decision.id}`, 'The notice was changed.');
}

/** What the notice says now, section by section. */
const theirsOf = (form: DecisionForm, now: Decision): string =>
  [
    now.title,
    ...form.sections.map(({ code, title }) => `${title}: ${now.sections[code]?.text ?? '(empty)'}`),
  ].join('\n\n');
