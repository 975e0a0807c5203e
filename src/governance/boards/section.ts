import type { Tx } from '../../kernel/database.ts';
import { emptyState } from '../../web/components/index.ts';
import { html } from '../../web/html.ts';
import type { GovernanceSection } from '../sections.ts';
import { countMeetings, listMeetings } from './meeting-store.ts';
import { boardsPath, meetingsPath, meetingTable } from './views.ts';

/** The wing's first page: the next meetings, and minutes that wait. */
export async function boardSection(tx: Tx): Promise<GovernanceSection> {
  const [counts, found] = await Promise.all([
    countMeetings(tx),
    listMeetings(tx, {}, { limit: 3, offset: 0 }),
  ]);
  return {
    id: 'boards',
    title: 'Boards',
    stats: [
      { number: counts.planned, label: 'meetings planned', href: `${meetingsPath}?state=planned` },
      { number: counts.held, label: 'held', href: `${meetingsPath}?state=held` },
      { number: counts.waiting, label: 'wait for approved minutes', href: `${meetingsPath}?waiting=1` },
    ],
    body: html`${found.length === 0 ? emptyState({ title: 'No meeting of a board is entered.' }) : meetingTable(found)}<p class="govuk-body"><a class="govuk-link" href="/governance/packs">Board packs</a> · <a class="govuk-link" href="/governance/objectives">Objectives of Police and Crime Plans</a></p>`,
    all: { text: 'Boards, and who reports to whom', href: boardsPath },
  };
}
