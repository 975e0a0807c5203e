import { wilsonInterval } from '../../statistics/index.ts';
import { details, table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import type { GroupRates, TruthReport } from './truth.ts';

const groupingWords: Readonly<Record<string, string>> = {
  sex: 'Sex',
  ethnicity: 'Ethnicity',
  age: 'Age',
};

/** Fewer pairs than this say nothing of a group. */
const enough = 30;

const count = (value: number): string => Math.round(value).toLocaleString('en-GB');

interface Share {
  perThousand: number;
  lower: number;
  upper: number;
}

/**
 * Of a thousand, with the limits between which the true rate lies in nineteen of twenty such samples (Wilson). A pair of two
 * groups counts half in each, and half a pair is rounded down. Undefined of too few.
 */
export function shareOf(part: number, whole: number): Share | undefined {
  if (whole < enough) return undefined;
  const pairs = Math.floor(whole);
  const { lower, upper } = wilsonInterval(Math.min(pairs, Math.round(part)), pairs);
  return { perThousand: (1000 * part) / whole, lower: 1000 * lower, upper: 1000 * upper };
}

const rate = (part: number, whole: number): string => {
  const share = shareOf(part, whole);
  if (share === undefined) return whole === 0 ? 'No pairs' : `Too few: ${count(whole)}`;
  return `${share.perThousand.toFixed(1)} (${share.lower.toFixed(1)} to ${share.upper.toFixed(1)})`;
};

/** Rates by group, where somebody knows the truth. */
export function truthSection(truth: TruthReport | undefined): Html {
  const heading = html`<h2 class="govuk-heading-m" id="fairness">Are some groups linked worse than others?</h2>`;
  if (truth === undefined)
    return html`${heading}<p class="govuk-body">Nobody has held these links against a truth, so nothing can be said by group. A sample that people have looked through can be brought in with the command <code>link-truth</code>.</p>`;
  return html`${heading}
<p class="govuk-body">Held against the truth of ${truth.records.toLocaleString('en-GB')} records.</p>
${truth.groupings.map(({ grouping, groups }) => groupSection(groupingWords[grouping] ?? grouping, groups))}
${details({ summaryText: 'How to read these rates', html: howToRead })}`;
}

const howToRead = html`<p class="govuk-body">“False” is of a thousand pairs that stand together, how many are two people; “missed” is of a thousand pairs that are one person, how many stand apart. A pair of two groups counts half in each.</p>
<p class="govuk-body">In brackets stands between what and what the true rate is likely to lie: were many such samples drawn, nineteen of twenty such intervals would hold it (Wilson’s interval). The fewer the pairs, the wider it is, and fewer than ${enough} say nothing. Pairs of the same person hang together, so that the true rate lies outside a little more often than that. A group stands out where its whole interval lies above the rate of all groups together. With many groups one in forty does so by chance.</p>`;

function groupSection(grouping: string, groups: readonly GroupRates[]): Html {
  return html`${groupTable(grouping, groups)}<p class="govuk-body">${saidOf(groups)}</p>`;
}

/** What may be concluded, for whoever does not read intervals. */
export function saidOf(groups: readonly GroupRates[]): string {
  const falsely = standOut(groups, ({ wrong, linked }) => [wrong, linked]);
  const missed = standOut(groups, ({ missed: apart, same }) => [apart, same]);
  const few = groups.filter(({ linked, same }) => linked < enough && same < enough);
  const said = [
    falsely.length === 0 ? '' : `More false links than all groups together: ${falsely.join(', ')}.`,
    missed.length === 0 ? '' : `More missed links than all groups together: ${missed.join(', ')}.`,
    falsely.length + missed.length > 0
      ? ''
      : 'No group stands out: what differs may be chance in so many pairs.',
    few.length === 0
      ? ''
      : `Too few pairs to say anything of: ${few.map(({ group }) => group).join(', ')}. That is not the same as being linked well.`,
  ];
  return said.filter((one) => one !== '').join(' ');
}

function standOut(
  groups: readonly GroupRates[],
  of: (group: GroupRates) => readonly [part: number, whole: number],
): string[] {
  const sum = (place: 0 | 1): number => groups.reduce((total, group) => total + of(group)[place], 0);
  const all = shareOf(sum(0), sum(1));
  if (all === undefined) return [];
  return groups
    .filter((group) => (shareOf(...of(group))?.lower ?? 0) > all.perThousand)
    .map(({ group }) => group);
}

const groupTable = (grouping: string, groups: readonly GroupRates[]): Html =>
  table({
    caption: `By ${grouping.toLowerCase()}`,
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: `False and missed links by ${grouping.toLowerCase()}`,
    stack: true,
    foldOnPhone: [1, 2, 4],
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
        count(one.records),
        count(one.linked),
        rate(one.wrong, one.linked),
        count(one.same),
        rate(one.missed, one.same),
      ].map((text) => ({ text, format: 'numeric' as const })),
    ]),
  });
