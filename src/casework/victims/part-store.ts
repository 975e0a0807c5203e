import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type {
  ConditionInput,
  GivingInput,
  OfferInput,
  ReferralInput,
  SatisfactionInput,
  SettlingInput,
  UpdateInput,
} from './rules.ts';
import type { Condition, Offer, ReferralState, Satisfaction, VictimReferral, VictimUpdate } from './types.ts';

/** A part under its own victim: under anybody else's it is not found. */
export interface PartKey {
  id: number;
  victimId: number;
}

type Made = { id: number };

const updateColumns = sql`u.id, u.victim_id as "victimId", u.kind, u.origin, o.crime, u.due_on as "dueOn", u.state, u.given_on as "givenOn", u.how, u.words,
  s.name as staff, u.version`;
const fromUpdate = sql`from victim_update u left join victim_offence o on o.id = u.link_id left join staff s on s.id = u.staff_id`;

/** Those that are due first. */
export const listUpdates = (tx: Tx, victimId: number): Promise<VictimUpdate[]> =>
  tx.many(
    sql<VictimUpdate>`select ${updateColumns} ${fromUpdate} where u.victim_id = ${victimId} order by u.state = 'due' desc, u.due_on desc, u.id desc limit 200`,
  );

export const getUpdate = (tx: Tx, { id, victimId }: PartKey): Promise<VictimUpdate> =>
  tx.one(
    sql<VictimUpdate>`select ${updateColumns} ${fromUpdate} where u.id = ${id} and u.victim_id = ${victimId}`,
  );

export async function lockUpdate(tx: Tx, key: PartKey): Promise<VictimUpdate> {
  await tx.one(
    sql`select id from victim_update where id = ${key.id} and victim_id = ${key.victimId} for update`,
  );
  return getUpdate(tx, key);
}

export type DueUpdate = VictimUpdate & { name: string; total: number };

/** Of all whom the viewer holds, by day. */
export const listDueUpdates = (
  tx: Tx,
  until: Day | undefined,
  page: { limit: number; offset: number },
): Promise<DueUpdate[]> =>
  tx.many(sql<DueUpdate>`
    select ${updateColumns}, trim(v.given_names || ' ' || v.family_name) as name, (count(*) over ())::int as total
    ${fromUpdate} join victim v on v.id = u.victim_id
    where u.state = 'due' and (${until ?? null}::date is null or u.due_on <= ${until ?? null}::date) order by u.due_on, u.id limit ${page.limit} offset ${page.offset}`);

export const insertUpdate = (
  tx: Tx,
  input: UpdateInput & { victimId: number; staffId: number },
): Promise<Made> =>
  tx.one(sql<Made>`
    insert into victim_update (victim_id, link_id, kind, origin, due_on, staff_id)
    values (${input.victimId}, ${input.linkId}, ${input.kind}, 'officer', ${input.dueOn}, ${input.staffId}) returning id`);

export const updateGiven = (tx: Tx, id: number, input: GivingInput & { by: number }): Promise<number> =>
  tx.run(sql`
    update victim_update set state = ${input.state}, given_on = ${input.givenOn}, how = ${input.how}, words = ${input.words}, staff_id = ${input.by},
      version = version + 1 where id = ${id}`);

const referralColumns = sql`id, service, need, referred_on as "referredOn", state, outcome, version`;

export const listReferrals = (tx: Tx, victimId: number): Promise<VictimReferral[]> =>
  tx.many(
    sql<VictimReferral>`select ${referralColumns} from victim_referral where victim_id = ${victimId} order by referred_on desc, id desc limit 200`,
  );

export const getReferral = (tx: Tx, { id, victimId }: PartKey): Promise<VictimReferral> =>
  tx.one(
    sql<VictimReferral>`select ${referralColumns} from victim_referral where id = ${id} and victim_id = ${victimId}`,
  );

export const lockReferral = (tx: Tx, { id, victimId }: PartKey): Promise<VictimReferral> =>
  tx.one(
    sql<VictimReferral>`select ${referralColumns} from victim_referral where id = ${id} and victim_id = ${victimId} for update`,
  );

export const insertReferral = (
  tx: Tx,
  input: ReferralInput & { victimId: number; staffId: number },
): Promise<Made> =>
  tx.one(sql<Made>`
    insert into victim_referral (victim_id, service, need, referred_on, staff_id)
    values (${input.victimId}, ${input.service}, ${input.need}, ${input.referredOn}, ${input.staffId}) returning id`);

