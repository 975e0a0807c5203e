import type { Tx } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { button, changedMeanwhile, radios, select, textarea } from '../../web/components/index.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { form, messageFor } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { staleOf } from '../plans/form-pages.ts';
import { mustBeOf, type Showing, showFormOf } from './about-pages.ts';
import { answerForProvider } from './handle-acts.ts';
import { readToldForm, toldMoves } from './rules.ts';
import { ruleOfReferral } from './scheme.ts';
import { getReferral } from './store.ts';
import { eventWords, type Referral, type ReferralsRule, type ToldForm } from './types.ts';

/** A provider none of whose workers is on the system says by telephone or letter what the referrer writes down. */
export const toldPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/referrals/:id/told',
    right: 'referral:make',
    reads: 'person',
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) => {
        const [referral, kept] = await Promise.all([
          getReferral(tx, ask.params.id),
          findDraft<ToldForm>(tx, ask.viewer.staffId, draftOf(ask.params.id)),
        ]);
        return showTold(tx, ask, framePerson, referral, {
          values: kept?.values ?? {},
          kept,
          errors: [],
          version: referral.version,
        });
      }),
  }),
  route({
    method: 'POST',
    url: '/referrals/:id/told',
    right: 'referral:make',
    reads: 'person',
    params: idParams,
    body: formBody({ move: field(20), reasonCode: field(40), reason: field(4_000) }),
    handle: (ask) => toldFromForm(ask, framePerson),
  }),
];

const draftOf = (id: number): string => `referral-told:${id}`;

const reasonsOf = (rule: ReferralsRule) => [...rule.declineReasons, ...rule.endReasons];

async function showTold(
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  referral: Referral,
  showing: Showing<ToldForm> & { kept?: KeptDraft<ToldForm> | undefined },
): Promise<Reply> {
  mustBeOf(referral.agencyId, ask.viewer);
  const rule = await ruleOfReferral(tx, referral.ruleId);
  const { values, errors } = showing;
  const reasons = [
    { group: 'Declined', items: rule.declineReasons.map(({ code, name }) => ({ value: code, text: name })) },
    { group: 'Ended', items: rule.endReasons.map(({ code, name }) => ({ value: code, text: name })) },
  ];
  const title = 'What the provider said';
  const body = html`${keptNotice(showing.kept, ask.csrfToken)}<h1 class="govuk-heading-l">${title}</h1>
<p class="govuk-body">Nobody of ${referral.provider} answers here yet, so you write down what they tell you. The history says that you did.</p>
${changedMeanwhile('this referral', showing.theirs)}
${form({
  action: `/referrals/${referral.id}/told`,
  csrfToken: ask.csrfToken,
  key: showing.key,
  version: showing.version,
  draft: draftOf(referral.id),
  body: html`${radios({ name: 'move', fieldset: { legend: { text: 'What did they say?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.move ?? '', items: toldMoves(referral.state).map((move) => ({ value: move, text: eventWords[move] })), ...messageFor(errors, 'move') })}
${select({ id: 'reasonCode', name: 'reasonCode', label: { text: 'Why' }, hint: { text: 'Where it was declined, cancelled or ended early' }, value: values.reasonCode ?? '', items: [{ value: '', text: 'Choose' }, ...reasons], ...messageFor(errors, 'reasonCode') })}
${textarea({ id: 'reason', name: 'reason', label: { text: 'In words: who said it, and what came of it' }, rows: 3, value: values.reason ?? '', ...messageFor(errors, 'reason') })}
${button({ text: 'Save', preventDoubleClick: true })}`,
})}`;
  return showFormOf(tx, ask, framePerson, referral, { ...showing, title, body });
}

async function toldFromForm(
  ask: Ask<{ id: number }, unknown, ToldForm & { _key?: string; _version?: number }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id } = ask.params;
  const version = ask.body._version ?? 0;
  const { referral, rule } = await ask.read(async (tx) => {
    const found = await getReferral(tx, id);
    return { referral: found, rule: await ruleOfReferral(tx, found.ruleId) };
  });
  const read = readToldForm(
    ask.body,
    referral.state,
    reasonsOf(rule).map(({ code }) => code),
  );
  const again = { values: ask.body, key: ask.body._key, version };
  if ('errors' in read)
    return ask.read((tx) => showTold(tx, ask, framePerson, referral, { ...again, errors: read.errors }));
  try {
    await ask.perform(answerForProvider, { ...read.input, id, version }, ask.body._key ?? newKey());
  } catch (error) {
    const current = staleOf(error);
    return ask.read(async (tx) =>
      showTold(tx, ask, framePerson, await getReferral(tx, id), {
        ...again,
        ...current,
        key: newKey(),
        errors: [],
      }),
    );
  }
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, draftOf(id)));
  return redirect(`/referrals/${id}`, 'What the provider said was recorded.');
}
