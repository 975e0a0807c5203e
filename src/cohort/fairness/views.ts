import { showDay, showMoment } from '../../kernel/clock.ts';
import { emptyState, exampleTag, insetText, table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { fewestForShare, fewestToCompare } from './rules.ts';
import {
  dimensionWords,
  type FairnessFigures,
  type FairnessTable,
  type GroupLine,
  notKnown,
  type Ratio,
  type Share,
} from './types.ts';

/** `1.20 (0.85 to 1.69)`; undefined where it is left out. */
export const ratioWords = (ratio: Ratio | null): string | undefined =>
  ratio === null
    ? undefined
    : `${ratio.estimate.toFixed(2)} (${ratio.lower.toFixed(2)} to ${ratio.upper.toFixed(2)})`;

/** Who is selected, refused and de-selected, how they are rated and how long they stay, by group. */
export function fairnessPage(found: FairnessTable | undefined, seesTrials: boolean): Html {
  const head = html`<h1 class="govuk-heading-xl">Fairness</h1>
<p class="govuk-body">Who is selected, refused and de-selected, how they are rated and how long they stay: each group beside everybody else who meets the same rule.</p>`;
  if (found === undefined)
    return html`${head}${emptyState({ title: 'Nothing was counted yet.', text: 'The figures are counted at night, once an extract is in and the scheme has a rule for them (fairness).' })}`;
  if (found.figures === null)
    return html`${head}${emptyState({ title: 'The figures are not published.', text: found.notPublishedWhy ?? '' })}`;
  return html`${head}
<p class="govuk-body">Data to ${showDay(found.dataTo)}, counted ${showMoment(found.at)}, by version ${found.ruleVersion} of the rule${exampleTag(found.example)}. <a class="govuk-link" href="/cohort/fairness/download">Download (CSV)</a></p>
${missing(found.figures)}
${found.figures.dimensions.map(({ dimension, groups }) => section(dimensionWords[dimension], groups))}
${howToRead()}
${seesTrials && html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="/cohort/trials">Trials of the scheme</a></p>`}`;
}

/** Who is missing stands before the figures. */
function missing({ people, dimensions }: FairnessFigures): Html {
  const words = dimensions.map(({ dimension, groups }) => {
    const count = groups.find(({ code }) => code === notKnown)?.eligible ?? null;
    const name = dimensionWords[dimension].toLowerCase();
    return count === null ? `${name} of a few (not shown)` : `${name} of ${count}`;
  });
  return insetText({
    text: `${people} people meet the rule or were adopted. Not known: ${words.join(', ')}. They are counted in a row of their own and are part of “everybody else”.`,
  });
}

const section = (
  name: string,
  groups: readonly GroupLine[],
): Html => html`<h2 class="govuk-heading-l">${name}</h2>
${table({
  stack: true,
  caption: `By ${name.toLowerCase()}`,
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: `Figures by ${name.toLowerCase()}`,
  firstCellIsHeader: true,
  head: [
    { text: 'Group' },
    { text: 'Eligible', format: 'numeric' },
    { text: 'Selected' },
    { text: 'Refused, of those decided about' },
    { text: 'De-selected, of those selected' },
    { text: 'Red, of those on the scheme' },
    { text: 'Mean days on the scheme' },
  ],
  rows: groups.map((group) => [
    group.name,
    { text: group.eligible ?? 'not shown', format: 'numeric' },
    shareCell(group.selected),
    shareCell(group.refused),
    shareCell(group.left),
    shareCell(group.red),
    html`${group.meanDays ?? 'not shown'}${group.leaving !== null && html`<br><span class="govuk-hint">leaves at ${ratioWords(group.leaving)} times others’ rate</span>`}`,
  ]),
})}`;

function shareCell({ events, of, ratio }: Share): Html {
  if (events === null || of === null) return html`not shown`;
  const percent = of < fewestForShare ? '' : ` (${Math.round((100 * events) / of)}%)`;
  return html`${events} of ${of}${percent}<br><span class="govuk-hint">${ratio === null ? 'too few to compare' : `ratio ${ratioWords(ratio)}`}</span>`;
}

const howToRead = (): Html => html`<h2 class="govuk-heading-l">How to read it</h2>
<ul class="govuk-list govuk-list--bullet">
<li>A ratio is a group’s share over the share among everybody else, with its 95% interval. An interval that holds 1 is not evidence of fairness: with few people it holds almost anything.</li>
<li>A ratio away from 1 is not by itself evidence of unfairness. It asks for a reason: the panel’s minutes, the matrix and its equality assessment are where to look.</li>
<li>Counts of 1 to 4 are not shown, nor any other from which they could be worked out. Shares stand on at least ${fewestForShare} people, comparisons on at least ${fewestToCompare} on each side.</li>
<li>“Eligible” is everybody who meets the scheme’s rule now or was ever adopted. Whoever the police never recorded is not among them: a difference in who is recorded is not seen here.</li>
<li>Age is that on the day of counting. Time ends on that day for those who are still on the scheme; the rate at which they leave takes account of it.</li>
</ul>`;
