import { csvLine } from '../../kernel/csv.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  emptyState,
  input,
  table,
  tag,
  textarea,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { showPounds, showRounding, showThousands } from './money.ts';
import { type Check, increaseOf, partsOf, type StageTotal } from './rules.ts';
import { type CostLine, type CostShareRule, kindWords, stageWords } from './types.ts';

const notKnown = 'Not known';
const pounds = (pence: bigint | null | undefined): string =>
  pence === null || pence === undefined ? notKnown : showPounds(pence);
const thousands = (pence: bigint | undefined): string =>
  pence === undefined ? notKnown : showThousands(pence);
const fte = (hundredths: number | null | undefined): string =>
  hundredths === null || hundredths === undefined ? '' : `${hundredths / 100} FTE`;

export interface CostsPage {
  lines: readonly CostLine[];
  rule: CostShareRule;
  ruleExample: boolean;
  /** Agencies of the formula, in its order. */
  agencies: readonly { code: string; name: string }[];
  baseline: StageTotal;
  proposed: StageTotal;
  checks: readonly Check[];
  mayEdit: boolean;
}

export function costsPage(model: CostsPage): Html {
  const { rule, checks } = model;
  const slips = checks.filter((check) => check.verdict === 'slip');
  if (model.lines.length === 0)
    return html`<h1 class="govuk-heading-l">Costs</h1>${emptyState({ title: 'No cost is recorded.', text: 'Costs show here with who bears them, once lines are entered.' })}`;
  return html`<h1 class="govuk-heading-l">Costs</h1>
<p class="govuk-body">${model.ruleExample ? html`${tag({ text: 'Example', classes: 'govuk-tag--grey' })} ` : ''}Shared by: ${rule.formula}, ${rule.shares.map((share) => `${nameOf(model, share.agency)} ${share.percent} %`).join(', ')} (${rule.source}).</p>
<p class="govuk-body"><a class="govuk-link" href="/resources/costs.csv">Download as CSV</a></p>
${slips.map((check) => warningText({ text: `Slip in ${check.figure.source}, ${check.figure.what}: ${check.says}` }))}
<h2 class="govuk-heading-m">Summary</h2>
${summaryTable(model)}
${unknownNote(model)}
<h2 class="govuk-heading-m">To the penny</h2>
<p class="govuk-body">Shares are rounded down to whole pence, and the pence left over go to whoever lost most, so that they always sum to the whole.</p>
${penceTable(model)}
<h2 class="govuk-heading-m">Inputs</h2>
${inputTable(model)}
<h2 class="govuk-heading-m">Held against the paper</h2>
${checkTable(checks)}`;
}

const nameOf = ({ agencies }: CostsPage, code: string): string =>
  agencies.find((agency) => agency.code === code)?.name ?? code;

function summaryTable(model: CostsPage): Html {
  const { agencies, baseline, proposed } = model;
  const increase = increaseOf(baseline, proposed);
  const cells = (total: StageTotal) => [
    ...agencies.map((agency) => ({
      html: html`${thousands(total.byAgency.get(agency.code))}${total.fteByAgency.has(agency.code) ? html`<br><span class="govuk-hint">${fte(total.fteByAgency.get(agency.code))}</span>` : ''}`,
      format: 'numeric',
    })),
    {
      html: html`${thousands(total.total)}${total.fteHundredths === undefined ? '' : html`<br><span class="govuk-hint">${fte(total.fteHundredths)}</span>`}`,
      format: 'numeric',
    },
  ];
  return table({
    caption: 'Pay and allowances, to the nearest £1,000',
    scrollLabel: 'Summary of pay',
    firstCellIsHeader: true,
    head: [
      { text: 'Pay and allowances' },
      ...agencies.map((agency) => ({ text: agency.name, format: 'numeric' })),
      { text: 'Total', format: 'numeric' },
    ],
    rows: [
      [yearOf(model, 'baseline', 'Baseline'), ...cells(baseline)],
      [yearOf(model, 'proposed', 'Proposed'), ...cells(proposed)],
      [
        'Increase',
        ...agencies.map((agency) => ({ text: thousands(increase.get(agency.code)), format: 'numeric' })),
        { text: thousands(increase.get('total')), format: 'numeric' },
      ],
    ],
  });
}

const yearOf = ({ lines }: CostsPage, stage: CostLine['stage'], word: string): string => {
  const year = lines.find((line) => line.stage === stage && line.kind === 'pay')?.year;
  return year === undefined ? word : `${word} ${year}`;
};

function unknownNote({ lines }: CostsPage): Html | '' {
  const unknown = lines.filter((line) => line.pence === null);
  return unknown.length === 0
    ? ''
    : html`<p class="govuk-body">In no sum, because not known: ${unknown.map((line) => line.heading).join('; ')}.</p>`;
}

function penceTable(model: CostsPage): Html {
  const shared = model.lines.filter((line) => line.agency === null && line.stage !== 'allocated');
  return table({
    caption: 'Shared lines, to the penny',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Shares to the penny',
    firstCellIsHeader: true,
    head: [
      { text: 'Shared line' },
      { text: 'Whole', format: 'numeric' },
      ...model.agencies.map((agency) => ({ text: agency.name, format: 'numeric' })),
      { text: 'Sum of the shares', format: 'numeric' },
    ],
    rows: shared.map((line) => {
      const parts = partsOf(line, model.rule.shares);
      return [
        `${line.year}: ${line.heading}`,
        { text: pounds(line.pence), format: 'numeric' },
        ...model.agencies.map((agency) => {
          const part = parts?.find((candidate) => candidate.agency === agency.code);
          return {
            html:
              part === undefined
                ? html`${notKnown}`
                : html`${showPounds(part.pence)}<br><span class="govuk-hint">rounding: ${showRounding(part.roundedOff)}</span>`,
            format: 'numeric',
          };
        }),
        { text: pounds(parts?.reduce((sum, part) => sum + part.pence, 0n)), format: 'numeric' },
      ];
    }),
  });
}

