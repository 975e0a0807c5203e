import type { FieldError } from '../../kernel/errors.ts';
import { button, changedMeanwhile, input, radios, select, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { Bearer } from './bodies.ts';
import { showPounds } from './money.ts';
import { formulaItems } from './move-view.ts';
import { notKnown } from './show.ts';
import {
  type CostLine,
  type FormulaVersion,
  forecastMethods,
  forecastWords,
  kinds,
  kindWords,
  stages,
  stageWords,
} from './types.ts';
import { monthNames, monthOfYear } from './year.ts';

export interface LineValues {
  year?: string;
  stage?: string;
  kind?: string;
  heading?: string;
  agency?: string;
  formula?: string;
  employer?: string;
  amount?: string;
  fte?: string;
  source?: string;
  note?: string;
  method?: string;
  forecast?: string;
  forecastWhy?: string;
}

interface Shown<Values> {
  csrfToken: string;
  key?: string | undefined;
  version?: number | undefined;
  values: Values;
  errors: readonly FieldError[];
  theirs?: string | undefined;
}

const amountHint =
  'In pounds and pence, like 1,177,000.00. Leave empty if it is not known: it then counts in no sum';

const money = (shown: Shown<LineValues>, label: string, hint: string, name: 'amount' | 'forecast'): Html =>
  input({
    id: name,
    name,
    inputmode: 'decimal',
    label: { text: label },
    hint: { text: hint },
    prefix: { text: '£' },
    classes: 'govuk-input--width-10',
    value: shown.values[name] ?? '',
    ...messageFor(shown.errors, name),
  });

const employerField = (shown: Shown<LineValues>, bearers: readonly Bearer[]): Html =>
  select({
    id: 'employer',
    name: 'employer',
    label: { text: 'Who pays it in the first place' },
    hint: { text: 'For a post, its employer. The recharge between agencies is made from this' },
    value: shown.values.employer ?? '',
    items: [{ value: '', text: notKnown }, ...bearers.map(({ code, name }) => ({ value: code, text: name }))],
    ...messageFor(shown.errors, 'employer'),
  });

const sourceField = (shown: Shown<LineValues>): Html =>
  input({
    id: 'source',
    name: 'source',
    label: { text: 'Where the amount comes from' },
    value: shown.values.source ?? '',
    ...messageFor(shown.errors, 'source'),
  });

const noteField = (shown: Shown<LineValues>): Html =>
  textarea({
    id: 'note',
    name: 'note',
    label: { text: 'Note (optional)' },
    rows: 3,
    value: shown.values.note ?? '',
  });

export function correctForm(model: Shown<LineValues> & { line: CostLine; bearers: readonly Bearer[] }): Html {
  const { line, values, errors } = model;
  return html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${line.year}, ${stageWords[line.stage].toLowerCase()}</span>Correct: ${line.heading}</h1>
${changedMeanwhile('this line', model.theirs)}
${form({
  action: `/resources/costs/${line.id}/correct`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`
${money(model, 'Amount', amountHint, 'amount')}
${employerField(model, model.bearers)}
${sourceField(model)}
${noteField(model)}
${
  line.stage === 'budget'
    ? html`${radios({
        name: 'method',
        idPrefix: 'method',
        fieldset: { legend: { text: 'How the year’s end is forecast' } },
        value: values.method ?? line.forecastMethod,
        items: forecastMethods.map((method) => ({ value: method, text: forecastWords[method] })),
        ...messageFor(errors, 'method'),
      })}
${money(model, 'Amount stated', 'Only where an amount is stated', 'forecast')}
${input({ id: 'forecastWhy', name: 'forecastWhy', label: { text: 'Why this amount' }, hint: { text: 'Only where an amount is stated' }, value: values.forecastWhy ?? '', ...messageFor(errors, 'forecastWhy') })}`
    : ''
}
${button({ text: 'Save', preventDoubleClick: true })}`,
})}`;
}

export function newLineForm(
  model: Shown<LineValues> & { bearers: readonly Bearer[]; formulas: readonly FormulaVersion[] },
): Html {
  const { values, errors } = model;
  return html`<h1 class="govuk-heading-l">Enter a cost line</h1>
${form({
  action: '/resources/costs/lines/new',
  csrfToken: model.csrfToken,
  key: model.key,
  body: html`
${input({ id: 'heading', name: 'heading', label: { text: 'What it is' }, hint: { text: 'Like Police sergeants, or Travel' }, value: values.heading ?? '', ...messageFor(errors, 'heading') })}
${input({ id: 'year', name: 'year', label: { text: 'Financial year' }, hint: { text: 'Like 2026/27' }, classes: 'govuk-input--width-5', value: values.year ?? '', ...messageFor(errors, 'year') })}
${select({ id: 'stage', name: 'stage', label: { text: 'Stage' }, value: values.stage ?? '', items: [{ value: '', text: 'Choose' }, ...stages.map((stage) => ({ value: stage, text: stageWords[stage] }))], ...messageFor(errors, 'stage') })}
${select({ id: 'kind', name: 'kind', label: { text: 'Kind' }, value: values.kind ?? '', items: [{ value: '', text: 'Choose' }, ...kinds.map((kind) => ({ value: kind, text: kindWords[kind] }))], ...messageFor(errors, 'kind') })}
${select({ id: 'agency', name: 'agency', label: { text: 'Who bears it, or puts it in' }, hint: { html: html`An agency of the scheme, or a <a class="govuk-link" href="/resources/costs/bodies">body outside it</a>` }, value: values.agency ?? '', items: [{ value: '', text: 'Shared by a formula, or not known' }, ...model.bearers.map(({ code, name }) => ({ value: code, text: name }))], ...messageFor(errors, 'agency') })}
${select({ id: 'formula', name: 'formula', label: { text: 'Formula, if it is shared' }, value: values.formula ?? '', items: formulaItems(model.formulas), ...messageFor(errors, 'formula') })}
${employerField(model, model.bearers)}
${money(model, 'Amount', amountHint, 'amount')}
${input({ id: 'fte', name: 'fte', label: { text: 'Posts in full-time equivalents (optional)' }, inputmode: 'decimal', classes: 'govuk-input--width-5', value: values.fte ?? '', ...messageFor(errors, 'fte') })}
${sourceField(model)}
${noteField(model)}
${button({ text: 'Enter the line', preventDoubleClick: true })}`,
})}`;
}

export type SpentValues = Record<string, string | undefined>;

/** The months that are over on one page, and any that holds something; an empty month is not known. */
export function spentForm(model: Shown<SpentValues> & { line: CostLine; monthsOver: number }): Html {
  const { line, values, errors } = model;
  return html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${line.year}${line.pence === null ? '' : `, ${showPounds(line.pence)} as set`}</span>Spent on ${line.heading}</h1>
${changedMeanwhile('what was spent', model.theirs)}
${form({
  action: `/resources/costs/${line.id}/spent`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`<p class="govuk-body">In pounds and pence. A month left empty is not known; enter 0.00 where nothing was spent. ${model.monthsOver < 12 ? 'A month that is not over is entered when it is.' : ''}</p>
${model.monthsOver === 0 ? html`<p class="govuk-body">No month of ${line.year} is over yet.</p>` : ''}
${monthNames.map((_, index) => {
  const name = `month-${index + 1}`;
  if (index >= model.monthsOver && !values[name]) return '';
  return input({
    id: name,
    name,
    inputmode: 'decimal',
    label: { text: monthOfYear(line.year, index + 1) },
    prefix: { text: '£' },
    classes: 'govuk-input--width-10',
    value: values[name] ?? '',
    ...messageFor(errors, name),
  });
})}
${input({ id: 'source', name: 'source', label: { text: 'Where the amounts come from' }, hint: { text: 'Like Ledger of October 2026' }, value: values.source ?? '', ...messageFor(errors, 'source') })}
${button({ text: 'Save', preventDoubleClick: true })}`,
})}`;
}
