import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import type { AttemptInput, WarrantInput } from './rules.ts';
import type {
  Attempt,
  Case,
  CaseState,
  MoveInput,
  Office,
  OrderInForce,
  Step,
  Warrant,
  WarrantState,
} from './types.ts';

/** A case or warrant under its own person's address: under anybody else's it is not found. */
export interface ItemKey {
  id: number;
  personId: number;
}

interface Handled {
  personId: number;
  agencyId: number;
  handling: Case['handling'];
  namedAgencies: readonly number[];
}

const columns = sql`e.id, e.person_id as "personId", e.agency_id as "agencyId", a.name as agency, e.contact_id as "contactId", e.order_type as "orderType",
  e.order_ends as "orderEnds", e.failed_on as "failedOn", e.what, e.state, e.due_on as "dueOn", e.acted_on as "actedOn", e.warned_on as "warnedOn",
  e.circumstances, e.recall_because as "recallBecause", e.alternatives, e.asked_by as "askedBy", e.recall_kind as "recallKind", e.court,
  e.hearing_on as "hearingOn", e.handling, e.named_agencies as "namedAgencies", e.version`;
const from = sql`from enforcement_case e join agency a on a.id = e.agency_id`;

export const getCase = (tx: Tx, { id, personId }: ItemKey): Promise<Case> =>
  tx.one(sql<Case>`select ${columns} ${from} where e.id = ${id} and e.person_id = ${personId}`);

/** For an act: locked until the transaction ends. */
export const lockCase = (tx: Tx, { id, personId }: ItemKey): Promise<Case> =>
  tx.one(
    sql<Case>`select ${columns} ${from} where e.id = ${id} and e.person_id = ${personId} for update of e`,
  );

export const listCasesOf = (tx: Tx, personId: number): Promise<Case[]> =>
  tx.many(
    sql<Case>`select ${columns} ${from} where e.person_id = ${personId} order by e.failed_on desc, e.id desc limit 500`,
  );

export const listSteps = (tx: Tx, caseId: number): Promise<Step[]> =>
  tx.many(sql<Step>`
    select t.id, t.at, t.move, t.became, t.why, s.name as staff, a.name as agency
    from enforcement_step t join staff s on s.id = t.staff_id join agency a on a.id = t.agency_id
    where t.case_id = ${caseId} order by t.id`);

/** Orders and licences that held the person on the day, the extract's and the scheme's own, each type once. */
const ordersOn = (personId: number, day: Day): Sql<OrderInForce> => sql<OrderInForce>`
  select o.order_type as "orderType", min(o.from_day) as "fromDay", case when bool_or(o.to_day is null) then null else max(o.to_day) end as ends
  from (
    select order_type, from_day, to_day from supervision where person_id = ${personId}
    union all
    select order_type, from_day, coalesce(ended_on, to_day) from licence where person_id = ${personId} and state <> 'withdrawn') o
  where o.from_day <= ${day} and (o.to_day is null or o.to_day >= ${day}) group by o.order_type`;

export const listOrdersOn = (tx: Tx, personId: number, day: Day): Promise<OrderInForce[]> =>
  tx.many(ordersOn(personId, day));

export const agencyKindOf = async (tx: Tx, agencyId: number): Promise<string> =>
  (await tx.one(sql<{ kind: string }>`select kind from agency where id = ${agencyId}`)).kind;

/** The contact that was just recorded by its own agency. */
export const getFailedContact = (
  tx: Tx,
  id: number,
): Promise<{ personId: number; at: Date; handling: Case['handling']; namedAgencies: number[] }> =>
  tx.one(sql<{ personId: number; at: Date; handling: Case['handling']; namedAgencies: number[] }>`
    select person_id as "personId", at, handling, named_agencies as "namedAgencies" from contact where id = ${id}`);

export const findCaseOfContact = (
  tx: Tx,
  contactId: number,
): Promise<{ id: number; state: CaseState } | undefined> =>
  tx.maybe(
    sql<{
      id: number;
      state: CaseState;
    }>`select id, state from enforcement_case where contact_id = ${contactId}`,
  );

