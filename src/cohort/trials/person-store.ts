import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type {
  Condition,
  Contract,
  ContractEvent,
  ContractState,
  Participant,
  ParticipantState,
} from './types.ts';

// Who does not treat them, or enrols, has no row of the allocation: the arm is then null.
const columns = sql`p.id, p.trial_id as "trialId", p.person_id as "personId", n.family_name || ', ' || n.given_names as name, p.state, p.reasons, p.stratum,
  p.consent, p.consent_on as "consentOn", p.assessed_at as "assessedAt", p.enrolled_at as "enrolledAt", p.withdrew_on as "withdrewOn",
  p.data_until as "dataUntil", p.lost_on as "lostOn", p.lost_why as "lostWhy", p.version, l.arm`;
const from = sql`from trial_participant p join person n on n.id = p.person_id left join trial_allocation l on l.participant_id = p.id`;

export const listParticipations = (tx: Tx, personId: number): Promise<Participant[]> =>
  tx.many(sql<Participant>`select ${columns} ${from} where p.person_id = ${personId} order by p.id desc`);

/** People of a trial as far as the viewer sees them, the newest first. */
export const listParticipants = (
  tx: Tx,
  trialId: number,
  page: { state: ParticipantState | undefined; limit: number; offset: number },
): Promise<Participant[]> =>
  tx.many(sql<Participant>`
    select ${columns} ${from} where p.trial_id = ${trialId} and (${page.state ?? null}::text is null or p.state = ${page.state ?? null})
    order by p.assessed_at desc, p.id desc limit ${page.limit} offset ${page.offset}`);

export const countParticipants = async (
  tx: Tx,
  trialId: number,
): Promise<Partial<Record<ParticipantState, number>>> =>
  Object.fromEntries(
    (
      await tx.many(
        sql<{
          state: ParticipantState;
          n: number;
        }>`select state, count(*)::int as n from trial_participant where trial_id = ${trialId} group by state`,
      )
    ).map(({ state, n }) => [state, n]),
  );

export const lockParticipant = (tx: Tx, trialId: number, personId: number): Promise<Participant> =>
  tx.one(
    sql<Participant>`select ${columns} ${from} where p.trial_id = ${trialId} and p.person_id = ${personId} for update of p`,
  );

export const getParticipant = (tx: Tx, trialId: number, personId: number): Promise<Participant> =>
  tx.one(
    sql<Participant>`select ${columns} ${from} where p.trial_id = ${trialId} and p.person_id = ${personId}`,
  );

export const findParticipant = (
  tx: Tx,
  trialId: number,
  personId: number,
): Promise<{ id: number; state: ParticipantState; version: number } | undefined> =>
  tx.maybe(sql<{ id: number; state: ParticipantState; version: number }>`
    select id, state, version from trial_participant where trial_id = ${trialId} and person_id = ${personId} for update`);

interface Assessed {
  trialId: number;
  personId: number;
  state: 'excluded' | 'refused' | 'eligible';
  reasons: readonly string[];
  answers: Readonly<Record<string, string>>;
  stratum: string | null;
  consent: 'given' | 'refused' | null;
  consentOn: Day | null;
  consentHow: string | null;
  staffId: number;
  now: Date;
}

/** Writes what was found, over what was found before where they were looked at already. */
export async function writeAssessment(tx: Tx, found: Assessed, id: number | undefined): Promise<number> {
  const answers = JSON.stringify(found.answers);
  const reasons = [...found.reasons];
  if (id !== undefined) {
    await tx.run(sql`
      update trial_participant set state = ${found.state}, reasons = ${reasons}::text[], answers = ${answers}::jsonb, stratum = ${found.stratum},
        consent = ${found.consent}, consent_on = ${found.consentOn}, consent_how = ${found.consentHow}, assessed_by = ${found.staffId},
        assessed_at = ${found.now}, version = version + 1 where id = ${id}`);
    return id;
  }
  const made = await tx.one(sql<{ id: number }>`
    insert into trial_participant (trial_id, person_id, state, reasons, answers, stratum, consent, consent_on, consent_how, assessed_by, assessed_at)
    values (${found.trialId}, ${found.personId}, ${found.state}, ${reasons}::text[], ${answers}::jsonb, ${found.stratum}, ${found.consent},
      ${found.consentOn}, ${found.consentHow}, ${found.staffId}, ${found.now}) returning id`);
  return made.id;
}

