import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { type MessageChannel, messageChannels } from '../../notices/types.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { radios } from '../../web/components/index.ts';
import { messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams, oneOf } from '../../web/schemas.ts';
import { drawFields, type FieldSpec, handlingFields } from '../form-fields.ts';
import { firstShowing, type Posted, type Showing, send, withDraft } from '../form-flow.ts';
import { typed } from '../reading.ts';
import { giveConsent, switchReminders, withdrawConsent } from './acts.ts';
import { readConsent } from './form-rules.ts';
import { type ReminderHouse, reminderRule, showSheet } from './frame.ts';
import { reminderText } from './sending.ts';
import { findAddressFacts, getConsent, listFacts } from './store.ts';
import {
  askedHows,
  askedHowWords,
  type Consent,
  purposes,
  purposeWords,
  type ReminderFacts,
  type ReminderRule,
  type Wording,
} from './types.ts';
import { previewBox, ruleLine } from './views.ts';
import { subjectOf } from './words.ts';

const params = Type.Object({ id: idParams.properties.id, item: idParams.properties.id });
type One = { id: number; item: number };

const base = { reads: 'person', about: 'person', right: 'contact:record' } as const;

export const consentPages = (house: ReminderHouse): Route[] => [
  route({
    ...base,
    method: 'GET',
    url: '/people/:id/reminders/addresses/new',
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) =>
        showNew(
          tx,
          ask,
          house,
          await withDraft(tx, ask, draftOf(ask.params.id), ['named', 'purposes'], firstShowing()),
        ),
      ),
  }),
  route({
    ...base,
    method: 'POST',
    url: '/people/:id/reminders/addresses',
    params: idParams,
    body: formBody({
      channel: field(10),
      address: field(300),
      purposes: fieldList(),
      shared: field(3),
      told: field(1_000),
      language: field(60),
      askedOn: field(10),
      askedHow: field(20),
      agreed: fieldList(),
      handling: field(20),
      named: fieldList(),
    }),
    handle: (ask) => giveFromForm(ask, house),
  }),
  route({
    ...base,
    method: 'POST',
    url: '/people/:id/reminders/addresses/:item/withdraw',
    params,
    body: formBody({ how: oneOf(askedHows) }),
    handle: async (ask) => {
      const { id, item } = ask.params;
      const input = { id: item, personId: id, how: ask.body.how };
      await ask.perform(withdrawConsent, input, ask.body._key ?? newKey());
      return redirect(`/people/${id}/reminders`, 'Nothing more is sent there.');
    },
  }),
  route({
    ...base,
    method: 'GET',
    url: '/people/:id/reminders/addresses/:item/switch',
    params,
    handle: (ask) =>
      ask.read(async (tx) => {
        const consent = await getConsent(tx, { id: ask.params.item, personId: ask.params.id });
        return showSwitch(tx, ask, house, firstShowing({ wording: consent.wording ?? '' }, consent.version));
      }),
  }),
  route({
    ...base,
    method: 'POST',
    url: '/people/:id/reminders/addresses/:item/switch',
    params,
    body: formBody({ wording: field(40) }),
    handle: (ask) => switchFromForm(ask, house),
  }),
];

const draftOf = (personId: number): string => `consent:new:${personId}`;

const channelNames: Record<MessageChannel, string> = { text: 'Texts to a mobile', email: 'E-mails' };

