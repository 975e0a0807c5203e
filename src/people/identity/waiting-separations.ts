import { londonDay } from '../../kernel/clock.ts';
import { html } from '../../web/html.ts';
import type { PersonPanel, Wing } from '../../web/wing.ts';
import { namesOf } from './separation-store.ts';
import { listWaitingSeparations } from './two-store.ts';
import { waitsForSecond } from './views.ts';

/** To the lead and whoever works beside them: that it is proposed, and not of which record. Whoever proposed it has a line of their own. */
export const waitingToday: NonNullable<Wing['today']>[number] = async (tx) => {
  const own = (await listWaitingSeparations(tx)).filter(({ leads, mine }) => leads && !mine);
  if (own.length === 0) return [];
  const names = await namesOf(
    tx,
    own.map(({ personId }) => personId),
  );
  return own.flatMap(({ personId, at }) => {
    const name = names.get(personId);
    return name === undefined
      ? []
      : [
          {
            group: 'due' as const,
            day: londonDay(at),
            title: `It is proposed to separate a record from ${name}, and waits for a second person`,
            href: `/people/${personId}`,
          },
        ];
  });
};

/** On the person’s page, for as long as it waits. */
export const waitingPanel: PersonPanel = {
  id: 'identity',
  order: 5,
  load: async (tx, { personId, viewer }) => {
    const waits = (await listWaitingSeparations(tx)).find((one) => one.personId === personId);
    if (waits === undefined) return undefined;
    return html`<h2 class="govuk-heading-m">Who this is</h2><p class="govuk-body">${waitsForSecond(waits.at)} Until then, check what you act on with the agency that holds it.</p>${viewer.may('see:records') ? html`<p class="govuk-body"><a class="govuk-link" href="/people/${personId}/records#decisions">Decisions about who this is</a></p>` : ''}`;
  },
};
