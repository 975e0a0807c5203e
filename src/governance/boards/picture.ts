import { type Day, showDay } from '../../kernel/clock.ts';
import { scrollRegion } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { inOrder, type Node } from './structure.ts';

export const boardPath = (id: number): string => `/governance/boards/${id}`;

const boxWidth = 440;
const boxHeight = 50;
const step = 46;
const rowHeight = 62;

const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

const places = (roots: readonly Node[]) =>
  inOrder(roots).map((row, index) => ({ ...row, x: 4 + row.depth * step, y: 4 + index * rowHeight }));

/** The tree of a day: each board stands under the one that it reports to. The list below has the same. */
export function structurePicture(roots: readonly Node[], day: Day): Html {
  const rows = places(roots);
  if (rows.length === 0) return html``;
  const width = Math.max(...rows.map(({ x }) => x)) + boxWidth + 8;
  const height = rows.length * rowHeight + 4;
  return scrollRegion({
    label: 'Picture of the structure',
    html: html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="tree-title tree-text">
<title id="tree-title">Who reports to whom on ${showDay(day)}</title>
<desc id="tree-text">A tree: a line leads from each board to the board that it reports to, which stands above it and further left. The list below has the same.</desc>
<g fill="none" stroke="#505a5f" stroke-width="1.5">${rows.map(({ parent, x, y }) => {
      const above = parent === null ? undefined : rows[parent];
      return above === undefined
        ? ''
        : html`<path d="M${x} ${y + boxHeight / 2}H${above.x + 18}V${above.y + boxHeight}"></path>`;
    })}</g>
${rows.map(({ node, x, y }) => box(node, x, y))}
</svg>`,
  });
}

const box = ({ board, chair }: Node, x: number, y: number): Html =>
  html`<g><rect x="${x}" y="${y}" width="${boxWidth}" height="${boxHeight}" fill="${board.kind === 'partnership' || board.kind === 'other' ? '#f3f2f1' : '#ffffff'}" stroke="#1d70b8" stroke-width="1.5"></rect>
<text x="${x + 10}" y="${y + 20}" font-size="14" font-weight="bold" fill="#0b0c0c">${cut(board.name, 48)}</text>
<text x="${x + 10}" y="${y + 39}" font-size="12" fill="#0b0c0c">${cut(chair === null ? 'No chair recorded' : `Chair: ${chair}`, 58)}</text></g>`;

/** The same as a list within lists. */
export const structureList = (roots: readonly Node[]): Html =>
  html`<ul class="govuk-list govuk-list--bullet">${roots.map(
    (node) =>
      html`<li><a class="govuk-link" href="${boardPath(node.board.id)}">${node.board.name}</a>${facts(node)}${node.children.length > 0 ? structureList(node.children) : ''}</li>`,
  )}</ul>`;

const facts = ({ chair, actsFor, follows }: Node): string =>
  [
    chair === null ? '' : `chair: ${chair}`,
    actsFor.length === 0 ? '' : `acts for ${actsFor.join(' and ')}`,
    follows.length === 0 ? '' : `took the place of ${follows.join(' and ')}`,
  ]
    .filter((words) => words !== '')
    .map((words) => `; ${words}`)
    .join('');