export const updateReferral = (
  tx: Tx,
  id: number,
  input: { state: ReferralState; outcome: string | null },
): Promise<number> =>
  tx.run(
    sql`update victim_referral set state = ${input.state}, outcome = coalesce(${input.outcome}, outcome), version = version + 1 where id = ${id}`,
  );

export const listSatisfaction = (tx: Tx, victimId: number): Promise<Satisfaction[]> =>
  tx.many(
    sql<Satisfaction>`select id, asked_on as "askedOn", score, words from victim_satisfaction where victim_id = ${victimId} order by asked_on desc, id desc limit 200`,
  );

export const insertSatisfaction = (
  tx: Tx,
  input: SatisfactionInput & { victimId: number; staffId: number },
): Promise<Made> =>
  tx.one(sql<Made>`
    insert into victim_satisfaction (victim_id, asked_on, score, words, staff_id)
    values (${input.victimId}, ${input.askedOn}, ${input.score}, ${input.words}, ${input.staffId}) returning id`);

const conditionColumns = sql`c.id, o.crime, c.on_licence as "onLicence", c.wording, c.from_on as "fromOn", c.to_on as "toOn", c.ended_on as "endedOn",
  c.ended_why as "endedWhy", c.version`;
const fromCondition = sql`from victim_condition c join victim_offence o on o.id = c.link_id`;

export const listConditions = (tx: Tx, victimId: number): Promise<Condition[]> =>
  tx.many(
    sql<Condition>`select ${conditionColumns} ${fromCondition} where c.victim_id = ${victimId} order by c.ended_on desc nulls first, c.from_on desc, c.id desc limit 200`,
  );

export const getCondition = (tx: Tx, { id, victimId }: PartKey): Promise<Condition> =>
  tx.one(
    sql<Condition>`select ${conditionColumns} ${fromCondition} where c.id = ${id} and c.victim_id = ${victimId}`,
  );

export async function lockCondition(tx: Tx, key: PartKey): Promise<Condition> {
  await tx.one(
    sql`select id from victim_condition where id = ${key.id} and victim_id = ${key.victimId} for update`,
  );
  return getCondition(tx, key);
}

export const insertCondition = (
  tx: Tx,
  input: ConditionInput & { victimId: number; staffId: number },
): Promise<Made> =>
  tx.one(sql<Made>`
    insert into victim_condition (victim_id, link_id, on_licence, wording, from_on, to_on, staff_id)
    values (${input.victimId}, ${input.linkId}, ${input.onLicence}, ${input.wording}, ${input.fromOn}, ${input.toOn}, ${input.staffId}) returning id`);

export const endConditionRow = (tx: Tx, id: number, end: { on: Day; why: string }): Promise<number> =>
  tx.run(
    sql`update victim_condition set ended_on = greatest(${end.on}::date, from_on), ended_why = ${end.why}, version = version + 1 where id = ${id}`,
  );

const offerColumns = sql`id, offered_on as "offeredOn", state, settled_on as "settledOn", words, version`;

export const listOffers = (tx: Tx, victimId: number): Promise<Offer[]> =>
  tx.many(
    sql<Offer>`select ${offerColumns} from victim_offer where victim_id = ${victimId} order by offered_on desc, id desc limit 200`,
  );

export const getOffer = (tx: Tx, { id, victimId }: PartKey): Promise<Offer> =>
  tx.one(sql<Offer>`select ${offerColumns} from victim_offer where id = ${id} and victim_id = ${victimId}`);

export const lockOffer = (tx: Tx, { id, victimId }: PartKey): Promise<Offer> =>
  tx.one(
    sql<Offer>`select ${offerColumns} from victim_offer where id = ${id} and victim_id = ${victimId} for update`,
  );

export const insertOffer = (
  tx: Tx,
  input: OfferInput & { victimId: number; staffId: number },
): Promise<Made> =>
  tx.one(sql<Made>`
    insert into victim_offer (victim_id, offered_on, words, staff_id) values (${input.victimId}, ${input.offeredOn}, ${input.words}, ${input.staffId}) returning id`);

export const updateOffer = (tx: Tx, id: number, input: SettlingInput): Promise<number> =>
  tx.run(
    sql`update victim_offer set state = ${input.state}, settled_on = ${input.settledOn}, words = coalesce(${input.words}, words), version = version + 1 where id = ${id}`,
  );
