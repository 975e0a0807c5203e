import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { loadPathways } from '../plans/pages.ts';
import { makeReferral } from './acts.ts';
import { referralFormPage } from './form-view.ts';
import { findUnmet } from './need-store.ts';
import { openGoals, source } from './person-pages.ts';
import { type ReferralChoices, readReferralForm } from './rules.ts';
import { referralsRule } from './scheme.ts';
import { getService } from './service-store.ts';
import type { Service } from './service-types.ts';
import type { ReferralForm } from './types.ts';

export const referralBody = formBody({
  pathway: field(40),
  category: field(40),
  need: field(4_000),
  goal: field(4_000),
  outcomes: fieldList(),
  share: fieldList(),
  contact: field(1_000),
  risk: field(10),
  riskWords: field(2_000),
  availability: field(1_000),
  language: field(200),
  offence: field(500),
  offenceWhy: field(1_000),
  handling: field(20),
  why: field(1_000),
  unmet: field(15),
  do: field(10),
});

/** Fields of the form that hold several values. */
export const draftLists = ['outcomes', 'share'] as const;

const params = Type.Object({ id: idParams.properties.id, service: idParams.properties.id });

/** A referral to a chosen service: written, kept as a draft, or sent at once. */
export const referralFormPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/referrals/to/:service',
    right: 'referral:make',
    reads: 'person',
    about: 'person',
    params,
    query: Type.Object({ goal: source, unmet: source }),
    handle: (ask) => ask.read((tx) => showNew(tx, ask, framePerson)),
  }),
  route({
    method: 'POST',
    url: '/people/:id/referrals/to/:service',
    right: 'referral:make',
    reads: 'person',
    about: 'person',
    params,
    body: referralBody,
    handle: (ask) => makeFromForm(ask, framePerson),
  }),
];

const draftOf = (personId: number, serviceId: number): string => `referral:new:${personId}:${serviceId}`;

interface Showing {
  personId: number;
  serviceId: number;
  unmetId: number | undefined;
  values: ReferralForm;
  kept?: KeptDraft<ReferralForm> | undefined;
  errors: readonly FieldError[];
  key?: string | undefined;
}

async function showForm(tx: Tx, ask: Ask, framePerson: FramePerson, showing: Showing): Promise<Reply> {
  const { viewer, today } = ask;
  const { personId, serviceId } = showing;
  const [frame, service, rule, pathways] = await Promise.all([
    framePerson(tx, { personId, viewer, today, path: '/people/:id/referrals' }),
    getService(tx, serviceId),
    referralsRule(tx, viewer, today),
    loadPathways(tx, viewer.schemeId, today),
  ]);
  await ask.opened(tx, { act: 'referral:form', subject: 'person', subjectId: personId, personId });
  const body = referralFormPage({
    ...showing,
    heading: `Refer to ${service.name}`,
    service,
    rule: rule.body,
    example: rule.example,
    pathways,
    action: `/people/${personId}/referrals/to/${serviceId}`,
    draft: draftOf(personId, serviceId),
    csrfToken: ask.csrfToken,
    today,
    mayShareOffence: viewer.may('see:offences'),
    amends: false,
  });
  return page({
    title: `Refer to ${service.name} – ${frame.name}`,
    section: 'referrals',
    status: formStatus(showing),
    breadcrumbs: [...frame.breadcrumbs, { text: 'Referrals', href: `/people/${personId}/referrals` }],
    above: frame.above,
    errors: summaryOf(showing.errors),
    body: html`${keptNotice(showing.kept, ask.csrfToken)}${body}`,
  });
}

type NewAsk = Ask<{ id: number; service: number }, { goal?: number | ''; unmet?: number | '' }>;

async function showNew(tx: Tx, ask: NewAsk, framePerson: FramePerson): Promise<Reply> {
  const { id: personId, service: serviceId } = ask.params;
  const kept = await findDraft<ReferralForm>(
    tx,
    ask.viewer.staffId,
    draftOf(personId, serviceId),
    draftLists,
  );
  return showForm(tx, ask, framePerson, {
    personId,
    serviceId,
    unmetId: ask.query.unmet || undefined,
    values: kept?.values ?? (await firstValues(tx, ask)),
    kept,
    errors: [],
  });
}

/** Need and words of the goal or of the unmet need that the referral is made for. */
async function firstValues(tx: Tx, ask: NewAsk): Promise<ReferralForm> {
  const personId = ask.params.id;
  const service = await getService(tx, ask.params.service);
  const one = (codes: readonly string[]): string => (codes.length === 1 ? (codes[0] ?? '') : '');
  const only = { category: one(service.categories), pathway: one(service.pathways) };
  const goal = (await openGoals(tx, ask, personId)).find(({ id }) => id === ask.query.goal);
  if (goal !== undefined) return { ...only, pathway: goal.pathway, need: goal.need, goal: goal.goal };
  const unmet = ask.query.unmet ? await findUnmet(tx, { id: ask.query.unmet, personId }) : undefined;
  return unmet === undefined ? only : { ...only, pathway: unmet.pathway, need: unmet.need };
}

/** What the form may hold, for this service and viewer. */
export async function loadReferralChoices(
  tx: Tx,
  ask: Pick<Ask, 'viewer' | 'today'>,
  service: Pick<Service, 'categories'>,
): Promise<ReferralChoices> {
  const [rule, pathways] = await Promise.all([
    referralsRule(tx, ask.viewer, ask.today),
    loadPathways(tx, ask.viewer.schemeId, ask.today),
  ]);
  return {
    rule: rule.body,
    pathways: pathways.map(({ code }) => code),
    categories: service.categories,
    today: ask.today,
    mayShareOffence: ask.viewer.may('see:offences'),
  };
}

export type PostedReferral = ReferralForm & { unmet?: string; do?: string; _key?: string; _version?: number };

async function makeFromForm(
  ask: Ask<{ id: number; service: number }, unknown, PostedReferral>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id: personId, service: serviceId } = ask.params;
  const unmetId = Number(ask.body.unmet) || undefined;
  const choices = await ask.read(async (tx) => loadReferralChoices(tx, ask, await getService(tx, serviceId)));
  const read = readReferralForm(ask.body, choices);
  if ('errors' in read)
    return ask.read((tx) =>
      showForm(tx, ask, framePerson, {
        personId,
        serviceId,
        unmetId,
        values: ask.body,
        errors: read.errors,
        key: ask.body._key,
      }),
    );
  const send = ask.body.do !== 'draft';
  const { id } = await ask.perform(
    makeReferral,
    { ...read.input, personId, serviceId, send, unmetId: unmetId ?? null },
    ask.body._key ?? newKey(),
  );
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, draftOf(personId, serviceId)));
  return redirect(
    `/referrals/${id}`,
    send ? 'The referral was sent.' : 'The draft was kept. It is not sent.',
  );
}
