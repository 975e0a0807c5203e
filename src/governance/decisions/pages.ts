import Type from 'typebox';
import { isDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { addressOf } from '../../web/address.ts';
import { emptyState, pageArrows } from '../../web/components/index.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import type { GovernanceSection } from '../sections.ts';
import { approveDecision, certifyDecision } from './acts.ts';
import { crumbs } from './crumbs.ts';
import { completeEarlier, correctDecision, takeBackCertificate } from './later-acts.ts';
import { officePages } from './office-pages.ts';
import type { ActingValues } from './page-model.ts';
import { wholeNotice } from './publish-acts.ts';
import { publishPages } from './publish-pages.ts';
import { findEntry } from './publish-store.ts';
import {
  countDecisions,
  findOffice,
  getDecision,
  listDecisions,
  listTakenBack,
  standingsOf,
} from './store.ts';
import {
  afterthoughts,
  type DecisionForm,
  type DecisionState,
  decisionStates,
  stateWords,
  verdicts,
} from './types.ts';
import { decisionList, decisionPage, decisionTable } from './views.ts';
import { writingPages } from './writing-pages.ts';

const pageSize = 50;

export const decisionPages: Route[] = [
  ...writingPages,
  ...publishPages,
  ...officePages,
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
    url: '/governance/decisions/:id',
    right: 'see:governance',
    reads: 'none',
    params: idParams,
    handle: (ask) => showDecision(ask, { values: {}, errors: [] }),
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
    body: formBody({ verdict: field(10), as: field(40), outcome: field(5000) }),
    handle: decideFromForm,
  }),
  route({
    method: 'POST',
    url: '/governance/decisions/:id/take-back',
    right: 'decision:certify',
    reads: 'none',
    params: idParams,
    body: formBody({ kind: field(40), reason: field(1000) }),
    handle: takeBackFromForm,
  }),
  route({
    method: 'POST',
    url: '/governance/decisions/:id/correct',
    right: 'decision:approve',
    reads: 'none',
    params: idParams,
    body: formBody({ how: field(10), outcome: field(5000), reason: field(1000) }),
    handle: correctFromForm,
  }),
  route({
    method: 'POST',
    url: '/governance/decisions/:id/complete',
    right: 'decision:draft',
    reads: 'none',
    params: idParams,
    body: formBody({ verdict: field(10), as: field(200), signedOn: field(10), reason: field(1000) }),
    handle: completeFromForm,
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
        maySet: ask.viewer.may('decision:publish'),
        pages: pageArrows(current, found.length > pageSize, href),
      }),
    });
  });
}

interface Acting {
  values: ActingValues;
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string;
}

async function showDecision(ask: Ask<{ id: number }>, acting: Acting): Promise<Reply> {
  const { viewer } = ask;
  return ask.read(async (tx) => {
    const decision = await getDecision(tx, ask.params.id);
    const [whole, standings, entry, office, takenBack] = await Promise.all([
      wholeNotice(tx, decision, viewer, ask.today),
      decision.agreementId === null ? [] : standingsOf(tx, decision.agreementId),
      findEntry(tx, decision.id),
      findOffice(tx, decision.agencyId),
      listTakenBack(tx, decision.id),
    ]);
    return page({
      title: `Decision notice ${decision.number}`,
      section: 'governance',
      // What is for publication is not sensitive once it is printed.
      ...(decision.publication === 'yes' ? { marking: 'OFFICIAL' } : {}),
      status: formStatus(acting),
      breadcrumbs: [...crumbs, { text: decision.number }],
      errors: summaryOf(acting.errors),
      body: decisionPage({
        ...acting,
        ...whole,
        decision,
        takenBack,
        viewerId: viewer.staffId,
        standings,
        entry,
        csrfToken: ask.csrfToken,
        may: {
          ...mayDo(ask, whole.form, office?.deputies.includes(viewer.staffId) === true),
          isOriginator: decision.draftedById === viewer.staffId,
          isOwnOffice: decision.agencyId === viewer.agencyId,
          publish: viewer.may('decision:publish') && decision.agencyId === viewer.agencyId,
        },
      }),
    });
  });
}

const mayDo = ({ viewer }: Pick<Ask, 'viewer'>, form: DecisionForm, isDeputy: boolean) => ({
  draft: viewer.may('decision:draft'),
  approve: viewer.may('decision:approve')
    ? form.deciders.filter(({ role, final }) => role === viewer.role && !(isDeputy && final))
    : [],
  certify: viewer.may('decision:certify')
    ? form.certificates.filter(({ role }) => role === viewer.role).map(({ kind }) => kind)
    : [],
});

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
        ? 'The certificate was signed. None is missing.'
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

