import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { notFound } from '../../kernel/errors.ts';
import type { QuarterOfYear } from './quarters.ts';
import type {
  Grant,
  GrantInput,
  GrantOutput,
  GrantQuarter,
  GrantReturn,
  GrantState,
  WorkRow,
} from './types.ts';

type InDigits<Row, Money extends keyof Row> = Omit<Row, Money> & Record<Money, string | null>;
type GrantRow = InDigits<Grant, 'feePence' | 'statedPence'>;

const amount = (digits: string | null): bigint | null => (digits === null ? null : BigInt(digits));

const columns = sql`g.id, g.agency_id as "agencyId", a.name as agency, g.provider_id as "providerId", p.name as provider, g.reference, g.title, g.purpose,
  g.reasons, g.conditions, g.source, g.basis, g.fee_pence::text as "feePence", g.fee_measure as "feeMeasure", g.claim_measure as "claimMeasure",
  g.claim_level as "claimLevel", g.stated_pence::text as "statedPence", g.starts_on as "startsOn", g.ends_on as "endsOn", g.return_days as "returnDays",
  g.late_consequence as "lateConsequence", g.flag_percent as "flagPercent", g.named_as as "namedAs", g.from_paper as "fromPaper", g.state, g.example, g.published_at as "publishedAt", g.version`;
const from = sql`from grant_award g join agency a on a.id = g.agency_id join agency p on p.id = g.provider_id`;

const grantOf = (row: GrantRow): Grant => ({
  ...row,
  feePence: amount(row.feePence),
  statedPence: amount(row.statedPence),
});

export const getGrant = async (tx: Tx, id: number): Promise<Grant> =>
  grantOf(await tx.one(sql<GrantRow>`select ${columns} ${from} where g.id = ${id}`));

export const lockGrant = async (tx: Tx, id: number): Promise<Grant> =>
  grantOf(await tx.one(sql<GrantRow>`select ${columns} ${from} where g.id = ${id} for update of g`));

export interface GrantLine extends Grant {
  totalPence: bigint;
  /** Null: not known. */
  paidPence: bigint | null;
  /** Returns that are due and were never sent. */
  lateReturns: number;
}

export interface GrantFilter {
  state?: GrantState | undefined;
  provider?: number | undefined;
}

export const grantSorts = ['starts', 'title', 'total'] as const;
export type GrantSort = (typeof grantSorts)[number];

const sortedBy = {
  starts: { ascending: sql`g.starts_on, g.id`, descending: sql`g.starts_on desc, g.id desc` },
  title: { ascending: sql`g.title, g.id`, descending: sql`g.title desc, g.id desc` },
  total: { ascending: sql`q.total, g.id`, descending: sql`q.total desc, g.id desc` },
};

/** One page of the grants that the viewer may see, with what their profile sums to and what was released. */
export async function pageOfGrants(
  tx: Tx,
  filter: GrantFilter,
  order: { sort: GrantSort; direction: 'ascending' | 'descending' },
  part: { limit: number; offset: number; today: Day },
): Promise<{ grants: GrantLine[]; total: number }> {
  const wanted = sql`(${filter.state ?? null}::text is null or g.state = ${filter.state ?? null})
    and (${filter.provider ?? null}::bigint is null or g.provider_id = ${filter.provider ?? null})`;
  const [rows, count] = await Promise.all([
    tx.many(sql<GrantRow & { totalPence: string; paidPence: string; lateReturns: number }>`
      select ${columns}, q.total::text as "totalPence", y.paid::text as "paidPence", l.late as "lateReturns" ${from}
      cross join lateral (select coalesce(sum(pence), 0)::bigint as total from grant_quarter where grant_id = g.id) q
      cross join lateral (select coalesce(sum(case kind when 'payment' then pence else -pence end), 0)::bigint as paid
        from grant_payment where grant_id = g.id and state = 'released') y
      cross join lateral (select count(*)::int as late from grant_return r join grant_quarter k on k.id = r.quarter_id
        where r.grant_id = g.id and g.state = 'in-force' and r.first_sent_at is null
          and (make_date(left(k.year, 4)::int, 4, 1) + make_interval(months => 3 * k.quarter))::date - 1 + g.return_days < ${part.today}::date) l
      where ${wanted} order by ${sortedBy[order.sort][order.direction]} limit ${part.limit} offset ${part.offset}`),
    tx.one(sql<{ total: number }>`select count(*)::int as total from grant_award g where ${wanted}`),
  ]);
  return {
    grants: rows.map(({ totalPence, paidPence, lateReturns, ...row }) => ({
      ...grantOf(row),
      lateReturns,
      totalPence: BigInt(totalPence),
      paidPence: row.fromPaper && paidPence === '0' ? null : BigInt(paidPence),
    })),
    total: count.total,
  };
}

