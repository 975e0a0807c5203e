import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { serve } from '../../../test/support/served.ts';
import { type StaffViewer, serviceViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { setUpDecisions } from '../decisions/example.ts';
import {
  agreeToRedaction,
  buryDecision,
  publishDecision,
  redactDecision,
  restorePassage,
} from '../decisions/publish-acts.ts';
import { askPublication, askReturn, closePublication, keepLeftOut } from '../decisions/second-acts.ts';
import { decisionsToday } from '../decisions/today.ts';
import { approveDecision, draftDecision } from '../index.ts';
import {
  dropPublication,
  enterLedger,
  enterPublication,
  publishFile,
  publishGrant,
  withdrawFile,
} from './acts.ts';
import { setUpPublication } from './example.ts';
import { registerPages } from './register-pages.ts';
import type { EntryInput } from './types.ts';

const secret = 'Zebulon Quarrington';

const spend = (reference: string, more: Partial<EntryInput> = {}): EntryInput => ({
  ...{ kind: 'spend', reference, on: '2026-10-05', endsOn: null, recipient: 'A supplier', purpose: 'Rent' },
  ...{ reasons: 'Three quotes', conditions: '', copyAt: null, amountPence: 60_000, source: 'Ledger' },
  ...more,
});

const refused = (code: string, text: RegExp) => (error: unknown) =>
  error instanceof WaymarkError && error.code === code && text.test(error.message);

describe('the public register', () => {
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
    await setUpPublication(house.database, house.performer, chief);
  });
  after(async () => {
    await site?.close();
    await house?.close();
  });

  const { perform } = {
    perform: <Input, Result>(...args: Parameters<typeof house.performer.perform<Input, Result>>) =>
      house.performer.perform(...args),
  };
  const get = async (path: string): Promise<{ status: number; text: string; headers: Headers }> => {
    const answer = await fetch(`${site.base}${path}`, { redirect: 'manual' });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };

  const draft = async (number: string, more: Record<string, unknown> = {}): Promise<number> =>
    (
      await perform(
        manager,
        draftDecision,
        {
          ...{ agencyId: chief.agencyId, number, form: 'norfolk-2020', title: `Money for ${secret}` },
          originator: secret,
          sections: {
            summary: { text: `It is for ${secret.toUpperCase()} of Ipswich. Reoffending fell by 58%.` },
            recommendation: { text: `Pay Zebulon\nQuarrington.` },
            risks: { text: 'The confidential sting', marking: 'restricted', markingReason: 'an operation' },
          },
          checklist: {},
          publication: 'yes',
          publicationReason: null,
          takesEffectOn: null,
          effectNote: null,
          agreementId: null,
          supersedesId: null,
          ...more,
        } as Parameters<typeof draftDecision.run>[1],
        newKey(),
      )
    ).id;
  const decide = (id: number, outcome = 'Approved.') =>
    perform(
      commissioner,
      approveDecision,
      { id, version: 1, verdict: 'approve', as: 'pcc', outcome },
      newKey(),
    );
  /** One asks, another publishes. */
  const publish = async (id: number): Promise<void> => {
    await perform(commissioner, askPublication, { id, version: 2 }, newKey());
    await perform(chief, publishDecision, { id, version: 2 }, newKey());
  };
  /** Every public address there is, whatever stands in the register. */
  const everyAddress = async (): Promise<string[]> => {
    const slugs = await house.ownerQuery<{ slug: string }>('select slug from register_entry');
    const files = await house.ownerQuery<{ name: string }>('select name from publication_file');
    return registerPages.flatMap(({ url }) =>
      url.includes(':slug')
        ? slugs.map(({ slug }) => url.replace(':slug', slug))
        : url.includes(':name')
          ? files.map(({ name }) => url.replace(':name', name))
          : [url],
    );
  };
  /** Where a text is found: every public answer with its heads, every row of the published tables, and the search. */
  const findings = async (text: RegExp, search: string): Promise<string[]> => {
    const found: string[] = [];
    for (const path of await everyAddress()) {
      const answer = await get(path);
      if (text.test(`${answer.text}\n${JSON.stringify([...answer.headers])}`)) found.push(path);
    }
    for (const table of ['register_entry', 'publication_file'])
      for (const { row } of await house.ownerQuery<{ row: string }>(`select t::text as row from ${table} t`))
        if (text.test(row)) found.push(table);
    const { text: results } = await get(`/public-register/decisions.json?text=${encodeURIComponent(search)}`);
    if (results.includes('"number"')) found.push('search');
    return found;
  };

  test('a notice is not published before it is signed, past the act either', async () => {
    const id = await draft('2026/21');
    await assert.rejects(
      perform(chief, publishDecision, { id, version: 1 }, newKey()),
      refused('not-allowed-now', /not been signed/),
    );
    await assert.rejects(
      house.database.as(chief, (tx) =>
        tx.run(sql`insert into register_entry (scheme_id, agency_id, decision_id, slug, office, number, title, outcome, state, document, example,
          first_published_at, published_at) values (${chief.schemeId}, ${chief.agencyId}, ${id}, 'x', 'x', 'x', 'x', 'approved', 'published', '{}', false, now(), now())`),
      ),
      refused('right-missing', /./),
    );
    await assert.rejects(
      perform(manager, publishDecision, { id, version: 1 }, newKey()),
      refused('right-missing', /./),
    );
  });

  test('what is left out is in no page, file, feed, search or published row, before and after', async () => {
    const id = await draft('2026/22');
    await decide(id);
    const ask = async (passage: string): Promise<number> => {
      await perform(chief, redactDecision, { id, passage, reason: 'personal data' }, newKey());
      const [row] = await house.ownerQuery<{ id: number }>(
        `select id from decision_redaction where decision_id = ${id} order by id desc limit 1`,
      );
      return row?.id ?? 0;
    };
    const redact = async (passage: string) => {
      const redactionId = await ask(passage);
      return perform(commissioner, agreeToRedaction, { id, redactionId }, newKey());
    };
    const alone = await ask(secret);
    await assert.rejects(
      perform(chief, agreeToRedaction, { id, redactionId: alone }, newKey()),
      refused('not-allowed-now', /second person/),
    );
    await assert.rejects(
      house.database.as(chief, (tx) =>
        tx.run(
          sql`update decision_redaction set agreed_by = added_by, agreed_at = now() where id = ${alone}`,
        ),
      ),
      WaymarkError,
    );
    await assert.rejects(
      perform(chief, publishDecision, { id, version: 2 }, newKey()),
      refused('not-allowed-now', /waits until a second person/),
    );
    await perform(commissioner, agreeToRedaction, { id, redactionId: alone }, newKey());
    for (const words of ['It has no certificate of the Chief Executive.', 'Not signed', 'Approved.'])
      await assert.rejects(ask(words), refused('invalid', /./));
    await assert.rejects(
      perform(chief, publishDecision, { id, version: 2 }, newKey()),
      refused('not-allowed-now', /Nobody has asked/),
    );
    await publish(id);
    assert.deepEqual(await findings(/zebulon|quarrington/i, 'Quarrington'), []);
    assert.deepEqual(await findings(/confidential sting/i, '"confidential sting"'), []);
    const page = await get('/public-register/decisions/norfolk-opcc-2026-22');
    assert.equal(page.status, 200);
    assert.match(page.text, /left out: personal data/);
    assert.match(page.text, /an operation/);
    assert.match(page.text, /unsupported claim/);
    assert.match(page.text, /It has no certificate of the Chief Executive/);
    // Once more after it was published: Ipswich is in the search, then nowhere.
    assert.ok((await findings(/of Ipswich/, 'Ipswich')).length > 3);
    const { republished } = await redact('of Ipswich');
    assert.equal(republished, true);
    const left = (await findings(/of Ipswich/, 'Ipswich')).filter((place) => place !== 'search');
    assert.deepEqual(
      left.filter((place) => !place.includes('2015-11')),
      [],
      'only the example that names Ipswich has it',
    );
    const [row] = await house.ownerQuery<{ id: number }>(
      `select id from decision_redaction where decision_id = ${id} order by id desc limit 1`,
    );
    const back = { id, redactionId: row?.id ?? 0 };
    const byOne = refused('not-allowed-now', /a second person does it/);
    await assert.rejects(perform(chief, restorePassage, back, newKey()), byOne);
    await perform(chief, askReturn, back, newKey());
    await assert.rejects(perform(chief, restorePassage, back, newKey()), byOne);
    await assert.rejects(
      house.database.as(chief, (tx) =>
        tx.run(sql`update decision_redaction set removed_at = now(), removed_by = ${chief.staffId}, return_asked_by = ${commissioner.staffId}
          where id = ${back.redactionId}`),
      ),
      refused('right-missing', /./),
    );
    assert.doesNotMatch((await get('/public-register/decisions/norfolk-opcc-2026-22')).text, /of Ipswich/);
    await perform(commissioner, keepLeftOut, back, newKey());
    await assert.rejects(perform(commissioner, restorePassage, back, newKey()), byOne);
    await perform(commissioner, askReturn, back, newKey());
    await perform(chief, restorePassage, back, newKey());
    assert.match((await get('/public-register/decisions/norfolk-opcc-2026-22')).text, /of Ipswich/);
  });

  test('nobody publishes what they asked for themselves, or what has changed since, past the act either', async () => {
    const id = await draft('2026/27');
    await decide(id);
    const input = { id, version: 2 };
    await perform(chief, askPublication, input, newKey());
    await assert.rejects(
      perform(chief, publishDecision, input, newKey()),
      refused('not-allowed-now', /second person publishes/),
    );
    const entry = sql`insert into register_entry (scheme_id, agency_id, decision_id, slug, office, number, title, outcome, state, document, example,
      first_published_at, published_at) values (${chief.schemeId}, ${chief.agencyId}, ${id}, 'norfolk-opcc-2026-27', 'x', 'x', 'x', 'approved', 'published', '{}', false, now(), now())`;
    for (const statements of [
      [entry],
      [
        sql`update decision_publication set state = 'published', decided_by = ${chief.staffId}, decided_at = now() where decision_id = ${id}`,
        entry,
      ],
      [
        sql`update decision_publication set state = 'published', decided_by = ${commissioner.staffId}, decided_at = now() where decision_id = ${id}`,
        entry,
      ],
      [
        sql`insert into decision_publication (decision_id, version, asked_by) values (${id}, 2, ${commissioner.staffId})`,
      ],
    ])
      await assert.rejects(
        house.database.as(chief, async (tx) => {
          for (const statement of statements) await tx.run(statement);
        }),
        WaymarkError,
      );
    assert.equal((await get('/public-register/decisions/norfolk-opcc-2026-27')).status, 404);
    const due = (viewer: StaffViewer) =>
      house.database.as(viewer, (tx) => decisionsToday(tx, { viewer, today: '2026-11-02' }));
    const waits = /Decision 2026\/27 waits to be published by a second person/;
    assert.ok((await due(commissioner)).some(({ title }) => waits.test(title)));
    assert.ok(!(await due(chief)).some(({ title }) => waits.test(title)));
    // What is left out changed since: nobody publishes what nobody asked for.
    await perform(chief, redactDecision, { id, passage: 'of Ipswich', reason: 'personal data' }, newKey());
    const [row] = await house.ownerQuery<{ id: number }>(
      `select id from decision_redaction where decision_id = ${id}`,
    );
    await perform(commissioner, agreeToRedaction, { id, redactionId: row?.id ?? 0 }, newKey());
    await assert.rejects(
      perform(commissioner, publishDecision, input, newKey()),
      refused('not-allowed-now', /has changed since/),
    );
    await assert.rejects(
      perform(commissioner, closePublication, { id, why: ' ' }, newKey()),
      refused('invalid', /./),
    );
    const no = await perform(commissioner, closePublication, { id, why: 'Not so' }, newKey());
    assert.equal(no.state, 'refused');
    await perform(chief, askPublication, input, newKey());
    const back = await perform(chief, closePublication, { id, why: '' }, newKey());
    assert.equal(back.state, 'withdrawn');
    await publish(id);
    assert.equal((await get('/public-register/decisions/norfolk-opcc-2026-27')).status, 200);
    // Withdrawn by one, it is put back by two.
    await perform(chief, buryDecision, { id, state: 'withdrawn', reason: 'Entered twice' }, newKey());
    await assert.rejects(
      perform(chief, publishDecision, input, newKey()),
      refused('not-allowed-now', /Nobody has asked/),
    );
  });

  test('one not for publication appears by number and reason; a withdrawn one leaves a tombstone', async () => {
    const kept = await draft('2026/23', { publication: 'no', publicationReason: 'Commercial terms' });
    await decide(kept);
    await perform(chief, publishDecision, { id: kept, version: 2 }, newKey());
    const page = (await get('/public-register/decisions/norfolk-opcc-2026-23')).text;
    assert.match(page, /Commercial terms/);
    assert.doesNotMatch(page, /Zebulon|Ipswich/);
    const gone = await draft('2026/24');
    await decide(gone);
    await publish(gone);
    assert.notDeepEqual(await findings(/zebulon/i, 'Zebulon'), []);
    await perform(chief, buryDecision, { id: gone, state: 'withdrawn', reason: 'Entered twice' }, newKey());
    assert.deepEqual(await findings(/zebulon/i, 'Zebulon'), []);
    const stone = await get('/public-register/decisions/norfolk-opcc-2026-24');
    assert.equal(stone.status, 200);
    assert.match(stone.text, /Entered twice/);
  });

  test('a superseded notice says what took its place', async () => {
    const first = await draft('2026/25', {
      title: 'Old',
      originator: 'x',
      sections: { summary: { text: 'a' } },
    });
    await decide(first, 'Approved.');
    await publish(first);
    const bury = () =>
      perform(chief, buryDecision, { id: first, state: 'superseded', reason: 'Varied' }, newKey());
    await assert.rejects(bury(), refused('not-allowed-now', /No decided notice/));
    const later = await draft('2026/26', {
      title: 'New',
      originator: 'x',
      sections: {},
      supersedesId: first,
    });
    await decide(later, 'Approved.');
    await publish(later);
    await bury();
    const { text } = await get('/public-register/decisions/norfolk-opcc-2026-25');
    assert.match(text, /Varied[\s\S]*norfolk-opcc-2026-26/);
  });

  test('months of spending are published by the threshold; each edition is kept; a grant comes by its port', async () => {
    await perform(chief, enterPublication, spend('S-1'), newKey());
    await assert.rejects(
      perform(chief, enterPublication, spend('S-1'), newKey()),
      refused('invalid', /already/),
    );
    const ledger = {
      entries: [spend('S-1'), spend('S-2', { amountPence: 50_000 }), spend('S-3', { recipient: secret })],
    };
    assert.deepEqual(await perform(chief, enterLedger, ledger, newKey()), {
      entered: 2,
      known: 1,
      differ: [],
    });
    const again = { entries: [spend('S-1', { amountPence: 1 }), spend('S-2', { amountPence: 50_000 })] };
    assert.deepEqual(
      await perform(chief, enterLedger, again, newKey()),
      { entered: 0, known: 2, differ: ['S-1'] },
      'what stands with another amount is told, and stays',
    );
    const month = { kind: 'spend' as const, month: '2026-10' };
    const first = await perform(chief, publishFile, month, newKey());
    assert.deepEqual(first, { name: 'norfolk-opcc-spend-2026-10-edition-1.csv', lines: 2 });
    const [wrong] = await house.ownerQuery<{ id: number }>(
      `select id from publication_entry where reference = 'S-3'`,
    );
    await perform(chief, dropPublication, { id: wrong?.id ?? 0, why: 'A person’s name' }, newKey());
    const second = await perform(chief, publishFile, month, newKey());
    assert.equal(second.lines, 1);
    assert.match(
      (await get(`/public-register/files/${first.name}`)).text,
      /Zebulon/,
      'the earlier edition is kept',
    );
    const [file] = await house.ownerQuery<{ id: number }>(
      `select id from publication_file where name = '${first.name}'`,
    );
    await perform(chief, withdrawFile, { id: file?.id ?? 0, reason: 'Named a person' }, newKey());
    assert.deepEqual(await findings(/zebulon/i, 'Zebulon'), []);
    assert.match((await get('/public-register/files')).text, /withdrawn. Named a person/);
    const grant = { ...spend('G-1'), conditions: 'Standard', amountPence: 1 };
    const asserting = { ...grant, reasons: 'The scheme cut reoffending by 58%' };
    await assert.rejects(
      house.database.as(chief, (tx) => publishGrant(tx, asserting, chief)),
      refused('not-allowed-now', /reasons cannot be published.*offending changed/),
    );
    await assert.rejects(
      perform(chief, enterPublication, { ...spend('S-9'), purpose: asserting.reasons }, newKey()),
      refused('invalid', /./),
    );
    await house.database.as(chief, (tx) => publishGrant(tx, grant, chief));
    assert.equal((await perform(chief, publishFile, { ...month, kind: 'grant' }, newKey())).lines, 1);
    await assert.rejects(
      perform(chief, publishFile, { ...month, month: '2027-01' }, newKey()),
      refused('not-allowed-now', /not begun/),
    );
    await assert.rejects(perform(manager, publishFile, month, newKey()), refused('right-missing', /./));
  });

  test('the four papers are published as they stand, labelled as examples', async () => {
    for (const [slug, words] of [
      ['norfolk-opcc-2015-11', /almost a 58%[\s\S]*unsupported claim/],
      ['norfolk-opcc-2016-27', /£31,871/],
      ['norfolk-opcc-08-2020', /proven scheme[\s\S]*unsupported claim|unsupported claim[\s\S]*acknowledged/],
      ['office-of-the-police-and-crime-commissioner-for-essex-pcc-0011-16', /pass to PCC for final sign off/],
    ] as const) {
      const { status, text } = await get(`/public-register/decisions/${slug}`);
      assert.equal(status, 200, slug);
      assert.match(text, words);
      assert.match(text, /Example/);
      assert.ok(text.length < 60_000, `${slug} has ${text.length} bytes`);
    }
  });

  test('the register is open to somebody who has not signed in, and nothing else is', async () => {
    for (const path of await everyAddress())
      assert.equal((await get(path)).status, path.includes('spend-2026-10-edition-1') ? 404 : 200, path);
    const closed = house.routes.filter(({ method }) => method === 'GET');
    assert.ok(closed.length > 100);
    for (const { url } of closed) {
      const { status, headers } = await get(
        url.replaceAll(/:\w+\([^)]*\)/g, '2026-01.csv').replaceAll(/:\w+/g, '1'),
      );
      assert.ok([303, 401].includes(status), `${url} answered ${status}`);
      if (status === 303) assert.match(headers.get('location') ?? '', /^\/sign-in/);
    }
  });

  test('the service behind it reads the two published tables, some columns of them, and of the rest no row but open names', async () => {
    const tables = await house.ownerQuery<{ name: string }>(
      `select relname as name from pg_class where relkind in ('r', 'v', 'm') and relnamespace = 'public'::regnamespace order by 1`,
    );
    const seen: string[] = [];
    for (const { name } of tables) {
      const n = await house.database
        .as(serviceViewer('public-register'), (tx) => tx.many(sql`select 1 from ${sql.table(name)} limit 1`))
        .then(
          (rows) => rows.length,
          () => 0,
        );
      if (n > 0) seen.push(name);
    }
    // The second half: names and rules that stand open to every service.
    assert.deepEqual(
      seen,
      ['publication_file', 'register_entry', ...seen.filter((name) => openToServices.includes(name))].sort(),
    );
    await assert.rejects(
      house.database.as(serviceViewer('public-register'), (tx) =>
        tx.many(sql`select words from register_entry`),
      ),
      refused('right-missing', /./),
    );
  });
});

/** About no person: names of agencies and the scheme's rules. */
const openToServices = [
  'agency',
  'base',
  'condition_library',
  'condition_policy',
  'role_right',
  'rule_version',
  'scheme',
  'team',
];
