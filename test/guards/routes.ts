import { globSync, readFileSync } from 'node:fs';
import type { TObject } from 'typebox';
import { roleRights } from '../../src/access/rights.ts';
import { sections } from '../../src/web/page-frame.ts';
import { type Route, type RouteRight, rightsOf } from '../../src/web/route.ts';
import type { Wing } from '../../src/web/wing.ts';

/** Routes that ask for a session and no right, with the reason. */
export const signedInRoutes: Readonly<Record<string, string>> = {
  'GET /': 'everybody signed in has a Today; it shows what their reasons and rights let them',
  'GET /role': 'everybody sees which roles they hold',
  'POST /role': 'everybody may change to another role that they hold',
  'POST /notices/opened': 'everybody marks their own notices',
  'GET /drafts': 'everybody sees their own drafts',
  'POST /drafts/:form': 'everybody keeps their own drafts',
  'POST /drafts/throw-away': 'everybody throws away their own drafts',
  'GET /identity/told': 'of whom one was oneself told that they turned out to be two',
  'GET /training': 'one’s own training, and nobody else’s',
  'GET /help': 'says nothing of anybody',
  'GET /privacy': 'says nothing of anybody',
  'GET /accessibility': 'says nothing of anybody',
  'GET /api/openapi.json': 'says nothing of anybody',
  'GET /how-people-are-chosen': 'the rules in force in plain words; says nothing of anybody',
};

/** Posts whose token comes in a header, because a script sends them. */
export const tokenInHeader: Readonly<Record<string, string>> = {
  'POST /drafts/:form': 'sent by the page’s script as it is typed',
};

/** Files that list neither people nor staff, and are given without a line in the audit; with what they hold. */
export const filesOfNobody: Readonly<Record<string, string>> = {
  'GET /cohort/fairness/download': 'shares of groups, small counts left out',
  'GET /cohort/trials/:id/list/download': 'an ended trial’s list of arms in their order, and its seed',
  'GET /governance/agreements.csv': 'the register of agreements, between agencies',
  'GET /governance/pack-copies/:id/download':
    'the same document for one recipient; making the copy is an act of the audit',
  'GET /governance/packs/:id/download': 'a board’s figures, in which nobody on the scheme is named',
  'GET /governance/principles.csv': 'what shows a principle: counts and titles of papers',
  'GET /outcomes/claims/:id/download': 'figures of one claim',
  'GET /outcomes/comparisons/:id/picture/download': 'a drawing of rates',
  'GET /outcomes/dashboards/:code/download': 'counts of one chart, small ones left out',
  'GET /outcomes/dashboards/:code/picture/download': 'the same chart as a drawing',
  'GET /outcomes/scores-checked/download': 'figures of how well scores foretold, small counts left out',
  'GET /resources/costs.csv': 'sums of lines of the budget, borne by agencies',
  'GET /resources/costs/years/:year/lines.csv': 'sums of one year’s lines, borne by agencies',
  'GET /resources/grants.csv': 'sums of grants, to organisations',
  'GET /resources/grants/:id/publication.csv': 'one grant, as it will be published',
  'GET /resources/grants/:id/report/:year/report.csv': 'sums and counts of one grant by quarter',
  'GET /resources/options/:id/comparison.csv': 'figures and scores of options',
  'GET /returns/grants/:id/report/:year/report.csv': 'the same sums and counts, for the provider',
};

const isFile = ({ method, url }: Route): boolean => method === 'GET' && /(\.csv|\/download)$/.test(url);

/** Rights that no route, act, policy or page asks for yet. */
export const rightsToCome: Readonly<Record<string, string>> = {
  'panel:attend': 'whoever signs the decisions enters who attended',
  'governance:act': 'each register has a right of its own so far',
};

const nameOf = (route: Route): string => `${route.method} ${route.url}`;

/** What is wrong with the routes, in words. */
export function routeFaults(routes: readonly Route[], sources = readSources()): string[] {
  return [
    ...routes.flatMap((route) => faultsOf(route)),
    ...collisions(routes),
    ...unusedRights(routes, sources),
    ...unneeded(routes, sources),
  ];
}

const known = new Set<string>(Object.values(roleRights).flat());