/** @throws by the index on its reference, where the scheme has it already */
export const insertGrant = (
  tx: Tx,
  row: GrantInput & { schemeId: number; agencyId: number; fromPaper: boolean },
): Promise<{ id: number } | undefined> =>
  tx.maybe(sql<{ id: number }>`
    insert into grant_award (scheme_id, agency_id, provider_id, reference, title, purpose, reasons, conditions, source, basis, fee_pence, fee_measure,
      claim_measure, claim_level, stated_pence, starts_on, ends_on, return_days, late_consequence, flag_percent, named_as, from_paper, state, example)
    values (${row.schemeId}, ${row.agencyId}, ${row.providerId}, ${row.reference}, ${row.title}, ${row.purpose}, ${row.reasons}, ${row.conditions},
      ${row.source}, ${row.basis}, ${row.feePence}::bigint, ${row.feeMeasure}, ${row.claimMeasure}, ${row.claimLevel}, ${row.statedPence}::bigint,
      ${row.startsOn}, ${row.endsOn}, ${row.returnDays}, ${row.lateConsequence}, ${row.flagPercent}, ${row.namedAs ?? null},
      ${row.fromPaper}, 'draft', ${row.example})
    on conflict (scheme_id, reference) do nothing returning id`);

export const updateGrant = (tx: Tx, id: number, row: GrantInput & { fromPaper: boolean }): Promise<number> =>
  tx.run(sql`
    update grant_award set provider_id = ${row.providerId}, reference = ${row.reference}, title = ${row.title}, purpose = ${row.purpose},
      reasons = ${row.reasons}, conditions = ${row.conditions}, source = ${row.source}, basis = ${row.basis}, fee_pence = ${row.feePence}::bigint,
      fee_measure = ${row.feeMeasure}, claim_measure = ${row.claimMeasure}, claim_level = ${row.claimLevel}, stated_pence = ${row.statedPence}::bigint,
      starts_on = ${row.startsOn}, ends_on = ${row.endsOn}, return_days = ${row.returnDays}, late_consequence = ${row.lateConsequence},
      flag_percent = ${row.flagPercent}, named_as = ${row.namedAs ?? null}, from_paper = ${row.fromPaper}, version = version + 1 where id = ${id}`);

export const setGrantState = (tx: Tx, id: number, state: GrantState): Promise<number> =>
  tx.run(sql`update grant_award set state = ${state}, version = version + 1 where id = ${id}`);

export const setPublished = (tx: Tx, id: number, now: Date): Promise<number> =>
  tx.run(sql`update grant_award set published_at = ${now}, version = version + 1 where id = ${id}`);

export const listQuarters = async (tx: Tx, grantId: number): Promise<GrantQuarter[]> =>
  (
    await tx.many(sql<Omit<GrantQuarter, 'pence'> & { pence: string }>`
      select id, year, quarter, pence::text as pence from grant_quarter where grant_id = ${grantId} order by year, quarter`)
  ).map((row) => ({ ...row, pence: BigInt(row.pence) }));

/** The profile is these quarters and no others. */
export async function writeProfile(
  tx: Tx,
  grantId: number,
  profile: readonly (QuarterOfYear & { pence: bigint })[],
): Promise<void> {
  const years = profile.map(({ year }) => year);
  const numbers = profile.map(({ quarter }) => quarter);
  await tx.run(sql`
    delete from grant_quarter q where q.grant_id = ${grantId}
      and not exists (select 1 from unnest(${years}::text[], ${numbers}::smallint[]) as k (year, quarter) where k.year = q.year and k.quarter = q.quarter)`);
  await tx.run(sql`
    insert into grant_quarter (grant_id, year, quarter, pence)
    select ${grantId}, * from unnest(${years}::text[], ${numbers}::smallint[], ${profile.map(({ pence }) => String(pence))}::bigint[])
    on conflict (grant_id, year, quarter) do update set pence = excluded.pence, version = grant_quarter.version + 1
      where grant_quarter.pence <> excluded.pence`);
}

