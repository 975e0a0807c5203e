import { type Html, html } from '../../web/html.ts';

type Flat = readonly [number, number];

const metres = 111_320;
const width = 240;
const height = 170;
const margin = 14;
const lengths = [50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000];

/** The corners in metres east and south of the first, as a screen has them. */
function flatOf(corners: readonly string[]): Flat[] {
  const points = corners.map((corner) => corner.split(', ').map(Number) as [number, number]);
  const [first] = points;
  if (first === undefined) return [];
  const squeeze = metres * Math.cos((first[0] * Math.PI) / 180);
  return points.map(([latitude, longitude]) => [
    (longitude - first[1]) * squeeze,
    (first[0] - latitude) * metres,
  ]);
}

const spoken = (length: number): string => (length < 1000 ? `${length} m` : `${length / 1000} km`);

/**
 * The boundary of a zone, drawn with north and a scale, and with nothing else: no place, no name, no middle. Nothing is
 * drawn of fewer than three corners.
 */
export function zoneMap(name: string, corners: readonly string[]): Html | '' {
  const points = flatOf(corners);
  if (points.length < 3) return '';
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [across, down] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const scale = Math.min(
    (width - 2 * margin) / Math.max(across, 1),
    (height - 2 * margin - 24) / Math.max(down, 1),
  );
  const drawn = points
    .map(([x, y]) => `${(margin + (x - left) * scale).toFixed(1)},${(margin + (y - top) * scale).toFixed(1)}`)
    .join(' ');
  const length = lengths.filter((one) => one * scale <= width / 2).at(-1) ?? 50;
  const bar = (length * scale).toFixed(1);
  const base = height - 8;
  const size = `about ${spoken(Math.round(across / 10) * 10)} from west to east and ${spoken(Math.round(down / 10) * 10)} from north to south`;
  return html`<svg class="wm-zone" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Boundary of ${name}, ${size}"><polygon points="${drawn}" fill="#f3d9d6" stroke="#942514" stroke-width="2"/><path d="M ${width - 16} 30 V 8 m -5 7 l 5 -7 l 5 7" fill="none" stroke="#0b0c0c" stroke-width="2"/><text x="${width - 16}" y="46" font-size="16" text-anchor="middle">N</text><path d="M ${margin} ${base - 5} v 5 h ${bar} v -5" fill="none" stroke="#0b0c0c" stroke-width="2"/><text x="${margin + Number(bar) + 6}" y="${base}" font-size="16">${spoken(length)}</text></svg>`;
}
