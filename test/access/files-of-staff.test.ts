import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { type Visitors, visitorsTo } from '../support/visitors.ts';

// Files that name staff by what they hold or own: the audit has who took which away, with the number of each line.

let house: TestHouse;
let visitors: Visitors;
before(async () => {
  house = await demoHouse();
  visitors = await visitorsTo(house);
});
after(async () => {
  await visitors?.close();
  await house?.close();
});

const files: { url: string; login: string; act: string; subject: string; table: string }[] = [
  { url: '/resources/posts.csv', act: 'posts:export', subject: 'post', table: 'post' },
  { url: '/governance/risks.csv', act: 'scheme-risks:export', subject: 'scheme-risk', table: 'scheme_risk' },
  {
    url: '/governance/recommendations.csv',
    act: 'recommendations:export',
    subject: 'recommendation',
    table: 'recommendation',
  },
  {
    url: '/governance/programme/PROGRAMME/plan.csv',
    act: 'programme:export',
    subject: 'programme-item',
    table: 'programme_item',
  },
].map((file) => ({ ...file, login: 'scheme-manager' }));
for (const [url, login] of [
  ['/activity.csv', 'providers-manager'],
  ['/my-hours.csv', 'link-worker'],
] as const)
  files.push({ url, login, act: 'activity:export', subject: 'staff', table: 'staff' });

for (const { url, login, act, subject, table } of files)
  test(`${url} is noted with what it shows`, async () => {
    const [programme] = await house.ownerQuery<{ id: string }>('select min(id) as id from programme');
    const { status, body } = await visitors.get(login, url.replace('PROGRAMME', String(programme?.id)));
    assert.equal(status, 200);
    // Its marking, its columns, then a line for each.
    const lines = body.trimEnd().split('\r\n').length - 2;
    assert.ok(lines > 0, 'there is something in it');
    const [entry] = await house.ownerQuery<{ login: string; subject: string; n: number; known: number }>(
      `select s.login, a.subject, cardinality(a.ids) as n, (select count(*)::int from ${table} t where t.id = any (a.ids)) as known
       from audit_entry a join staff s on s.id = a.staff_id where a.kind = 'exported' and a.act = $1 order by a.id desc limit 1`,
      [act],
    );
    assert.deepEqual(entry, { login, subject, n: lines, known: lines });
  });
