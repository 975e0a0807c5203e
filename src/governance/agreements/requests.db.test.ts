import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, type Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { registerAgreement, varyAgreement } from './acts.ts';
import {
  confirmRequest,
  endAgreement,
  refuseRequest,
  signAgreement,
  signVariation,
  suspendAgreement,
  unsignAgreement,
  withdrawRequest,
} from './request-acts.ts';
import { listRequests, listWaiting } from './request-store.ts';
import { coverOf, stateOfAgreement } from './rules.ts';
import { confirmAll } from './second-person-for-tests.ts';
import { getAgreement, listParties, listVariations } from './store.ts';
import { agreementsToday } from './today.ts';
import type { AgreementInput, Request } from './types.ts';

const refused =
  (code: string, text = /./) =>
  (error: unknown): boolean =>
    error instanceof WaymarkError && error.code === code && text.test(error.message);

const today: Day = '2026-11-02';

for (const embedded of [false, true]) {
  describe(`a second person, ${embedded ? 'embedded' : 'on PostgreSQL'}`, () => {
    let house: TestHouse;
    let chief: StaffViewer;
    let commissioner: StaffViewer;
    const agency = new Map<string, number>();
    before(async () => {
      house = await testHouse({ embedded });
      chief = await house.viewerFor('opcc-chief-executive');
      commissioner = await house.viewerFor('opcc-commissioner');
      const found = await house.database.as(chief, (tx) => listAgencies(tx));
      for (const { code, id } of found) agency.set(code, id);
    });
    after(() => house.close());

    const agreement = (
      reference: string,
      codes: string[],
      more: Partial<AgreementInput> = {},
    ): AgreementInput => ({
      ...{
        reference,
        kind: 'information-sharing',
        title: 'T',
        purpose: 'T',
        gateway: 'T',
        startsOn: '2026-01-01',
      },
      ...{ datesNote: null, expiresOn: '2028-01-31', reviewOn: '2027-01-01', earlier: [], example: false },
      parties: codes.map((code) => ({
        ...{ agencyId: agency.get(code) ?? 0, name: code, categories: ['plan', 'risk'] },
        ...{ signedAs: 'Director', signedOn: '2026-02-01' },
      })),
      ...more,
    });
    const perform: TestHouse['performer']['perform'] = (...given) => house.performer.perform(...given);
    const register = async (input: AgreementInput): Promise<number> =>
      (await perform(chief, registerAgreement, input, newKey())).id;
    const versionOf = async (id: number): Promise<number> =>
      (await house.database.as(chief, (tx) => getAgreement(tx, id))).version;
    const requestsOf = (id: number, viewer = chief, on = today): Promise<Request[]> =>
      house.database.as(viewer, (tx) => listRequests(tx, id, on));
    const openOf = async (id: number, party?: string): Promise<Request> => {
      const found = (await requestsOf(id)).find(
        (one) => one.state === 'asked' && (party === undefined || one.party === party),
      );
      assert.ok(found);
      return found;
    };
    const decide = async (viewer: StaffViewer, id: number, request: Request, why?: string) => {
      const input = { id, version: await versionOf(id), requestId: request.id };
      return why === undefined
        ? perform(viewer, confirmRequest, input, newKey())
        : perform(viewer, refuseRequest, { ...input, why }, newKey());
    };
    /** What an agreement opens on a day: agency, category, and the first day without. */
    const coverNow = async (id: number, on: Day): Promise<string[]> =>
      (
        await house.database.as(chief, (tx) =>
          tx.many(sql<{ code: string; category: string; to: Day | null }>`
            select a.code, c.category, c.to_date as to from sharing_cover c join agency a on a.id = c.agency_id
            where c.agreement_id = ${id} and c.from_date <= ${on} and (c.to_date is null or c.to_date > ${on}) order by 1, 2`),
        )
      ).map(({ code, category, to }) => `${code} ${category} ${to}`);

    test('who confirms is of the party, or of the office where it has nobody; never who asked', async () => {
      const id = await register(agreement('TWO-1', ['link-workers', 'turning-corner', 'norfolk-opcc']));
      const who = new Map(
        (await requestsOf(id)).map(({ party, confirmers }) => [party, confirmers.join('; ')]),
      );
      assert.match(who.get('link-workers') ?? '', /^Gillian Frost, Open Door/);
      assert.match(who.get('turning-corner') ?? '', /^Margaret Loxley, Office[^;]*$/);
      assert.match(who.get('norfolk-opcc') ?? '', /^Margaret Loxley, Office[^;]*$/);
      assert.deepEqual(await coverNow(id, today), []);

      const charity = await openOf(id, 'link-workers');
      for (const viewer of [chief, commissioner, await house.viewerFor('board-member')])
        await assert.rejects(() => decide(viewer, id, charity), refused('not-allowed-now', /second person/));
      const manager = await house.viewerFor('providers-manager');
      await decide(manager, id, charity);
      assert.deepEqual(await coverNow(id, today), [
        'link-workers plan 2028-02-01',
        'link-workers risk 2028-02-01',
      ]);
      const party = (await house.database.as(chief, (tx) => listParties(tx, id)))[0];
      assert.deepEqual([party?.enteredBy, party?.confirmedBy], ['David Kerrich', 'Gillian Frost']);
      await decide(commissioner, id, await openOf(id, 'turning-corner'));
      await assert.rejects(() => decide(manager, id, charity), refused('not-allowed-now', /not wait/));
      // What the database opened is what the rule says.
      const [entered, parties] = await house.database.as(chief, async (tx) => [
        await getAgreement(tx, id),
        await listParties(tx, id),
      ]);
      assert.deepEqual(
        parties.flatMap((one) => coverOf(entered, one)).map(({ category, to }) => `${category} ${to}`),
        (await coverNow(id, today)).map((line) => line.split(' ').slice(1).join(' ')),
      );
    });

    test('whoever confirms sees it on Today, and of the register what their agency is a party to alone', async () => {
      const id = await register(agreement('TWO-2', ['link-workers', 'turning-corner']));
      const other = await register(agreement('TWO-3', ['turning-corner', 'victim-care']));
      const manager = await house.viewerFor('providers-manager');
      const items = await house.database.as(manager, (tx) => agreementsToday(tx, { viewer: manager, today }));
      assert.deepEqual(
        items.map(({ title }) => title),
        ['TWO-2: confirm or refuse signature of link-workers'],
      );
      const seen = await house.database.as(manager, (tx) =>
        tx.many(sql<{ reference: string }>`select reference from agreement order by 1`),
      );
      assert.deepEqual(
        seen.map(({ reference }) => reference),
        ['TWO-1', 'TWO-2'],
      );
      assert.deepEqual(await requestsOf(other, manager), []);
      const asker = await house.database.as(chief, (tx) => agreementsToday(tx, { viewer: chief, today }));
      assert.ok(!asker.some(({ title }) => title.includes('confirm or refuse')));
      for (const login of ['link-worker', 'front-line-officer']) {
        const none = await house.viewerFor(login);
        assert.deepEqual(await house.database.as(none, (tx) => listWaiting(tx, today)), [], login);
      }
      await confirmAll(house, id, today);
      assert.deepEqual(
        await house.database.as(manager, (tx) => agreementsToday(tx, { viewer: manager, today })),
        [],
      );
    });

    test('it is refused with a reason, taken back, or lapses; then it can be asked again', async () => {
      const id = await register(agreement('TWO-4', ['link-workers', 'turning-corner']));
      const manager = await house.viewerFor('providers-manager');
      const request = await openOf(id, 'link-workers');
      await assert.rejects(() => decide(manager, id, request, ' '), refused('invalid'));
      await decide(manager, id, request, 'That is not our director');
      const [told] = (await requestsOf(id)).filter(({ state }) => state === 'refused');
      assert.deepEqual([told?.decidedBy, told?.decidedWhy], ['Gillian Frost', 'That is not our director']);
      const again = await openOf(id, 'turning-corner');
      const taken = { id, version: await versionOf(id), requestId: again.id, why: null };
      await perform(chief, withdrawRequest, taken, newKey());
      await assert.rejects(() => decide(commissioner, id, again), refused('not-allowed-now'));
      const { id: partyId = 0 } = (await house.database.as(chief, (tx) => listParties(tx, id)))[0] ?? {};
      const signed = { id, partyId, signedAs: 'Director', signedOn: '2026-10-30' };
      const { requestId } = await perform(
        chief,
        signAgreement,
        { ...signed, version: await versionOf(id) },
        newKey(),
      );
      const lapsed = (await requestsOf(id, chief, addDays(today, 29))).find((one) => one.id === requestId);
      assert.equal(lapsed?.state, 'lapsed');
      const past = (on: Day) => (tx: Tx) =>
        tx.one(
          sql<{
            came: string;
          }>`select agreement_decide(${requestId}, ${taken.version + 2}::integer, ${on}::date, true, null) as came`,
        );
      assert.equal((await house.database.as(manager, past(addDays(today, 29)))).came, 'over');
      assert.deepEqual(await coverNow(id, today), []);
      await decide(manager, id, await openOf(id, 'link-workers'));
      assert.equal((await coverNow(id, today)).length, 2);
    });

    test('a page out of date confirms nothing', async () => {
      const id = await register(agreement('TWO-5', ['link-workers', 'turning-corner']));
      const request = await openOf(id, 'link-workers');
      const version = await versionOf(id);
      await decide(commissioner, id, await openOf(id, 'turning-corner'));
      const manager = await house.viewerFor('providers-manager');
      await assert.rejects(
        () => perform(manager, confirmRequest, { id, version, requestId: request.id }, newKey()),
        refused('stale-version'),
      );
      assert.equal((await coverNow(id, today)).length, 2);
    });

    test('one person stops sharing at once; only a second lets it open again, or ends it', async () => {
      const id = await register(agreement('TWO-6', ['link-workers', 'turning-corner']));
      await confirmAll(house, id, today);
      const was = await coverNow(id, today);
      assert.equal(was.length, 4);
      const suspend = async (): Promise<unknown> =>
        perform(chief, suspendAgreement, { id, version: await versionOf(id), why: 'A breach' }, newKey());
      await suspend();
      assert.deepEqual(await coverNow(id, today), []);
      const state = async (): Promise<string> =>
        stateOfAgreement(await house.database.as(chief, (tx) => getAgreement(tx, id)), today);
      assert.equal(await state(), 'suspended');
      const request = await openOf(id);
      assert.deepEqual(
        request.confirmers.length,
        1,
        'the other person at the office, and no party of the agreement',
      );
      await assert.rejects(() => decide(chief, id, request, 'I was wrong'), refused('not-allowed-now'));
      const back = { id, version: await versionOf(id), requestId: request.id, why: null };
      await assert.rejects(() => perform(chief, withdrawRequest, back, newKey()), refused('not-allowed-now'));
      assert.equal(
        (await requestsOf(id, chief, addDays(today, 400)))[0]?.state,
        'asked',
        'it does not lapse',
      );
      await decide(commissioner, id, request, 'The breach was elsewhere');
      assert.deepEqual(await coverNow(id, today), was);
      assert.equal(await state(), 'in-force');
      await suspend();
      await decide(commissioner, id, await openOf(id));
      assert.equal(await state(), 'ended');
      assert.deepEqual(await coverNow(id, today), []);
    });

    test('an end after a day to come waits for the second person, and its last day', async () => {
      const id = await register(agreement('TWO-7', ['link-workers', 'turning-corner']));
      await confirmAll(house, id, today);
      const lastDay = addDays(today, 10);
      const version = await versionOf(id);
      await perform(chief, endAgreement, { id, version, lastDay, why: 'Over' }, newKey());
      const request = await openOf(id);
      assert.equal(request.lapsesOn, lastDay);
      assert.equal((await coverNow(id, addDays(lastDay, 1))).length, 4);
      await assert.rejects(() => decide(chief, id, request), refused('not-allowed-now'));
      await decide(commissioner, id, request);
      assert.equal((await coverNow(id, lastDay)).length, 4);
      assert.deepEqual(await coverNow(id, addDays(lastDay, 1)), []);
    });

    test('a variation does not open again what a signature taken back has closed', async () => {
      const id = await register(agreement('TWO-8', ['link-workers', 'turning-corner', 'victim-care']));
      await confirmAll(house, id, today);
      const parties = await house.database.as(chief, (tx) => listParties(tx, id));
      const back = {
        id,
        version: await versionOf(id),
        partyId: parties[2]?.id ?? 0,
        why: 'Another was meant',
      };
      await perform(chief, unsignAgreement, back, newKey());
      await confirmAll(house, id, today);
      const longer = {
        agreedOn: '2026-10-20',
        expiresOn: '2029-01-31',
        reviewOn: null,
        what: 'L',
        decision: null,
      };
      await perform(chief, varyAgreement, { id, version: await versionOf(id), ...longer }, newKey());
      const [variation] = await house.database.as(chief, (tx) => listVariations(tx, id));
      for (const party of parties.slice(0, 2)) {
        const signed = { signedAs: 'Director', signedOn: '2026-10-21', partyId: party.id };
        const input = { id, version: await versionOf(id), variationId: variation?.id ?? 0, ...signed };
        await perform(chief, signVariation, input, newKey());
      }
      await confirmAll(house, id, today);
      assert.deepEqual(await coverNow(id, '2028-12-01'), [
        ...['link-workers plan 2029-02-01', 'link-workers risk 2029-02-01'],
        ...['turning-corner plan 2029-02-01', 'turning-corner risk 2029-02-01'],
      ]);
    });

    test('past the acts the database refuses what one person would do alone', async () => {
      const id = await register(agreement('TWO-9', ['link-workers', 'turning-corner']));
      const request = await openOf(id, 'turning-corner');
      const by = (viewer: StaffViewer, statement: ReturnType<typeof sql>): Promise<number> =>
        house.database.as(viewer, (tx) => tx.run(statement));
      const attempts = [
        sql`update agreement_party set signed_as = 'Me', signed_on = '2026-01-01' where agreement_id = ${id}`,
        sql`update agreement_party set categories = '{intelligence}' where agreement_id = ${id}`,
        sql`insert into agreement_party (agreement_id, name, signed_as) values (${id}, 'X', 'Me')`,
        sql`update agreement set expires_on = '2099-01-01' where id = ${id}`,
        sql`update agreement set suspended_on = null where id = ${id}`,
        sql`update agreement_request set state = 'confirmed', decided_by = viewer_staff() where id = ${request.id}`,
        sql`update agreement_request set asked_by = ${commissioner.staffId} where id = ${request.id}`,
        sql`insert into agreement_request (agreement_id, kind, party_id, signed_as, asked_by, asked_on, lapses_on)
          values (${id}, 'sign', ${request.partyId}, 'Me', ${commissioner.staffId}, '2026-11-02', '2026-11-03')`,
        sql`insert into sharing_cover (scheme_id, agency_id, category, from_date, agreement_id) values (viewer_scheme(), 1, 'plan', '2026-01-01', ${id})`,
        sql`update sharing_cover set to_date = null`,
        sql`select agreement_decide(${request.id}, 1, '2026-11-02', true, null)`,
        sql`select agreement_open(${id}, null, '2026-01-01')`,
        sql`select agreement_vary(1)`,
      ];
      for (const [at, attempt] of attempts.entries())
        await assert.rejects(() => by(chief, attempt), refused('right-missing'), `attempt ${at}`);
      // A right to confirm that the scheme never gave the person, and another party's own.
      const pretender = await house.viewerFor('scheme-manager');
      await assert.rejects(
        () => by(pretender, sql`select agreement_decide(${request.id}, 1, '2026-11-02', true, null)`),
        refused('right-missing'),
      );
      assert.deepEqual(await coverNow(id, today), []);
    });
  });
}
