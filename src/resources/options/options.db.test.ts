import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import type { Act } from '../../kernel/acts.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { setUpResources } from '../index.ts';
import { dropStatement, enterStatement, openAppraisal, weighOptions, writeOption } from './acts.ts';
import { checkStatement } from './checks.ts';
import { rank } from './ranking.ts';
import { getWhole, pageOfAppraisals } from './store.ts';
import type { WholeAppraisal } from './types.ts';

describe('options appraisals', () => {
  let house: TestHouse;
  before(async () => {
    house = await testHouse();
    await setUpResources(house.database, house.performer, house.viewerFor, house.clock());
  });
  after(() => house.close());

  const perform = async <Input, Result>(login: string, act: Act<Input, Result>, input: Input) =>
    house.performer.perform(await house.viewerFor(login), act, input, newKey());
  const refuses = (code: string, run: () => Promise<unknown>) =>
    assert.rejects(run, (error) => error instanceof WaymarkError && error.code === code);
  const whole = async (id: number): Promise<WholeAppraisal> =>
    house.database.as(await house.viewerFor('opcc-commissioner'), (tx) => getWhole(tx, id));
  const exampleId = async (): Promise<number> =>
    (await house.ownerQuery<{ id: number }>(`select id from option_appraisal where code = 'turnaround'`))[0]
      ?.id ?? 0;

  test('seed 002: four options, one preferred and three discounted with the paper’s reasons', async () => {
    const { options, criteria, scores, statements, exampleNote } = await whole(await exampleId());
    assert.deepEqual(
      options.map(({ state, reason }) => [state, reason !== null]),
      [
        ['discounted', true],
        ['discounted', true],
        ['preferred', true],
        ['discounted', true],
      ],
    );
    assert.match(exampleNote ?? '', /no criteria, weights or scores: those are an example/);
    // What cannot be read has no value, so it is in no calculation.
    const unread = options.flatMap(({ figures }) => figures.filter(({ legible }) => !legible));
    assert.ok(unread.length >= 6);
    assert.ok(unread.every(({ value, printed }) => value === null && printed !== null));
    const percents = options.flatMap(({ figures }) =>
      figures.flatMap(({ what, value }) => (what === 'saving-percent' ? [value] : [])),
    );
    assert.deepEqual(percents, [530n, 1280n, 6100n, 1200n]);
    assert.equal(rank(options, criteria, scores)[0]?.option.state, 'preferred');
    assert.deepEqual(
      statements.map((statement) => checkStatement(statement).verdict),
      ['slip'],
    );
  });

  test('who has no right to costs finds no appraisal; the commissioner changes none', async () => {
    const id = await exampleId();
    for (const login of ['police-offender-manager', 'board-member', 'front-line-officer']) {
      const viewer = await house.viewerFor(login);
      const found = await house.database.as(viewer, (tx) => pageOfAppraisals(tx, { limit: 9, offset: 0 }));
      assert.equal(found.total, 0, login);
      await refuses('not-found', () => house.database.as(viewer, (tx) => getWhole(tx, id)));
    }
    await refuses('right-missing', () =>
      perform('opcc-commissioner', weighOptions, { id, version: 1, criteria: [], scores: [] }),
    );
  });

  test('an option: why it is preferred is said, one is at most, a second writer is told', async () => {
    const { id: appraisalId } = await perform('scheme-manager', openAppraisal, {
      code: 'test',
      title: 'Test',
      question: 'Which?',
      source: null,
      exampleNote: null,
      example: false,
    });
    const option = {
      appraisalId,
      id: null,
      version: 0,
      title: 'One',
      structure: 'As now',
      risks: null,
      fit: null,
      state: 'preferred' as const,
      reason: 'Cheapest',
      figures: [{ what: 'cost' as const, about: '', value: '100', printed: null, legible: true }],
    };
    await refuses('invalid', () => perform('scheme-manager', writeOption, { ...option, reason: null }));
    const one = await perform('scheme-manager', writeOption, option);
    await refuses('invalid', () => perform('scheme-manager', writeOption, { ...option, title: 'Two' }));
    const two = await perform('section-151-officer', writeOption, {
      ...option,
      title: 'Two',
      state: 'considered',
      reason: null,
    });
    await perform('scheme-manager', writeOption, {
      ...option,
      id: one.id,
      version: 1,
      title: 'One, changed',
    });
    await refuses('stale-version', () =>
      perform('section-151-officer', writeOption, { ...option, id: one.id, version: 1 }),
    );
    // An option of another appraisal is not reached through this one.
    await refuses('not-found', async () =>
      perform('scheme-manager', writeOption, {
        ...option,
        appraisalId: await exampleId(),
        state: 'considered',
        id: two.id,
        version: 1,
      }),
    );
    const criterion = { id: null, name: 'Cost', meaning: null, weight: 10, removed: false };
    const weighed = {
      id: appraisalId,
      version: 1,
      criteria: [criterion],
      scores: [
        { optionId: one.id, criterion: 0, score: 4 },
        { optionId: two.id, criterion: 0, score: null },
      ],
    };
    await perform('scheme-manager', weighOptions, weighed);
    await refuses('stale-version', () => perform('section-151-officer', weighOptions, weighed));
    await refuses('not-found', async () =>
      perform('scheme-manager', weighOptions, {
        ...weighed,
        version: 2,
        scores: [{ optionId: (await whole(await exampleId())).options[0]?.id ?? 0, criterion: 0, score: 1 }],
      }),
    );
    const { criteria, options, scores } = await whole(appraisalId);
    const ranked = rank(options, criteria, scores);
    assert.deepEqual(
      ranked.map(({ option: { title }, place }) => [title, place]),
      [
        ['One, changed', 1],
        ['Two', undefined],
      ],
    );
    const [kept] = criteria;
    await perform('scheme-manager', weighOptions, {
      ...weighed,
      version: 2,
      criteria: [{ ...criterion, id: kept?.id ?? 0, removed: true }],
      scores: [],
    });
    assert.deepEqual((await whole(appraisalId)).criteria, []);
    const statement = {
      appraisalId,
      place: 'x',
      text: 'x',
      peopleShare: 1,
      crimesShare: 1,
      shareStep: 1,
      leastEach: 1,
      everybody: true,
    };
    const { id } = await perform('scheme-manager', enterStatement, statement);
    await refuses('right-missing', () => perform('opcc-commissioner', dropStatement, { appraisalId, id }));
    await perform('scheme-manager', dropStatement, { appraisalId, id });
    assert.equal((await whole(appraisalId)).statements.length, 0);
  });
});
