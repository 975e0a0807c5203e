import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { roles } from '../../src/access/rights.ts';
import { findViewer, signInDemoPerson } from '../../src/access/sessions.ts';
import type { StaffViewer } from '../../src/access/viewers.ts';
import { serverOf } from '../../src/app.ts';
import type { Log } from '../../src/kernel/log.ts';
import { csrfToken } from '../../src/web/csrf.ts';
import { mayEnter, type Route } from '../../src/web/route.ts';
import { arrange } from '../access/arrange.ts';
import { fullWorld } from '../access/worlds.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import {
  addressOf,
  fittingParams,
  type Hostile,
  hostileBodies,
  hostileParams,
  hostileQueries,
  randomTexts,
} from './hostile.ts';

/** What stays open until the page goes has no answer to wait for; the journey of alerts listens to it. */
const answers = ({ url }: Pick<Route, 'url'>): boolean => url !== '/inbox/stream';

/** Acts that note that something was asked for, or a file that was refused, and then say that it cannot be done. */
const startsFirst = new Set(['POST /cohort/candidates/run', 'POST /cohort/official-scores']);

/** Notes each row that is written, with it: what is rolled back is not noted. */
const noting = `
  create table test_write (name text not null);
  create function test_note() returns trigger language plpgsql security definer as $$
    begin insert into test_write values (tg_table_name); return null; end $$;
  do $$ declare t record; begin
    for t in select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
      and relname not in ('audit_entry', 'rate_count', 'draft', 'session', 'test_write')
    loop execute format('create trigger test_note after insert or update or delete on %I for each row execute function test_note()', t.relname); end loop;
  end $$`;

/** Every route of the house against what no browser of ours sends. */

interface Session {
  token: string;
  viewer: StaffViewer;
}

