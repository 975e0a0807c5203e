import Type from 'typebox';
import { listBases } from '../../scheme/directory.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { pageArrows } from '../../web/components/index.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { field, pageNumber } from '../../web/schemas.ts';
import { loadOfBase } from './rules.ts';
import { countByBase, countOtherLeads, findStaffName, listMembers, listOfficers } from './store.ts';
import type { CaseloadRule, MemberFilter } from './types.ts';
import { caseloadPage, memberList, membersHref } from './views.ts';

const pageSize = 50;

const crumbs = [
  { text: 'Resources', href: '/resources' },
  { text: 'Caseload', href: '/resources/caseload' },
];

const chosenId = Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })]));

export const caseloadPages: Route[] = [
  route({
    method: 'GET',
    url: '/resources/caseload',
    right: 'see:workload',
    reads: 'none',
    handle: showCaseload,
  }),
  route({
    method: 'GET',
    url: '/resources/caseload/members',
    right: 'see:workload',
    reads: 'list',
    query: Type.Object({ base: chosenId, officer: chosenId, unallocated: field(1), page: pageNumber }),
    handle: showMembers,
  }),
];

async function showCaseload(ask: Ask): Promise<Reply> {
  const { schemeId } = ask.viewer;
  return ask.read(async (tx) => {
    const rule = await ruleInForce<CaseloadRule>(tx, schemeId, 'caseload', ask.today);
    const [officers, bases] = await Promise.all([
      listOfficers(tx, schemeId, rule.body),
      countByBase(tx, schemeId),
    ]);
    return page({
      title: 'Caseload',
      section: 'resources',
      breadcrumbs: crumbs,
      body: caseloadPage({
        rule: rule.body,
        example: rule.example,
        officers,
        bases: bases.map((base) => loadOfBase(base, officers, rule.body)),
        allocates: ask.viewer.may('case:allocate'),
        others: await countOtherLeads(
          tx,
          schemeId,
          officers.map((officer) => officer.staffId),
        ),
      }),
    });
  });
}

type MembersQuery = { base?: number | ''; officer?: number | ''; unallocated?: string; page?: number };

async function showMembers(ask: Ask<unknown, MembersQuery>): Promise<Reply> {
  const { query, viewer } = ask;
  const filter: MemberFilter = {
    baseId: query.base || undefined,
    staffId: query.officer || undefined,
    unallocated: query.unallocated === '1' || undefined,
  };
  const current = query.page ?? 1;
  return ask.read(async (tx) => {
    const found = await listMembers(tx, viewer.schemeId, filter, {
      limit: pageSize + 1,
      offset: (current - 1) * pageSize,
    });
    const members = found.slice(0, pageSize);
    await ask.listed(tx, {
      act: 'caseload:members',
      people: members,
      detail: {
        base: filter.baseId ?? null,
        officer: filter.staffId ?? null,
        unallocated: filter.unallocated === true,
        page: current,
      },
    });
    const href = (to: number): string => {
      const first = membersHref(filter);
      return `${first}${first.includes('?') ? '&' : '?'}page=${to}`;
    };
    return page({
      title: 'People behind the caseload',
      section: 'resources',
      breadcrumbs: [...crumbs, { text: 'People' }],
      body: memberList({
        members,
        filter,
        names: {
          base: (await listBases(tx, viewer.schemeId)).find(({ id }) => id === filter.baseId)?.name,
          officer: filter.staffId === undefined ? undefined : await findStaffName(tx, filter.staffId),
        },
        pages: pageArrows(current, found.length > pageSize, href),
      }),
    });
  });
}