/** The case of a contact that is no failure any more; by whoever may change that contact, while nothing is decided. */
export const voidCase = (tx: Tx, id: number, by: number): Promise<number> =>
  tx.run(sql`
    update enforcement_case set state = 'void', version = version + 1, changed_at = now(), changed_by = ${by}
    where id = ${id} and state = 'to-decide'`);

/** Of these people, whom an order or licence holds on the day. */
export const listHeldOn = (
  tx: Tx,
  personIds: readonly number[],
  day: Day,
): Promise<{ personId: number; orderType: OrderInForce['orderType'] }[]> =>
  tx.many(sql<{ personId: number; orderType: OrderInForce['orderType'] }>`
    select distinct person_id as "personId", order_type as "orderType" from (
      select person_id, order_type, from_day, to_day from supervision where person_id = any (${[...personIds]}::bigint[])
      union all
      select person_id, order_type, from_day, coalesce(ended_on, to_day) from licence where person_id = any (${[...personIds]}::bigint[]) and state <> 'withdrawn') o
    where from_day <= ${day} and (to_day is null or to_day >= ${day})`);

export interface NewCase extends Handled {
  contactId: number | null;
  order: OrderInForce;
  failedOn: Day;
  what: string;
  dueOn: Day | null;
  by: number;
}

/** Undefined where the contact has started one already. */
export const insertCase = (tx: Tx, row: NewCase): Promise<{ id: number } | undefined> =>
  tx.maybe(sql<{ id: number }>`
    insert into enforcement_case (person_id, agency_id, contact_id, order_type, order_ends, failed_on, what, state, due_on, handling, named_agencies, changed_by)
    values (${row.personId}, ${row.agencyId}, ${row.contactId}, ${row.order.orderType}, ${row.order.ends}, ${row.failedOn}, ${row.what}, 'to-decide', ${row.dueOn},
      ${row.handling}, ${[...row.namedAgencies]}::bigint[], ${row.by})
    on conflict (contact_id) do nothing returning id`);

export interface NewStep extends Handled {
  caseId: number;
  by: number;
  move: string;
  was: CaseState | null;
  became: CaseState;
  why: string | null;
}

export const insertStep = (tx: Tx, row: NewStep): Promise<number> =>
  tx.run(sql`
    insert into enforcement_step (case_id, person_id, agency_id, staff_id, move, was, became, why, handling, named_agencies)
    values (${row.caseId}, ${row.personId}, ${row.agencyId}, ${row.by}, ${row.move}, ${row.was}, ${row.became}, ${row.why}, ${row.handling}, ${[...row.namedAgencies]}::bigint[])`);

/** Days of the warnings given to the person under orders of this type. */
export const listWarnedOn = async (tx: Tx, personId: number, orderType: string): Promise<Day[]> =>
  (
    await tx.many(sql<{ day: Day }>`
      select warned_on as day from enforcement_case where person_id = ${personId} and order_type = ${orderType} and warned_on is not null order by 1`)
  ).map(({ day }) => day);

/** The same for the page of a case: its own warning left out. */
export const listWarnedBefore = async (
  tx: Tx,
  one: Pick<Case, 'id' | 'personId' | 'orderType'>,
): Promise<Day[]> =>
  (
    await tx.many(sql<{ day: Day }>`
      select warned_on as day from enforcement_case
      where person_id = ${one.personId} and order_type = ${one.orderType} and warned_on is not null and id <> ${one.id} order by 1`)
  ).map(({ day }) => day);

/** What the contact that started a case says now. */
export const findContactNow = (
  tx: Tx,
  id: number,
): Promise<{ state: string; outcome: string | null; agencyId: number } | undefined> =>
  tx.maybe(
    sql<{
      state: string;
      outcome: string | null;
      agencyId: number;
    }>`select state, outcome, agency_id as "agencyId" from contact where id = ${id}`,
  );

export interface MovedCase extends MoveInput {
  became: CaseState;
  actedOn: Day | null;
  by: number;
}

