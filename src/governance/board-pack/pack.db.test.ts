import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { addAction } from '../actions/acts.ts';
import { listBoardNames } from '../boards/given.ts';
import { setUpRegisters } from '../registers/setup.ts';
import { setUpGovernance } from '../setup.ts';
import { changePack, copyPack, draftPack, dropPack, issuePack } from './acts.ts';
import { stringsOf } from './rules.ts';
import { setUpBoards } from './setup.ts';
import { getCopy, getDocument, getPack, listCopies, listPacks } from './store.ts';
import { type PackContent, type PackInput, packParts } from './types.ts';

const refused =
  (code: string, text = /./) =>
  (error: unknown): boolean =>
    error instanceof WaymarkError && error.code === code && text.test(error.message);

/** Reads a .docx with nothing but the format of ZIP: the central directory, then each entry. */
function unzip(file: Uint8Array): Map<string, string> {
  const bytes = Buffer.from(file);
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  assert.ok(end >= 0, 'it has a directory');
  const entries = new Map<string, string>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    assert.equal(bytes.readUInt32LE(at), 0x02014b50);
    const [method, packed] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    const data = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const raw = bytes.subarray(data, data + packed);
    entries.set(name, (method === 8 ? inflateRawSync(raw) : raw).toString('utf8'));
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}

const wordsOf = (xml: string): string =>
  xml
    .replaceAll(/<\/w:p>/g, '\n')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&amp;', '&')
    .replaceAll('&apos;', '’');

