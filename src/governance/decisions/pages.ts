import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { addressOf } from '../../web/address.ts';
import { emptyState, pageArrows } from '../../web/components/index.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import type { GovernanceSection } from '../sections.ts';
import { approveDecision, certifyDecision, formOf } from './acts.ts';
import { crumbs } from './crumbs.ts';
import { countDecisions, getDecision, listCertificates, listDecisions } from './store.ts';
import { type DecisionState, decisionStates, stateWords } from './types.ts';
import { decisionList, decisionPage, decisionTable } from './views.ts';
import { writingPages } from './writing-pages.ts';

const pageSize = 50;

export const decisionPages: Route[] = [
  ...writingPages,
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
        pages: pageArrows(current, found.length > pageSize, href),
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
      status: formStatus(acting),
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
