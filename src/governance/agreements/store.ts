import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { AgreementInForce } from './ports.ts';
import type {
  Agreement,
  AgreementInput,
  AgreementKind,
  AgreementState,
  CorrectedParty,
  EarlierVariation,
  Party,
  PartyInput,
  Review,
  Says,
  Variation,
  VariationSignature,
  VariationState,
} from './types.ts';

const columns = sql`a.id, a.reference, a.kind, a.title, a.purpose, a.gateway, a.functions, a.funding, a.exit_plan as "exitPlan",
  a.vary_months as "varyMonths", a.owner_id as "ownerId", o.name as owner, a.starts_on as "startsOn", a.dates_note as "datesNote",
  a.first_expires_on as "firstExpiresOn", a.expires_on as "expiresOn", a.review_on as "reviewOn", a.ended_on as "endedOn", a.ended_why as "endedWhy", a.suspended_on as "suspendedOn",
  (select count(*) from agreement_party p where p.agreement_id = a.id and p.signed_on is null and p.signed_as is null)::int as unsigned,
  a.example, s.name as "registeredBy", a.registered_at as "registeredAt", a.version`;

const from = sql`from agreement a join staff s on s.id = a.registered_by left join staff o on o.id = a.owner_id`;

export const getAgreement = (tx: Tx, id: number): Promise<Agreement> =>
  tx.one(sql<Agreement>`select ${columns} ${from} where a.id = ${id}`);

export const lockAgreement = (tx: Tx, id: number): Promise<Agreement> =>
  tx.one(sql<Agreement>`select ${columns} ${from} where a.id = ${id} for update of a`);

/** The same words as `stateOfAgreement`, for lists that the database sorts and pages. */
const stateOn = (
  today: Day,
) => sql`case when a.ended_on <= ${today}::date then 'ended' when a.suspended_on is not null then 'suspended' when a.ended_on is not null then 'ending'
  when a.expires_on < ${today}::date and a.starts_on <= ${today}::date then 'expired'
  when a.kind = 'section-22a' and exists (select from agreement_party p where p.agreement_id = a.id and p.signed_on is null and p.signed_as is null) then 'waiting'
  when a.starts_on > ${today}::date then 'not-started' else 'in-force' end`;

export interface AgreementRow extends Agreement {
  parties: number;
  variations: number;
}

/** Those in force first, the next to expire on top. */
export const listAgreements = (
  tx: Tx,
  filter: {
    state?: AgreementState | undefined;
    kind?: AgreementKind | undefined;
    expiringBy?: Day | undefined;
    today: Day;
  },
  window: { limit: number; offset: number },
): Promise<AgreementRow[]> =>
  tx.many(sql<AgreementRow>`
    select ${columns},
      (select count(*) from agreement_party p where p.agreement_id = a.id)::int as parties,
      (select count(*) from agreement_variation v where v.agreement_id = a.id)::int as variations
    ${from}
    where (${filter.state ?? null}::text is null or ${stateOn(filter.today)} = ${filter.state ?? null})
      and (${filter.kind ?? null}::text is null or a.kind = ${filter.kind ?? null})
      and (${filter.expiringBy ?? null}::date is null or (a.expires_on between ${filter.today}::date and ${filter.expiringBy ?? null}::date and a.ended_on is null and a.starts_on <= ${filter.today}::date))
    order by (${stateOn(filter.today)} in ('in-force', 'ending')) desc, a.expires_on nulls last, a.id
    limit ${window.limit} offset ${window.offset}`);

export const countAgreements = (
  tx: Tx,
  today: Day,
  expiringBy: Day,
): Promise<{ state: AgreementState; n: number; expiring: number }[]> =>
  tx.many(sql<{ state: AgreementState; n: number; expiring: number }>`
    select ${stateOn(today)} as state, count(*)::int as n,
      (count(*) filter (where a.expires_on between ${today}::date and ${expiringBy}::date and a.ended_on is null and a.starts_on <= ${today}::date))::int as expiring
    from agreement a group by 1`);

export const listParties = (tx: Tx, agreementId: number): Promise<Party[]> =>
  tx.many(sql<Party>`
    select p.id, p.agency_id as "agencyId", g.name as agency, p.name, p.categories, p.kind, p.force, p.signed_as as "signedAs", p.signed_on as "signedOn", p.unsigned_why as "unsignedWhy",
      e.name as "enteredBy", c.name as "confirmedBy"
    from agreement_party p left join agency g on g.id = p.agency_id left join staff e on e.id = p.entered_by left join staff c on c.id = p.confirmed_by where p.agreement_id = ${agreementId} order by p.id`);

export const listVariations = (tx: Tx, agreementId: number): Promise<Variation[]> =>
  tx.many(sql<Variation>`
    select v.id, v.number, v.state, v.at_most_months as "atMostMonths", v.review_on as "reviewOn", v.withdrawn_why as "withdrawnWhy", v.agreed_on as "agreedOn", v.was_expires_on as "wasExpiresOn", v.expires_on as "expiresOn", v.what, v.decision, v.decision_note as "decisionNote",
      s.name as "recordedBy", v.recorded_at as "recordedAt"
    from agreement_variation v join staff s on s.id = v.recorded_by where v.agreement_id = ${agreementId} order by v.number`);

