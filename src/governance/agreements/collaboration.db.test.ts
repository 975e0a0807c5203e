import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, addMonths, type Day } from '../../kernel/clock.ts';
import { sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { registerAgreement, varyAgreement } from '../index.ts';
import { reviewAgreement, withdrawVariation } from './acts.ts';
import { describeAgreement } from './correct-acts.ts';
import { saysOf } from './correct-rules.ts';
import { signAgreement, signVariation, unsignAgreement } from './request-acts.ts';
import { stateOfAgreement } from './rules.ts';
import { confirmAll } from './second-person-for-tests.ts';
import { getAgreement, listAgreements, listParties, listReviews, listVariations } from './store.ts';
import type { AgreementInput, PartyInput } from './types.ts';

const refused =
  (code: string, text: RegExp) =>
  (error: unknown): boolean =>
    error instanceof WaymarkError && error.code === code && text.test(error.message);

for (const embedded of [false, true]) {
  describe(`a collaboration under section 22A, ${embedded ? 'embedded' : 'on PostgreSQL'}`, () => {
    let house: TestHouse;
    let chief: StaffViewer;
    let today: Day;
    before(async () => {
      house = await testHouse({ embedded });
      chief = await house.viewerFor('opcc-chief-executive');
      today = '2026-11-02';
    });
    after(() => house.close());

    const body = (name: string, kind: PartyInput['kind'], force: string): PartyInput => ({
      agencyId: null,
      name,
      categories: [],
      kind: kind ?? null,
      force,
      signedAs: null,
      signedOn: null,
    });
    const collaboration = (reference: string, more: Partial<AgreementInput> = {}): AgreementInput => ({
      reference,
      kind: 'section-22a',
      title: 'Test',
      purpose: 'Test',
      gateway: 'Police Act 1996, section 22A',
      functions: 'Test',
      startsOn: '2026-01-01',
      datesNote: null,
      expiresOn: '2027-03-31',
      reviewOn: null,
      parties: [body('PCC', 'policing-body', 'Norfolk'), body('Chief Constable', 'chief-officer', 'Norfolk')],
      earlier: [],
      example: false,
      ...more,
    });
    const stateOf = async (id: number): Promise<string> =>
      house.database.as(chief, async (tx) => {
        const agreement = await getAgreement(tx, id);
        const listed = (await listAgreements(tx, { today }, { limit: 100, offset: 0 })).find(
          (one) => one.id === id,
        );
        const state = stateOfAgreement(agreement, today);
        assert.equal(listed === undefined ? undefined : stateOfAgreement(listed, today), state);
        // The database filters by the same states.
        const filtered = await listAgreements(tx, { state, today }, { limit: 100, offset: 0 });
        assert.ok(filtered.some((one) => one.id === id));
        return state;
      });
    const versionOf = async (id: number): Promise<number> =>
      (await house.database.as(chief, (tx) => getAgreement(tx, id))).version;

    test('waits for every party; a variation waits too, and moves the last day when the last has signed', async () => {
      const { perform } = house.performer;
      const { id } = await perform(
        chief,
        registerAgreement,
        collaboration('S22A-1', { varyMonths: 24 }),
        newKey(),
      );
      assert.equal(await stateOf(id), 'waiting');
      const variation = {
        id,
        agreedOn: '2026-10-20',
        expiresOn: '2028-03-31',
        reviewOn: null,
        what: 'Longer',
        decision: '08/2026',
        decisionNote: 'In the files of the office',
        atMostMonths: 12,
      };
      await assert.rejects(
        () => perform(chief, varyAgreement, { ...variation, version: 1 }, newKey()),
        refused('not-allowed-now', /waits for signatures/),
      );
      const [first, second] = await house.database.as(chief, (tx) => listParties(tx, id));
      assert.ok(first !== undefined && second !== undefined);
      const signed = { id, signedAs: 'Office', signedOn: '2026-01-05' };
      const next = async () => ({ version: await versionOf(id) });
      const sign = async (partyId: number): Promise<void> => {
        await perform(chief, signAgreement, { ...signed, ...(await next()), partyId }, newKey());
      };
      await sign(first.id);
      await assert.rejects(() => sign(first.id), refused('not-allowed-now', /waits for a second person/));
      await sign(second.id);
      assert.equal(await stateOf(id), 'waiting', 'what one person entered puts nothing in force');
      assert.equal(await confirmAll(house, id, today), 2);
      assert.equal(await stateOf(id), 'in-force');
      await assert.rejects(() => sign(first.id), refused('not-allowed-now', /has signed already/));

      const vary = async (more: object): Promise<unknown> =>
        perform(chief, varyAgreement, { ...variation, ...(await next()), ...more }, newKey());
      await assert.rejects(
        () => vary({ expiresOn: '2028-04-01' }),
        refused('invalid', /31 March 2028 at the latest/),
      );
      await vary({});
      await assert.rejects(() => vary({}), refused('not-allowed-now', /Another variation waits/));
      const expiry = async (): Promise<string | null> =>
        (await house.database.as(chief, (tx) => getAgreement(tx, id))).expiresOn;
      const [waiting] = await house.database.as(chief, (tx) => listVariations(tx, id));
      assert.equal(waiting?.state, 'waiting');
      const signature = { id, variationId: waiting?.id ?? 0, signedAs: 'Office', signedOn: '2026-10-25' };
      const signFor = async (partyId: number): Promise<unknown> =>
        perform(chief, signVariation, { ...signature, ...(await next()), partyId }, newKey());
      await signFor(first.id);
      await confirmAll(house, id, today);
      assert.equal(await expiry(), '2027-03-31');
      await assert.rejects(() => signFor(first.id), refused('not-allowed-now', /has signed already/));
      await signFor(second.id);
      assert.equal(await expiry(), '2027-03-31', 'both have signed, one is not confirmed');
      assert.equal(await confirmAll(house, id, today), 1);
      assert.equal(await expiry(), '2028-03-31');
      await assert.rejects(() => signFor(second.id), refused('not-allowed-now', /does not wait/));
    });

    test('a variation that waits is withdrawn; an expired agreement is not varied', async () => {
      const { perform } = house.performer;
      const signedParties = collaboration('x').parties.map((party) => ({ ...party, signedOn: '2026-01-02' }));
      const { id } = await perform(
        chief,
        registerAgreement,
        collaboration('S22A-2', { parties: signedParties }),
        newKey(),
      );
      const variation = {
        id,
        agreedOn: today,
        expiresOn: '2027-09-30',
        reviewOn: null,
        what: 'W',
        decision: null,
      };
      await confirmAll(house, id, today);
      const version = await versionOf(id);
      await perform(chief, varyAgreement, { ...variation, version }, newKey());
      const [waiting] = await house.database.as(chief, (tx) => listVariations(tx, id));
      await perform(
        chief,
        withdrawVariation,
        { id, version: version + 1, variationId: waiting?.id ?? 0, why: 'Not agreed' },
        newKey(),
      );
      await perform(chief, varyAgreement, { ...variation, version: version + 2 }, newKey());
      const old = collaboration('S22A-3', { parties: signedParties, expiresOn: addDays(today, -1) });
      const expired = await perform(chief, registerAgreement, old, newKey());
      assert.equal(await stateOf(expired.id), 'expired');
      await assert.rejects(
        () =>
          perform(
            chief,
            varyAgreement,
            { ...variation, id: expired.id, version: 1, expiresOn: addMonths(today, 6) },
            newKey(),
          ),
        refused('not-allowed-now', /expired agreement cannot be varied/),
      );
    });

    test('reviews, what it says, and a signature taken back, which closes what it opened', async () => {
      const { perform } = house.performer;
      const agencies = await house.database.as(chief, (tx) => listAgencies(tx));
      const idOf = (code: string): number => agencies.find((agency) => agency.code === code)?.id ?? 0;
      const day = (
        await house.database.as(chief, (tx) => tx.one(sql<{ day: string }>`select current_date as day`))
      ).day;
      const { id } = await perform(
        chief,
        registerAgreement,
        collaboration('ISA-T', {
          kind: 'information-sharing',
          expiresOn: addDays(day, 90),
          reviewOn: '2026-10-01',
          parties: ['link-workers', 'probation'].map((code) => ({
            agencyId: idOf(code),
            name: code,
            categories: ['plan'],
            signedAs: 'Office',
            signedOn: '2026-01-02',
          })),
        }),
        newKey(),
      );
      const shares = async (): Promise<string> => (await house.viewerFor('link-worker')).facts.shares ?? '';
      assert.notEqual(await shares(), ',plan,', 'no sharing before the second person');
      assert.equal(await confirmAll(house, id, today), 2);
      assert.equal(await shares(), ',plan,');
      const [party] = await house.database.as(chief, (tx) => listParties(tx, id));
      await assert.rejects(
        () =>
          perform(chief, unsignAgreement, { id, version: 3, partyId: party?.id ?? 0, why: ' ' }, newKey()),
        refused('invalid', /./),
      );
      await perform(
        chief,
        unsignAgreement,
        { id, version: 3, partyId: party?.id ?? 0, why: 'Another agreement was meant' },
        newKey(),
      );
      assert.equal(await shares(), ',plan,', 'the signature stands until a second person confirms');
      assert.equal(await confirmAll(house, id, today), 1);
      const taken = (await house.database.as(chief, (tx) => listParties(tx, id))).find(
        (one) => one.id === party?.id,
      );
      assert.equal(taken?.unsignedWhy, 'Another agreement was meant');
      assert.notEqual(await shares(), ',plan,');
      await perform(
        chief,
        signAgreement,
        { id, version: 5, partyId: party?.id ?? 0, signedAs: 'Office', signedOn: '2026-01-02' },
        newKey(),
      );
      assert.notEqual(await shares(), ',plan,');
      await confirmAll(house, id, today);
      assert.equal(await shares(), ',plan,');

      await perform(
        chief,
        reviewAgreement,
        { id, version: 7, heldOn: '2026-10-01', found: 'As it should be', nextOn: null },
        newKey(),
      );
      const before = await house.database.as(chief, (tx) => getAgreement(tx, id));
      const says = { ...saysOf(before), exitPlan: 'Records go back' };
      const described = { id, says, names: [], ownerId: null, why: 'It was left out' };
      await assert.rejects(
        () => perform(chief, describeAgreement, { ...described, version: 7 }, newKey()),
        refused('stale-version', /./),
      );
      await perform(chief, describeAgreement, { ...described, version: before.version }, newKey());
      const exitPlan = async (): Promise<string | null> =>
        (await house.database.as(chief, (tx) => getAgreement(tx, id))).exitPlan;
      assert.equal(await exitPlan(), null, 'what is signed says what it said until a second person confirms');
      assert.equal(await confirmAll(house, id, today), 1);
      assert.equal(await exitPlan(), 'Records go back');
      const reviews = await house.database.as(chief, (tx) => listReviews(tx, id));
      assert.equal(reviews[0]?.found, 'As it should be');
      const manager = await house.viewerFor('scheme-manager');
      await assert.rejects(
        () =>
          perform(manager, unsignAgreement, { id, version: 5, partyId: party?.id ?? 0, why: 'x' }, newKey()),
        refused('right-missing', /./),
      );
    });
  });
}