function faultsOf(route: Route): string[] {
  const name = nameOf(route);
  const faults: string[] = [];
  const rights = rightsOf(route.right);
  if (rights.length === 0 && !(name in signedInRoutes))
    faults.push(`${name} asks for no right, and no reason is listed`);
  for (const right of rights)
    if (!known.has(right)) faults.push(`${name} asks for the right ${right}, which no role has`);
  if (route.method === 'POST' && route.multipart !== true && !(name in tokenInHeader) && !hasToken(route))
    faults.push(`${name} takes a form whose body does not declare _csrf`);
  if (route.url.startsWith('/people/:id')) {
    if (route.about !== 'person') faults.push(`${name} does not say that a refusal is about the person`);
    if (route.method === 'GET' && !['person', 'export'].includes(route.reads))
      faults.push(`${name} shows a person and says that it reads ${route.reads}`);
  }
  if (isFile(route) && route.reads === 'none' && !(name in filesOfNobody))
    faults.push(
      `${name} gives a file away and nobody notes it: say that it reads export, or list in test/guards/routes.ts why it names nobody`,
    );
  if (/:\w+/.test(route.url) && route.params === undefined)
    faults.push(`${name} does not bound its parameters`);
  return faults;
}

const hasToken = (route: Route): boolean => {
  const body = route.body as Partial<TObject> | undefined;
  return body?.properties !== undefined && '_csrf' in body.properties;
};

/** Two routes for one address: the later would never be reached. */
function collisions(routes: readonly Route[]): string[] {
  const seen = new Map<string, string>();
  return routes.flatMap((route) => {
    const pattern = `${route.method} ${route.url.replaceAll(/:\w+/g, ':').replace(/\/$/, '') || '/'}`;
    const earlier = seen.get(pattern);
    seen.set(pattern, route.url);
    return earlier === undefined ? [] : [`${nameOf(route)} collides with ${earlier}`];
  });
}

type Link = { text: string; path: string; right: RouteRight };

/** Every section of the navigation and every tab of a person's pages. */
export const linksOf = ({ wings }: { wings: readonly Wing[] }): Link[] => [
  ...sections.map(({ text, href, right }) => ({ text, path: href, right })),
  ...wings.flatMap((wing) => wing.tabs ?? []),
];

/** What is drawn for whom must be open to them: a link is shown by the rights that its page asks for. */
export const linkFaults = (routes: readonly Route[], links: readonly Link[]): string[] =>
  links.flatMap(({ text, path, right }) => {
    const found = routes.find((route) => route.method === 'GET' && route.url === path);
    if (found === undefined) return [`${text} leads to ${path}, which is no page`];
    const [shown, asked] = [right, found.right].map((one) => [...rightsOf(one)].sort().join(' or '));
    return shown === asked
      ? []
      : [`${text} is shown by ${shown || 'no right'}, and ${path} asks for ${asked || 'none'}`];
  });

/** Files that name rights without asking for them: who has them, and what a role is told is to come. */
const namesOnly = ['src/access/rights.ts', 'src/desk/today/guide.ts'];

/** Everything that may ask for a right: our code, as text, and the policies. */
const readSources = (): string =>
  globSync(['src/**/*.ts', 'src/access/policies/*.sql'])
    .filter((file) => !namesOnly.includes(file) && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');

const unusedRights = (routes: readonly Route[], sources: string): string[] =>
  [...known]
    .filter((right) => !isAskedFor(right, routes, sources) && !(right in rightsToCome))
    .map((right) => `the right ${right} is asked for nowhere`);

const isAskedFor = (right: string, routes: readonly Route[], sources: string): boolean =>
  routes.some((route) => rightsOf(route.right).some((one) => one === right)) ||
  sources.includes(`'${right}'`) ||
  (right.startsWith('see:') && sources.includes(`viewer_sees('${right.slice(4)}')`));

/** A reason for something that is not there any more. */
function unneeded(routes: readonly Route[], sources: string): string[] {
  const names = new Set(routes.map(nameOf));
  return [
    ...[...new Set([...Object.keys(signedInRoutes), ...Object.keys(tokenInHeader)])]
      .filter((name) => !names.has(name))
      .map((name) => `test/guards/routes.ts lists ${name}, which is no route`),
    ...Object.keys(filesOfNobody)
      .filter((name) => !routes.some((one) => nameOf(one) === name && isFile(one) && one.reads === 'none'))
      .map((name) => `test/guards/routes.ts lists ${name} as a file that nobody notes, which it is not`),
    ...Object.keys(rightsToCome)
      .filter((right) => !known.has(right) || isAskedFor(right, routes, sources))
      .map((right) => `test/guards/routes.ts lists the right ${right} as one to come, which it is not`),
  ];
}
