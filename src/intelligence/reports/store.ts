import { sql, type Tx } from '../../kernel/database.ts';
import type {
  LinkedPerson,
  Report,
  ReportCase,
  ReportFilter,
  ReportInput,
  ReportState,
  Review,
  Thing,
  ThingKind,
} from './types.ts';

const columns = sql`r.id, r.agency_id as "agencyId", a.name as agency, r.author_id as "authorId", s.name as author, r.state,
  r.source_grade as "sourceGrade", r.assessment, r.handling_code as "handlingCode", r.conditions, r.conditions_no as "conditionsNo",
  r.provenance, r.marking, r.handling, r.named_agencies as "namedAgencies", r.observed_on as "observedOn",
  r.submitted_at as "submittedAt", r.reviewed_at as "reviewedAt", r.version, t.body as text`;

// The text is absent, not hidden by a page, while its conditions have not been acknowledged.
const from = sql`from intelligence_report r join agency a on a.id = r.agency_id join staff s on s.id = r.author_id
  left join intelligence_text t on t.report_id = r.id`;

/** One report with all that the viewer may see of it. */
export async function getReport(tx: Tx, id: number): Promise<ReportCase> {
  const report = await tx.one(
    sql<Report>`select ${columns} ${from} where r.id = ${id} and r.state <> 'discarded'`,
  );
  const [original, naming, people, things, reviews] = await Promise.all([
    tx.maybe(
      sql<{
        body: string;
        sent: string | null;
      }>`select body, sent from intelligence_original where report_id = ${id}`,
    ),
    tx.maybe(sql<{ body: string }>`select body from intelligence_naming where report_id = ${id}`),
    listLinkedPeople(tx, id),
    listThings(tx, id),
    listReviews(tx, id),
  ]);
  return { ...report, original: original ?? null, naming: naming?.body ?? null, people, things, reviews };
}

/** Addresses, vehicles and offences of a report, with other readable reports of the same. */
const listThings = (tx: Tx, reportId: number): Promise<Thing[]> =>
  tx.many(sql<Thing>`
    select g.id, g.kind, g.reference, g.detail,
      case when o.id is not null then concat_ws(', ', coalesce(o.title, o.offence_code), to_char(o.offence_date, 'YYYY-MM-DD'), o.area) end as offence,
      array(select distinct h.report_id from report_thing h join intelligence_report r on r.id = h.report_id
        where h.kind = g.kind and h.report_id <> g.report_id and r.state in ('submitted', 'accepted')
          and (h.reference = g.reference or h.offence_id = g.offence_id) order by 1 limit 20) as others
    from report_thing g left join offence o on o.id = g.offence_id where g.report_id = ${reportId} order by g.at, g.id limit 50`);

export const insertThing = (
  tx: Tx,
  thing: {
    reportId: number;
    kind: ThingKind;
    reference: string | null;
    detail: string;
    offenceId: number | null;
    by: number;
  },
): Promise<number> =>
  tx.run(sql`insert into report_thing (report_id, kind, reference, detail, offence_id, linked_by)
    values (${thing.reportId}, ${thing.kind}, ${thing.reference}, ${thing.detail}, ${thing.offenceId}, ${thing.by})`);

export const deleteThing = (tx: Tx, reportId: number, id: number): Promise<number> =>
  tx.run(sql`delete from report_thing where id = ${id} and report_id = ${reportId}`);

/** Recorded offences of the people linked to a report, the newest first: what the viewer may see of them. */
export const listOffencesFor = (tx: Tx, reportId: number): Promise<{ id: number; text: string }[]> =>
  tx.many(sql<{ id: number; text: string }>`
    select o.id, concat_ws(', ', to_char(o.offence_date, 'YYYY-MM-DD'), coalesce(o.title, o.offence_code), o.area) as text
    from report_person l join offence o on o.person_id = l.person_id where l.report_id = ${reportId}
      and not exists (select 1 from report_thing g where g.report_id = l.report_id and g.offence_id = o.id)
    order by o.offence_date desc, o.id desc limit 30`);

export const listLinkedPeople = (tx: Tx, reportId: number): Promise<LinkedPerson[]> =>
  tx.many(sql<LinkedPerson>`
    select p.id, p.given_names || ' ' || p.family_name as name from report_person l join person p on p.id = l.person_id
    where l.report_id = ${reportId} order by p.family_name, p.id`);

const listReviews = (tx: Tx, reportId: number): Promise<Review[]> =>
  tx.many(sql<Review>`
    select v.verdict, v.note, s.name as reviewer, v.at from intelligence_review v join staff s on s.id = v.reviewer_id
    where v.report_id = ${reportId} order by v.id desc`);

export interface LockedReport {
  id: number;
  agencyId: number;
  authorId: number;
  state: ReportState;
  version: number;
  conditions: string | null;
  conditionsNo: number;
}

