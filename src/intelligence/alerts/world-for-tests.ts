import { randomBytes } from 'node:crypto';
import type { TestHouse } from '../../../test/support/house.ts';
import { sha256 } from '../../kernel/ids.ts';
import { eventKinds, type Sender } from './types.ts';

/** One member with a lead, as an agency's record has them. Everybody here is made up. */
export interface Member {
  person: number;
  membership: number;
  pnc: string;
}

const staffId = async (house: TestHouse, login: string): Promise<number> =>
  (await house.ownerQuery<{ id: number }>('select id::int from staff where login = $1', [login]))[0]?.id ?? 0;

const alphabet = 'ZABCDEFGHJKLMNPQRTUVWXY';

/** A PNC number whose check letter is right. */
export const pncOf = (serial: number): string => {
  const digits = `15${String(serial).padStart(7, '0')}`;
  return `2015/${digits.slice(2)}${alphabet[Number(digits) % 23]}`;
};

/** A member of the first team, led by whoever is named. */
export async function addMember(
  house: TestHouse,
  one: { serial: number; given: string; family: string; born: string; lead?: string; coWorker?: string },
): Promise<Member> {
  const pnc = pncOf(one.serial);
  const [made] = await house.ownerQuery<{ person: number; membership: number }>(
    `with p as (
       insert into person (family_name, given_names, search_names, born, pnc) values ($1::text, $2::text, lower($2::text || ' ' || $1::text), $3, $4) returning id
     ), m as (
       insert into membership (scheme_id, person_id, state, strand, base_id, team_id, statutory, joined_on, review_retention_on)
       select $5, p.id, 'member', 'fixed', (select min(id) from base), (select min(id) from team), 'statutory', '2026-01-01', '2030-01-01' from p returning id, person_id
     ) select m.person_id::int as person, m.id::int as membership from m`,
    [one.family, one.given, one.born, pnc, house.schemeId],
  );
  const person = made?.person ?? 0;
  const membership = made?.membership ?? 0;
  await addRecord(house, { ...one, pnc, person });
  for (const [kind, login] of [
    ['lead', one.lead],
    ['co-worker', one.coWorker],
  ] as const)
    if (login !== undefined) {
      const staff = await staffId(house, login);
      await house.ownerQuery(
        `insert into allocation (membership_id, person_id, staff_id, agency_id, kind) select $1, $2, $3, agency_id, $4 from staff where id = $3`,
        [membership, person, staff, kind],
      );
      await house.ownerQuery(
        `insert into access_reason (person_id, kind, staff_id, source, opens_at) values ($1, $2, $3, 'test', now() - interval '1 day')`,
        [person, kind, staff],
      );
    }
  return { person, membership, pnc };
}

/** A record of the first police force about somebody. */
export async function addRecord(
  house: TestHouse,
  one: { person: number; given: string; family: string; born: string; pnc: string | null },
): Promise<void> {
  await house.ownerQuery(
    `with s as (select id, agency_id from import_source order by id limit 1), b as (
       insert into import_batch (source_id, agency_id, file_name, file_sha256, state) select id, agency_id, 'x', 'x', 'accepted' from s returning id, source_id, agency_id
     ) insert into source_record (source_id, agency_id, batch_id, local_id, capacity, person_id, given_name, family_name, born, pnc, search_names, raw, fingerprint, delete_after)
     select b.source_id, b.agency_id, b.id, gen_random_uuid()::text, 'convicted', $1::bigint, $2::text, $3::text, $4::date, $5::text, lower($2::text || ' ' || $3::text), '{}', 'x', '2040-01-01' from b`,
    [one.person, one.given, one.family, one.born, one.pnc],
  );
}

/** A registered sender of an agency, with its secrets. */
export async function addSender(
  house: TestHouse,
  one: {
    name: string;
    agency?: string;
    handling?: Sender['handling'];
    kinds?: Sender['kinds'];
    perMinute?: number;
  },
): Promise<{ sender: Sender; token: string; key: Buffer }> {
  const token = randomBytes(32).toString('base64url');
  const key = randomBytes(32);
  const kinds = one.kinds ?? [...eventKinds];
  const [made] = await house.ownerQuery<{ id: number; agencyId: number }>(
    `insert into event_sender (scheme_id, agency_id, name, kinds, handling, per_minute, made_by, made_at)
     select $1, a.id, $2, $3, $4, $5, (select min(id) from staff), now() from agency a where a.code = $6 returning id::int, agency_id::int as "agencyId"`,
    [
      house.schemeId,
      one.name,
      kinds,
      one.handling ?? 'statutory',
      one.perMinute ?? null,
      one.agency ?? 'norfolk-police',
    ],
  );
  const id = made?.id ?? 0;
  await house.ownerQuery(
    `insert into event_secret (sender_id, token_sha256, signing_key, made_at) values ($1, decode($2, 'hex'), $3, now())`,
    [id, sha256(token), key],
  );
  const sender: Sender = {
    id,
    schemeId: house.schemeId,
    agencyId: made?.agencyId ?? 0,
    name: one.name,
    kinds,
    handling: one.handling ?? 'statutory',
    namedAgencies: [],
    perMinute: one.perMinute ?? null,
  };
  return { sender, token, key };
}

let serial = 0;

/** An event as it is sent. */
export const eventOf = (
  person: Record<string, string>,
  more: { id?: string; kind?: string; happenedAt?: string; detail?: string } = {},
): Record<string, unknown> => {
  serial += 1;
  return { id: `test-${serial}`, kind: 'custody', happenedAt: '2026-11-02T08:30:00Z', person, ...more };
};
