import { showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  details,
  emptyState,
  exampleTag,
  input,
  insetText,
  pageArrows,
  select,
  summaryList,
  table,
  tag,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { AnyClaim } from '../measures/page-store.ts';
import { foreseenList, plannedWords } from './plan-words.ts';
import { resultPart } from './result-view.ts';
import { isPlanned, isUnderWay, mayRun, planSentence, transitions } from './rules.ts';
import {
  type Comparison,
  type ComparisonState,
  designs,
  designWords,
  measuredWords,
  states,
  stateWords,
  subgroupingWords,
} from './types.ts';

const stateColours: Record<ComparisonState, string> = {
  registered: 'govuk-tag--blue',
  asked: 'govuk-tag--yellow',
  running: 'govuk-tag--yellow',
  done: 'govuk-tag--green',
  refused: 'govuk-tag--orange',
  withdrawn: 'govuk-tag--grey',
};

const stateTag = (state: ComparisonState): Html =>
  tag({ text: stateWords[state], classes: stateColours[state] });

export interface ListModel {
  comparisons: readonly (Comparison & { level: number | null })[];
  looks: { plans: number; runs: number };
  state: ComparisonState | undefined;
  page: number;
  hasMore: boolean;
  href: (to: number) => string;
  mayPlan: boolean;
}

export const comparisonList = (model: ListModel): Html =>
  html`<h1 class="govuk-heading-l">Comparisons</h1>
<p class="govuk-body">What became of people on the scheme says little by itself: it is held against others, an area or a draw of lots, by a plan that is written down first. ${looksWords(model.looks)}</p>
${model.mayPlan && planLinks}
<form method="get" action="/outcomes/comparisons" class="wm-no-print">${select({
    id: 'state',
    name: 'state',
    label: { text: 'State' },
    value: model.state ?? '',
    items: [{ value: '', text: 'Any' }, ...states.map((value) => ({ value, text: stateWords[value] }))],
  })}${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>
${
  model.comparisons.length === 0
    ? emptyState({
        title: model.state === undefined ? 'No comparison has been planned.' : 'None is in this state.',
        text: 'A before and after alone cannot tell whether the scheme made the difference.',
      })
    : listTable(model.comparisons)
}
${pageArrows(model.page, model.hasMore, model.href)}`;

const looksWords = ({ plans, runs }: ListModel['looks']): string =>
  plans === 0
    ? ''
    : `${plans} ${plans === 1 ? 'plan is' : 'plans are'} registered and ${runs} ${runs === 1 ? 'run was' : 'runs were'} made: of 20 comparisons of things that do not differ, one looks like a difference by chance.`;

const planLinks = html`<h2 class="govuk-heading-m wm-no-print">Plan a comparison</h2><ul class="govuk-list wm-no-print">${designs.map((design) => html`<li><a class="govuk-link" href="/outcomes/comparisons/new/${design}">${designWords[design]}</a></li>`)}</ul>`;

const listTable = (comparisons: ListModel['comparisons']): Html =>
  table({
    caption: 'Comparisons, the newest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Comparisons',
    stack: true,
    head: [
      { text: 'Comparison' },
      { text: 'Design' },
      { text: 'Registered' },
      { text: 'State' },
      { text: 'How far it can be trusted' },
    ],
    rows: comparisons.map((one) => [
      html`<a class="govuk-link" href="/outcomes/comparisons/${one.id}">${one.name}</a>${exampleTag(one.example)}`,
      designWords[one.body.design],
      `${showShortDay(one.registeredAt.toISOString().slice(0, 10))}, ${isPlanned(one) ? 'planned' : 'exploratory'}`,
      stateTag(one.state),
      one.level === null ? 'No figure' : `Level ${one.level} of 5`,
    ]),
  });

export interface OneModel {
  comparison: Comparison;
  claim: AnyClaim | undefined;
  looks: { plans: number; runs: number };
  now: Date;
  seesPeople: boolean;
  seesTrials: boolean;
  /** Given to those who may run it. */
  csrfToken: string | undefined;
  values: { why?: string };
  errors: readonly FieldError[];
  key: string | undefined;
  theirs: string | undefined;
}

export const comparisonPage = (model: OneModel): Html => {
  const { comparison, claim } = model;
  return html`<h1 class="govuk-heading-l">${comparison.name}${exampleTag(comparison.example)}</h1>
<p class="govuk-body">${stateTag(comparison.state)}</p>
${changedMeanwhile('this comparison', model.theirs)}
${isUnderWay(comparison.state) && progress(comparison)}
${comparison.why !== null && insetText({ text: `${comparison.state === 'withdrawn' ? 'Withdrawn' : 'No figure'}: ${comparison.why}` })}
${claim !== undefined && (claim.figures !== null || comparison.why === null) && resultPart(claim, model)}
${planPart(model)}
${model.csrfToken !== undefined && actsPart(model, model.csrfToken)}`;
};

const steps = ['read', 'work-out', 'freeze'];
const stepWords: Record<string, string> = {
  read: 'reading what is recorded',
  'work-out': 'working it out',
  freeze: 'freezing what came out',
};

const progress = ({ id, step, stateAt }: Comparison): Html => {
  const place = steps.indexOf(step ?? '');
  const words =
    step === null
      ? `Asked for ${showMoment(stateAt)}; it waits to begin.`
      : `Step ${place + 1} of ${steps.length}: ${stepWords[step] ?? step}. Begun ${showMoment(stateAt)}.`;
  return insetText({
    html: html`<p class="govuk-body" role="status">${words}</p><p class="govuk-body wm-no-print"><a class="govuk-link" href="/outcomes/comparisons/${id}">Look again</a></p>`,
  });
};

const planPart = ({ comparison, looks, seesTrials }: OneModel): Html => {
  const { body, foreseen } = comparison;
  const row = (key: string, value: string | Html) => ({ key, value });
  return html`<h2 class="govuk-heading-m">The plan</h2>
${summaryList({
  rows: [
    row('Design', designWords[body.design]),
    row(
      'Compared',
      body.design === 'trial' && seesTrials
        ? html`${planSentence(body)}: <a class="govuk-link" href="/cohort/trials/${body.trialId}">the trial</a>`
        : planSentence(body),
    ),
    row('Outcome', measuredWords(body)),
    ...('joinedFrom' in body
      ? [
          row('Joined', `${showDay(body.joinedFrom)} to ${showDay(body.joinedTo)}`),
          row('Follow-up', `${body.followMonths} months from each person’s own day`),
          row('Sub-groups', subgroupingWords[body.subgroups]),
        ]
      : []),
    ...(body.design === 'series'
      ? [row('Months of the year', body.season ? 'With levels of their own' : 'Not told apart')]
      : []),
    row('Registered', `${showMoment(comparison.registeredAt)} by ${comparison.registeredBy}`),
    row('Planned or exploratory', plannedWords(comparison)),
    row(
      'Countable',
      comparison.countableOn === null
        ? 'Once the trial has enrolled everybody and they have been followed'
        : `Once the data reach ${showDay(comparison.countableOn)}`,
    ),
    row('Looks at the data', `${comparison.runs} of this plan; ${looks.runs} of all ${looks.plans} plans`),
  ],
})}
${details({ summaryText: 'What it foresaw when it was registered', html: foreseenList(foreseen) })}`;
};

function actsPart(model: OneModel, csrfToken: string): Html {
  const { comparison } = model;
  const { id, version, state, runs } = comparison;
  const action = (what: string): string => `/outcomes/comparisons/${id}/${what}`;
  return html`${
    mayRun(comparison, model.now) &&
    form({
      action: action('run'),
      csrfToken,
      version,
      body: button({
        text: runs === 0 ? 'Run it' : 'Run it again',
        preventDoubleClick: true,
        ...(runs === 0 ? {} : { classes: 'govuk-button--secondary' }),
      }),
    })
  }
${
  transitions[state].includes('withdraw') &&
  html`<h2 class="govuk-heading-m wm-no-print">Withdraw the plan</h2>${form({
    action: action('withdraw'),
    csrfToken,
    version,
    key: model.key,
    body: html`${input({ id: 'why', name: 'why', label: { text: 'Why' }, value: model.values.why ?? '', ...messageFor(model.errors, 'why') })}${button({ text: 'Withdraw it', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
  })}`
}`;
}