/** For an act: locked until the transaction ends. */
export const lockReport = (tx: Tx, id: number): Promise<LockedReport> =>
  tx.one(sql<LockedReport>`
    select id, agency_id as "agencyId", author_id as "authorId", state, version, conditions, conditions_no as "conditionsNo"
    from intelligence_report where id = ${id} for update`);

const readable = (filter: ReportFilter) => sql`
  and (${filter.state ?? null}::text is null or r.state = ${filter.state ?? null})
  and (${filter.agencyId ?? null}::bigint is null or r.agency_id = ${filter.agencyId ?? null})
  and (${filter.text ?? null}::text is null or t.body ilike '%' || ${escapeLike(filter.text)} || '%')`;

const escapeLike = (text: string | undefined): string | null => text?.replaceAll(/[\\%_]/g, '\\$&') ?? null;

/** What others sent and the viewer may read, newest first. Row-level security decides which. */
export const listReadable = (
  tx: Tx,
  filter: ReportFilter,
  page: { limit: number; offset: number },
): Promise<Report[]> =>
  tx.many(sql<Report>`
    select ${columns} ${from} where r.state in ('submitted', 'accepted') ${readable(filter)}
      and exists (select 1 from report_person l where l.report_id = r.id)
    order by r.submitted_at desc, r.id desc limit ${page.limit} offset ${page.offset}`);

export const countReadable = async (tx: Tx, filter: ReportFilter): Promise<number> =>
  (
    await tx.one(sql<{
      n: number;
    }>`select count(*)::int as n ${from} where r.state in ('submitted', 'accepted') ${readable(filter)}
      and exists (select 1 from report_person l where l.report_id = r.id)`)
  ).n;

export const listMine = (tx: Tx, staffId: number, limit: number): Promise<Report[]> =>
  tx.many(sql<Report>`
    select ${columns} ${from} where r.author_id = ${staffId} and r.state <> 'discarded'
    order by (r.state = 'returned') desc, r.created_at desc, r.id desc limit ${limit}`);

/** Waiting for a reviewer who is not the author, oldest first. */
export const listToReview = (tx: Tx, staffId: number, limit: number): Promise<Report[]> =>
  tx.many(sql<Report>`
    select ${columns} ${from} where r.state = 'submitted' and r.author_id <> ${staffId}
    order by r.submitted_at, r.id limit ${limit}`);

export const listReviewed = (tx: Tx, staffId: number, limit: number): Promise<Report[]> =>
  tx.many(sql<Report>`
    select ${columns} ${from} where r.reviewed_by = ${staffId} and r.state in ('accepted', 'returned', 'refused')
    order by r.reviewed_at desc, r.id desc limit ${limit}`);

/** What the viewer was told of their own reports since a day, the newest first. */
export const listTold = (
  tx: Tx,
  staffId: number,
  since: string,
  limit: number,
): Promise<{ reportId: number; verdict: 'accept' | 'refuse' | 'used' | 'not-used'; at: Date }[]> =>
  tx.many(sql<{ reportId: number; verdict: 'accept' | 'refuse' | 'used' | 'not-used'; at: Date }>`
    select v.report_id as "reportId", v.verdict, v.at from intelligence_review v
    where v.author_id = ${staffId} and v.verdict in ('accept', 'refuse', 'used', 'not-used') and v.at >= ${since}::date
      and not exists (select 1 from intelligence_review n where n.report_id = v.report_id and n.id > v.id)
    order by v.id desc limit ${limit}`);

export const listOfPerson = (tx: Tx, personId: number, limit: number): Promise<Report[]> =>
  tx.many(sql<Report>`
    select ${columns} ${from}
    where r.state in ('submitted', 'accepted') and exists (select 1 from report_person l where l.report_id = r.id and l.person_id = ${personId})
    order by r.submitted_at desc, r.id desc limit ${limit}`);

type NewReport = ReportInput & { schemeId: number; agencyId: number; staffId: number };

/** Its number is drawn and not counted on, so that two of them tell of no third; one that is taken is drawn again. */
async function insertHead(tx: Tx, input: NewReport): Promise<number> {
  for (;;) {
    const made = await tx.maybe(sql<{ id: number }>`
      insert into intelligence_report (scheme_id, agency_id, author_id, state, source_grade, assessment, handling_code, conditions,
        conditions_no, provenance, marking, handling, named_agencies, observed_on)
      values (${input.schemeId}, ${input.agencyId}, ${input.staffId}, 'draft', ${input.sourceGrade}, ${input.assessment},
        ${input.handlingCode}, ${input.conditions}, ${input.conditions === null ? 0 : 1}, ${input.provenance}, ${input.marking},
        ${input.handling}, ${input.namedAgencies}::bigint[], ${input.observedOn})
      on conflict (id) do nothing returning id`);
    if (made !== undefined) return made.id;
  }
}

