import { sql, type Tx } from '../../kernel/database.ts';
import { gradeLine } from '../reports/rules.ts';
import type { Grade } from '../reports/types.ts';
import type {
  Area,
  Briefing,
  BriefingItem,
  BriefingRow,
  BriefingState,
  Copy,
  CurrentBriefing,
  Facts,
  GoneBriefing,
  Here,
  MadeItem,
  Part,
  Reader,
  ShownPart,
  Source,
  Suggested,
  Tellable,
  ToldCondition,
} from './types.ts';

const columns = sql`b.id, b.agency_id as "agencyId", b.area, b.area_name as "areaName", b.area_kind as "areaKind", b.team_id as "teamId",
  t.name as team, b.from_at as "fromAt", b.until_at as "untilAt", b.state, b.words, m.name as "madeBy", r.name as "releasedBy",
  b.released_at as "releasedAt", b.withdrawn_why as "withdrawnWhy",
  b.made_from as "madeFrom", b.corrects, b.corrected_what as "correctedWhat", b.kept_because as "keptBecause", b.version`;
const from = sql`from briefing b join team t on t.id = b.team_id join staff m on m.id = b.made_by left join staff r on r.id = b.released_by`;

export const getBriefing = (tx: Tx, id: number): Promise<Briefing> =>
  tx.one(sql<Briefing>`select ${columns} ${from} where b.id = ${id} and b.state <> 'discarded'`);

export const lockBriefing = async (tx: Tx, id: number): Promise<Briefing> => {
  await tx.one(sql`select id from briefing where id = ${id} for update`);
  return getBriefing(tx, id);
};

/** What is out for the viewer's own teams now. */
export const listCurrent = (tx: Tx, staffId: number): Promise<CurrentBriefing[]> =>
  tx.many(sql<CurrentBriefing>`
    select ${columns}, (select count(*)::int from briefing_item i where i.briefing_id = b.id) as people,
      exists (select from briefing_reader d where d.briefing_id = b.id and d.staff_id = ${staffId}) as "isRead"
    ${from} where b.state = 'released' and b.from_at <= now() and b.until_at > now() order by b.from_at, b.id limit 20`);

/** What the viewer read or holds on paper and is gone; see the function. */
export const listGone = (tx: Tx): Promise<GoneBriefing[]> =>
  tx.many(sql<GoneBriefing>`
    select briefing_id as "briefingId", number, area_name as "areaName", until_at as "untilAt", why, gone_at as "goneAt", destroyed_at as "destroyedAt"
    from briefings_gone() order by gone_at desc, number`);

export const noteDestroyed = (tx: Tx, briefingId: number, staffId: number, at: Date): Promise<number> =>
  tx.run(sql`
    update briefing_copy set destroyed_at = ${at} where briefing_id = ${briefingId} and staff_id = ${staffId} and at <= ${at} and destroyed_at is null`);

/** Others for the same team at the same time, of those that the viewer may see. */
export const listOverlapping = (tx: Tx, one: Briefing): Promise<Briefing[]> =>
  tx.many(sql<Briefing>`
    select ${columns} ${from} where b.team_id = ${one.teamId} and b.id <> ${one.id} and b.id is distinct from ${one.corrects}::bigint
      and b.state in ('draft', 'released') and b.from_at < ${one.untilAt} and b.until_at > ${one.fromAt} order by b.from_at, b.id limit 5`);

/** How many were in a briefing of the viewer's own, those included whom they may not see any more. */
export const sizeOf = async (tx: Tx, id: number): Promise<number> =>
  (await tx.one(sql<{ n: number }>`select briefing_size(${id}) as n`)).n;

export const reopen = (tx: Tx, id: number, personId: number): Promise<number> =>
  tx.run(sql`select briefing_reopen(${id}, ${personId})`);

export const putBack = (tx: Tx, briefingId: number, id: number): Promise<number> =>
  tx.run(sql`
    update briefing_item set withdrawn_at = null, withdrawn_by = null, withdrawn_why = null, version = version + 1
    where id = ${id} and briefing_id = ${briefingId} and withdrawn_at is not null`);

const wanted = (show: 'now' | 'past') =>
  show === 'now'
    ? sql`(b.state = 'draft' or (b.state = 'released' and b.until_at > now()))`
    : sql`(b.state = 'withdrawn' or (b.state = 'released' and b.until_at <= now()))`;

