import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, type Day, londonDay, showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { html } from '../../web/html.ts';
import type { PersonPanel, TodayItem } from '../../web/wing.ts';
import { listAnswers, listConcernsOfPerson, listToSend, listWaiting } from './store.ts';
import { stateWords } from './types.ts';

/** An answer of the hub stands on the sender's Today for a week. */
const daysTold = 7;

/** For the hub, what it has not answered; for the sender, what it answered, and what it asks for. */
export async function safeguardingToday(
  tx: Tx,
  { viewer, today }: { viewer: StaffViewer; today: Day },
): Promise<TodayItem[]> {
  if (viewer.may('safeguarding:answer'))
    return (await listWaiting(tx, viewer.agencyId, 50)).map(({ id, urgent, sentAt }) => ({
      group: 'due',
      day: londonDay(sentAt),
      title: `Safeguarding concern ${id}${urgent ? ' is urgent and' : ''} waits for an answer`,
      alarm: urgent,
      href: `/safeguarding/${id}`,
    }));
  if (!viewer.may('safeguarding:send')) return [];
  const [toSend, answers] = await Promise.all([
    listToSend(tx, viewer.staffId, 20),
    listAnswers(tx, viewer.staffId, addDays(today, -daysTold), 20),
  ]);
  return [
    ...toSend.map(
      ({ id, urgent, sentAt }): TodayItem => ({
        group: 'due',
        day: londonDay(sentAt),
        title: `Safeguarding concern ${id} was not sent yet: get the file`,
        detail: 'Send it by secure mail, then say when and to whom',
        alarm: urgent,
        href: `/safeguarding/${id}`,
      }),
    ),
    ...answers.map(
      ({ id, state, at }): TodayItem => ({
        group: state === 'more-needed' ? 'due' : 'changed',
        day: londonDay(at),
        title: `Safeguarding concern ${id}: ${stateWords[state].toLowerCase()}`,
        href: `/safeguarding/${id}`,
      }),
    ),
  ];
}

/** On the overview of a person: what was sent through them by one's own agency, and the way to send. */
export const safeguardingPanel: PersonPanel = {
  id: 'safeguarding',
  order: 95,
  load: async (tx, { personId, viewer }) => {
    if (!viewer.may('safeguarding:send')) return undefined;
    const concerns = await listConcernsOfPerson(tx, personId);
    return html`<h2 class="govuk-heading-m">Safeguarding</h2>
${concerns.length === 0 ? '' : html`<ul class="govuk-list">${concerns.map(({ id, state, sentAt }) => html`<li><a class="govuk-link" href="/safeguarding/${id}">Concern ${id}</a>, ${showMoment(sentAt)}: ${stateWords[state].toLowerCase()}</li>`)}</ul>`}
<p class="govuk-body"><a class="govuk-link" href="/safeguarding/new?person=${personId}">Tell the hub of a child or an adult at risk</a></p>`;
  },
};