export const enrolRow = (tx: Tx, id: number, staffId: number, now: Date): Promise<number> =>
  tx.run(sql`
    update trial_participant set state = 'enrolled', enrolled_by = ${staffId}, enrolled_at = ${now}, version = version + 1 where id = ${id}`);

export const withdrawRow = (tx: Tx, id: number, on: Day, dataUntil: Day | null): Promise<number> =>
  tx.run(sql`
    update trial_participant set withdrew_on = coalesce(withdrew_on, ${on}), data_until = coalesce(data_until, ${dataUntil}::date), version = version + 1
    where id = ${id}`);

/** Ends the contract, where there is one: whoever writes the withdrawal down need not know. */
export const stopTreatment = (tx: Tx, participantId: number, on: Day): Promise<number> =>
  tx.run(sql`select trial_stop(${participantId}, ${on}::date)`);

export const loseRow = (tx: Tx, id: number, on: Day, why: string): Promise<number> =>
  tx.run(
    sql`update trial_participant set lost_on = ${on}, lost_why = ${why}, version = version + 1 where id = ${id}`,
  );

const contractColumns = sql`c.id, c.trial_id as "trialId", c.participant_id as "participantId", c.person_id as "personId", c.state,
  c.from_day as "fromDay", c.to_day as "toDay", c.conditions, c.worker_id as "workerId", w.name as worker, c.breach_by as "breachBy", c.ended_on as "endedOn", c.version`;

export const listContracts = (tx: Tx, personId: number): Promise<Contract[]> =>
  tx.many(sql<Contract>`
    select ${contractColumns} from trial_contract c join staff w on w.id = c.worker_id where c.person_id = ${personId} order by c.id desc`);

export const lockContract = (tx: Tx, id: number, personId: number): Promise<Contract> =>
  tx.one(sql<Contract>`
    select ${contractColumns} from trial_contract c join staff w on w.id = c.worker_id
    where c.id = ${id} and c.person_id = ${personId} for update of c`);

export const insertContract = (
  tx: Tx,
  made: {
    trialId: number;
    participantId: number;
    personId: number;
    fromDay: Day;
    toDay: Day;
    conditions: readonly Condition[];
    workerId: number;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into trial_contract (trial_id, participant_id, person_id, state, from_day, to_day, conditions, worker_id)
    values (${made.trialId}, ${made.participantId}, ${made.personId}, 'running', ${made.fromDay}, ${made.toDay},
      ${JSON.stringify(made.conditions)}::jsonb, ${made.workerId}) returning id`);

export const updateContract = (
  tx: Tx,
  id: number,
  to: {
    state: ContractState;
    conditions: readonly Condition[];
    breachBy: number | null;
    endedOn: Day | null;
  },
): Promise<number> =>
  tx.run(sql`
    update trial_contract set state = ${to.state}, conditions = ${JSON.stringify(to.conditions)}::jsonb, breach_by = ${to.breachBy},
      ended_on = ${to.endedOn}, version = version + 1 where id = ${id}`);

export const insertEvent = (
  tx: Tx,
  event: {
    contractId: number;
    personId: number;
    what: string;
    onDay: Day;
    words: string;
    staffId: number;
    now: Date;
  },
): Promise<number> =>
  tx.run(sql`
    insert into trial_event (contract_id, person_id, what, on_day, words, staff_id, at)
    values (${event.contractId}, ${event.personId}, ${event.what}, ${event.onDay}, ${event.words}, ${event.staffId}, ${event.now})`);

export const listEvents = (tx: Tx, personId: number): Promise<(ContractEvent & { contractId: number })[]> =>
  tx.many(sql<ContractEvent & { contractId: number }>`
    select e.contract_id as "contractId", e.what, e.on_day as "onDay", e.words, s.name as staff from trial_event e join staff s on s.id = e.staff_id
    where e.person_id = ${personId} order by e.id desc limit 200`);

/** The arm of somebody, for whoever treats: `not-found` for everybody else. */
export const getAllocation = (tx: Tx, participantId: number): Promise<{ arm: string }> =>
  tx.one(sql<{ arm: string }>`select arm from trial_allocation where participant_id = ${participantId}`);
