import { londonDay, showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import { showAddress } from '../../notices/addresses.ts';
import { lengthOfText, type TextLength } from '../../notices/sms.ts';
import {
  type Carriers,
  causeWords,
  channelWords,
  type MessageChannel,
  type SendingCause,
} from '../../notices/types.ts';
import type { RuleVersion } from '../../scheme/rules.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  details,
  emptyState,
  exampleTag,
  insetText,
  radios,
  summaryList,
  table,
  tag,
} from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { handlingWords } from '../contacts/types.ts';
import { calledOffStep, nextDue, whyNoReminder } from './rules.ts';
import type { PlannedContact } from './store.ts';
import {
  askedHows,
  askedHowWords,
  type Consent,
  consentStateWords,
  type HeldCause,
  heldWords,
  type Message,
  messageStateWords,
  purposeWords,
  type ReminderFacts,
  type ReminderRule,
} from './types.ts';

export interface RemindersModel {
  personId: number;
  rule: RuleVersion<ReminderRule> | undefined;
  consents: readonly Consent[];
  ahead: readonly PlannedContact[];
  facts: readonly ReminderFacts[];
  messages: readonly Message[];
  page: number;
  hasMore: boolean;
  kindName(code: string): string;
  mayRecord: boolean;
  ownAgencyId: number;
  carriers: Carriers;
  csrfToken: string;
  now: Date;
}

/** Why something did not go out, in words: both lists of codes are stored in one column. */
export const causeText = (cause: string | null): string =>
  cause === null ? '' : (causeWords[cause as SendingCause] ?? heldWords[cause as HeldCause] ?? cause);

export function remindersPage(model: RemindersModel): Html {
  const path = `/people/${model.personId}/reminders`;
  const given = model.consents.filter(({ state }) => state === 'given');
  const mayWrite = given.some(({ purposes, broken }) => purposes.includes('messages') && broken === null);
  return html`<h1 class="govuk-heading-l">Reminders and messages</h1>
${channelNotice(model.carriers)}
${model.rule === undefined ? insetText({ text: 'The scheme has no rule for reminders, so none go out. Ask whoever keeps its rules.' }) : ''}
${model.mayRecord ? html`<div class="govuk-button-group">${button({ text: 'Record what they agreed to', href: `${path}/addresses/new` })}${mayWrite && model.rule !== undefined ? button({ text: 'Send a message now', href: `${path}/message`, classes: 'govuk-button--secondary' }) : ''}</div>` : ''}
<h2 class="govuk-heading-m">Where messages may go</h2>
${given.length === 0 ? emptyState({ title: 'They have not agreed to any message.', text: 'Nothing is sent until somebody has asked them, and has written down what they said.' }) : given.map((consent) => consentCard(model, consent, path))}
${earlierConsents(model.consents)}
<h2 class="govuk-heading-m">Next appointments</h2>
${model.ahead.length === 0 ? emptyState({ title: 'No appointment lies ahead.' }) : aheadTable(model, path)}
<h2 class="govuk-heading-m">What was sent</h2>
${model.messages.length === 0 ? emptyState({ title: 'Nothing was sent yet.' }) : html`${messageTable(model, path)}${pages(model, path)}`}`;
}

/** Where nothing leaves the house, that is said before anything else. */
export const channelNotice = (carriers: Carriers): Html | '' => {
  const kept = (['text', 'email'] as const).filter((channel) => carriers[channel].name === 'look');
  if (kept.length === 0) return '';
  const what =
    kept.length === 2 ? 'Messages are not' : kept[0] === 'text' ? 'Texts are not' : 'E-mails are not';
  return insetText({
    text: `${what} sent from here yet: no channel is set up. They are kept below, as they would have gone out.`,
  });
};

const pages = ({ page, hasMore }: RemindersModel, path: string): Html =>
  html`<p class="govuk-body">${page > 1 ? html`<a class="govuk-link" href="${addressOf(path, { page: page - 1 })}">Newer messages</a> ` : ''}${hasMore ? html`<a class="govuk-link" href="${addressOf(path, { page: page + 1 })}">Older messages</a>` : ''}</p>`;

