import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, notFound } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listBases } from '../../scheme/directory.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { codeField, field, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { staleOf } from '../plans/form-pages.ts';
import { loadPathways } from '../plans/pages.ts';
import { closeUnmetNeed, recordUnmetNeed } from './need-acts.ts';
import { readUnmetForm } from './need-rules.ts';
import { countUnmet, findUnmet, listUnmet } from './need-store.ts';
import { type UnmetFilter, type UnmetForm, unmetReasons } from './need-types.ts';
import { closeUnmetPage, unmetFormPage, unmetList } from './need-views.ts';
import { openGoals, source } from './person-pages.ts';
import { findReferred, listOfPerson } from './store.ts';

const pageSize = 50;
const params = Type.Object({ id: idParams.properties.id, need: idParams.properties.id });

/** Needs for which no service exists or has places: recorded with the person, looked at by the pathways manager. */
export const needPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/unmet-needs',
    right: 'see:needs',
    reads: 'list',
    query: Type.Object({
      state: field(10),
      pathway: codeField,
      area: Type.Optional(Type.Union([Type.Literal(''), Type.Literal('none'), Type.Integer({ minimum: 1 })])),
      why: field(20),
      page: pageNumber,
    }),
    handle: (ask) => showList(ask),
  }),
  route({
    method: 'GET',
    url: '/people/:id/unmet-needs/new',
    right: 'referral:make',
    reads: 'person',
    about: 'person',
    params: idParams,
    query: Type.Object({ goal: source, pathway: codeField, area: source }),
    handle: (ask) => ask.read((tx) => showNew(tx, ask, framePerson)),
  }),
  route({
    method: 'POST',
    url: '/people/:id/unmet-needs',
    right: 'referral:make',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: formBody({
      pathway: field(40),
      base: field(15),
      need: field(4_000),
      why: field(20),
      whyWords: field(2_000),
      handling: field(20),
    }),
    handle: (ask) => recordFromForm(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/people/:id/unmet-needs/:need/close',
    right: 'referral:make',
    reads: 'person',
    about: 'person',
    params,
    handle: (ask) => ask.read((tx) => showClose(tx, ask, framePerson, ask.params, {})),
  }),
  route({
    method: 'POST',
    url: '/people/:id/unmet-needs/:need/close',
    right: 'referral:make',
    reads: 'person',
    about: 'person',
    params,
    body: formBody({ referral: field(15), why: field(2_000) }),
    handle: (ask) => closeFromForm(ask, framePerson),
  }),
];

type Query = { state?: string; pathway?: string; area?: number | '' | 'none'; why?: string; page?: number };

async function showList(ask: Ask<unknown, Query>): Promise<Reply> {
  const { query, viewer } = ask;
  const filter: UnmetFilter = {
    state: (['referred', 'closed'] as const).find((one) => one === query.state),
    pathway: query.pathway || undefined,
    baseId: query.area === 'none' ? null : query.area || undefined,
    why: unmetReasons.find((one) => one === query.why),
  };
  const number = query.page ?? 1;
  return ask.read(async (tx) => {
    const [pathways, bases, counts, found] = await Promise.all([
      loadPathways(tx, viewer.schemeId, ask.today),
      listBases(tx, viewer.schemeId),
      countUnmet(tx, { state: filter.state }),
      listUnmet(tx, filter, pageSize + 1, (number - 1) * pageSize),
    ]);
    const needs = found.slice(0, pageSize);
    await ask.listed(tx, {
      act: 'unmet:list',
      subject: 'unmet_need',
      people: needs,
      detail: {
        state: filter.state ?? 'open',
        pathway: filter.pathway ?? null,
        base: filter.baseId === null ? 'none' : (filter.baseId ?? null),
        why: filter.why ?? null,
        page: number,
      },
    });
    return page({
      title: 'Needs that no service meets',
      section: 'referrals',
      breadcrumbs: [{ text: 'Referrals', href: '/referrals' }, { text: 'Needs that no service meets' }],
      body: unmetList({
        filter,
        pathways,
        bases,
        counts,
        needs,
        page: number,
        hasMore: found.length > pageSize,
      }),
    });
  });
}

interface Framed {
  personId: number;
  title: string;
  errors: readonly FieldError[];
  theirs?: string | undefined;
  body: Html;
}

async function framed(tx: Tx, ask: Ask, framePerson: FramePerson, shown: Framed): Promise<Reply> {
  const { personId } = shown;
  const { viewer, today } = ask;
  const frame = await framePerson(tx, { personId, viewer, today, path: '/people/:id/referrals' });
  await ask.opened(tx, { act: 'unmet:form', subject: 'person', subjectId: personId, personId });
  return page({
    title: `${shown.title} – ${frame.name}`,
    section: 'referrals',
    status: formStatus(shown),
    breadcrumbs: [...frame.breadcrumbs, { text: 'Referrals', href: `/people/${personId}/referrals` }],
    above: frame.above,
    errors: summaryOf(shown.errors),
    body: shown.body,
  });
}

