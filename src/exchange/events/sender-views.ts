import { eventKindWords } from '../../intelligence/index.ts';
import { showMoment } from '../../kernel/clock.ts';
import type { ErasureRule } from '../../scheme/erasure.ts';
import type { RuleVersion } from '../../scheme/rules.ts';
import { button, emptyState, summaryList, table, tag, warningText } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { SecretRow, SenderRow } from './sender-types.ts';

const handlingWords: Record<SenderRow['handling'], string> = {
  partners: 'Every partner whom an agreement covers',
  statutory: 'Statutory agencies whom an agreement covers',
  named: 'Named agencies alone',
  own: 'Its own agency alone',
};

export const handlingChoices = (['partners', 'statutory', 'named', 'own'] as const).map((value) => ({
  value,
  text: handlingWords[value],
}));

const kindsText = ({ kinds }: SenderRow): string => kinds.map((kind) => eventKindWords[kind]).join(', ');

const stateTag = ({ revokedAt }: SenderRow): Html =>
  revokedAt === null
    ? tag({ text: 'May send', classes: 'govuk-tag--green' })
    : tag({ text: 'Revoked', classes: 'govuk-tag--grey' });

export const senderList = (
  senders: readonly SenderRow[],
): Html => html`<h1 class="govuk-heading-l">Senders of events</h1>
<p class="govuk-body">Systems that may tell this one of custody, crimes, missed tags, releases and addresses. What they send is matched to people here, and whoever works with them is told.</p>
${button({ text: 'Register a sender', href: '/settings/senders/new' })}
${
  senders.length === 0
    ? emptyState({ title: 'No sender is registered.', text: 'Until one is, nobody is told of anything.' })
    : table({
        caption: 'Senders',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Senders',
        stack: true,
        head: ['Name', 'Agency', 'May send', 'Last heard', 'Last refused', 'State'].map((text) => ({ text })),
        rows: senders.map((sender) => [
          html`<a class="govuk-link" href="/settings/senders/${sender.id}">${sender.name}</a>`,
          sender.agency,
          kindsText(sender),
          sender.heardAt === null ? 'Never' : showMoment(sender.heardAt),
          sender.refusedAt === null ? 'Never' : showMoment(sender.refusedAt),
          stateTag(sender),
        ]),
      })
}`;

const refusedWords: Record<string, string> = {
  headers: 'a header of the webhook was missing',
  time: 'its time was more than five minutes from ours: a replay, or a clock that is wrong',
  signature: 'the signature was wrong',
};

export interface SenderModel {
  sender: SenderRow;
  secrets: readonly SecretRow[];
  agencies: readonly { id: number; name: string }[];
  kept: { erased: number; rule: RuleVersion<ErasureRule> | undefined };
  csrfToken: string;
  origin: string;
}

/** For how long its events are kept, and how many are gone already. */
function keptText({ erased, rule }: SenderModel['kept']): string {
  const gone = erased === 0 ? '' : ` ${erased} ${erased === 1 ? 'event was' : 'events were'} erased.`;
  if (rule === undefined) return `The scheme has no rule that erases them.${gone}`;
  const { eventsDealtWithDays, eventsUnmatchedDays } = rule.body;
  const example = rule.example ? ' These days are an example.' : '';
  return `For ${eventsDealtWithDays} days after they were dealt with; ${eventsUnmatchedDays} where they were about nobody on the scheme.${example}${gone}`;
}

