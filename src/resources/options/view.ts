import { addressOf } from '../../web/address.ts';
import {
  button,
  emptyState,
  exampleTag,
  insetText,
  numberedPages,
  summaryList,
  table,
  tag,
  warningText,
} from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { showPounds } from '../costs/money.ts';
import { costTabs } from '../costs/show.ts';
import type { AppraisalCheck } from './checks.ts';
import { decimals, fraction } from './fraction.ts';
import type { OneAtATime, Ranked, Shift } from './ranking.ts';
import { rankingSection } from './ranking-view.ts';
import type { AppraisalRow } from './store.ts';
import {
  type AppraisalOption,
  figureKinds,
  figureWords,
  type OptionFigure,
  type OptionState,
  optionStateWords,
  type ShareStatement,
  type WholeAppraisal,
} from './types.ts';

const path = '/resources/options';

export function appraisalList(model: {
  appraisals: readonly AppraisalRow[];
  total: number;
  page: number;
  pageSize: number;
  mayEdit: boolean;
}): Html {
  return html`<h1 class="govuk-heading-l">Options appraisals</h1>
${costTabs(path)}
${model.mayEdit ? html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="${path}/new">Open an appraisal</a></p>` : ''}
${
  model.appraisals.length === 0
    ? emptyState({
        title: 'No options are appraised.',
        text: 'An appraisal compares ways to run the scheme: structure, posts, cost, saving, risks and fit.',
      })
    : table({
        caption: 'Options appraisals, the newest first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Options appraisals',
        stack: true,
        head: [
          { text: 'What' },
          { text: 'Options', format: 'numeric' },
          { text: 'Preferred' },
          { text: 'Source' },
        ],
        rows: model.appraisals.map((one) => [
          html`<a class="govuk-link" href="${path}/${one.id}">${one.title}</a>${exampleTag(one.example)}`,
          { text: String(one.options), format: 'numeric' },
          one.preferred ?? 'None yet',
          one.source ?? '',
        ]),
      })
}
${numberedPages(model.page, Math.ceil(model.total / model.pageSize), (page) => addressOf(path, { page: page === 1 ? undefined : page }))}`;
}

/** A figure as it is: known, not known, or printed so that it cannot be read. */
export const figureText = ({ what, value, legible }: OptionFigure): string => {
  if (!legible) return 'Cannot be read in the paper';
  if (value === null) return 'Not known';
  if (what === 'cost' || what === 'saving') return showPounds(value);
  if (what === 'people') return String(value);
  const hundredths = decimals(fraction(value, 100), 2).replace(/0+$/, '').replace(/\.$/, '');
  return what === 'fte' ? `${hundredths} FTE` : `${hundredths} %`;
};

interface AppraisalPage {
  appraisal: WholeAppraisal;
  ranked: readonly Ranked[];
  turns: readonly OneAtATime[];
  shifts: readonly Shift[];
  checks: readonly AppraisalCheck[];
  mayEdit: boolean;
  csrfToken: string;
}

/** The comparison on one page: figures, ranking, what would turn it, and what cannot be. */
export function appraisalPage(model: AppraisalPage): Html {
  const { appraisal, checks } = model;
  const edit = `${path}/${appraisal.id}`;
  const slips = checks.filter(({ verdict }) => verdict === 'slip');
  return html`<h1 class="govuk-heading-l">${appraisal.title}${exampleTag(appraisal.example)}</h1>
