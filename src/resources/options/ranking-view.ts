import { table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { decimals, percent } from './fraction.ts';
import type { OneAtATime, Ranked, Shift } from './ranking.ts';
import type { WholeAppraisal } from './types.ts';

/** The weighted ranking, and what change of weights would turn it. */
export function rankingSection(model: {
  appraisal: WholeAppraisal;
  ranked: readonly Ranked[];
  turns: readonly OneAtATime[];
  shifts: readonly Shift[];
}): Html {
  const { criteria } = model.appraisal;
  if (criteria.length === 0)
    return html`<h2 class="govuk-heading-m">Ranking</h2><p class="govuk-body">No criterion is set, so the options are not ranked.</p>`;
  return html`<h2 class="govuk-heading-m">Ranking</h2>
${table({
  caption: 'Scores from 0 to 10, the more the better, and their weighted mean',
  scrollLabel: 'Ranking',
  stack: true,
  firstCellIsHeader: true,
  head: [
    { text: 'Option' },
    ...criteria.map(({ name, weight }) => ({
      // For the label on a phone; `html` is what is drawn.
      text: `${name} (weight ${weight})`,
      html: html`${name}<br><span class="govuk-hint">weight ${weight}</span>`,
      format: 'numeric',
    })),
    { text: 'Weighted mean', format: 'numeric' },
    { text: 'Place', format: 'numeric' },
  ],
  rows: model.ranked.map(({ option, scores, mean, place }) => [
    option.title,
    ...scores.map((score) => ({ text: score === null ? 'Not scored' : String(score), format: 'numeric' })),
    { text: mean === undefined ? 'Not scored' : decimals(mean, 2), format: 'numeric' },
    { text: place === undefined ? '' : String(place), format: 'numeric' },
  ]),
})}
${sensitivity(model)}`;
}

function sensitivity({
  ranked,
  turns,
  shifts,
}: {
  ranked: readonly Ranked[];
  turns: readonly OneAtATime[];
  shifts: readonly Shift[];
}): Html {
  const best = ranked.filter(({ place }) => place === 1);
  const [winner] = best;
  if (winner === undefined || ranked.filter(({ mean }) => mean !== undefined).length < 2)
    return html`<p class="govuk-body">Less than two options are scored, so nothing can be turned.</p>`;
  if (best.length > 1)
    return html`<p class="govuk-body">${best.map(({ option }) => option.title).join(' and ')} score the same: any change of weights decides between them.</p>`;
  return html`<h2 class="govuk-heading-m">What would turn the ranking</h2>
<p class="govuk-body">${winner.option.title} scores most. Every number here is exact: nothing is drawn by chance.</p>
${table({
  caption: 'One weight at a time, the others as they are',
  scrollLabel: 'One weight at a time',
  stack: true,
  firstCellIsHeader: true,
  head: [
    { text: 'Criterion' },
    { text: 'Weight now', format: 'numeric' },
    { text: 'Another wins below' },
    { text: 'Another wins above' },
  ],
  rows: turns.map(({ criterion, above, below }) => [
    criterion.name,
    { text: String(criterion.weight), format: 'numeric' },
    below === undefined ? 'At no weight' : `${decimals(below.weight, 1)}: ${below.rival.title}`,
    above === undefined ? 'At no weight' : `${decimals(above.weight, 1)}: ${above.rival.title}`,
  ]),
})}
${table({
  caption: 'All weights at once: the least that has to move before a rival draws level',
  scrollLabel: 'All weights at once',
  stack: true,
  firstCellIsHeader: true,
  head: [
    { text: 'Rival' },
    { text: 'Points to move', format: 'numeric' },
    { text: 'From and to' },
    { text: 'Ahead of it in' },
  ],
  rows: shifts.map(({ rival, points, from, to, ahead }) => [
    rival.title,
    { text: points === undefined ? 'No weights do it' : decimals(points, 1), format: 'numeric' },
    points === undefined
      ? ''
      : `${from.map(({ name }) => name).join(', ') || 'nothing'} to ${to?.name ?? ''}`,
    `${percent(ahead)} of all weightings`,
  ]),
})}
<p class="govuk-body govuk-hint">“Of all weightings”: if every way to spread the points over the criteria were as likely as any other.</p>`;
}
