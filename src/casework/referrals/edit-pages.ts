import type { Tx } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { dropDraft, findDraft } from '../../web/drafts.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { staleOf } from '../plans/form-pages.ts';
import { loadPathways } from '../plans/pages.ts';
import { mustBeOf, type Showing, showFormOf } from './about-pages.ts';
import { amendReferral, changeDraft } from './acts.ts';
import { draftLists, loadReferralChoices, type PostedReferral, referralBody } from './form-pages.ts';
import { referralFormPage } from './form-view.ts';
import { readReferralForm } from './rules.ts';
import { referralsRule, ruleOfReferral } from './scheme.ts';
import { getService } from './service-store.ts';
import { findShared, getReferral } from './store.ts';
import type { Referral, ReferralForm, Sharable, SharedText } from './types.ts';

/** A draft is changed until it is sent; what was sent is amended with a reason. */
export const editPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/referrals/:id/edit',
    right: 'referral:make',
    reads: 'person',
    params: idParams,
    handle: (ask) => ask.read((tx) => showEdit(tx, ask, framePerson)),
  }),
  route({
    method: 'POST',
    url: '/referrals/:id/edit',
    right: 'referral:make',
    reads: 'person',
    params: idParams,
    body: referralBody,
    handle: (ask) => editFromForm(ask, framePerson),
  }),
];

const draftOf = (id: number): string => `referral:${id}`;

async function showForm(
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  referral: Referral,
  showing: Showing<ReferralForm>,
): Promise<Reply> {
  const amends = referral.state !== 'draft';
  const [service, inForce, pathways] = await Promise.all([
    getService(tx, referral.serviceId),
    referralsRule(tx, ask.viewer, ask.today),
    loadPathways(tx, ask.viewer.schemeId, ask.today),
  ]);
  const title = amends ? 'Amend the referral' : 'Change the draft';
  const body = referralFormPage({
    ...showing,
    heading: `${title} to ${service.name}`,
    service,
    rule: amends ? await ruleOfReferral(tx, referral.ruleId) : inForce.body,
    example: inForce.example,
    pathways,
    action: `/referrals/${referral.id}/edit`,
    draft: draftOf(referral.id),
    csrfToken: ask.csrfToken,
    today: ask.today,
    mayShareOffence: ask.viewer.may('see:offences'),
    amends,
    present: referral.outcomes,
  });
  return showFormOf(tx, ask, framePerson, referral, { ...showing, title, body });
}

async function showEdit(tx: Tx, ask: Ask<{ id: number }>, framePerson: FramePerson): Promise<Reply> {
  const { id } = ask.params;
  const referral = await getReferral(tx, id);
  mustBeOf(referral.agencyId, ask.viewer);
  const kept = await findDraft<ReferralForm>(tx, ask.viewer.staffId, draftOf(id), draftLists);
  const shared = await findShared(tx, id);
  return showForm(tx, ask, framePerson, referral, {
    values: kept?.values ?? formOf(referral, shared),
    kept,
    errors: [],
    version: referral.version,
  });
}

async function editFromForm(
  ask: Ask<{ id: number }, unknown, PostedReferral>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id } = ask.params;
  const version = ask.body._version ?? 0;
  const { referral, choices } = await ask.read(async (tx) => {
    const found = await getReferral(tx, id);
    const loaded = await loadReferralChoices(tx, ask, await getService(tx, found.serviceId));
    const rule = found.state === 'draft' ? loaded.rule : await ruleOfReferral(tx, found.ruleId);
    return { referral: found, choices: { ...loaded, rule, present: found.outcomes } };
  });
  mustBeOf(referral.agencyId, ask.viewer);
  const amends = referral.state !== 'draft';
  const why = ask.body.why?.trim() ?? '';
  const read = readReferralForm(amends ? { ...ask.body, handling: 'partners' } : ask.body, choices);
  const errors = [
    ...('errors' in read ? read.errors : []),
    ...(amends && why === '' ? [{ field: 'why', text: 'Say why it is amended' }] : []),
  ];
  const again = { values: ask.body, key: ask.body._key, version };
  if ('errors' in read || errors.length > 0)
    return ask.read((tx) => showForm(tx, ask, framePerson, referral, { ...again, errors }));
  const send = ask.body.do !== 'draft';
  const key = ask.body._key ?? newKey();
  try {
    if (amends) await ask.perform(amendReferral, { ...read.input, id, version, why }, key);
    else await ask.perform(changeDraft, { ...read.input, id, version, send }, key);
  } catch (error) {
    const current = staleOf(error);
    return ask.read(async (tx) =>
      showForm(tx, ask, framePerson, await getReferral(tx, id), {
        ...again,
        ...current,
        key: newKey(),
        errors: [],
      }),
    );
  }
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, draftOf(id)));
  return redirect(
    `/referrals/${id}`,
    amends
      ? 'The referral was amended.'
      : send
        ? 'The referral was sent.'
        : 'The draft was kept. It is not sent.',
  );
}

function formOf(referral: Referral, shared: SharedText | undefined): ReferralForm {
  const ticks: [Sharable, string | null | undefined][] = [
    ['contact', shared?.contactDetails],
    ['risk', shared?.staffRisk],
    ['availability', shared?.availability],
    ['language', shared?.language],
    ['offence', shared?.offenceType],
  ];
  return {
    pathway: referral.pathway,
    category: referral.category,
    need: referral.need,
    goal: referral.goal,
    outcomes: referral.outcomes,
    handling: referral.handling,
    share: ticks.flatMap(([name, value]) => (value === null || value === undefined ? [] : [name])),
    contact: shared?.contactDetails ?? '',
    risk: shared?.staffRisk ?? '',
    riskWords: shared?.staffRiskWords ?? '',
    availability: shared?.availability ?? '',
    language: shared?.language ?? '',
    offence: shared?.offenceType ?? '',
    offenceWhy: shared?.offenceWhy ?? '',
  };
}