/** For those who make them, newest first, with how many people they see in each and how many read it. */
export const listMade = (
  tx: Tx,
  show: 'now' | 'past',
  page: { limit: number; offset: number },
): Promise<BriefingRow[]> =>
  tx.many(sql<BriefingRow>`
    select ${columns}, (select count(*)::int from briefing_item i where i.briefing_id = b.id and i.withdrawn_at is null) as people,
      (select count(*)::int from briefing_reader d where d.briefing_id = b.id) as readers
    ${from} where b.state <> 'discarded' and ${wanted(show)} order by b.id desc limit ${page.limit} offset ${page.offset}`);

export const countMade = async (tx: Tx, show: 'now' | 'past'): Promise<number> =>
  (
    await tx.one(
      sql<{
        n: number;
      }>`select count(*)::int as n from briefing b where b.state <> 'discarded' and ${wanted(show)}`,
    )
  ).n;

export const insertBriefing = (
  tx: Tx,
  made: {
    schemeId: number;
    agencyId: number;
    staffId: number;
    area: Area;
    fromAt: Date;
    untilAt: Date;
    words: string;
    keptBecause: string | null;
    at: Date;
    madeFrom?: number | undefined;
    corrects?: { id: number; what: string } | undefined;
  },
): Promise<{ id: number } | undefined> =>
  tx.maybe(sql<{ id: number }>`
    insert into briefing (scheme_id, agency_id, area, area_name, area_kind, team_id, from_at, until_at, state, words, kept_because, made_by, made_at, made_from,
      corrects, corrected_what)
    select ${made.schemeId}::bigint, ${made.agencyId}::bigint, ${made.area.code}, ${made.area.name}, ${made.area.kind}, t.id,
      ${made.fromAt}::timestamptz, ${made.untilAt}::timestamptz, 'draft', ${made.words}, ${made.keptBecause}, ${made.staffId}::bigint, ${made.at}::timestamptz,
      ${made.madeFrom ?? null}::bigint, ${made.corrects?.id ?? null}::bigint, ${made.corrects?.what ?? null}
    from team t where t.scheme_id = ${made.schemeId} and t.name = ${made.area.team} returning id`);

export const updateBriefing = (
  tx: Tx,
  id: number,
  made: {
    area: Area;
    schemeId: number;
    fromAt: Date;
    untilAt: Date;
    words: string;
    keptBecause: string | null;
  },
): Promise<number> =>
  tx.run(sql`
    update briefing b set area = ${made.area.code}, area_name = ${made.area.name}, area_kind = ${made.area.kind}, team_id = t.id,
      from_at = ${made.fromAt}, until_at = ${made.untilAt}, words = ${made.words}, kept_because = ${made.keptBecause}, version = version + 1
    from team t where b.id = ${id} and t.scheme_id = ${made.schemeId} and t.name = ${made.area.team}`);

/** Moves it on; the version goes up. */
export const moveBriefing = (
  tx: Tx,
  id: number,
  move: { state: BriefingState; staffId: number; at: Date; why?: string },
): Promise<number> =>
  move.state === 'withdrawn'
    ? tx.run(sql`update briefing set state = 'withdrawn', withdrawn_by = ${move.staffId}, withdrawn_at = ${move.at},
        withdrawn_why = ${move.why ?? ''}, version = version + 1 where id = ${id}`)
    : tx.run(sql`update briefing set state = ${move.state}, version = version + 1,
        released_by = case when ${move.state} = 'released' then ${move.staffId}::bigint end,
        released_at = case when ${move.state} = 'released' then ${move.at}::timestamptz end where id = ${id}`);

export const touchBriefing = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`update briefing set version = version + 1 where id = ${id}`);

export const openToTeam = (tx: Tx, id: number): Promise<number> => tx.run(sql`select briefing_open(${id})`);
export const closeToTeam = (tx: Tx, id: number): Promise<number> => tx.run(sql`select briefing_close(${id})`);

/**
 * Members who live or offend in the area, by the first letters of the beats of the records and offences that the viewer
 * may see; nobody whom a list limits. Offences of the last three years; those in prison come last.
 */