for (const embedded of [false, true]) {
  describe(`board packs, ${embedded ? 'embedded' : 'on PostgreSQL'}`, () => {
    let house: TestHouse;
    let manager: StaffViewer;
    let member: StaffViewer;
    let boardId: number;

    before(async () => {
      house = await testHouse({ embedded });
      manager = await house.viewerFor('scheme-manager');
      member = await house.viewerFor('board-member');
      const as = (login: string) => house.viewerFor(login);
      await setUpGovernance(house.database, house.performer, as, house.clock());
      await setUpRegisters(house.database, house.performer, as, house.clock());
      await setUpBoards(house.database, house.performer, as, house.clock());
      const boards = await house.database.as(manager, listBoardNames);
      boardId = boards.find(({ name }) => name === 'IOM Management Board')?.id ?? 0;
    });
    after(() => house.close());

    const input = (more: Partial<PackInput> = {}): PackInput & { example: boolean } => ({
      ...{ boardId, meetingId: null, title: 'Pack', claims: [], marking: 'official', replacesId: null },
      ...{
        parts: packParts.filter((part) => part !== 'agenda' && part !== 'papers'),
        said: {},
        example: false,
      },
      ...more,
    });
    const drafted = async (more: Partial<PackInput> = {}): Promise<number> =>
      (await house.performer.perform(manager, draftPack, input(more), newKey())).id;
    const issued = async (more: Partial<PackInput> = {}): Promise<number> => {
      const id = await drafted(more);
      await house.performer.perform(manager, issuePack, { id, version: 1, lookedAt: true }, newKey());
      return id;
    };
    const read = (id: number, viewer = manager) => house.database.as(viewer, (tx) => getPack(tx, id));

    test('an issued pack stays as it is when its figures change', async () => {
      const id = await issued({ parts: ['actions'] });
      const before = await read(id);
      const action = { source: 'Test', title: 'Something new', ownerId: null, dueOn: null, evidence: null };
      await house.performer.perform(manager, addAction, { ...action, example: false }, newKey());
      const after = await read(id);
      assert.deepEqual([after.content, after.sha256], [before.content, before.sha256]);
      assert.equal(
        createHash('sha256')
          .update(after.content ?? '')
          .digest('hex'),
        after.sha256,
      );
      assert.doesNotMatch(after.content ?? '', /Something new/);
      const next = await read(await issued({ parts: ['actions'] }));
      assert.match(next.content ?? '', /Something new/);
    });

    test('nobody is named in what is assembled, not even staff', async () => {
      const content = JSON.parse(
        (await read(await issued({ parts: [...packParts].slice(2) }))).content ?? '',
      ) as PackContent;
      const words = stringsOf(content).join('\n');
      assert.ok(words.length > 2000 && content.sections.length === packParts.length - 2);
      const staff = await house.database.as(manager, (tx) =>
        tx.many(sql<{ name: string }>`select name from staff`),
      );
      assert.ok(staff.length > 20);
      assert.deepEqual(
        staff.filter(({ name }) => words.includes(name)),
        [],
      );
    });

    test('nobody changes an issued pack, by whatever way', async () => {
      const id = await issued();
      const { perform } = house.performer;
      const change = { ...input({ title: 'Other' }), id, version: 2 };
      await assert.rejects(
        () => perform(manager, changePack, change, newKey()),
        refused('not-allowed-now', /never changes/),
      );
      const drop = { id, version: 2, dropped: true };
      await assert.rejects(() => perform(manager, dropPack, drop, newKey()), refused('not-allowed-now'));
      const again = { id, version: 2, lookedAt: true };
      await assert.rejects(() => perform(manager, issuePack, again, newKey()), refused('not-allowed-now'));
      const touched = await house.database
        .as(manager, (tx) => tx.run(sql`update board_pack set title = 'Other' where id = ${id}`))
        .catch(() => 0);
      assert.equal(touched, 0);
      if (!embedded)
        await assert.rejects(
          () => house.ownerQuery('update board_pack set content = $1 where id = $2', ['{}', id]),
          /never changes/,
        );
    });

    test('a draft is its keepers’; the board reads what was issued to it', async () => {
      const id = await drafted();
      await assert.rejects(() => read(id, member), refused('not-found'));
      const seen = await house.database.as(member, (tx) => listPacks(tx, {}, { limit: 50, offset: 0 }));
      assert.ok(seen.length > 0 && seen.every(({ state }) => state === 'issued'));
      await assert.rejects(
        () => house.performer.perform(member, issuePack, { id, version: 1, lookedAt: true }, newKey()),
        refused('right-missing'),
      );
      const analyst = await house.viewerFor('analyst');
      assert.deepEqual(
        await house.database.as(analyst, (tx) => listPacks(tx, {}, { limit: 50, offset: 0 })),
        [],
      );
    });

    test('an effect without a claim card is marked, and a name-like word has to be looked at', async () => {
      const id = await drafted({
        parts: ['outcomes'],
        said: { outcomes: 'The scheme gave an average 58% reduction in reoffending, as shown by Whitlock.' },
      });
      const issue = { id, version: 1 };
      await assert.rejects(
        () => house.performer.perform(manager, issuePack, { ...issue, lookedAt: false }, newKey()),
        refused('invalid', /names nobody/),
      );
      await house.performer.perform(manager, issuePack, { ...issue, lookedAt: true }, newKey());
      const content = JSON.parse((await read(id)).content ?? '') as PackContent;
      assert.match(content.sections[0]?.said ?? '', /\[unsupported claim\]/);
    });

    test('the document says what the page says, and each copy has its number and reader on every page', async () => {
      const id = await issued({ title: 'Pack & papers', marking: 'official-sensitive' });
      const pack = await read(id);
      const { document } = await house.database.as(member, (tx) => getDocument(tx, id));
      const files = unzip(document);
      const body = wordsOf(files.get('word/document.xml') ?? '');
      assert.ok(files.has('[Content_Types].xml'));
      assert.match(body, /Pack & papers/);
      assert.ok(body.includes(pack.sha256 ?? '-'), 'the hash is printed');
      const content = JSON.parse(pack.content ?? '') as PackContent;
      for (const { title, blocks } of content.sections) {
        assert.ok(body.includes(title), title);
        for (const block of blocks)
          if (block.kind === 'table')
            for (const row of block.rows)
              assert.ok(body.includes((row[0] ?? '').replaceAll('“', '“')), row[0]);
      }
      const recipients = ['Chair of the Management Board', 'Chief Constable'];
      const { numbers } = await house.performer.perform(manager, copyPack, { id, recipients }, newKey());
      const more = await house.performer.perform(manager, copyPack, { id, recipients: ['Third'] }, newKey());
      assert.deepEqual([numbers, more.numbers], [[1, 2], [3]]);
      const copies = await house.database.as(manager, (tx) => listCopies(tx, id));
      const second = copies.find(({ number }) => number === 2);
      const copy = await house.database.as(manager, (tx) => getCopy(tx, second?.id ?? 0));
      const edges = [...unzip(copy.document)].filter(([name]) => /word\/(header|footer)\d*\.xml/.test(name));
      assert.ok(edges.length >= 2);
      for (const [, xml] of edges)
        assert.match(wordsOf(xml), /OFFICIAL-SENSITIVE\s+Copy 2, for Chief Constable/);
    });

    test('a pack takes the place of an issued one once', async () => {
      const first = await issued();
      const second = await issued({ replacesId: first });
      assert.equal((await read(first)).replacedById, second);
      const third = await drafted({ replacesId: first });
      await assert.rejects(
        () =>
          house.performer.perform(manager, issuePack, { id: third, version: 1, lookedAt: true }, newKey()),
        refused('conflict'),
      );
    });

    test('a pack is marked no lower than its papers', async () => {
      const meetings = await house.database.as(manager, (tx) =>
        tx.many(sql<{ id: number }>`select id from board_meeting where state = 'planned' order by id`),
      );
      const id = await issued({
        meetingId: meetings[0]?.id ?? 0,
        parts: ['agenda', 'papers'],
        marking: 'not-protectively-marked',
      });
      const pack = await read(id);
      assert.equal(pack.marking, 'official');
      assert.match(
        pack.content ?? '',
        /58% reduction in reoffending[^"]*\[unsupported claim\]|\[unsupported claim\]/,
      );
    });
  });
}
