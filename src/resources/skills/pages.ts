import Type from 'typebox';
import { listBases } from '../../scheme/directory.ts';
import { listSkills } from '../../scheme/skills.ts';
import { pageArrows } from '../../web/components/index.ts';
import { markedCsv } from '../../web/csv-files.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { codeField, oneOf, pageNumber } from '../../web/schemas.ts';
import { countGaps, listStandings } from './store.ts';
import { type StandingFilter, skillStates } from './types.ts';
import { skillsPage, skillsPath, standingLines, standingsHref, standingsPage } from './views.ts';

const pageSize = 50;
const mostInFile = 5000;
const crumbs = [{ text: 'Resources', href: '/resources' }];

const listQuery = Type.Object({
  base: Type.Optional(Type.String({ pattern: '^(none|[0-9]{0,15})$' })),
  what: codeField,
  state: Type.Optional(oneOf([...skillStates, 'gap', ''])),
  staff: Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })])),
  page: pageNumber,
});

interface Query {
  base?: string;
  what?: string;
  state?: StandingFilter['state'] | '';
  staff?: number | '';
  page?: number;
}

const filterOf = (query: Query): StandingFilter => ({
  base: query.base || undefined,
  what: query.what || undefined,
  state: query.state || undefined,
  staffId: query.staff || undefined,
});

const mayLook = ['post:manage', 'risk:override'] as const;

/** What staff must be trained in, and who lacks it. The records themselves are entered under `/resources/training`. */
export const skillPages: Route[] = [
  route({
    method: 'GET',
    url: skillsPath,
    right: mayLook,
    reads: 'none',
    handle: (ask) =>
      ask.read(async (tx) => {
        const { schemeId } = ask.viewer;
        const skills = await listSkills(tx, schemeId, ask.today);
        return page({
          title: 'Skills and training',
          section: 'resources',
          breadcrumbs: crumbs,
          body: skillsPage({
            skills,
            counts: await countGaps(tx, { schemeId, today: ask.today, skills }),
            mayManage: ask.viewer.may('post:manage'),
          }),
        });
      }),
  }),
  route({
    method: 'GET',
    url: `${skillsPath}/people`,
    right: mayLook,
    reads: 'none',
    query: listQuery,
    handle: showStandings,
  }),
  route({
    method: 'GET',
    url: `${skillsPath}/people.csv`,
    right: mayLook,
    reads: 'export',
    query: listQuery,
    handle: (ask) =>
      ask.read(async (tx) => {
        const { schemeId } = ask.viewer;
        const skills = await listSkills(tx, schemeId, ask.today);
        const rows = await listStandings(tx, { schemeId, today: ask.today, skills }, filterOf(ask.query), {
          limit: mostInFile,
          offset: 0,
        });
        const ids = [...new Set(rows.map(({ staffId }) => staffId))];
        await ask.exported(tx, { act: 'training:export', subject: 'staff', people: [], ids });
        return markedCsv(ask, { name: `training-${ask.today}`, lines: standingLines(rows, skills) });
      }),
  }),
];

async function showStandings(ask: Ask<unknown, Query>): Promise<Reply> {
  const { schemeId } = ask.viewer;
  const filter = filterOf(ask.query);
  const current = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const skills = await listSkills(tx, schemeId, ask.today);
    const [rows, bases] = await Promise.all([
      listStandings(tx, { schemeId, today: ask.today, skills }, filter, {
        limit: pageSize + 1,
        offset: (current - 1) * pageSize,
      }),
      listBases(tx, schemeId),
    ]);
    return page({
      title: 'Who must be trained, and who is',
      section: 'resources',
      breadcrumbs: [...crumbs, { text: 'Skills and training', href: skillsPath }],
      body: standingsPage({
        skills,
        rows: rows.slice(0, pageSize),
        filter,
        names: { base: bases.find(({ id }) => String(id) === filter.base)?.name },
        pages: pageArrows(current, rows.length > pageSize, (to) => standingsHref(filter, to)),
      }),
    });
  });
}