function consentCard(model: RemindersModel, consent: Consent, path: string): Html {
  const one = `${path}/addresses/${consent.id}`;
  const isOn = consent.wording !== null;
  const wording = model.rule?.body.wordings.find(({ code }) => code === consent.wording)?.name;
  const maySwitch =
    model.mayRecord &&
    consent.purposes.includes('reminders') &&
    consent.broken === null &&
    model.rule !== undefined;
  return html`${summaryList({
    card: {
      title: {
        text: `${channelWords[consent.channel]}: ${showAddress(consent.channel, consent.address)}`,
        headingLevel: 3,
      },
    },
    rows: [
      consent.broken === null
        ? null
        : row(
            'Does not work',
            `Refused: ${causeWords[consent.broken]}. Ask them, and record the address again`,
          ),
      row('Agreed to', consent.purposes.map((purpose) => purposeWords[purpose]).join('; ')),
      row(
        'Asked',
        `${showDay(consent.askedOn)}, ${askedHowWords[consent.askedHow].toLowerCase()}, by ${consent.staff}, ${consent.agency}`,
      ),
      row('In these words', `${consent.told}${consent.language === null ? '' : ` (${consent.language})`}`),
      row(
        'Seen by somebody else',
        consent.shared ? 'Yes: a message says only whom to ring' : 'No, as far as they say',
      ),
      row('Whose messages', handlingWords[consent.handling]),
      {
        ...row('Reminders', isOn ? `On${wording === undefined ? '' : `: ${wording}`}` : 'Off'),
        ...(maySwitch
          ? {
              actions: {
                items: [
                  {
                    href: `${one}/switch`,
                    text: isOn ? 'See it, change it or switch it off' : 'See it and switch it on',
                  },
                ],
              },
            }
          : {}),
      },
    ],
  })}${model.mayRecord ? withdrawForm(model, consent, one) : ''}`;
}

const row = (key: string, value: string) => ({ key: { text: key }, value: { text: value } });

const withdrawForm = (model: RemindersModel, consent: Consent, one: string): Html =>
  details({
    summaryText: `They no longer want ${consent.channel === 'text' ? 'texts' : 'e-mails'} there`,
    html: form({
      action: `${one}/withdraw`,
      csrfToken: model.csrfToken,
      body: html`${radios({
        name: 'how',
        idPrefix: `how-${consent.id}`,
        fieldset: { legend: { text: 'How did they say so?', classes: 'govuk-fieldset__legend--s' } },
        classes: 'govuk-radios--small',
        value: 'in-person',
        items: askedHows.map((value) => ({ value, text: askedHowWords[value] })),
      })}${button({ text: 'Stop messages there', classes: 'govuk-button--warning' })}`,
    }),
  });

function earlierConsents(consents: readonly Consent[]): Html | '' {
  const ended = consents.filter(({ state }) => state !== 'given');
  if (ended.length === 0) return '';
  return details({
    summaryText: 'Earlier addresses',
    html: table({
      caption: 'Addresses that are not used any more',
      captionClasses: 'govuk-visually-hidden',
      scrollLabel: 'Earlier addresses',
      stack: true,
      head: ['Address', 'Asked', 'Ended'].map((text) => ({ text })),
      rows: ended.map((consent) => [
        `${channelWords[consent.channel]}: ${showAddress(consent.channel, consent.address)}`,
        `${showShortDay(consent.askedOn)}, ${consent.staff}`,
        `${consentStateWords[consent.state]}${consent.endedAt === null ? '' : `, ${showShortDay(londonDay(consent.endedAt))}`}`,
      ]),
    }),
  });
}

function aheadTable(model: RemindersModel, path: string): Html {
  return table({
    caption: 'Appointments that lie ahead, and their reminders',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Next appointments',
    stack: true,
    head: ['When', 'What', 'Reminder'].map((text) => ({ text })),
    rows: model.ahead.map((contact) => [
      showMoment(contact.at),
      html`${model.kindName(contact.kind)}, ${contact.staff}`,
      html`${reminderOf(model, contact)}${model.mayRecord && contact.agencyId === model.ownAgencyId && model.rule !== undefined ? html`<br><a class="govuk-link" href="${path}/appointments/${contact.id}">See the text, change or skip it<span class="govuk-visually-hidden"> for ${showMoment(contact.at)}</span></a>` : ''}`,
    ]),
  });
}

