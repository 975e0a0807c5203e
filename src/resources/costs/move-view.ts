import type { FieldError } from '../../kernel/errors.ts';
import { button, changedMeanwhile, input, select, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { Bearer } from './bodies.ts';
import { type CostLine, type FormulaVersion, stageWords } from './types.ts';

export interface MoveValues {
  heading?: string;
  year?: string;
  bearer?: string;
  formula?: string;
  why?: string;
}

/** Each formula once, by its name. */
export const formulaItems = (formulas: readonly FormulaVersion[]): { value: string; text: string }[] =>
  [...new Map(formulas.map((one) => [one.kind, one.body.formula]))].map(([value, text]) => ({ value, text }));

/** What a line is called, its year and who bears it: changed with the reason, and kept as it was. */
export function moveForm(model: {
  line: CostLine;
  bearers: readonly Bearer[];
  formulas: readonly FormulaVersion[];
  values: MoveValues;
  errors: readonly FieldError[];
  key?: string | undefined;
  version: number;
  theirs?: string | undefined;
  csrfToken: string;
}): Html {
  const { line, values, errors } = model;
  const nobody = line.stage === 'allocated' ? 'Not known' : 'Nobody alone: shared by a formula';
  return html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${line.year}, ${stageWords[line.stage].toLowerCase()}</span>Change heading, year or who bears it</h1>
${changedMeanwhile('this line', model.theirs)}
<p class="govuk-body">For a line that was entered under the wrong name, year or bearer. Its amount stays. A line of an approved budget stays as it is, and one that money was moved to or from keeps its heading and year.</p>
${form({
  action: `/resources/costs/${line.id}/move`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`
${input({ id: 'heading', name: 'heading', label: { text: 'What it is' }, value: values.heading ?? '', ...messageFor(errors, 'heading') })}
${input({ id: 'year', name: 'year', label: { text: 'Financial year' }, hint: { text: 'Like 2026/27' }, classes: 'govuk-input--width-5', value: values.year ?? '', ...messageFor(errors, 'year') })}
${select({ id: 'bearer', name: 'bearer', label: { text: 'Borne by' }, value: values.bearer ?? '', items: [{ value: '', text: nobody }, ...model.bearers.map(({ code, name }) => ({ value: code, text: name }))], ...messageFor(errors, 'bearer') })}
${line.stage === 'allocated' ? '' : select({ id: 'formula', name: 'formula', label: { text: 'Formula, if nobody bears it alone' }, value: values.formula ?? 'cost-share', items: formulaItems(model.formulas) })}
${textarea({ id: 'why', name: 'why', label: { text: 'Why it is changed' }, rows: 2, value: values.why ?? '', ...messageFor(errors, 'why') })}
${button({ text: 'Save', preventDoubleClick: true })}`,
})}`;
}
