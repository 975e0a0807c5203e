import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { type PhotoAct, type PhotoInput, transitions } from './rules.ts';
import {
  getSitter,
  holdIdentity,
  insertImage,
  insertPhoto,
  isOvertaken,
  listSitterRecords,
  lockPhoto,
  movePhoto,
  replaceShown,
  worksWith,
} from './store.ts';
import { type Photo, photoStateWords } from './types.ts';

const subject = 'person_photo';
const about = ({ personId }: { personId: number }) => ({ subject: 'person', subjectId: personId });

/** Whoever only looks (emergency access, a panel's agenda) gives no photo and takes none away. */
async function checkWorksWith(tx: Tx, personId: number): Promise<void> {
  if (!(await worksWith(tx, personId)))
    throw new WaymarkError('not-allowed-now', {
      text: 'Photos are given by those who work with this person.',
    });
}

/**
 * Gives a photo of somebody; the one that was shown gives way. `version` is the person's as the form showed it: who this
 * person is must not have been decided anew between looking at the picture and sending it.
 */
export const givePhoto = defineAct<
  PhotoInput & {
    personId: number;
    version: number /** A JPEG in base 64, drawn by `drawSmall`. */;
    image: string;
  },
  { id: number }
>({
  name: 'photo:give',
  right: 'photo:record',
  about,
  run: async (tx, input, { actor, now, wrote }) => {
    await holdIdentity(tx);
    const sitter = await getSitter(tx, input.personId);
    await checkWorksWith(tx, input.personId);
    if (sitter.version !== input.version) throw staleVersion({ version: sitter.version });
    const records = await listSitterRecords(tx, input.personId, actor.agencyId);
    if (!records.some(({ id }) => id === input.recordId)) throw new WaymarkError('not-found');
    const by = { staffId: actor.staffId, at: now };
    await replaceShown(tx, input.personId, by);
    const { id } = await insertPhoto(tx, { ...input, ...by, agencyId: actor.agencyId });
    await insertImage(tx, id, input.image);
    await wrote({ subject, subjectId: id, personId: input.personId, detail: { record: input.recordId } });
    return { id };
  },
});

export interface OnePhoto {
  personId: number;
  photoId: number;
  version: number;
}

async function lockFor(tx: Tx, input: OnePhoto, act: PhotoAct): Promise<Photo> {
  await holdIdentity(tx);
  const photo = await lockPhoto(tx, input.personId, input.photoId);
  await checkWorksWith(tx, input.personId);
  if (photo.version !== input.version) throw staleVersion({ version: photo.version });
  if (transitions[photo.state][act] === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `This photo is now: ${photoStateWords[photo.state].toLowerCase()}.`,
      data: { allowed: Object.keys(transitions[photo.state]) },
    });
  return photo;
}

/** Takes a photo away at once, from briefings that are out too. `restorePhoto` undoes it. */
export const removePhoto = defineAct<OnePhoto & { why: string }, { id: number }>({
  name: 'photo:remove',
  right: 'photo:record',
  about,
  run: async (tx, input, { actor, now, wrote }) => {
    await lockFor(tx, input, 'remove');
    await movePhoto(tx, input.photoId, { state: 'removed', staffId: actor.staffId, at: now, why: input.why });
    await wrote({ subject, subjectId: input.photoId, personId: input.personId });
    return { id: input.photoId };
  },
});

const showAgain = (act: 'restore' | 'confirm') =>
  defineAct<OnePhoto, { id: number; shown: boolean }>({
    name: act === 'restore' ? 'photo:restore' : 'photo:confirm',
    right: 'photo:record',
    about,
    run: async (tx, input, { actor, now, wrote }) => {
      await lockFor(tx, input, act);
      // An earlier one that shows them after all stands again where it was told of; what is shown is the later one.
      const earlier = act === 'confirm' && (await isOvertaken(tx, input.personId, input.photoId));
      const state = earlier ? 'replaced' : 'shown';
      if (!earlier) await replaceShown(tx, input.personId, { staffId: actor.staffId, at: now });
      await movePhoto(tx, input.photoId, { state, staffId: actor.staffId, at: now, why: null });
      await wrote({ subject, subjectId: input.photoId, personId: input.personId });
      return { id: input.photoId, shown: !earlier };
    },
  });

/** An earlier photo is shown again. */
export const restorePhoto = showAgain('restore');

/** After a decision about records: somebody says that it shows this person. */
export const confirmPhoto = showAgain('confirm');
