import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Batch, Run } from './run-store.ts';
import { runsPage } from './run-views.ts';

const whole: Run = {
  ...{ id: 1, kind: 'whole', at: new Date('2026-11-01T02:15:00Z'), model: 'offender 1', seconds: {} },
  ...{ looked: 1200, records: 1200, people: 800, pairsScored: 5000, expectedFalseLinks: 0.1, unexplained: 0 },
  report: {
    ...{ links: 400, review: 12, held: 0, strength: [{ from: 0, links: 400 }] },
    rules: [
      { rule: 'PNC', pairs: 5000, links: 400, review: 12, groupsDropped: 0, recordsInDroppedGroups: 0 },
    ],
  },
};
const changes: Run = {
  ...{ ...whole, id: 2, kind: 'changes', at: new Date('2026-11-02T09:00:00Z'), looked: 17 },
  report: { links: 401, review: 12, held: 0, strength: [], changes: { changed: 5, gone: 1 } },
};

const nothing = { batches: [], seesQueue: true };
const textOf = (
  runs: readonly Run[],
  last: Run | undefined,
  around: { batches: Batch[]; seesQueue: boolean } = nothing,
  heldBack: { personId: number; name: string }[] = [],
): string =>
  runsPage({ runs: [...runs], whole: last, ...around }, { unexplained: [], heldBack })
    .toString()
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

test('a run of changes says how much it looked at, and its tables of rules are the last whole run’s', () => {
  const text = textOf([changes, whole], whole);
  assert.match(text, /looked at changes alone: 5 records new, changed or moved by somebody and 1 gone/);
  assert.match(text, /with what they touch 17 records/);
  assert.match(text, /When all records were linked, on 1 Nov 2026/);
  assert.match(text, /Changes: 17 records/);
  assert.match(text, /nothing to hold it against/);
});

test('a whole run says what it put otherwise than the runs of changes before, and whether that is a fault', () => {
  const night = (records: number, people: number): Run => ({
    ...whole,
    id: 3,
    unexplained: people,
    report: { ...whole.report, otherwise: { runs: 4, records, people } },
  });
  const none = textOf([night(0, 0), changes], night(0, 0));
  assert.match(
    none,
    /Nothing\. All records were last linked on .*, after 4 runs that looked at changes alone/,
  );
  const some = textOf([night(3, 2), changes], night(3, 2));
  assert.match(some, /3 records of 2 people stand otherwise/);
  assert.match(some, /A few are to be expected/);
  assert.doesNotMatch(some, /There should be none/);
  const one = textOf([night(1, 1)], night(1, 1));
  assert.match(one, /1 record of 1 person stands otherwise/);
  const alone = textOf([{ ...whole, unexplained: 2 }], whole);
  assert.match(alone, /There should be none: tell whoever keeps the system/);
});

test('before any run the page says when there will be one', () => {
  assert.match(textOf([], undefined), /have not been linked yet/);
});

test('beside each run stands why it was of everything and what came in before it; the first run alone has none before it', () => {
  const first: Run = { ...whole, unexplained: null, report: { ...whole.report, why: 'asked' } };
  const third: Run = {
    ...whole,
    ...{ id: 3, at: new Date('2026-11-03T09:00:00Z'), unexplained: null },
    report: { ...whole.report, why: 'nothing-kept' },
  };
  const batches = [
    { id: 7, at: new Date('2026-11-02T08:59:00Z') },
    { id: 8, at: new Date('2026-11-03T08:58:00Z') },
  ];
  const text = textOf([third, changes, first], third, { batches, seesQueue: true });
  assert.match(text, /It linked all records anew: the server had been started since/);
  assert.match(text, /Everything the server had been started[^.]*? Extract 8, 3 Nov 2026, 08:58/);
  assert.match(text, /Changes: 17 records Extract 7, 2 Nov 2026, 08:59/);
  assert.match(text, /Everything somebody asked for it/);
  assert.match(text, /Not compared: the run before this one was by another model/);
  assert.doesNotMatch(text, /it was the first run/);
  assert.match(textOf([first], first), /Not compared: it was the first run/);
});

test('what was held back is found: the people whom the viewer sees, and where their pairs wait', () => {
  const held: Run = { ...whole, report: { ...whole.report, held: 1 } };
  const page = runsPage(
    { runs: [held], whole: held, batches: [], seesQueue: true },
    { unexplained: [], heldBack: [{ personId: 44, name: 'Alan Quillmarsh' }] },
  ).toString();
  assert.match(page, /href="#held">1</);
  assert.match(page, /href="\/people\/44\/records">Alan Quillmarsh</);
  assert.match(page, /href="\/identity\/review">Pairs to review</);
  const unseen = textOf([held], held, { batches: [], seesQueue: false });
  assert.match(unseen, /which an identity reviewer sees/);
  assert.match(unseen, /about nobody whom you may see/);
  assert.doesNotMatch(textOf([whole], whole), /Held change/);
});
