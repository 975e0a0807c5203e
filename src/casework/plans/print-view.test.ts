import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printPage } from './print-view.ts';
import type { Goal, Plan, Step } from './types.ts';

const at = new Date('2026-11-01T09:00:00Z');
const goal: Goal = {
  id: 1,
  personId: 1,
  agencyId: 1,
  agency: 'Norfolk Constabulary',
  pathway: 'ete',
  need: 'Never had a job for long',
  goal: 'Start the course',
  state: 'active',
  handling: 'partners',
  targetOn: '2026-12-24',
  version: 1,
  createdAt: at,
  changedAt: at,
  changedBy: null,
  setAt: at,
  setBy: 1,
};
const step: Step = {
  id: 1,
  goalId: 1,
  personId: 1,
  what: 'Ring the college',
  actor: 'worker',
  staffId: 2,
  staff: 'Sophie Jermy',
  dueOn: '2026-11-30',
  state: 'to-do',
  why: null,
  handling: 'partners',
  version: 1,
  createdAt: at,
  changedAt: at,
  changedBy: null,
  setAt: at,
};
const plan: Plan = {
  id: 1,
  agreement: 'does-not-agree',
  writers: [],
  agreementWhy: 'Too much',
  agreementOn: '2026-11-02',
  changedAt: at,
  version: 2,
};

test('the plan that is taken home has what all partners may know, and nothing that staff wrote for each other', () => {
  const text = printPage({
    personId: 1,
    name: 'Aaron Blythe',
    today: '2026-11-22',
    plan,
    pathways: [{ code: 'ete', name: 'Work', forWomen: false, oasys: ['Education'], unsourced: false }],
    goals: [
      goal,
      { ...goal, id: 2, goal: 'Own goal', handling: 'own' },
      { ...goal, id: 3, goal: 'Statutory goal', handling: 'statutory' },
    ],
    steps: [
      step,
      { ...step, id: 2, what: 'Own step', handling: 'own' },
      { ...step, id: 3, what: 'Get papers', state: 'cannot-be-done', why: 'Seen with a rival' },
    ],
  }).toString();
  for (const said of ['My plan', 'Start the course', '24 December 2026', '30 November 2026', 'Sophie Jermy'])
    assert.ok(text.includes(said), said);
  assert.match(text, /You said on 2 November 2026 that you do not agree/);
  assert.match(text, /My signature/);
  for (const kept of [
    'Own goal',
    'Statutory goal',
    'Own step',
    'Seen with a rival',
    'Never had a job',
    'OASys',
  ])
    assert.ok(!text.includes(kept), kept);
});
