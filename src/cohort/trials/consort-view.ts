import { showMoment } from '../../kernel/clock.ts';
import { insetText, statLinks, summaryList, table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import type { ArmFigures, ParticipantState, Trial, TrialFigures } from './types.ts';

export interface ConsortModel {
  trial: Trial;
  figures: { figures: TrialFigures; at: Date; isExact: boolean } | undefined;
  /** People whom the viewer sees, by state; null for who sees none. */
  seen: Partial<Record<ParticipantState, number>> | null;
}

const shown = (count: number | null): string => (count === null ? 'not shown' : String(count));

const rows: [keyof Omit<ArmFigures, 'arm' | 'name'>, string][] = [
  ['allocated', 'Allocated'],
  ['received', 'Received what they were allocated'],
  ['withdrew', 'Withdrew (they stay where they were allocated)'],
  ['lost', 'Lost to follow-up'],
  ['dataStopped', 'Asked that later data are not used'],
  ['analysable', 'Followed up to the end so far'],
];

/** The CONSORT flow as counts, and the balance of strata: never who is next. */
export function consortSection({ trial, figures: given, seen }: ConsortModel): Html {
  if (given === undefined) return html``;
  const { figures, at, isExact } = given;
  return html`<h2 class="govuk-heading-l">How many, so far</h2>
<p class="govuk-body">Counted ${showMoment(at)}${isExact ? '' : '. Counts of 1 to 4, and others from which they could be worked out, are not shown'}.</p>
${flow(trial, figures)}
${seen !== null && seenLinks(trial, seen)}
${byArm(figures)}
${byStratum(trial, figures)}`;
}

function flow(trial: Trial, figures: TrialFigures): Html {
  const words = (reason: string): string =>
    reason === 'records'
      ? 'Ruled out by what is on record when they were to be allocated'
      : `Not so: ${trial.body.questions.find(({ code }) => code === reason)?.text ?? reason}`;
  return summaryList({
    rows: [
      { key: 'Looked at', value: shown(figures.assessed) },
      ...figures.excluded.map(({ reason, people }) => ({ key: words(reason), value: shown(people) })),
      { key: 'Did not agree', value: shown(figures.refused) },
      { key: 'Eligible, not enrolled yet', value: shown(figures.notYetEnrolled) },
      { key: 'Randomised', value: `${shown(figures.randomised)} of ${trial.body.target} wanted` },
    ],
  });
}

/** Numbers that lead to their lists, of the people whom this viewer sees: they may be fewer than the counts. */
const seenLinks = ({ id }: Trial, seen: NonNullable<ConsortModel['seen']>): Html =>
  html`<h3 class="govuk-heading-m">People whom you may see</h3>${statLinks([
    { number: seen.excluded ?? 0, label: 'not eligible', href: `/cohort/trials/${id}/people?state=excluded` },
    { number: seen.refused ?? 0, label: 'did not agree', href: `/cohort/trials/${id}/people?state=refused` },
    {
      number: seen.eligible ?? 0,
      label: 'not enrolled yet',
      href: `/cohort/trials/${id}/people?state=eligible`,
    },
    { number: seen.allocated ?? 0, label: 'allocated', href: `/cohort/trials/${id}/people?state=allocated` },
  ])}`;

const byArm = ({ arms, heldBack }: TrialFigures): Html =>
  html`<h3 class="govuk-heading-m">By arm</h3>
${heldBack !== 0 && insetText({ text: `While people are enrolled, the newest of each stratum are left out of what is shown by arm (${shown(heldBack)} now), so that no count tells who is next.` })}
${table({
  stack: true,
  caption: 'Counts by arm',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Counts by arm',
  firstCellIsHeader: true,
  head: [{ text: 'What' }, ...arms.map(({ name }) => ({ text: name, format: 'numeric' }))],
  rows: rows.map(([what, words]) => [
    words,
    ...arms.map((arm) => ({ text: shown(arm[what]), format: 'numeric' })),
  ]),
})}`;

const byStratum = (trial: Trial, { strata }: TrialFigures): Html =>
  html`<h3 class="govuk-heading-m">By stratum</h3>
${table({
  stack: true,
  caption: 'Counts by stratum',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Counts by stratum',
  firstCellIsHeader: true,
  head: [
    { text: 'Stratum' },
    { text: 'Randomised', format: 'numeric' },
    ...trial.body.arms.map(({ name }) => ({ text: name, format: 'numeric' })),
  ],
  rows: strata.map(({ stratum, enrolled, arms }) => [
    stratum.replaceAll('|', ', '),
    { text: shown(enrolled), format: 'numeric' },
    ...arms.map((count) => ({ text: shown(count), format: 'numeric' })),
  ]),
})}`;
