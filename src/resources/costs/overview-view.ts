import { addressOf } from '../../web/address.ts';
import { emptyState, exampleTag, insetText, table, tag, warningText } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import type { LineMoney, MoneySum } from './budget.ts';
import { showPounds, showRounding, showThousands } from './money.ts';
import type { Recharge } from './recharge.ts';
import { rechargeSection } from './recharge-view.ts';
import { type Check, increaseOf, partsOf, type SharesOf, type StageTotal } from './rules.ts';
import { amountCell, costTabs, fteWords, lineLink, notKnown, pounds } from './show.ts';
import type { CostLine, CostStage, CostYear, FormulaVersion } from './types.ts';
import { yearInAddress } from './year.ts';

interface YearRow {
  year: string;
  sum: MoneySum;
  budget: CostYear | undefined;
}

export interface Overview {
  /** There is any line at all. */
  anyLine: boolean;
  baselineYear: string | undefined;
  proposedYear: string | undefined;
  baseline: StageTotal;
  proposed: StageTotal;
  proposedLines: readonly CostLine[];
  formula: FormulaVersion | undefined;
  sharesOf: SharesOf;
  /** Every agency named in a share, a bearer or an employer. */
  agencies: readonly { code: string; name: string }[];
  years: readonly YearRow[];
  pots: readonly LineMoney[];
  transition: readonly CostLine[];
  unknown: readonly CostLine[];
  recharge: Recharge;
  checks: readonly Check[];
  mayEdit: boolean;
}

const linesHref = (filter: {
  stage?: CostStage;
  year?: string | undefined;
  agency?: string;
  unknown?: string;
}): string => addressOf('/resources/costs/lines', filter);

export function costsPage(model: Overview): Html {
  const slips = model.checks.filter((check) => check.verdict === 'slip');
  return html`<h1 class="govuk-heading-l">Costs</h1>
${costTabs('/resources/costs')}
${
  model.anyLine
    ? html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="/resources/costs.csv">Download every line as CSV</a>${model.mayEdit ? html` · <a class="govuk-link" href="/resources/costs/lines/new">Enter a line</a>` : ''}</p>
${slips.map((check) => warningText({ text: `Slip in ${check.figure.source}, ${check.figure.what}: ${check.says}` }))}
${summarySection(model)}
${yearsSection(model)}
${potSection(model)}
${transitionSection(model)}
${unknownSection(model)}
${pennySection(model)}
${rechargeSection({ caption: `Proposed ${model.proposedYear ?? ''}`, recharge: model.recharge, agencies: model.agencies, heading: 'Cost by employer against cost by share' })}
<h2 class="govuk-heading-m">Held against the papers</h2>
${checkTable(model.checks)}`
    : emptyState({
        title: 'No cost is recorded.',
        text: 'Costs show here with who bears them, once lines are entered.',
        ...(model.mayEdit ? { actions: [{ text: 'Enter a line', href: '/resources/costs/lines/new' }] } : {}),
      })
}`;
}

/** An amount that leads to the lines which make it. */
const linked = (text: string, href: string, about: string): Html =>
  html`<a class="govuk-link" href="${href}">${text}<span class="govuk-visually-hidden"> ${about}</span></a>`;

function summarySection(model: Overview): Html {
  const { agencies, baseline, proposed, formula } = model;
  const bearers = agencies.filter(({ code }) => baseline.byAgency.has(code) || proposed.byAgency.has(code));
  const increase = increaseOf(baseline, proposed);
  const cell = (pence: bigint | undefined, fte: number | undefined, href: string, about: string) => ({
    html: html`${pence === undefined ? notKnown : linked(showThousands(pence), href, about)}${fte === undefined ? '' : html`<br><span class="govuk-hint">${fteWords(fte)}</span>`}`,
    format: 'numeric',
  });
  const row = (word: string, stage: CostStage, year: string | undefined, total: StageTotal) => [
    year === undefined ? word : `${word} ${year}`,
    ...bearers.map(({ code, name }) =>
      cell(
        total.byAgency.get(code),
        total.fteByAgency.get(code),
        linesHref({ stage, year }),
        `${word.toLowerCase()}, ${name}`,
      ),
    ),
    cell(total.total, total.fteHundredths, linesHref({ stage, year }), `${word.toLowerCase()}, total`),
  ];
  return html`<h2 class="govuk-heading-m">Summary of pay</h2>
