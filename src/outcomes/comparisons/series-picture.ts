import { showDay } from '../../kernel/clock.ts';
import { chart, type Drawing } from '../../web/components/index.ts';
import type { Html } from '../../web/html.ts';
import type { SeriesFigures } from './series.ts';

const pictureSize = { width: 700, height: 300 } as const;

const title = 'Month by month';

const descriptionOf = ({ plan, perMonth, expectedPerMonth }: SeriesFigures): string =>
  `Proven offences a month around the change of ${showDay(plan.changeOn)}, with the line and the band that the time before lets expect. After it there were ${perMonth?.toFixed(1)} a month, and ${expectedPerMonth?.toFixed(1)} would be expected.`;

/** What was counted, beside what the time before lets expect, with the 95% band of that mean. */
export function seriesDrawing(figures: SeriesFigures): Drawing {
  const x = {
    field: 'month',
    type: 'temporal',
    timeUnit: 'utcyearmonth',
    title: null,
    axis: { format: '%b %Y' },
  };
  const y = (field: string) => ({ field, type: 'quantitative', title: 'Proven offences a month' });
  return {
    title,
    description: descriptionOf(figures),
    spec: {
      ...pictureSize,
      data: { values: figures.months },
      layer: [
        {
          mark: { type: 'area', color: '#b1b4b6', opacity: 0.5 },
          encoding: { x, y: y('low'), y2: { field: 'high' } },
        },
        { mark: { type: 'line', color: '#505a5f', strokeDash: [6, 4] }, encoding: { x, y: y('expected') } },
        {
          mark: { type: 'line', color: '#003078', point: { color: '#003078' } },
          encoding: { x, y: y('offences') },
        },
        {
          data: { values: [{ month: figures.plan.changeOn }] },
          mark: { type: 'rule', color: '#f47738', strokeWidth: 2 },
          encoding: { x },
        },
      ],
    },
  };
}

/** The picture with its figures below it. */
export const seriesChart = (figures: SeriesFigures, src: string, table: Html): Html =>
  chart({
    id: 'months',
    title,
    about:
      'Full line: what was counted. Broken line and band: what the time before lets expect, with 95% limits of that mean. Upright line: the change.',
    src,
    description: descriptionOf(figures),
    ...pictureSize,
    table,
  });
