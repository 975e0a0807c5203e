import type { Tx } from '../../kernel/database.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { type Keyed, type Showing, sendForm } from '../registers/forms.ts';
import { listOwners } from '../registers/owners.ts';
import { addRisk, changeRisk, riskNow, scalesOf } from './acts.ts';
import { riskForm } from './one-views.ts';
import { readRiskForm } from './rules.ts';
import { getRisk } from './store.ts';
import type { RiskForm } from './types.ts';
import { riskPath } from './views.ts';

const riskBody = formBody({
  title: field(200),
  category: field(40),
  cause: field(3000),
  event: field(3000),
  effect: field(3000),
  controls: field(5000),
  likelihoodBefore: field(2),
  impactBefore: field(2),
  likelihood: field(2),
  impact: field(2),
  owner: field(20),
  reviewOn: field(10),
});

const manage = 'scheme-risk:manage' as const;

/** Entering a risk, and changing one. */
export const changeRiskPages: Route[] = [
  route({
    method: 'GET',
    url: '/governance/risks/new',
    right: manage,
    reads: 'none',
    handle: (ask) => ask.read((tx) => showForm(tx, ask, undefined, { values: {}, errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/governance/risks',
    right: manage,
    reads: 'none',
    body: riskBody,
    handle: addFromForm,
  }),
  route({
    method: 'GET',
    url: '/governance/risks/:id/edit',
    right: manage,
    reads: 'none',
    params: idParams,
    handle: (ask) => ask.read((tx) => showEdit(tx, ask)),
  }),
  route({
    method: 'POST',
    url: '/governance/risks/:id/edit',
    right: manage,
    reads: 'none',
    params: idParams,
    body: riskBody,
    handle: changeFromForm,
  }),
];

const crumbs = [
  { text: 'Governance', href: '/governance' },
  { text: 'Risk register', href: riskPath },
];

async function showForm(
  tx: Tx,
  ask: Ask,
  id: number | undefined,
  showing: Showing<RiskForm>,
): Promise<Reply> {
  const heading = id === undefined ? 'Enter a risk' : 'Change a risk';
  const [scales, owners] = await Promise.all([
    scalesOf(tx, ask.viewer.schemeId, ask.today),
    listOwners(tx, ask.viewer.schemeId),
  ]);
  return page({
    title: heading,
    section: 'governance',
    status: formStatus(showing),
    breadcrumbs: crumbs,
    errors: summaryOf(showing.errors),
    body: riskForm({
      heading,
      action: id === undefined ? riskPath : `${riskPath}/${id}/edit`,
      csrfToken: ask.csrfToken,
      showing,
      scales,
      owners,
    }),
  });
}

async function showEdit(tx: Tx, ask: Ask<{ id: number }>): Promise<Reply> {
  const risk = await getRisk(tx, ask.params.id);
  return showForm(tx, ask, risk.id, {
    errors: [],
    version: risk.version,
    values: {
      title: risk.title,
      category: risk.category,
      cause: risk.cause,
      event: risk.event,
      effect: risk.effect,
      controls: risk.controls ?? '',
      likelihoodBefore: String(risk.likelihoodBefore),
      impactBefore: String(risk.impactBefore),
      likelihood: String(risk.likelihood),
      impact: String(risk.impact),
      owner: risk.ownerId === null ? '' : String(risk.ownerId),
      reviewOn: risk.reviewOn,
    },
  });
}

const taken = { field: 'title', text: 'Another risk has this name already. Choose another' };

const basis = (ask: Ask) =>
  ask.read(async (tx) => {
    const [scales, owners] = await Promise.all([
      scalesOf(tx, ask.viewer.schemeId, ask.today),
      listOwners(tx, ask.viewer.schemeId),
    ]);
    return { scales, owners };
  });

async function addFromForm(ask: Ask<unknown, unknown, RiskForm & Keyed>): Promise<Reply> {
  const { scales, owners } = await basis(ask);
  const read = readRiskForm(ask.body, scales, owners, ask.today);
  if ('errors' in read)
    return ask.read((tx) =>
      showForm(tx, ask, undefined, { values: ask.body, key: ask.body._key, errors: read.errors }),
    );
  let id = 0;
  const again = await sendForm(
    ask.body,
    async (key) => {
      ({ id } = await ask.perform(addRisk, read.input, key));
    },
    { conflict: taken },
  );
  if (again !== undefined) return ask.read((tx) => showForm(tx, ask, undefined, again));
  return redirect(`${riskPath}/${id}`, 'The risk was entered.');
}

async function changeFromForm(ask: Ask<{ id: number }, unknown, RiskForm & Keyed>): Promise<Reply> {
  const { id } = ask.params;
  const version = ask.body._version ?? 0;
  const shown = { values: ask.body, key: ask.body._key, version };
  const { scales, owners } = await basis(ask);
  const before = await ask.read((tx) => getRisk(tx, id));
  const since = ask.body.reviewOn === before.reviewOn ? before.reviewOn : ask.today;
  const read = readRiskForm(ask.body, scales, owners, since);
  if ('errors' in read) return ask.read((tx) => showForm(tx, ask, id, { ...shown, errors: read.errors }));
  const again = await sendForm(
    ask.body,
    (key) => ask.perform(changeRisk, { ...read.input, id, version }, key),
    {
      conflict: taken,
      theirs: () => ask.read((tx) => riskNow(tx, id)),
    },
  );
  if (again !== undefined) return ask.read((tx) => showForm(tx, ask, id, again));
  return redirect(`${riskPath}/${id}`, 'The risk was changed.');
}
