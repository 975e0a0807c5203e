import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { newKey } from '../../kernel/ids.ts';
import { reopenReport, reviewReport, saveReport, takeBackReport } from './acts.ts';
import { getReport } from './store.ts';
import { reportsToday } from './today.ts';
import type { ReportInput } from './types.ts';

const input: ReportInput = {
  sourceGrade: 2,
  assessment: 'C',
  handlingCode: 'P',
  conditions: null,
  provenance: 'observed',
  marking: 'OFFICIAL-SENSITIVE',
  handling: 'statutory',
  namedAgencies: [],
  observedOn: null,
  text: 'Seen at night',
  original: '',
  naming: 'Jon, about 30',
};
const sending = { ...input, id: null, version: 0, send: true, personId: null };

const refusal = (code: string) => (error: unknown) => (error as { code?: string }).code === code;

for (const embedded of [true, false]) {
  describe(`reports, on ${embedded ? 'the embedded database' : 'PostgreSQL'}`, {
    skip: !embedded && process.env.TEST_DATABASE_URL === undefined,
  }, () => {
    let house: TestHouse;
    let author: StaffViewer;
    let manager: StaffViewer;

    before(async () => {
      house = await testHouse({ embedded });
      author = await house.viewerFor('police-offender-manager');
      manager = await house.viewerFor('scheme-manager');
    });
    after(() => house.close());

    const perform = <Input, Result>(
      viewer: StaffViewer,
      act: Parameters<typeof house.performer.perform<Input, Result>>[1],
      given: Input,
      key = newKey(),
    ): Promise<Result> => house.performer.perform(viewer, act, given, key);

    const seen = (viewer: StaffViewer, id: number) => house.database.as(viewer, (tx) => getReport(tx, id));

    it('go to review, come back, go again and are accepted, and each is told', async () => {
      const { id } = await perform(author, saveReport, sending);
      const today = await house.database.as(manager, (tx) =>
        reportsToday(tx, { viewer: manager, today: '2026-11-02' }),
      );
      assert.ok(today.some((item) => item.href === `/intelligence/${id}`));
      const sent = await seen(manager, id);
      const review = { ...input, id, version: sent.version, note: 'Say when' };
      await perform(manager, reviewReport, { ...review, verdict: 'return' as const });
      const back = await house.database.as(author, (tx) =>
        reportsToday(tx, { viewer: author, today: '2026-11-02' }),
      );
      assert.match(back[0]?.title ?? '', /was returned/);
      const returned = await seen(author, id);
      assert.equal(returned.reviews[0]?.note, 'Say when');
      const again = { ...sending, id, version: returned.version, text: 'Seen at 2 in the night' };
      await perform(author, saveReport, again);
      const resent = await seen(manager, id);
      assert.equal(resent.original?.sent, 'Seen at 2 in the night');
      const accept = { ...review, version: resent.version, verdict: 'accept' as const, text: 'Seen late' };
      await perform(manager, reviewReport, accept);
      const done = await seen(author, id);
      assert.deepEqual(
        [done.state, done.text, done.original?.sent],
        ['accepted', 'Seen late', 'Seen at 2 in the night'],
      );
      await perform(manager, reopenReport, { id, version: done.version, note: 'Look again' });
      assert.equal((await seen(author, id)).state, 'submitted');
    });

    it('are sent once, however often the form is', async () => {
      const key = newKey();
      const first = await perform(author, saveReport, sending, key);
      assert.deepEqual(await perform(author, saveReport, sending, key), first);
    });

    it('are not reviewed by their author, nor by somebody without the right', async () => {
      const { id } = await perform(manager, saveReport, sending);
      const review = { ...input, id, version: 2, note: 'x', verdict: 'accept' as const };
      await assert.rejects(perform(manager, reviewReport, review), refusal('not-allowed-now'));
      await assert.rejects(perform(author, reviewReport, review), refusal('right-missing'));
    });

    it('show the second of two at work what the first has done', async () => {
      const { id } = await perform(author, saveReport, sending);
      const { version } = await seen(author, id);
      await perform(author, takeBackReport, { id, version });
      const review = { ...input, id, version, note: 'x', verdict: 'accept' as const };
      await assert.rejects(perform(manager, reviewReport, review), refusal('not-found'));
      await assert.rejects(
        perform(author, saveReport, { ...sending, id, version }),
        refusal('stale-version'),
      );
    });

    it('are not found by others while they are drafts', async () => {
      const { id } = await perform(author, saveReport, { ...sending, send: false });
      await assert.rejects(seen(manager, id), refusal('not-found'));
    });
  });
}
