import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, type Day } from '../../kernel/clock.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { registerAgreement, varyAgreement } from './acts.ts';
import { correctAgreement, describeAgreement } from './correct-acts.ts';
import { saysOf } from './correct-rules.ts';
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
import { listRequests } from './request-store.ts';
import { confirmAll } from './second-person-for-tests.ts';
import { getAgreement, listParties, listVariations } from './store.ts';
import type { AgreementInput } from './types.ts';

const today: Day = '2026-11-02';

describe('one person alone', () => {
  let house: TestHouse;
  let chief: StaffViewer;
  before(async () => {
    house = await testHouse();
    chief = await house.viewerFor('opcc-chief-executive');
  });
  after(() => house.close());

  const acts = [
    'sign',
    'unsign',
    'vary',
    'sign-variation',
    'end',
    'suspend',
    'confirm',
    'refuse',
    'withdraw',
    'register',
    'describe',
    'correct',
  ] as const;
  const firsts = acts.map((act): [{ act: (typeof acts)[number]; which: number; days: number }[]] => [
    [
      { act, which: 0, days: 100 },
      { act: 'confirm', which: 0, days: 0 },
      { act: 'withdraw', which: 0, days: 0 },
    ],
  ]);
  const step = fc.record({
    act: fc.constantFrom(...acts),
    which: fc.nat(5),
    days: fc.integer({ min: 0, max: 900 }),
  });

  /** The last open day of each agreement, agency and category: what one opens is not hidden behind what another gives. */
  const ends = async (): Promise<Map<string, string>> =>
    new Map(
      (
        await house.ownerQuery<{ pair: string; until: string }>(
          `select agreement_id || ':' || agency_id || ':' || category as pair, max(coalesce(to_date, 'infinity'))::text as until from sharing_cover
           where to_date is null or to_date > '${today}' group by 1`,
        )
      ).map(({ pair, until }) => [pair, until]),
    );

  test('no sequence of acts by one person opens sharing, or lengthens it', async () => {
    const agencies = await house.database.as(chief, (tx) => listAgencies(tx));
    const input = (reference: string): AgreementInput => ({
      ...{
        reference,
        kind: 'information-sharing',
        title: 'T',
        purpose: 'T',
        gateway: 'T',
        startsOn: '2026-01-01',
      },
      ...{ datesNote: null, expiresOn: '2027-12-31', reviewOn: '2027-01-01', earlier: [], example: false },
      parties: agencies.slice(0, 4).map(({ id, name }, at) => ({
        ...{ agencyId: id, name, categories: ['plan', 'identity'] },
        ...(at < 3 ? { signedAs: 'Office', signedOn: '2026-02-01' } : { signedAs: null, signedOn: null }),
      })),
    });
    const done = new Map<string, number>();
    let made = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        // Each sequence has an agreement of its own, in force: what one has suspended would refuse all that follows.
        made += 1;
        const register = input(`ALONE-${made}`);
        const { id } = await house.performer.perform(chief, registerAgreement, register, newKey());
        assert.ok((await confirmAll(house, id, today)) > 0);
        const was = await ends();
        assert.ok([...was.keys()].some((pair) => pair.startsWith(`${id}:`)));
        for (const { act, which, days } of steps) {
          const tried = await attempt(id, act, which, days).then(
            () => true,
            (error: unknown) => {
              if (error instanceof WaymarkError) return false;
              throw error;
            },
          );
          if (tried) done.set(act, (done.get(act) ?? 0) + 1);
          for (const [pair, until] of await ends())
            assert.ok((was.get(pair) ?? '') >= until, `${act} opened ${pair} until ${until}`);
        }
      }),
      // The first sequences are given, so that each act was tried where it may be done.
      { numRuns: 30, examples: firsts },
    );
    // Drawn first in some sequence or other, each of these is done; confirming one's own never is.
    for (const act of ['vary', 'end', 'suspend', 'register'])
      assert.ok((done.get(act) ?? 0) > 0, `${act} was done, not only refused`);
    assert.deepEqual(
      [done.get('confirm'), done.get('refuse'), done.get('correct')],
      [undefined, undefined, undefined],
    );

    async function attempt(
      id: number,
      act: (typeof acts)[number],
      which: number,
      days: number,
    ): Promise<unknown> {
      const { perform } = house.performer;
      const [found, parties, variations, requests] = await house.database.as(chief, async (tx) => [
        await getAgreement(tx, id),
        await listParties(tx, id),
        await listVariations(tx, id),
        await listRequests(tx, id, today),
      ]);
      const on = { id, version: found.version };
      const partyId = parties[which % parties.length]?.id ?? 0;
      const requestId = requests[which % Math.max(requests.length, 1)]?.id ?? 0;
      const signed = { signedAs: 'Office', signedOn: addDays(today, -(days % 30)) };
      const day = addDays(today, days);
      switch (act) {
        case 'sign':
          return perform(chief, signAgreement, { ...on, partyId, ...signed }, newKey());
        case 'unsign':
          return perform(chief, unsignAgreement, { ...on, partyId, why: 'W' }, newKey());
        case 'vary':
          return perform(
            chief,
            varyAgreement,
            { ...on, agreedOn: today, expiresOn: day, reviewOn: null, what: 'W', decision: null },
            newKey(),
          );
        case 'sign-variation': {
          const variationId = variations.at(-1)?.id ?? 0;
          return perform(
            chief,
            signVariation,
            { ...on, variationId, partyId, ...signed, signedOn: today },
            newKey(),
          );
        }
        case 'end':
          return perform(chief, endAgreement, { ...on, lastDay: day, why: 'W' }, newKey());
        case 'suspend':
          return perform(chief, suspendAgreement, { ...on, why: 'W' }, newKey());
        case 'confirm':
          return perform(chief, confirmRequest, { ...on, requestId }, newKey());
        case 'refuse':
          return perform(chief, refuseRequest, { ...on, requestId, why: 'W' }, newKey());
        case 'withdraw':
          return perform(chief, withdrawRequest, { ...on, requestId, why: null }, newKey());
        case 'register':
          made += 1;
          return perform(chief, registerAgreement, input(`ALONE-${made}`), newKey());
        case 'describe': {
          const says = { ...saysOf(found), title: `T${days}` };
          return perform(
            chief,
            describeAgreement,
            { ...on, says, names: [], ownerId: null, why: 'W' },
            newKey(),
          );
        }
        case 'correct': {
          const { startsOn, reviewOn } = found;
          const corrected = parties.map((party) => ({
            ...party,
            categories: ['intelligence' as const],
            gone: false,
          }));
          const says = { ...{ says: saysOf(found), startsOn, reviewOn, expiresOn: day }, parties: corrected };
          return perform(chief, correctAgreement, { ...on, ...says, ownerId: null }, newKey());
        }
      }
    }
  });
});
