import type { FieldError } from '../../kernel/errors.ts';
import { checkboxes, details, radios, select } from '../../web/components/index.ts';
import { messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import {
  type Coded,
  type DrugTestForm,
  testOutcomes,
  testOutcomeWords,
  testResults,
  testResultWords,
} from './types.ts';

/** Asked of roles that see health. Folded: most contacts have none. */
export const drugTestFields = (
  values: DrugTestForm,
  errors: readonly FieldError[],
  substances: readonly Coded[],
): Html =>
  details({
    summaryText: 'Drug test',
    open:
      (values.test ?? '') !== '' || errors.some(({ field }) => ['test', 'result', 'found'].includes(field)),
    html: html`<p class="govuk-hint">Health data: seen by roles that see health, not by everybody who sees the contact.</p>
${radios({ name: 'test', fieldset: { legend: { text: 'Was a drug test taken?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.test ?? '', items: testOutcomes.map((value) => ({ value, text: testOutcomeWords[value] })), ...messageFor(errors, 'test') })}
${radios({ name: 'result', fieldset: { legend: { text: 'Result, where it was taken', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.result ?? '', items: testResults.map((value) => ({ value, text: testResultWords[value] })), ...messageFor(errors, 'result') })}
${checkboxes({ name: 'found', fieldset: { legend: { text: 'What was found, where it was positive', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-checkboxes--small', values: [values.found ?? []].flat(), items: substances.map(({ code, name }) => ({ value: code, text: name })), ...messageFor(errors, 'found') })}`,
  });

/** Why an absence is acceptable; nothing where the scheme lists no reasons. */
export const absenceField = (
  value: string | undefined,
  errors: readonly FieldError[],
  reasons: readonly Coded[],
  id = 'absence',
): Html | false =>
  reasons.length === 0
    ? false
    : html`<div class="wm-if-absence">${select({
        id,
        name: 'absence',
        label: { text: 'Why, where the absence is acceptable' },
        value: value ?? '',
        items: [
          { value: '', text: 'Choose a reason' },
          ...reasons.map(({ code, name }) => ({ value: code, text: name })),
        ],
        ...messageFor(errors, 'absence'),
      })}</div>`;
