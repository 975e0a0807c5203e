import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { serve } from '../../../test/support/served.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { addForm, approveDecision, certifyDecision, draftDecision } from './acts.ts';
import { setUpDecisions } from './example.ts';
import { decisionForms } from './forms.ts';
import { completeEarlier, correctDecision, takeBackCertificate } from './later-acts.ts';
import { publishDecision } from './publish-acts.ts';
import { askPublication } from './second-acts.ts';
import { getDecision, listCertificates, listTakenBack } from './store.ts';
import type { Decision } from './types.ts';

const refused = (code: string, text: RegExp) => (error: unknown) =>
  error instanceof WaymarkError && error.code === code && text.test(error.message);

describe('what was signed in error, or is missing, is put right and stays to be read', () => {
  let house: TestHouse;
  let site: Awaited<ReturnType<typeof serve>>;
  let chief: StaffViewer;
  let commissioner: StaffViewer;
  let manager: StaffViewer;
  before(async () => {
    house = await testHouse();
    site = await serve(house);
    chief = await house.viewerFor('opcc-chief-executive');
    commissioner = await house.viewerFor('opcc-commissioner');
    manager = await house.viewerFor('scheme-manager');
    await setUpDecisions(house.database, house.performer, chief, commissioner);
  });
  after(async () => {
    await site?.close();
    await house?.close();
  });

  const read = (id: number): Promise<Decision> => house.database.as(chief, (tx) => getDecision(tx, id));
  const open = async (path: string): Promise<string> => (await fetch(`${site.base}${path}`)).text();
  const draft = async (number: string, form = 'norfolk-2020'): Promise<number> =>
    (
      await house.performer.perform(
        manager,
        draftDecision,
        {
          ...{ agencyId: chief.agencyId, number, form, title: 'Test', originator: 'Test' },
          sections: { summary: { text: 'Test' }, recommendation: { text: 'Test' } },
          ...{ checklist: {}, publication: 'yes', publicationReason: null, takesEffectOn: null },
          ...{ effectNote: null, agreementId: null, supersedesId: null },
        },
        newKey(),
      )
    ).id;

  test('an officer takes their own certificate back before the decision, with why', async () => {
    const id = await draft('2026/31');
    const kind = 'chief-executive';
    await house.performer.perform(chief, certifyDecision, { id, version: 1, kind, options: [] }, newKey());
    const back = { id, version: 2, kind, reason: 'The wrong paper' };
    await assert.rejects(
      house.performer.perform(chief, takeBackCertificate, { ...back, reason: ' ' }, newKey()),
      refused('invalid', /./),
    );
    await house.performer.perform(chief, takeBackCertificate, back, newKey());
    const now = await house.database.as(chief, async (tx) => ({
      signed: await listCertificates(tx, id),
      taken: await listTakenBack(tx, id),
    }));
    assert.deepEqual(now.signed, []);
    assert.deepEqual(
      now.taken.map(({ kind: of, why }) => [of, why]),
      [[kind, 'The wrong paper']],
    );
    assert.equal((await read(id)).state, 'draft');
  });

  test('a certificate that the form leaves open is signed after those it asks for, and taken back leaves them', async () => {
    const { forms } = await house.database.as(chief, (tx) => decisionForms(tx, house.schemeId, '2026-11-02'));
    const base = forms.find(({ code }) => code === 'norfolk-2020');
    assert.ok(base);
    const certificates = base.certificates.map(({ optional: _, ...one }) => ({
      ...one,
      options: [],
      ...(one.kind === 'section-151' ? { optional: true } : {}),
    }));
    const form = { ...base, code: 'norfolk-open', name: 'Open', certificates };
    await house.performer.perform(chief, addForm, form, newKey());
    const finance = await house.viewerFor('section-151-officer');
    const id = await draft('2026/33', form.code);
    const certify = async (viewer: StaffViewer, kind: string): Promise<unknown> =>
      house.performer.perform(
        viewer,
        certifyDecision,
        { id, version: (await read(id)).version, kind, options: [] },
        newKey(),
      );
    await certify(chief, 'chief-executive');
    assert.equal((await read(id)).state, 'certified');
    await certify(finance, 'section-151');
    assert.equal((await read(id)).state, 'certified');
    await assert.rejects(certify(finance, 'section-151'), refused('not-allowed-now', /signed already/));
    const back = { id, version: (await read(id)).version, kind: 'section-151', reason: 'Too early' };
    await house.performer.perform(finance, takeBackCertificate, back, newKey());
    assert.equal((await read(id)).state, 'certified', 'what the form asks for is still signed');
  });

  test('whoever signed a decision corrects its outcome and withdraws it; the public reads both', async () => {
    const id = await draft('2026/32');
    await house.performer.perform(
      commissioner,
      approveDecision,
      { id, version: 1, verdict: 'refuse', as: 'pcc', outcome: 'Refused.' },
      newKey(),
    );
    await house.performer.perform(commissioner, askPublication, { id, version: 2 }, newKey());
    await house.performer.perform(chief, publishDecision, { id, version: 2 }, newKey());
    const change = {
      id,
      version: 2,
      how: 'correct' as const,
      outcome: 'Refused: no money.',
      reason: 'A slip',
    };
    await assert.rejects(
      house.performer.perform(chief, correctDecision, change, newKey()),
      refused('not-allowed-now', /Only whoever signed/),
    );
    await assert.rejects(
      house.database
        .as(chief, (tx) =>
          tx.run(sql`update decision_notice set outcome = 'Approved' where id = ${id} returning id`),
        )
        .then((changed) => {
          if (changed === 0) throw new WaymarkError('right-missing');
        }),
      refused('right-missing', /./),
    );
    await assert.rejects(
      house.performer.perform(
        commissioner,
        correctDecision,
        { ...change, outcome: 'It is approved.' },
        newKey(),
      ),
      refused('invalid', /./),
    );
    await house.performer.perform(commissioner, correctDecision, change, newKey());
    const path = '/public-register/decisions/norfolk-opcc-2026-32';
    assert.match(await open(path), /Its outcome was corrected by .* Reason: A slip/);
    const withdrawal = { ...change, version: 3, how: 'withdraw' as const, reason: 'Signed in error' };
    await house.performer.perform(commissioner, correctDecision, withdrawal, newKey());
    assert.equal((await read(id)).state, 'withdrawn');
    assert.match(await open(path), /This decision was withdrawn by .* Reason: Signed in error/);
    await assert.rejects(
      house.performer.perform(commissioner, correctDecision, { ...withdrawal, version: 4 }, newKey()),
      refused('not-allowed-now', /was withdrawn/),
    );
  });

  test('the final signature of an earlier paper is entered once, with where it is known from', async () => {
    const [row] = await house.ownerQuery<{ id: number; version: number }>(
      `select id, version from decision_notice where number = 'PCC/0011/16'`,
    );
    const signature = {
      ...{ id: row?.id ?? 0, version: row?.version ?? 0, verdict: 'approve' as const, signedAs: 'PCC' },
      ...{ signedOn: '2016-02-02', note: 'The office’s files' },
    };
    await house.performer.perform(chief, completeEarlier, signature, newKey());
    const now = await read(signature.id);
    assert.deepEqual([now.state, now.decidedOn, now.decidedAs], ['approved', '2016-02-02', 'PCC']);
    await assert.rejects(
      house.performer.perform(chief, completeEarlier, { ...signature, version: now.version }, newKey()),
      refused('not-allowed-now', /Nothing is missing/),
    );
  });

  test('signed out, the statements and the years of notices without a day can be read', async () => {
    const list = await open('/public-register?year=2020');
    assert.match(list, /08\/2020/);
    assert.match(list, /href="\/public-register">Waymark/);
    for (const name of ['help', 'privacy', 'accessibility']) {
      assert.ok(list.includes(`href="/public-register/${name}"`), name);
      const answer = await fetch(`${site.base}/public-register/${name}`, { redirect: 'manual' });
      assert.equal(answer.status, 200, name);
    }
  });
});
