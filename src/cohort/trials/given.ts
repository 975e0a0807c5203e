import { insetText } from '../../web/components/index.ts';
import { html } from '../../web/html.ts';
import { mayEnter } from '../../web/route.ts';
import type { Job, PersonPanel } from '../../web/wing.ts';
import { tendTrial, tendTrials } from './randomiser.ts';
import { inTrials, openTrials } from './store.ts';

/** That somebody takes part in a trial, as everybody who works with them and every panel may know: never the arm. */
export const trialPanel: PersonPanel = {
  id: 'in-trials',
  order: 45,
  load: async (tx, { personId, viewer }) => {
    const enters = mayEnter(viewer, ['trial:enrol', 'trial:treat']);
    const [found, open] = await Promise.all([
      inTrials(tx, personId),
      enters ? openTrials(tx, viewer.schemeId) : [],
    ]);
    if (found.length === 0 && open.length === 0) return undefined;
    return html`<h2 class="govuk-heading-m">Trials</h2>
${found.map(({ name, told, withdrew }) => insetText({ html: html`<p class="govuk-body"><strong>${name}.</strong> ${withdrew ? 'They took part and withdrew.' : (told ?? 'They take part.')}</p>` }))}
${enters && html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="/people/${personId}/trials">Trials</a></p>`}`;
  },
};

/** What an act left to the randomiser is done even where the process ended between the two. */
export const trialJobs: Job[] = [
  {
    name: 'trials-after-act',
    topic: 'trial-changed',
    run: async ({ database, now, payload }) => tendTrial(database, Number(payload.trialId), now),
  },
  {
    name: 'trials-nightly',
    schedule: '50 3 * * *',
    run: async ({ database, log, now }) => {
      const trials = await tendTrials(database, now);
      log.info({ event: 'trials', trials }, 'trials counted');
    },
  },
];