/** When a reminder of it goes out, or why there is none. */
function reminderOf(model: RemindersModel, contact: PlannedContact): Html | string {
  const { rule } = model;
  if (rule === undefined) return `None: ${heldWords['no-rule']}`;
  const own = model.facts.filter(({ contactId }) => contactId === contact.id);
  if (own.length === 0) return `None: ${heldWords['not-agreed']}`;
  const lines = own.map((facts) => {
    const held = whyNoReminder(facts, rule.body, model.now);
    const due = nextDue(facts.at, rule.body, model.now);
    const how = channelWords[facts.channel];
    if (held !== undefined) return `${how}: none, because ${heldWords[held]}`;
    return due === undefined ? `${how}: no more to come` : `${how}: goes out ${showMoment(due)}`;
  });
  return html`${lines.map((line, index) => html`${index === 0 ? '' : html`<br>`}${line}`)}`;
}

const stateColours = {
  queued: 'govuk-tag--blue',
  sending: 'govuk-tag--blue',
  sent: 'govuk-tag--turquoise',
  delivered: 'govuk-tag--green',
  failed: 'govuk-tag--red',
  dropped: 'govuk-tag--grey',
} as const;

/** "Sent" is not said of what nobody sent. */
const stateText = ({ state, carrier }: Message): string =>
  state === 'sent' && carrier === 'look' ? 'Kept here, not sent' : messageStateWords[state];

function messageTable(model: RemindersModel, path: string): Html {
  return table({
    caption: 'Messages, newest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Messages',
    stack: true,
    head: ['When', 'What', 'The words', 'What became of it'].map((text) => ({ text })),
    rows: model.messages.map((message) => [
      showMoment(message.sentAt ?? message.madeAt),
      html`${channelWords[message.channel]}<br><span class="govuk-hint">${message.appointmentAt === null ? `Message by ${message.staff}` : `${message.step === calledOffStep ? 'Called off:' : 'Reminder of'} ${showMoment(message.appointmentAt)}`}</span>`,
      message.body,
      html`${tag({ text: stateText(message), classes: stateColours[message.state] })}${message.cause === null || message.state === 'sent' ? '' : html`<br><span class="govuk-hint">${causeText(message.cause)}</span>`}${message.state === 'failed' && message.seenAt === null && model.mayRecord && message.agencyId === model.ownAgencyId ? seenForm(model, message, path) : ''}`,
    ]),
  });
}

const seenForm = (model: RemindersModel, message: Message, path: string): Html =>
  form({
    action: `${path}/messages/${message.id}/seen`,
    csrfToken: model.csrfToken,
    body: button({
      html: html`I know<span class="govuk-visually-hidden"> of the message of ${showMoment(message.madeAt)}</span>`,
      classes: 'govuk-button--secondary',
    }),
  });

/** The message exactly as it goes out, and what it takes. */
export function previewBox(
  shown: { channel: MessageChannel; subject: string | null; body: string },
  heading: string,
): Html {
  const size = lengthOfText(shown.body);
  return html`<h2 class="govuk-heading-s">${heading}</h2>
${shown.subject === null ? '' : html`<p class="govuk-body"><strong>Subject:</strong> ${shown.subject}</p>`}
<blockquote class="govuk-inset-text wm-wrap">${shown.body}</blockquote>
${shown.channel === 'text' ? html`<p class="govuk-hint">${takes(size)}</p>` : ''}`;
}

/** `Takes one text: 96 of 160 characters.` */
function takes({ alphabet, places, parts, odd }: TextLength): string {
  const [single, each] = alphabet === 'GSM-7' ? [160, 153] : [70, 67];
  const why =
    odd.length === 0 ? '' : ` A character that needs more room makes it so few: ${odd.slice(0, 5).join(' ')}`;
  return parts > 1
    ? `Takes ${parts} texts: ${places} of ${parts * each} characters.${why}`
    : `Takes one text: ${places} of ${single} characters.${why}`;
}

export const ruleLine = (rule: RuleVersion<ReminderRule>): Html =>
  html`<p class="govuk-hint">By the scheme’s rule for reminders, version ${rule.version}. ${exampleTag(rule.example)}</p>`;