export const listSuggested = (
  tx: Tx,
  ask: { briefingId: number; beats: readonly string[]; since: string },
): Promise<Suggested[]> =>
  tx.many(sql<Suggested>`
    with found as materialized (
      select m.person_id,
        exists (select from source_record r, unnest(${[...ask.beats]}::text[]) x where r.person_id = m.person_id and r.withdrawn_at is null
          and r.capacity in ('convicted', 'suspect') and starts_with(upper(r.area), x)) as lives,
        exists (select from offence o, unnest(${[...ask.beats]}::text[]) x where o.person_id = m.person_id
          and o.capacity in ('convicted', 'suspect') and o.offence_date >= ${ask.since}::date and starts_with(upper(o.area), x)) as offends
      from membership m where m.left_on is null and m.state = 'member'
        and not exists (select from briefing_item i where i.briefing_id = ${ask.briefingId} and i.person_id = m.person_id))
    select f.person_id as "personId", p.given_names || ' ' || p.family_name as name, f.lives, f.offends, l.name as lead, l.phone as "leadPhone",
      exists (select from custody_spell c where c.person_id = f.person_id and c.kind = 'prison' and c.from_day <= current_date
        and (c.to_day is null or c.to_day > current_date)) as "inPrison"
    from found f join person p on p.id = f.person_id
    left join lateral (select s.name, s.phone from allocation a join staff s on s.id = a.staff_id
      where a.person_id = f.person_id and a.kind = 'lead' and a.to_at is null order by a.id limit 1) l on true
    where (f.lives or f.offends) and still_briefed(f.person_id)
    order by 7, f.offends and f.lives desc, p.family_name, p.id limit 60`);

const itemColumns = sql`i.id, i.person_id as "personId", i.here, i.look_for as "lookFor", i.call_whom as "callWhom", i.report_ids as "reportIds",
  i.told_conditions as "toldConditions", i.kept_because as "keptBecause", i.version`;

export const listMadeItems = (tx: Tx, briefingId: number): Promise<MadeItem[]> =>
  tx.many(sql<MadeItem>`
    select ${itemColumns}, p.given_names || ' ' || p.family_name as name, still_briefed(i.person_id) as stands, i.withdrawn_why as "withdrawnWhy"
    from briefing_item i join person p on p.id = i.person_id where i.briefing_id = ${briefingId} order by i.id`);

/** The items that the viewer may read now: frozen at the release, and asked again at each reading. */
export const listItems = (tx: Tx, briefingId: number): Promise<BriefingItem[]> =>
  tx.many(sql<BriefingItem>`
    select ${itemColumns} from briefing_item i where i.briefing_id = ${briefingId} and i.withdrawn_at is null and still_briefed(i.person_id) order by i.id`);

export const listParts = (tx: Tx, briefingId: number): Promise<ShownPart[]> =>
  tx.many(sql<ShownPart>`
    select d.item_id as "itemId", d.kind, d.protective, d.body, d.source_id as "sourceId", s.conditions
    from briefing_part d join briefing_item i on i.id = d.item_id
    -- What the reader's own copies of the report oblige them to stands beside it here too.
    left join lateral (select string_agg(distinct n.conditions, '; ') as conditions from dissemination_copy c
      join dissemination n on n.id = c.dissemination_id
      where d.kind = 'report' and c.report_id = d.source_id and c.kind = 'sent' and c.staff_id = (select viewer_staff())) s on true
    where i.briefing_id = ${briefingId} order by d.item_id, d.id`);

/** The picture of a photo that this briefing tells of, as long as both stand; in base 64. */
export const findBriefedPhoto = (
  tx: Tx,
  briefingId: number,
  photoId: number,
): Promise<{ personId: number; image: string } | undefined> =>
  tx.maybe(sql<{ personId: number; image: string }>`
    select d.person_id as "personId", encode(f.image, 'base64') as image
    from briefing_part d join briefing_item i on i.id = d.item_id join person_photo_image f on f.photo_id = d.source_id
    where i.briefing_id = ${briefingId} and d.kind = 'photo' and d.source_id = ${photoId} limit 1`);

export const insertItem = (
  tx: Tx,
  item: { briefingId: number; personId: number; here: readonly Here[]; callWhom: string },
): Promise<number> =>
  tx.run(sql`
    insert into briefing_item (briefing_id, person_id, here, call_whom)
    values (${item.briefingId}, ${item.personId}, ${[...item.here]}::text[], ${item.callWhom}) on conflict do nothing`);

export const updateItem = (
  tx: Tx,
  item: {
    briefingId: number;
    id: number;
    version: number;
    lookFor: string;
    callWhom: string;
    reportIds: readonly number[];
    toldConditions: readonly ToldCondition[];
    keptBecause: string | null;
  },
): Promise<number> =>
  tx.run(sql`
    update briefing_item set look_for = ${item.lookFor}, call_whom = ${item.callWhom}, report_ids = ${[...item.reportIds]}::bigint[],
      told_conditions = ${JSON.stringify(item.toldConditions)}::jsonb, kept_because = ${item.keptBecause}, version = version + 1
    where id = ${item.id} and briefing_id = ${item.briefingId} and version = ${item.version}`);

