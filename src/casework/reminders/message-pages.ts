import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { showAddress } from '../../notices/addresses.ts';
import { channelWords } from '../../notices/types.ts';
import { button } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { drawFields } from '../form-fields.ts';
import { firstShowing, type Posted, type Showing, send, withDraft } from '../form-flow.ts';
import { type Composed, composeMessage, sendMessage } from './acts.ts';
import { readMessage } from './form-rules.ts';
import { type ReminderHouse, reminderRule, showFramed, showSheet } from './frame.ts';
import { listConsents } from './store.ts';
import type { Consent } from './types.ts';
import { previewBox } from './views.ts';

const base = { reads: 'person', about: 'person', right: 'contact:record', params: idParams } as const;
const body = formBody({ consent: field(20), words: field(1_500) });

export const messagePages = (house: ReminderHouse): Route[] => [
  route({
    ...base,
    method: 'GET',
    url: '/people/:id/reminders/message',
    handle: (ask) =>
      ask.read(async (tx) =>
        showCompose(tx, ask, house, await withDraft(tx, ask, draftOf(ask.params.id), [], firstShowing())),
      ),
  }),
  route({
    ...base,
    method: 'POST',
    url: '/people/:id/reminders/message/preview',
    body,
    handle: (ask) => previewFromForm(ask, house),
  }),
  route({
    ...base,
    method: 'POST',
    url: '/people/:id/reminders/message',
    body,
    handle: (ask) => sendFromForm(ask, house),
  }),
];

const draftOf = (personId: number): string => `message:new:${personId}`;

const usable = (consents: readonly Consent[]): Consent[] =>
  consents.filter(
    ({ state, purposes, broken }) => state === 'given' && purposes.includes('messages') && broken === null,
  );

async function showCompose(
  tx: Tx,
  ask: Ask<{ id: number }>,
  house: ReminderHouse,
  showing: Showing,
): Promise<Reply> {
  const { id } = ask.params;
  const addresses = usable(await listConsents(tx, id));
  return showSheet(tx, ask, house, {
    personId: id,
    act: 'message:form',
    showing,
    sheet: {
      heading: 'Send a message now',
      what: 'this message',
      action: `/people/${id}/reminders/message/preview`,
      save: 'Show it first',
      draft: draftOf(id),
      lead: html`<p class="govuk-body">Nothing goes out before you have seen it. It is recorded as a contact. Write nothing that tells somebody else why they are seen.</p>${addresses.length === 0 ? html`<p class="govuk-body">They have not agreed to messages. <a class="govuk-link" href="/people/${id}/reminders/addresses/new">Record what they agreed to</a></p>` : ''}`,
      fields: drawFields(
        [
          {
            name: 'consent',
            label: 'Where it goes',
            as: 'radios',
            initial: String(addresses[0]?.id ?? ''),
            choices: addresses.map((one) => ({
              value: String(one.id),
              text: `${channelWords[one.channel]} to ${showAddress(one.channel, one.address)}`,
              ...(one.shared ? { hint: 'Seen by somebody else: it says only whom to ring' } : {}),
            })),
          },
          {
            name: 'words',
            label: 'The message',
            as: 'text',
            rows: 4,
            hint: 'It may hold {first_name}, {worker}, {team} and {phone}',
          },
        ],
        showing.values,
        showing.errors,
      ),
    },
  });
}

type PostAsk = Ask<{ id: number }, unknown, Posted>;

/** Reads the form against what may be used now, and composes it. */
async function compose(ask: PostAsk, tx: Tx) {
  const { id } = ask.params;
  const [rule, consents] = await Promise.all([reminderRule(tx, ask), listConsents(tx, id)]);
  const read = readMessage(
    ask.body,
    rule.body,
    usable(consents).map((one) => one.id),
  );
  if ('errors' in read) return read;
  const { agencyId, schemeId, name } = ask.viewer;
  const who = { agencyId, schemeId, name, now: ask.now };
  try {
    const composed = await composeMessage(tx, { ...read.input, personId: id }, who);
    const to = consents.find((one) => one.id === read.input.consentId);
    return { input: read.input, composed, to };
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return { errors: [...error.fields] };
  }
}

async function previewFromForm(ask: PostAsk, house: ReminderHouse): Promise<Reply> {
  const { id } = ask.params;
  return ask.read(async (tx) => {
    const made = await compose(ask, tx);
    if ('errors' in made)
      return showCompose(tx, ask, house, { values: ask.body, errors: made.errors, key: ask.body._key });
    return showFramed(tx, ask, house, {
      personId: id,
      act: 'message:preview',
      heading: 'This is what goes out',
      body: previewPage(ask, made),
    });
  });
}

const previewPage = (
  ask: PostAsk,
  made: { input: { consentId: number; words: string }; composed: Composed; to: Consent | undefined },
): Html => html`<h1 class="govuk-heading-l">This is what goes out</h1>
${previewBox(made.composed, made.to === undefined ? 'The message' : `${channelWords[made.to.channel]} to ${showAddress(made.to.channel, made.to.address)}`)}
${form({
  action: `/people/${ask.params.id}/reminders/message`,
  csrfToken: ask.csrfToken,
  key: ask.body._key,
  body: html`<input type="hidden" name="consent" value="${made.input.consentId}"><input type="hidden" name="words" value="${made.input.words}">${button({ text: 'Send it', preventDoubleClick: true })}`,
})}
<p class="govuk-body"><a class="govuk-link" href="/people/${ask.params.id}/reminders/message">Change the words</a></p>`;

async function sendFromForm(ask: PostAsk, house: ReminderHouse): Promise<Reply> {
  const { id } = ask.params;
  const made = await ask.read((tx) => compose(ask, tx));
  return send(ask, {
    read: 'errors' in made ? made : { input: made.input },
    perform: (input, key) => ask.perform(sendMessage, { ...input, personId: id }, key),
    again: (showing) => ask.read((tx) => showCompose(tx, ask, house, showing)),
    draft: draftOf(id),
    done: () =>
      redirect(`/people/${id}/reminders`, 'The message is on its way. It is recorded as a contact.'),
  });
}