describe('bad input', () => {
  let house: TestHouse;
  let server: FastifyInstance;
  const sessions = new Map<string, Session>();
  const faults: unknown[] = [];
  const statuses = new Map<number, number>();
  const kept = new Set<string>();
  /** The server's faults, kept, so that a failure says where it was. */
  const quiet = (): void => undefined;
  const log: Log = {
    info: quiet,
    warn: quiet,
    debug: quiet,
    error: (entry: unknown) => void faults.push(entry),
  };

  before(async () => {
    house = await testHouse();
    await house.ownerQuery(
      `insert into staff (login, name, agency_id, from_date) values ('nobody-here', 'Nobody Here', 1, '2026-01-01')`,
    );
    const ids = async (text: string): Promise<number[]> =>
      (await house.ownerQuery<{ id: number }>(text)).map(({ id }) => id);
    await arrange(
      house,
      fullWorld({
        agencies: await ids('select id from agency order by id'),
        staff: await ids('select id from staff order by id'),
        teams: await ids('select id from team order by id'),
      }),
    );
    await house.ownerQuery(noting);
    server = await serverOf({ ...house, log });
    for (const role of roles) {
      const token = await signInDemoPerson(house.database, role, 'test');
      const viewer = await findViewer(house.database, token, 'test');
      assert.ok(viewer);
      sessions.set(role, { token, viewer });
    }
  });
  after(async () => {
    await server.close();
    await house.close();
  });

  /** Somebody whose role may come to the route. */
  function sessionFor(route: Route): Session {
    const found = [...sessions.values()].find(({ viewer }) => mayEnter(viewer, route.right));
    assert.ok(found, `nobody may ${route.method} ${route.url}`);
    return found;
  }

  function send(route: Route, session: Session, hostile: Hostile): Promise<LightMyRequestResponse> {
    const address = addressOf(route, { ...fittingParams(route), ...hostile.params });
    const { type, payload } = route.method === 'POST' ? bodyOf(session, hostile) : { type: '', payload: '' };
    return server.inject({
      method: route.method,
      url: hostile.query === undefined ? address : `${address}?${hostile.query}`,
      headers: {
        cookie: `waymark_session=${session.token}`,
        ...(type === '' ? {} : { 'content-type': type }),
      },
      ...(route.method === 'POST' ? { payload } : {}),
    });
  }

  /** The tables that something was written to, and kept, since this was last asked. */
  const written = async (): Promise<string[]> =>
    (
      await house.ownerQuery<{ name: string }>(
        'with gone as (delete from test_write returning name) select distinct name from gone order by 1',
      )
    ).map(({ name }) => name);

  async function check(route: Route, all: readonly Hostile[]): Promise<string[]> {
    const session = sessionFor(route);
    const bad: string[] = [];
    await written();
    for (const hostile of all) {
      const answer = await send(route, session, hostile);
      statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1);
      const said = `${route.method} ${route.url}, ${hostile.what}: ${answer.statusCode}`;
      if (answer.statusCode >= 500) bad.push(`${said} ${JSON.stringify(faults.at(-1))}`);
      if (/at .*\.ts:\d+|PostgreSQL|syntax error/i.test(answer.statusCode >= 400 ? answer.body : ''))
        bad.push(`${said} tells of our insides`);
      if (answer.body.includes('<script>alert(1)')) bad.push(`${said} sends a script back`);
      if (hostile.csrf !== undefined && answer.statusCode !== 403) bad.push(`${said} without a good token`);
      const changed = await written();
      for (const name of changed) kept.add(name);
      if ((answer.statusCode >= 400 || route.method === 'GET') && changed.length > 0)
        if (!startsFirst.has(`${route.method} ${route.url}`))
          bad.push(`${said} wrote to ${changed.join(', ')}`);
    }
    await house.ownerQuery('delete from rate_count');
    return bad;
  }

  const report = (bad: readonly string[]): void =>
    assert.ok(
      bad.length === 0,
      `\n${bad.slice(0, 40).join('\n')}${bad.length > 40 ? `\n… ${bad.length} in all` : ''}`,
    );

  test('in the numbers of an address', async () => {
    const bad: string[] = [];
    for (const route of house.routes.filter(answers)) bad.push(...(await check(route, hostileParams(route))));
    report(bad);
  });

  test('in a query', async () => {
    const bad: string[] = [];
    const random = randomTexts(4, 1);
    for (const route of house.routes.filter((one) => one.method === 'GET' && answers(one)))
      bad.push(...(await check(route, hostileQueries(route, random))));
    report(bad);
  });

  test('in a form', async () => {
    const bad: string[] = [];
    const random = randomTexts(4, 2);
    for (const route of house.routes.filter(
      ({ method, multipart }) => method === 'POST' && multipart !== true,
    ))
      bad.push(...(await check(route, hostileBodies(route, random))));
    report(bad);
  });

  test('in an upload', async () => {
    const bad: string[] = [];
    for (const route of house.routes.filter(({ multipart }) => multipart === true))
      bad.push(...(await check(route, uploads)));
    report(bad);
  });

  test('without a session every route leads to sign-in, and a made-up or ended one is none', async () => {
    const ended = await signInDemoPerson(house.database, 'analyst', 'test');
    await house.ownerQuery('update session set revoked_at = now() where id = (select max(id) from session)');
    const bad: string[] = [];
    for (const route of house.routes)
      for (const cookie of ['', 'waymark_session=made-up', `waymark_session=${ended}`]) {
        const answer = await server.inject({
          method: route.method,
          url: addressOf(route, fittingParams(route)),
          headers: { cookie },
        });
        const leads =
          answer.statusCode === 303 && String(answer.headers.location).startsWith('/sign-in?next=');
        if (!(route.method === 'GET' ? leads || answer.statusCode === 401 : answer.statusCode === 401))
          bad.push(`${route.method} ${route.url} with "${cookie.slice(0, 22)}": ${answer.statusCode}`);
      }
    report(bad);
  });

  test('every role and page: shown, redirected or refused, and a refusal is in the audit', async () => {
    const bad: string[] = [];
    const refusals = async (): Promise<number> =>
      (
        await house.ownerQuery<{ n: number }>(
          `select count(*)::int as n from audit_entry where kind = 'refused'`,
        )
      )[0]?.n ?? 0;
    for (const [role, session] of sessions) {
      let counted = await refusals();
      for (const route of house.routes.filter((one) => one.method === 'GET' && answers(one))) {
        const answer = await send(route, session, { what: role });
        const now = await refusals();
        const said = `${role} ${route.url}: ${answer.statusCode}`;
        // 400: the address lacks what the page needs; 409: it cannot be opened at this stage.
        if (![200, 303, 400, 403, 404, 409].includes(answer.statusCode))
          bad.push(`${said} ${JSON.stringify(faults.at(-1))}`);
        if (answer.statusCode === 200 && !mayEnter(session.viewer, route.right))
          bad.push(`${said} without the right`);
        const refused = answer.statusCode === 403 || answer.statusCode === 404;
        if (now - counted !== (refused ? 1 : 0))
          bad.push(`${said}, and ${now - counted} refusals in the audit`);
        counted = now;
      }
      await house.ownerQuery('delete from rate_count');
    }
    report(bad);
  });

  test('was not all turned away at the door', () => {
    const share = (from: number, to: number): number =>
      [...statuses].filter(([code]) => code >= from && code < to).reduce((sum, [, n]) => sum + n, 0);
    for (const code of [200, 303, 403, 404, 413, 415, 422])
      assert.ok(statuses.has(code), `no answer was ${code}`);
    assert.ok(kept.has('act_key') && kept.size > 5, [...kept].join());
    assert.ok(share(200, 400) > 200, JSON.stringify([...statuses]));
  });

  test('and the process is alive', async () => {
    assert.equal((await server.inject('/health')).statusCode, 200);
  });
});

