import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { serve } from '../../../test/support/served.ts';
import { signInDemoPerson } from '../../access/sessions.ts';
import { sql } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { separateByTwo } from '../identity/records-for-tests.ts';
import { confirmPhoto, givePhoto, removePhoto, restorePhoto } from './acts.ts';
import { erasePhotos } from './erase.ts';
import { drawSmall } from './picture.ts';
import { findImage, getSitter, listPhotos, listToConfirm } from './store.ts';

// A person's photo from its giving to its end: who sees it, and that it never stands beside another's name.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let image: string;
let upload: Buffer;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
  site = await serve(house);
  upload = await sharp({ create: { width: 800, height: 1000, channels: 3, background: '#557799' } })
    .withExif({ IFD0: { Artist: 'OWNER' } })
    .jpeg()
    .toBuffer();
  const drawn = await drawSmall(upload);
  assert.ok('image' in drawn);
  image = drawn.image.toString('base64');
});
after(async () => {
  await site?.close();
  await house?.close();
});

const giver = 'police-offender-manager';

/** A record of the police or of probation that is this person's. */
async function addRecord(personId: number, agency = 'norfolk-police'): Promise<number> {
  const [row] = await house.ownerQuery<{ id: string }>(
    `with s as (select s.id, s.agency_id from import_source s join agency a on a.id = s.agency_id where a.code = $2 order by s.id limit 1),
       b as (insert into import_batch (source_id, agency_id, file_name, file_sha256, state) select id, agency_id, 'x', 'x', 'accepted' from s returning id)
     insert into source_record (source_id, agency_id, batch_id, local_id, capacity, given_name, family_name, born, person_id, search_names, raw, fingerprint, delete_after, handling)
     select s.id, s.agency_id, b.id, gen_random_uuid()::text, 'convicted', 'Aaron', 'Blythe', '1990-05-01', $1, 'x', '{}', 'x', '2040-01-01', 'partners' from s, b returning id`,
    [personId, agency],
  );
  return Number(row?.id);
}

async function sitterWith(records = 1): Promise<{ personId: number; records: number[] }> {
  const personId = await addMember(house);
  const agencies = ['norfolk-police', 'probation'].slice(0, records);
  const ids: number[] = [];
  for (const agency of agencies) ids.push(await addRecord(personId, agency));
  return { personId, records: ids };
}

async function give(personId: number, recordId: number, by = giver): Promise<number> {
  const viewer = await house.viewerFor(by);
  const { version } = await house.database.as(viewer, (tx) => getSitter(tx, personId));
  const input = { personId, recordId, version, image, takenOn: '2026-10-01', why: 'The beat asked' };
  return (await house.performer.perform(viewer, givePhoto, input, newKey())).id;
}

async function photosOf(personId: number, login = giver) {
  const viewer = await house.viewerFor(login);
  return house.database.as(viewer, (tx) => listPhotos(tx, personId));
}

async function seesPicture(login: string, personId: number, photoId: number): Promise<boolean> {
  const viewer = await house.viewerFor(login);
  return (await house.database.as(viewer, (tx) => findImage(tx, personId, photoId))) !== undefined;
}

const statesOf = async (personId: number, login = giver): Promise<string[]> =>
  (await photosOf(personId, login)).map(({ state }) => state);

test('it is seen by exactly those who see who the person is', async () => {
  const { personId, records } = await sitterWith();
  const id = await give(personId, records[0] ?? 0);
  const everybody = await house.ownerQuery<{ login: string }>(`select login from staff order by id`);
  assert.ok(everybody.length > 10);
  for (const { login } of everybody) {
    const viewer = await house.viewerFor(login);
    const [person, pictures] = await house.database.as(viewer, (tx) =>
      Promise.all([
        tx.maybe(sql`select id from person where id = ${personId}`),
        tx.many(sql`select photo_id from person_photo_image where photo_id = ${id}`),
      ]),
    );
    assert.equal(pictures.length === 1, person !== undefined, login);
  }
  assert.equal(await seesPicture(giver, personId, id), true);
  for (const login of ['opcc-commissioner', 'front-line-officer', 'auditor', 'link-worker'])
    assert.equal(await seesPicture(login, personId, id), false, login);
});

