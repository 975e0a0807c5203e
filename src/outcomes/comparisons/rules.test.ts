import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addDays, addMonths, daysBetween } from '../../kernel/clock.ts';
import { placesOf, readPlan } from './form.ts';
import { planFaults } from './plan-faults.ts';
import { isPlanned, mayRun, outcomeDays, staleRunMinutes, transitions, trialDays } from './rules.ts';
import { type PeoplePlan, type SeriesPlan, states } from './types.ts';

const people: PeoplePlan = {
  design: 'matched',
  outcome: 'offences',
  group: 'same-threshold',
  joinedFrom: '2025-01-01',
  joinedTo: '2025-03-31',
  base: null,
  threshold: 4,
  followMonths: 12,
  places: [],
  subgroups: 'none',
};
const series: SeriesPlan = {
  design: 'series',
  outcome: 'offences',
  places: [{ name: 'Norwich', beats: ['NW'] }],
  otherPlaces: [],
  changeOn: '2025-02-01',
  monthsBefore: 24,
  monthsAfter: 12,
  season: true,
};
const day = fc.integer({ min: 0, max: 6_000 }).map((days) => addDays('2015-01-01', days));

describe('whether an analysis was planned', () => {
  it('is planned only when not one day of the outcome was on record', () => {
    fc.assert(
      fc.property(day, day, (dataTo, outcomeFrom) => {
        assert.equal(isPlanned({ dataTo, outcomeFrom }), daysBetween(dataTo, outcomeFrom) > 0);
      }),
    );
    assert.ok(isPlanned({ dataTo: null, outcomeFrom: '2015-01-01' }), 'nothing is on record');
    assert.ok(isPlanned({ dataTo: '2026-10-31', outcomeFrom: null }), 'a trial that has not opened');
  });

  it('can never become planned by more data', () => {
    fc.assert(
      fc.property(day, day, fc.nat(2_000), (dataTo, outcomeFrom, more) => {
        const later = isPlanned({ dataTo: addDays(dataTo, more), outcomeFrom });
        assert.ok(!later || isPlanned({ dataTo, outcomeFrom }));
      }),
    );
  });
});

describe('when a plan can be counted', () => {
  it('waits until the last person’s follow-up has ended and offences had time to be proven', () => {
    assert.deepEqual(outcomeDays(people, { provenWithinMonths: 6 }), {
      outcomeFrom: '2025-01-01',
      countableOn: '2026-09-30',
    });
    assert.deepEqual(outcomeDays(series, { provenWithinMonths: 6 }), {
      outcomeFrom: '2025-02-01',
      countableOn: '2026-07-31',
    });
  });

  it('never counts a day that has not had its months, whatever the plan', () => {
    const any = fc.record({ from: day, days: fc.nat(400), months: fc.integer({ min: 6, max: 60 }) });
    fc.assert(
      fc.property(any, fc.integer({ min: 1, max: 24 }), ({ from, days, months }, proven) => {
        const plan = { ...people, joinedFrom: from, joinedTo: addDays(from, days), followMonths: months };
        const { countableOn } = outcomeDays(plan, { provenWithinMonths: proven });
        const lastCounted = addDays(addMonths(plan.joinedTo, months), -1);
        assert.ok(
          countableOn >= addDays(addMonths(lastCounted, proven), -1),
          `${countableOn} ${lastCounted}`,
        );
      }),
    );
  });

  it('knows a trial’s days by its trial, and none before it has any', () => {
    const trial = { openedOn: null, lastEnrolledOn: null, horizonMonths: 24 };
    assert.deepEqual(trialDays(trial), { outcomeFrom: null, countableOn: null });
    assert.deepEqual(trialDays({ ...trial, openedOn: '2024-01-01', lastEnrolledOn: '2024-03-01' }), {
      outcomeFrom: '2024-01-01',
      countableOn: '2026-09-01',
    });
  });
});

describe('what can be done with a comparison', () => {
  const now = new Date('2026-11-02T09:00:00Z');
  it('is never run when it was withdrawn, and never withdrawn once something came of it', () => {
    assert.deepEqual(transitions.withdrawn, []);
    assert.ok(!transitions.done.includes('withdraw'));
    for (const state of states)
      assert.equal(mayRun({ state, stateAt: now }, now), transitions[state].includes('run'));
  });
  it('may be asked for again when a run did not live to end', () => {
    const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
    assert.ok(!mayRun({ state: 'running', stateAt: ago(staleRunMinutes - 1) }, now));
    assert.ok(mayRun({ state: 'running', stateAt: ago(staleRunMinutes + 1) }, now));
  });
});

describe('a plan as typed', () => {
  const choices = {
    bases: [{ id: 1, name: 'Norwich' }],
    places: placesOf({ nw: 'Norwich', TH: 'Norwich', IP: 'Ipswich' }),
    trials: [],
  };
  it('gathers areas by their base', () => {
    assert.deepEqual(choices.places, [
      { name: 'Ipswich', beats: ['IP'] },
      { name: 'Norwich', beats: ['NW', 'TH'] },
    ]);
  });
  it('says field by field, in the form’s order, what is wrong', () => {
    const { errors } = readPlan('matched', { joinedFrom: '2025-02-30' }, choices);
    assert.deepEqual(
      errors.map(({ field }) => field),
      ['name', 'outcome', 'joinedFrom', 'joinedTo', 'group', 'threshold', 'followMonths'],
    );
  });
  it('is read as it was typed', () => {
    const typed = {
      ...{ name: 'One', outcome: 'reoffended', group: 'other-area', joinedFrom: '2025-01-01', base: '1' },
      ...{
        joinedTo: '2025-03-31',
        threshold: '4',
        followMonths: '12',
        places: ['Ipswich'],
        subgroups: 'age',
      },
    };
    const { plan, errors } = readPlan('matched', typed, choices);
    assert.deepEqual(errors, []);
    assert.deepEqual(plan, {
      ...people,
      outcome: 'reoffended',
      group: 'other-area',
      base: { id: 1, name: 'Norwich' },
      places: [{ name: 'Ipswich', beats: ['IP'] }],
      subgroups: 'age',
    });
  });
  it('compares no area with itself, and months of the year only where they can be told apart', () => {
    const faults = (plan: Partial<SeriesPlan>) =>
      planFaults('One', { ...series, ...plan }).map(({ field }) => field);
    assert.deepEqual(faults({}), []);
    assert.deepEqual(faults({ otherPlaces: series.places }), ['otherPlaces']);
    assert.deepEqual(faults({ changeOn: '2025-02-02' }), ['changeOn']);
    assert.deepEqual(faults({ monthsAfter: 11 }), ['monthsAfter', 'season']);
    assert.deepEqual(faults({ monthsBefore: 12 }), ['season']);
    assert.deepEqual(faults({ monthsBefore: 12, season: false }), []);
  });
});
