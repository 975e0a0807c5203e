import { showMoment, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  emptyState,
  insetText,
  ragTag,
  select,
  summaryList,
  table,
  tag,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { CurrentMembership } from './memberships.ts';
import type { MembershipWords } from './person-view.ts';
import {
  type Destination,
  type Transfer,
  type TransferFacts,
  type TransferForm,
  type TransferState,
  transferStateWords,
  transferTransitions,
} from './transfer-types.ts';
import { ragWords, statutoryWords } from './types.ts';

export interface AskModel {
  personId: number;
  membership: CurrentMembership;
  open: Transfer | undefined;
  destinations: readonly Destination[];
  values: TransferForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string | undefined;
  csrfToken: string;
}

export function askPage(model: AskModel): Html {
  const { membership, open, values, errors } = model;
  return html`<h1 class="govuk-heading-l">Transfer to another team or scheme</h1>
${model.theirs !== undefined && insetText({ html: html`<p class="govuk-body"><strong>Somebody changed the membership while you were writing.</strong> It now says:</p><p class="govuk-body">${model.theirs}</p><p class="govuk-body">Your text is below. Send it again, or change it first.</p>` })}
${
  open === undefined
    ? html`<p class="govuk-body">With ${membership.team} now. The receiving side sees what you write for it, with strand, tier, rating, status and age; it sees neither name nor record until it accepts. Then ${membership.team} and those who lead or work with the person no longer see them.</p>
${form({
  action: `/people/${model.personId}/transfer`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: membership.version,
  body: html`${select({ id: 'to', name: 'to', label: { text: 'Where to' }, value: values.to ?? '', ...messageFor(errors, 'to'), items: [{ value: '', text: 'Choose' }, ...model.destinations.map((one) => ({ value: one.baseId, text: destinationWords(one, membership.schemeId) }))] })}
${textarea({ id: 'why', name: 'why', label: { text: 'Why' }, hint: { text: 'It stands in the history of the membership' }, rows: 2, value: values.why ?? '', ...messageFor(errors, 'why') })}
${textarea({ id: 'about', name: 'about', label: { text: 'What the receiving side has to know' }, hint: { text: 'Without the name: the move, what is in place, what is needed, risks to staff' }, rows: 5, value: values.about ?? '', ...messageFor(errors, 'about') })}
<div class="govuk-button-group">${button({ text: 'Ask for the transfer', preventDoubleClick: true })}<a class="govuk-link" href="/people/${model.personId}/membership">Cancel</a></div>`,
})}`
    : html`${insetText({ text: `A transfer to ${open.toTeam} was asked for by ${open.requestedBy}, ${showMoment(open.requestedAt)}, and waits for an answer.` })}<p class="govuk-body"><a class="govuk-link" href="/transfers/${open.id}">See it, or withdraw it</a></p>`
}`;
}

const destinationWords = ({ base, team, scheme, schemeId }: Destination, here: number): string =>
  `${base} (${team})${schemeId === here ? '' : `, ${scheme}`}`;

const stateColours: Record<TransferState, string> = {
  requested: 'govuk-tag--yellow',
  accepted: 'govuk-tag--green',
  declined: 'govuk-tag--red',
  withdrawn: 'govuk-tag--grey',
};

const stateTag = (state: TransferState): Html =>
  tag({ text: transferStateWords[state], classes: stateColours[state] });

const whoOf = (transfer: Transfer): Html | string =>
  transfer.name === null
    ? 'Name shown once accepted'
    : html`<a class="govuk-link" href="/people/${transfer.personId}/membership">${transfer.name}</a>`;

export const transfersPage = (model: {
  rows: readonly Transfer[];
  hasMore: boolean;
  page: number;
  state: TransferState | undefined;
}): Html => html`<h1 class="govuk-heading-l">Transfers</h1>
<p class="govuk-body wm-no-print">Show: ${[undefined, ...(Object.keys(transferStateWords) as TransferState[])].map((state, index) => html`${index > 0 && ' · '}<a class="govuk-link" href="${addressOf('/transfers', { state })}"${state === model.state && html` aria-current="true"`}>${state === undefined ? 'All' : transferStateWords[state]}</a>`)}</p>
${
  model.rows.length === 0
    ? emptyState({
        title: model.state === undefined ? 'No transfer was asked for.' : 'No transfer is in this state.',
        text: 'A transfer is asked for on the Membership page of a person.',
      })
    : table({
        caption: 'Transfers, those that wait first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Transfers',
        stack: true,
        head: ['Asked', 'Who', 'From', 'To', 'State', 'Open'].map((text) => ({ text })),
        rows: model.rows.map((one) => [
          showMoment(one.requestedAt),
          whoOf(one),
          one.fromTeam,
          one.fromSchemeId === one.toSchemeId ? one.toTeam : `${one.toTeam}, ${one.toScheme}`,
          stateTag(one.state),
          html`<a class="govuk-link" href="/transfers/${one.id}">Open<span class="govuk-visually-hidden"> the transfer asked ${showMoment(one.requestedAt)} from ${one.fromTeam}</span></a>`,
        ]),
      })
}
<p class="govuk-body wm-no-print">${model.page > 1 && html`<a class="govuk-link" href="${addressOf('/transfers', { state: model.state, page: model.page - 1 })}">Newer</a> `}${model.hasMore && html`<a class="govuk-link" href="${addressOf('/transfers', { state: model.state, page: model.page + 1 })}">Older</a>`}</p>`;

export interface TransferModel {
  transfer: Transfer;
  facts: TransferFacts | undefined;
  scheme: MembershipWords;
  /** What was typed as an answer. */
  words: string;
  mayAnswer: boolean;
  mayWithdraw: boolean;
  errors: readonly FieldError[];
  csrfToken: string;
}

export function transferPage(model: TransferModel): Html {
  const { transfer, facts } = model;
  const nameOf = (list: readonly { code: string; name: string }[], code: string): string =>
    list.find((one) => one.code === code)?.name ?? code;
  return html`<h1 class="govuk-heading-l">Transfer to ${transfer.toTeam} ${stateTag(transfer.state)}</h1>
${summaryList({
  rows: [
    { key: 'Who', value: html`${whoOf(transfer)}` },
    { key: 'From', value: `${transfer.fromTeam}, ${transfer.fromScheme}` },
    { key: 'To', value: `${transfer.toBase}: ${transfer.toTeam}, ${transfer.toScheme}` },
    {
      key: 'Asked by',
      value: `${transfer.requestedBy}${transfer.phone === null ? '' : `, ${transfer.phone}`}, ${showMoment(transfer.requestedAt)}`,
    },
    { key: 'Why', value: transfer.why },
    { key: 'What you have to know', value: html`<span class="wm-pre">${transfer.about}</span>` },
    ...(facts === undefined
      ? []
      : [
          {
            key: 'The person',
            value: html`${facts.age === null ? 'Age not known' : `Aged ${facts.age}`}, ${statutoryWords[facts.statutory].toLowerCase()}, strand ${nameOf(model.scheme.strands, facts.strand)}${facts.tier === null ? '' : `, ${nameOf(model.scheme.tiers, facts.tier)}`}, on the scheme since ${showShortDay(facts.joinedOn)} ${ragTag({ value: facts.rag, text: ragWords[facts.rag] })}`,
          },
        ]),
    ...(transfer.answeredAt === null
      ? []
      : [
          {
            key: 'Answered',
            value: `${transfer.answeredBy}, ${showMoment(transfer.answeredAt)}${transfer.answer === null ? '' : `: ${transfer.answer}`}`,
          },
        ]),
  ],
})}
${model.mayAnswer && transferTransitions[transfer.state].accept !== undefined && answerForm(model)}
${model.mayWithdraw && transferTransitions[transfer.state].withdraw !== undefined && withdrawForm(model)}
<p class="govuk-body"><a class="govuk-link" href="/transfers">All transfers</a></p>`;
}

function answerForm(model: TransferModel): Html {
  const { transfer, scheme, errors } = model;
  const isOther = transfer.fromSchemeId !== transfer.toSchemeId;
  return html`<h2 class="govuk-heading-m">Answer</h2>
<p class="govuk-body">When you accept, ${transfer.toTeam} sees the person at once and ${transfer.fromTeam} no longer does. ${isOther ? 'The membership there ends as transferred, and one in your scheme begins today.' : 'The time on the scheme goes on.'} Nobody leads the person until you allocate somebody.</p>
${form({
  action: `/transfers/${transfer.id}`,
  csrfToken: model.csrfToken,
  version: transfer.version,
  body: html`${isOther ? select({ id: 'strand', name: 'strand', label: { text: 'Strand in your scheme' }, ...messageFor(errors, 'strand'), items: [{ value: '', text: 'Choose' }, ...scheme.strands.map(({ code, name }) => ({ value: code, text: name }))] }) : ''}
${textarea({ id: 'words', name: 'words', label: { text: 'What you answer (needed to decline)' }, rows: 2, value: model.words, ...messageFor(errors, 'words') })}
<div class="govuk-button-group">${button({ text: 'Accept', name: 'move', value: 'accept', preventDoubleClick: true })}${button({ text: 'Decline', name: 'move', value: 'decline', classes: 'govuk-button--secondary' })}</div>`,
})}`;
}

const withdrawForm = ({
  transfer,
  mayAnswer,
  words,
  errors,
  csrfToken,
}: TransferModel): Html => html`<h2 class="govuk-heading-m">Take it back</h2>
${form({
  action: `/transfers/${transfer.id}`,
  csrfToken,
  version: transfer.version,
  body: html`${textarea({ id: mayAnswer ? 'withdraw-words' : 'words', name: 'words', label: { text: 'Why it is withdrawn' }, rows: 2, value: mayAnswer ? '' : words, ...(mayAnswer ? {} : messageFor(errors, 'words')) })}
${button({ text: 'Withdraw', name: 'move', value: 'withdraw', classes: 'govuk-button--warning' })}`,
})}`;
