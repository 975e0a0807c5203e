import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newKey } from '../../kernel/ids.ts';
import { describeRegister, refused, today } from '../registers/registers-for-tests.ts';
import { answerEscalation, changeRisk, closeRisk, escalateRisk, handBackRisk } from './acts.ts';
import { getRisk, listRisks } from './store.ts';

describeRegister('risks', (of) => {
  test('a risk goes into the OPCC’s register when somebody else accepts it there, and comes back', async () => {
    const { house, manager, chief, commissioner } = of();
    const { perform } = house.performer;
    const scales = { likelihood: [], impact: [], bands: [], categories: [] };
    const by = { scales, today, sort: 'title' as const, down: false };
    const risks = await house.database.as(chief, (tx) => listRisks(tx, {}, by, { limit: 10, offset: 0 }));
    const risk = risks.find(({ title }) => title.startsWith('Premises'));
    assert.ok(risk !== undefined);
    const { id } = risk;
    // The chief executive may both ask and accept: not for the same risk.
    await perform(chief, escalateRisk, { id, version: 1, why: 'Money is the office’s' }, newKey());
    const answer = { id, version: 2, answer: 'accept' as const, why: '' };
    await assert.rejects(
      () => perform(chief, answerEscalation, answer, newKey()),
      refused('not-allowed-now', /Somebody else/),
    );
    await assert.rejects(
      () => perform(manager, answerEscalation, answer, newKey()),
      refused('right-missing'),
    );
    await perform(commissioner, answerEscalation, answer, newKey());
    const taken = await house.database.as(manager, (tx) => getRisk(tx, id));
    assert.deepEqual([taken.register, taken.acceptedOn], ['opcc', today]);
    await assert.rejects(
      () => perform(manager, closeRisk, { id, version: 3, state: 'closed', why: 'x' }, newKey()),
      refused('not-allowed-now', /OPCC’s register/),
    );
    await perform(commissioner, handBackRisk, { id, version: 3, why: 'Done' }, newKey());
    await perform(manager, closeRisk, { id, version: 4, state: 'closed', why: 'Over' }, newKey());
    await assert.rejects(
      () => perform(manager, changeRisk, { ...taken, id, version: 5 }, newKey()),
      refused('not-allowed-now', /closed/),
    );
    await perform(manager, closeRisk, { id, version: 5, state: 'open', why: 'Not over' }, newKey());
    await assert.rejects(
      () => perform(manager, changeRisk, { ...taken, id, version: 6, likelihood: 5 }, newKey()),
      refused('invalid', /more likely/),
    );
  });
});
