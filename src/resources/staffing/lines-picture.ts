import { scrollRegion } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { type LineKind, lineKinds, lineKindWords, type ReportingLine } from './types.ts';

const box = { width: 216, height: 54, gapX: 20, gapY: 76 };
/** Of one entry of the legend. */
const entry = 225;
const strokes: Record<LineKind, { colour: string; dash: string }> = {
  operational: { colour: '#0b0c0c', dash: '' },
  performance: { colour: '#1d70b8', dash: '8 4' },
  'line-management': { colour: '#00703c', dash: '2 4' },
  supervision: { colour: '#505a5f', dash: '' },
};

/** Several posts that answer alike stand in one box. */
export interface Box {
  key: string;
  title: string;
  agency: string | null;
  count: number;
  level: number;
}

export interface Edge {
  from: string;
  to: string;
  kind: LineKind;
}

const outside = (line: ReportingLine): string => `to:${line.to}:${line.toAgency ?? ''}`;

/** `Constable 3, Norwich` → `Constable, Norwich`: posts numbered in a row are alike. */
const plain = (title: string): string => title.replace(/ \d+(?=,|$)/, '');

/**
 * Boxes and lines of the picture. Who answers to nobody stands on top; everybody else one row below the lowest of those
 * they answer to. Posts of the same plain title that answer to the same are one box.
 */
export function layOut(lines: readonly ReportingLine[]): { boxes: Box[]; edges: Edge[] } {
  const codes = new Set(lines.map(({ postCode }) => postCode));
  const answersTo = (code: string): string =>
    lines
      .filter((line) => line.postCode === code)
      .map((line) => `${line.kind}>${line.toCode ?? outside(line)}>${line.about ?? ''}`)
      .sort()
      .join('|');
  const keys = new Map<string, string>();
  for (const line of lines)
    if (!keys.has(line.postCode)) keys.set(line.postCode, `${plain(line.post)}|${answersTo(line.postCode)}`);
  const keyOf = (line: ReportingLine): string =>
    line.toCode === null ? outside(line) : (keys.get(line.toCode) ?? `post:${line.toCode}`);
  const levels = new Map<string, number>();
  const levelOf = (key: string, on: readonly string[] = []): number => {
    const known = levels.get(key);
    if (known !== undefined) return known;
    if (on.includes(key)) return 0;
    const above = lines.filter((line) => keys.get(line.postCode) === key).map(keyOf);
    const level = above.length === 0 ? 0 : 1 + Math.max(...above.map((one) => levelOf(one, [...on, key])));
    levels.set(key, level);
    return level;
  };
  const boxes = new Map<string, Box>();
  const edges = new Map<string, Edge>();
  for (const line of lines) {
    const from = keys.get(line.postCode) ?? line.postCode;
    const to = keyOf(line);
    if (!boxes.has(to) && !(line.toCode !== null && codes.has(line.toCode)))
      boxes.set(to, { key: to, title: line.to, agency: line.toAgency, count: 1, level: levelOf(to) });
    if (!boxes.has(from)) {
      const count = [...keys.values()].filter((key) => key === from).length;
      boxes.set(from, { key: from, title: plain(line.post), agency: null, count, level: levelOf(from) });
    }
    edges.set(`${from}>${to}>${line.kind}`, { from, to, kind: line.kind });
  }
  return { boxes: [...boxes.values()], edges: [...edges.values()] };
}

const wrap = (text: string): string[] => {
  const words = text.split(' ');
  const rows: string[] = [''];
  for (const word of words) {
    const last = rows.at(-1) ?? '';
    if (last === '') rows[rows.length - 1] = word;
    else if (`${last} ${word}`.length <= 25) rows[rows.length - 1] = `${last} ${word}`;
    else rows.push(word);
  }
  return rows.length > 2 ? [rows[0] ?? '', `${(rows[1] ?? '').slice(0, 24)}…`] : rows;
};

/** Who answers to whom, as boxes and lines; the table below has the same. */
export function linesPicture(lines: readonly ReportingLine[]): Html | '' {
  if (lines.length === 0) return '';
  const { boxes, edges } = layOut(lines);
  const rows = Array.from({ length: Math.max(...boxes.map(({ level }) => level)) + 1 }, (_, level) =>
    boxes.filter((one) => one.level === level),
  );
  const widest = Math.max(...rows.map(({ length }) => length));
  const width = Math.max(4 * entry, widest * (box.width + box.gapX) + box.gapX);
  const height = rows.length * (box.height + box.gapY) - box.gapY + 60;
  const places = new Map<string, { x: number; y: number }>();
  rows.forEach((row, level) => {
    const step = width / row.length;
    row.forEach(({ key }, index) => {
      places.set(key, {
        x: Math.round(step * (index + 0.5) - box.width / 2),
        y: 10 + level * (box.height + box.gapY),
      });
    });
  });
  const kinds = lineKinds.filter((kind) => edges.some((edge) => edge.kind === kind));
  return scrollRegion({
    label: 'Picture of reporting lines',
    html: html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="lines-title lines-text">
<title id="lines-title">Who answers to whom</title>
<desc id="lines-text">Boxes for posts and for those outside the scheme, joined by lines of one kind each. The table below has the same.</desc>
${edges.map((edge, index) => edgeOf(edge, places, index))}
${boxes.map((one) => boxOf(one, places.get(one.key)))}
<g font-size="13" fill="#0b0c0c">${kinds.map((kind, index) => html`<path d="M${10 + index * entry} ${height - 14}h34" fill="none" stroke="${strokes[kind].colour}" stroke-width="2.5" stroke-dasharray="${strokes[kind].dash || 'none'}"></path><text x="${50 + index * entry}" y="${height - 10}">${lineKindWords[kind]}</text>`)}</g>
</svg>`,
  });
}

function edgeOf(edge: Edge, places: ReadonlyMap<string, { x: number; y: number }>, index: number): Html | '' {
  const [from, to] = [places.get(edge.from), places.get(edge.to)];
  if (from === undefined || to === undefined) return '';
  const { colour, dash } = strokes[edge.kind];
  // Lines between the same two boxes leave from places of their own, so that none lies on another.
  const shift = ((lineKinds.indexOf(edge.kind) % 4) - 1.5) * 16 + (index % 3);
  const [x1, y1] = [from.x + box.width / 2 + shift, from.y];
  const [x2, y2] = [to.x + box.width / 2 + shift, to.y + box.height];
  const middle = (y1 + y2) / 2;
  return html`<path d="M${x1} ${y1}V${middle}H${x2}V${y2}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash || 'none'}"></path>`;
}

function boxOf(one: Box, place: { x: number; y: number } | undefined): Html | '' {
  if (place === undefined) return '';
  const lines = wrap(one.count > 1 ? `${one.count} × ${one.title}` : one.title);
  const middle = place.x + box.width / 2;
  return html`<rect x="${place.x}" y="${place.y}" width="${box.width}" height="${box.height}" fill="#ffffff" stroke="#0b0c0c" stroke-width="1.5"></rect>
<g font-size="13" fill="#0b0c0c" text-anchor="middle">${lines.map((line, index) => html`<text x="${middle}" y="${place.y + (one.agency === null ? 24 : 19) + index * 15}"${index === 0 ? html` font-weight="bold"` : ''}>${line}</text>`)}${one.agency === null ? '' : html`<text x="${middle}" y="${place.y + 48}" font-size="10.5">${one.agency.length > 34 ? `${one.agency.slice(0, 33)}…` : one.agency}</text>`}</g>`;
}
