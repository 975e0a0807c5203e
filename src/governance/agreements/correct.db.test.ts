import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import type { Day } from '../../kernel/clock.ts';
import { sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { registerAgreement, varyAgreement } from './acts.ts';
import { correctAgreement, describeAgreement } from './correct-acts.ts';
import { saysOf } from './correct-rules.ts';
import {
  confirmRequest,
  refuseRequest,
  signAgreement,
  signVariation,
  signVariationAll,
  suspendAgreement,
} from './request-acts.ts';
import { listRequests } from './request-store.ts';
import { confirmAll } from './second-person-for-tests.ts';
import { getAgreement, listParties, listVariations } from './store.ts';
import { agreementsToday } from './today.ts';
import type { Agreement, AgreementInput, CorrectedParty, PartyInput, Says } from './types.ts';

const today: Day = '2026-11-02';

const refused =
  (code: string, text = /./) =>
  (error: unknown): boolean =>
    error instanceof WaymarkError && error.code === code && text.test(error.message);

for (const embedded of [false, true]) {
  describe(`an agreement put right, ${embedded ? 'embedded' : 'on PostgreSQL'}`, () => {
    let house: TestHouse;
    let chief: StaffViewer;
    let commissioner: StaffViewer;
    const agency = new Map<string, number>();
    before(async () => {
      house = await testHouse({ embedded });
      chief = await house.viewerFor('opcc-chief-executive');
      commissioner = await house.viewerFor('opcc-commissioner');
      for (const { code, id } of await house.database.as(chief, (tx) => listAgencies(tx)))
        agency.set(code, id);
    });
    after(() => house.close());

    const perform: TestHouse['performer']['perform'] = (...given) => house.performer.perform(...given);
    const body = (name: string, kind: PartyInput['kind'], code: string | null): PartyInput => ({
      ...{ agencyId: code === null ? null : (agency.get(code) ?? 0), name, categories: [] },
      ...{ kind: kind ?? null, force: 'Norfolk', signedAs: null, signedOn: null },
    });
    const register = async (reference: string, more: Partial<AgreementInput> = {}): Promise<number> => {
      const input: AgreementInput = {
        ...{ reference, kind: 'section-22a', title: 'T', purpose: 'P', gateway: 'G', functions: 'F' },
        ...{ startsOn: '2026-01-01', datesNote: null, expiresOn: '2027-03-31', reviewOn: null },
        parties: [
          body('Commissioner', 'policing-body', 'norfolk-opcc'),
          body('Chief Constable', 'chief-officer', 'norfolk-police'),
        ],
        ...{ earlier: [], example: false, ...more },
      };
      return (await perform(chief, registerAgreement, input, newKey())).id;
    };
    const find = (id: number): Promise<Agreement> => house.database.as(chief, (tx) => getAgreement(tx, id));
    const partiesOf = (id: number) => house.database.as(chief, (tx) => listParties(tx, id));
    const signAll = async (id: number): Promise<void> => {
      for (const { id: partyId } of await partiesOf(id)) {
        const signature = { partyId, signedAs: 'Office', signedOn: '2026-01-05' };
        await perform(
          chief,
          signAgreement,
          { id, version: (await find(id)).version, ...signature },
          newKey(),
        );
      }
      await confirmAll(house, id, today);
      assert.equal((await find(id)).unsigned, 0);
    };
    const ask = async (
      id: number,
      says: Partial<Says>,
      names: { id: number; name: string; force: string }[] = [],
    ) => {
      const found = await find(id);
      const to = { says: { ...saysOf(found), ...says }, names, ownerId: null, why: 'A slip' };
      return perform(chief, describeAgreement, { id, version: found.version, ...to }, newKey());
    };
    const decide = async (viewer: StaffViewer, id: number, requestId: number | null): Promise<unknown> => {
      const input = { id, version: (await find(id)).version, requestId: requestId ?? 0 };
      return perform(viewer, confirmRequest, input, newKey());
    };

    test('before anybody has signed all of it is put right by one person', async () => {
      const id = await register('RIGHT-1');
      await register('RIGHT-TAKEN');
      const found = await find(id);
      const parties: CorrectedParty[] = (await partiesOf(id)).map((party) => ({ ...party, gone: false }));
      const [first, second] = parties;
      assert.ok(first !== undefined && second !== undefined);
      const extra = { ...body('Council', 'other', 'council'), force: null, id: null, gone: false };
      const correction = {
        ...{ id, version: found.version, ownerId: null, reviewOn: null },
        says: { ...saysOf(found), reference: 'RIGHT-1A', title: 'Right', gateway: 'Section 22A' },
        ...{ startsOn: '2026-02-01', expiresOn: '2027-04-30' },
        parties: [{ ...first, name: 'PCC' }, second, extra],
      };
      await assert.rejects(
        () => {
          const says = { ...correction.says, reference: 'RIGHT-TAKEN' };
          return perform(chief, correctAgreement, { ...correction, says }, newKey());
        },
        refused('invalid', /./),
      );
      await perform(chief, correctAgreement, correction, newKey());
      const now = await find(id);
      assert.deepEqual(
        [now.reference, now.title, now.gateway, now.startsOn, now.expiresOn, now.firstExpiresOn],
        ['RIGHT-1A', 'Right', 'Section 22A', '2026-02-01', '2027-04-30', '2027-04-30'],
      );
      assert.deepEqual(
        (await partiesOf(id)).map(({ name }) => name),
        ['PCC', 'Chief Constable', 'Council'],
      );
      await assert.rejects(
        () => perform(chief, correctAgreement, correction, newKey()),
        refused('stale-version'),
      );
      const third = (await partiesOf(id))[2];
      assert.ok(third !== undefined);
      const taken = {
        ...correction,
        version: now.version,
        parties: [{ ...third, gone: true }, first, second],
      };
      await perform(chief, correctAgreement, taken, newKey());
      assert.deepEqual((await partiesOf(id)).length, 2);
      if (!embedded) {
        const kept = await house.ownerQuery<{ n: number }>(
          `select count(*)::int as n from row_history where table_name = 'agreement' and row_id = '${id}'`,
        );
        assert.ok((kept[0]?.n ?? 0) > 0, 'what it said before is kept');
      }

      await signAll(id);
      const late = { ...correction, version: (await find(id)).version, parties: [first, second] };
      await assert.rejects(
        () => perform(chief, correctAgreement, late, newKey()),
        refused('not-allowed-now', /changed by two people/),
      );
    });

    test('once signed, what it says is asked by one and confirmed by a second, old and new kept', async () => {
      const id = await register('RIGHT-2');
      await signAll(id);
      const [party] = await partiesOf(id);
      const renamed = [{ id: party?.id ?? 0, name: 'PCC for Norfolk', force: 'Norfolk' }];
      const { requestId } = await ask(id, { funding: 'Halves', title: 'New' }, renamed);
      assert.deepEqual([(await find(id)).funding, (await find(id)).title], [null, 'T']);
      await assert.rejects(
        () => ask(id, { title: 'Again' }),
        refused('not-allowed-now', /waits for a second person/),
      );
      await assert.rejects(() => decide(chief, id, requestId), refused('not-allowed-now', /second person/));
      await decide(commissioner, id, requestId);
      const now = await find(id);
      assert.deepEqual([now.funding, now.title, now.expiresOn], ['Halves', 'New', '2027-03-31']);
      const [asked] = await house.database.as(chief, (tx) => listRequests(tx, id, today));
      assert.deepEqual(
        [asked?.kind, asked?.state, asked?.changes],
        [
          'describe',
          'confirmed',
          {
            title: { was: 'T', becomes: 'New' },
            funding: { was: null, becomes: 'Halves' },
            [`party-${party?.id}`]: { was: 'Commissioner', becomes: 'PCC for Norfolk' },
          },
        ],
      );
      assert.equal((await partiesOf(id))[0]?.signedAs, 'Office', 'the signature stands');
    });

    test('past the acts nobody rewrites a signed agreement, and nobody confirms over words they were not shown', async () => {
      const id = await register('RIGHT-3');
      await signAll(id);
      const { version } = await find(id);
      const by = (statement: ReturnType<typeof sql>) => house.database.as(chief, (tx) => tx.run(statement));
      for (const attempt of [
        sql`update agreement set functions = 'X' where id = ${id}`,
        sql`update agreement set title = 'X' where id = ${id}`,
        sql`update agreement_party set name = 'X' where agreement_id = ${id}`,
        sql`delete from agreement_party where agreement_id = ${id}`,
      ])
        await assert.rejects(() => by(attempt), refused('right-missing'));
      await by(
        sql`select agreement_correct(${id}, ${version}::integer, '{"reference": "X", "parties": []}'::jsonb)`,
      );
      const changes = JSON.stringify({ title: { was: 'Not this', becomes: 'X' } });
      await by(sql`insert into agreement_request (agreement_id, kind, changes, why, asked_by, asked_on, lapses_on)
        values (${id}, 'describe', ${changes}::jsonb, 'W', ${chief.staffId}, '2026-11-02', '2026-11-20')`);
      const [request] = await house.database.as(chief, (tx) => listRequests(tx, id, today));
      await assert.rejects(
        () => decide(commissioner, id, request?.id ?? 0),
        refused('not-allowed-now', /not wait/),
      );
      assert.deepEqual([(await find(id)).title, (await find(id)).reference], ['T', 'RIGHT-3']);
    });

    test('a party that speaks for an agency is confirmed there; one of no agency by an OPCC', async () => {
      const parties = [
        body('Commissioner', 'policing-body', null),
        body('Chief Constable', 'chief-officer', 'link-workers'),
      ];
      const signed = parties.map((party) => ({ ...party, signedOn: '2026-01-05' }));
      const id = await register('RIGHT-4', { parties: signed });
      const who = (await house.database.as(chief, (tx) => listRequests(tx, id, today))).map(
        ({ party, confirmers }) => [party, confirmers.join('; ')],
      );
      assert.match(String(who[0]), /^Commissioner,Margaret Loxley, Office/);
      assert.match(String(who[1]), /^Chief Constable,Gillian Frost, Open Door/);
      const agencies = (await partiesOf(id)).map((party) => party.agency);
      assert.deepEqual([agencies[0], /^Open Door/.test(agencies[1] ?? '')], [null, true]);
    });

    test('a suspended agreement takes no signatures of a variation; whoever suspended it hears of its end', async () => {
      const id = await register('RIGHT-5');
      await signAll(id);
      const vary = {
        agreedOn: '2026-10-01',
        expiresOn: '2028-01-31',
        reviewOn: null,
        what: 'W',
        decision: null,
      };
      await perform(chief, varyAgreement, { id, version: (await find(id)).version, ...vary }, newKey());
      const [variation] = await house.database.as(chief, (tx) => listVariations(tx, id));
      const variationId = variation?.id ?? 0;
      await perform(chief, suspendAgreement, { id, version: (await find(id)).version, why: 'W' }, newKey());
      const partyIds = (await partiesOf(id)).map((party) => party.id);
      const signature = {
        variationId,
        partyId: partyIds[0] ?? 0,
        signedAs: 'Office',
        signedOn: '2026-10-05',
      };
      const { version } = await find(id);
      await assert.rejects(
        () => perform(chief, signVariation, { id, version, ...signature }, newKey()),
        refused('not-allowed-now', /suspended/),
      );
      const past = sql`insert into agreement_request (agreement_id, kind, party_id, variation_id, signed_as, asked_by, asked_on, lapses_on)
        values (${id}, 'sign-variation', ${partyIds[0] ?? 0}, ${variationId}, 'Me', ${chief.staffId}, '2026-11-02', '2026-11-20')`;
      await assert.rejects(() => house.database.as(chief, (tx) => tx.run(past)), refused('right-missing'));
      const [end] = await house.database.as(chief, (tx) => listRequests(tx, id, today));
      const lifted = { id, version, requestId: end?.id ?? 0, why: 'All is well' };
      await perform(commissioner, refuseRequest, lifted, newKey());
      const items = await house.database.as(chief, (tx) => agreementsToday(tx, { viewer: chief, today }));
      assert.ok(
        items.some(({ title }) => /^RIGHT-5: your suspension was lifted, by Margaret Loxley$/.test(title)),
      );
      const theirs = await house.database.as(commissioner, (tx) =>
        agreementsToday(tx, { viewer: commissioner, today }),
      );
      assert.ok(!theirs.some(({ title }) => /your suspension/.test(title)));

      // All signatures of one day at once, or none.
      const all = { id, version: (await find(id)).version, variationId, signedOn: '2026-10-05' };
      const signatures = partyIds.map((partyId) => ({ partyId, signedAs: 'Office' }));
      const twice = [...signatures, ...signatures.slice(0, 1)];
      await assert.rejects(
        () => perform(chief, signVariationAll, { ...all, signatures: twice }, newKey()),
        refused('not-allowed-now', /waits for a second person/),
      );
      assert.equal((await find(id)).version, all.version);
      assert.equal((await perform(chief, signVariationAll, { ...all, signatures }, newKey())).asked, 2);
      assert.equal(await confirmAll(house, id, today), 2);
      assert.equal((await find(id)).expiresOn, '2028-01-31');
    });
  });
}