export const senderPage = (model: SenderModel): Html => {
  const { sender, agencies, origin } = model;
  const named = agencies.filter(({ id }) => sender.namedAgencies.includes(id)).map(({ name }) => name);
  return html`<h1 class="govuk-heading-l">${sender.name}</h1>
<p class="govuk-body">${stateTag(sender)}</p>
${summaryList({
  rows: [
    { key: { text: 'Agency' }, value: { text: sender.agency } },
    { key: { text: 'May send' }, value: { text: kindsText(sender) } },
    {
      key: { text: 'Who may have its events' },
      value: {
        text: `${handlingWords[sender.handling]}${named.length === 0 ? '' : `: ${named.join(', ')}`}`,
      },
    },
    {
      key: { text: 'Most a minute' },
      value: { text: sender.perMinute === null ? 'As the scheme’s rule says' : String(sender.perMinute) },
    },
    {
      key: { text: 'Last heard' },
      value: { text: sender.heardAt === null ? 'Never' : showMoment(sender.heardAt) },
    },
    {
      key: { text: 'Last refused' },
      value: {
        text:
          sender.refusedAt === null
            ? 'Never'
            : `${showMoment(sender.refusedAt)}: ${refusedWords[sender.refusedWhy ?? ''] ?? 'not known'}`,
      },
    },
    { key: { text: 'How long its events are kept' }, value: { text: keptText(model.kept) } },
    {
      key: { text: 'API address' },
      value: { html: html`<code class="wm-wrap">${origin}/api/events</code>` },
    },
    {
      key: { text: 'Webhook address' },
      value: { html: html`<code class="wm-wrap">${origin}/api/events/webhooks/${sender.id}</code>` },
    },
  ],
})}
${sender.revokedAt === null ? running(model) : html`<p class="govuk-body">Revoked ${showMoment(sender.revokedAt)}. Register it anew to take events from it again.</p>`}`;
};

const running = ({
  sender,
  secrets,
  csrfToken,
}: SenderModel): Html => html`<p class="govuk-body"><a class="govuk-link" href="/settings/senders/${sender.id}/change">Change it</a></p>
<h2 class="govuk-heading-m">Secrets</h2>
${
  secrets.length === 0
    ? html`<p class="govuk-body">None holds: it can send nothing.</p>`
    : html`<ul class="govuk-list govuk-list--bullet">${secrets.map(({ madeAt, endsAt }) => html`<li>made ${showMoment(madeAt)}${endsAt === null ? '' : `, holds until ${showMoment(endsAt)}`}</li>`)}</ul>`
}
<p class="govuk-body">A new secret is shown once. The one before holds for another day.</p>
${form({
  action: `/settings/senders/${sender.id}/secret`,
  csrfToken,
  body: button({ text: 'Make a new secret', classes: 'govuk-button--secondary', preventDoubleClick: true }),
})}
<h2 class="govuk-heading-m">Revoke</h2>
<p class="govuk-body">Every secret ends at once. What it sent stays.</p>
${form({
  action: `/settings/senders/${sender.id}/revoke`,
  csrfToken,
  version: sender.version,
  body: button({ text: 'Revoke the sender', classes: 'govuk-button--warning', preventDoubleClick: true }),
})}`;

export const secretPage = (
  sender: SenderRow,
  secret: { token: string; signingKey: string },
  origin: string,
): Html => html`<h1 class="govuk-heading-l">Secret of ${sender.name}</h1>
${warningText({ text: 'Copy both now: they are shown this once. Whoever has them can send events as this system.' })}
<h2 class="govuk-heading-m">For the API</h2>
<p class="govuk-body">Post to <code class="wm-wrap">${origin}/api/events</code> with <code>Authorization: Bearer</code> and this token.</p>
<p class="govuk-body"><code class="wm-wrap" data-copy="token">${secret.token}</code></p>
<h2 class="govuk-heading-m">For a webhook</h2>
<p class="govuk-body">Post to <code class="wm-wrap">${origin}/api/events/webhooks/${sender.id}</code>, signed with this key as Standard Webhooks has it: HMAC-SHA256 over the number, the time and the body.</p>
<p class="govuk-body"><code class="wm-wrap" data-copy="signing key">${secret.signingKey}</code></p>
<p class="govuk-body"><a class="govuk-link" href="/settings/senders/${sender.id}">I have copied them</a></p>`;