test('one is shown at a time; replaced, taken away and put back; earlier ones are seen by nobody', async () => {
  const { personId, records } = await sitterWith();
  const [record = 0] = records;
  const first = await give(personId, record);
  const second = await give(personId, record);
  assert.deepEqual(await statesOf(personId), ['shown', 'replaced']);
  assert.deepEqual(
    [await seesPicture(giver, personId, first), await seesPicture(giver, personId, second)],
    [false, true],
  );
  const viewer = await house.viewerFor(giver);
  const perform = house.performer.perform.bind(house.performer);
  const one = { personId, photoId: second, version: 1 };
  await perform(viewer, removePhoto, { ...one, why: 'He asked' }, newKey());
  assert.deepEqual(await statesOf(personId), ['removed', 'replaced']);
  assert.equal(await seesPicture(giver, personId, second), false);
  await assert.rejects(
    perform(viewer, removePhoto, { ...one, why: 'Again' }, newKey()),
    isRefused('stale-version'),
  );
  await perform(viewer, restorePhoto, { ...one, version: 2 }, newKey());
  assert.equal(await seesPicture(giver, personId, second), true);
  await assert.rejects(
    perform(viewer, restorePhoto, { ...one, version: 3 }, newKey()),
    isRefused('not-allowed-now'),
  );
});

test('a photo goes with its record, and neither person is shown one until somebody has said whose face it is', async () => {
  const { personId, records } = await sitterWith(2);
  const [police = 0, probation = 0] = records;
  const ofPolice = await give(personId, police);
  const ofProbation = await give(personId, probation);
  const manager = await house.viewerFor('scheme-manager');
  const { version } = await house.database.as(manager, (tx) => getSitter(tx, personId));
  const apart = { personId, recordId: probation, version, why: 'Two people' };
  await separateByTwo(house, manager, apart, newKey());
  const [left] = await house.ownerQuery<{ person: number }>(
    `select person_id::int as person from source_record where id = $1`,
    [probation],
  );
  assert.ok(left !== undefined && left.person !== personId);
  const rows = await house.ownerQuery<{ id: number; person: number; state: string }>(
    `select id::int, person_id::int as person, state from person_photo where id = any ($1) order by id`,
    [[ofPolice, ofProbation]],
  );
  assert.deepEqual(rows, [
    { id: ofPolice, person: personId, state: 'to-confirm' },
    { id: ofProbation, person: left.person, state: 'to-confirm' },
  ]);
  assert.deepEqual(await statesOf(personId), ['to-confirm'], 'nothing of the other person is left here');
});

test('the photo of who stays waits too: it may be the face of who left', async () => {
  const { personId, records } = await sitterWith(2);
  const [police = 0, probation = 0] = records;
  const id = await give(personId, police);
  const manager = await house.viewerFor('scheme-manager');
  const perform = house.performer.perform.bind(house.performer);
  const sitter = await house.database.as(manager, (tx) => getSitter(tx, personId));
  const input = { personId, recordId: probation, version: sitter.version, why: 'Two people' };
  await separateByTwo(house, manager, input, newKey());
  assert.deepEqual(await statesOf(personId), ['to-confirm']);
  // Who says whom it shows has it before their eyes; the others do not.
  assert.equal(await seesPicture(giver, personId, id), true);
  assert.equal(await seesPicture('analyst', personId, id), false);
  const viewer = await house.viewerFor(giver);
  const waiting = await house.database.as(viewer, (tx) => listToConfirm(tx, 50));
  assert.ok(waiting.some((one) => one.personId === personId));
  await perform(viewer, confirmPhoto, { personId, photoId: id, version: 2 }, newKey());
  assert.deepEqual(await statesOf(personId), ['shown']);
});

