import Type, { type Static } from 'typebox';
import type { Day } from '../../kernel/clock.ts';
import { notFound } from '../../kernel/errors.ts';
import { findRule, ruleInForce } from '../../scheme/rules.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { oneOf, pageNumber } from '../../web/schemas.ts';
import { queryOf } from '../query.ts';
import { concentrationView } from './concentration-view.ts';
import { concentrationOf } from './rules.ts';
import { countStrands, listCrimes, listStandings } from './store.ts';
import type { SeparateCohortsRule, SuperProlificRule } from './types.ts';
import { cohortPage, strandsPage } from './views.ts';

const pageSize = 50;
const crumbs = [
  { text: 'Cohort', href: '/cohort' },
  { text: 'Strands and cohorts', href: '/cohort/strands' },
];
const codeParams = Type.Object({ code: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }) });
const cohortQuery = queryOf({ who: Type.Optional(oneOf(['in', 'others'])), page: pageNumber });
const crimesQuery = queryOf({ page: pageNumber });

export const strandPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/cohort/strands',
    right: 'see:cohort',
    reads: 'none',
    section: 'cohort',
    handle: showStrands,
  }),
  route({
    method: 'GET',
    url: '/cohort/strands/super-prolific',
    right: 'see:offences',
    reads: 'list',
    section: 'cohort',
    query: crimesQuery,
    handle: showConcentration,
  }),
  route({
    method: 'GET',
    url: '/cohort/strands/cohorts/:code',
    right: 'see:offences',
    reads: 'list',
    section: 'cohort',
    params: codeParams,
    query: cohortQuery,
    handle: showCohort,
  }),
];

const rulesOf = (ask: Ask, on: Day) => ({
  strands: (tx: Parameters<typeof findRule>[0]) =>
    ruleInForce<{ strands: { code: string; name: string }[] }>(tx, ask.viewer.schemeId, 'strands', on),
  separate: (tx: Parameters<typeof findRule>[0]) =>
    findRule<SeparateCohortsRule>(tx, ask.viewer.schemeId, 'separate-cohorts', on),
  prolific: (tx: Parameters<typeof findRule>[0]) =>
    findRule<SuperProlificRule>(tx, ask.viewer.schemeId, 'super-prolific', on),
});

async function showStrands(ask: Ask): Promise<Reply> {
  const { viewer, today } = ask;
  const rules = rulesOf(ask, today);
  const [counts, strands, separate, prolific] = await ask.read((tx) =>
    Promise.all([
      countStrands(tx, viewer.schemeId),
      rules.strands(tx),
      rules.separate(tx),
      rules.prolific(tx),
    ]),
  );
  return page({
    title: 'Strands and cohorts',
    section: 'cohort',
    breadcrumbs: [...crumbs.slice(0, 1), { text: 'Strands and cohorts' }],
    body: strandsPage({
      counts,
      strands: strands.body.strands,
      isExample: strands.example,
      separate,
      prolific,
      seesOffences: viewer.may('see:offences'),
      links: [
        ...(viewer.may('see:trials') ? [{ text: 'Trials', href: '/cohort/trials' }] : []),
        ...(viewer.may('see:outcomes') ? [{ text: 'Fairness', href: '/cohort/fairness' }] : []),
      ],
    }),
  });
}

async function showConcentration(ask: Ask<unknown, Static<typeof crimesQuery>>): Promise<Reply> {
  const { viewer, today } = ask;
  const number = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const rule = await ruleInForce<SuperProlificRule>(tx, viewer.schemeId, 'super-prolific', today);
    const everybody = await listCrimes(tx, viewer.schemeId, rule.body, today);
    const most = everybody.filter(({ crimes }) => crimes >= rule.body.crimes);
    const shown = most.slice((number - 1) * pageSize, number * pageSize);
    await ask.listed(tx, {
      act: 'cohort:super-prolific',
      subject: 'scheme',
      subjectId: viewer.schemeId,
      people: shown,
      detail: { counted: everybody.length, page: number },
    });
    return page({
      title: 'Super-prolific',
      section: 'cohort',
      breadcrumbs: [...crumbs, { text: 'Super-prolific' }],
      body: concentrationView({
        rule: rule.body,
        isExample: rule.example,
        concentration: concentrationOf(
          everybody.map(({ crimes }) => crimes),
          rule.body.crimes,
        ),
        people: shown,
        page: number,
        pages: Math.max(1, Math.ceil(most.length / pageSize)),
      }),
    });
  });
}

async function showCohort(ask: Ask<{ code: string }, Static<typeof cohortQuery>>): Promise<Reply> {
  const { viewer, today, params } = ask;
  const who = ask.query.who ?? 'in';
  const number = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const rules = rulesOf(ask, today);
    const [rule, strands] = await Promise.all([rules.separate(tx), rules.strands(tx)]);
    const cohort = rule?.body.cohorts.find(({ code }) => code === params.code);
    if (rule === undefined || cohort === undefined) throw notFound();
    const people = await listStandings(tx, {
      ...{ schemeId: viewer.schemeId, cohort, who, on: today },
      ...{ limit: pageSize, offset: (number - 1) * pageSize },
    });
    await ask.listed(tx, {
      act: 'cohort:separate',
      subject: 'scheme',
      subjectId: viewer.schemeId,
      people,
      detail: { cohort: cohort.code, who, page: number },
    });
    return page({
      title: cohort.name,
      section: 'cohort',
      breadcrumbs: [...crumbs, { text: cohort.name }],
      body: cohortPage({
        cohort,
        isExample: rule.example,
        strands: strands.body.strands,
        who,
        people,
        all: people[0]?.all ?? 0,
        seesRegisters: viewer.may('see:risk'),
        page: number,
        pages: Math.max(1, Math.ceil((people[0]?.all ?? 0) / pageSize)),
      }),
    });
  });
}