${formula === undefined ? '' : html`<p class="govuk-body">${exampleTag(formula.example)} Shared by: ${formula.body.formula}, ${formula.body.shares.map((share) => `${nameOf(agencies, share.agency)} ${share.percent} %`).join(', ')} (${formula.body.source}).</p>`}
${table({
  caption: 'Pay and allowances, to the nearest £1,000',
  scrollLabel: 'Summary of pay',
  stack: true,
  firstCellIsHeader: true,
  head: [
    { text: 'Pay and allowances' },
    ...bearers.map((agency) => ({ text: agency.name, format: 'numeric' })),
    { text: 'Total', format: 'numeric' },
  ],
  rows: [
    row('Baseline', 'baseline', model.baselineYear, baseline),
    row('Proposed', 'proposed', model.proposedYear, proposed),
    [
      'Increase',
      ...bearers.map(({ code }) => thousandsCell(increase.get(code))),
      thousandsCell(increase.get('total')),
    ],
  ],
})}`;
}

const thousandsCell = (pence: bigint | undefined) => ({
  text: pence === undefined ? notKnown : showThousands(pence),
  format: 'numeric',
});

const nameOf = (agencies: Overview['agencies'], code: string): string =>
  agencies.find((agency) => agency.code === code)?.name ?? code;

const yearsSection = (model: Overview): Html => html`<h2 class="govuk-heading-m">Budgets by year</h2>
${
  model.years.length === 0
    ? html`<p class="govuk-body">No year has a budget yet. Enter its lines as “Budget”.</p>`
    : table({
        caption: 'Budget, spent and forecast by year',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Budgets by year',
        stack: true,
        firstCellIsHeader: true,
        head: [
          { text: 'Year' },
          { text: 'Budget', format: 'numeric' },
          { text: 'Spent so far', format: 'numeric' },
          { text: 'Forecast', format: 'numeric' },
          { text: 'State' },
        ],
        rows: model.years.map(({ year, sum, budget }) => [
          {
            html: html`<a class="govuk-link" href="/resources/costs/years/${yearInAddress(year)}">${year}<span class="govuk-visually-hidden">, budget and spending</span></a>`,
          },
          amountCell(sum.budget),
          {
            html: html`${pounds(sum.actual)}${sum.incomplete.length > 0 ? html`<br><span class="govuk-hint">months not entered of ${sum.incomplete.length} ${sum.incomplete.length === 1 ? 'line' : 'lines'}</span>` : ''}`,
            format: 'numeric',
          },
          {
            html: html`${pounds(sum.forecast)}${sum.withoutForecast.length > 0 ? html`<br><span class="govuk-hint">${sum.withoutForecast.length} not known</span>` : ''}`,
            format: 'numeric',
          },
          budget?.state === 'approved'
            ? tag({ text: 'Approved', classes: 'govuk-tag--green' })
            : tag({ text: 'Draft', classes: 'govuk-tag--yellow' }),
        ]),
      })
}`;

const potSection = (model: Overview): Html | '' =>
  model.pots.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">Put in by commissioners and partners</h2>
${table({
  caption: 'Allocations and posts that others fund, with what is left of them',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Put in by commissioners and partners',
  stack: true,
  firstCellIsHeader: true,
  foldOnPhone: [2, 3, 4, 5, 6],
  head: [
    { text: 'What' },
    { text: 'Year' },
    { text: 'By whom' },
    { text: 'Amount', format: 'numeric' },
    { text: 'FTE', format: 'numeric' },
    { text: 'Moved', format: 'numeric' },
    { text: 'Spent', format: 'numeric' },
    { text: 'Left', format: 'numeric' },
  ],
  rows: model.pots.map((pot) => [
    html`${lineLink(pot.line)}${exampleTag(pot.line.example)}`,
    pot.line.year,
    pot.line.agencyName ?? notKnown,
    amountCell(pot.original),
    {
      text: pot.line.fteHundredths === null ? '' : String(pot.line.fteHundredths / 100),
      format: 'numeric',
    },
    { text: pot.moved === 0n ? '' : showPounds(pot.moved), format: 'numeric' },
    amountCell(pot.actual),
    amountCell(pot.remaining),
  ]),
})}
<p class="govuk-body govuk-hint">Left: the amount with what was moved, less what was spent and what waits to be moved away. Spending that was not entered is not known, so less may be left.</p>`;

