import { showShortDay } from '../../kernel/clock.ts';
import { type Cell, type ClaimCardModel, claimCard, details, table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { drawnCard } from '../claims/card.ts';
import { claimLinks } from '../claims/views.ts';
import type { AnyClaim } from '../measures/page-store.ts';
import type { CardWords, CommonFigures } from '../measures/types.ts';
import type { ChangeFigures, Trend } from './change.ts';
import type { MatchedFigures } from './matched.ts';
import { comparisonMeasures } from './measures.ts';
import type { SeriesFigures } from './series.ts';
import { seriesChart } from './series-picture.ts';
import type { TrialFigures } from './trial.ts';
import { matchedCard } from './words.ts';

/** What came of a run, as far as this viewer may see it. */
export function resultPart(
  claim: AnyClaim,
  { seesPeople, comparison }: { seesPeople: boolean; comparison: { id: number } },
): Html {
  const { figures } = claim;
  const measure = comparisonMeasures.find(({ code }) => code === claim.measure);
  if (measure === undefined) return html``;
  if (figures === null) return html`<p class="govuk-body">${claim.notPublishedWhy ?? 'Not published.'}</p>`;
  const words = measure.card(figures);
  const drawn = words === null ? null : cardFor(words, claim, seesPeople);
  return html`${drawn !== null && claimCard(drawn)}
${claim.isSuppressed ? html`<p class="govuk-body">Counts of 1 to 4 are left out, and others from which they could be worked out.</p>` : ''}
${ownPart(claim.measure, figures, `/outcomes/comparisons/${comparison.id}/picture/download`)}
<h2 class="govuk-heading-m" id="definition">How it is worked out</h2>
${(claim.definition ?? '').split('\n').map((paragraph) => paragraph !== '' && html`<p class="govuk-body">${paragraph}</p>`)}
${details({
  summaryText: 'All figures',
  html: table({
    caption: 'Figures',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'All figures of this comparison',
    stack: true,
    firstCellIsHeader: true,
    head: [{ text: 'Figure' }, { text: 'Value', format: 'numeric' }],
    rows: measure
      .table(figures)
      .map(([name, value]) => [name, { text: value ?? 'not shown', format: 'numeric' as const }]),
  }),
})}
${claimLinks(claim.id)}`;
}

const cardFor = (words: CardWords, claim: AnyClaim, seesPeople: boolean): ClaimCardModel =>
  drawnCard(words, {
    ...(seesPeople ? { list: (name) => `/outcomes/claims/${claim.id}/people?list=${name}` } : {}),
    definition: '#definition',
  });

/** What only one design has. */
function ownPart(code: string, figures: CommonFigures, picture: string): Html {
  switch (code) {
    case 'comparison-matched':
      return matchedPart(figures as MatchedFigures);
    case 'comparison-change':
      return trendsPart(figures as ChangeFigures);
    case 'comparison-series':
      return monthsPart(figures as SeriesFigures, picture);
    case 'comparison-trial':
      return consortPart(figures as TrialFigures);
    default:
      return html``;
  }
}

const matchedPart = (figures: MatchedFigures): Html =>
  html`${figures.balance.length > 0 && balanceTable(figures)}
${figures.looked > 0 && subgroupPart(figures)}`;

const two = (value: number | null): string => (value === null ? '' : value.toFixed(2));

const judged = (difference: number | null, threshold: number): string =>
  difference === null ? 'not matched' : Math.abs(difference) < threshold ? 'alike' : 'not alike';

/** Whom the columns are of, and who fell away between them. */
function balanceFlow({ flow, counted }: MatchedFigures): string {
  if (flow === null) return 'How many had no match is not shown, because few.';
  const { joined, matched, unmatched, others } = flow;
  return `${joined} who joined and ${others} others could be compared. ${counted === 0 ? matched : counted} of those who joined have a match; ${unmatched} have none and are not in the columns after matching.`;
}

/** How alike both sides are: what is known of them before anything came out. */
const balanceTable = (figures: MatchedFigures): Html =>
  html`<h2 class="govuk-heading-m">How alike both sides are</h2>
<p class="govuk-body">${balanceFlow(figures)}</p>
<p class="govuk-body">Differences in standard deviations of those who joined. Each must be below ${figures.threshold.toFixed(1)} after matching, or no figure is given. Counts of offences are logarithms.</p>
${table({
  caption: 'Balance before and after matching',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Balance before and after matching',
  stack: true,
  firstCellIsHeader: true,
  head: [
    { text: 'What is known' },
    { text: 'Mean of all who joined', format: 'numeric' },
    { text: 'All others', format: 'numeric' },
    { text: 'Difference before', format: 'numeric' },
    { text: 'Those who joined and were matched', format: 'numeric' },
    { text: 'Their matches', format: 'numeric' },
    { text: 'Difference after', format: 'numeric' },
    { text: 'Judged' },
  ],
  rows: figures.balance.map((line) => balanceRow(line, figures.threshold)),
})}`;

const balanceRow = (line: MatchedFigures['balance'][number], threshold: number): Cell[] => [
  line.name,
  { text: two(line.joinedMean), format: 'numeric' },
  { text: two(line.othersBefore), format: 'numeric' },
  { text: two(line.before), format: 'numeric' },
  { text: line.joinedAfter === undefined ? 'not kept' : two(line.joinedAfter), format: 'numeric' },
  { text: two(line.othersAfter), format: 'numeric' },
  { text: two(line.after), format: 'numeric' },
  judged(line.after, threshold),
];

const subgroupPart = (figures: MatchedFigures): Html =>
  html`<h2 class="govuk-heading-m">Sub-groups: exploratory</h2>
<p class="govuk-body">${figures.looked} sub-groups were looked at besides the comparison that was planned. A difference in one of them is a question for another comparison, not an answer.</p>
${figures.subgroups.length === 0 && html`<p class="govuk-body">Their figures are shown to those who see the people.</p>`}
${figures.subgroups.map((part, place) => {
  const words = matchedCard(figures, part);
  const drawn: ClaimCardModel | null = words && {
    ...drawnCard(words, { definition: '#definition' }),
    id: `claim-part-${place}`,
    headingLevel: 3,
  };
  return drawn === null
    ? html`<h3 class="govuk-heading-s">${part.name}</h3><p class="govuk-body">${part.result.cannotWhy}</p>`
    : html`<p class="govuk-body"><strong>${part.name}</strong></p>${claimCard(drawn)}`;
})}`;

const monthsPart = (figures: SeriesFigures, picture: string): Html =>
  figures.months.length === 0 ? html`` : seriesChart(figures, picture, monthsTable(figures));

const monthsTable = ({ months, plan }: SeriesFigures): Html =>
  details({
    summaryText: 'The figures behind it',
    html: table({
      stack: true,
      caption: 'Proven offences a month',
      captionClasses: 'govuk-visually-hidden',
      scrollLabel: 'Proven offences a month',
      firstCellIsHeader: true,
      head: [
        { text: 'Month' },
        { text: 'Offences', format: 'numeric' },
        { text: 'Expected from the time before (95%)', format: 'numeric' },
        ...(plan.otherPlaces.length === 0 ? [] : [{ text: 'Other area', format: 'numeric' as const }]),
      ],
      rows: months.map(({ month, offences, other, expected, low, high }) => [
        `${showShortDay(month)}${month === plan.changeOn ? ': the change' : ''}`,
        { text: offences, format: 'numeric' },
        { text: `${expected.toFixed(1)} (${low.toFixed(1)} to ${high.toFixed(1)})`, format: 'numeric' },
        ...(plan.otherPlaces.length === 0 ? [] : [{ text: other ?? 0, format: 'numeric' as const }]),
      ]),
    }),
  });

/** Whether both sides were changing alike before anybody joined. */
const trendsPart = ({ trends, before }: ChangeFigures): Html => {
  if (trends === null || before === null) return html``;
  const line = (side: string, { early, mid, late }: Trend) => [
    side,
    ...[early, mid, late].map((rate) => ({
      text: rate === null ? 'nobody at liberty' : rate.toFixed(2),
      format: 'numeric' as const,
    })),
  ];
  return html`<h2 class="govuk-heading-m">Were both changing alike before?</h2>
<p class="govuk-body">From the first to the second half of the baseline the rate of those who joined changed ${two(before.ratio)} times as much as that of the others (${two(before.lower)} to ${two(before.upper)}; 1 is alike). An interval with 1 in it does not prove that they were: with few people it is wide.</p>
${table({
  caption: 'Before anybody joined, a person-year at liberty',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Before anybody joined',
  stack: true,
  firstCellIsHeader: true,
  head: [
    { text: 'Side' },
    { text: 'Before the baseline', format: 'numeric' },
    { text: 'First half of the baseline', format: 'numeric' },
    { text: 'Second half', format: 'numeric' },
  ],
  rows: [line('Joined', trends.joined), line('Others', trends.others)],
})}`;
};

const shown = (count: number | null): string | number => count ?? 'not shown';

/** The CONSORT flow, and what became of each arm. */
const consortPart = ({ flow, arms }: TrialFigures): Html =>
  html`<h2 class="govuk-heading-m">Flow of the trial</h2>
${
  flow !== null &&
  html`<p class="govuk-body">Looked at: ${shown(flow.assessed)}. Not eligible: ${flow.excluded.some(({ people }) => people === null) ? 'not shown' : flow.excluded.reduce((sum, { people }) => sum + (people ?? 0), 0)}. Did not agree: ${shown(flow.refused)}. Eligible, not enrolled: ${shown(flow.notYetEnrolled)}. Drawn by lot: ${shown(flow.randomised)}.</p>`
}
${table({
  stack: true,
  caption: 'Flow by arm',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Flow by arm',
  firstCellIsHeader: true,
  head: [{ text: 'What' }, ...arms.map(({ name }) => ({ text: name, format: 'numeric' as const }))],
  rows: (
    [
      ['allocated', 'Drawn into it'],
      ['received', 'Received it'],
      ['withdrew', 'Withdrew (they stay where they were drawn)'],
      ['lost', 'Lost to follow-up'],
      ['dataStopped', 'Asked that later data are not used'],
      ['analysed', 'Followed to the end and counted'],
    ] as const
  ).map(([what, words]) => [
    words,
    ...arms.map((arm) => ({ text: shown(arm[what]), format: 'numeric' as const })),
  ]),
})}`;