const inputTable = (model: CostsPage): Html =>
  table({
    caption: 'Every line that the figures are made of',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Inputs',
    head: [
      { text: 'Line' },
      { text: 'Year' },
      { text: 'Borne by' },
      { text: 'Amount', format: 'numeric' },
      { text: 'FTE', format: 'numeric' },
      { text: 'Source' },
    ],
    rows: model.lines.map((line) => [
      html`${line.heading}${line.example ? html` ${tag({ text: 'Example', classes: 'govuk-tag--grey' })}` : ''}<br><span class="govuk-hint">${stageWords[line.stage]}; ${kindWords[line.kind].toLowerCase()}</span>`,
      line.year,
      line.agencyName ?? (line.stage === 'allocated' ? notKnown : 'Shared by the formula'),
      {
        html: html`${pounds(line.pence)}${model.mayEdit ? html`<br><a class="govuk-link" href="/resources/costs/${line.id}/correct">Correct<span class="govuk-visually-hidden"> ${line.heading}, ${line.year}</span></a>` : ''}`,
        format: 'numeric',
      },
      { text: line.fteHundredths === null ? '' : String(line.fteHundredths / 100), format: 'numeric' },
      html`${line.source}${line.note === null ? '' : html`<br><span class="govuk-hint">${line.note}</span>`}`,
    ]),
  });

const verdictTags: Record<Check['verdict'], Html> = {
  agrees: tag({ text: 'Agrees', classes: 'govuk-tag--green' }),
  slip: tag({ text: 'Slip', classes: 'govuk-tag--red' }),
  'not-known': tag({ text: 'Not known', classes: 'govuk-tag--grey' }),
};

const checkTable = (checks: readonly Check[]): Html =>
  checks.length === 0
    ? emptyState({ title: 'No printed figure is recorded.' })
    : table({
        caption: 'Figures as printed, and as the inputs give them',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Figures as printed',
        head: [
          { text: 'Figure' },
          { text: 'Where' },
          { text: 'Printed' },
          { text: 'Recomputed' },
          { text: 'Verdict' },
        ],
        rows: checks.map((check) => [
          check.figure.what,
          `${check.figure.source}, ${check.figure.place}`,
          check.figure.printed,
          check.computed,
          html`${verdictTags[check.verdict]}${check.says === '' ? '' : html`<br>${check.says}`}`,
        ]),
      });

/** One line for each line and who bears what of it, in pounds with two decimals; an unknown amount is empty. */
export function costsCsv(model: CostsPage): string {
  const plain = (pence: bigint | null | undefined): string =>
    pence === null || pence === undefined
      ? 'not known'
      : `${pence < 0n ? '-' : ''}${(pence < 0n ? -pence : pence) / 100n}.${String((pence < 0n ? -pence : pence) % 100n).padStart(2, '0')}`;
  // Amounts are numbers for a spreadsheet; csvCell guards what could be a formula, so they go past it as numbers.
  const cell = (pence: bigint | null | undefined): string | number =>
    pence === null || pence === undefined ? plain(pence) : Number(plain(pence));
  const head = csvLine([
    'year',
    'stage',
    'kind',
    'line',
    'borne by',
    'amount',
    ...model.agencies.map((agency) => agency.name),
    'fte',
    'source',
    'example',
  ]);
  return (
    head +
    model.lines
      .map((line) => {
        const parts = line.stage === 'allocated' ? undefined : partsOf(line, model.rule.shares);
        return csvLine([
          line.year,
          line.stage,
          line.kind,
          line.heading,
          line.agencyName ?? (line.stage === 'allocated' ? 'not known' : 'shared by the formula'),
          cell(line.pence),
          ...model.agencies.map((agency) =>
            line.stage === 'allocated'
              ? ''
              : line.pence === null
                ? 'not known'
                : cell(parts?.find((part) => part.agency === agency.code)?.pence ?? 0n),
          ),
          line.fteHundredths === null ? '' : line.fteHundredths / 100,
          line.source,
          line.example ? 'example' : '',
        ]);
      })
      .join('')
  );
}

export interface CorrectForm {
  known?: string;
  amount?: string;
  source?: string;
  note?: string;
}

export function correctForm(model: {
  line: CostLine;
  csrfToken: string;
  key?: string | undefined;
  version: number;
  values: CorrectForm;
  errors: readonly FieldError[];
  theirs?: string | undefined;
}): Html {
  const { line, values, errors } = model;
  return html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${line.year}, ${stageWords[line.stage].toLowerCase()}</span>Correct: ${line.heading}</h1>
${changedMeanwhile('this line', model.theirs)}
${form({
  action: `/resources/costs/${line.id}/correct`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`
${input({ id: 'amount', name: 'amount', inputmode: 'decimal', label: { text: 'Amount' }, hint: { text: 'In pounds and pence, like 1,177,000.00. Leave empty if it is not known: it then counts in no sum' }, prefix: { text: '£' }, classes: 'govuk-input--width-10', value: values.amount ?? '', ...messageFor(errors, 'amount') })}
${input({ id: 'source', name: 'source', label: { text: 'Where the amount comes from' }, value: values.source ?? '', ...messageFor(errors, 'source') })}
${textarea({ id: 'note', name: 'note', label: { text: 'Note (optional)' }, rows: 3, value: values.note ?? '' })}
${button({ text: 'Save', preventDoubleClick: true })}`,
})}`;
}
