import Type from 'typebox';
import { type FieldError, notFound, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { readUpload } from '../../web/upload-text.ts';
import type { FramePerson } from '../../web/wing.ts';
import { confirmPhoto, givePhoto, removePhoto, restorePhoto } from './acts.ts';
import { drawSmall, mostMegabytes } from './picture.ts';
import { readPhotoForm } from './rules.ts';
import { findImage, getSitter, listPhotos, listSitterRecords, worksWith } from './store.ts';
import type { Sitter } from './types.ts';
import { type Again, photoPage } from './views.ts';

const path = '/people/:id/photo';
const photoParams = Type.Object({ id: idParams.properties.id, photo: idParams.properties.id });

export const photoPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: path,
    right: 'see:identity',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) => showPhotos(ask, framePerson),
  }),
  route({
    method: 'POST',
    url: path,
    right: 'photo:record',
    reads: 'person',
    about: 'person',
    params: idParams,
    multipart: true,
    // Each draws a picture.
    limit: 20,
    handle: (ask) => giveFromForm(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: `${path}/:photo`,
    right: 'see:identity',
    reads: 'person',
    about: 'person',
    params: photoParams,
    handle: sendPicture,
  }),
  route({
    method: 'POST',
    url: `${path}/:photo/remove`,
    right: 'photo:record',
    reads: 'person',
    about: 'person',
    params: photoParams,
    body: formBody({ why: field(500) }),
    handle: (ask) => removeFromForm(ask, framePerson),
  }),
  ...(['restore', 'confirm'] as const).map((act) =>
    route({
      method: 'POST',
      url: `${path}/:photo/${act}`,
      right: 'photo:record',
      reads: 'person',
      about: 'person',
      params: photoParams,
      body: formBody({ sure: field(10) }),
      handle: (ask) => showAgainFromForm(ask, framePerson, act),
    }),
  ),
];

type PersonAsk = Ask<{ id: number }>;

async function showPhotos(ask: PersonAsk, framePerson: FramePerson, again?: Again): Promise<Reply> {
  const { id } = ask.params;
  const { viewer, today } = ask;
  return ask.read(async (tx) => {
    const frame = await framePerson(tx, { personId: id, viewer, today, path });
    const [sitter, photos, records, works] = await Promise.all([
      getSitter(tx, id),
      listPhotos(tx, id),
      listSitterRecords(tx, id, viewer.agencyId),
      worksWith(tx, id),
    ]);
    await ask.opened(tx, {
      act: 'photo:list',
      subject: 'person',
      subjectId: id,
      personId: id,
      ids: photos.map((photo) => photo.id),
    });
    const errors = again?.errors ?? [];
    return page({
      title: `Photo – ${frame.name}`,
      section: 'people',
      status: formStatus({ errors, theirs: again?.changed }),
      errors: summaryOf(errors),
      breadcrumbs: [...frame.breadcrumbs, { text: 'Photo' }],
      above: frame.above,
      body: photoPage({
        sitter,
        photos,
        records,
        mayRecord: works && frame.isMember && viewer.may('photo:record'),
        csrfToken: ask.csrfToken,
        today,
        again,
      }),
    });
  });
}

/** Asked of the policies at every reading: whoever may not see the person any more gets no picture either. */
async function sendPicture(ask: Ask<{ id: number; photo: number }>): Promise<Reply> {
  const { id, photo } = ask.params;
  return ask.read(async (tx) => {
    const found = await findImage(tx, id, photo);
    if (found === undefined) throw notFound();
    await ask.opened(tx, { act: 'photo:open', subject: 'person_photo', subjectId: photo, personId: id });
    return { kind: 'image', contentType: 'image/jpeg', content: Buffer.from(found.image, 'base64') };
  });
}

const changedWords =
  'This was changed meanwhile: look at it again before you go on. Nothing of yours was written.';

/** Runs an act; where somebody was faster, the page shows how it stands. */
async function orAgain(
  ask: PersonAsk,
  framePerson: FramePerson,
  act: () => Promise<Reply>,
  again: Again,
): Promise<Reply> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
    return showPhotos(ask, framePerson, { ...again, changed: changedWords });
  }
}

