import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  changedSinceAnswer,
  goalIsOpen,
  goalTransitions,
  needIsOpen,
  offeredPathways,
  openingOf,
  progressByPathway,
  readAgreementForm,
  readGoalForm,
  readStepForm,
  stepTransitions,
} from './rules.ts';
import type { GoalMove, GoalState, StepMove, StepState } from './types.ts';

const goalStates = Object.keys(goalTransitions) as GoalState[];
const stepStates = Object.keys(stepTransitions) as StepState[];

test('every state of a goal or step can be left, and reached again by some moves', () => {
  const reach = <State extends string>(
    table: Record<State, Partial<Record<string, State>>>,
    from: State,
  ): Set<State> => {
    const found = new Set<State>([from]);
    for (const state of found) for (const to of Object.values(table[state]) as State[]) found.add(to);
    return found;
  };
  for (const state of goalStates)
    assert.equal(reach<GoalState>(goalTransitions, state).size, goalStates.length);
  for (const state of stepStates)
    assert.equal(reach<StepState>(stepTransitions, state).size, stepStates.length);
});

test('any walk through the tables stays in known states, and a closed goal opens only by adding it again', () => {
  const goalMoves: GoalMove[] = ['start', 'postpone', 'achieve', 'remove', 're-add'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...goalMoves)), (moves) => {
      let state: GoalState = 'active';
      for (const move of moves) {
        const next: GoalState | undefined = goalTransitions[state][move];
        if (next === undefined) continue;
        if (!goalIsOpen(state) && goalIsOpen(next)) assert.equal(move, 're-add');
        state = next;
        assert.ok(goalStates.includes(state));
      }
    }),
  );
  const stepMoves: StepMove[] = ['begin', 'finish', 'cannot', 'put-back', 'remove', 're-add'];
  for (const state of stepStates)
    for (const move of stepMoves) {
      const next = stepTransitions[state][move];
      assert.ok(next === undefined || stepStates.includes(next));
    }
});

test('a need is open to the pathways manager only while it is worked on or waits, and all partners may know', () => {
  assert.equal(needIsOpen({ state: 'active', handling: 'partners' }), true);
  assert.equal(needIsOpen({ state: 'later', handling: 'partners' }), true);
  assert.equal(needIsOpen({ state: 'achieved', handling: 'partners' }), false);
  for (const handling of ['statutory', 'named', 'own'])
    assert.equal(needIsOpen({ state: 'active', handling }), false);
});

test('a goal needs a pathway, a need, the person’s words and a handling', () => {
  const read = readGoalForm({ targetOn: '2026-02-30' }, ['health']);
  assert.ok('errors' in read);
  assert.deepEqual(read.errors.map(({ field }) => field).sort(), [
    'goal',
    'handling',
    'need',
    'pathway',
    'targetOn',
  ]);
  const good = readGoalForm({ pathway: 'health', need: 'Pain', goal: 'See a doctor', handling: 'own' }, [
    'health',
  ]);
  assert.ok('input' in good);
  assert.equal(good.input.targetOn, null);
});

test('a worker’s step names one of the workers; another’s names nobody', () => {
  const worker = readStepForm({ what: 'Call', actor: 'worker', staff: '9' }, [4]);
  assert.ok('errors' in worker);
  assert.deepEqual(
    worker.errors.map(({ field }) => field),
    ['staff'],
  );
  const own = readStepForm({ what: 'Call', actor: 'person', staff: '4' }, [4]);
  assert.ok('input' in own);
  assert.equal(own.input.staffId, null);
});

test('not agreeing needs a why', () => {
  assert.ok('input' in readAgreementForm({ agreement: 'agrees' }));
  assert.ok('errors' in readAgreementForm({ agreement: 'does-not-agree' }));
  assert.ok('errors' in readAgreementForm({ agreement: 'not-asked' }));
});

const pathways = [
  { code: 'health', name: 'Health', forWomen: false, oasys: [], unsourced: false },
  { code: 'abuse', name: 'Support after abuse', forWomen: true, oasys: [], unsourced: false },
];

test('progress counts what is not removed, and adds up', () => {
  const goals = fc.array(
    fc.record({ pathway: fc.constantFrom('health', 'abuse'), state: fc.constantFrom(...goalStates) }),
    { maxLength: 8 },
  );
  const steps = fc.array(fc.record({ goalId: fc.nat(8), state: fc.constantFrom(...stepStates) }), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(goals, steps, (given, taken) => {
      const numbered = given.map((goal, id) => ({ ...goal, id }));
      const progress = progressByPathway(pathways, numbered, taken);
      const kept = numbered.filter(({ state }) => state !== 'removed');
      assert.equal(
        progress.reduce((sum, { goals: n }) => sum + n, 0),
        kept.length,
      );
      for (const one of progress) {
        assert.ok(one.achieved <= one.goals && one.done <= one.steps);
      }
    }),
  );
});

test('the two pathways for women are offered to women, where sex is not known, and where a goal is there', () => {
  const codes = (sex: string | null, present: string[]): string[] =>
    offeredPathways(pathways, sex, present).map(({ code }) => code);
  assert.deepEqual(codes('female', []), ['health', 'abuse']);
  assert.deepEqual(codes(null, []), ['health', 'abuse']);
  assert.deepEqual(codes('male', []), ['health']);
  assert.deepEqual(codes('male', ['abuse']), ['health', 'abuse']);
});

test('an answer stands until a goal or step changes after it; progress does not unsettle it', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 10, 22, hour));
  const plan = { agreement: 'agrees', agreementOn: '2026-11-22', changedAt: at(10) } as const;
  const set = (hour: number) => ({ setAt: at(hour) });
  assert.equal(changedSinceAnswer(plan, [set(9), set(10)], [set(9)]), undefined);
  assert.equal(changedSinceAnswer(plan, [set(9), set(11)], []), '2026-11-22');
  assert.equal(changedSinceAnswer(plan, [set(9)], [set(40), set(30)]), '2026-11-23');
  assert.equal(
    changedSinceAnswer({ ...plan, agreement: 'not-asked', agreementOn: null }, [set(11)], []),
    undefined,
  );
});

test('the printed plan claims an agreement only where one was given and stands', () => {
  assert.match(openingOf({ agreement: 'agrees' }, false), /what we agreed/);
  assert.match(openingOf({ agreement: 'agrees' }, true), /say whether you still agree/);
  for (const agreement of ['does-not-agree', 'could-not-answer', 'not-asked'] as const)
    assert.doesNotMatch(openingOf({ agreement }, false), /we agreed/);
  assert.doesNotMatch(openingOf(undefined, false), /we agreed/);
});