const specs: readonly FieldSpec[] = [
  {
    name: 'channel',
    label: 'How they want to be written to',
    as: 'radios',
    choices: messageChannels.map((value) => ({ value, text: channelNames[value] })),
  },
  {
    name: 'address',
    label: 'The mobile number or e-mail address that they gave',
    as: 'line',
    hint: 'Read it back to them. One that they had before is replaced',
  },
  {
    name: 'shared',
    label: 'Does somebody else have the phone or read the messages, or might they?',
    as: 'radios',
    choices: [
      { value: 'no', text: 'No' },
      {
        value: 'yes',
        text: 'Yes, or they are not sure',
        hint: 'A message then says only “Please ring” and the team’s name',
      },
    ],
  },
  {
    name: 'purposes',
    label: 'What they agreed to',
    as: 'boxes',
    choices: purposes.map((value) => ({ value, text: purposeWords[value] })),
  },
  {
    name: 'told',
    label: 'The words in which they were asked',
    as: 'text',
    rows: 3,
    initial:
      'We can send you a text or e-mail about your appointments. Nobody has to say yes, and you can stop it at any time by telling any of us.',
  },
  { name: 'language', label: 'Language they were asked in, if it was not English (optional)', as: 'line' },
  { name: 'askedOn', label: 'Asked on', as: 'day' },
  {
    name: 'askedHow',
    label: 'How they were asked',
    as: 'radios',
    choices: askedHows.map((value) => ({ value, text: askedHowWords[value] })),
  },
  { name: 'agreed', label: 'They understood this and agreed', as: 'tick' },
];

async function showNew(
  tx: Tx,
  ask: Ask<{ id: number }>,
  house: ReminderHouse,
  showing: Showing,
): Promise<Reply> {
  const { id } = ask.params;
  const agencies = await listAgencies(tx);
  return showSheet(tx, ask, house, {
    personId: id,
    act: 'consent:form',
    showing,
    sheet: {
      heading: 'Record what they agreed to',
      what: 'this address',
      action: `/people/${id}/reminders/addresses`,
      save: 'Save',
      draft: draftOf(id),
      lead: html`<p class="govuk-body">A number or address written here is for messages to them, and for nothing else.</p>`,
      fields: html`${drawFields(
        specs.map((spec) => (spec.name === 'askedOn' ? { ...spec, initial: ask.today } : spec)),
        showing.values,
        showing.errors,
      )}${handlingFields(
        agencies.filter(({ id }) => id !== ask.viewer.agencyId),
        showing.values,
        showing.errors,
      )}`,
    },
  });
}

async function giveFromForm(ask: Ask<{ id: number }, unknown, Posted>, house: ReminderHouse): Promise<Reply> {
  const { id } = ask.params;
  const agencies = await ask.read(listAgencies);
  return send(ask, {
    read: readConsent(id, ask.body, { today: ask.today, agencies: agencies.map((agency) => agency.id) }),
    perform: (input, key) => ask.perform(giveConsent, input, key),
    again: (showing) => ask.read((tx) => showNew(tx, ask, house, showing)),
    draft: draftOf(id),
    done: (made) => redirect(`/people/${id}/reminders/addresses/${made.id}/switch`, 'It was recorded.'),
  });
}

/** The appointment that a wording is shown on: the next one, or one that is made up and said to be. */
async function previewFacts(
  tx: Tx,
  ask: Ask<One>,
  consent: Consent,
): Promise<{ facts: ReminderFacts; isExample: boolean } | undefined> {
  const { today, now, viewer } = ask;
  const { personId, id: consentId } = consent;
  const next = (await listFacts(tx, { today, personId, consentId, ahead: now })).find(
    (facts) => facts.contactState === 'planned' && facts.at > now,
  );
  if (next !== undefined) return { facts: { ...next, words: null }, isExample: false };
  const address = await findAddressFacts(tx, { consentId, personId, agencyId: viewer.agencyId, today });
  if (address === undefined) return undefined;
  const at = new Date(now.getTime() + 2 * 86_400_000);
  at.setUTCHours(10, 30, 0, 0);
  const worker = { worker: viewer.name, staffId: viewer.staffId, agencyId: viewer.agencyId };
  const made = { contactId: 0, contactState: 'planned', at, kind: '', place: null };
  return {
    facts: { ...address, ...worker, ...made, wording: null, choice: null, words: null },
    isExample: true,
  };
}

