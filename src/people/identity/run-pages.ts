import { peopleCrumb } from '../../web/people-crumb.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { findWholeRun, listBatchesSince, listHeldBack, listRuns, listUnexplained } from './run-store.ts';
import { runsPage } from './run-views.ts';

const runsShown = 14;

/** What the last linking found, for the scheme's office. */
export const runPages: readonly Route[] = [
  route({ method: 'GET', url: '/identity/runs', right: 'link:decide', reads: 'list', handle: showRuns }),
];

async function showRuns(ask: Ask): Promise<Reply> {
  return ask.read(async (tx) => {
    const [runs, whole] = await Promise.all([listRuns(tx, runsShown), findWholeRun(tx)]);
    const [last] = runs;
    const oldest = runs.at(-1);
    const [unexplained, heldBack, batches] = await Promise.all([
      last === undefined ? [] : listUnexplained(tx, last.id),
      listHeldBack(tx),
      oldest === undefined ? [] : listBatchesSince(tx, oldest.at),
    ]);
    await ask.listed(tx, {
      act: 'identity:run',
      subject: 'person',
      people: [...unexplained, ...heldBack],
      ...(last === undefined ? {} : { detail: { run: last.id } }),
    });
    return page({
      title: 'What the last linking found',
      section: 'people',
      breadcrumbs: [peopleCrumb(ask.viewer), { text: 'What the last linking found' }],
      body: runsPage(
        { runs, whole, batches, seesQueue: ask.viewer.may('see:review-queue') },
        { unexplained, heldBack },
      ),
    });
  });
}
