import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { countFigures } from '../principles/figures.ts';
import { addItem, changeItem } from '../programme/acts.ts';
import { listItems, listProgrammes } from '../programme/store.ts';
import {
  assureRecommendation,
  importRecommendations,
  reportRecommendation,
  returnRecommendation,
} from '../recommendations/acts.ts';
import { listRecommendations, listSources } from '../recommendations/store.ts';
import {
  answerEscalation,
  changeRisk,
  closeRisk,
  escalateRisk,
  handBackRisk,
} from '../risk-register/acts.ts';
import { getRisk, listRisks } from '../risk-register/store.ts';
import { setUpRegisters } from './setup.ts';

const refused =
  (code: string, text = /./) =>
  (error: unknown): boolean =>
    error instanceof WaymarkError && error.code === code && text.test(error.message);

for (const embedded of [false, true]) {
  describe(`the registers of governance, ${embedded ? 'embedded' : 'on PostgreSQL'}`, () => {
    let house: TestHouse;
    let manager: StaffViewer;
    let chief: StaffViewer;
    let commissioner: StaffViewer;
    let member: StaffViewer;
    const today = '2026-11-02';

    before(async () => {
      house = await testHouse({ embedded });
      manager = await house.viewerFor('scheme-manager');
      chief = await house.viewerFor('opcc-chief-executive');
      commissioner = await house.viewerFor('opcc-commissioner');
      member = await house.viewerFor('board-member');
      await setUpRegisters(house.database, house.performer, (login) => house.viewerFor(login), house.clock());
    });
    after(() => house.close());

    const oneOf = async (number: string) => {
      const by = { today, sort: 'number' as const, down: false };
      const found = await house.database.as(manager, (tx) =>
        listRecommendations(tx, {}, by, { limit: 50, offset: 0 }),
      );
      const one = found.find((candidate) => candidate.number === number);
      assert.ok(one !== undefined);
      return one;
    };

    test('a recommendation is assured by another person than its owner and than whoever reported it', async () => {
      const { perform } = house.performer;
      const eight = await oneOf('8');
      assert.equal(eight.status, 'done');
      const words = { id: eight.id, version: eight.version, words: 'Read the list' };
      await assert.rejects(
        () => perform(manager, assureRecommendation, words, newKey()),
        refused('right-missing'),
      );
      await perform(commissioner, returnRecommendation, words, newKey());
      const report = {
        id: eight.id,
        version: eight.version + 1,
        act: 'report' as const,
        words: 'Done again',
      };
      await perform(member, reportRecommendation, report, newKey());
      const again = { ...words, version: eight.version + 2 };
      await assert.rejects(
        () => perform(member, assureRecommendation, again, newKey()),
        refused('not-allowed-now', /Somebody else/),
      );
      // Nor past the act: the database refuses it itself.
      await assert.rejects(
        () =>
          house.database.as(member, (tx) =>
            tx.run(
              sql`update recommendation set status = 'assured', assured_by = ${member.staffId} where id = ${eight.id}`,
            ),
          ),
        (error) => error instanceof WaymarkError,
      );
      await perform(commissioner, assureRecommendation, again, newKey());
      assert.equal((await oneOf('8')).status, 'assured');
      await assert.rejects(
        () => perform(member, reportRecommendation, { ...report, version: eight.version + 3 }, newKey()),
        refused('not-allowed-now'),
      );
    });

    test('a file is entered whole or not at all; numbers are sorted as people count', async () => {
      const { perform } = house.performer;
      const [source] = await house.database.as(manager, (tx) => listSources(tx));
      const row = (number: string) => ({ number, text: 'T', body: 'B', ownerId: null, dueOn: null });
      const first = (await house.database.as(manager, (tx) => listSources(tx))).find(
        ({ stated }) => stated === 32,
      );
      const sourceId = first?.id ?? source?.id ?? 0;
      await perform(
        manager,
        importRecommendations,
        { sourceId, rows: [row('10'), row('9'), row('2a')] },
        newKey(),
      );
      await assert.rejects(
        () => perform(manager, importRecommendations, { sourceId, rows: [row('11'), row('9')] }, newKey()),
        refused('conflict'),
      );
      const by = { today, sort: 'number' as const, down: false };
      const found = await house.database.as(manager, (tx) =>
        listRecommendations(tx, { sourceId }, by, { limit: 50, offset: 0 }),
      );
      assert.deepEqual(
        found.map(({ number }) => number),
        ['2a', '9', '10'],
      );
      await assert.rejects(
        () => perform(commissioner, importRecommendations, { sourceId, rows: [row('12')] }, newKey()),
        refused('right-missing'),
      );
    });

    test('a risk goes into the OPCC’s register when somebody else accepts it there, and comes back', async () => {
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

    test('items of a programme wait for one another in no circle', async () => {
      const { perform } = house.performer;
      const [programme] = await house.database.as(manager, (tx) => listProgrammes(tx));
      const items = await house.database.as(manager, (tx) => listItems(tx, programme?.id));
      const [first, last] = [items[0], items.at(-1)];
      assert.ok(first !== undefined && last !== undefined && programme !== undefined);
      await assert.rejects(
        () => perform(manager, changeItem, { ...first, needs: [last.id], rebase: false }, newKey()),
        refused('invalid', /in a circle: Proposal approved by both commissioners needs /),
      );
      await assert.rejects(
        () =>
          perform(
            manager,
            addItem,
            { ...first, programmeId: programme.id, title: last.title, rebase: false },
            newKey(),
          ),
        refused('conflict'),
      );
      await perform(manager, changeItem, { ...last, needs: [], rebase: true }, newKey());
      await assert.rejects(
        () => perform(manager, changeItem, { ...last, needs: [], rebase: false }, newKey()),
        refused('stale-version'),
      );
    });

    test('the figures of the principles are the same for who sees no person; others see nothing of it', async () => {
      const figures = async (viewer: StaffViewer) =>
        [...(await house.database.as(viewer, (tx) => countFigures(tx, { viewer, today }))).values()].map(
          ({ code, number }) => `${code} ${number}`,
        );
      assert.deepEqual(await figures(commissioner), await figures(member));
      assert.ok((await figures(commissioner)).some((figure) => figure.startsWith('risks-open ')));
      for (const login of ['front-line-officer', 'link-worker', 'providers-manager']) {
        const viewer = await house.viewerFor(login);
        const seen = await house.database.as(viewer, (tx) =>
          tx.one(sql<{
            n: number;
          }>`select (select count(*) from recommendation) + (select count(*) from scheme_risk) + (select count(*) from programme_item)
            + (select count(*) from principle_evidence) + (select count(*) from register_event) + (select count(*) from programme)
            + (select count(*) from agreement) + (select count(*) from agreement_variation_signature) + (select count(*) from agreement_review) as n`),
        );
        assert.equal(Number(seen.n), 0, login);
      }
    });
  });
}