test('an earlier photo stands in no briefing after a separation, until somebody has said whom it shows', async () => {
  const { personId, records } = await sitterWith(2);
  const [police = 0, probation = 0] = records;
  const earlier = await give(personId, police);
  const later = await give(personId, police);
  const viewer = await house.viewerFor(giver);
  const stands = (id: number): Promise<{ yes: boolean }> =>
    house.database.as(viewer, (tx) =>
      tx.one(sql<{ yes: boolean }>`select photo_stands(${id}, ${personId}) as yes`),
    );
  assert.deepEqual(await stands(earlier), { yes: true });
  const manager = await house.viewerFor('scheme-manager');
  const { version } = await house.database.as(manager, (tx) => getSitter(tx, personId));
  await separateByTwo(
    house,
    manager,
    { personId, recordId: probation, version, why: 'Two people' },
    newKey(),
  );
  assert.deepEqual([await stands(earlier), await stands(later)], [{ yes: false }, { yes: false }]);
  const confirm = (photoId: number, at: number) =>
    house.performer.perform(viewer, confirmPhoto, { personId, photoId, version: at }, newKey());
  assert.deepEqual(await confirm(later, 2), { id: later, shown: true });
  assert.deepEqual(await stands(earlier), { yes: false }, 'each for itself');
  assert.deepEqual(await confirm(earlier, 3), { id: earlier, shown: false });
  assert.deepEqual(await statesOf(personId), ['shown', 'replaced'], 'the later one is shown still');
  assert.deepEqual(await stands(earlier), { yes: true });
});

test('a picture nobody says whom it shows goes by the same rule', async () => {
  const { personId, records } = await sitterWith();
  await give(personId, records[0] ?? 0);
  await house.ownerQuery(
    `update person_photo set state = 'to-confirm', changed_by = null where person_id = $1`,
    [personId],
  );
  await erasePhotos(house.database, new Date(testNow.getTime() + 92 * 86_400_000));
  assert.deepEqual(await statesOf(personId), ['erased']);
});