export const deleteItem = (tx: Tx, briefingId: number, id: number): Promise<number> =>
  tx.run(sql`delete from briefing_item where id = ${id} and briefing_id = ${briefingId}`);

export const withdrawItem = (
  tx: Tx,
  item: { briefingId: number; id: number; staffId: number; at: Date; why: string },
): Promise<number> =>
  tx.run(sql`
    update briefing_item set withdrawn_at = ${item.at}, withdrawn_by = ${item.staffId}, withdrawn_why = ${item.why}, version = version + 1
    where id = ${item.id} and briefing_id = ${item.briefingId} and withdrawn_at is null`);

export const insertParts = (tx: Tx, parts: readonly Part[]): Promise<number> =>
  tx.run(sql`
    insert into briefing_part (item_id, person_id, kind, protective, agency_id, handling, named_agencies, source_id, body)
    select d."itemId", d."personId", d.kind, d.protective, d."agencyId", d.handling, d."namedAgencies", d."sourceId", d.body
    from jsonb_to_recordset(${JSON.stringify(parts)}::jsonb) as d ("itemId" bigint, "personId" bigint, kind text, protective boolean,
      "agencyId" bigint, handling text, "namedAgencies" bigint[], "sourceId" bigint, body jsonb)`);

const grades = sql`r.source_grade as "sourceGrade", r.assessment, r.handling_code as "handlingCode", r.marking, r.handling`;
// Alone in the report, accepted and without conditions: report_stands() answers for the columns that nobody reads.
const tellable = sql`from report_person l join intelligence_report r on r.id = l.report_id join intelligence_text t on t.report_id = r.id
  where report_stands(r.id, l.person_id)`;

export const listTellable = async (tx: Tx, personId: number): Promise<Tellable[]> =>
  (
    await tx.many(sql<Tellable & Grade>`
      select r.id, l.person_id as "personId", t.body as text, ${grades} ${tellable} and l.person_id = ${personId}
      order by r.reviewed_at desc limit 10`)
  ).map((row) => ({ id: row.id, personId: row.personId, text: row.text, grade: gradeLine(row) }));

const source = sql`x.id, x.person_id as "personId", x.agency_id as "agencyId", x.handling, x.named_agencies as "namedAgencies"`;

/** What of these people may be told of, all as the viewer sees it: nothing of it is looser than its source. */
export async function readFacts(
  tx: Tx,
  ask: { personIds: readonly number[]; reportIds: readonly number[]; today: string },
): Promise<Facts> {
  const ids = [...ask.personIds];
  const { today } = ask;
  const standing = sql`x.person_id = any (${ids}::bigint[]) and x.from_day <= ${today} and (x.to_day is null or x.to_day >= ${today})`;
  const [
    identities,
    photos,
    addresses,
    conditions,
    curfews,
    curfewAddresses,
    tags,
    zones,
    warnings,
    reports,
  ] = await Promise.all([
    tx.many(sql<Facts['identities'][number]>`
      select id as "personId", given_names || ' ' || family_name as name, born, sex from person where id = any (${ids}::bigint[])`),
    tx.many(sql<Facts['photos'][number]>`
      select distinct on (x.person_id) x.id, x.person_id as "personId", x.taken_on as "takenOn" from person_photo x
      where x.person_id = any (${ids}::bigint[]) and x.state = 'shown' order by x.person_id, x.given_at desc, x.id desc`),
    tx.many(sql<Source & { text: string }>`
      select distinct on (x.person_id) ${source}, concat_ws(', ', nullif(x.address, ''), nullif(x.postcode, '')) as text from source_record x
      where x.person_id = any (${ids}::bigint[]) and x.withdrawn_at is null and x.capacity in ('convicted', 'suspect')
        and coalesce(x.address, '') <> '' order by x.person_id, x.source_updated desc nulls last, x.id desc`),
    tx.many(sql<Facts['conditions'][number]>`
      select ${source}, x.kind, x.category, x.wording, coalesce(y.wording = x.wording and not y.needs_input, false) as "asWritten"
      from licence_condition x join licence l on l.id = x.licence_id left join condition_library y on y.code = x.code
      where x.person_id = any (${ids}::bigint[]) and l.state = 'in-force' and l.from_day <= ${today} and (l.to_day is null or l.to_day >= ${today})
        and x.from_day <= ${today} and (x.to_day is null or x.to_day > ${today}) order by x.id`),
    tx.many(sql<Facts['curfews'][number]>`
      select ${source}, x.days, x.from_time as "fromTime", x.to_time as "toTime" from curfew x where ${standing} order by x.id`),
    tx.many(sql<Source & { text: string }>`
      select ${source}, x.address as text from curfew_address x join curfew c on c.id = x.curfew_id
      where x.person_id = any (${ids}::bigint[]) and c.from_day <= ${today} and (c.to_day is null or c.to_day >= ${today}) order by x.id`),
    tx.many(sql<Facts['tags'][number]>`
      select ${source}, x.tag_type as "tagType" from compliance_item x
      where x.person_id = any (${ids}::bigint[]) and x.kind = 'tag' and x.state = 'out' order by x.id`),
    tx.many(sql<Facts['zones'][number]>`
      select ${source}, x.name, x.places, x.boundary, x.protective from exclusion_zone x where ${standing} order by x.id`),
    tx.many(sql<Facts['warnings'][number]>`
      select ${source}, x.kind from risk_flag x where x.person_id = any (${ids}::bigint[]) and x.ended_on is null order by x.id`),
    tx.many(sql<Source & Grade & { text: string }>`
      select r.id, l.person_id as "personId", r.agency_id as "agencyId", r.named_agencies as "namedAgencies", t.body as text, ${grades}
      ${tellable} and l.person_id = any (${ids}::bigint[]) and r.id = any (${[...ask.reportIds]}::bigint[]) order by r.id`),
  ]);
  const told = reports.map((row) => ({ ...row, grade: gradeLine(row) }));
  return {
    identities,
    photos,
    addresses,
    conditions,
    curfews,
    curfewAddresses,
    tags,
    zones,
    warnings,
    reports: told,
  };
}