function bodyOf({ viewer }: Session, hostile: Hostile): { type: string; payload: string } {
  const token = csrfToken(viewer.csrfSecret);
  if (hostile.payload !== undefined)
    return { type: hostile.payload.type, payload: hostile.payload.text.replaceAll('CSRF', token) };
  const fields = new URLSearchParams(hostile.fields ?? []);
  if (hostile.csrf !== 'none') fields.set('_csrf', hostile.csrf === 'wrong' ? 'x'.repeat(36) : token);
  if (!fields.has('_key')) fields.set('_key', crypto.randomUUID());
  return { type: 'application/x-www-form-urlencoded', payload: fields.toString() };
}

const part = (name: string, value: string, file = ''): string =>
  `--b\r\ncontent-disposition: form-data; name="${name}"${file === '' ? '' : `; filename="${file}"\r\ncontent-type: text/csv`}\r\n\r\n${value}\r\n`;

const uploads: Hostile[] = [
  ['nothing', ''],
  ['no end', part('_csrf', 'CSRF')],
  ['token last', `${part('file', 'a,b\n1,2', 'x.csv')}${part('_csrf', 'CSRF')}--b--`],
  ['wrong token', `${part('_csrf', 'x')}${part('file', 'a,b\n1,2', 'x.csv')}--b--`],
  ['no file', `${part('_csrf', 'CSRF')}--b--`],
  ['empty file', `${part('_csrf', 'CSRF')}${part('file', '', 'x.csv')}--b--`],
  ['binary', `${part('_csrf', 'CSRF')}${part('file', '\u0000\u0001\u00ff', 'x.exe')}--b--`],
  ['a path as its name', `${part('_csrf', 'CSRF')}${part('file', '\u0000', '../../etc/passwd')}--b--`],
  ['many fields', `${part('_csrf', 'CSRF')}${part('x', 'y').repeat(60)}--b--`],
].map(([what, text]) => ({
  what: `upload: ${what}`,
  payload: { type: 'multipart/form-data; boundary=b', text: text ?? '' },
}));
