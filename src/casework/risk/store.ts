import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import { oncePerTransaction } from '../../kernel/once.ts';
import type {
  Assessment,
  AssessmentInput,
  AssessmentState,
  Entry,
  EntryInput,
  Flag,
  FlagInput,
  Register,
} from './types.ts';

/** A row under its own person's address: under anybody else's it is not found. */
export interface ItemKey {
  id: number;
  personId: number;
}

const assessmentColumns = sql`r.id, r.person_id as "personId", r.agency_id as "agencyId", a.name as agency, r.staff_id as "staffId", s.name as staff,
  r.type, r.type_version as "typeVersion", r.assessed_on as "assessedOn", r.score, r.level, r.summary, r.source, r.next_due as "nextDue",
  r.handling, r.named_agencies as "namedAgencies", r.state, r.held_why as "heldWhy", d.name as "decidedBy", r.decided_at as "decidedAt",
  r.decided_why as "decidedWhy", r.withdrawn_why as "withdrawnWhy", r.changed_by as "changedById", r.version, r.recorded_at as "recordedAt", r.changed_at as "changedAt"`;

const fromAssessment = sql`from risk_assessment r join agency a on a.id = r.agency_id join staff s on s.id = r.staff_id
  left join staff d on d.id = r.decided_by`;

export const listAssessments = (tx: Tx, personId: number): Promise<Assessment[]> =>
  tx.many(
    sql<Assessment>`select ${assessmentColumns} ${fromAssessment} where r.person_id = ${personId} order by r.assessed_on desc, r.id desc limit 300`,
  );

export const getAssessment = (tx: Tx, { id, personId }: ItemKey): Promise<Assessment> =>
  tx.one(
    sql<Assessment>`select ${assessmentColumns} ${fromAssessment} where r.id = ${id} and r.person_id = ${personId}`,
  );

export interface LockedAssessment {
  id: number;
  personId: number;
  agencyId: number;
  staffId: number;
  type: string;
  typeVersion: string;
  assessedOn: Day;
  state: AssessmentState;
  heldWhy: string | null;
  level: string;
  summary: string;
  changedById: number | null;
  version: number;
}

/** For an act: locked until the transaction ends. */
export const lockAssessment = (tx: Tx, { id, personId }: ItemKey): Promise<LockedAssessment> =>
  tx.one(sql<LockedAssessment>`
    select id, person_id as "personId", agency_id as "agencyId", staff_id as "staffId", type, type_version as "typeVersion", assessed_on as "assessedOn",
      state, held_why as "heldWhy", level, summary, changed_by as "changedById", version
    from risk_assessment where id = ${id} and person_id = ${personId} for update`);

