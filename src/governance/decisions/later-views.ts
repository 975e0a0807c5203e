import { showMoment, showShortDay } from '../../kernel/clock.ts';
import { button, details, input, radios, table, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { DecisionPage } from './page-model.ts';
import { missingOf, transitions } from './rules.ts';
import type { Certificate, WithdrawnCertificate } from './types.ts';

const sending = (model: DecisionPage, action: string, body: Html): Html =>
  form({
    action: `/governance/decisions/${model.decision.id}/${action}`,
    csrfToken: model.csrfToken,
    key: model.key,
    version: model.decision.version,
    body,
  });

const hasError = (model: DecisionPage, ...names: string[]): boolean =>
  model.errors.some(({ field }) => names.includes(field));

/** For an officer whose certificate was signed in error, before the decision. */
export const takeBackForms = (model: DecisionPage): Html[] =>
  transitions[model.decision.state]['take-back'] === undefined || !model.may.isOwnOffice
    ? []
    : model.certificates
        .filter(({ staffId }) => staffId === model.viewerId)
        .map((signed) => takeBackForm(model, signed));

const takeBackForm = (model: DecisionPage, { kind, signedAs }: Certificate): Html =>
  details({
    summaryText: `Take your certificate as ${signedAs} back`,
    open: hasError(model, 'takeBackReason'),
    html: sending(
      model,
      'take-back',
      html`<input type="hidden" name="kind" value="${kind}">
${input({ id: 'takeBackReason', name: 'reason', label: { text: 'Why: it stays in the history of the notice' }, value: model.values.reason ?? '', ...messageFor(model.errors, 'takeBackReason') })}
${button({ text: 'Take it back', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
    ),
  });

/** Certificates that no longer stand: who signed them, and why they were taken back. */
export const takenBackTable = (taken: readonly WithdrawnCertificate[]): Html | '' =>
  taken.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">Certificates that were taken back</h2>${table({
        caption: 'Certificates that were taken back',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Certificates that were taken back',
        stack: true,
        firstCellIsHeader: true,
        head: ['Certificate', 'Signed', 'Taken back', 'Why'],
        rows: taken.map(({ signedAs, staff, signedOn, withdrawnAt, why }) => [
          `${signedAs}${staff === null ? '' : `, ${staff}`}`,
          signedOn === null ? 'Day not known' : showShortDay(signedOn),
          showMoment(withdrawnAt),
          why ?? 'The paper was changed',
        ]),
      })}`;

/** For whoever signed the decision. */
export function correctForm(model: DecisionPage): Html | '' {
  const { decision, values, errors } = model;
  if (decision.decidedById !== model.viewerId || transitions[decision.state].correct === undefined) return '';
  return details({
    summaryText: 'Correct the outcome, or withdraw your decision',
    open: hasError(model, 'how', 'correctOutcome', 'correctReason'),
    html: sending(
      model,
      'correct',
      html`<p class="govuk-body">What you signed stays to be read. The correction or withdrawal is signed with today’s day, and published with the notice.</p>
${radios({
  name: 'how',
  fieldset: { legend: { text: 'What is to be put right', classes: 'govuk-fieldset__legend--s' } },
  classes: 'govuk-radios--small',
  value: values.how ?? '',
  ...messageFor(errors, 'how'),
  items: [
    { value: 'correct', text: 'The words of the outcome' },
    { value: 'withdraw', text: 'The decision itself: it is withdrawn, and a new notice is decided' },
  ],
})}
${textarea({ id: 'correctOutcome', name: 'outcome', label: { text: 'Outcome as it should read (only for a correction)' }, rows: 3, value: values.how === undefined ? (decision.outcome ?? '') : (values.outcome ?? ''), ...messageFor(errors, 'correctOutcome') })}
${input({ id: 'correctReason', name: 'reason', label: { text: 'Reason, as it will be published' }, value: values.reason ?? '', ...messageFor(errors, 'correctReason') })}
${button({ text: 'Sign the correction', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
    ),
  });
}

/** For an earlier paper that shows no final signature, or no day. */
export function completeForm(model: DecisionPage): Html | '' {
  const missing = missingOf(model.decision);
  const { values, errors } = model;
  if (missing === undefined || !model.may.draft || !model.may.isOwnOffice) return '';
  return details({
    summaryText: missing === 'signature' ? 'Enter the final signature' : 'Enter the day of the decision',
    open: hasError(model, 'verdict', 'completeAs', 'completeOn', 'completeNote'),
    html: sending(
      model,
      'complete',
      html`<p class="govuk-body">For what another paper or the office’s own files show. It stands among the signatures with where it is known from.</p>
${
  missing === 'day'
    ? html`<input type="hidden" name="verdict" value="approve">`
    : radios({
        name: 'verdict',
        fieldset: { legend: { text: 'The final decision', classes: 'govuk-fieldset__legend--s' } },
        classes: 'govuk-radios--small',
        value: values.verdict ?? '',
        ...messageFor(errors, 'verdict'),
        items: [
          { value: 'approve', text: 'Approved' },
          { value: 'amend', text: 'Approved with amendments' },
          { value: 'refuse', text: 'Refused' },
        ],
      })
}
${input({ id: 'completeAs', name: 'as', label: { text: 'Office of whoever signed' }, hint: { text: 'Such as PCC; no name is needed' }, value: values.as ?? '', ...messageFor(errors, 'completeAs') })}
${input({ id: 'completeOn', name: 'signedOn', type: 'date', label: { text: 'Day of the signature' }, classes: 'govuk-input--width-10', value: values.signedOn ?? '', ...messageFor(errors, 'completeOn') })}
${input({ id: 'completeNote', name: 'reason', label: { text: 'Where it is known from' }, value: values.reason ?? '', ...messageFor(errors, 'completeNote') })}
${button({ text: 'Enter it', preventDoubleClick: true })}`,
    ),
  });
}
