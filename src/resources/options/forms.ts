import type { FieldError } from '../../kernel/errors.ts';
import { button, changedMeanwhile, checkboxes, input, radios, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import {
  type FigureKind,
  figureWords,
  optionStates,
  optionStateWords,
  type WholeAppraisal,
} from './types.ts';

const path = '/resources/options';

export type Values = Record<string, string | undefined>;

interface Shown {
  values: Values;
  errors: readonly FieldError[];
  key?: string | undefined;
  version?: number | undefined;
  theirs?: string | undefined;
  csrfToken: string;
}

const line = (shown: Shown, name: string, label: string, hint?: string, classes?: string): Html =>
  input({
    id: name,
    name,
    label: { text: label },
    ...(hint === undefined ? {} : { hint: { text: hint } }),
    ...(classes === undefined ? {} : { classes }),
    value: shown.values[name] ?? '',
    ...messageFor(shown.errors, name),
  });

const lines = (shown: Shown, name: string, label: string, rows = 4): Html =>
  textarea({
    id: name,
    name,
    label: { text: label },
    rows,
    value: shown.values[name] ?? '',
    ...messageFor(shown.errors, name),
  });

export const openForm = (
  shown: Shown,
): Html => html`<h1 class="govuk-heading-l">Open an options appraisal</h1>
${form({
  action: `${path}/new`,
  csrfToken: shown.csrfToken,
  key: shown.key,
  body: html`
${line(shown, 'title', 'What is appraised')}
${lines(shown, 'question', 'The question it answers', 3)}
${line(shown, 'source', 'Paper it comes from (optional)')}
${button({ text: 'Open the appraisal', preventDoubleClick: true })}`,
})}`;

/** A row of the option form for one figure; `about` tells several of one kind apart. */
export interface FigureRow {
  what: FigureKind;
  about: string;
}

const figureHints: Record<FigureKind, string> = {
  fte: 'Like 22 or 1.6',
  people: 'How many people it can manage',
  cost: 'In pounds and pence',
  saving: 'In pounds and pence',
  'saving-percent': 'Like 12.8',
};

const figureFields = (shown: Shown, row: FigureRow, index: number): Html => {
  const words = `${figureWords[row.what]}${row.about === '' ? '' : `, ${row.about}`}`;
  return html`<fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend govuk-fieldset__legend--s">${words}</legend>
<input type="hidden" name="what-${index}" value="${row.what}"><input type="hidden" name="about-${index}" value="${row.about}">
${line(shown, `value-${index}`, 'Value', `${figureHints[row.what]}. Leave empty if it is not known`, 'govuk-input--width-10')}
${line(shown, `printed-${index}`, 'As it is printed (optional)', undefined, 'govuk-input--width-20')}
${checkboxes({ name: `unread-${index}`, idPrefix: `unread-${index}`, items: [{ value: '1', text: `${words}: cannot be read in the paper`, checked: shown.values[`unread-${index}`] === '1' }] })}
</fieldset>`;
};

export function optionForm(
  shown: Shown & { appraisalId: number; optionId: number | null; figures: readonly FigureRow[] },
): Html {
  const { optionId, appraisalId, values, errors } = shown;
  return html`<h1 class="govuk-heading-l">${optionId === null ? 'Add an option' : 'Change an option'}</h1>
${changedMeanwhile('this option', shown.theirs)}
${form({
  action: `${path}/${appraisalId}/options/${optionId ?? 'new'}`,
  csrfToken: shown.csrfToken,
  key: shown.key,
  version: shown.version,
  body: html`
${line(shown, 'title', 'What the option is called')}
${lines(shown, 'structure', 'Structure', 8)}
${lines(shown, 'risks', 'Risks (optional)')}
${lines(shown, 'fit', 'Fit with strategy, law and partners (optional)')}
${radios({ name: 'state', idPrefix: 'state', fieldset: { legend: { text: 'What became of it' } }, value: values.state ?? 'considered', items: optionStates.map((state) => ({ value: state, text: optionStateWords[state] })), ...messageFor(errors, 'state') })}
${lines(shown, 'reason', 'Why it is discounted or preferred', 3)}
<h2 class="govuk-heading-m">Figures</h2>
${shown.figures.map((row, index) => figureFields(shown, row, index))}
${button({ text: 'Save the option', preventDoubleClick: true })}`,
})}`;
}

/** How many empty rows there are for new criteria. */
export const newCriteria = 2;

export function weightForm(shown: Shown & { appraisal: WholeAppraisal }): Html {
  const { appraisal, values, errors } = shown;
  const count = appraisal.criteria.length + newCriteria;
  const rows = Array.from({ length: count }, (_, index) => appraisal.criteria[index]);
  return html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${appraisal.title}</span>Criteria, weights and scores</h1>
${changedMeanwhile('the criteria or scores', shown.theirs)}
${form({
  action: `${path}/${appraisal.id}/weights`,
  csrfToken: shown.csrfToken,
  key: shown.key,
  version: shown.version,
  body: html`<p class="govuk-body">Weights are whole points; what counts is a criterion’s part of all points. Scores go from 0 to 10, the more the better: for a cost, the cheaper the higher.</p>
${rows.map((criterion, index) => {
  const words = criterion?.name ?? `New criterion ${index - appraisal.criteria.length + 1}`;
  return html`<fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend govuk-fieldset__legend--m">${words}</legend>
${criterion === undefined ? '' : html`<input type="hidden" name="criterion-${index}" value="${criterion.id}">`}
${line(shown, `name-${index}`, 'Name')}
${line(shown, `meaning-${index}`, 'What a high score means (optional)')}
${line(shown, `weight-${index}`, 'Weight', undefined, 'govuk-input--width-4')}
${appraisal.options.map((option) => input({ id: `score-${index}-${option.id}`, name: `score-${index}-${option.id}`, inputmode: 'numeric', label: { text: `Score of ${option.title}` }, classes: 'govuk-input--width-3', value: values[`score-${index}-${option.id}`] ?? '', ...messageFor(errors, `score-${index}-${option.id}`) }))}
${criterion === undefined ? '' : checkboxes({ name: `removed-${index}`, idPrefix: `removed-${index}`, items: [{ value: '1', text: `Take ${words} out`, checked: values[`removed-${index}`] === '1' }] })}
</fieldset>`;
})}
${button({ text: 'Save', preventDoubleClick: true })}`,
})}`;
}

export const statementForm = (
  shown: Shown & { appraisalId: number },
): Html => html`<h1 class="govuk-heading-l">Check a statement about shares</h1>
<p class="govuk-body">Like “8 % of the cohort commit 10 or more crimes each, 4 % of all its crimes”. Waymark says whether that can be.</p>
${form({
  action: `${path}/${shown.appraisalId}/statements/new`,
  csrfToken: shown.csrfToken,
  key: shown.key,
  body: html`
${line(shown, 'place', 'Where it stands')}
${lines(shown, 'text', 'As it stands', 3)}
${line(shown, 'people', 'Share of the people, in per cent', undefined, 'govuk-input--width-5')}
${line(shown, 'crimes', 'Share of the crimes, in per cent', undefined, 'govuk-input--width-5')}
${line(shown, 'least', 'Crimes of each, at least', undefined, 'govuk-input--width-5')}
${radios({
  name: 'everybody',
  idPrefix: 'everybody',
  fieldset: { legend: { text: 'Who they are' } },
  value: shown.values.everybody ?? 'yes',
  items: [
    { value: 'yes', text: 'Everybody with so many' },
    { value: 'no', text: 'Some of those with so many' },
  ],
})}
${button({ text: 'Check it', preventDoubleClick: true })}`,
})}`;
