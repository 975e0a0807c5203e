import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StatisticsError } from '../../statistics/index.ts';
import { emptyColumns, kindsOf } from './eligible-columns.ts';
import { fitPopulation } from './expectation.ts';
import { compareMatched } from './matched-comparison.ts';

/** People by turns of a few kinds; who joins is every `nth`, and has `effect` times the later offences. */
function world(people: number, nth: number, effect = 1) {
  const columns = emptyColumns(people);
  const joined = new Uint8Array(people);
  for (let place = 0; place < people; place++) {
    joined[place] = place % nth === 0 ? 1 : 0;
    const kind = (place * 7) % 11;
    columns.early[place] = 3 + (kind % 4);
    columns.mid[place] = 2 + (kind % 3);
    columns.late[place] = 2 + (kind % 5);
    columns.after[place] = (3 + (kind % 5)) * (joined[place] === 1 ? effect : 1);
    columns.earlyDays[place] = 700;
    columns.midDays[place] = 350 - (kind === 4 ? 100 : 0);
    columns.lateDays[place] = 350;
    columns.afterDays[place] = 500;
  }
  return { joined, people: columns, threshold: 4, law: fitPopulation(kindsOf(columns)) };
}

describe('the comparison of design level 3', () => {
  it('finds nothing where nothing is, and a doubling where it is', () => {
    const none = compareMatched(world(2_000, 9));
    assert.equal(none.notLevelThreeWhy, null);
    assert.ok(Math.abs(none.ratio.ratio - 1) < 0.02, `${none.ratio.ratio}`);
    assert.ok(Math.abs(compareMatched(world(2_000, 9, 2)).ratio.ratio - 2) < 0.04);
  });

  it('refuses a comparison group of three, or three who joined, by name', () => {
    for (const [people, nth] of [
      [100, 33],
      [100, 1],
    ] as const) {
      const input = world(people, nth);
      if (nth === 1) for (const place of [0, 1, 2]) input.joined[place] = 0;
      assert.throws(
        () => compareMatched(input),
        (error) => error instanceof StatisticsError && error.code === 'too-few-people',
      );
    }
  });

  it('leaves out and counts who is below the rule’s threshold or had no day at liberty', () => {
    const input = world(2_000, 9);
    input.people.afterDays[0] = 0;
    input.people.mid[9] = 0;
    input.people.late[9] = 0;
    const { flow } = compareMatched(input);
    assert.deepEqual([flow.noTime, flow.belowThreshold, flow.joined], [1, 1, 221]);
    assert.equal(flow.matched + flow.unmatched, flow.joined);
  });

  it('does not stand where those who joined are like nobody', () => {
    const input = world(2_000, 9);
    for (let place = 0; place < 2_000; place += 9) input.people.late[place] = 60 + (place % 5);
    // Every other of the eligible has as few as before: more than a fifth find nobody.
    for (let place = 0; place < 2_000; place += 18) input.people.late[place] = 3;
    const { notLevelThreeWhy, flow } = compareMatched(input);
    assert.ok(flow.unmatched > 0);
    assert.match(notLevelThreeWhy ?? '', /nobody like them|not alike/);
  });

  it('stands when everybody reoffends, and says that nobody did', () => {
    const input = world(2_000, 9);
    input.people.after.fill(4);
    assert.ok(Math.abs(compareMatched(input).ratio.ratio - 1) < 0.05);
    input.people.after.fill(0);
    assert.throws(
      () => compareMatched(input),
      (error) => error instanceof StatisticsError && error.code === 'no-events',
    );
  });
});
