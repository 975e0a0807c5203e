import { defineAct } from '../../kernel/acts.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { button, changedMeanwhile, select, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { staleOf } from '../plans/form-pages.ts';
import { mustBeOf, type Showing, showFormOf } from './about-pages.ts';
import { eventBy, notNow, staleReferral } from './acts.ts';
import { isOpen } from './rules.ts';
import { getService, listServices } from './service-store.ts';
import { getReferral, insertEvent, lockReferral } from './store.ts';
import { referralStateWords } from './types.ts';

/** A referral that goes on with another provider: the text stays as it was sent, and what was done stays with it. */

interface MoveInput {
  id: number;
  version: number;
  serviceId: number;
  why: string;
}

/** Ends the old provider's access and opens the new one's, which answers anew. */
export const moveReferral = defineAct<MoveInput, { id: number }>({
  name: 'referral:move',
  right: 'referral:make',
  about: ({ id }) => ({ subject: 'referral', subjectId: id }),
  run: async (tx, input, context) => {
    const referral = await lockReferral(tx, input.id);
    mustBeOf(referral.agencyId, context.actor);
    if (!isOpen(referral.state))
      throw notNow(
        `The referral is “${referralStateWords[referral.state]}”: it cannot go on with another provider.`,
      );
    if (referral.version !== input.version) throw staleReferral(referral);
    if (input.why === '' || input.why.length > 2_000)
      throw invalid([{ field: 'why', text: 'Say why, in at most 2,000 characters' }]);
    const [was, becomes] = await Promise.all([
      getService(tx, referral.serviceId),
      getService(tx, input.serviceId),
    ]);
    const { version } = await tx.one(sql<{ version: number | null }>`
      select referral_move(${input.id}, ${input.version}, ${input.serviceId}, ${context.today}, ${input.why}) as version`);
    if (version === null)
      throw invalid([{ field: 'service', text: 'Choose another service, one that is open' }]);
    await insertEvent(tx, {
      ...eventBy(context, referral),
      what: 'send',
      why: `To ${becomes.name} (${becomes.provider}), from ${was.name} (${was.provider}): ${input.why}`,
    });
    await context.wrote({
      subject: 'referral',
      subjectId: input.id,
      personId: referral.personId,
      detail: { from: referral.serviceId, to: input.serviceId },
    });
    return { id: input.id };
  },
});

interface MoveForm {
  service?: string;
  why?: string;
}

const url = '/referrals/:id/move';

export const movePages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url,
    right: 'referral:make',
    reads: 'person',
    params: idParams,
    handle: (ask) =>
      ask.read((tx) => showMove(tx, ask, framePerson, ask.params.id, { values: {}, errors: [] })),
  }),
  route({
    method: 'POST',
    url,
    right: 'referral:make',
    reads: 'person',
    params: idParams,
    body: formBody({ service: field(20), why: field(4_000) }),
    handle: (ask) => moveFromForm(ask, framePerson),
  }),
];

async function showMove(
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  id: number,
  showing: Showing<MoveForm>,
): Promise<Reply> {
  const referral = await getReferral(tx, id);
  mustBeOf(referral.agencyId, ask.viewer);
  const services = await listServices(tx, {
    filter: { category: referral.category },
    today: ask.today,
    order: 'name',
    descending: false,
    limit: 200,
    offset: 0,
  });
  const { values, errors } = showing;
  const title = 'Go on with another provider';
  const body = html`<h1 class="govuk-heading-l">${title}</h1>
<p class="govuk-body">With ${referral.service} (${referral.provider}) now: ${referral.need}</p>
<p class="govuk-body">${referral.provider} will no longer see the person through this referral; the new provider sees what it says, and answers it anew. What was done so far stays with the referral.</p>
${changedMeanwhile('this referral', showing.theirs)}
${form({
  action: `/referrals/${id}/move`,
  csrfToken: ask.csrfToken,
  key: showing.key,
  version: showing.version ?? referral.version,
  body: html`${select({ id: 'service', name: 'service', label: { text: 'Which service' }, hint: { text: 'Open services for the same kind of help' }, value: values.service ?? '', ...messageFor(errors, 'service'), items: [{ value: '', text: 'Choose' }, ...services.filter((one) => one.id !== referral.serviceId).map((one) => ({ value: one.id, text: `${one.name}, ${one.provider}` }))] })}
${textarea({ id: 'why', name: 'why', label: { text: 'Why' }, hint: { text: 'Both providers read this' }, rows: 2, value: values.why ?? '', ...messageFor(errors, 'why') })}
${button({ text: 'Send it to the new provider', preventDoubleClick: true })}`,
})}`;
  return showFormOf(tx, ask, framePerson, referral, { ...showing, title, body });
}

async function moveFromForm(
  ask: Ask<{ id: number }, unknown, MoveForm & { _key?: string; _version?: number }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { body, params } = ask;
  const version = body._version ?? 0;
  const again = { values: body, key: body._key, version };
  const show = (showing: Showing<MoveForm>): Promise<Reply> =>
    ask.read((tx) => showMove(tx, ask, framePerson, params.id, showing));
  const serviceId = /^\d{1,15}$/.test(body.service ?? '') ? Number(body.service) : 0;
  if (serviceId === 0) return show({ ...again, errors: [{ field: 'service', text: 'Choose a service' }] });
  try {
    await ask.perform(
      moveReferral,
      { id: params.id, version, serviceId, why: body.why?.trim() ?? '' },
      body._key ?? newKey(),
    );
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'invalid')
      return show({ ...again, errors: error.fields });
    return show({ ...again, ...staleOf(error), key: newKey(), errors: [] });
  }
  return redirect(`/referrals/${params.id}`, 'The referral went on to the new provider, which answers it.');
}
