import { showMoment } from '../../kernel/clock.ts';
import { button, exampleTag, summaryList, table, warningText } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { Bearer } from './bodies.ts';
import type { LineMoney } from './budget.ts';
import type { Part } from './money.ts';
import { showPounds, showRounding } from './money.ts';
import type { LineMove } from './move-store.ts';
import { amountCell, bearerWords, fteWords, notKnown, pounds } from './show.ts';
import type { LineHistory } from './store.ts';
import { type Actual, forecastWords, kindWords, stageWords, type Virement } from './types.ts';
import { isPot } from './virement-rules.ts';
import { virementTable } from './virement-view.ts';
import { monthNames, monthsInWords, yearInAddress } from './year.ts';

interface LinePage {
  money: LineMoney;
  actuals: readonly Actual[];
  virements: readonly Virement[];
  history: readonly LineHistory[];
  parts: readonly Part[] | undefined;
  /** In words, with its version; undefined where none is in force or the line is not shared. */
  formula: string | undefined;
  moves: readonly LineMove[];
  bearers: readonly Bearer[];
  mayEdit: boolean;
  /** Why it cannot be removed or put back; undefined where it can. */
  stays: string | undefined;
  csrfToken: string;
}

/** Everything about one line: what it is, who bears it, what moved and was spent, and what it was before. */
export function linePage(model: LinePage): Html {
  const { line } = model.money;
  const pot = isPot(line);
  return html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${line.year}, ${stageWords[line.stage].toLowerCase()}</span>${line.heading}${exampleTag(line.example)}</h1>
${line.removed ? warningText({ text: 'This line was removed: it is in no list and no sum.' }) : ''}
${facts(model)}
${model.mayEdit ? doing(model) : ''}
${partsSection(model)}
${pot ? monthsSection(model) : ''}
${pot ? html`<h2 class="govuk-heading-m">Moved to and from it</h2>${model.virements.length === 0 ? html`<p class="govuk-body">Nothing was moved.</p>` : virementTable(model.virements)}` : ''}
${movesSection(model)}
<h2 class="govuk-heading-m">History</h2>
${historyTable(model)}`;
}

const row = (key: string, value: string | Html) => ({
  key: { text: key },
  value: typeof value === 'string' ? { text: value } : { html: value },
});

function facts({ money, formula }: LinePage): Html {
  const { line } = money;
  const pot = isPot(line);
  return summaryList({
    rows: [
      row('Kind', kindWords[line.kind]),
      row('Borne by', bearerWords(line)),
      line.agency === null &&
        line.stage !== 'allocated' &&
        row('Formula', formula ?? 'None is in force in its year'),
      row('Paid in the first place by', line.employerName ?? notKnown),
      row(pot ? 'Amount as set' : 'Amount', pounds(money.original)),
      pot && row('Moved', money.moved === 0n ? 'Nothing' : showPounds(money.moved)),
      pot && row('Amount now', pounds(money.budget)),
      pot && row('Spent', spentWords(money)),
      pot && money.waiting > 0n && row('Waits to be moved away', showPounds(money.waiting)),
      pot &&
        row(
          money.missing.length === 0 ? 'Left' : 'Left at most: months are not entered',
          pounds(money.remaining),
        ),
      line.stage === 'budget' &&
        row(
          'Forecast to 31 March',
          html`${pounds(money.forecast)}<br><span class="govuk-hint">${forecastWords[line.forecastMethod]}${line.forecastWhy === null ? '' : `: ${line.forecastWhy}`}</span>`,
        ),
      line.stage === 'budget' && row('Forecast less budget', pounds(money.variance)),
      line.fteHundredths !== null && row('Posts', fteWords(line.fteHundredths)),
      row('Source', line.source),
      line.note !== null && row('Note', line.note),
    ],
  });
}

const spentWords = (money: LineMoney): string =>
  money.actual === null
    ? 'Not known: no month is entered'
    : `${showPounds(money.actual)} in ${money.monthsEntered} ${money.monthsEntered === 1 ? 'month' : 'months'}${money.missing.length === 0 ? '' : `; not entered: ${monthsInWords(money.missing)}`}`;

function doing({ money: { line }, stays, csrfToken }: LinePage): Html {
  return html`<p class="govuk-body wm-no-print">${line.removed ? '' : html`<a class="govuk-link" href="/resources/costs/${line.id}/correct">Correct this line</a> · <a class="govuk-link" href="/resources/costs/${line.id}/move">Change heading, year or who bears it</a>${isPot(line) ? html` · <a class="govuk-link" href="/resources/costs/${line.id}/spent">Enter what was spent</a> · <a class="govuk-link" href="/resources/costs/virements/new?from=${line.id}">Move money from it</a>` : ''}`}${line.stage === 'budget' ? html` · <a class="govuk-link" href="/resources/costs/years/${yearInAddress(line.year)}">Budget of ${line.year}</a>` : ''}</p>
${
  stays === undefined
    ? html`<div class="wm-no-print">${form({
        action: `/resources/costs/${line.id}/remove`,
        csrfToken,
        version: line.version,
        body: html`<input type="hidden" name="removed" value="${line.removed ? '0' : '1'}">${button({ text: line.removed ? 'Put the line back' : 'Remove the line', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
      })}</div>`
    : html`<p class="govuk-body govuk-hint wm-no-print">${stays}</p>`
}`;
}

function partsSection({ parts, bearers, money: { line } }: LinePage): Html | '' {
  if (line.agency !== null || parts === undefined) return '';
  return html`<h2 class="govuk-heading-m">Shared, to the penny</h2>
${table({
  caption: 'What each bears',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'What each bears',
  stack: true,
  head: [{ text: 'Agency' }, { text: 'Bears', format: 'numeric' }, { text: 'Rounding', format: 'numeric' }],
  rows: [
    ...parts.map((part) => [
      bearers.find(({ code }) => code === part.agency)?.name ?? part.agency,
      amountCell(part.pence),
      { text: showRounding(part.roundedOff), format: 'numeric' },
    ]),
    ['Sum', amountCell(parts.reduce((sum, part) => sum + part.pence, 0n)), ''],
  ],
})}`;
}

function monthsSection({ actuals, money }: LinePage): Html {
  return html`<h2 class="govuk-heading-m">Spent by month</h2>
${
  actuals.length === 0
    ? html`<p class="govuk-body">No month is entered, so what was spent is not known.</p>`
    : table({
        caption: 'Spent by month',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Spent by month',
        stack: true,
        head: [{ text: 'Month' }, { text: 'Spent', format: 'numeric' }, { text: 'Source' }],
        rows: actuals.map((actual) => [
          monthNames[actual.month - 1] ?? '',
          amountCell(actual.pence),
          actual.source,
        ]),
      })
}
${money.missing.length === 0 ? '' : html`<p class="govuk-body">Over, and not entered: ${monthsInWords(money.missing)}.</p>`}`;
}

/** What it was called, its year and its bearer before each change, with the reason. */
const movesSection = ({ moves }: LinePage): Html | '' =>
  moves.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">Heading, year or bearer changed</h2>
${table({
  caption: 'What it was called, its year and who bore it before, newest first',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Heading, year or bearer changed',
  stack: true,
  head: [{ text: 'Changed' }, { text: 'By' }, { text: 'What it was before' }, { text: 'Why' }],
  rows: moves.map((move) => [
    showMoment(move.at),
    move.by,
    `${move.heading}, ${move.year}, ${move.bearer}`,
    move.why,
  ]),
})}`;

/** What the line or a month said before each change. */
function historyTable({ history, bearers, money: { line } }: LinePage): Html {
  if (history.length === 0)
    return html`<p class="govuk-body">It has not been changed since it was entered.</p>`;
  const earlier = (item: LineHistory): string =>
    [
      item.table === 'cost_actual' && item.month !== null && `spent in ${monthNames[item.month - 1]}`,
      item.pence === null ? 'amount not known' : showPounds(BigInt(item.pence)),
      item.source,
      item.note,
      item.employer !== null &&
        `paid by ${bearers.find(({ code }) => code === item.employer)?.name ?? 'an agency'}`,
      item.forecastPence !== null && `forecast stated as ${showPounds(BigInt(item.forecastPence))}`,
      item.removed === true && 'removed',
    ]
      .filter(Boolean)
      .join('; ');
  return table({
    caption: `Earlier states of ${line.heading}, newest first`,
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'History of the line',
    stack: true,
    head: [{ text: 'Changed' }, { text: 'By' }, { text: 'What it said before' }],
    rows: history.map((item) => [showMoment(item.at), item.staff ?? 'the system', earlier(item)]),
  });
}
