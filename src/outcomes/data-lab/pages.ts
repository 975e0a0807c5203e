import Type from 'typebox';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { pageNumber } from '../../web/schemas.ts';
import { listClaims } from '../claims/linked.ts';
import { outcomesCrumb } from '../crumbs.ts';
import { provenReoffending } from '../measures/types.ts';
import { answerRoutes } from './answer-pages.ts';
import { requestRoutes } from './request-pages.ts';
import { listAnswers, listRequests } from './store.ts';
import { labPage } from './views.ts';

const pageSize = 25;
const mostAnswers = 20;

/** Lists for the Ministry’s Data Lab, and what it answered. */
export const dataLabPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/outcomes/data-lab',
    right: ['see:outcomes', 'see:aggregates', 'see:exports'],
    reads: 'none',
    section: 'outcomes',
    query: Type.Object({ page: pageNumber }),
    handle: show,
  }),
  ...requestRoutes,
  ...answerRoutes,
];

async function show(ask: Ask<unknown, { page?: number }>): Promise<Reply> {
  const { viewer } = ask;
  const number = ask.query.page ?? 1;
  const maySend = viewer.may('data-lab:send');
  const seesRequests = maySend || viewer.may('see:exports');
  const [answers, requests, claims] = await ask.read((tx) =>
    Promise.all([
      listAnswers(tx, viewer.schemeId, mostAnswers),
      seesRequests
        ? listRequests(tx, viewer.schemeId, { limit: pageSize + 1, offset: (number - 1) * pageSize })
        : undefined,
      listClaims(tx, viewer.schemeId, { newestOnly: true }),
    ]),
  );
  const seesOutcomes = viewer.may('see:outcomes');
  return page({
    title: 'Justice Data Lab',
    section: 'outcomes',
    marking: 'OFFICIAL',
    breadcrumbs: [outcomesCrumb(viewer), { text: 'Justice Data Lab' }],
    body: labPage({
      answers,
      requests: requests?.slice(0, pageSize),
      hasMore: (requests?.length ?? 0) > pageSize,
      page: number,
      own: claims.find(({ measure }) => measure === provenReoffending),
      maySend,
      seesOutcomes,
    }),
  });
}
