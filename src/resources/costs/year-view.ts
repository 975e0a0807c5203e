import { showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  changedMeanwhile,
  emptyState,
  exampleTag,
  table,
  tag,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type LineMoney, type MoneySum, sumMoney } from './budget.ts';
import { showPounds } from './money.ts';
import type { Recharge, SpentRecharge } from './recharge.ts';
import { rechargeSection, spentNote } from './recharge-view.ts';
import { amountCell, bearerWords, costTabs, lineLink, notKnown, pounds } from './show.ts';
import { type CostLine, type CostYear, forecastMethods, forecastWords, kinds, kindWords } from './types.ts';
import { monthNames, yearInAddress } from './year.ts';

interface YearPage {
  year: string;
  money: readonly LineMoney[];
  budget: CostYear | undefined;
  /** Moved in from pots that others put in. */
  putIn: readonly { pot: CostLine; pence: bigint }[];
  /** Borne by each agency: of the budget as it is now. */
  borne: ReadonlyMap<string, bigint>;
  byBudget: Recharge;
  bySpending: SpentRecharge;
  agencies: readonly { code: string; name: string }[];
  /** In words, for the year. */
  formula: string | undefined;
  mayDecide: boolean;
  isWriter: boolean;
  mayEdit: boolean;
  values: { note?: string };
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string | undefined;
  csrfToken: string;
}

/** A year's budget against what was spent, with the forecast, who bears it and who owes whom. */
export function yearPage(model: YearPage): Html {
  const { year } = model;
  return html`<h1 class="govuk-heading-l">Budget and spending, ${year}</h1>
${costTabs(undefined)}
${changedMeanwhile('this budget', model.theirs)}
${stateLine(model)}
${
  model.money.length === 0
    ? emptyState({
        title: `No line of ${year} is a budget.`,
        text: 'Enter its lines with the stage “Budget”.',
        ...(model.mayEdit ? { actions: [{ text: 'Enter a line', href: '/resources/costs/lines/new' }] } : {}),
      })
    : html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="/resources/costs/years/${yearInAddress(year)}/lines.csv">Download as CSV</a> · <a class="govuk-link" href="${addressOf('/resources/costs/virements', { year })}">Virements of ${year}</a></p>
${lineTable(model)}
${methodList(model)}
${borneTable(model)}
${rechargeSection({ heading: 'Recharge by budget', caption: `Budget ${year}`, recharge: model.byBudget, agencies: model.agencies })}
${rechargeSection({ heading: 'Recharge by what was spent', caption: `Spent in ${year}`, recharge: model.bySpending.recharge, agencies: model.agencies, note: spentNote(model.bySpending) })}
${model.mayDecide ? decideForm(model) : ''}`
}`;
}

function stateLine({ budget, isWriter, formula }: YearPage): Html {
  const shared = formula === undefined ? '' : html`<p class="govuk-body">Shared by: ${formula}.</p>`;
  if (budget === undefined) return html`${shared}`;
  const decided =
    budget.decidedByName === null || budget.decidedAt === null
      ? ''
      : html` ${budget.state === 'approved' ? 'Approved' : 'Opened again'} by ${budget.decidedByName}, ${showMoment(budget.decidedAt)}${budget.note === null ? '' : `: ${budget.note}`}.`;
  return html`<p class="govuk-body">${
    budget.state === 'approved'
      ? html`${tag({ text: 'Approved', classes: 'govuk-tag--green' })}${decided} It changes by virement alone.`
      : html`${tag({ text: 'Draft', classes: 'govuk-tag--yellow' })}${decided} ${isWriter ? 'You wrote in it, so somebody else has to approve it.' : 'Somebody who did not write it has to approve it.'}`
  }</p>${shared}`;
}

const linesWord = (count: number): string => `${count} ${count === 1 ? 'line' : 'lines'}`;

const sumRow = (word: string, sum: MoneySum) => [
  { html: html`<strong>${word}</strong>` },
  '',
  '',
  '',
  { html: html`<strong>${pounds(sum.budget)}</strong>`, format: 'numeric' },
  {
    html: html`<strong>${pounds(sum.actual)}</strong>${sum.incomplete.length === 0 ? '' : html`<br><span class="govuk-hint">without months not entered of ${linesWord(sum.incomplete.length)}</span>`}`,
    format: 'numeric',
  },
  { html: html`<strong>${pounds(sum.forecast)}</strong>`, format: 'numeric' },
  '',
];

function lineTable(model: YearPage): Html {
  const spending = model.money.filter(({ line }) => line.kind !== 'income');
  const groups = kinds
    .map((kind) => ({ kind, lines: model.money.filter(({ line }) => line.kind === kind) }))
    .filter(({ lines }) => lines.length > 0);
  return table({
    caption: 'Budget, spent and forecast by line',
    scrollLabel: 'Budget, spent and forecast by line',
    stack: true,
    firstCellIsHeader: true,
    foldOnPhone: [1, 2, 3, 7],
    head: [
      { text: 'Line' },
      { text: 'Borne by' },
      { text: 'As set', format: 'numeric' },
      { text: 'Moved', format: 'numeric' },
      { text: 'Budget now', format: 'numeric' },
      { text: 'Spent', format: 'numeric' },
      { text: 'Forecast', format: 'numeric' },
      { text: 'Forecast less budget', format: 'numeric' },
    ],
    rows: [
      ...groups.flatMap(({ kind, lines }) => [
        ...lines.map(lineRow),
        sumRow(`${kindWords[kind]}, sum of what is known`, sumMoney(lines)),
      ]),
      sumRow('All spending, sum of what is known', sumMoney(spending)),
    ],
  });
}

function lineRow(one: LineMoney) {
  const { line } = one;
  const months =
    one.missing.length === 0
      ? ''
      : html`<br><span class="govuk-hint">not entered: ${one.missing.map((month) => monthNames[month - 1]?.slice(0, 3)).join(', ')}</span>`;
  return [
    html`${lineLink(line)}${exampleTag(line.example)}${line.fteHundredths === null ? '' : html`<br><span class="govuk-hint">${line.fteHundredths / 100} FTE</span>`}`,
    bearerWords(line),
    amountCell(one.original),
    { text: one.moved === 0n ? '' : showPounds(one.moved), format: 'numeric' },
    amountCell(one.budget),
    { html: html`${pounds(one.actual)}${months}`, format: 'numeric' },
    amountCell(one.forecast),
    amountCell(one.variance),
  ];
}

/** How each line's forecast was made: stated beside the numbers. */
function methodList({ money }: YearPage): Html {
  const without = money.filter(({ forecast }) => forecast === null).map(({ line }) => line);
  return html`<h2 class="govuk-heading-m">How the forecast is made</h2>
