import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signInDemoPerson } from '../../src/access/sessions.ts';
import { serverOf } from '../../src/app.ts';
import { showDay } from '../../src/kernel/clock.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';

// The policing body's roles and the board's see no person, ever: every page and every answer of the API that there is, with
// numbers of things that there are, says nobody's name, number or day of birth, and published figures have no small count.

const roles = ['opcc-commissioner', 'opcc-chief-executive', 'section-151-officer', 'board-member'] as const;

let house: TestHouse;
let server: Awaited<ReturnType<typeof serverOf>>;

before(async () => {
  house = await demoHouse();
  server = await serverOf(house);
});
after(async () => {
  await server?.close();
  await house?.close();
});

interface Person {
  family: string;
  given: string;
  born: string | null;
  numbers: string[];
}

/** Everybody on the system, whom nothing that these roles are shown may name. */
const everybody = (): Promise<Person[]> =>
  house.ownerQuery<Person>(`select family_name as family, given_names as given, to_char(born, 'YYYY-MM-DD') as born,
    array_remove(array[pnc, cro, prison_number, crn], null) as numbers from person`);

/** As a page has texts: without marks, entities told, words and numbers with one space between. */
const wordsOf = (body: string): string[] =>
  body
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#39;|&#x27;|’/g, "'")
    .replaceAll('&amp;', '&')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+(?:['/.-][\p{L}\p{N}]+)*/gu) ?? [];

interface Looks {
  /** Of a text: what of it tells of somebody. */
  traces(body: string): string[];
  /** How many there are to be seen. */
  names: number;
}

/** Most words that a name, a number or a day has: every run of a text up to so many is looked up. */
const longest = 4;

/** Looks for everybody at once: names in either order, numbers, and days of birth as pages and files write them. */
async function lookFor(people: readonly Person[]): Promise<Looks> {
  const staff = await house.ownerQuery<{ name: string }>('select name from staff');
  const taken = new Set(staff.map(({ name }) => wordsOf(name).join(' ')));
  const wanted = new Set<string>();
  for (const { family, given, born, numbers } of people) {
    const first = given.split(' ')[0] ?? given;
    for (const name of [`${first} ${family}`, `${family} ${first}`]) wanted.add(wordsOf(name).join(' '));
    for (const number of numbers) wanted.add(wordsOf(number).join(' '));
    // Papers and rules have days of this century: a birthday is looked for where no paper could have it.
    if (born !== null && born < '2005')
      for (const day of [born, showDay(born)]) wanted.add(wordsOf(day).join(' '));
  }
  for (const name of taken) wanted.delete(name);
  return {
    names: wanted.size,
    traces: (body) => {
      const words = wordsOf(body);
      const runs = words.flatMap((_, at) =>
        Array.from({ length: longest }, (_run, more) => words.slice(at, at + more + 1).join(' ')),
      );
      return [...new Set(runs.filter((run) => wanted.has(run)))];
    },
  };
}

/** Every address that can be asked for, with numbers and codes of things that there are in place of what is left open. */
async function everyAddress(): Promise<string[]> {
  const ids = async (table: string): Promise<number[]> =>
    (await house.ownerQuery<{ id: number }>(`select id::int as id from ${table} order by id limit 2`)).map(
      ({ id }) => id,
    );
  const people = (
    await house.ownerQuery<{ id: number }>(
      `select person_id::int as id from membership where left_on is null order by id limit 2`,
    )
  ).map(({ id }) => id);
  const things = [...new Set([1, 2, ...(await ids('decision_notice')), ...(await ids('grant_award'))])];
  const words: Record<string, readonly (string | number)[]> = {
    code: ['panel', 'scheme', 'services', 'board', 'commissioner', 'flow', 'contacts', 'before-after'],
    kind: ['spend', 'grant', 'claim'],
    month: ['2026-10'],
    year: ['2026-27'],
    name: ['norfolk-opcc-grant-2016-08-edition-1.csv'],
    slug: ['norfolk-opcc-2015-11'],
  };
  return [
    ...new Set(
      house.routes
        .filter(({ method }) => method === 'GET')
        .flatMap(({ url }) => {
          const open = [...url.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
          if (open.length === 0) return [url];
          const count = Math.max(
            ...open.map((name) => (words[name] ?? (url.startsWith('/people/:id') ? people : things)).length),
          );
          return Array.from({ length: count }, (_, at) =>
            url.replaceAll(/:(\w+)/g, (_all, name: string) => {
              const choices =
                words[name] ?? (url.startsWith('/people/:id') && name === 'id' ? people : things);
              return String(choices[at % choices.length]);
            }),
          );
        }),
    ),
  ];
}

const linksOn = (body: string): string[] =>
  [...body.matchAll(/href="(\/[^"#]*)/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));

const kindOf = (address: string): string => address.replaceAll(/\d+/g, '#');

/** A whole number of one to four in a cell of figures or of a download. */
const smallCounts = (body: string): string[] =>
  [...body.matchAll(/<td[^>]*--numeric[^>]*>(?:<[^>]*>|\s)*([1-4])(?:<[^>]*>|\s)*<\/td>/g)].map(
    ([, count = '']) => count,
  );

for (const role of roles)
  test(`the ${role} is shown nobody, wherever they go`, async () => {
    const people = await everybody();
    const { traces, names } = await lookFor(people);
    assert.ok(names > 300, 'there is somebody to be seen');
    const cookie = `waymark_session=${await signInDemoPerson(house.database, role, 'test')}`;
    const queue = await everyAddress();
    assert.ok(queue.length > 300);
    const asked = new Set<string>();
    const kinds = new Set<string>();
    const found: string[] = [];
    let shown = 0;
    for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
      if (asked.has(url)) continue;
      asked.add(url);
      const answer = await server.inject({ url, headers: { cookie } });
      if (answer.statusCode >= 500) found.push(`${url} answered ${answer.statusCode}`);
      for (const trace of traces(answer.body)) found.push(`${url} (${answer.statusCode}) has “${trace}”`);
      if (answer.statusCode !== 200) continue;
      shown += 1;
      if (/^\/outcomes\/dashboards/.test(url))
        for (const count of smallCounts(answer.body)) found.push(`${url} has the small count ${count}`);
      // What a page leads to, once a kind of address.
      for (const href of linksOn(answer.body)) {
        if (kinds.has(kindOf(href)) || /^\/(sign-out|assets)/.test(href)) continue;
        kinds.add(kindOf(href));
        queue.push(href);
      }
    }
    assert.deepEqual(found, []);
    assert.ok(shown > 40, `${shown} of ${asked.size} addresses were shown`);
  });

test('whoever sees people is found out by the same look: it can fail', async () => {
  const { traces } = await lookFor(await everybody());
  const cookie = `waymark_session=${await signInDemoPerson(house.database, 'scheme-manager', 'test')}`;
  const { body } = await server.inject({ url: '/cohort', headers: { cookie } });
  assert.ok(traces(body).length > 10);
  const [one] = await house.ownerQuery<{ id: number }>(
    `select person_id::int as id from membership where left_on is null order by id limit 1`,
  );
  const page = await server.inject({ url: `/people/${one?.id}`, headers: { cookie } });
  assert.ok(traces(page.body).length > 1);
  assert.deepEqual(
    smallCounts('<td class="govuk-table__cell--numeric" data-label="Left"><a href="x">3</a></td>'),
    ['3'],
  );
});
