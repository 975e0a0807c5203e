import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { signInDemoPerson } from '../../src/access/sessions.ts';
import { type House, openHouse } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { addMember, addSender, eventOf, type Member } from '../../src/intelligence/alerts/world-for-tests.ts';
import { createLog } from '../../src/kernel/log.ts';
import { type TestHouse, testHouse, testNow, urlOf } from '../support/house.ts';
import { serve } from '../support/served.ts';

/** Two houses on one PostgreSQL, as two processes behind a balancer: they share the database and nothing else. */

describe('an event that one house takes in', () => {
  let first: TestHouse;
  let second: House;
  let takes: Awaited<ReturnType<typeof serve>>;
  let shows: Awaited<ReturnType<typeof serve>>;
  let member: Member;
  let token: string;
  before(async () => {
    first = await testHouse();
    await first.coverEverything();
    ({ token } = await addSender(first, { name: 'Custody system' }));
    member = await addMember(first, {
      ...{ serial: 81, given: 'Two', family: 'Houses', born: '1990-01-31' },
      lead: 'police-offender-manager',
    });
    const [row] = await first.ownerQuery<{ name: string }>('select current_database() as name');
    second = await openHouse({
      config: readConfig({ DATABASE_URL: urlOf(row?.name ?? ''), DATABASE_POOL: '4' }),
      clock: () => testNow,
      log: createLog('silent'),
    });
    takes = await serve(first);
    shows = await serve(second);
  });
  after(async () => {
    await shows?.close();
    await takes?.close();
    await second?.close();
    await first?.close();
  });

  /** Listens as an open page of the second house does; what it hears, as it comes. */
  async function openPage(login: string): Promise<{ heard: string[]; close(): void }> {
    const cookie = `waymark_session=${await signInDemoPerson(second.database, login, 'test')}`;
    const stopping = new AbortController();
    const answer = await fetch(`${shows.base}/inbox/stream`, {
      headers: { cookie },
      signal: stopping.signal,
    });
    assert.equal(answer.status, 200);
    const heard: string[] = [];
    const words = new TextDecoder();
    const listen = async (): Promise<void> => {
      for await (const part of answer.body ?? []) heard.push(words.decode(part));
    };
    listen().catch(() => stopping.signal.aborted || heard.push('broke off'));
    return { heard, close: () => stopping.abort() };
  }

  const send = async (kind: string): Promise<void> => {
    const answer = await fetch(`${takes.base}/api/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(eventOf({ pnc: member.pnc }, { kind })),
    });
    assert.equal(answer.status, 202);
  };

  /**
   * Generously, since a busy machine is no fault; but less than the ten seconds after which a page is looked at anyway. How
   * long it takes is measured in bench/alerts.ts.
   */
  const arrives = async (heard: readonly string[], times: number): Promise<void> => {
    for (let waited = 0; waited < 60; waited += 1) {
      if (heard.filter((text) => /"fresh":[1-9]/.test(text)).length >= times) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`nothing came: ${heard.join(' | ')}`);
  };

  test('reaches an open page of the other, the first alert there ever was too, and names nobody', async () => {
    const [before] = await first.ownerQuery<{ n: number }>('select count(*)::int as n from alert_recipient');
    assert.equal(before?.n, 0);
    const lead = await openPage('police-offender-manager');
    const other = await openPage('probation-offender-manager');
    // The page has to know where things stand before anything is new.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await send('custody');
    await arrives(lead.heard, 1);
    await send('crime');
    await arrives(lead.heard, 2);
    assert.doesNotMatch(lead.heard.join(), /Houses|broke off/);
    // Every page hears how much waits for its own viewer when it opens; for this one nothing ever does.
    assert.doesNotMatch(other.heard.join(), /"(fresh|waiting)":[1-9]/, 'whoever was not told hears nothing');
    lead.close();
    other.close();
  });
});