function wordingRadios(
  rule: ReminderRule,
  facts: ReminderFacts | undefined,
  { values, errors }: Showing,
): Html {
  // To an address that somebody else sees every wording becomes the same words.
  const offered = facts?.shared === true ? rule.wordings.slice(0, 1) : rule.wordings;
  const named = ({ name, version }: Wording): string =>
    facts?.shared === true ? 'What they get' : `${name} (version ${version})`;
  const chosen = typed(values, 'wording');
  const isOn = chosen !== '' && chosen !== 'off';
  return html`${facts === undefined ? '' : offered.map((wording) => previewBox({ channel: facts.channel, subject: facts.channel === 'email' ? subjectOf(rule, facts.shared) : null, body: reminderText({ ...facts, wording: wording.code }, rule) ?? '' }, named(wording)))}
${radios({
  name: 'wording',
  fieldset: {
    legend: { text: 'Which goes out before each appointment?', classes: 'govuk-fieldset__legend--s' },
  },
  classes: 'govuk-radios--small',
  value: facts?.shared === true && isOn ? (offered[0]?.code ?? '') : chosen,
  ...messageFor(errors, 'wording'),
  items: [
    ...offered.map(({ code, name }) => ({
      value: code,
      text: facts?.shared === true ? 'These words' : name,
    })),
    { value: 'off', text: 'None: reminders are off' },
  ],
})}`;
}

const stepWords = (rule: ReminderRule): string =>
  rule.steps
    .map((step) =>
      'daysBefore' in step
        ? `${step.daysBefore === 1 ? 'the day' : `${step.daysBefore} days`} before, at ${step.at}`
        : `${step.hoursBefore} hours before`,
    )
    .join(', and ');

async function showSwitch(tx: Tx, ask: Ask<One>, house: ReminderHouse, showing: Showing): Promise<Reply> {
  const { id, item } = ask.params;
  const [rule, consent] = await Promise.all([
    reminderRule(tx, ask),
    getConsent(tx, { id: item, personId: id }),
  ]);
  const shown = await previewFacts(tx, ask, consent);
  const { quiet } = rule.body;
  return showSheet(tx, ask, house, {
    personId: id,
    act: 'reminders:preview',
    item: { subject: 'message_consent', id: item },
    showing,
    sheet: {
      heading: 'Reminders: what goes out',
      what: 'this address',
      action: `/people/${id}/reminders/addresses/${item}/switch`,
      save: 'Save',
      lead: html`<p class="govuk-body">This is exactly what they get ${shown?.isExample === true ? 'before an appointment like this one, which is made up' : 'before their next appointment'}: ${stepWords(rule.body)}. Nothing goes out between ${quiet.from} and ${quiet.to}.</p>
${consent.shared ? html`<p class="govuk-body">Somebody else may see it, so it says only whom to ring.</p>` : ''}${ruleLine(rule)}`,
      fields: wordingRadios(rule.body, shown?.facts, showing),
    },
  });
}

async function switchFromForm(ask: Ask<One, unknown, Posted>, house: ReminderHouse): Promise<Reply> {
  const { id, item } = ask.params;
  const wording = typeof ask.body.wording === 'string' ? ask.body.wording : '';
  const key = { id: item, personId: id };
  return send(ask, {
    read:
      wording === ''
        ? { errors: [{ field: 'wording', text: 'Choose a wording, or none' }] }
        : { input: wording === 'off' ? null : wording },
    perform: (input: string | null, sending) =>
      ask.perform(switchReminders, { ...key, version: ask.body._version ?? 0, wording: input }, sending),
    again: (showing) => ask.read((tx) => showSwitch(tx, ask, house, showing)),
    current: () =>
      ask.read(async (tx) => {
        const now = await getConsent(tx, key);
        return {
          text: now.wording === null ? 'Reminders are off' : 'Reminders are on',
          version: now.version,
        };
      }),
    done: () =>
      redirect(`/people/${id}/reminders`, wording === 'off' ? 'Reminders are off.' : 'Reminders are on.'),
  });
}
