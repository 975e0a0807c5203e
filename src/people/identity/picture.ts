import { defaultOffenderModel } from '../../linkage/index.ts';
import { scrollRegion, table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { type ClusterEdge, holdOf, letterOf } from './cluster.ts';
import type { EvidenceStep } from './evidence.ts';
import { shortStrengths, strengthOf, weightWords } from './strength.ts';

const forColour = '#1d70b8';
const againstColour = '#d4351c';
const otherColour = '#505a5f';
const ink = '#0b0c0c';

/** A line of words, and the bar below it: read on a phone as on a desk, as the bars stretch and the words do not. */
const rowHeight = 40;
/** In hundredths of the width: what is left beside it is for the number. */
const plotFrom = 1;
const plotWide = 83;
/** The narrowest screen that the words of the marks are set for, in pixels. */
const narrowest = 280;
/** A decision counts so much that nothing else could be seen beside it: its bar ends at the edge. */
const mostDrawn = 45;

const signed = (value: number): string => (value > 0 ? `+${value.toFixed(1)}` : value.toFixed(1));
const clamp = (value: number): number => Math.max(-mostDrawn, Math.min(mostDrawn, value));

interface Mark {
  /** In hundredths of the width. */
  x: number;
  words: string;
  /** 0 is the upper row. */
  row: number;
}

const markHeight = 13;
/** Wide enough for a letter of the marks' size, with a little air. */
const letterWidth = 7;

/**
 * Words stand left of their lines. Where the line to the right is so close that its words would reach over, they go a row
 * down: each can be read, and no line runs through another's words.
 */
export function rowsOfMarks(marks: readonly Omit<Mark, 'row'>[]): Mark[] {
  const placed: Mark[] = [];
  for (const mark of [...marks].sort((a, b) => b.x - a.x)) {
    const near = placed.filter(
      ({ x, words }) => ((x - mark.x) * narrowest) / 100 < words.length * letterWidth,
    );
    placed.push({ ...mark, row: near.length === 0 ? 0 : Math.max(...near.map(({ row }) => row)) + 1 });
  }
  return placed;
}

/** The sum step by step as a picture: each bar begins where the one before it ended. The table below has the numbers. */
export function waterfallPicture(steps: readonly EvidenceStep[], id: string): Html {
  const { join, review } = defaultOffenderModel.thresholds;
  const ends = steps.flatMap(({ from, to }) => [clamp(from), clamp(to)]);
  const low = Math.min(0, ...ends);
  const high = Math.max(join, ...ends);
  const x = (value: number): number =>
    Math.round((plotFrom + ((clamp(value) - low) / (high - low)) * plotWide) * 10) / 10;
  const marks = rowsOfMarks([
    { x: x(0), words: 'evens' },
    { x: x(review), words: 'review' },
    { x: x(join), words: 'link' },
  ]);
  const top = 8 + markHeight * (1 + Math.max(...marks.map(({ row }) => row)));
  const height = top + 14 + steps.length * rowHeight;
  const drawMark = ({ x: at, words, row }: Mark): Html => {
    const baseline = 14 + row * markHeight;
    return html`<line x1="${at}%" x2="${at}%" y1="${baseline - 9}" y2="${height - 4}" stroke="${otherColour}" stroke-dasharray="3 3"></line><text x="${at}%" dx="-3" y="${baseline}" font-size="11" text-anchor="end" fill="${ink}">${words}</text>`;
  };
  return html`<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="${height}" role="img" aria-labelledby="${id}-title ${id}-text" font-family="Arial, Helvetica, sans-serif">
<title id="${id}-title">How the evidence adds up</title>
<desc id="${id}-text">A waterfall: it begins with any two records, each comparison moves it to the right where it speaks for one person and to the left where it speaks against, and the last bar is the sum. The table below has the same.</desc>
${marks.map(drawMark)}
${steps.map((step, place) => barOf(step, top + 4 + place * rowHeight, x))}
</svg>${legend}`;
}

/** What the lines and the words of the picture, and of the lists above it, mean. */
const legend = html`<p class="govuk-body-s">Each bar begins where the one above it ended: blue speaks for one person, red against, and grey is what any two records begin with, and the sum. At the line “evens” they are as likely one person as two; from “review” on, a person decides; from “link” on, the program links them by itself. The same value says less where many people have it: “with how many have this value taken off” is the weight that is left, and where few have it, the weight is more.</p>`;

/** A rule that takes nothing away: the pair is never linked without a person, however much speaks for it. */
const isRuleAlone = (kind: EvidenceStep['kind'], bits: number): boolean => kind === 'rule' && bits === 0;

function barOf({ kind, what, bits, from, to }: EvidenceStep, y: number, x: (value: number) => number): Html {
  const [start, end] = [Math.min(x(from), x(to)), Math.max(x(from), x(to))];
  const colour = kind === 'total' || kind === 'prior' ? otherColour : bits < 0 ? againstColour : forColour;
  const wide = Math.max(0.5, Math.round((end - start) * 10) / 10);
  return html`<g><text x="0" y="${y + 12}" font-size="13" fill="${ink}"${kind === 'total' ? html` font-weight="bold"` : ''}>${what}</text><rect x="${start}%" y="${y + 17}" width="${wide}%" height="16" fill="${colour}"></rect><text x="${end}%" dx="5" y="${y + 30}" font-size="12" fill="${ink}">${isRuleAlone(kind, bits) ? 'a rule' : signed(kind === 'total' ? to : bits)}</text></g>`;
}

/** The same as a table: what was compared, what was found, how much it says in words and numbers, and the sum so far. */
export const waterfallTable = (steps: readonly EvidenceStep[], model: string): Html =>
  html`${table({
    caption: 'Weight of each finding, in the order in which they are added',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Weight of each finding',
    stack: true,
    head: [
      { text: 'Compared' },
      { text: 'Found' },
      { text: 'In words' },
      { text: 'Weight', format: 'numeric' },
      { text: 'Sum so far', format: 'numeric' },
    ],
    rows: steps.map(({ kind, what, found, bits, to }) => [
      kind === 'total' ? html`<strong>${what}</strong>` : what,
      found,
      inWords(kind, bits),
      { text: kind === 'total' || isRuleAlone(kind, bits) ? '' : signed(bits), format: 'numeric' as const },
      { text: signed(to), format: 'numeric' as const },
    ]),
  })}<p class="govuk-body">One more doubles the odds that they are one person. From ${defaultOffenderModel.thresholds.join} the program links two records by itself, unless that would change somebody whom agencies are working with or other records speak against it: then, and from ${defaultOffenderModel.thresholds.review}, a person decides. Model ${model}.</p>`;

const inWords = (kind: EvidenceStep['kind'], bits: number): string => {
  if (kind === 'total' || kind === 'prior') return '';
  if (isRuleAlone(kind, bits)) return 'takes nothing away: a person decides';
  if (bits === 0) return 'says nothing';
  return `${weightWords(bits)} ${bits < 0 ? 'against' : 'for'}`;
};

export interface ClusterRecord {
  id: number;
  /** Agency and number, or agency and name. */
  label: string;
  /** Which person it is of now: drawn filled or open. */
  group: number;
}

const ring = 110;
const middle = { x: 140, y: 140 };

/** The records of a group and its links as a picture, with the weakest link that holds it together. */
export function clusterPicture(
  records: readonly ClusterRecord[],
  edges: readonly ClusterEdge[],
  id: string,
): Html {
  const place = new Map(
    records.map((record, index) => {
      const angle = (index / records.length) * 2 * Math.PI - Math.PI / 2;
      return [
        record.id,
        {
          x: middle.x + ring * Math.cos(angle),
          y: middle.y + ring * Math.sin(angle),
          letter: letterOf(index),
        },
      ] as const;
    }),
  );
  const { weakest, sides } = holdOf(
    records.map((record) => record.id),
    edges,
  );
  const at = (value: number): string => value.toFixed(1);
  const line = (edge: ClusterEdge): Html | '' => {
    const [a, b] = [place.get(edge.left), place.get(edge.right)];
    if (a === undefined || b === undefined) return '';
    const isWeakest = edge === weakest;
    return html`<line x1="${at(a.x)}" y1="${at(a.y)}" x2="${at(b.x)}" y2="${at(b.y)}" stroke="${isWeakest ? againstColour : otherColour}" stroke-width="${isWeakest ? 5 : thickness(edge.bits)}"${edge.state === 'review' ? html` stroke-dasharray="7 5"` : ''}></line>`;
  };
  const dot = (record: ClusterRecord): Html | '' => {
    const own = place.get(record.id);
    if (own === undefined) return '';
    const filled = record.group === 1;
    return html`<circle cx="${at(own.x)}" cy="${at(own.y)}" r="17" fill="${filled ? forColour : '#ffffff'}" stroke="${forColour}" stroke-width="2.5"></circle><text x="${at(own.x)}" y="${at(own.y + 5)}" font-size="14" font-weight="bold" text-anchor="middle" fill="${filled ? '#ffffff' : ink}">${own.letter}</text>`;
  };
  const nameOf = (record: number): string => place.get(record)?.letter ?? '';
  return html`${scrollRegion({
    label: 'Picture: the group and its links',
    html: html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 280 280" width="280" height="280" role="img" aria-labelledby="${id}-title ${id}-text" font-family="Arial, Helvetica, sans-serif">
<title id="${id}-title">The group and its links</title>
<desc id="${id}-text">Each record is a circle with the letter of the table below, filled for one person and open for the other. A thicker line is stronger evidence, a broken line waits for a decision, and a red line is the weakest without which the group falls apart.</desc>
${edges.map((edge) => (edge === weakest ? '' : line(edge)))}${weakest === undefined ? '' : line(weakest)}
${records.map(dot)}
</svg>`,
  })}${weakestWords(weakest, sides, { nameOf, linked: edges.length > 0 })}${clusterTable(records, edges, { weakest, nameOf })}`;
}

const thickness = (bits: number): number => Math.max(1, Math.min(4, 1 + bits / 8));

function weakestWords(
  weakest: ClusterEdge | undefined,
  sides: readonly [readonly number[], readonly number[]],
  { nameOf, linked }: { nameOf: (record: number) => string; linked: boolean },
): Html {
  if (weakest === undefined && linked)
    return html`<p class="govuk-body">No single link holds the group together: without any one of them the rest still does.</p>`;
  if (weakest === undefined)
    return html`<p class="govuk-body">No link between these records is on file: an identifier in common or a decision holds them together.</p>`;
  const side = (records: readonly number[]): string => records.map(nameOf).join(', ');
  return html`<p class="govuk-body"><strong>The weakest link that nothing goes round is ${nameOf(weakest.left)} to ${nameOf(weakest.right)}</strong> (${shortStrengths[strengthOf(weakest.bits, defaultOffenderModel.thresholds)].toLowerCase()}). Without it the group falls into ${side(sides[0])} and ${side(sides[1])}.</p>`;
}

function clusterTable(
  records: readonly ClusterRecord[],
  edges: readonly ClusterEdge[],
  { weakest, nameOf }: { weakest: ClusterEdge | undefined; nameOf: (record: number) => string },
): Html {
  const linksOf = ({ id }: ClusterRecord): string =>
    edges
      .filter(({ left, right }) => left === id || right === id)
      .map((edge) => {
        const other = nameOf(edge.left === id ? edge.right : edge.left);
        const strength = shortStrengths[strengthOf(edge.bits, defaultOffenderModel.thresholds)].toLowerCase();
        const kind = edge.state === 'review' ? ', waits' : edge === weakest ? ', the weakest' : '';
        return `${other} (${strength}${kind})`;
      })
      .join('; ') || 'None on file';
  const groups = new Set(records.map(({ group }) => group)).size;
  return table({
    caption: 'The records of the group and their links',
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: 'The records of the group',
    stack: true,
    firstCellIsHeader: true,
    head: [
      { text: 'Letter' },
      { text: 'Record' },
      ...(groups > 1 ? [{ text: 'Now' }] : []),
      { text: 'Linked to' },
    ],
    rows: records.map((record) => [
      nameOf(record.id),
      record.label,
      ...(groups > 1 ? [record.group === 1 ? 'One person' : 'The other'] : []),
      linksOf(record),
    ]),
  });
}