export const updateCase = (tx: Tx, id: number, row: MovedCase): Promise<number> =>
  tx.run(sql`
    update enforcement_case set state = ${row.became}, order_type = coalesce(${row.orderType}, order_type), acted_on = coalesce(acted_on, ${row.actedOn}::date),
      warned_on = case when ${row.move} = 'warn' then ${row.on}::date else warned_on end, circumstances = coalesce(${row.circumstances}, circumstances),
      recall_because = coalesce(${row.recallBecause}, recall_because),
      alternatives = case when ${row.move} = 'ask-recall' then ${row.alternatives}::text[] else alternatives end,
      asked_by = case when ${row.move} = 'ask-recall' then ${row.by}::bigint else asked_by end,
      recall_kind = coalesce(${row.recallKind}, recall_kind), court = coalesce(${row.court}, court), hearing_on = coalesce(${row.hearingOn}::date, hearing_on),
      version = version + 1, changed_at = now(), changed_by = ${row.by}
    where id = ${id}`);

const warrantColumns = sql`w.id, w.person_id as "personId", w.agency_id as "agencyId", w.case_id as "caseId", w.kind, w.reference, w.issued_on as "issuedOn",
  w.issued_by as "issuedBy", w.state, w.ended_on as "endedOn", w.ended_note as "endedNote", w.handling, w.named_agencies as "namedAgencies", w.version`;

export const getWarrant = (tx: Tx, { id, personId }: ItemKey): Promise<Warrant> =>
  tx.one(
    sql<Warrant>`select ${warrantColumns} from warrant w where w.id = ${id} and w.person_id = ${personId}`,
  );

export const lockWarrant = (tx: Tx, { id, personId }: ItemKey): Promise<Warrant> =>
  tx.one(
    sql<Warrant>`select ${warrantColumns} from warrant w where w.id = ${id} and w.person_id = ${personId} for update`,
  );

export const listWarrantsOf = (tx: Tx, personId: number): Promise<(Warrant & { attempts: number })[]> =>
  tx.many(sql<Warrant & { attempts: number }>`
    select ${warrantColumns}, (select count(*)::int from warrant_attempt t where t.warrant_id = w.id) as attempts
    from warrant w where w.person_id = ${personId} order by w.state = 'open' desc, w.issued_on desc, w.id desc limit 500`);

export const insertWarrant = (
  tx: Tx,
  row: WarrantInput & Handled & { caseId: number | null; by: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into warrant (person_id, agency_id, case_id, kind, reference, issued_on, issued_by, state, handling, named_agencies, changed_by)
    values (${row.personId}, ${row.agencyId}, ${row.caseId}, ${row.kind}, ${row.reference}, ${row.issuedOn}, ${row.issuedBy}, 'open', ${row.handling}, ${[...row.namedAgencies]}::bigint[], ${row.by})
    returning id`);

export const endWarrant = (
  tx: Tx,
  id: number,
  end: { state: WarrantState; on: Day; note: string | null; by: number },
): Promise<number> =>
  tx.run(sql`
    update warrant set state = ${end.state}, ended_on = ${end.on}, ended_note = ${end.note}, version = version + 1, changed_at = now(), changed_by = ${end.by}
    where id = ${id}`);

export const insertAttempt = (
  tx: Tx,
  row: AttemptInput & Handled & { warrantId: number; by: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into warrant_attempt (warrant_id, person_id, agency_id, staff_id, at, place, result, note, handling, named_agencies)
    values (${row.warrantId}, ${row.personId}, ${row.agencyId}, ${row.by}, ${row.at}, ${row.place}, ${row.result}, ${row.note}, ${row.handling}, ${[...row.namedAgencies]}::bigint[])
    returning id`);

export const listAttempts = (tx: Tx, warrantId: number): Promise<Attempt[]> =>
  tx.many(sql<Attempt>`
    select t.id, t.warrant_id as "warrantId", t.at, t.place, t.result, t.note, s.name as staff, a.name as agency
    from warrant_attempt t join staff s on s.id = t.staff_id join agency a on a.id = t.agency_id
    where t.warrant_id = ${warrantId} order by t.at desc, t.id desc limit 200`);

/** Who gives a letter and where they are reached; the base is that of the person's time on the scheme. */
export const getOffice = (tx: Tx, staffId: number, personId: number): Promise<Office> =>
  tx.one(sql<Office>`
    select s.name as officer, a.name as agency, s.phone,
      (select b.name from membership m join base b on b.id = m.base_id where m.person_id = ${personId} order by m.left_on is null desc, m.joined_on desc, m.id desc limit 1) as base
    from staff s join agency a on a.id = s.agency_id where s.id = ${staffId}`);
