import { currentLeads } from '../../casework/index.ts';
import { showDay } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { finished } from './rules.ts';
import type { Concern, ConcernInput, RecordValues, Step, StepKind } from './types.ts';

const columns = sql`c.id, c.staff_id as "staffId", s.name as staff, s.phone, c.agency_id as "agencyId", a.name as agency, c.hub_agency_id as "hubAgencyId",
  c.about, c.urgent, c.phoned, c.fields, c.way, c.sent_at as "sentAt", t.state, t.at as "stateAt", n.id as "stepId"`;
const from = sql`from safeguarding_concern c join staff s on s.id = c.staff_id join agency a on a.id = c.agency_id
  join lateral (select x.id, x.state, x.by_hub from safeguarding_step x where x.concern_id = c.id order by x.id desc limit 1) n on true
  join lateral (select x.id, x.state, x.at from safeguarding_step x where x.concern_id = c.id and x.state <> 'added'
    order by x.id desc limit 1) t on true`;

export interface ConcernFilter {
  /** Sent to the viewer's agency, or sent by it. */
  side: 'hub' | 'sender';
  agencyId: number;
  /** Those that are finished, or those that are not. */
  open: boolean;
}

const matching = ({ side, agencyId, open }: ConcernFilter) => sql`
  ${side === 'hub' ? sql`c.hub_agency_id = ${agencyId}` : sql`c.agency_id = ${agencyId}`}
  and (t.state = any (${[...finished]}::text[])) <> ${open}`;

/** Urgent ones first, then those that have waited longest where they are open, the newest first where not. */
export const listConcerns = (
  tx: Tx,
  filter: ConcernFilter,
  window: { limit: number; offset: number },
): Promise<Concern[]> =>
  tx.many(sql<Concern>`
    select ${columns} ${from} where ${matching(filter)}
    order by case when ${filter.open} then c.urgent end desc nulls last, case when ${filter.open} then c.sent_at end, c.sent_at desc, c.id
    limit ${window.limit} offset ${window.offset}`);

export const countConcerns = async (tx: Tx, filter: ConcernFilter): Promise<number> =>
  (await tx.one(sql<{ n: number }>`select count(*)::int as n ${from} where ${matching(filter)}`)).n;

export const getConcern = (tx: Tx, id: number): Promise<Concern> =>
  tx.one(sql<Concern>`select ${columns} ${from} where c.id = ${id}`);

export const listSteps = (tx: Tx, id: number): Promise<Step[]> =>
  tx.many(sql<Step>`
    select x.id, x.state, x.note, s.name as staff, a.name as agency, x.by_hub as "byHub", x.at
    from safeguarding_step x join staff s on s.id = x.staff_id join agency a on a.id = s.agency_id
    where x.concern_id = ${id} order by x.id`);

/** Through whom a concern came up: given to its senders alone. */
export const findConcernPerson = async (tx: Tx, id: number): Promise<number | undefined> =>
  (
    await tx.maybe(
      sql<{ personId: number }>`select person_id as "personId" from safeguarding_people(${id}, null) limit 1`,
    )
  )?.personId;

/** Of most people there is none: only where there is are the concerns themselves asked for. */
export async function listConcernsOfPerson(tx: Tx, personId: number): Promise<Concern[]> {
  const known = await tx.many(
    sql<{ id: number }>`select concern_id as id from safeguarding_people(null, ${personId})`,
  );
  if (known.length === 0) return [];
  return tx.many(sql<Concern>`
    select ${columns} ${from} where c.id = any (${known.map(({ id }) => id)}::bigint[]) order by c.sent_at desc, c.id limit 20`);
}

/** Sent to the agency in the system and not answered yet, or added to since by its sender; urgent ones first. */
export const listWaiting = (tx: Tx, agencyId: number, limit: number): Promise<Concern[]> =>
  tx.many(sql<Concern>`
    select ${columns} ${from} where c.hub_agency_id = ${agencyId} 
      and (t.state in ('sent', 'answered') or (n.state in ('added', 'reopened') and not n.by_hub))
    order by c.urgent desc, c.sent_at, c.id limit ${limit}`);

/** The viewer's own concerns that the hub said something of since a day, the newest first. */
export const listAnswers = (
  tx: Tx,
  staffId: number,
  since: string,
  limit: number,
): Promise<{ id: number; state: StepKind; at: Date }[]> =>
  tx.many(sql<{ id: number; state: StepKind; at: Date }>`
    select c.id, x.state, x.at from safeguarding_concern c
    join lateral (select y.* from safeguarding_step y where y.concern_id = c.id order by y.id desc limit 1) x on true
    where c.staff_id = ${staffId} and x.by_hub and (x.at >= ${since}::date or x.state = 'more-needed')
    order by x.id desc limit ${limit}`);

/** The viewer's own concerns whose file was not said to be sent, urgent ones first. */
export const listToSend = (tx: Tx, staffId: number, limit: number): Promise<Concern[]> =>
  tx.many(sql<Concern>`
    select ${columns} ${from} where c.staff_id = ${staffId} and t.state = 'to-send' order by c.urgent desc, c.sent_at limit ${limit}`);

export async function insertConcern(
  tx: Tx,
  concern: ConcernInput & {
    schemeId: number;
    agencyId: number;
    staffId: number;
    hubAgencyId: number | null;
    ruleId: number;
    personId: number | null;
  },
): Promise<number> {
  // A number is drawn and not counted on: one that is taken is drawn again.
  for (;;) {
    const made = await tx.maybe(sql<{ id: number }>`
      insert into safeguarding_concern (scheme_id, agency_id, staff_id, hub_agency_id, rule_id, person_id, about, urgent, phoned, fields, way)
      values (${concern.schemeId}, ${concern.agencyId}, ${concern.staffId}, ${concern.hubAgencyId}, ${concern.ruleId}, ${concern.personId},
        ${concern.about}, ${concern.urgent}, ${concern.phoned}, ${JSON.stringify(concern.fields)}::jsonb, ${concern.way})
      on conflict (id) do nothing returning id`);
    if (made !== undefined) return made.id;
  }
}

export const insertStep = (
  tx: Tx,
  step: { concernId: number; state: StepKind; note: string; staffId: number; byHub: boolean },
): Promise<number> =>
  tx.run(sql`insert into safeguarding_step (concern_id, state, note, staff_id, by_hub)
    values (${step.concernId}, ${step.state}, ${step.note}, ${step.staffId}, ${step.byHub})`);

/** Two who answer at once: the second waits, and then sees the first one's answer. */
export const lockConcern = (tx: Tx, id: number): Promise<unknown> =>
  tx.one(sql`select pg_advisory_xact_lock(hashtext('waymark-concern'), ${id}::integer)`);

/** What the record gives of a member, as far as the viewer sees it. */
export async function recordOf(tx: Tx, personId: number): Promise<RecordValues | undefined> {
  const [person, leads] = await Promise.all([
    tx.maybe(
      sql<{ name: string; born: string | null }>`
        select given_names || ' ' || family_name as name, born from person where id = ${personId}`,
    ),
    currentLeads(tx, [personId]),
  ]);
  if (person === undefined) return undefined;
  const lead = leads.get(personId);
  return {
    member: person.name,
    ...(person.born === null ? {} : { memberBorn: showDay(person.born) }),
    ...(lead === undefined
      ? {}
      : { lead: [lead.name, lead.phone ?? ''].filter((part) => part !== '').join(', ') }),
  };
}
