import {
  type ChartModel,
  type DrawAsk,
  linked,
  nameIn,
  nothingCounted,
  notPublished,
  periodName,
  plain,
} from './chart-model.ts';
import { bars } from './flow-charts.ts';
import { processChart } from './process-charts.ts';
import { togetherOf } from './tables.ts';
import { answers, type Count } from './types.ts';

/** Referrals as they are sent. */
export const sentChart = (ask: DrawAsk): ChartModel =>
  processChart({
    title: 'Referrals sent, and waiting for an answer',
    about: 'Sent to providers in the period; waiting for an answer on its last day.',
    unit: 'referrals sent',
    places: 0,
    head: ['Waiting at the end'],
    figures: ask.figures,
    lines: ask.figures.periods.map((period) => ({
      period,
      counted: togetherOf([period.tables.sent, period.tables.waiting]),
      value: period.tables.sent,
      href:
        ask.figures.kind === 'exact' && period.tables.sent ? ask.link({ topic: 'sent', period }) : undefined,
      cells: [linked(ask, period.tables.waiting, { topic: 'waiting', period })],
    })),
  });

const answerWords = { accepted: 'Accepted', declined: 'Declined' } as const;

/** What providers answered, by pathway. */
export function answersChart(ask: DrawAsk): ChartModel {
  const { span } = ask.figures;
  const grid = span?.tables.answered;
  const pathway = (code: string): string => nameIn(ask.words.pathways, code);
  const values = (grid?.rows ?? []).flatMap((row, place) =>
    answers.map((answer) => ({
      name: pathway(row),
      series: answerWords[answer],
      count: grid?.cells[place]?.[grid.columns.indexOf(answer)] ?? 0,
    })),
  );
  const title = 'What providers answered';
  return {
    title,
    about:
      span === undefined
        ? ''
        : `Answers given, ${periodName(span)}, by the pathway that the referral was for.`,
    ...drawnOrMissing(title, values, span, grid?.total),
    width: 700,
    height: 60 + 26 * Math.max(1, grid?.rows.length ?? 1),
    notes: [],
    head: ['Pathway', 'Accepted', 'Declined'],
    rows:
      span === undefined || grid === undefined
        ? []
        : grid.rows.map((row, place) => [
            pathway(row),
            ...answers.map((answer) =>
              linked(ask, grid.cells[place]?.[grid.columns.indexOf(answer)] ?? null, {
                topic: 'answered',
                period: span,
                one: row,
                two: answer,
              }),
            ),
          ]),
  };
}

const drawnOrMissing = (
  title: string,
  values: readonly { name: string; series: string; count: number }[],
  span: DrawAsk['figures']['span'],
  total: Count | undefined,
): Pick<ChartModel, 'drawing' | 'missing'> =>
  span !== undefined && values.some(({ count }) => count > 0)
    ? { drawing: bars({ title, values, over: periodName(span) }) }
    : { missing: span === undefined || total === 0 ? nothingCounted : notPublished };

/** Why providers declined. */
export function reasonsChart(ask: DrawAsk): ChartModel {
  const { span } = ask.figures;
  const grid = span?.tables.declined;
  const lines = (grid?.rows ?? []).map((code, place) => ({
    code,
    name: nameIn(ask.words.declineReasons, code),
    count: grid?.cells[place]?.[0] ?? null,
  }));
  const title = 'Why referrals were declined';
  return {
    title,
    about: span === undefined ? '' : `${periodName(span)}, as the provider said.`,
    ...drawnOrMissing(
      title,
      lines.map(({ name, count }) => ({ name, series: 'Declined', count: count ?? 0 })),
      span,
      grid?.total,
    ),
    width: 700,
    height: 40 + 26 * Math.max(1, lines.length),
    notes: [],
    head: ['Reason', 'Declined'],
    rows:
      span === undefined
        ? []
        : lines.map(({ code, name, count }) => [
            name,
            linked(ask, count, { topic: 'declined', period: span, one: code }),
          ]),
  };
}

/** Services with few starts are not in a published quarter at all: that none is there is not that none began. */
const mayBeLeftOut = ({ figures: { kind, span } }: DrawAsk): boolean =>
  kind === 'published' && span !== undefined && (span.tables.sent !== 0 || span.tables.answered.total !== 0);

/** How long until a service begins, by pathway and provider. */
export function servicesChart(ask: DrawAsk): ChartModel {
  const { span } = ask.figures;
  const services = span?.tables.services ?? [];
  const name = (one: { pathway: string; provider: string }): string =>
    `${nameIn(ask.words.pathways, one.pathway)}: ${nameIn(ask.words.agencies, one.provider)}`;
  const values = services.flatMap((one) =>
    one.medianDays === null ? [] : [{ name: name(one), series: 'Days', count: one.medianDays }],
  );
  const title = 'Time to first service';
  return {
    title,
    about: `Days from sending a referral to the service’s start: the middle one of those that started${span === undefined ? '' : `, ${periodName(span)}`}.`,
    ...(span !== undefined && values.length > 0
      ? { drawing: bars({ title, values, over: periodName(span), axis: 'days, middle one' }) }
      : { missing: services.length === 0 && !mayBeLeftOut(ask) ? nothingCounted : notPublished }),
    width: 700,
    height: 70 + 26 * Math.max(1, values.length),
    notes:
      services.length === 0
        ? []
        : ['Who still waits is not in it: a long queue can stand beside a short middle time.'],
    head: ['Pathway', 'Provider', 'Started', 'Middle number of days'],
    rows:
      span === undefined
        ? []
        : services.map((one) => [
            nameIn(ask.words.pathways, one.pathway),
            nameIn(ask.words.agencies, one.provider),
            linked(ask, one.started, { topic: 'started', period: span, one: one.pathway, two: one.provider }),
            plain(one.medianDays),
          ]),
  };
}