export const insertAssessment = (
  tx: Tx,
  input: AssessmentInput & {
    typeVersion: string;
    agencyId: number;
    staffId: number;
    state: AssessmentState;
    heldWhy: string | null;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into risk_assessment (person_id, agency_id, staff_id, type, type_version, assessed_on, score, level, summary, source, next_due, handling, named_agencies,
      state, held_why, changed_by)
    values (${input.personId}, ${input.agencyId}, ${input.staffId}, ${input.type}, ${input.typeVersion}, ${input.assessedOn}, ${input.score}, ${input.level},
      ${input.summary}, ${input.source}, ${input.nextDue}, ${input.handling}, ${input.namedAgencies}::bigint[], ${input.state}, ${input.heldWhy}, ${input.staffId})
    returning id`);

export const updateAssessment = (
  tx: Tx,
  id: number,
  input: AssessmentInput & { by: number },
): Promise<number> =>
  tx.run(sql`
    update risk_assessment set assessed_on = ${input.assessedOn}, score = ${input.score}, level = ${input.level}, summary = ${input.summary}, source = ${input.source},
      next_due = ${input.nextDue}, handling = ${input.handling}, named_agencies = ${input.namedAgencies}::bigint[],
      version = version + 1, changed_at = now(), changed_by = ${input.by} where id = ${id}`);

export const decideAssessmentRow = (
  tx: Tx,
  id: number,
  decision: { state: 'accepted' | 'refused'; why: string; by: number; now: Date },
): Promise<number> =>
  tx.run(sql`
    update risk_assessment set state = ${decision.state}, decided_by = ${decision.by}, decided_at = ${decision.now}, decided_why = ${decision.why},
      version = version + 1, changed_at = now(), changed_by = ${decision.by} where id = ${id}`);

export const withdrawAssessmentRow = (tx: Tx, id: number, why: string, by: number): Promise<number> =>
  tx.run(
    sql`update risk_assessment set state = 'withdrawn', withdrawn_why = ${why}, version = version + 1, changed_at = now(), changed_by = ${by} where id = ${id}`,
  );

const flagColumns = sql`f.id, f.person_id as "personId", f.agency_id as "agencyId", a.name as agency, s.name as staff, f.kind, f.why, f.set_on as "setOn",
  f.review_on as "reviewOn", f.handling, f.named_agencies as "namedAgencies", f.ended_on as "endedOn", f.ended_why as "endedWhy", e.name as "endedBy", f.version,
  f.recorded_at as "recordedAt"`;

const fromFlag = sql`from risk_flag f join agency a on a.id = f.agency_id join staff s on s.id = f.staff_id left join staff e on e.id = f.ended_by`;

/** Those in force first. */
export const listFlags = (tx: Tx, personId: number): Promise<Flag[]> =>
  tx.many(
    sql<Flag>`select ${flagColumns} ${fromFlag} where f.person_id = ${personId} order by f.ended_on desc nulls first, f.set_on desc, f.id desc limit 200`,
  );

export const getFlag = (tx: Tx, { id, personId }: ItemKey): Promise<Flag> =>
  tx.one(sql<Flag>`select ${flagColumns} ${fromFlag} where f.id = ${id} and f.person_id = ${personId}`);

/** The kind and the words of each flag in force, for whoever goes to see them: several parts of a page ask. */
export const listFlagsInForce = oncePerTransaction((tx, personId: number) =>
  tx.many(
    sql<
      Pick<Flag, 'id' | 'kind' | 'why' | 'setOn' | 'reviewOn' | 'agency'>
    >`select f.id, f.kind, f.why, f.set_on as "setOn", f.review_on as "reviewOn", a.name as agency
      from risk_flag f join agency a on a.id = f.agency_id where f.person_id = ${personId} and f.ended_on is null order by f.set_on desc, f.id desc`,
  ),
);

/** The same of several people, for what is printed of them together. */
export const listFlagsInForceOf = (
  tx: Tx,
  personIds: readonly number[],
): Promise<(Pick<Flag, 'kind' | 'why' | 'reviewOn'> & { personId: number })[]> =>
  tx.many(sql<Pick<Flag, 'kind' | 'why' | 'reviewOn'> & { personId: number }>`
    select f.person_id as "personId", f.kind, f.why, f.review_on as "reviewOn" from risk_flag f
    where f.person_id = any (${[...personIds]}::bigint[]) and f.ended_on is null order by f.set_on desc, f.id desc limit 1000`);

export const lockFlag = (tx: Tx, { id, personId }: ItemKey): Promise<LockedItem & { kind: string }> =>
  tx.one(sql<LockedItem & { kind: string }>`
    select id, person_id as "personId", agency_id as "agencyId", kind, handling, named_agencies as "namedAgencies", why as words, ended_on as "endedOn", version
    from risk_flag where id = ${id} and person_id = ${personId} for update`);

export interface LockedItem {
  id: number;
  personId: number;
  agencyId: number;
  handling: string;
  namedAgencies: number[];
  words: string | null;
  endedOn: Day | null;
  version: number;
}

export const insertFlag = (
  tx: Tx,
  input: FlagInput & { agencyId: number; staffId: number; setOn: Day },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into risk_flag (person_id, agency_id, staff_id, kind, why, set_on, review_on, handling, named_agencies, changed_by)
    values (${input.personId}, ${input.agencyId}, ${input.staffId}, ${input.kind}, ${input.why}, ${input.setOn}, ${input.reviewOn}, ${input.handling},
      ${input.namedAgencies}::bigint[], ${input.staffId}) returning id`);

export const updateFlag = (tx: Tx, id: number, input: FlagInput & { by: number }): Promise<number> =>
  tx.run(sql`
    update risk_flag set why = ${input.why}, review_on = ${input.reviewOn}, handling = ${input.handling}, named_agencies = ${input.namedAgencies}::bigint[],
      version = version + 1, changed_at = now(), changed_by = ${input.by} where id = ${id}`);

const ended = ({ why, on, by }: { why: string; on: Day; by: number }): Sql<unknown> =>
  sql`ended_on = ${on}, ended_why = ${why}, ended_by = ${by}, version = version + 1, changed_at = now(), changed_by = ${by}`;

export const endFlagRow = (tx: Tx, id: number, end: { why: string; on: Day; by: number }): Promise<number> =>
  tx.run(sql`update risk_flag set ${ended(end)} where id = ${id}`);

const entryColumns = sql`e.id, e.person_id as "personId", e.agency_id as "agencyId", a.name as agency, s.name as staff, e.register, e.category, e.level,
  e.lead_agency_id as "leadAgencyId", l.name as "leadAgency", e.from_on as "fromOn", e.next_on as "nextOn", e.review_on as "reviewOn", e.words,
  e.handling, e.named_agencies as "namedAgencies", e.ended_on as "endedOn", e.ended_why as "endedWhy", e.version`;

const fromEntry = sql`from risk_register e join agency a on a.id = e.agency_id join staff s on s.id = e.staff_id left join agency l on l.id = e.lead_agency_id`;

export const listEntries = (tx: Tx, personId: number): Promise<Entry[]> =>
  tx.many(
    sql<Entry>`select ${entryColumns} ${fromEntry} where e.person_id = ${personId} order by e.ended_on desc nulls first, e.from_on desc, e.id desc limit 200`,
  );

export const getEntry = (tx: Tx, { id, personId }: ItemKey): Promise<Entry> =>
  tx.one(sql<Entry>`select ${entryColumns} ${fromEntry} where e.id = ${id} and e.person_id = ${personId}`);

export const lockEntry = (tx: Tx, { id, personId }: ItemKey): Promise<LockedItem & { register: Register }> =>
  tx.one(sql<LockedItem & { register: Register }>`
    select id, person_id as "personId", agency_id as "agencyId", register, handling, named_agencies as "namedAgencies", words, ended_on as "endedOn", version
    from risk_register where id = ${id} and person_id = ${personId} for update`);

export const insertEntry = (
  tx: Tx,
  input: EntryInput & { agencyId: number; staffId: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into risk_register (person_id, agency_id, staff_id, register, category, level, lead_agency_id, from_on, next_on, review_on, words, handling,
      named_agencies, changed_by)
    values (${input.personId}, ${input.agencyId}, ${input.staffId}, ${input.register}, ${input.category}, ${input.level}, ${input.leadAgencyId}, ${input.fromOn},
      ${input.nextOn}, ${input.reviewOn}, ${input.words}, ${input.handling}, ${input.namedAgencies}::bigint[], ${input.staffId}) returning id`);

export const updateEntry = (tx: Tx, id: number, input: EntryInput & { by: number }): Promise<number> =>
  tx.run(sql`
    update risk_register set category = ${input.category}, level = ${input.level}, lead_agency_id = ${input.leadAgencyId}, from_on = ${input.fromOn},
      next_on = ${input.nextOn}, review_on = ${input.reviewOn}, words = ${input.words}, handling = ${input.handling},
      named_agencies = ${input.namedAgencies}::bigint[], version = version + 1, changed_at = now(), changed_by = ${input.by} where id = ${id}`);

export const endEntryRow = (tx: Tx, id: number, end: { why: string; on: Day; by: number }): Promise<number> =>
  tx.run(sql`update risk_register set ${ended(end)} where id = ${id}`);

/** What the overview's box says, under each table's policy: one statement. */
export interface RiskAround {
  assessments: {
    id: number;
    type: string;
    level: string;
    state: AssessmentState;
    assessedOn: Day;
    nextDue: Day | null;
  }[];
  flags: { kind: string; reviewOn: Day }[];
  entries: {
    register: Register;
    category: string | null;
    level: number | null;
    fromOn: Day;
    nextOn: Day | null;
    reviewOn: Day | null;
  }[];
}

export const findRiskAround = (tx: Tx, personId: number): Promise<RiskAround> =>
  tx.one(sql<RiskAround>`
    select coalesce((select json_agg(json_build_object('id', r.id, 'type', r.type, 'level', r.level, 'state', r.state, 'assessedOn', r.assessed_on, 'nextDue', r.next_due))
        from risk_assessment r where r.person_id = ${personId} and r.state in ('accepted', 'held')), '[]') as assessments,
      coalesce((select json_agg(json_build_object('kind', f.kind, 'reviewOn', f.review_on)) from risk_flag f
        where f.person_id = ${personId} and f.ended_on is null), '[]') as flags,
      coalesce((select json_agg(json_build_object('register', e.register, 'category', e.category, 'level', e.level, 'fromOn', e.from_on, 'nextOn', e.next_on,
          'reviewOn', e.review_on) order by e.from_on desc) from risk_register e where e.person_id = ${personId} and e.ended_on is null), '[]') as entries`);

/** For the timeline: assessments that count, flags set and ended, as the scheme's lists name them today. */
export interface RiskLine {
  what: 'assessment' | 'flag-set' | 'flag-ended';
  name: string;
  level: string | null;
  words: string;
  day: Day;
  at: Date;
  agency: string;
}

const listed = (kind: string, list: string): Sql<unknown> => sql`(
  select e.one from rule_version v, jsonb_array_elements(v.body -> ${sql.lit(list)}) as e (one)
  where v.scheme_id = (select viewer_scheme()) and v.kind = ${sql.lit(kind)} and v.valid_from <= current_date and (v.valid_to is null or v.valid_to > current_date)
    and e.one ->> 'code' = l.code order by v.version desc limit 1)`;

export const listRiskLines = (tx: Tx, personId: number, limit: number): Promise<RiskLine[]> =>
  tx.many(sql<RiskLine>`
    select l.what, coalesce(n.one ->> 'name', l.code) as name,
      coalesce((select x ->> 'name' from jsonb_array_elements(n.one -> 'levels') x where x ->> 'code' = l.level), l.level) as level,
      l.words, l.day, l.at, a.name as agency
    from (select * from (
      select 'assessment' as what, r.type as code, r.level, r.summary as words, r.assessed_on as day, r.recorded_at as at, r.agency_id
        from risk_assessment r where r.person_id = ${personId} and r.state = 'accepted'
      union all
      select 'flag-set', f.kind, null, f.why, f.set_on, f.recorded_at, f.agency_id from risk_flag f where f.person_id = ${personId}
      union all
      select 'flag-ended', f.kind, null, f.ended_why, f.ended_on, f.changed_at, f.agency_id from risk_flag f where f.person_id = ${personId} and f.ended_on is not null
    ) u order by u.day desc, u.at desc limit ${limit}) l
    join agency a on a.id = l.agency_id
    cross join lateral (select case when l.what = 'assessment' then ${listed('risk-assessments', 'types')} else ${listed('risk-flags', 'kinds')} end as one) n
    order by l.day desc, l.at desc`);
