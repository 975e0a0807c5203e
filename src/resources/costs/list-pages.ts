import Type from 'typebox';
import { page, type Route, route } from '../../web/route.ts';
import { codeField, oneOf, pageNumber } from '../../web/schemas.ts';
import { listBearers } from './body-store.ts';
import { lineList } from './list-view.ts';
import { crumbs } from './show.ts';
import { lineSorts, listYears, pageOfLines } from './store.ts';
import { stages } from './types.ts';

const pageSize = 50;
const flag = Type.Optional(Type.String({ maxLength: 1 }));

export const listPages: Route[] = [
  route({
    method: 'GET',
    url: '/resources/costs/lines',
    right: 'see:costs',
    reads: 'none',
    query: Type.Object({
      year: Type.Optional(Type.String({ pattern: '^(\\d{4}/\\d{2})?$' })),
      stage: Type.Optional(oneOf(['', ...stages])),
      agency: codeField,
      employer: codeField,
      unknown: flag,
      removed: flag,
      sort: Type.Optional(oneOf(lineSorts)),
      direction: Type.Optional(oneOf(['ascending', 'descending'])),
      page: pageNumber,
    }),
    handle: (ask) =>
      ask.read(async (tx) => {
        const { query } = ask;
        const current = query.page ?? 1;
        const order = { sort: query.sort ?? 'year', direction: query.direction ?? 'descending' } as const;
        const filter = {
          year: query.year || undefined,
          stage: query.stage || undefined,
          agency: query.agency || undefined,
          employer: query.employer || undefined,
          unknown: query.unknown === '1' || undefined,
          removed: query.removed === '1' || undefined,
        };
        const [found, years, agencies] = await Promise.all([
          pageOfLines(tx, filter, order, { limit: pageSize, offset: (current - 1) * pageSize }),
          listYears(tx),
          listBearers(tx),
        ]);
        return page({
          title: 'Cost lines',
          section: 'resources',
          breadcrumbs: [...crumbs, { text: 'Lines' }],
          body: lineList({
            ...found,
            ...order,
            page: current,
            pageSize,
            filter,
            years,
            agencies,
            mayEdit: ask.viewer.may('cost:edit'),
          }),
        });
      }),
  }),
];