const transitionSection = (model: Overview): Html | '' =>
  model.transition.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">Transition</h2>
<p class="govuk-body">What the change itself costs, once. It is in no yearly comparison of pay.</p>
${table({
  caption: 'Transition costs',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Transition costs',
  stack: true,
  head: [{ text: 'What' }, { text: 'Year' }, { text: 'Amount', format: 'numeric' }, { text: 'Source' }],
  rows: model.transition.map((line) => [
    html`${lineLink(line)}${exampleTag(line.example)}`,
    line.year,
    amountCell(line.pence),
    line.source,
  ]),
})}`;

const unknownSection = ({ unknown }: Overview): Html | '' =>
  unknown.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">Not yet known</h2>
${insetText({
  html: html`<p class="govuk-body">In no sum, because the amount is not known (${linked(`${unknown.length} ${unknown.length === 1 ? 'line' : 'lines'}`, linesHref({ unknown: '1' }), 'not known')}):</p>
<ul class="govuk-list govuk-list--bullet">${unknown.slice(0, 12).map((line) => html`<li>${lineLink(line)}, ${line.year}${line.note === null ? '' : `: ${line.note}`}</li>`)}</ul>`,
})}`;

function pennySection(model: Overview): Html {
  const shared = model.proposedLines.filter((line) => line.agency === null);
  const sharers = model.agencies.filter(({ code }) =>
    shared.some((line) => model.sharesOf(line)?.some((share) => share.agency === code)),
  );
  return html`<h2 class="govuk-heading-m">To the penny</h2>
<p class="govuk-body">Shares are rounded down to whole pence, and the pence left over go to whoever lost most, so that they always sum to the whole.</p>
${table({
  caption: 'Shared lines that are proposed, to the penny',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Shares to the penny',
  stack: true,
  firstCellIsHeader: true,
  head: [
    { text: 'Shared line' },
    { text: 'Whole', format: 'numeric' },
    ...sharers.map((agency) => ({ text: agency.name, format: 'numeric' })),
    { text: 'Sum of the shares', format: 'numeric' },
  ],
  rows: shared.map((line) => {
    const parts = partsOf(line, model.sharesOf);
    return [
      `${line.year}: ${line.heading}`,
      amountCell(line.pence),
      ...sharers.map(({ code }) => {
        const part = parts?.find((candidate) => candidate.agency === code);
        return {
          html:
            part === undefined
              ? html`${notKnown}`
              : html`${showPounds(part.pence)}<br><span class="govuk-hint">rounding: ${showRounding(part.roundedOff)}</span>`,
          format: 'numeric',
        };
      }),
      amountCell(parts?.reduce((sum, part) => sum + part.pence, 0n)),
    ];
  }),
})}`;
}

const verdictTags: Record<Check['verdict'], Html> = {
  agrees: tag({ text: 'Agrees', classes: 'govuk-tag--green' }),
  slip: tag({ text: 'Slip', classes: 'govuk-tag--red' }),
  'not-known': tag({ text: 'Not known', classes: 'govuk-tag--grey' }),
  given: tag({ text: 'Input', classes: 'govuk-tag--grey' }),
};

const checkTable = (checks: readonly Check[]): Html =>
  checks.length === 0
    ? emptyState({ title: 'No printed figure is recorded.' })
    : table({
        caption: 'Figures as printed, and as the inputs give them',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Figures as printed',
        stack: true,
        firstCellIsHeader: true,
        foldOnPhone: [1, 3],
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
