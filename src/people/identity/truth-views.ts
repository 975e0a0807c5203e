import { table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import type { GroupRates, TruthReport } from './truth.ts';

const groupingWords: Readonly<Record<string, string>> = {
  sex: 'Sex',
  ethnicity: 'Ethnicity',
  age: 'Age',
};

/** Fewer pairs than this say nothing of a group. */
const enough = 30;

const rate = (part: number, whole: number): string =>
  whole < enough ? 'Too few' : `${((1000 * part) / whole).toFixed(1)}`;

/** Rates by group, where somebody knows the truth. */
export function truthSection(truth: TruthReport | undefined): Html {
  const heading = html`<h2 class="govuk-heading-m" id="fairness">Are some groups linked worse than others?</h2>`;
  if (truth === undefined)
    return html`${heading}<p class="govuk-body">Nobody has held these links against a truth, so nothing can be said by group. A sample that people have looked through can be brought in with the command <code>link-truth</code>.</p>`;
  return html`${heading}
<p class="govuk-body">Held against the truth of ${truth.records.toLocaleString('en-GB')} records. “False” is of a thousand pairs that stand together, how many are two people; “missed” is of a thousand pairs that are one person, how many stand apart. A pair of two groups counts half in each. Fewer than ${enough} pairs say nothing.</p>
${truth.groupings.map(({ grouping, groups }) => groupTable(groupingWords[grouping] ?? grouping, groups))}`;
}

const groupTable = (grouping: string, groups: readonly GroupRates[]): Html =>
  table({
    caption: `By ${grouping.toLowerCase()}`,
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: `False and missed links by ${grouping.toLowerCase()}`,
    stack: true,
    firstCellIsHeader: true,
    head: [
      { text: grouping },
      ...['Records', 'Pairs linked', 'False per 1,000', 'Pairs of one person', 'Missed per 1,000'].map(
        (text) => ({
          text,
          format: 'numeric' as const,
        }),
      ),
    ],
    rows: groups.map((one) => [
      one.group,
      ...[
        one.records.toLocaleString('en-GB'),
        Math.round(one.linked).toLocaleString('en-GB'),
        rate(one.wrong, one.linked),
        Math.round(one.same).toLocaleString('en-GB'),
        rate(one.missed, one.same),
      ].map((text) => ({ text, format: 'numeric' as const })),
    ]),
  });
