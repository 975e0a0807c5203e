import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { approveDecision, certifyDecision, draftDecision, editDecision, setUpGovernance } from '../index.ts';
import { setOffice } from './acts.ts';
import { stringsOf } from './document.ts';
import { wholeNotice } from './publish-acts.ts';
import { waitedFor } from './rules.ts';
import { getDecision, standingsOf } from './store.ts';
import type { DecisionText } from './types.ts';

const paper = (agencyId: number, number: string, more: Partial<DecisionText> = {}): DecisionText => ({
  agencyId,
  number,
  form: 'norfolk-2020',
  title: 'Test',
  originator: 'Test',
  sections: { summary: { text: 'Test' }, recommendation: { text: 'Test' } },
  checklist: {},
  publication: 'yes',
  publicationReason: null,
  takesEffectOn: null,
  effectNote: null,
  agreementId: null,
  supersedesId: null,
  ...more,
});

const refused = (code: string, text: RegExp) => (error: unknown) =>
  error instanceof WaymarkError && error.code === code && text.test(error.message);

const approve = { verdict: 'approve' as const, as: 'pcc', outcome: 'Approved.' };

describe('a decision notice', () => {
  let house: TestHouse;
  let chief: StaffViewer;
  let finance: StaffViewer;
  let commissioner: StaffViewer;
  let manager: StaffViewer;
  before(async () => {
    house = await testHouse();
    chief = await house.viewerFor('opcc-chief-executive');
    finance = await house.viewerFor('section-151-officer');
    commissioner = await house.viewerFor('opcc-commissioner');
    manager = await house.viewerFor('scheme-manager');
  });
  after(() => house.close());

  const draft = async (number: string, more: Partial<DecisionText> = {}, by = chief): Promise<number> =>
    (await house.performer.perform(by, draftDecision, paper(chief.agencyId, number, more), newKey())).id;
  const certify = (by: StaffViewer, id: number, version: number, kind: string, options: string[] = []) =>
    house.performer.perform(by, certifyDecision, { id, version, kind, options }, newKey());
  const decide = (
    by: StaffViewer,
    id: number,
    version: number,
    how: { verdict: 'approve' | 'amend' | 'refuse' | 'refer-up'; as: string; outcome: string } = approve,
  ) => house.performer.perform(by, approveDecision, { id, version, ...how }, newKey());
  const settings = async (
    refuses: ('overlap' | 'before-certificate' | 'after-effect')[],
    deputies: number[] = [],
  ) => {
    const [row] = await house.ownerQuery<{ version: number }>('select version from decision_office');
    await house.performer.perform(
      chief,
      setOffice,
      { form: 'norfolk-2020', series: 'YYYY/nn', refuses, deputies, version: row?.version ?? 0 },
      newKey(),
    );
  };

  test('is drafted, certified by both officers, and decided by somebody else', async () => {
    const id = await draft('2026/01');
    await assert.rejects(
      certify(finance, id, 1, 'chief-executive'),
      refused('right-missing', /Only the Chief Executive/),
    );
    await certify(chief, id, 1, 'chief-executive');
    await certify(finance, id, 2, 'section-151', ['a', 'd']);
    await assert.rejects(
      decide(chief, id, 3, { ...approve, as: 'chief-executive' }),
      refused('not-allowed-now', /You drafted this notice/),
    );
    // Past the act, the table itself refuses the originator.
    await assert.rejects(
      house.database.as(chief, (tx) =>
        tx.run(sql`update decision_notice set state = 'approved', outcome = 'x' where id = ${id}`),
      ),
      refused('right-missing', /./),
    );
    await house.performer.perform(
      chief,
      editDecision,
      { ...paper(chief.agencyId, '2026/01'), id, version: 3 },
      newKey(),
    );
    const [left] = await house.ownerQuery<{ n: number }>(
      `select count(*)::int as n from decision_certificate where decision_id = ${id} and withdrawn_at is null`,
    );
    assert.equal(left?.n, 0, 'certificates were for another text');
    await certify(chief, id, 4, 'chief-executive');
    await certify(finance, id, 5, 'section-151', ['a', 'd']);
    const { troubles } = await decide(commissioner, id, 6);
    assert.deepEqual(troubles, ['The Chief Executive wrote it and also certified it.']);
  });

  test('decided before its certificates it is flagged, and certified after; an office may refuse it', async () => {
    const id = await draft('2026/02', { takesEffectOn: '2026-10-01' }, manager);
    const { troubles } = await decide(commissioner, id, 1);
    assert.deepEqual(troubles, [
      'It has no certificate of the Chief Executive.',
      'It has no certificate of the Chief Finance Officer (Section 151 Officer).',
      'It was decided 32 days after the first day of what it authorises.',
    ]);
    await certify(chief, id, 2, 'chief-executive');
    await settings(['before-certificate', 'after-effect', 'overlap']);
    const other = await draft('2026/03', {}, manager);
    await assert.rejects(
      decide(commissioner, other, 1),
      refused('not-allowed-now', /does not accept it: It has no certificate/),
    );
    await certify(chief, other, 1, 'chief-executive');
    await certify(finance, other, 2, 'section-151', ['a', 'd']);
    await assert.rejects(
      decide(chief, other, 3, { ...approve, as: 'chief-executive' }),
      refused('not-allowed-now', /certified it and also decided it/),
    );
    await decide(commissioner, other, 3);
    const own = await draft('2026/04', {}, chief);
    await assert.rejects(
      certify(chief, own, 1, 'chief-executive'),
      refused('not-allowed-now', /wrote it and also certified/),
    );
    await settings([]);
  });

  test('a deputy approves and passes it up; the commissioner signs finally', async () => {
    await settings([], [commissioner.staffId]);
    const id = await draft('2026/05', {}, manager);
    await assert.rejects(decide(commissioner, id, 1), refused('invalid', /sign as deputy/));
    await decide(commissioner, id, 1, { verdict: 'refer-up', as: 'deputy', outcome: 'Passed up.' });
    await assert.rejects(
      decide(commissioner, id, 2, { verdict: 'refer-up', as: 'deputy', outcome: 'x' }),
      refused('not-allowed-now', /passed up already/),
    );
    await settings([]);
    await assert.rejects(
      decide(commissioner, id, 2, { verdict: 'refer-up', as: 'pcc', outcome: 'x' }),
      refused('not-allowed-now', /passed up/),
    );
    await decide(commissioner, id, 2, { verdict: 'amend', as: 'pcc', outcome: 'Approved with £1 less.' });
    const rows = await house.ownerQuery<{ verdict: string }>(
      `select verdict from decision_verdict where decision_id = ${id} order by id`,
    );
    assert.deepEqual(
      rows.map(({ verdict }) => verdict),
      ['refer-up', 'amend'],
    );
    await assert.rejects(decide(commissioner, id, 3), refused('not-allowed-now', /has been decided/));
  });

  test('each policing body decides its own, and the agreement waits for all', async () => {
    await setUpGovernance(house.database, house.performer, house.viewerFor, house.clock());
    const [agreement] = await house.ownerQuery<{ id: number }>(
      `select id from agreement where reference = 'S22A-180'`,
    );
    const [suffolk] = await house.ownerQuery<{ id: number }>(
      `select id from agency where code = 'suffolk-opcc'`,
    );
    const id = await draft(
      '2026/06',
      { agencyId: suffolk?.id ?? 0, agreementId: agreement?.id ?? 0 },
      manager,
    );
    await assert.rejects(decide(commissioner, id, 1), refused('right-missing', /each policing body/));
    await assert.rejects(
      certify(chief, id, 1, 'chief-executive'),
      refused('right-missing', /each policing body/),
    );
    await assert.rejects(
      house.database.as(commissioner, (tx) =>
        tx.run(sql`update decision_notice set state = 'approved', outcome = 'x' where id = ${id}`),
      ),
      refused('right-missing', /./),
    );
    const waiting = await house.database.as(chief, (tx) => standingsOf(tx, agreement?.id ?? 0));
    assert.deepEqual(
      waitedFor(waiting).map(({ body, state }) => [body, state]),
      [['Police and Crime Commissioner for Suffolk', 'draft']],
    );
  });

  test('the example sets up once, however often it is asked', async () => {
    const counts = async (): Promise<unknown> => {
      await setUpGovernance(house.database, house.performer, house.viewerFor, house.clock());
      return house.ownerQuery(`select (select count(*) from agreement) as agreements, (select count(*) from decision_notice) as decisions,
        (select count(*) from governance_action) as actions, (select count(*) from sharing_cover) as covers`);
    };
    assert.deepEqual(await counts(), await counts());
  });

  test('the four papers of the seeds stand in the register as they were, with what is out of order in them', async () => {
    const papers = JSON.parse(
      readFileSync(new URL('../../../examples/decisions.json', import.meta.url), 'utf8'),
    ) as { number: string; sections: Record<string, { text: string }> }[];
    const flags: Record<string, string[]> = {};
    for (const { number, sections } of papers) {
      const printed = await house.database.as(chief, async (tx) => {
        const [row] = await tx.many(
          sql<{ id: number }>`select id from decision_notice where number = ${number}`,
        );
        const decision = await getDecision(tx, row?.id ?? 0);
        return (await wholeNotice(tx, decision, chief, '2026-11-02')).document;
      });
      const texts = printed.sections.map(({ text }) => text?.map((stretch) => stretch.text).join(''));
      for (const [code, { text }] of Object.entries(sections))
        assert.ok(texts.includes(text), `${number}: ${code} is printed as it stands`);
      assert.equal(texts.length, Object.keys(sections).length);
      assert.ok(stringsOf(printed).includes(number));
      flags[number] = printed.flags;
    }
    assert.deepEqual(flags, {
      '2015/11': [
        'It was decided 5 days before the certificate of the Chief Executive was signed.',
        'It was decided 134 days after the first day of what it authorises.',
      ],
      '2016/27': [
        'Its last certificate was signed 145 days after the first day of what it authorises.',
        'The day of the decision is not known.',
      ],
      '08/2020': [
        'The Chief Executive certified it and also decided it.',
        'The day of the decision is not known.',
      ],
      'PCC/0011/16': [
        'It has no certificate of the Chief Financial Officer.',
        'A deputy approved it and passed it up. Nobody has signed it finally.',
        'The paper is a report by the Chief Executive, who is also the first to sign it off.',
      ],
    });
  });
});
