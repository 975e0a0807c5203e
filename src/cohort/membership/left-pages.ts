import Type from 'typebox';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { oneOf, pageNumber } from '../../web/schemas.ts';
import { listLeft } from './cohort-store.ts';
import { leftPage } from './several-view.ts';

const pageSize = 50;

/** After de-selection nobody but those who manage the scheme reads the record: the reason `after-care` decides. */
export const leftPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/cohort/left',
    right: 'see:scores',
    reads: 'list',
    section: 'cohort',
    query: Type.Object({ page: pageNumber, due: Type.Optional(oneOf(['yes'])) }),
    handle: showLeft,
  }),
];

async function showLeft(ask: Ask<unknown, { page?: number; due?: 'yes' }>): Promise<Reply> {
  const number = ask.query.page ?? 1;
  const due = ask.query.due === 'yes';
  return ask.read(async (tx) => {
    const rows = await listLeft(tx, ask.viewer.schemeId, {
      dueBy: due ? ask.today : undefined,
      limit: pageSize + 1,
      offset: (number - 1) * pageSize,
    });
    const shown = rows.slice(0, pageSize);
    await ask.listed(tx, {
      act: 'cohort:left',
      subject: 'scheme',
      subjectId: ask.viewer.schemeId,
      people: shown,
      detail: { page: number, due },
    });
    return page({
      title: 'Who left the scheme',
      section: 'cohort',
      breadcrumbs: [{ text: 'Cohort', href: '/cohort' }, { text: 'Who left' }],
      body: leftPage({ rows: shown, hasMore: rows.length > pageSize, page: number, due, today: ask.today }),
    });
  });
}