const doneWords = {
  approve: 'The decision was approved.',
  amend: 'The decision was approved with amendments.',
  refuse: 'The decision was refused.',
  'refer-up': 'You approved it as deputy. It waits for the final signature.',
} as const;

async function decideFromForm(
  ask: Ask<{ id: number }, unknown, { verdict?: string; as?: string; outcome?: string } & Keyed>,
): Promise<Reply> {
  const verdict = verdicts.find((one) => one === ask.body.verdict);
  const outcome = ask.body.outcome?.trim() ?? '';
  const again = { values: { ...ask.body }, key: ask.body._key };
  const errors: FieldError[] = [];
  if (verdict === undefined) errors.push({ field: 'verdict', text: 'Choose what you decide' });
  if (outcome === '') errors.push({ field: 'outcome', text: 'Enter the outcome' });
  if (verdict === undefined || errors.length > 0) return showDecision(ask, { ...again, errors });
  try {
    const { troubles } = await ask.perform(
      approveDecision,
      { id: ask.params.id, version: ask.body._version ?? 0, verdict, as: ask.body.as ?? '', outcome },
      ask.body._key ?? newKey(),
    );
    return redirect(`/governance/decisions/${ask.params.id}`, [doneWords[verdict], ...troubles].join(' '));
  } catch (error) {
    return showAgain(ask, error, again);
  }
}

type OneAsk = Ask<{ id: number }, unknown, ActingValues & { kind?: string } & Keyed>;

/** Sends one of the forms for what was signed in error or is missing; shows it again where something is wrong. */
async function sendLater(ask: OneAsk, send: (key: string) => Promise<unknown>, done: string): Promise<Reply> {
  try {
    await send(ask.body._key ?? newKey());
  } catch (error) {
    return showAgain(ask, error, { values: { ...ask.body }, key: ask.body._key });
  }
  return redirect(`/governance/decisions/${ask.params.id}`, done);
}

async function takeBackFromForm(ask: OneAsk): Promise<Reply> {
  const { kind = '', reason = '' } = ask.body;
  const input = { id: ask.params.id, version: ask.body._version ?? 0, kind, reason: reason.trim() };
  return sendLater(
    ask,
    (key) => ask.perform(takeBackCertificate, input, key),
    'Your certificate was taken back. The notice is a draft again.',
  );
}

async function correctFromForm(ask: OneAsk): Promise<Reply> {
  const { outcome = '', reason = '' } = ask.body;
  const how = afterthoughts.find((one) => one === ask.body.how);
  if (how === undefined) {
    const errors = [{ field: 'how', text: 'Choose what is to be put right' }];
    return showDecision(ask, { values: { ...ask.body }, key: ask.body._key, errors });
  }
  const input = { id: ask.params.id, version: ask.body._version ?? 0, how };
  return sendLater(
    ask,
    (key) => ask.perform(correctDecision, { ...input, outcome: outcome.trim(), reason: reason.trim() }, key),
    how === 'correct' ? 'The outcome was corrected.' : 'The decision was withdrawn.',
  );
}

async function completeFromForm(ask: OneAsk): Promise<Reply> {
  const { as = '', signedOn = '', reason = '' } = ask.body;
  const verdict = (['approve', 'amend', 'refuse'] as const).find((one) => one === ask.body.verdict);
  const errors: FieldError[] = [];
  if (verdict === undefined) errors.push({ field: 'verdict', text: 'Choose the final decision' });
  if (as.trim() === '') errors.push({ field: 'completeAs', text: 'Enter the office of whoever signed' });
  if (!isDay(signedOn)) errors.push({ field: 'completeOn', text: 'Enter the day of the signature' });
  if (verdict === undefined || errors.length > 0)
    return showDecision(ask, { values: { ...ask.body }, key: ask.body._key, errors });
  const input = { id: ask.params.id, version: ask.body._version ?? 0, verdict, signedOn };
  return sendLater(
    ask,
    (key) => ask.perform(completeEarlier, { ...input, signedAs: as.trim(), note: reason.trim() }, key),
    'It was entered.',
  );
}

/** The wing's first page: what waits, and the latest decided. */
export async function decisionSection(tx: Tx): Promise<GovernanceSection> {
  const path = '/governance/decisions';
  const [counts, found] = await Promise.all([
    countDecisions(tx),
    listDecisions(tx, {}, { limit: 5, offset: 0 }),
  ]);
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
