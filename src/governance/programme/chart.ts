import type { Day } from '../../kernel/clock.ts';
import { showShortDay } from '../../kernel/clock.ts';
import { scrollRegion } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { type TimeAxis, timeAxis } from '../registers/time-axis.ts';
import type { Scheduled } from './rules.ts';
import { type ItemRag, type Phase, type ProgrammeItem, ragWords } from './types.ts';

const fills: Record<ItemRag, string> = {
  red: '#d4351c',
  amber: '#ffdd00',
  green: '#00703c',
  none: '#b1b4b6',
};
const inks: Record<ItemRag, string> = { red: '#ffffff', amber: '#0b0c0c', green: '#ffffff', none: '#0b0c0c' };

const rowHeight = 26;
const labels = 250;
const plotWidth = 620;
const top = 40;

interface Row {
  y: number;
  item: ProgrammeItem;
  placed: Scheduled;
}

const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

/** The programme over time: a thin bar as agreed, a full one as it lies now, and who waits for whom. The table has the same. */
export function programmeChart(
  phases: readonly Phase[],
  items: readonly ProgrammeItem[],
  placed: ReadonlyMap<number, Scheduled>,
  today: Day,
): Html {
  const shown = items.filter((item) => placed.has(item.id));
  if (shown.length === 0) return html``;
  const days = shown.flatMap((item) => {
    const at = placed.get(item.id);
    return [item.baseStartsOn, item.baseEndsOn, ...(at === undefined ? [] : [at.startsOn, at.endsOn])];
  });
  const axis = timeAxis(days, labels, plotWidth);
  const rows: Row[] = [];
  const heads: { y: number; phase: Phase }[] = [];
  let y = top;
  for (const phase of phases) {
    const mine = shown.filter(({ phaseId }) => phaseId === phase.id);
    if (mine.length === 0) continue;
    heads.push({ y, phase });
    y += rowHeight;
    for (const item of mine) {
      const at = placed.get(item.id);
      if (at !== undefined) rows.push({ y, item, placed: at });
      y += rowHeight;
    }
  }
  return scrollRegion({ label: 'Chart of the programme', html: drawing(axis, heads, rows, y + 10, today) });
}

function drawing(
  axis: TimeAxis,
  heads: readonly { y: number; phase: Phase }[],
  rows: readonly Row[],
  height: number,
  today: Day,
): Html {
  const width = labels + plotWidth + 20;
  const byId = new Map(rows.map((row) => [row.item.id, row]));
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="plan-title plan-text">
<title id="plan-title">The programme over time</title>
<desc id="plan-text">For each item a thin bar as first agreed and a full bar as it lies now, with its rating as a letter; milestones are diamonds; lines lead from what is needed to what needs it. The table below has the same.</desc>
<g stroke="#b1b4b6">${axis.ticks.map((day) => html`<path d="M${axis.x(day).toFixed(1)} ${top - 8}V${height - 8}"></path>`)}</g>
<g font-size="11" fill="#0b0c0c">${axis.ticks.map((day) => html`<text x="${axis.x(day).toFixed(1)}" y="${top - 14}">${showShortDay(day).replace(/^\d+ /, '')}</text>`)}</g>
${heads.map(({ y, phase }) => html`<text x="4" y="${y + 17}" font-size="13" font-weight="bold" fill="#0b0c0c">${cut(`Phase ${phase.number}: ${phase.title}`, 110)}</text>`)}
${rows.map((row) => rowOf(axis, row))}
<g fill="none" stroke="#505a5f" stroke-width="1.2">${rows.flatMap((row) => row.item.needs.map((id) => arrow(axis, byId.get(id), row)))}</g>
${today >= axis.from && today < axis.to ? html`<path d="M${axis.x(today).toFixed(1)} ${top - 8}V${height - 8}" stroke="#d4351c" stroke-width="2" stroke-dasharray="4 3"></path><text x="${(axis.x(today) + 3).toFixed(1)}" y="${height - 2}" font-size="11" fill="#0b0c0c">today</text>` : ''}
</svg>`;
}

function rowOf(axis: TimeAxis, { y, item, placed }: Row): Html {
  const rag = item.doneOn === null ? item.rag : 'green';
  const letter = item.doneOn === null ? (item.rag === 'none' ? '' : (ragWords[item.rag][0] ?? '')) : '✓';
  const [from, to] = [axis.x(placed.startsOn), axis.x(placed.endsOn)];
  const middle = y + 12;
  const label = html`<text x="16" y="${y + 16}" font-size="12" fill="#0b0c0c">${cut(item.title, 38)}</text>`;
  if (item.kind === 'milestone')
    return html`${label}<path d="M${axis.x(item.baseEndsOn).toFixed(1)} ${middle - 5}l5 5l-5 5l-5 -5z" fill="#ffffff" stroke="#505a5f"></path><path d="M${to.toFixed(1)} ${middle - 8}l8 8l-8 8l-8 -8z" fill="${fills[rag]}" stroke="#0b0c0c"></path><text x="${(to + 11).toFixed(1)}" y="${y + 16}" font-size="11" fill="#0b0c0c">${letter}</text>`;
  const width = Math.max(4, to - from);
  const [baseFrom, baseTo] = [axis.x(item.baseStartsOn), axis.x(item.baseEndsOn)];
  return html`${label}<rect x="${from.toFixed(1)}" y="${y + 3}" width="${width.toFixed(1)}" height="14" fill="${fills[rag]}" stroke="#0b0c0c" stroke-width="0.5"></rect>${width > 12 ? html`<text x="${(from + 4).toFixed(1)}" y="${y + 14}" font-size="11" fill="${inks[rag]}">${letter}</text>` : ''}<rect x="${baseFrom.toFixed(1)}" y="${y + 19}" width="${Math.max(3, baseTo - baseFrom).toFixed(1)}" height="3" fill="#505a5f"></rect>`;
}

function arrow(axis: TimeAxis, from: Row | undefined, to: Row): Html {
  if (from === undefined) return html``;
  const [x1, y1] = [axis.x(from.placed.endsOn), from.y + 11];
  const [x2, y2] = [axis.x(to.placed.startsOn), to.y + (to.y > from.y ? 3 : 17)];
  return html`<path d="M${x1.toFixed(1)} ${y1}H${(Math.max(x1, x2) + 4).toFixed(1)}V${y2}"></path>`;
}
