import type { View } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import { canonicalJson, sha256 } from '../../kernel/ids.ts';

export type Drawing = {
  /** A Vega-Lite description; its data stand in it. */
  readonly spec: Readonly<Record<string, unknown>>;
  /** Name and description of the picture, for those who do not see it. */
  readonly title: string;
  readonly description: string;
};

/** Pictures of one process, by what they are drawn from: the same figures are drawn once. */
const kept = new Map<string, Promise<string>>();
const mostKept = 200;

/** The colours of GOV.UK that stand apart in black and white too, darkest first. */
const chartColours = ['#003078', '#1d70b8', '#7fb2e5', '#f47738', '#505a5f', '#b1b4b6'] as const;

const look = {
  background: 'white',
  font: 'Arial, Helvetica, sans-serif',
  axis: {
    labelFontSize: 13,
    titleFontSize: 13,
    titleFontWeight: 'normal',
    labelColor: '#0b0c0c',
    titleColor: '#0b0c0c',
  },
  legend: {
    labelFontSize: 13,
    titleFontSize: 13,
    labelColor: '#0b0c0c',
    orient: 'top',
    title: null,
    symbolLimit: 12,
  },
  range: { category: [...chartColours] },
  view: { stroke: null },
} as const;

/**
 * Draws a picture as SVG, without script, styles or anything from elsewhere in it. The libraries are loaded with the first
 * picture, so that a start does not wait for them.
 *
 * @throws Error where the description is none that Vega-Lite knows
 */
export function drawChart(drawing: Drawing): Promise<string> {
  const key = sha256(canonicalJson(drawing));
  const known = kept.get(key);
  if (known !== undefined) return known;
  if (kept.size >= mostKept) kept.delete(kept.keys().next().value ?? '');
  const drawn = render(drawing);
  kept.set(key, drawn);
  // What failed is tried again the next time.
  drawn.catch(() => kept.delete(key));
  return drawn;
}

async function render({ spec, title, description }: Drawing): Promise<string> {
  const [vega, lite] = await Promise.all([import('vega'), import('vega-lite')]);
  // Through its text: nothing but plain values can be in it, and it is typed by the library alone.
  const described: TopLevelSpec = JSON.parse(canonicalJson({ ...spec, config: look }));
  const { spec: full } = lite.compile(described);
  const view: View = new vega.View(vega.parse(full), { renderer: 'none', logLevel: vega.Error });
  try {
    return named(await view.toSVG(), title, description);
  } finally {
    view.finalize();
  }
}

const reference = (character: string): string => `&#${character.charCodeAt(0)};`;
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, reference);

const named = (svg: string, title: string, description: string): string =>
  svg.replace(
    /^<svg ([^>]*)>/,
    (_, rest: string) =>
      `<svg ${rest} role="img" aria-labelledby="title desc"><title id="title">${escaped(title)}</title><desc id="desc">${escaped(description)}</desc>`,
  );
