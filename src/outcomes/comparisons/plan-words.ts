import { type Day, showDay } from '../../kernel/clock.ts';
import { summaryList } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { isPlanned } from './rules.ts';
import type { Foreseen } from './types.ts';

/** How far it is from a plan that nobody could have chosen by what came out. */
export const plannedWords = ({
  dataTo,
  outcomeFrom,
}: {
  dataTo: Day | null;
  outcomeFrom: Day | null;
}): string => {
  const reach = dataTo === null ? 'there were no data' : `the data reached to ${showDay(dataTo)}`;
  return isPlanned({ dataTo, outcomeFrom })
    ? `Planned: when it is registered none of the outcome is on record (${reach}${outcomeFrom === null ? '' : `; the outcome begins on ${showDay(outcomeFrom)}`}).`
    : `Exploratory: some of the outcome, which begins on ${showDay(outcomeFrom ?? '')}, is on record already (${reach}), so the plan could have been chosen by it. Its figures say so.`;
};

/** Counts of a plan before its outcome is looked at. */
export const foreseenList = (foreseen: Foreseen): Html =>
  foreseen.length === 0
    ? html`<p class="govuk-body">Nothing can be counted yet.</p>`
    : summaryList({
        rows: foreseen.map(({ label, count }) => ({
          key: label,
          value: count === null ? 'Not shown, because few' : `${count}`,
        })),
      });
