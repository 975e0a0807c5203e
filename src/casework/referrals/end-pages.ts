import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { button, changedMeanwhile, radios, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { staleOf } from '../plans/form-pages.ts';
import { mustBeOf, type Showing, showFormOf } from './about-pages.ts';
import { withdrawReferral } from './acts.ts';
import { answerReferral } from './handle-acts.ts';
import { readReasonForm } from './rules.ts';
import { referralsRule } from './scheme.ts';
import { getReferral } from './store.ts';
import type { Named, ReasonForm, Referral, ReferralsRule } from './types.ts';

type End = 'decline' | 'cancel' | 'withdraw';

/** Ends that need a reason and no report: the provider's no, and the referrer's taking it back. */
export const endPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/referrals/:id/refuse',
    right: 'referral:handle',
    reads: 'person',
    params: idParams,
    query: Type.Object({ move: field(10) }),
    handle: (ask) => {
      const move = ask.query.move === 'cancel' ? 'cancel' : 'decline';
      return ask.read((tx) => showEnd(tx, ask, framePerson, ask.params.id, move, blank));
    },
  }),
  route({
    method: 'POST',
    url: '/referrals/:id/refuse',
    right: 'referral:handle',
    reads: 'person',
    params: idParams,
    body: reasonBody({ move: field(10) }),
    handle: (ask) => endFromForm(ask, framePerson, ask.body.move === 'cancel' ? 'cancel' : 'decline'),
  }),
  route({
    method: 'GET',
    url: '/referrals/:id/withdraw',
    right: 'referral:make',
    reads: 'person',
    params: idParams,
    handle: (ask) => ask.read((tx) => showEnd(tx, ask, framePerson, ask.params.id, 'withdraw', blank)),
  }),
  route({
    method: 'POST',
    url: '/referrals/:id/withdraw',
    right: 'referral:make',
    reads: 'person',
    params: idParams,
    body: reasonBody({ move: field(10) }),
    handle: (ask) => endFromForm(ask, framePerson, 'withdraw'),
  }),
];

function reasonBody<Fields extends Parameters<typeof formBody>[0]>(fields: Fields) {
  return formBody({ reasonCode: field(40), reason: field(4_000), ...fields });
}

const blank: Showing<ReasonForm> = { values: {}, errors: [] };

const reasonsOf = (rule: ReferralsRule, end: End): Named[] =>
  end === 'decline' ? rule.declineReasons : rule.endReasons;

const words: Record<End, { heading(referral: Referral): string; text: string; button: string }> = {
  decline: {
    heading: () => 'Decline the referral',
    text: 'The referrer is told why. You will no longer see the person, unless another referral is open.',
    button: 'Decline',
  },
  cancel: {
    heading: () => 'Cancel the referral',
    text: 'For a referral that was accepted and never begun. You will no longer see the person, unless another referral is open.',
    button: 'Cancel the referral',
  },
  withdraw: {
    heading: ({ state }) => (state === 'draft' ? 'Throw the draft away' : 'Withdraw the referral'),
    text: 'The provider will no longer see the person through it. What was recorded stays.',
    button: 'Withdraw',
  },
};

async function showEnd(
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  id: number,
  end: End,
  showing: Showing<ReasonForm>,
): Promise<Reply> {
  const [referral, rule] = await Promise.all([getReferral(tx, id), referralsRule(tx, ask.viewer, ask.today)]);
  mustBeOf(end === 'withdraw' ? referral.agencyId : referral.providerAgencyId, ask.viewer);
  const { values, errors } = showing;
  const title = words[end].heading(referral);
  const body = html`<h1 class="govuk-heading-l">${title}</h1>
<p class="govuk-body">To ${referral.service}: ${referral.need}</p>
<p class="govuk-body">${words[end].text}</p>
${changedMeanwhile('this referral', showing.theirs)}
${form({
  action: `/referrals/${id}/${end === 'withdraw' ? 'withdraw' : 'refuse'}`,
  csrfToken: ask.csrfToken,
  key: showing.key,
  version: showing.version ?? referral.version,
  body: html`<input type="hidden" name="move" value="${end}">
${radios({ name: 'reasonCode', fieldset: { legend: { text: 'Why?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.reasonCode ?? '', items: reasonsOf(rule.body, end).map(({ code, name }) => ({ value: code, text: name })), ...messageFor(errors, 'reasonCode') })}
${textarea({ id: 'reason', name: 'reason', label: { text: 'In words' }, hint: { text: 'Needed for another reason' }, rows: 3, value: values.reason ?? '', ...messageFor(errors, 'reason') })}
${button({ text: words[end].button, classes: 'govuk-button--warning', preventDoubleClick: true })}`,
})}`;
  return showFormOf(tx, ask, framePerson, referral, { ...showing, title, body });
}

async function endFromForm(
  ask: Ask<{ id: number }, unknown, ReasonForm & { _key?: string; _version?: number }>,
  framePerson: FramePerson,
  end: End,
): Promise<Reply> {
  const { id } = ask.params;
  const version = ask.body._version ?? 0;
  const rule = await ask.read((tx) => referralsRule(tx, ask.viewer, ask.today));
  const read = readReasonForm(
    ask.body,
    reasonsOf(rule.body, end).map(({ code }) => code),
  );
  const again = { values: ask.body, key: ask.body._key, version };
  if ('errors' in read)
    return ask.read((tx) => showEnd(tx, ask, framePerson, id, end, { ...again, errors: read.errors }));
  const key = ask.body._key ?? newKey();
  try {
    if (end === 'withdraw') await ask.perform(withdrawReferral, { ...read.input, id, version }, key);
    else await ask.perform(answerReferral, { ...read.input, id, version, move: end }, key);
  } catch (error) {
    const current = staleOf(error);
    return ask.read((tx) =>
      showEnd(tx, ask, framePerson, id, end, { ...again, ...current, key: newKey(), errors: [] }),
    );
  }
  return end === 'withdraw'
    ? redirect(`/referrals/${id}`, 'The referral was withdrawn.')
    : redirect(
        '/referrals',
        end === 'decline' ? 'The referral was declined.' : 'The referral was cancelled.',
      );
}
