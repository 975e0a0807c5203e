import { showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import {
  type ClaimCardModel,
  claimCard,
  details,
  emptyState,
  pageArrows,
  table,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { claimLinks, historyTable } from '../claims/views.ts';
import type { AnyClaim, HistoryLine } from './page-store.ts';
import type { AnyMeasure, CommonFigures, Feed, PersonLine } from './types.ts';

export interface MeasureLine {
  measure: AnyMeasure;
  claim: AnyClaim | undefined;
  href: string;
}

/** Every measure with how it stands, and how far each feed reaches. */
export const overviewPage = (lines: readonly MeasureLine[], feeds: readonly Feed[]): Html =>
  html`<h1 class="govuk-heading-l">Measures</h1>
<p class="govuk-body">Each is worked out every night from what is recorded already; nobody enters anything for it. Figures of different measures are not to be added or compared: each has its own people and windows.</p>
${lines.map(oneLine)}
${feedTable(feeds)}`;

/** No figure: these are drawn by the claim card and nothing else. */
const oneLine = ({ measure, claim, href }: MeasureLine): Html =>
  html`<h2 class="govuk-heading-m"><a class="govuk-link" href="${href}">${measure.name}</a></h2>
<p class="govuk-body">${stateOf(claim)}</p>
${claim === undefined ? '' : html`<p class="govuk-body-s">Data to ${showDay(claim.dataTo)}; measured ${showMoment(claim.at)}.</p>`}`;

function stateOf(claim: AnyClaim | undefined): string {
  if (claim === undefined) return 'Not measured yet.';
  const { figures, notPublishedWhy } = claim;
  if (figures === null) return notPublishedWhy ?? 'Not published.';
  if (figures.cannotWhy !== undefined) return figures.cannotWhy;
  return figures.counted === 0
    ? 'Nobody can be counted yet.'
    : `${figures.counted} people counted; design level ${figures.level} of 5.`;
}

/** How far the data reach, feed by feed. */
export const feedTable = (feeds: readonly Feed[]): Html =>
  feeds.length === 0
    ? html``
    : html`<h2 class="govuk-heading-m">How far the data reach</h2><p class="govuk-body">A figure goes as far as the police feed that reaches least far. Feeds of custody and supervision tell of no offences.</p>${table(
        {
          caption: 'Feeds, with their last batch',
          captionClasses: 'govuk-visually-hidden',
          scrollLabel: 'Feeds, with their last batch',
          stack: true,
          firstCellIsHeader: true,
          head: [
            { text: 'Feed' },
            { text: 'Last offence told of' },
            { text: 'Last batch' },
            { text: 'Came in' },
          ],
          rows: feeds.map(({ agency, format, batch, acceptedAt, to }) => [
            `${agency}, ${format.replaceAll('-', ' ')}`,
            to === null ? 'none' : showShortDay(to),
            batch === null ? 'none yet' : `${batch}`,
            acceptedAt === null ? '' : showMoment(new Date(acceptedAt)),
          ]),
        },
      )}`;

/** What the page of any measure needs of a claim. */
export interface ShownClaim {
  id: number;
  measure: string;
  at: Date;
  figures: CommonFigures;
  definition?: string | null;
  isSuppressed: boolean;
}

export interface MeasureModel {
  measure: AnyMeasure;
  claim: ShownClaim | undefined;
  card: ClaimCardModel | null;
  history: readonly HistoryLine[];
  /** This claim's own page rather than the latest. */
  isFrozenPage: boolean;
}

export const measurePage = ({ measure, claim, card, history, isFrozenPage }: MeasureModel): Html =>
  html`<h1 class="govuk-heading-l">${isFrozenPage && claim !== undefined ? `${measure.name}: result ${claim.id}, as it stood on ${showMoment(claim.at)}` : measure.name}</h1>
${
  claim === undefined
    ? emptyState({
        title: history.length === 0 ? 'Nothing has been measured yet.' : 'No figure can be published yet.',
        text: history[0]?.notPublishedWhy ?? 'It is measured every night, from what is recorded already.',
      })
    : shownFigures(measure, claim, card)
}
${historyTable(history)}`;

const shownFigures = (measure: AnyMeasure, claim: ShownClaim, card: ClaimCardModel | null): Html =>
  html`${
    card === null
      ? emptyState({
          title: 'There is no figure.',
          text: claim.figures.cannotWhy ?? 'Nobody can be counted yet.',
        })
      : claimCard(card)
  }
${claim.isSuppressed ? html`<p class="govuk-body">Counts of 1 to 4 are left out, and others from which they could be worked out.</p>` : ''}
<h2 class="govuk-heading-m" id="definition">How it is measured</h2>
${(claim.definition ?? '').split('\n').map((paragraph) => (paragraph === '' ? '' : html`<p class="govuk-body">${paragraph}</p>`))}
${details({ summaryText: 'All figures of this claim', html: figureTable(measure, claim) })}
${claimLinks(claim.id)}`;

const figureTable = (measure: AnyMeasure, claim: ShownClaim): Html =>
  table({
    caption: 'Figures',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'All figures of this claim',
    stack: true,
    firstCellIsHeader: true,
    head: [{ text: 'Figure' }, { text: 'Value', format: 'numeric' }],
    rows: measure
      .table(claim.figures)
      .map(([name, value]) => [name, { text: value ?? 'not shown', format: 'numeric' as const }]),
  });

export interface PeopleModel {
  title: string;
  people: readonly PersonLine[];
  page: number;
  hasMore: boolean;
  href: (to: number) => string;
  back: string;
}

export const peoplePage = ({ title, people, page, hasMore, href, back }: PeopleModel): Html =>
  html`<h1 class="govuk-heading-l">${title}</h1>
<p class="govuk-body">Those whom you may see, by today’s records.</p>
${
  people.length === 0
    ? emptyState({ title: 'Nobody whom you may see.', actions: [{ text: 'Back to the figure', href: back }] })
    : table({
        caption: title,
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: title,
        stack: true,
        head: [{ text: 'Person' }, { text: 'Day' }, { text: 'What' }],
        rows: people.map(({ id, name, day, detail }) => [
          html`<a class="govuk-link" href="/people/${id}">${name}</a>`,
          showShortDay(day),
          detail,
        ]),
      })
}
${pageArrows(page, hasMore, href)}`;
