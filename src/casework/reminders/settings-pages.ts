import { defineAct } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { readAddress } from '../../notices/addresses.ts';
import {
  type Carriers,
  carrierWords,
  causeWords,
  channelWords,
  type MessageChannel,
  messageChannels,
  type SendingOutcome,
} from '../../notices/types.ts';
import { button, summaryList } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody } from '../../web/schemas.ts';
import { drawFields } from '../form-fields.ts';
import { firstShowing, type Posted, type Showing, send, sheetPage } from '../form-flow.ts';
import { Reading, type Values } from '../reading.ts';
import { findReminderRule } from './frame.ts';
import { ruleLine } from './views.ts';

const base = { right: 'settings:manage', reads: 'none', section: 'settings' } as const;

/** What messages go out by. Secrets are settings of the process: no page has them. */
export const noticeSettingsPages = (carriers: Carriers): Route[] => [
  route({
    ...base,
    method: 'GET',
    url: '/settings/messages',
    handle: (ask) => ask.read((tx) => showSettings(tx, ask, carriers, firstShowing())),
  }),
  route({
    ...base,
    method: 'POST',
    url: '/settings/messages/test',
    limit: 5,
    body: formBody({ channel: field(10), to: field(300) }),
    handle: (ask) => testFromForm(ask, carriers),
  }),
];

/** That a test was sent, and how: never where to. */
const noteTest = defineAct<{ channel: string; carrier: string }, { sent: true }>({
  name: 'messages:test',
  right: 'settings:manage',
  about: () => ({ subject: 'scheme', subjectId: 0 }),
  run: async (_tx, input, { actor, wrote }) => {
    await wrote({ subject: 'scheme', subjectId: actor.schemeId, detail: { ...input } });
    return { sent: true };
  },
});

async function showSettings(tx: Tx, ask: Ask, carriers: Carriers, showing: Showing): Promise<Reply> {
  const rule = await findReminderRule(tx, ask);
  return sheetPage(
    {
      title: 'Messages',
      section: 'settings',
      marking: 'OFFICIAL',
      breadcrumbs: [{ text: 'Settings', href: '/settings' }, { text: 'Messages' }],
      body: html`<h1 class="govuk-heading-l">Messages to people</h1>
${carrierList(carriers)}
<p class="govuk-body">What they go out by is set where the system is run, and nobody sees its secrets here.</p>
${rule === undefined ? html`<p class="govuk-body">The scheme has no rule for reminders, so none go out.</p>` : html`${ruleLine(rule)}<p class="govuk-body"><a class="govuk-link" href="/settings/rules/${rule.id}">Its steps, quiet hours and wordings</a></p>`}
<h2 class="govuk-heading-m">Send a test to yourself</h2>
${testForm(ask, showing)}`,
    },
    showing,
  );
}

const carrierList = (carriers: Carriers): Html =>
  summaryList({
    rows: messageChannels.map((channel) => ({
      key: { text: `${channelWords[channel]}s` },
      value: { text: carrierWords[carriers[channel].name] },
    })),
  });

const testForm = (ask: Ask, { values, errors, key }: Showing): Html =>
  form({
    action: '/settings/messages/test',
    csrfToken: ask.csrfToken,
    key,
    body: html`${drawFields(
      [
        {
          name: 'channel',
          label: 'How',
          as: 'radios',
          initial: 'email',
          choices: messageChannels.map((value) => ({ value, text: channelWords[value] })),
        },
        {
          name: 'to',
          label: 'Your own mobile number or e-mail address',
          as: 'line',
          hint: 'It gets “This is a test.” and is kept nowhere',
        },
      ],
      values,
      errors,
    )}${button({ text: 'Send test', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
  });

function readTest(
  values: Values,
): { input: { channel: MessageChannel; to: string } } | { errors: FieldError[] } {
  const typing = new Reading(values);
  const channel = typing.code('channel', messageChannels, 'Choose how');
  const typed = typing.words('to', 'Enter your own number or address');
  const read = channel === null || typed === null ? undefined : readAddress(channel, typed);
  if (read !== undefined && 'wrong' in read) typing.wrong('to', read.wrong);
  return typing.errors.length > 0 || channel === null || read === undefined || !('address' in read)
    ? { errors: typing.errors }
    : { input: { channel, to: read.address } };
}

const said = (outcome: SendingOutcome, carrier: string): string =>
  outcome.is !== 'sent'
    ? `The test did not go: ${causeWords[outcome.cause]}.`
    : carrier === 'look'
      ? 'Nothing was sent: no channel is set up for it.'
      : 'The test was sent.';

async function testFromForm(ask: Ask<unknown, unknown, Posted>, carriers: Carriers): Promise<Reply> {
  return send(ask, {
    read: readTest(ask.body),
    perform: async ({ channel, to }, key) => {
      const carrier = carriers[channel];
      await ask.perform(noteTest, { channel, carrier: carrier.name }, key);
      const outcome = await carrier.send({
        channel,
        to,
        subject: 'Test',
        body: 'This is a test.',
        reference: newKey(),
      });
      return said(outcome, carrier.name);
    },
    again: (showing) => ask.read((tx) => showSettings(tx, ask, carriers, showing)),
    done: (words) => redirect('/settings/messages', words),
  });
}
