import { dimensionWords } from '../../cohort/index.ts';
import { showDay, showMoment } from '../../kernel/clock.ts';
import { details, emptyState, exampleTag, insetText, table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { coinWords, driftWords, fewestOnASide, fewestPeople } from './rules.ts';
import type { Figure, InstrumentFigures, Line, ScoreCheck } from './types.ts';

/** The matrix and OGRS3 by their names; an agency’s own tool has the name it was brought in by. */
export const instrumentName = (instrument: string): string =>
  ({ matrix: 'Our matrix', ogrs3: 'OGRS3, worked out here' })[instrument] ?? `${instrument}, official`;

/** `0.71 (0.65 to 0.77)`; undefined where it is left out. */
export const figureWords = (found: Figure | null): string | undefined =>
  found === null
    ? undefined
    : `${found.estimate.toFixed(2)} (${found.lower.toFixed(2)} to ${found.upper.toFixed(2)})`;

export function scoresPage(found: ScoreCheck | undefined): Html {
  const head = html`<h1 class="govuk-heading-l">Scores checked</h1>
<p class="govuk-body">Do scores come true? Everybody who met the rule on the first day of a half-year is scored again by what was on record on that day, and held against what was proven of the time after it.</p>`;
  if (found === undefined)
    return html`${head}${emptyState({ title: 'Nothing was checked yet.', text: 'Scores are checked at night, once an extract is in and the scheme has a matrix and a rule for groups (fairness).' })}`;
  if (found.figures === null)
    return html`${head}${emptyState({ title: 'Nothing can be said yet.', text: found.notPublishedWhy ?? '' })}`;
  return html`${head}
<p class="govuk-body">Data to ${showDay(found.dataTo)}, checked ${showMoment(found.at)}, by version ${found.matrixVersion} of the matrix; groups by the rule of fairness${exampleTag(found.ruleExample)}. <a class="govuk-link" href="/outcomes/scores-checked/download">Download (CSV)</a></p>
${insetText({ text: 'A score says how people with the same record have fared, not what somebody will do. Whoever is on the scheme is in these figures too: if it helps them, the scores look worse than they are.' })}
${found.figures.instruments.map(section)}
${howToRead()}`;
}

function section(one: InstrumentFigures): Html {
  const name = instrumentName(one.instrument);
  const head = html`<h2 class="govuk-heading-m">${name}</h2>`;
  if (one.why !== null) return html`${head}${emptyState({ title: 'Too few for a figure.', text: one.why })}`;
  const { whole, slope, bands, groups, halfYears } = one;
  const drift = driftWords(halfYears);
  const coin = whole.auc === null ? null : coinWords(whole.auc);
  return html`${head}
<p class="govuk-body">${whole.people === null ? 'Everybody' : `${whole.people} people, each once`}, followed for ${one.horizonMonths} months${whole.reoffended === null ? '' : `; of ${whole.reoffended} a reoffence was proven`}. How well it tells apart who reoffends from who does not: <strong>${figureWords(whole.auc) ?? 'not shown'}</strong>.${coin !== null && ` ${coin}`}${whole.ratio !== null && html` Expected over observed: <strong>${figureWords(whole.ratio)}</strong>.`}${slope !== null && html` Slope: <strong>${figureWords(slope)}</strong>.`}</p>
${bands.length > 0 && bandTable(one)}
${groups.map(({ dimension, lines }) => lineTable(`${name} by ${dimensionWords[dimension].toLowerCase()}`, dimensionWords[dimension], lines))}
${halfYears.length > 0 && html`<p class="govuk-body">Somebody who met the rule on the first day of several half-years is in each of them, so these rows add up to more people than are counted above, where each is in once.</p>`}
${lineTable(`${name} by half-year`, 'Scored on', halfYears)}
${drift !== null && html`<p class="govuk-body">${drift}</p>`}`;
}

const bandTable = ({ instrument, bands }: InstrumentFigures): Html => {
  const isPoints = instrument === 'matrix';
  const caption = isPoints
    ? `${instrumentName(instrument)}: what happened, by points`
    : `${instrumentName(instrument)}: what was expected and what happened`;
  return table({
    caption,
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: caption,
    stack: true,
    firstCellIsHeader: true,
    head: [
      { text: isPoints ? 'Points' : 'Chance' },
      { text: 'People', format: 'numeric' },
      ...(isPoints ? [] : [{ text: 'Expected of every 100', format: 'numeric' as const }]),
      { text: 'Of every 100 came to be' },
    ],
    rows: bands.map(({ from, to, people, expected, observed }) => [
      from === to ? `${from}` : `${from} to ${to}`,
      { text: people, format: 'numeric' },
      ...(isPoints ? [] : [{ text: expected ?? '', format: 'numeric' as const }]),
      `${observed.estimate} (${observed.lower} to ${observed.upper})`,
    ]),
  });
};

const lineTable = (caption: string, first: string, lines: readonly Line[]): Html | '' =>
  lines.length === 0
    ? ''
    : table({
        caption,
        captionClasses: 'govuk-table__caption--s',
        scrollLabel: caption,
        stack: true,
        firstCellIsHeader: true,
        head: [
          { text: first },
          { text: 'People', format: 'numeric' },
          { text: 'Reoffended', format: 'numeric' },
          { text: 'Tells apart' },
          ...(lines.some(({ ratio }) => ratio !== null) ? [{ text: 'Expected over observed' }] : []),
        ],
        rows: lines.map(({ name, people, reoffended, auc, ratio }) => [
          name,
          { text: people ?? 'not shown', format: 'numeric' },
          { text: reoffended ?? 'not shown', format: 'numeric' },
          figureWords(auc) ?? (people === null ? 'not shown' : 'too few'),
          ...(lines.some((line) => line.ratio !== null) ? [figureWords(ratio) ?? 'too few'] : []),
        ]),
      });

const howToRead = (): Html =>
  details({
    summaryText: 'How to read this',
    html: html`<p class="govuk-body"><strong>Tells apart</strong> is the chance that somebody who reoffended had a higher score than somebody who did not (the area under the curve; 0.50 is a coin, 1.00 is always right), with its 95% interval by DeLong.</p>
<p class="govuk-body"><strong>Expected over observed</strong> is how many reoffenders the chances promised for each that came to be: above 1.00 they promise too many. <strong>Slope</strong> below 1.00 means that high chances are too high and low ones too low. Points of a matrix promise nothing, so these are not given for them.</p>
<p class="govuk-body">A reoffence is an offence of the ${12} months (for chances of two years: ${24}) after the day, proven in that time or the six months after it. Time in custody is not taken out, and nobody is left out for it.</p>
<p class="govuk-body">Figures of a group need ${fewestPeople} people, ${fewestOnASide} of whom reoffended and ${fewestOnASide} did not. Counts of 1 to 4 are left out, and others from which they could be worked out. If groups reoffend at different rates, a score cannot be right in both ways for each of them: the same chances, and the same errors. Many groups are looked at here; some would differ by chance.</p>`,
  });
