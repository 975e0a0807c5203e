import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { StaffViewer } from '../../src/access/viewers.ts';
import { correctContact, recordContact } from '../../src/casework/contacts/acts.ts';
import type { ContactInput } from '../../src/casework/contacts/types.ts';
import { defineAct } from '../../src/kernel/acts.ts';
import { sql } from '../../src/kernel/database.ts';
import { WaymarkError } from '../../src/kernel/errors.ts';
import { newKey } from '../../src/kernel/ids.ts';
import { type TestHouse, testHouse, testNow } from '../support/house.ts';
import { isRefused } from '../support/refusals.ts';

describe('an act that is sent twice, late or halfway', () => {
  let house: TestHouse;
  let officer: StaffViewer;
  let input: ContactInput;

  before(async () => {
    house = await testHouse();
    await house.coverEverything();
    await house.ownerQuery(`
      insert into person (id, family_name, given_names, search_names) overriding system value values (1, 'Example', 'One', 'one example');
      insert into access_reason (person_id, kind, team_id, source) select 1, 'team', id, 'membership:1' from team where name = 'Norwich team'`);
    officer = await house.viewerFor('police-offender-manager');
    input = {
      personId: 1,
      kind: 'visit',
      at: new Date(testNow.getTime() - 3_600_000).toISOString(),
      outcome: 'attended',
      place: null,
      pathway: null,
      minutes: 30,
      note: 'As it was first sent',
      handling: 'partners',
      namedAgencies: [],
      withStaff: [],
    };
  });
  after(() => house.close());

  const counts = async (): Promise<{ contacts: number; keys: number; wrote: number }> => {
    const [row] = await house.ownerQuery<{ contacts: number; keys: number; wrote: number }>(
      `select (select count(*)::int from contact) as contacts, (select count(*)::int from act_key) as keys,
        (select count(*)::int from audit_entry where kind = 'wrote') as wrote`,
    );
    assert.ok(row);
    return row;
  };
  test('the same key at once, six times: one contact and one answer', async () => {
    const before = await counts();
    const key = newKey();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => house.performer.perform(officer, recordContact, input, key)),
    );
    assert.equal(new Set(answers.map(({ id }) => id)).size, 1);
    const now = await counts();
    assert.deepEqual(
      {
        contacts: now.contacts - before.contacts,
        keys: now.keys - before.keys,
        wrote: now.wrote - before.wrote,
      },
      { contacts: 1, keys: 1, wrote: 1 },
    );
  });

  test('the same key with another body, or for another act, is refused', async () => {
    const key = newKey();
    const { id } = await house.performer.perform(officer, recordContact, input, key);
    const before = await counts();
    await assert.rejects(
      house.performer.perform(officer, recordContact, { ...input, note: 'Another text' }, key),
      isRefused('key-reused'),
    );
    await assert.rejects(
      house.performer.perform(officer, correctContact, { ...input, id, version: 1 }, key),
      isRefused('key-reused'),
    );
    assert.equal((await counts()).contacts, before.contacts);
  });

  test('a repeat is answered as the first was, even after the version moved on', async () => {
    const { id } = await house.performer.perform(officer, recordContact, input, newKey());
    const key = newKey();
    const correction = { ...input, id, version: 1, note: 'Corrected' };
    await house.performer.perform(officer, correctContact, correction, key);
    assert.deepEqual(await house.performer.perform(officer, correctContact, correction, key), { id });
  });

  test('somebody else’s key is another key', async () => {
    const key = newKey();
    const colleague = await house.viewerFor('sgt-karen-dunnett');
    const mine = await house.performer.perform(officer, recordContact, input, key);
    const theirs = await house.performer.perform(colleague, recordContact, input, key);
    assert.notEqual(mine.id, theirs.id);
  });

  test('a stale version is refused with what is there now, and of two at once one wins', async () => {
    const { id } = await house.performer.perform(officer, recordContact, input, newKey());
    const correction = (note: string) => ({ ...input, id, version: 1, note });
    const outcomes = await Promise.allSettled(
      ['Mine', 'Theirs'].map((note) =>
        house.performer.perform(officer, correctContact, correction(note), newKey()),
      ),
    );
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    const lost = outcomes.find((outcome) => outcome.status === 'rejected');
    assert.ok(lost?.reason instanceof WaymarkError && lost.reason.code === 'stale-version');
    const current = lost.reason.data.current as { note: string; version: number };
    assert.ok(['Mine', 'Theirs'].includes(current.note));
    assert.equal(current.version, 2);
    const [row] = await house.ownerQuery<{ note: string }>('select note from contact where id = $1', [id]);
    assert.equal(row?.note, current.note);
  });

  test('an act that fails midway leaves nothing, its key included', async () => {
    const failing = (fail: boolean) =>
      defineAct<{ personId: number }, { id: number }>({
        name: 'contact:record',
        right: 'contact:record',
        run: async (tx, { personId }, { actor, wrote, emit }) => {
          const { id } = await tx.one(sql<{ id: number }>`
            insert into contact (person_id, agency_id, staff_id, kind, state, at, planned, outcome, handling)
            values (${personId}, ${actor.agencyId}, ${actor.staffId}, 'visit', 'recorded', now(), false, 'attended', 'partners') returning id`);
          await wrote({ subject: 'contact', subjectId: id, personId });
          await emit('contact-recorded', { contactId: id });
          if (fail) throw new Error('the cable was pulled');
          return { id };
        },
      });
    const before = await counts();
    const [{ sent } = { sent: 0 }] = await house.ownerQuery<{ sent: number }>(
      'select count(*)::int as sent from outbox',
    );
    const key = newKey();
    await assert.rejects(house.performer.perform(officer, failing(true), { personId: 1 }, key), /cable/);
    assert.deepEqual(await counts(), before);
    const [{ now } = { now: -1 }] = await house.ownerQuery<{ now: number }>(
      'select count(*)::int as now from outbox',
    );
    assert.equal(now, sent);
    // The same sending again is the first one.
    await house.performer.perform(officer, failing(false), { personId: 1 }, key);
    assert.equal((await counts()).contacts, before.contacts + 1);
  });

  test('an act that writes nothing to the audit is undone', async () => {
    const silent = defineAct<object, null>({
      name: 'contact:record',
      right: 'contact:record',
      run: async (tx, _, { actor }) => {
        await tx.run(sql`insert into contact (person_id, agency_id, staff_id, kind, state, at, planned, outcome, handling)
          values (1, ${actor.agencyId}, ${actor.staffId}, 'visit', 'recorded', now(), false, 'attended', 'partners')`);
        return null;
      },
    });
    const before = await counts();
    await assert.rejects(house.performer.perform(officer, silent, {}, newKey()), /wrote nothing/);
    assert.deepEqual(await counts(), before);
  });

  test('an act without its right is refused, audited, and leaves no key', async () => {
    const frontLine = await house.viewerFor('front-line-officer');
    const before = await counts();
    await assert.rejects(
      house.performer.perform(frontLine, recordContact, input, newKey()),
      isRefused('right-missing'),
    );
    assert.deepEqual(await counts(), before);
    const [entry] = await house.ownerQuery<{
      kind: string;
      act: string;
      existed: boolean;
      person_id: number;
    }>('select kind, act, existed, person_id from audit_entry where staff_id = $1 order by id desc limit 1', [
      frontLine.staffId,
    ]);
    assert.deepEqual(entry, { kind: 'refused', act: 'contact:record', existed: true, person_id: 1 });
  });
});