const outputColumns = sql`id, kind, title, measure, per_quarter as "perQuarter", removed, version`;

export const listOutputs = (tx: Tx, grantId: number): Promise<GrantOutput[]> =>
  tx.many(
    sql<GrantOutput>`select ${outputColumns} from grant_output where grant_id = ${grantId} order by id`,
  );

/** What was agreed of several grants. */
export const listOutputsOf = (
  tx: Tx,
  grantIds: readonly number[],
): Promise<(GrantOutput & { grantId: number })[]> =>
  tx.many(sql<GrantOutput & { grantId: number }>`
    select ${outputColumns}, grant_id as "grantId" from grant_output where grant_id = any (${[...grantIds]}::bigint[]) and not removed order by id`);

export const insertOutput = (
  tx: Tx,
  grantId: number,
  row: Pick<GrantOutput, 'kind' | 'title' | 'measure' | 'perQuarter'>,
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into grant_output (grant_id, kind, title, measure, per_quarter)
    values (${grantId}, ${row.kind}, ${row.title}, ${row.measure}, ${row.perQuarter}) returning id`);

export const setOutputRemoved = (tx: Tx, grantId: number, id: number, removed: boolean): Promise<number> =>
  tx.run(
    sql`update grant_output set removed = ${removed}, version = version + 1 where id = ${id} and grant_id = ${grantId}`,
  );

type ReturnRow = Omit<GrantReturn, 'spendPence' | 'count'> & {
  spendPence: string | null;
  countAt: Date | null;
  activity: WorkRow[] | null;
  reported: NonNullable<GrantReturn['count']>['reported'] | null;
};

const returnColumns = sql`r.id, r.grant_id as "grantId", r.quarter_id as "quarterId", q.year, q.quarter, r.state, r.spend_pence::text as "spendPence",
  r.first_sent_at as "firstSentAt", r.sent_at as "sentAt", s.name as "sentBy", d.name as "decidedBy", r.decided_at as "decidedAt", r.note, r.version,
  c.at as "countAt", c.activity, c.reported`;
const returnFrom = sql`from grant_return r join grant_quarter q on q.id = r.quarter_id left join staff s on s.id = r.sent_by
  left join staff d on d.id = r.decided_by left join grant_count c on c.return_id = r.id`;

const returnOf = ({ countAt, activity, reported, spendPence, ...row }: ReturnRow): GrantReturn => ({
  ...row,
  spendPence: amount(spendPence),
  count:
    countAt === null || activity === null || reported === null ? null : { at: countAt, activity, reported },
});

export const listReturns = async (tx: Tx, grantId: number): Promise<GrantReturn[]> =>
  (
    await tx.many(
      sql<ReturnRow>`select ${returnColumns} ${returnFrom} where r.grant_id = ${grantId} order by q.year, q.quarter`,
    )
  ).map(returnOf);

export const getReturn = async (tx: Tx, id: number): Promise<GrantReturn> =>
  returnOf(await tx.one(sql<ReturnRow>`select ${returnColumns} ${returnFrom} where r.id = ${id}`));

export const lockReturn = async (tx: Tx, id: number): Promise<GrantReturn> => {
  const row = await tx.maybe(
    sql<ReturnRow>`select ${returnColumns} ${returnFrom} where r.id = ${id} for update of r`,
  );
  if (row === undefined) throw notFound();
  return returnOf(row);
};

/** A return to write for each quarter that has none yet. */
export const openReturns = (tx: Tx, grantId: number): Promise<number> =>
  tx.run(sql`
    insert into grant_return (grant_id, quarter_id, state) select grant_id, id, 'open' from grant_quarter where grant_id = ${grantId}
    on conflict (quarter_id) do nothing`);
