import { showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { button, warningText } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply } from '../../web/route.ts';
import type { TodayItem } from '../../web/wing.ts';
import { listGone } from './store.ts';
import type { GoneBriefing } from './types.ts';

// A briefing that was withdrawn, or out of which somebody was taken, reaches whoever read it or holds it on paper.

/** What is still to be destroyed of one briefing: one line for all its copies. */
export const toDestroy = (gone: readonly GoneBriefing[]): GoneBriefing[] =>
  gone.filter(({ number, destroyedAt }) => number !== null && destroyedAt === null);

const copiesWords = (gone: readonly GoneBriefing[]): string => {
  const numbers = toDestroy(gone).map(({ number }) => number);
  return numbers.length === 1 ? `copy ${numbers[0]}` : `copies ${numbers.join(', ')}`;
};

/** What is said, and the button by which its holder says that the paper is destroyed. */
export function goneNotice(gone: readonly GoneBriefing[], csrfToken: string): Html | '' {
  const [one] = gone;
  if (one === undefined) return '';
  const left = toDestroy(gone);
  const what =
    one.why === null
      ? `Somebody was taken out of it on ${showMoment(one.goneAt)}.`
      : `It was withdrawn on ${showMoment(one.goneAt)}: ${one.why}${/[.!?]$/.test(one.why) ? '' : '.'}`;
  return html`<div class="wm-no-print">${warningText({ text: left.length === 0 ? what : `${what} Destroy ${copiesWords(gone)}${one.why === null ? ' and take a new one' : ''}.` })}${
    left.length === 0
      ? one.number !== null &&
        html`<p class="govuk-body">You have said that your copies on paper are destroyed.</p>`
      : form({
          action: `/briefings/${one.briefingId}/destroyed`,
          csrfToken,
          body: button({ text: `I have destroyed ${copiesWords(gone)}`, preventDoubleClick: true }),
        })
  }</div>`;
}

export const findGone = async (tx: Tx, id: number): Promise<GoneBriefing[]> =>
  (await listGone(tx)).filter(({ briefingId }) => briefingId === id);

/** At the old address of a briefing that was withdrawn: why, and what to do. Nobody is named. */
export async function gonePage(
  tx: Tx,
  ask: Ask<{ id: number }>,
  gone: readonly GoneBriefing[],
): Promise<Reply> {
  await ask.listed(tx, { act: 'briefing:gone', subject: 'briefing', subjectId: ask.params.id, people: [] });
  return page({
    title: 'A briefing that was withdrawn',
    section: 'intelligence',
    breadcrumbs: [{ text: 'Briefings', href: '/briefings' }, { text: `Briefing ${ask.params.id}` }],
    body: html`<h1 class="govuk-heading-l">Briefing ${ask.params.id}, ${gone[0]?.areaName ?? ''}: withdrawn</h1>${goneNotice(gone, ask.csrfToken)}<p class="govuk-body"><a class="govuk-link" href="/briefings">Your briefings</a></p>`,
  });
}

/** On Today until the paper is destroyed; for whoever read it on the screen, until it would have ended. */
export function goneToday(gone: readonly GoneBriefing[], today: string, now: Date): TodayItem[] {
  const ids = [...new Set(gone.map(({ briefingId }) => briefingId))];
  return ids.flatMap((id): TodayItem[] => {
    const all = gone.filter(({ briefingId }) => briefingId === id);
    const [one] = all;
    const left = toDestroy(all);
    if (one === undefined || (left.length === 0 && (one.number !== null || one.untilAt <= now))) return [];
    const title =
      one.why === null
        ? `Somebody was taken out of briefing ${id}, ${one.areaName}`
        : `Briefing ${id}, ${one.areaName}, was withdrawn`;
    return [
      {
        group: left.length === 0 ? 'changed' : 'due',
        day: today,
        title: left.length === 0 ? title : `${title}: destroy ${copiesWords(all)}`,
        href: `/briefings/${id}`,
        ...(one.why === null ? {} : { detail: one.why }),
      },
    ];
  });
}