/** Notes that the viewer read it. */
export const noteReader = (tx: Tx, briefingId: number, staffId: number, at: Date): Promise<number> =>
  tx.run(sql`
    insert into briefing_reader (briefing_id, staff_id, first_at, last_at) values (${briefingId}, ${staffId}, ${at}, ${at})
    on conflict (briefing_id, staff_id) do update set last_at = excluded.last_at`);

export const acknowledge = (tx: Tx, briefingId: number, staffId: number, at: Date): Promise<number> =>
  tx.run(sql`
    insert into briefing_reader (briefing_id, staff_id, first_at, last_at, acknowledged_at) values (${briefingId}, ${staffId}, ${at}, ${at}, ${at})
    on conflict (briefing_id, staff_id) do update set acknowledged_at = coalesce(briefing_reader.acknowledged_at, excluded.acknowledged_at)`);

export const findReading = (
  tx: Tx,
  briefingId: number,
  staffId: number,
): Promise<{ acknowledgedAt: Date | null } | undefined> =>
  tx.maybe(sql<{ acknowledgedAt: Date | null }>`
    select acknowledged_at as "acknowledgedAt" from briefing_reader where briefing_id = ${briefingId} and staff_id = ${staffId}`);

export const listReaders = (tx: Tx, briefingId: number): Promise<Reader[]> =>
  tx.many(sql<Reader>`
    select s.name, a.name as agency, d.first_at as "firstAt", d.last_at as "lastAt", d.acknowledged_at as "acknowledgedAt"
    from briefing_reader d join staff s on s.id = d.staff_id join agency a on a.id = s.agency_id
    where d.briefing_id = ${briefingId} order by d.first_at`);

/** The next number of the briefing; two who take a copy at once wait for each other. */
export async function insertCopy(
  tx: Tx,
  copy: { briefingId: number; staffId: number; at: Date; people: number },
): Promise<{ number: number }> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('briefing-copy'), ${copy.briefingId}::integer)`);
  return tx.one(sql<{ number: number }>`
    insert into briefing_copy (briefing_id, number, staff_id, at, people)
    select ${copy.briefingId}::bigint, coalesce(max(number), 0) + 1, ${copy.staffId}::bigint, ${copy.at}::timestamptz, ${copy.people}::integer
    from briefing_copy where briefing_id = ${copy.briefingId} returning number`);
}

export const listCopies = (tx: Tx, briefingId: number): Promise<Copy[]> =>
  tx.many(sql<Copy>`
    select c.number, s.name, c.at, c.people, c.destroyed_at as "destroyedAt" from briefing_copy c join staff s on s.id = c.staff_id
    where c.briefing_id = ${briefingId} order by c.number`);

export const findOwnCopy = (
  tx: Tx,
  briefingId: number,
  number: number,
  staffId: number,
): Promise<Copy | undefined> =>
  tx.maybe(sql<Copy>`
    select c.number, s.name, c.at, c.people, c.destroyed_at as "destroyedAt" from briefing_copy c join staff s on s.id = c.staff_id
    where c.briefing_id = ${briefingId} and c.number = ${number} and c.staff_id = ${staffId}`);