async function showForm(
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  showing: {
    personId: number;
    values: UnmetForm;
    kept?: KeptDraft<UnmetForm> | undefined;
    errors: readonly FieldError[];
    key?: string | undefined;
  },
): Promise<Reply> {
  const [pathways, bases] = await Promise.all([
    loadPathways(tx, ask.viewer.schemeId, ask.today),
    listBases(tx, ask.viewer.schemeId),
  ]);
  const body = unmetFormPage({
    ...showing,
    pathways,
    bases,
    csrfToken: ask.csrfToken,
    action: `/people/${showing.personId}/unmet-needs`,
    draft: draftOf(showing.personId),
  });
  return framed(tx, ask, framePerson, {
    ...showing,
    title: 'A need that no service meets',
    body: html`${keptNotice(showing.kept, ask.csrfToken)}${body}`,
  });
}

const draftOf = (personId: number): string => `unmet:new:${personId}`;

async function showNew(
  tx: Tx,
  ask: Ask<{ id: number }, { goal?: number | ''; pathway?: string; area?: number | '' }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const personId = ask.params.id;
  const [person, goals, kept] = await Promise.all([
    findReferred(tx, personId),
    openGoals(tx, ask, personId),
    findDraft<UnmetForm>(tx, ask.viewer.staffId, draftOf(personId)),
  ]);
  const goal = goals.find(({ id }) => id === ask.query.goal);
  const base = ask.query.area || person.baseId;
  return showForm(tx, ask, framePerson, {
    personId,
    kept,
    values: kept?.values ?? {
      pathway: goal?.pathway ?? ask.query.pathway ?? '',
      need: goal?.need ?? '',
      base: base === null ? '' : String(base),
    },
    errors: [],
  });
}

async function recordFromForm(
  ask: Ask<{ id: number }, unknown, UnmetForm & { _key?: string }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const personId = ask.params.id;
  const choices = await ask.read(async (tx) => ({
    pathways: (await loadPathways(tx, ask.viewer.schemeId, ask.today)).map(({ code }) => code),
    bases: (await listBases(tx, ask.viewer.schemeId)).map(({ id }) => id),
  }));
  const read = readUnmetForm(ask.body, choices);
  if ('errors' in read)
    return ask.read((tx) =>
      showForm(tx, ask, framePerson, {
        personId,
        values: ask.body,
        errors: read.errors,
        key: ask.body._key,
      }),
    );
  await ask.perform(recordUnmetNeed, { ...read.input, personId }, ask.body._key ?? newKey());
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, draftOf(personId)));
  return redirect(`/people/${personId}/referrals`, 'The need was recorded.');
}

interface ShowingClose {
  values?: { referral?: string; why?: string };
  errors?: readonly FieldError[];
  key?: string | undefined;
  version?: number | undefined;
  theirs?: string | undefined;
}

async function showClose(
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  { id: personId, need: id }: { id: number; need: number },
  showing: ShowingClose,
): Promise<Reply> {
  const [need, referrals] = await Promise.all([findUnmet(tx, { id, personId }), listOfPerson(tx, personId)]);
  if (need === undefined) throw notFound();
  const errors = showing.errors ?? [];
  const body = closeUnmetPage({
    ...showing,
    values: showing.values ?? {},
    errors,
    need,
    referrals: referrals.filter(({ sentAt }) => sentAt !== null),
    csrfToken: ask.csrfToken,
    version: showing.version ?? need.version,
  });
  return framed(tx, ask, framePerson, {
    ...showing,
    personId,
    errors,
    title: 'Close a need',
    body,
  });
}

async function closeFromForm(
  ask: Ask<
    { id: number; need: number },
    unknown,
    { referral?: string; why?: string; _key?: string; _version?: number }
  >,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id: personId, need: id } = ask.params;
  const version = ask.body._version ?? 0;
  const referralId = Number(ask.body.referral) || null;
  const why = ask.body.why?.trim() || null;
  const again = { values: ask.body, key: ask.body._key, version };
  if (referralId === null && why === null)
    return ask.read((tx) =>
      showClose(tx, ask, framePerson, ask.params, {
        ...again,
        errors: [{ field: 'why', text: 'Choose the referral that meets it, or say why it is closed' }],
      }),
    );
  try {
    await ask.perform(closeUnmetNeed, { id, personId, version, referralId, why }, ask.body._key ?? newKey());
  } catch (error) {
    const current = staleOf(error);
    return ask.read((tx) =>
      showClose(tx, ask, framePerson, ask.params, { ...again, ...current, key: newKey() }),
    );
  }
  return redirect(`/people/${personId}/referrals`, 'The need was closed.');
}