<ul class="govuk-list govuk-list--bullet">${forecastMethods.map((method) => {
    const lines = money.filter(({ line }) => line.forecastMethod === method).map(({ line }) => line);
    return lines.length === 0 ? '' : html`<li>${forecastWords[method]}: ${headings(lines)}.</li>`;
  })}</ul>
${without.length === 0 ? '' : html`<p class="govuk-body">In no forecast, because not known: ${headings(without)}.</p>`}`;
}

const headings = (lines: readonly CostLine[]): string => lines.map(({ heading }) => heading).join('; ');

const borneTable = ({
  borne,
  agencies,
  year,
  putIn,
}: YearPage): Html => html`<h2 class="govuk-heading-m">Borne by</h2>
${
  putIn.length === 0
    ? ''
    : html`<p class="govuk-body">Moved in from what others put in, and shared here as the rest of its line is:</p>
<ul class="govuk-list govuk-list--bullet">${putIn.map(({ pot, pence }) => html`<li>${showPounds(pence)} from ${lineLink(pot)} (${pot.agencyName ?? notKnown})</li>`)}</ul>`
}
${table({
  caption: `What each agency bears of what is known of the budget of ${year}`,
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Borne by',
  stack: true,
  head: [{ text: 'Agency' }, { text: 'Bears', format: 'numeric' }],
  rows: [
    ...agencies
      .filter(({ code }) => borne.has(code))
      .map(({ code, name }) => [name, amountCell(borne.get(code))]),
    ['Sum', amountCell([...borne.values()].reduce((sum, pence) => sum + pence, 0n))],
  ],
})}`;

function decideForm({ year, budget, values, errors, key, csrfToken, isWriter }: YearPage): Html | '' {
  if (budget === undefined || (budget.state === 'draft' && isWriter)) return '';
  const approved = budget.state === 'approved';
  return html`<div class="wm-no-print"><h2 class="govuk-heading-m">${approved ? 'Open the budget again' : 'Approve the budget'}</h2>
${form({
  action: `/resources/costs/years/${yearInAddress(year)}/${approved ? 'reopen' : 'approve'}`,
  csrfToken,
  key,
  version: budget.version,
  body: html`${textarea({ id: 'note', name: 'note', label: { text: approved ? 'Why' : 'Note (optional)' }, rows: 2, value: values.note ?? '', ...messageFor(errors, 'note') })}
${button({ text: approved ? 'Make it a draft again' : `Approve the budget of ${year}`, preventDoubleClick: true, ...(approved ? { classes: 'govuk-button--secondary' } : {}) })}`,
})}</div>`;
}