async function giveFromForm(ask: PersonAsk, framePerson: FramePerson): Promise<Reply> {
  const personId = ask.params.id;
  const { values, bytes, tooLarge } = await readUpload(ask, mostMegabytes);
  const { sitter, records } = await ask.read(async (tx) => ({
    sitter: await getSitter(tx, personId),
    records: await listSitterRecords(tx, personId, ask.viewer.agencyId),
  }));
  const read = readPhotoForm(
    values,
    sitter,
    records.map(({ id }) => id),
    ask.today,
  );
  // No schema has read an upload's fields.
  const key = /^[\w-]{8,100}$/.test(values._key ?? '') ? (values._key ?? '') : newKey();
  const errors: FieldError[] = 'errors' in read ? [...read.errors] : [];
  if (tooLarge)
    errors.push({
      field: 'photo',
      text: `The file is larger than ${mostMegabytes} MB: make it smaller first`,
    });
  else if (bytes === undefined) errors.push({ field: 'photo', text: 'Choose the photo' });
  if ('errors' in read || bytes === undefined || errors.length > 0)
    return showPhotos(ask, framePerson, { values, errors: withFile(errors), key });
  const drawn = await drawSmall(bytes);
  if ('error' in drawn) return showPhotos(ask, framePerson, { values, errors: [drawn.error], key });
  const image = drawn.image.toString('base64');
  const version = Number(values._version ?? 0);
  return orAgain(
    ask,
    framePerson,
    async () => {
      await ask.perform(givePhoto, { ...read.input, personId, version, image }, key);
      return redirect(`/people/${personId}/photo`, 'The photo was given.');
    },
    { values, errors: [], key: newKey() },
  );
}

/** A browser gives no file back: it has to be chosen again. */
const withFile = (errors: readonly FieldError[]): FieldError[] =>
  errors.some((error) => error.field === 'photo')
    ? [...errors]
    : [...errors, { field: 'photo', text: 'Choose the photo again' }];

type OneAsk<Body> = Ask<{ id: number; photo: number }, unknown, Body & { _key?: string; _version?: number }>;

async function removeFromForm(ask: OneAsk<{ why?: string }>, framePerson: FramePerson): Promise<Reply> {
  const { id: personId, photo: photoId } = ask.params;
  const why = (ask.body.why ?? '').trim();
  const values = { why };
  const key = ask.body._key ?? newKey();
  if (why === '')
    return showPhotos(ask, framePerson, {
      photoId,
      values,
      key,
      errors: [{ field: `why-${photoId}`, text: 'Say why it is taken away' }],
    });
  return orAgain(
    ask,
    framePerson,
    async () => {
      const input = { personId, photoId, version: ask.body._version ?? 0, why };
      await ask.perform(removePhoto, input, key);
      return redirect(`/people/${personId}/photo`, 'The photo was taken away. It can be put back below.');
    },
    { photoId, values, errors: [], key: newKey() },
  );
}

async function showAgainFromForm(
  ask: OneAsk<{ sure?: string }>,
  framePerson: FramePerson,
  act: 'restore' | 'confirm',
): Promise<Reply> {
  const { id: personId, photo: photoId } = ask.params;
  if (ask.body.sure !== 'yes') {
    const sitter = await ask.read<Sitter>((tx) => getSitter(tx, personId));
    const errors = [{ field: `sure-${photoId}`, text: `Say that it shows ${sitter.name}` }];
    return showPhotos(ask, framePerson, { photoId, errors });
  }
  return orAgain(
    ask,
    framePerson,
    async () => {
      const { shown } = await ask.perform(
        act === 'restore' ? restorePhoto : confirmPhoto,
        { personId, photoId, version: ask.body._version ?? 0 },
        ask.body._key ?? newKey(),
      );
      const said = shown ? 'The photo is shown.' : 'It was noted whom it shows. The later photo is shown.';
      return redirect(`/people/${personId}/photo`, said);
    },
    { photoId, errors: [] },
  );
}