test('given by those who work with the person, of a record of theirs, on the person as they were looked at', async () => {
  const { personId, records } = await sitterWith();
  const other = await sitterWith();
  const [record = 0] = records;
  await assert.rejects(give(personId, other.records[0] ?? 0), isRefused('not-found'));
  const viewer = await house.viewerFor(giver);
  const input = { personId, recordId: record, image, takenOn: '2026-10-01', why: 'x', version: 99 };
  await assert.rejects(
    house.performer.perform(viewer, givePhoto, input, newKey()),
    isRefused('stale-version'),
  );
  const analyst = await house.viewerFor('analyst');
  await assert.rejects(
    house.performer.perform(analyst, givePhoto, { ...input, version: 1 }, newKey()),
    isRefused('right-missing'),
  );
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, staff_id, source, closes_at) select $1, 'break-glass', id, 'x', now() + interval '1 hour' from staff where login = 'prison-offender-manager'`,
    [personId],
  );
  await assert.rejects(give(personId, record, 'prison-offender-manager'), isRefused('not-allowed-now'));
  // Past the act: the database refuses as well.
  await assert.rejects(
    house.database.as(viewer, (tx) =>
      tx.run(sql`insert into person_photo (person_id, record_id, agency_id, staff_id, taken_on, why, state)
        values (${personId}, ${other.records[0] ?? 0}, ${viewer.agencyId}, ${viewer.staffId}, '2026-10-01', 'x', 'shown')`),
    ),
    /does not allow/,
  );
});

test('at the door: no guessable address, nothing kept on the way, each reading audited', async () => {
  const { personId, records } = await sitterWith();
  const other = await sitterWith();
  const id = await give(personId, records[0] ?? 0);
  const get = async (login: string | undefined, path: string) => {
    const headers =
      login === undefined
        ? {}
        : { cookie: `waymark_session=${await signInDemoPerson(house.database, login, 'test')}` };
    return fetch(`${site.base}${path}`, { headers, redirect: 'manual' });
  };
  const path = `/people/${personId}/photo/${id}`;
  const shown = await get(giver, path);
  assert.equal(shown.status, 200);
  assert.equal(shown.headers.get('content-type'), 'image/jpeg');
  assert.equal(shown.headers.get('cache-control'), 'private, no-store');
  assert.equal(shown.headers.get('x-content-type-options'), 'nosniff');
  const bytes = Buffer.from(await shown.arrayBuffer());
  assert.equal(bytes.toString('base64'), image);
  assert.ok(!bytes.includes('OWNER'));
  const [entry] = await house.ownerQuery<{ n: number }>(
    `select count(*)::int as n from audit_entry where act = 'photo:open' and subject_id = $1 and person_id = $2`,
    [id, personId],
  );
  assert.equal(entry?.n, 1);
  assert.equal((await get(undefined, path)).status, 303);
  assert.equal((await get('front-line-officer', path)).status, 403);
  assert.equal((await get('link-worker', path)).status, 404);
  assert.equal(
    (await get(giver, `/people/${other.personId}/photo/${id}`)).status,
    404,
    'not beside another name',
  );
  const overview = await (await get(giver, `/people/${personId}`)).text();
  assert.match(
    overview,
    new RegExp(
      `<img class="wm-identity__photo" src="${path}" alt="Photo of Aaron Blythe, taken 1 October 2026"`,
    ),
  );
  assert.doesNotMatch(await (await get(giver, `/people/${other.personId}`)).text(), /wm-identity__photo/);
});

test('the form asks for a yes to name and date of birth, keeps what was typed, and gives the photo', async () => {
  const { personId } = await sitterWith();
  const cookie = `waymark_session=${await signInDemoPerson(house.database, giver, 'test')}`;
  const path = `${site.base}/people/${personId}/photo`;
  const page = await (await fetch(path, { headers: { cookie } })).text();
  assert.match(page, /it shows Aaron Blythe, born 1 May 1990/);
  const hidden = (name: string): string =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(page.slice(page.indexOf('multipart')))?.[1] ?? '';
  const send = async (
    fields: Record<string, string>,
    file?: Buffer,
  ): Promise<{ status: number; text: string }> => {
    const body = new FormData();
    for (const name of ['_csrf', '_key', '_version']) body.set(name, hidden(name));
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    if (file !== undefined) body.set('photo', new Blob([Uint8Array.from(file)]), 'face.jpg');
    const answer = await fetch(path, { method: 'POST', headers: { cookie }, body, redirect: 'manual' });
    return { status: answer.status, text: await answer.text() };
  };
  const unsure = await send({ takenOn: '2026-10-01', why: 'KEPT WORDS' }, upload);
  assert.equal(unsure.status, 422);
  assert.match(unsure.text, /Say that it shows Aaron Blythe/);
  assert.match(unsure.text, /KEPT WORDS/);
  const notPicture = await send({ takenOn: '2026-10-01', why: 'x', sure: 'yes' }, Buffer.from('GIF89a'));
  assert.match(notPicture.text, /Choose a JPEG or PNG file/);
  assert.equal(
    (await send({ takenOn: '2026-10-01', why: 'x', sure: 'yes' }, Buffer.alloc(5_000_000, 1))).status,
    422,
  );
  const odd = {
    why: 'a\u0000b',
    record: '\u0000',
    takenOn: '\u0000',
    _key: 'k\u0000'.repeat(8),
    _version: 'x',
  };
  assert.equal((await send({ ...odd, sure: 'yes' }, upload)).status, 422, 'what no form of ours sends');
  assert.equal((await send({ takenOn: '2026-10-01', why: 'x', sure: 'yes' }, upload)).status, 303);
  assert.deepEqual(await statesOf(personId), ['shown']);
});

test('a picture that is not shown goes when the rule keeps it no longer; that there was one stays', async () => {
  const { personId, records } = await sitterWith();
  const first = await give(personId, records[0] ?? 0);
  const second = await give(personId, records[0] ?? 0);
  const soon = new Date(testNow.getTime() + 89 * 86_400_000);
  const late = new Date(testNow.getTime() + 92 * 86_400_000);
  await house.ownerQuery(
    `update person_photo set state = 'shown' where state in ('replaced', 'removed', 'to-confirm') and person_id <> $1`,
    [personId],
  );
  assert.equal(await erasePhotos(house.database, soon), 0);
  assert.equal(await erasePhotos(house.database, late), 1);
  assert.deepEqual(await statesOf(personId), ['shown', 'erased']);
  const pictures = await house.ownerQuery<{ id: number }>(
    `select photo_id::int as id from person_photo_image where photo_id = any ($1)`,
    [[first, second]],
  );
  assert.deepEqual(pictures, [{ id: second }]);
  const viewer = await house.viewerFor(giver);
  await assert.rejects(
    house.performer.perform(viewer, restorePhoto, { personId, photoId: first, version: 3 }, newKey()),
    isRefused('not-allowed-now'),
  );
});
