import { showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  emptyState,
  input,
  insetText,
  radios,
  table,
  textarea,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { noticeBody } from './document-view.ts';
import type { Published } from './publish-rules.ts';
import type { AskedPublication, OwnEntry, Redaction } from './publish-store.ts';
import type { Passage } from './redaction.ts';
import type { Decision } from './types.ts';

export interface PublishPage {
  decision: Decision;
  entry: OwnEntry | undefined;
  redactions: readonly Redaction[];
  edition: Published;
  left: readonly Passage[];
  /** Why it may not be published yet. */
  why: string | undefined;
  isOwn: boolean;
  viewerId: number;
  /** Number of the notice that takes its place. */
  later: string | undefined;
  csrfToken: string;
  /** What somebody has asked to publish, and why this viewer may not be the one who does. */
  asked: AskedPublication | undefined;
  whyNot: string | undefined;
  /** Not for publication: number and reason alone. */
  withheld: boolean;
  values: { passage?: string; reason?: string; stone?: string; why?: string; refusal?: string };
  errors: readonly FieldError[];
  theirs?: string | undefined;
}

/** Beside the sections: exactly what the public will read. */
export function publishPage(model: PublishPage): Html {
  const { decision, edition } = model;
  return html`<p class="govuk-caption-l">${decision.office}</p>
<h1 class="govuk-heading-l">Publish decision notice ${decision.number}</h1>
${model.theirs === undefined ? '' : insetText({ html: html`<p class="govuk-body"><strong>Somebody changed this notice meanwhile.</strong> ${model.theirs}</p>` })}
${standing(model)}
<div class="govuk-!-display-none-print">${model.isOwn ? doing(model) : html`<p class="govuk-body">This is ${decision.office}’s notice: each office publishes its own.</p>`}</div>
<h2 class="govuk-heading-l">Preview: what the public will read</h2>
${
  edition.document === null
    ? html`<p class="govuk-body">Number ${decision.number}, and: <strong>not published. Reasons: ${edition.reason ?? 'not given'}</strong></p>`
    : html`<p class="govuk-body"><strong>${edition.document.title}</strong></p>${noticeBody(edition.document)}`
}`;
}

function standing({ entry, why, left }: PublishPage): Html {
  return html`<p class="govuk-body">${
    entry === undefined
      ? 'It is not in the public register.'
      : html`In the public register: ${entry.state}, edition ${entry.edition} of ${showMoment(entry.publishedAt)}. <a class="govuk-link" href="/public-register/decisions/${entry.slug}">See it as the public does</a>${entry.reason === null ? '' : html`. Reason: ${entry.reason}`}`
  }</p>
${why === undefined ? '' : warningText({ text: why })}
${left.length === 0 ? '' : warningText({ text: `“${left.map(({ passage }) => passage).join('”, “')}” would still be read in the number or in a reason: it cannot be published so.` })}`;
}

const doing = (model: PublishPage): Html => html`
${model.why === undefined ? publishForm(model) : ''}
<h2 class="govuk-heading-m">Left out</h2>
${redactionTable(model)}
${redactForm(model)}
${model.entry === undefined || model.entry.state === 'withdrawn' ? '' : buryForm(model)}`;

const publishWords = (entry: OwnEntry | undefined): string => {
  if (entry === undefined) return 'Publish what the preview shows';
  return entry.state === 'withdrawn' || entry.state === 'superseded'
    ? 'Put it back into the register as the preview shows'
    : 'Publish it again as the preview shows';
};

function publishForm(model: PublishPage): Html {
  const { decision, entry, csrfToken, asked, whyNot, withheld } = model;
  const to = (what: string) => ({
    action: `/governance/decisions/${decision.id}/${what}`,
    csrfToken,
    version: decision.version,
  });
  const publish = form({
    ...to('publish'),
    body: button({ text: publishWords(entry), preventDoubleClick: true }),
  });
  if (withheld) return publish;
  if (asked === undefined)
    return html`<p class="govuk-body">One person asks, and another who may publish does it. Nothing is public before.</p>${form({ ...to('ask-publication'), body: button({ text: 'Ask to publish what the preview shows', preventDoubleClick: true }) })}`;
  return html`<div class="govuk-inset-text"><p class="govuk-body">${asked.askedBy} asked on ${showMoment(asked.askedAt)} that it be published. ${whyNot ?? 'You may publish it: compare the preview with the paper.'} <strong>${entry === undefined ? 'It is not public yet.' : 'The register shows what it showed.'}</strong></p>
${whyNot === undefined ? publish : ''}
${form({ ...to('close-publication'), body: html`${asked.askedById === model.viewerId ? '' : input({ id: 'refusal', name: 'refusal', label: { text: 'Why it is not published' }, value: model.values.refusal ?? '', ...messageFor(model.errors, 'refusal') })}${button({ text: asked.askedById === model.viewerId ? 'Take it back' : 'Refuse it', classes: 'govuk-button--secondary', preventDoubleClick: true })}` })}</div>`;
}

const agreeing = ({ decision, csrfToken, viewerId }: PublishPage, one: Redaction): Html | string =>
  one.agreedBy ??
  (one.addedById === viewerId
    ? 'Waits for a second person'
    : form({
        action: `/governance/decisions/${decision.id}/agree-redaction`,
        csrfToken,
        body: html`<input type="hidden" name="redaction" value="${one.id}">${button({ html: html`Agree<span class="govuk-visually-hidden"> that passage ${one.id} is left out</span>`, classes: 'govuk-button--secondary govuk-!-margin-bottom-0' })}`,
      }));

/** What two people left out, one asks to put back and another puts back; what nobody agreed to is only taken off. */
function returning({ decision, csrfToken, viewerId }: PublishPage, one: Redaction): Html {
  const act = (what: 'restore' | 'return', words: string, more: Html | '' = ''): Html =>
    form({
      action: `/governance/decisions/${decision.id}/${what}`,
      csrfToken,
      body: html`<input type="hidden" name="redaction" value="${one.id}">${more}${button({ html: html`${words}<span class="govuk-visually-hidden"> passage ${one.id}</span>`, classes: 'govuk-button--secondary govuk-!-margin-bottom-0' })}`,
    });
  if (one.agreedBy === null) return act('restore', 'Take off the list');
  if (one.returnAskedBy === null) return act('return', 'Ask to put back');
  const keep = act('return', 'Leave it out after all', html`<input type="hidden" name="keep" value="1">`);
  return one.returnAskedById === viewerId
    ? html`<p class="govuk-body">You asked to put it back. It waits for a second person.</p>${keep}`
    : html`<p class="govuk-body">${one.returnAskedBy} asked to put it back.</p>${act('restore', 'Put back')}${keep}`;
}

function redactionTable(model: PublishPage): Html {
  const { redactions } = model;
  return redactions.length === 0
    ? emptyState({ title: 'Nothing is left out.' })
    : table({
        caption: 'Passages left out wherever they stand',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Passages left out',
        stack: true,
        firstCellIsHeader: true,
        head: ['Passage', 'Reason, as printed', 'By', 'Agreed by', 'Undo'],
        rows: redactions.map((one) => {
          const { passage, reason, addedBy, addedAt } = one;
          return [
            passage,
            reason,
            `${addedBy}, ${showMoment(addedAt)}`,
            agreeing(model, one),
            returning(model, one),
          ];
        }),
      });
}

const redactForm = ({ decision, csrfToken, values, errors }: PublishPage): Html =>
  form({
    action: `/governance/decisions/${decision.id}/redact`,
    csrfToken,
    body: html`${textarea({ id: 'passage', name: 'passage', label: { text: 'Passage to leave out' }, hint: { text: 'Copy it from the paper’s own text below. It is left out wherever it stands there: capitals and spacing make no difference. Flags, certificates and the outcome stay. A second person agrees first; what must go from the public at once is withdrawn meanwhile' }, rows: 2, value: values.passage ?? '', ...messageFor(errors, 'passage') })}
${input({ id: 'reason', name: 'reason', label: { text: 'Reason, as it will be printed in its place' }, value: values.reason ?? '', ...messageFor(errors, 'reason') })}
${button({ text: 'Ask to leave it out', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
  });

const buryForm = ({ decision, csrfToken, values, errors, later, entry }: PublishPage): Html => html`
<h2 class="govuk-heading-m">Take it off, or say what took its place</h2>
${form({
  action: `/governance/decisions/${decision.id}/bury`,
  csrfToken,
  body: html`${radios({
    name: 'stone',
    fieldset: { legend: { text: 'What becomes of it', classes: 'govuk-fieldset__legend--s' } },
    classes: 'govuk-radios--small',
    value: values.stone ?? '',
    ...messageFor(errors, 'stone'),
    items: [
      ...(entry?.state === 'superseded' || entry?.state === 'withheld'
        ? []
        : [
            {
              value: 'superseded',
              text:
                later === undefined
                  ? 'Superseded: a later notice has to say so first'
                  : `Superseded by ${later}: it stays to be read`,
              disabled: later === undefined,
            },
          ]),
      { value: 'withdrawn', text: 'Withdrawn: its text goes, its address and the reason stay' },
    ],
  })}
${input({ id: 'why', name: 'why', label: { text: 'Reason, as the public will read it' }, value: values.why ?? '', ...messageFor(errors, 'why') })}
${button({ text: 'Do so', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
})}`;
