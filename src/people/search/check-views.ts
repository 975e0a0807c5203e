import { type Day, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { button, emptyState, input, insetText, table } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { CheckForm, TypedPerson } from './check-rules.ts';
import { carriedFields } from './choice-views.ts';
import type { FoundPerson, FoundRecord } from './types.ts';
import { peopleTable, recordsTable } from './views.ts';

export interface CheckFormModel {
  values: CheckForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  csrfToken: string;
}

const intro = html`<p class="govuk-body">Before you write about somebody as new, see whether you know them already: among the people whom you have a reason to see and your own agency’s records.</p>
<p class="govuk-body">The answer says nothing of anybody else. Where the scheme’s office should know that you asked, it is told, and it tells you if there is something that you may know.</p>`;

export function checkForm({ values, errors, key, csrfToken }: CheckFormModel): Html {
  return html`<h1 class="govuk-heading-l">Is somebody known already?</h1>
${intro}
${fields(values, errors, { key, csrfToken, text: 'Check' })}`;
}

const fields = (
  values: CheckForm,
  errors: readonly FieldError[],
  { key, csrfToken, text }: { key?: string | undefined; csrfToken: string; text: string },
): Html => {
  const line = (id: 'given' | 'family' | 'identifier', label: string, hint?: string): Html =>
    input({
      id,
      name: id,
      label: { text: label },
      ...(hint === undefined ? {} : { hint: { text: hint } }),
      classes: id === 'identifier' ? 'govuk-input--width-20' : '',
      autocomplete: 'off',
      spellcheck: false,
      value: values[id] ?? '',
      ...messageFor(errors, id),
    });
  return form({
    action: '/people/check',
    csrfToken,
    key,
    body: html`${line('given', 'Forename (if known)')}${line('family', 'Surname', 'Small slips are forgiven')}${input(
      {
        id: 'born',
        name: 'born',
        label: { text: 'Date of birth (if known)' },
        hint: { text: 'For example 6 5 1990, or the year alone' },
        classes: 'govuk-input--width-10',
        autocomplete: 'off',
        spellcheck: false,
        value: values.born ?? '',
        ...messageFor(errors, 'born'),
      },
    )}${line('identifier', 'PNC, CRO, prison number, CRN or youth justice reference (if known)')}${button({ text, preventDoubleClick: true })}`,
  });
};

export interface CheckResultModel {
  values: CheckForm;
  typed: TypedPerson;
  today: Day;
  people: readonly FoundPerson[];
  records: readonly FoundRecord[];
  csrfToken: string;
  mayNominate: boolean;
}

/** Who is known, and what was typed, so that it can be typed otherwise. */
export function checkResult(model: CheckResultModel): Html {
  const { people, records, typed } = model;
  const nobody = people.length === 0 && records.length === 0;
  return html`<h1 class="govuk-heading-l">Is somebody known already?</h1>
${table({
  caption: 'You typed',
  captionClasses: 'govuk-table__caption--s',
  firstCellIsHeader: true,
  head: [{ text: 'Field' }, { text: 'Typed' }],
  rows: [
    ['Name', [typed.givenName, typed.familyName].filter(Boolean).join(' ') || 'Not given'],
    ['Date of birth', typed.born === null ? String(typed.bornYear ?? 'Not given') : showDay(typed.born)],
    ['Number', typed.identifiers[0]?.value ?? 'Not given'],
  ],
})}
${
  nobody
    ? emptyState({
        title: 'Nobody whom you may see is like them.',
        text: 'That says nothing of people whom you may not see. Check the spelling, or add a date of birth or a number.',
      })
    : html`${peopleTable(people, model.today)}${recordsTable(records)}`
}
${insetText({ text: 'If none of these is who you mean, write about them as new. You are told the same here whoever is known to others.' })}
${model.mayNominate && nominateTyped(model)}
<h2 class="govuk-heading-m wm-no-print">Check again</h2>
<div class="wm-no-print">${fields(model.values, [], { csrfToken: model.csrfToken, text: 'Check again' })}</div>`;
}

/** The nomination form with what was typed here in it. */
const nominateTyped = ({ values, typed, csrfToken }: CheckResultModel): Html => {
  const { given, family, identifier } = values;
  const carried = { given, family, identifier, born: typed.born ?? typed.bornYear?.toString() };
  return form({
    action: '/cohort/nominations',
    csrfToken,
    body: html`${carriedFields(carried)}${button({ text: 'Nominate them', name: 'do', value: 'edit', classes: 'govuk-button--secondary wm-no-print', preventDoubleClick: true })}`,
  });
};
