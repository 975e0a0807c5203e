import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { addDays } from '../../kernel/clock.ts';
import { sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listAgencies } from '../../scheme/directory.ts';
import type { DecisionText } from '../decisions/types.ts';
import { agreementInForce, draftDecision, registerAgreement, varyAgreement } from '../index.ts';
import { signVariation, suspendAgreement } from './request-acts.ts';
import { signersOf } from './rules.ts';
import { confirmAll } from './second-person-for-tests.ts';
import { getAgreement, listParties, listVariations } from './store.ts';
import type { AgreementInput } from './types.ts';

for (const embedded of [false, true]) {
  describe(`what an agreement opens and closes, ${embedded ? 'embedded' : 'on PostgreSQL'}`, () => {
    let house: TestHouse;
    let chief: StaffViewer;
    let today: string;
    let charity: number;
    let police: number;

    before(async () => {
      house = await testHouse({ embedded });
      chief = await house.viewerFor('opcc-chief-executive');
      const found = await house.database.as(chief, async (tx) => ({
        today: (await tx.one(sql<{ day: string }>`select current_date as day`)).day,
        agencies: await listAgencies(tx),
      }));
      today = found.today;
      charity = found.agencies.find((agency) => agency.code === 'link-workers')?.id ?? 0;
      police = found.agencies.find((agency) => agency.code === 'norfolk-police')?.id ?? 0;
    });
    after(() => house.close());

    const agreement = (reference: string, expiresOn: string): AgreementInput => ({
      reference,
      kind: 'information-sharing',
      title: 'Test',
      purpose: 'Test',
      gateway: 'Test',
      startsOn: '2026-01-01',
      datesNote: null,
      expiresOn,
      reviewOn: '2026-06-01',
      parties: [
        {
          agencyId: charity,
          name: 'Link workers',
          categories: ['plan'],
          signedAs: 'Director',
          signedOn: '2026-01-01',
        },
        { agencyId: police, name: 'Police', categories: ['plan', 'risk'], signedAs: null, signedOn: null },
      ],
      earlier: [],
      example: false,
    });

    const sharesOf = async (login: string): Promise<string> =>
      (await house.viewerFor(login)).facts.shares ?? '';
    const inForce = (on: string): Promise<boolean> =>
      house.database.as(chief, (tx) => agreementInForce(tx, charity, 'plan', on));

    test('without an agreement nothing is shared', async () => {
      assert.equal(await sharesOf('link-worker'), ',,');
      assert.equal(await inForce(today), false);
    });

    test('an agreement that expired yesterday shares nothing', async () => {
      const { id } = await house.performer.perform(
        chief,
        registerAgreement,
        agreement('PAST', addDays(today, -1)),
        newKey(),
      );
      assert.equal(await confirmAll(house, id, house.clock().toISOString().slice(0, 10)), 1);
      assert.equal(await sharesOf('link-worker'), ',,');
      assert.equal(await inForce(addDays(today, -1)), true);
      assert.equal(await inForce(today), false);
    });

    test('on its last day it shares, to those who have signed; a variation moves the end; ending closes at once', async () => {
      const { id } = await house.performer.perform(
        chief,
        registerAgreement,
        agreement('NOW', today),
        newKey(),
      );
      assert.equal(await sharesOf('link-worker'), ',,', 'one person opens nothing');
      await confirmAll(house, id, '2026-11-02');
      const versionNow = async (): Promise<number> =>
        (await house.database.as(chief, (tx) => getAgreement(tx, id))).version;
      assert.equal(await sharesOf('link-worker'), ',plan,');
      assert.equal(await sharesOf('police-offender-manager'), ',,');
      assert.equal(await inForce(addDays(today, 1)), false);

      const variation = {
        id,
        version: await versionNow(),
        agreedOn: '2026-10-01',
        expiresOn: addDays(today, 30),
        reviewOn: null,
        what: 'Longer',
        decision: null,
      };
      const other: DecisionText = {
        ...{ agencyId: chief.agencyId, number: '2026/91', form: 'norfolk-2020', title: 'T', originator: 'T' },
        ...{ sections: {}, checklist: {}, publication: 'yes', publicationReason: null, takesEffectOn: null },
        ...{ effectNote: null, agreementId: null, supersedesId: null },
      };
      await house.performer.perform(chief, draftDecision, other, newKey());
      for (const [decision, decisionNote, wrong] of [
        ['9999/77', null, /No notice 9999\/77 is in the register/],
        ['2026/91', null, /does not authorise this agreement/],
      ] as const)
        await assert.rejects(
          house.performer.perform(chief, varyAgreement, { ...variation, decision, decisionNote }, newKey()),
          (error) => error instanceof WaymarkError && error.fields.some(({ text }) => wrong.test(text)),
        );
      const varied = await house.performer.perform(
        chief,
        varyAgreement,
        { ...variation, decision: '9999/77', decisionNote: 'In the paper files of the office' },
        newKey(),
      );
      assert.equal(varied.inEffect, false);
      assert.equal(
        await inForce(addDays(today, 30)),
        false,
        'nothing is shared for longer before all have signed',
      );
      const { parties, waiting } = await house.database.as(chief, async (tx) => ({
        parties: signersOf(await listParties(tx, id)),
        waiting: (await listVariations(tx, id)).at(-1),
      }));
      assert.ok(parties.length > 0);
      for (const party of parties) {
        const signature = {
          ...{ id, version: await versionNow(), variationId: waiting?.id ?? 0, partyId: party.id },
        };
        await house.performer.perform(
          chief,
          signVariation,
          { ...signature, signedAs: 'Chief Executive', signedOn: '2026-10-01' },
          newKey(),
        );
      }
      assert.equal(await inForce(addDays(today, 30)), false, 'the last signature is not confirmed');
      await confirmAll(house, id, '2026-11-02');
      assert.equal(await inForce(addDays(today, 30)), true);
      assert.equal(await inForce(addDays(today, 31)), false);

      await assert.rejects(
        house.performer.perform(chief, varyAgreement, variation, newKey()),
        (error) => error instanceof WaymarkError && error.code === 'stale-version',
      );

      // One person stops it at once; a second one ends it.
      const { closed } = await house.performer.perform(
        chief,
        suspendAgreement,
        { id, version: await versionNow(), why: 'Test' },
        newKey(),
      );
      assert.equal(closed, 1);
      assert.equal(await sharesOf('link-worker'), ',,');
      assert.equal(await inForce(today), false);
      assert.equal(await confirmAll(house, id, '2026-11-02'), 1);
      const ended = await house.database.as(chief, (tx) => getAgreement(tx, id));
      assert.equal(ended.endedWhy, 'Test');
      assert.equal(await inForce(today), false);
    });

    test('nobody without the right opens a cover, not even past the acts', async () => {
      const manager = await house.viewerFor('scheme-manager');
      await assert.rejects(
        house.performer.perform(manager, registerAgreement, agreement('NO', today), newKey()),
        (error) => error instanceof WaymarkError && error.code === 'right-missing',
      );
      await assert.rejects(
        house.database.as(manager, (tx) =>
          tx.run(sql`insert into sharing_cover (scheme_id, agency_id, category, from_date, agreement_id)
            values (viewer_scheme(), ${charity}, 'plan', current_date, 1)`),
        ),
        (error) => error instanceof WaymarkError && error.code === 'right-missing',
      );
    });
  });
}
