import { showDay, showMoment } from '../../kernel/clock.ts';
import { table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import type { AgencyView } from './agenda-store.ts';

export const stanceWords = { for: 'For', against: 'Against', neither: 'Neither for nor against' } as const;

/** Each agency's view beside the others; who was asked and gave none is said too. */
export const viewsTable = (views: readonly AgencyView[], name: string): Html | null =>
  views.length === 0
    ? null
    : table({
        caption: 'What each agency says',
        captionClasses: 'govuk-table__caption--s',
        scrollLabel: `What each agency says of ${name}`,
        stack: true,
        firstCellIsHeader: true,
        head: [{ text: 'Agency' }, { text: 'View' }, { text: 'Given by' }],
        rows: views.map((one) => [
          one.agency,
          one.view === null || one.stance === null
            ? `No view given (asked for by ${showDay(one.dueOn)})`
            : html`<strong>${stanceWords[one.stance]}.</strong> ${one.view}`,
          one.givenBy === null
            ? ''
            : `${one.givenBy}${one.givenAt === null ? '' : `, ${showMoment(one.givenAt)}`}`,
        ]),
      });
