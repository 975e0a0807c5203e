import { sql, type Tx } from '../../kernel/database.ts';
import type { Photo, PhotoState, Sitter, SitterRecord } from './types.ts';

export const getSitter = (tx: Tx, personId: number): Promise<Sitter> =>
  tx.one(sql<Sitter>`
    select id, given_names || ' ' || family_name as name, born, version from person where id = ${personId}`);

/** Whoever decides who somebody is waits until a photo was given, and the other way about. */
export const holdIdentity = (tx: Tx): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock_shared(hashtext('waymark-identity'))`);

/** The viewer's own agency's first. */
export const listSitterRecords = (tx: Tx, personId: number, agencyId: number): Promise<SitterRecord[]> =>
  tx.many(sql<SitterRecord>`
    select r.id, r.agency_id as "agencyId", a.name as agency, concat_ws(' ', r.given_name, r.family_name) as name, r.born, r.local_id as reference,
      coalesce(r.source_updated, (r.last_seen_at at time zone 'Europe/London')::date) as updated
    from source_record r join agency a on a.id = r.agency_id
    where r.person_id = ${personId} and r.withdrawn_at is null and r.capacity not in ('victim', 'witness')
    order by r.agency_id = ${agencyId} desc, r.id limit 50`);

/** Whether the viewer works with them, and does not only look. */
export const worksWith = async (tx: Tx, personId: number): Promise<boolean> =>
  (await tx.maybe(sql`
    select r.id from access_reason r where r.person_id = ${personId} and r.holder = any (viewer_holders())
      and r.kind in ('team', 'lead', 'co-worker', 'management', 'custody') and r.opens_at <= now() and (r.closes_at is null or r.closes_at > now()) limit 1`)) !==
  undefined;

const columns = sql`f.id, f.state, f.taken_on as "takenOn", f.why, f.given_at as "givenAt", s.name as "givenBy", a.name as agency,
  f.changed_at as "changedAt", c.name as "changedBy", f.changed_why as "changedWhy", f.version`;
const from = sql`from person_photo f join staff s on s.id = f.staff_id join agency a on a.id = f.agency_id left join staff c on c.id = f.changed_by`;

/** The one that is shown first, then those to confirm, then the newest. */
export const listPhotos = (tx: Tx, personId: number): Promise<Photo[]> =>
  tx.many(sql<Photo>`
    select ${columns} ${from} where f.person_id = ${personId}
    order by f.state = 'shown' desc, f.state = 'to-confirm' desc, f.given_at desc, f.id desc limit 50`);

export async function lockPhoto(tx: Tx, personId: number, photoId: number): Promise<Photo> {
  await tx.one(sql`select id from person_photo where id = ${photoId} and person_id = ${personId} for update`);
  return tx.one(sql<Photo>`select ${columns} ${from} where f.id = ${photoId}`);
}

export const insertPhoto = (
  tx: Tx,
  photo: {
    personId: number;
    recordId: number;
    agencyId: number;
    staffId: number;
    at: Date;
    takenOn: string;
    why: string;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into person_photo (person_id, record_id, agency_id, staff_id, given_at, taken_on, why, state, changed_at)
    values (${photo.personId}, ${photo.recordId}, ${photo.agencyId}, ${photo.staffId}, ${photo.at}, ${photo.takenOn}, ${photo.why}, 'shown', ${photo.at})
    returning id`);

export const insertImage = (tx: Tx, photoId: number, image: string): Promise<number> =>
  tx.run(
    sql`insert into person_photo_image (photo_id, image) values (${photoId}, decode(${image}, 'base64'))`,
  );

/** Whether one that was given later is shown of them. */
export const isOvertaken = async (tx: Tx, personId: number, photoId: number): Promise<boolean> =>
  (await tx.maybe(sql`
    select l.id from person_photo l join person_photo f on f.id = ${photoId}
    where l.person_id = ${personId} and l.state = 'shown' and (l.given_at, l.id) > (f.given_at, f.id) limit 1`)) !==
  undefined;

/** What is shown of somebody now gives way to another. */
export const replaceShown = (tx: Tx, personId: number, by: { staffId: number; at: Date }): Promise<number> =>
  tx.run(sql`
    update person_photo set state = 'replaced', changed_at = ${by.at}, changed_by = ${by.staffId}, changed_why = null, version = version + 1
    where person_id = ${personId} and state = 'shown'`);

export const movePhoto = (
  tx: Tx,
  photoId: number,
  move: { state: PhotoState; staffId: number; at: Date; why: string | null },
): Promise<number> =>
  tx.run(sql`
    update person_photo set state = ${move.state}, changed_at = ${move.at}, changed_by = ${move.staffId}, changed_why = ${move.why}, version = version + 1
    where id = ${photoId}`);

/** The picture, where the viewer may see it now; in base 64. */
export const findImage = (
  tx: Tx,
  personId: number,
  photoId: number,
): Promise<{ image: string } | undefined> =>
  tx.maybe(sql<{ image: string }>`
    select encode(i.image, 'base64') as image from person_photo_image i join person_photo f on f.id = i.photo_id
    where f.id = ${photoId} and f.person_id = ${personId} and f.state in ('shown', 'to-confirm')`);

/** Photos of those whom the viewer works with that wait for a word whom they show. */
export const listToConfirm = (
  tx: Tx,
  limit: number,
): Promise<{ personId: number; name: string; changedAt: Date }[]> =>
  tx.many(sql<{ personId: number; name: string; changedAt: Date }>`
    select f.person_id as "personId", p.given_names || ' ' || p.family_name as name, max(f.changed_at) as "changedAt"
    from person_photo f join person p on p.id = f.person_id where f.state = 'to-confirm' group by 1, 2 order by 3, 1 limit ${limit}`);
