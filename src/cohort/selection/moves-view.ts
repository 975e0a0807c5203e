import { showMoment } from '../../kernel/clock.ts';
import { emptyState, table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { changesWords, eventWords, pointsWords } from './event-words.ts';
import type { CandidateEvent, SelectionRun } from './types.ts';

type Move = CandidateEvent & { candidateId: number; name: string };

export const movesPage = (run: SelectionRun | undefined, moves: readonly Move[]): Html =>
  html`<h1 class="govuk-heading-l">What the last run changed</h1>
${run !== undefined && html`<p class="govuk-body">Run ${run.id}, ${showMoment(run.finishedAt ?? run.at)}. Those who entered, left or crossed the line come first; at most 200 are shown.</p>`}
${
  moves.length === 0
    ? emptyState({
        title:
          run === undefined
            ? 'Selection has not run yet.'
            : 'The last run changed nothing for anybody whom you may see.',
      })
    : table({
        caption: `${moves.length} changes`,
        captionClasses: 'govuk-table__caption--s',
        scrollLabel: 'What the last run changed',
        stack: true,
        head: ['Name', 'What and why', 'Points', 'Which factors'].map((text) => ({ text })),
        rows: moves.map((move) => [
          html`<a class="govuk-link" href="/cohort/candidates/${move.candidateId}">${move.name}</a>`,
          eventWords(move),
          pointsWords(move),
          changesWords(move.changes),
        ]),
      })
}`;
