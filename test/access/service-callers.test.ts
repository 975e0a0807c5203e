import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

/** Who works as a service, without a person behind it. A new caller is added here deliberately, and reviewed. */
const expected: Record<string, readonly string[]> = {
  calendar: ['src/desk/calendar/feed.ts'],
  'check-in': ['src/casework/cover/daily.ts'],
  events: [
    'src/intelligence/alerts/daily.ts',
    'src/intelligence/alerts/door.ts',
    'src/intelligence/alerts/mail.ts',
    'src/intelligence/alerts/pump.ts',
    'src/intelligence/alerts/take-in.ts',
    'src/intelligence/alerts/tell.ts',
    'src/intelligence/taskings/late.ts',
  ],
  grants: ['src/resources/grants/run.ts'],
  intake: ['src/people/intake/steps.ts'],
  linkage: [
    'src/people/identity/checks.ts',
    'src/people/identity/link.ts',
    'src/people/identity/truth-command.ts',
  ],
  measurement: [
    'src/cohort/fairness/run.ts',
    'src/outcomes/comparisons/run.ts',
    'src/outcomes/dashboards/run.ts',
    'src/outcomes/index.ts',
    'src/outcomes/measures/run.ts',
    'src/outcomes/scores-checked/run.ts',
    'src/outcomes/snapshots/recompute.ts',
    'src/stewardship/doctor.ts',
  ],
  notices: ['src/casework/reminders/sending.ts'],
  'public-register': ['src/web/open-pages.ts'],
  randomiser: ['src/cohort/trials/randomiser.ts'],
  relay: ['src/background.ts'],
  retention: ['src/intelligence/alerts/erase.ts', 'src/people/photos/erase.ts'],
  sealing: [
    'src/stewardship/audit/pages.ts',
    'src/stewardship/audit/sealing.ts',
    'src/stewardship/doctor.ts',
  ],
  selection: [
    'src/cohort/panels/marker-check.ts',
    'src/cohort/selection/official.ts',
    'src/cohort/selection/place.ts',
    'src/cohort/selection/preview.ts',
    'src/cohort/selection/run.ts',
  ],
  setup: ['src/intelligence/alerts/rule-command.ts', 'src/scheme/setup.ts'],
  'sign-in': ['src/access/sessions.ts', 'src/web/rate-store.ts', 'src/web/server.ts'],
  victims: ['src/casework/victims/follow.ts'],
};

test('service viewers are taken only where this list says', () => {
  const found: Record<string, string[]> = {};
  for (const file of globSync('src/**/*.ts').sort()) {
    if (/(\.test|-for-tests)\.ts$/.test(file) || file === 'src/access/viewers.ts') continue;
    const text = readFileSync(file, 'utf8');
    for (const [, service] of text.matchAll(/\bserviceViewer\(\s*'([a-z-]+)'/g))
      if (service !== undefined) found[service] = [...new Set([...(found[service] ?? []), file])];
    const calls = [...text.matchAll(/\bserviceViewer\(/g)].length;
    const named = [...text.matchAll(/\bserviceViewer\(\s*'[a-z-]+'/g)].length;
    assert.equal(named, calls, `${file} takes a service viewer whose name is not written there`);
  }
  assert.deepEqual(found, expected);
});

test('staff are stood in for only where alerts and late taskings ask what each may see', () => {
  const callers = globSync('src/**/*.ts')
    .filter((file) => !file.endsWith('.test.ts') && file !== 'src/access/sessions.ts')
    .filter((file) => readFileSync(file, 'utf8').includes('standInsFor('))
    .sort();
  assert.deepEqual(callers, [
    'src/intelligence/alerts/mail.ts',
    'src/intelligence/alerts/tell.ts',
    'src/intelligence/taskings/late.ts',
  ]);
});
