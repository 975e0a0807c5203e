import { type Day, daysBetween, showShortDay } from '../../kernel/clock.ts';
import { scrollRegion, table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import type { BurnPoint } from './rules.ts';
import { type Progress, type RecommendationStatus, type Source, statusWords } from './types.ts';

/** Darker is further; each part has its number in the table below, so colour says nothing alone. */
const fills: Record<RecommendationStatus, string> = {
  assured: '#00703c',
  done: '#5694ca',
  'in-progress': '#ffdd00',
  open: '#b1b4b6',
  declined: '#ffffff',
};

const shortWords: Record<RecommendationStatus, string> = {
  ...statusWords,
  done: 'Reported done',
  assured: 'Assured',
};

const drawn: readonly RecommendationStatus[] = ['assured', 'done', 'in-progress', 'open', 'declined'];

const bar = { left: 10, width: 600, height: 24, gap: 48 };

export interface SourceProgress {
  source: Source;
  counts: Record<RecommendationStatus, number>;
  entered: number;
  overdue: number;
}

/** The progress of each source, from counts by source and status. */
export const progressOf = (sources: readonly Source[], counts: readonly Progress[]): SourceProgress[] =>
  sources.map((source) => {
    const mine = counts.filter(({ sourceId }) => sourceId === source.id);
    const of = (status: RecommendationStatus): number => mine.find((row) => row.status === status)?.n ?? 0;
    return {
      source,
      counts: {
        open: of('open'),
        'in-progress': of('in-progress'),
        done: of('done'),
        assured: of('assured'),
        declined: of('declined'),
      },
      entered: mine.reduce((sum, row) => sum + row.n, 0),
      overdue: mine.reduce((sum, row) => sum + row.overdue, 0),
    };
  });

/** One bar for each source, as long as it has recommendations entered. */
export function progressPicture(sources: readonly SourceProgress[]): Html {
  const shown = sources.filter(({ entered }) => entered > 0);
  if (shown.length === 0) return html``;
  const most = Math.max(...shown.map(({ entered }) => entered));
  const height = 30 + shown.length * bar.gap;
  return scrollRegion({
    label: 'Picture of progress',
    html: html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${bar.left * 2 + bar.width} ${height}" width="${bar.left * 2 + bar.width}" height="${height}" role="img" aria-labelledby="progress-title progress-text">
<title id="progress-title">Progress of recommendations by source</title>
<desc id="progress-text">A bar for each source, in parts by status. The table below has the same figures.</desc>
${legend()}
${shown.map((one, line) => sourceBar(one, 30 + line * bar.gap, most))}</svg>`,
  });
}

function sourceBar({ source, counts, entered }: SourceProgress, y: number, most: number): Html {
  const wide = (n: number): number => (n / most) * bar.width;
  let x = bar.left;
  const parts = drawn
    .filter((status) => counts[status] > 0)
    .map((status) => {
      const part = html`<rect x="${x.toFixed(1)}" y="${y + 16}" width="${wide(counts[status]).toFixed(1)}" height="${bar.height}" fill="${fills[status]}" stroke="#0b0c0c" stroke-width="0.5"></rect>`;
      x += wide(counts[status]);
      return part;
    });
  const title = source.title.length > 70 ? `${source.title.slice(0, 69)}…` : source.title;
  return html`<text x="${bar.left}" y="${y + 10}" font-size="13" fill="#0b0c0c">${title} (${entered})</text>${parts}`;
}

function legend(): Html {
  return html`${drawn.map((status, place) => html`<rect x="${bar.left + place * 122}" y="4" width="12" height="12" fill="${fills[status]}" stroke="#0b0c0c" stroke-width="0.5"></rect><text x="${bar.left + place * 122 + 17}" y="14" font-size="12" fill="#0b0c0c">${shortWords[status]}</text>`)}`;
}

/** The same figures, each a link to its recommendations. */
export function progressTable(sources: readonly SourceProgress[], path: string): Html {
  const cell = (n: number, href: string) => ({
    format: 'numeric',
    html: n === 0 ? html`0` : html`<a class="govuk-link" href="${href}">${n}</a>`,
  });
  return table({
    caption: 'Progress by source',
    captionClasses: 'govuk-visually-hidden',
    firstCellIsHeader: true,
    scrollLabel: 'Progress by source',
    stack: true,
    head: [
      { text: 'Source' },
      { text: 'Stated', format: 'numeric' },
      { text: 'Entered', format: 'numeric' },
      ...drawn.map((status) => ({ text: shortWords[status], format: 'numeric' })),
      { text: 'Overdue', format: 'numeric' },
    ],
    rows: sources.map(({ source, counts, entered, overdue }) => [
      { html: html`<a class="govuk-link" href="${path}/sources/${source.id}">${source.title}</a>` },
      { text: source.stated ?? 'Not known', format: 'numeric' },
      cell(entered, `${path}?source=${source.id}`),
      ...drawn.map((status) => cell(counts[status], `${path}?source=${source.id}&status=${status}`)),
      cell(overdue, `${path}?source=${source.id}&status=overdue`),
    ]),
  });
}

const plot = { left: 40, top: 10, width: 480, height: 200 };

/** How many were outstanding over time, as steps. The table below has the same figures. */
export function burnPicture(points: readonly BurnPoint[]): Html {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return html``;
  const length = Math.max(1, daysBetween(first.day, last.day));
  const most = Math.max(...points.map(({ entered }) => entered), 1);
  const x = (day: Day): string =>
    (plot.left + (daysBetween(first.day, day) / length) * plot.width).toFixed(1);
  const y = (n: number): string => (plot.top + (1 - n / most) * plot.height).toFixed(1);
  const line = (of: (point: BurnPoint) => number): string =>
    points.map((point) => `${x(point.day)},${y(of(point))}`).join(' ');
  const width = plot.left + plot.width + 90;
  return scrollRegion({
    label: 'Burn-down',
    html: html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 250" width="${width}" height="250" role="img" aria-labelledby="burn-title burn-text">
<title id="burn-title">Recommendations outstanding over time</title>
<desc id="burn-text">Entered in all, as a broken line, and outstanding, as a full one. The table below has the same figures.</desc>
<path d="M${plot.left} ${plot.top}V${plot.top + plot.height}H${plot.left + plot.width}" stroke="#505a5f" fill="none"></path>
<polyline points="${line((point) => point.entered)}" stroke="#505a5f" stroke-width="2" stroke-dasharray="6 4" fill="none"></polyline>
<polyline points="${line((point) => point.outstanding)}" stroke="#1d70b8" stroke-width="3" fill="none"></polyline>
<g font-size="12" fill="#0b0c0c"><text x="${plot.left - 6}" y="${plot.top + 5}" text-anchor="end">${most}</text><text x="${plot.left - 6}" y="${plot.top + plot.height}" text-anchor="end">0</text>
<text x="${plot.left}" y="${plot.top + plot.height + 20}">${showShortDay(first.day)}</text><text x="${plot.left + plot.width}" y="${plot.top + plot.height + 20}" text-anchor="end">${showShortDay(last.day)}</text>
<text x="${plot.left + plot.width + 6}" y="${Number(y(last.entered)) + 4}">entered</text><text x="${plot.left + plot.width + 6}" y="${Number(y(last.outstanding)) + (last.outstanding === last.entered ? 18 : 4)}">outstanding</text></g></svg>`,
  });
}

export const burnTable = (points: readonly BurnPoint[]): Html =>
  table({
    caption: 'Outstanding over time',
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: 'Outstanding over time',
    stack: true,
    head: [
      { text: 'On' },
      { text: 'Entered', format: 'numeric' },
      { text: 'Outstanding', format: 'numeric' },
    ],
    rows: points.map((point) => [
      showShortDay(point.day),
      { text: point.entered, format: 'numeric' },
      { text: point.outstanding, format: 'numeric' },
    ]),
  });
