import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { roles } from '../../src/access/rights.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { type Visitors, visitorsTo } from '../support/visitors.ts';

// Every list and every file that somebody reaches by links, once a kind of page: whom the audit says that it showed are
// those whom it shows, by a link to them or by their name. No file that names staff is given away unnoted.

let house: TestHouse;
let visitors: Visitors;
let names: Map<number, Name>;
/** Of staff whom nobody else is called the same as. */
let staff: Map<string, number>;

interface Name {
  id: number;
  family: string;
  whole: string;
  /** Nobody else is called the same. */
  alone: boolean;
}

before(async () => {
  house = await demoHouse();
  visitors = await visitorsTo(house);
  const people = await house.ownerQuery<Name>(
    `select id::int, family_name as family, given_names || ' ' || family_name as whole,
       count(*) over (partition by lower(given_names || ' ' || family_name)) = 1 and not exists (select from staff s where s.name = given_names || ' ' || family_name) as alone
     from person where gone_to is null`,
  );
  names = new Map(people.map((one) => [one.id, one]));
  const workers = await house.ownerQuery<{ id: number; name: string }>(
    'select min(id)::int as id, name from staff group by name having count(*) = 1',
  );
  staff = new Map(workers.map(({ id, name }) => [name, id]));
});

after(async () => {
  await visitors?.close();
  await house?.close();
});

/** Lists of which the audit says more than they show, with the reason. */
const otherwise: Readonly<Record<string, string>> = {
  '/cohort/matrix/#/preview': 'everybody whom the matrix would move, of whom the page names the first',
  '/outcomes/data-lab/requests/#':
    'everybody whom the request would send, of whom the page names those in question',
  '/intelligence': 'everybody whom the reports are about, as the database knows them and the reader may not',
};

const kindOf = (url: string): string => url.replace(/[?#].*$/, '').replaceAll(/\/\d+/g, '/#');

/** A file's first line has its marking, or each of its rows where a program reads it. The public register's have none. */
const isMarked = (text: string): boolean => {
  const [first = '', ...rows] = text.trim().split('\r\n');
  const mark = 'OFFICIAL(?:-SENSITIVE)?';
  return (
    new RegExp(`^${mark},"?Exported by `).test(first) ||
    (first.endsWith(',Protective marking') && rows.every((row) => new RegExp(`,${mark}$`).test(row)))
  );
};

const linksIn = (body: string): string[] =>
  [...body.matchAll(/href="(\/[^"#]*)/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));

const numbersIn = (body: string): Set<number> =>
  new Set([...body.matchAll(/href="\/people\/(\d+)/g)].map(([, id]) => Number(id)));

interface Audited {
  /** Whether it listed anybody, or gave a file away. */
  lists: boolean;
  /** It says that a file was taken away. */
  exports: boolean;
  people: Set<number>;
  /** Of files that name staff by their number; undefined where the numbers are of something else. */
  workers: Set<number> | undefined;
  /** Of the source records shown: a search for the person finds those. */
  ofRecords: Set<number>;
}

async function auditedSince(last: number): Promise<Audited> {
  const entries = await house.ownerQuery<{
    kind: string;
    people: number[];
    records: number[];
    workers: number[] | null;
  }>(
    `select kind, case when subject = 'staff' then ids::int[] end as workers, (coalesce(people, '{}') || array_remove(array[person_id], null))::int[] as people,
       array(select r.person_id from source_record r where a.subject = 'source_record' and r.id = any (a.ids) and r.person_id is not null)::int[] as records
     from audit_entry a where id > $1 and staff_id is not null and kind in ('opened', 'listed', 'exported')`,
    [last],
  );
  return {
    lists: entries.some(({ kind }) => kind !== 'opened'),
    exports: entries.some(({ kind }) => kind === 'exported'),
    workers: entries.some(({ workers }) => workers !== null)
      ? new Set(entries.flatMap(({ workers }) => workers ?? []))
      : undefined,
    people: new Set(entries.flatMap(({ people }) => people)),
    ofRecords: new Set(entries.flatMap(({ records }) => records)),
  };
}

const lastEntry = async (): Promise<number> =>
  (await house.ownerQuery<{ id: number }>('select coalesce(max(id), 0)::int as id from audit_entry'))[0]
    ?.id ?? 0;

/** Staff whom a file names below its first line, which says who took it. */
const staffIn = (text: string): number[] => [
  ...new Set(
    text
      .slice(text.indexOf('\r\n'))
      .split(/[",;\r\n]/)
      .flatMap((cell) => staff.get(cell.trim()) ?? []),
  ),
];

function staffFaults(kind: string, body: string, { exports, workers }: Audited): string[] {
  const shown = staffIn(body);
  if (shown.length > 0) filesOfStaff.add(kind);
  if (shown.length > 0 && !exports) return [`${kind} names staff, and nobody notes that it was taken`];
  return shown
    .filter((id) => workers?.has(id) === false)
    .map((id) => `${kind} names staff ${id} and does not say so`);
}

async function faultsOf(login: string, url: string, queue: string[]): Promise<string[]> {
  const kind = kindOf(url);
  const last = await lastEntry();
  const { status, body, headers } = await visitors.get(login, url);
  if (status !== 200) return [];
  const audited = await auditedSince(last);
  const { people, ofRecords, lists } = audited;
  const contentType = String(headers['content-type']);
  const isPage = contentType.startsWith('text/html');
  if (contentType.startsWith('text/csv') && !kind.startsWith('/public-register/')) {
    files.add(kind);
    if (!isMarked(body)) return [`${kind} has no marking inside`];
    const faults = staffFaults(kind, body, audited);
    if (faults.length > 0) return faults;
  }
  if (isPage) queue.push(...linksIn(body));
  if (!lists) return [];
  const said = body.replaceAll('&#39;', "'").replaceAll('&amp;', '&');
  // A name stands alone in its cell or link; within a longer one it is somebody else's.
  const cells = new Set(said.split(/[<>,"\r\n]/).map((text) => text.trim()));
  const linked = isPage ? numbersIn(body) : new Set<number>();
  const named = [...names.values()].filter(({ whole, alone }) => alone && cells.has(whole));
  const shown = new Set([...linked, ...named.map(({ id }) => id)]);
  return [
    ...[...shown]
      .filter((id) => !people.has(id) && !ofRecords.has(id))
      .map((id) => `${kind} showed ${id} and does not say so`),
    ...[...people]

      .filter((id) => !(kind in otherwise) && !shown.has(id) && !said.includes(names.get(id)?.family ?? '?'))
      .map((id) => `${kind} says that it showed ${id}, who is not there`),
  ];
}

const lists = new Set<string>();
const files = new Set<string>();
const filesOfStaff = new Set<string>();

for (const login of roles)
  test(`lists of the ${login}`, async () => {
    const queue = ['/'];
    const visited = new Set<string>();
    const faults: string[] = [];
    for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
      if (visited.has(kindOf(url))) continue;
      visited.add(kindOf(url));
      lists.add(kindOf(url));
      faults.push(...(await faultsOf(login, url, queue)).slice(0, 3));
    }
    assert.deepEqual(faults, []);
  });

test('many kinds of pages were looked at, and of files', () => {
  assert.ok(lists.size > 100, String(lists.size));
  assert.ok(files.size > 25, [...files].join(' '));
  assert.ok(filesOfStaff.size >= 6, [...filesOfStaff].join(' '));
});
