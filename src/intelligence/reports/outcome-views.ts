import type { FieldError } from '../../kernel/errors.ts';
import { button, details, radios, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { ReportAct } from './rules.ts';
import { outcomes, outcomeWords, type ReportCase } from './types.ts';

export interface OutcomeModel {
  report: ReportCase;
  acts: readonly ReportAct[];
  csrfToken: string;
  key?: string | undefined;
  values: { verdict?: string; note?: string; why?: string };
  errors: readonly FieldError[];
}

/** What the author of an accepted report is told of its use, and the form that takes the report back from everybody. */
export const outcomePart = (model: OutcomeModel): Html =>
  html`${model.acts.includes('feedback') ? feedbackForm(model) : ''}${model.acts.includes('reopen') ? reopenForm(model) : ''}`;

const feedbackForm = ({ report, csrfToken, key, values, errors }: OutcomeModel): Html =>
  details({
    summaryText: 'Tell the author what came of it',
    open: errors.some(({ field }) => field === 'verdict' || field === 'note'),
    html: form({
      action: `/intelligence/${report.id}/feedback`,
      csrfToken,
      key,
      version: report.version,
      body: html`${radios({ name: 'verdict', fieldset: { legend: { text: 'What came of it?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.verdict ?? '', items: outcomes.map((value) => ({ value, text: outcomeWords[value] })), ...messageFor(errors, 'verdict') })}
${textarea({ id: 'note', name: 'note', label: { text: `In words for ${report.author}` }, hint: { text: 'What you may tell them. Never what else is known: no other report, and nobody whom they did not name' }, rows: 3, value: values.note ?? '', ...messageFor(errors, 'note') })}
${button({ text: 'Tell them', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
    }),
  });

const reopenForm = ({ report, csrfToken, key, values, errors }: OutcomeModel): Html =>
  details({
    summaryText: report.state === 'accepted' ? 'Recall it from everybody' : 'Take it back into review',
    open: errors.some(({ field }) => field === 'why'),
    html: form({
      action: `/intelligence/${report.id}/reopen`,
      csrfToken,
      key,
      version: report.version,
      body: html`${report.state === 'accepted' ? html`<p class="govuk-body">It goes back into review. Nobody else can open it from this moment; everybody who has had it is told why and is asked to destroy their copies.</p>` : ''}
${textarea({ id: 'why', name: 'why', label: { text: report.state === 'accepted' ? 'Why is it recalled? Everybody who had it reads this' : 'Why? The author reads this' }, rows: 2, value: values.why ?? '', ...messageFor(errors, 'why') })}
${button({ text: report.state === 'accepted' ? 'Recall this report' : 'Take it back into review', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
    }),
  });