export const insertAgreement = (
  tx: Tx,
  input: AgreementInput & { schemeId: number; staffId: number; finalExpiresOn: Day | null },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into agreement (scheme_id, reference, kind, title, purpose, gateway, functions, funding, exit_plan, vary_months, owner_id, starts_on, dates_note,
      first_expires_on, expires_on, review_on, example, registered_by)
    values (${input.schemeId}, ${input.reference}, ${input.kind}, ${input.title}, ${input.purpose}, ${input.gateway}, ${input.functions ?? null},
      ${input.funding ?? null}, ${input.exitPlan ?? null}, ${input.varyMonths ?? null}, ${input.ownerId ?? null}, ${input.startsOn}, ${input.datesNote},
      ${input.expiresOn}, ${input.finalExpiresOn}, ${input.reviewOn}, ${input.example}, ${input.staffId})
    returning id`);

/** Without its signature: that is asked, and stands on the party once a second person has confirmed it. */
export const insertParty = (tx: Tx, agreementId: number, party: PartyInput): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into agreement_party (agreement_id, agency_id, name, categories, kind, force)
    values (${agreementId}, ${party.agencyId}, ${party.name}, ${party.categories}, ${party.kind ?? null}, ${party.force ?? null}) returning id`);

export const insertVariation = (
  tx: Tx,
  agreementId: number,
  variation: EarlierVariation & {
    number: number;
    decisionNote: string | null;
    wasExpiresOn: Day | null;
    staffId: number;
    state: VariationState;
    reviewOn: Day | null;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into agreement_variation (agreement_id, number, agreed_on, was_expires_on, expires_on, what, decision, decision_note, at_most_months, review_on, state, recorded_by)
    values (${agreementId}, ${variation.number}, ${variation.agreedOn}, ${variation.wasExpiresOn}, ${variation.expiresOn}, ${variation.what},
      ${variation.decision}, ${variation.decisionNote}, ${variation.atMostMonths ?? null}, ${variation.reviewOn}, ${variation.state}, ${variation.staffId})
    returning id`);

/** The notices of the register that have a number: each office has its own series. */
export const noticesNumbered = (
  tx: Tx,
  number: string,
): Promise<{ agreementId: number | null; state: string }[]> =>
  tx.many(sql<{ agreementId: number | null; state: string }>`
    select agreement_id as "agreementId", state from decision_notice where number = upper(${number})`);

export const withdrawVariationRow = (tx: Tx, id: number, why: string | null): Promise<number> =>
  tx.run(sql`update agreement_variation set state = 'withdrawn', withdrawn_why = ${why} where id = ${id}`);

export const listVariationSignatures = (tx: Tx, agreementId: number): Promise<VariationSignature[]> =>
  tx.many(sql<VariationSignature>`
    select s.variation_id as "variationId", s.party_id as "partyId", s.signed_as as "signedAs", s.signed_on as "signedOn"
    from agreement_variation_signature s join agreement_variation v on v.id = s.variation_id where v.agreement_id = ${agreementId} order by s.signed_on, s.party_id`);

export const listReviews = (tx: Tx, agreementId: number): Promise<Review[]> =>
  tx.many(sql<Review>`
    select r.held_on as "heldOn", r.found, r.next_on as "nextOn", s.name as "recordedBy"
    from agreement_review r join staff s on s.id = r.recorded_by where r.agreement_id = ${agreementId} order by r.held_on desc, r.id desc`);

/** Keeps a review; the next one's day becomes the agreement's. */
export const insertReview = async (
  tx: Tx,
  agreementId: number,
  review: { heldOn: Day; found: string; nextOn: Day | null; staffId: number },
): Promise<void> => {
  await tx.run(sql`insert into agreement_review (agreement_id, held_on, found, next_on, recorded_by)
    values (${agreementId}, ${review.heldOn}, ${review.found}, ${review.nextOn}, ${review.staffId})`);
  await tx.run(
    sql`update agreement set review_on = ${review.nextOn}, version = version + 1 where id = ${agreementId}`,
  );
};

export const setOwner = (tx: Tx, id: number, ownerId: number | null): Promise<number> =>
  tx.run(sql`update agreement set owner_id = ${ownerId}, version = version + 1 where id = ${id}`);

export type Corrected = 'done' | 'stale' | 'over' | 'signed' | 'varied' | 'asked';

/** Puts an agreement right that nobody has signed; the database says why not where it may not be. */
export const correctRow = async (
  tx: Tx,
  id: number,
  version: number,
  says: Says & {
    startsOn: Day;
    expiresOn: Day | null;
    reviewOn: Day | null;
    parties: readonly CorrectedParty[];
  },
): Promise<Corrected> =>
  (
    await tx.one(
      sql<{
        came: Corrected;
      }>`select agreement_correct(${id}, ${version}::integer, ${JSON.stringify(says)}::jsonb) as came`,
    )
  ).came;

/** Whether another agreement of the scheme has a reference. */
export const referenceTaken = async (tx: Tx, id: number, reference: string): Promise<boolean> =>
  (
    await tx.one(
      sql<{
        taken: boolean;
      }>`select exists (select 1 from agreement where reference = ${reference} and id <> ${id}) as taken`,
    )
  ).taken;

export const bumpVersion = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`update agreement set version = version + 1 where id = ${id}`);

/** `agency:category` for whatever any agreement covers on a day. */
export async function coveredOn(tx: Tx, on: Day): Promise<Set<string>> {
  const rows = await tx.many(sql<{ pair: string }>`
    select distinct agency_id || ':' || category as pair from sharing_cover
    where scheme_id = viewer_scheme() and from_date <= ${on} and (to_date is null or to_date > ${on})`);
  return new Set(rows.map((row) => row.pair));
}

/** The port: asked of the rows that row-level security itself goes by, so the answer is the same for everybody. */
export const agreementInForce: AgreementInForce = async (tx, agencyId, category, on) =>
  (
    await tx.one(sql<{ covered: boolean }>`
      select exists (select 1 from sharing_cover where agency_id = ${agencyId} and category = ${category}
        and (viewer_scheme() is null or scheme_id = viewer_scheme())
        and from_date <= ${on}::date and (to_date is null or to_date > ${on}::date)) as covered`)
  ).covered;