export async function insertReport(tx: Tx, input: NewReport): Promise<number> {
  const id = await insertHead(tx, input);
  await tx.run(sql`insert into intelligence_text (report_id, body) values (${id}, ${input.text})`);
  await tx.run(sql`insert into intelligence_original (report_id, agency_id, author_id, body)
    values (${id}, ${input.agencyId}, ${input.staffId}, ${input.original})`);
  await tx.run(
    sql`insert into intelligence_naming (report_id, author_id, body) values (${id}, ${input.staffId}, ${input.naming})`,
  );
  return id;
}

/** Grade, handling and marking; conditions that differ are asked about anew. */
export const updateHead = (tx: Tx, report: LockedReport, input: ReportInput): Promise<number> =>
  tx.run(sql`
    update intelligence_report set source_grade = ${input.sourceGrade}, assessment = ${input.assessment},
      handling_code = ${input.handlingCode}, conditions = ${input.conditions},
      conditions_no = ${input.conditions === report.conditions ? report.conditionsNo : report.conditionsNo + 1},
      provenance = ${input.provenance}, marking = ${input.marking}, handling = ${input.handling},
      named_agencies = ${input.namedAgencies}::bigint[], observed_on = ${input.observedOn}, version = version + 1
    where id = ${report.id}`);

export const updateText = (tx: Tx, id: number, body: string): Promise<number> =>
  tx.run(sql`update intelligence_text set body = ${body} where report_id = ${id}`);

export async function updateAuthorsTexts(tx: Tx, id: number, input: ReportInput): Promise<void> {
  await updateText(tx, id, input.text);
  await tx.run(sql`update intelligence_original set body = ${input.original} where report_id = ${id}`);
  await tx.run(sql`update intelligence_naming set body = ${input.naming} where report_id = ${id}`);
}

/** As it was sent stays beside what the reviewer makes of it. */
export const keepAsSent = (tx: Tx, id: number, text: string): Promise<number> =>
  tx.run(sql`update intelligence_original set sent = ${text} where report_id = ${id}`);

export const setState = (tx: Tx, id: number, state: ReportState, now: Date | null): Promise<number> =>
  tx.run(sql`
    update intelligence_report set state = ${state}, submitted_at = coalesce(${now}::timestamptz, submitted_at), version = version + 1
    where id = ${id}`);

export const setReviewed = (
  tx: Tx,
  id: number,
  review: { state: ReportState; staffId: number; at: Date },
): Promise<number> =>
  tx.run(sql`
    update intelligence_report set state = ${review.state}, reviewed_by = ${review.staffId}, reviewed_at = ${review.at},
      reopened_at = case ${review.state} when 'accepted' then null when 'submitted' then ${review.at}::timestamptz else reopened_at end,
      version = version + 1
    where id = ${id}`);

export const insertReview = (
  tx: Tx,
  review: { reportId: number; authorId: number; staffId: number; verdict: Review['verdict']; note: string },
): Promise<number> =>
  tx.run(sql`insert into intelligence_review (report_id, author_id, reviewer_id, verdict, note)
    values (${review.reportId}, ${review.authorId}, ${review.staffId}, ${review.verdict}, ${review.note})`);

/** Links a person for whom the viewer holds a reason that reaches intelligence; otherwise nothing happens. */
export const insertLink = (tx: Tx, reportId: number, personId: number, staffId: number): Promise<number> =>
  tx.run(sql`insert into report_person (report_id, person_id, linked_by)
    select ${reportId}::bigint, ${personId}::bigint, ${staffId}::bigint
    where exists (select 1 from access_reason r where r.person_id = ${personId}
      and r.kind in ('team', 'lead', 'co-worker', 'management', 'selection', 'break-glass')
      and r.opens_at <= now() and (r.closes_at is null or r.closes_at > now())
      and not (${staffId} = any (r.excluded_staff)) and (r.only_staff is null or ${staffId} = any (r.only_staff)))
    on conflict do nothing`);

export const deleteLink = (tx: Tx, reportId: number, personId: number): Promise<number> =>
  tx.run(sql`delete from report_person where report_id = ${reportId} and person_id = ${personId}`);

export const touch = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`update intelligence_report set version = version + 1 where id = ${id}`);

export const insertAcknowledgement = (
  tx: Tx,
  reportId: number,
  staffId: number,
  conditionsNo: number,
): Promise<number> =>
  tx.run(sql`insert into intelligence_acknowledgement (report_id, staff_id, conditions_no)
    values (${reportId}, ${staffId}, ${conditionsNo}) on conflict do nothing`);

export interface FoundPerson {
  id: number;
  name: string;
  born: string | null;
  pnc: string | null;
}

export const findByPnc = (tx: Tx, pnc: string): Promise<{ id: number }[]> =>
  tx.many(sql<{ id: number }>`
    select p.id from person p
    where p.pnc = ${pnc} and p.gone_to is null order by p.id limit 5`);

export const findPersonName = (tx: Tx, personId: number): Promise<LinkedPerson | undefined> =>
  tx.maybe(
    sql<LinkedPerson>`select id, given_names || ' ' || family_name as name from person where id = ${personId}`,
  );