<p class="govuk-body-l">${appraisal.question}</p>
${appraisal.source === null ? '' : html`<p class="govuk-body">Source: ${appraisal.source}.</p>`}
${appraisal.exampleNote === null ? '' : insetText({ text: appraisal.exampleNote })}
<p class="govuk-body wm-no-print"><a class="govuk-link" href="${edit}/comparison.csv">Download as CSV</a>${model.mayEdit ? html` · <a class="govuk-link" href="${edit}/options/new">Add an option</a> · <a class="govuk-link" href="${edit}/weights">Criteria, weights and scores</a> · <a class="govuk-link" href="${edit}/statements/new">Check a statement about shares</a>` : ''}</p>
${slips.map((check) => warningText({ text: `${check.about}: ${check.says}` }))}
${checks.filter(({ verdict }) => verdict === 'note').map((check) => insetText({ text: `${check.about}: ${check.says}` }))}
${
  appraisal.options.length === 0
    ? emptyState({ title: 'There is no option yet.', text: 'Add at least two, doing nothing among them.' })
    : html`${comparison(appraisal)}
${rankingSection(model)}
<h2 class="govuk-heading-m">The options</h2>
${appraisal.options.map((option) => optionCard(option, model.mayEdit))}`
}
${statementSection(model)}`;
}

const stateTag = (state: OptionState): Html =>
  tag({
    text: optionStateWords[state],
    classes: {
      considered: 'govuk-tag--grey',
      discounted: 'govuk-tag--yellow',
      preferred: 'govuk-tag--green',
    }[state],
  });

const figureCell = (figures: readonly OptionFigure[]): Html | string =>
  figures.length === 0
    ? 'Not known'
    : html`${figures.map(
        (figure, index) =>
          html`${index > 0 ? html`<br>` : ''}${figureText(figure)}${figure.about === '' ? '' : `, ${figure.about}`}${figure.legible || figure.printed === null ? '' : html` <span class="govuk-hint">(${figure.printed})</span>`}`,
      )}`;

const comparison = ({ options }: WholeAppraisal): Html => html`<h2 class="govuk-heading-m">Compared</h2>
${table({
  caption: 'Options side by side',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Options side by side',
  stack: true,
  foldOnPhone: [1, 2, 5],
  firstCellIsHeader: true,
  head: [{ text: 'Option' }, ...figureKinds.map((kind) => ({ text: figureWords[kind] })), { text: 'State' }],
  rows: options.map((option) => [
    option.title,
    ...figureKinds.map((kind) => ({
      html: html`${figureCell(option.figures.filter(({ what }) => what === kind))}`,
    })),
    { html: stateTag(option.state) },
  ]),
})}`;

function optionCard(option: AppraisalOption, mayEdit: boolean): Html {
  const row = (key: string, value: string | null) =>
    value !== null && {
      key: { text: key },
      value: { html: html`${value.split('\n').map((line) => html`${line}<br>`)}` },
    };
  return summaryList({
    card: {
      title: { text: option.title, headingLevel: 3 },
      ...(mayEdit
        ? {
            actions: {
              items: [
                {
                  text: 'Change',
                  href: `${path}/${option.appraisalId}/options/${option.id}`,
                  visuallyHiddenText: option.title,
                },
              ],
            },
          }
        : {}),
    },
    rows: [
      row('Structure', option.structure),
      row('Risks', option.risks),
      row('Fit', option.fit),
      row(
        option.state === 'considered' ? 'State' : optionStateWords[option.state],
        option.reason ?? 'Considered',
      ),
    ],
  });
}

const shareWords = (hundredths: number): string => `${hundredths / 100} %`;

function statementSection({ appraisal, checks, mayEdit, csrfToken }: AppraisalPage): Html | '' {
  if (appraisal.statements.length === 0) return '';
  const verdict = (statement: ShareStatement): Html => {
    const check = checks.find(({ about }) => about === statement.place);
    if (check?.verdict === 'slip')
      return html`${tag({ text: 'Cannot be', classes: 'govuk-tag--red' })}<br>${check.says}`;
    return html`${tag({ text: 'Can be', classes: 'govuk-tag--green' })}${check?.says ? html`<br>${check.says}` : ''}`;
  };
  return html`<h2 class="govuk-heading-m">Statements about shares</h2>
${table({
  caption: 'Whether statements about shares of people and of crimes can be true',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Statements about shares',
  stack: true,
  head: [
    { text: 'Where' },
    { text: 'As it stands' },
    { text: 'People' },
    { text: 'Crimes' },
    { text: 'At least each' },
    { text: 'Verdict' },
  ],
  rows: appraisal.statements.map((statement) => [
    statement.place,
    html`${statement.text}${mayEdit ? html`<div class="wm-no-print">${form({ action: `${path}/${appraisal.id}/statements/${statement.id}/remove`, csrfToken, body: button({ text: 'Take out', classes: 'govuk-button--secondary', attributes: { 'aria-label': `Take out the statement of ${statement.place}` } }) })}</div>` : ''}`,
    shareWords(statement.peopleShare),
    shareWords(statement.crimesShare),
    String(statement.leastEach),
    verdict(statement),
  ]),
})}`;
}
