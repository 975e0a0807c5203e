import { showDay } from '../../kernel/clock.ts';
import {
  emptyState,
  exampleTag,
  numberedPages,
  scrollRegion,
  statLinks,
  table,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { impliedForOthers, leastShareOfCrime, shareAt } from './rules.ts';
import type { Concentration, SuperProlific, SuperProlificRule } from './types.ts';

export interface ConcentrationModel {
  rule: SuperProlificRule;
  isExample: boolean;
  concentration: Concentration;
  people: readonly SuperProlific[];
  page: number;
  pages: number;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
const shareOf = (part: number, whole: number): string => (whole === 0 ? 'none' : percent(part / whole));

export function concentrationView(model: ConcentrationModel): Html {
  const { rule, concentration: c } = model;
  return html`<h1 class="govuk-heading-xl">Super-prolific</h1>
<p class="govuk-body">Members whom you may see with ${rule.crimes} or more proven offences in the last ${rule.months} months${exampleTag(model.isExample)}, of the offences that you may see.</p>
${statLinks([
  {
    number: c.superPeople,
    label: `of ${c.people} members (${shareOf(c.superPeople, c.people)})`,
    href: '#people',
  },
  { number: c.superCrimes, label: `of ${c.crimes} proven offences (${shareOf(c.superCrimes, c.crimes)})` },
])}
${c.crimes === 0 ? emptyState({ title: 'There are no proven offences to draw.', text: 'None of those that you may see falls into these months.' }) : html`${curve(c)}${deciles(c)}`}
<h2 class="govuk-heading-l" id="people">Who they are</h2>
${
  model.people.length === 0
    ? emptyState({
        title: 'Nobody has so many.',
        text: `Nobody whom you may see has ${rule.crimes} or more.`,
      })
    : table({
        stack: true,
        caption: 'Those with most first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Super-prolific people',
        head: [{ text: 'Name' }, { text: 'Proven offences', format: 'numeric' }, { text: 'The last' }],
        rows: model.people.map(({ personId, name, crimes, last }) => [
          html`<a class="govuk-link" href="/people/${personId}">${name}</a>`,
          { text: crimes, format: 'numeric' },
          last === null ? '' : showDay(last),
        ]),
      })
}
${numberedPages(model.page, model.pages, (page) => `/cohort/strands/super-prolific?page=${page}`, 'Pages of people')}
${paper()}`;
}

const side = 300;

/** Few people make few points; more than a hundred are thinned, so that the page stays small. */
function points({ curve: all }: Concentration): string {
  const step = Math.max(1, Math.ceil(all.length / 100));
  return all
    .filter((_, index) => index % step === 0 || index === all.length - 1)
    .map(
      ({ people, crimes }) => `${(40 + people * side).toFixed(1)},${(10 + (1 - crimes) * side).toFixed(1)}`,
    )
    .join(' ');
}

function curve(c: Concentration): Html {
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return html`<h2 class="govuk-heading-l">How crime is concentrated</h2>
${scrollRegion({
  label: 'Concentration curve',
  html: html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 370 360" width="370" height="360" role="img" aria-labelledby="curve-title curve-text">
<title id="curve-title">Concentration curve of proven offences</title>
<desc id="curve-text">From the members with most proven offences to those with fewest, the share of all offences that they committed. The table below has the figures.</desc>
<g stroke="#b1b4b6" fill="none">${ticks.map((tick) => html`<path d="M40 ${10 + tick * side}H340M${40 + tick * side} 10V310"></path>`)}</g>
<path d="M40 310L340 10" stroke="#505a5f" stroke-dasharray="6 4" fill="none"></path>
<polyline points="${points(c)}" stroke="#1d70b8" stroke-width="3" fill="none"></polyline>
<g font-size="12" fill="#0b0c0c">${ticks.map((tick) => html`<text x="${40 + tick * side}" y="326" text-anchor="middle">${tick * 100}%</text><text x="34" y="${314 - tick * side}" text-anchor="end">${tick * 100}%</text>`)}<text x="190" y="348" text-anchor="middle">Members, those with most offences first</text></g>
</svg>`,
})}
<p class="govuk-body">Upwards: the share of proven offences. The broken line is where everybody had as many as everybody else.</p>`;
}

const deciles = (c: Concentration): Html =>
  table({
    stack: true,
    caption: 'The curve in figures',
    captionClasses: 'govuk-table__caption--m',
    head: [
      { text: 'Of the members, those with most offences' },
      { text: 'Share of proven offences', format: 'numeric' },
    ],
    rows: [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1].map((share) => [
      `First ${share * 100}%`,
      { text: percent(shareAt(c.curve, share)), format: 'numeric' },
    ]),
  });

/** What TurnAround's paper prints cannot be, and why; so that nobody plans by it. */
function paper(): Html {
  const [people, crimes, threshold] = [0.08, 0.04, 10];
  return html`<h2 class="govuk-heading-l">What the TurnAround paper prints</h2>
<p class="govuk-body">“‘super-prolific’ persistent offenders (8% of total TAT Cohort) that commit 10 or more crimes each (4% of total crimes committed by cohort)”. Both cannot be so of the same cohort and the same time.</p>
<ol class="govuk-list govuk-list--number">
<li>Of every 100 people, 8 have 10 crimes or more each: 80 crimes at least.</li>
<li>If 80 are 4% of all, all are ${(80 / crimes).toLocaleString('en-GB')}, and the other 92 people have ${(80 / crimes - 80).toLocaleString('en-GB')}: ${impliedForOthers(people, threshold, crimes).toFixed(1)} each.</li>
<li>But the other 92 are those with fewer than 10 each: at most 9 × 92 = 828 between them.</li>
<li>So the 8% must have at least 80 of 80 + 828: ${percent(leastShareOfCrime(people, threshold))} of the crimes, and more if anybody has more than 10 or the others fewer than 9.</li>
</ol>
<p class="govuk-body">The slide may print another figure than was meant. No figure of this page is taken from it.</p>`;
}
