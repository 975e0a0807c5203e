import { showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { emptyState, numberedPages, table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import type { Ask } from '../../web/route.ts';
import { copyTag } from './on-report.ts';
import { countOwnCopies, joinSendings, listOwnCopies } from './store.ts';
import { type Copy, copyKindWords } from './types.ts';

const pageSize = 25;

/** The viewer's copies, for the list of intelligence: those to be destroyed and to be read first. */
export async function sentToMe(
  tx: Tx,
  ask: Ask,
  number: number,
): Promise<{ list: Html; reports: { id: number }[] }> {
  const { staffId } = ask.viewer;
  await joinSendings(tx);
  const [copies, total] = await Promise.all([
    listOwnCopies(tx, staffId, { limit: pageSize, offset: (number - 1) * pageSize }),
    countOwnCopies(tx, staffId),
  ]);
  const ids = [...new Set(copies.map(({ reportId }) => reportId))];
  return { list: drawList(copies, { now: ask.now, total, number }), reports: ids.map((id) => ({ id })) };
}

const drawList = (
  copies: readonly Copy[],
  shown: { now: Date; total: number; number: number },
): Html => html`<h2 class="govuk-heading-m">Sent to me</h2>
${
  copies.length === 0
    ? emptyState({
        title: 'Nothing was sent to you.',
        text: 'A report that somebody sends to you, your role, your agency or your shift shows here, with its conditions first.',
      })
    : html`${table({
        caption: 'Copies of reports in your hands',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Copies of reports in your hands',
        stack: true,
        head: [
          { text: 'Report' },
          { text: 'What it is for' },
          { text: 'From' },
          { text: 'Until' },
          { text: 'State' },
        ],
        rows: copies.map((copy) => [
          html`<a class="govuk-link" href="/intelligence/${copy.reportId}">Report ${copy.reportId}, copy ${copy.no}</a><br><span class="govuk-hint">${copyKindWords[copy.kind]}</span>`,
          copy.purpose ?? '',
          copy.sender === null ? '' : html`${copy.sender}, ${showMoment(copy.madeAt)}`,
          copy.expiresAt === null ? '' : showMoment(copy.expiresAt),
          copyTag(copy, shown.now),
        ]),
      })}
${numberedPages(shown.number, Math.ceil(shown.total / pageSize), (next) => `/intelligence?show=sent${next > 1 ? `&page=${next}` : ''}`)}`
}`;
