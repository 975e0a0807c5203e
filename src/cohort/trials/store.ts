import { sql, type Tx } from '../../kernel/database.ts';
import type {
  Amendment,
  AmendmentPart,
  Protocol,
  Registration,
  Trial,
  TrialFigures,
  TrialState,
} from './types.ts';

const columns = sql`t.id, t.name, t.state, t.body, t.example, t.author_id as "authorId", a.name as author, t.submitted_by as "submittedBy", t.writers,
  p.name as approver, t.approved_at as "approvedAt", t.returned_why as "returnedWhy", t.protocol_ref as "protocolRef", t.protocol_on as "protocolOn",
  t.protocol_sha256 as "protocolSha256", t.ethics_body as "ethicsBody", t.ethics_ref as "ethicsRef", t.ethics_on as "ethicsOn",
  t.ethics_sha256 as "ethicsSha256", t.registered_sha256 as "registeredSha256", t.commitment, t.committed_at as "committedAt",
  t.opened_at as "openedAt", t.closed_at as "closedAt", t.seed, t.version`;
const from = sql`from trial t join staff a on a.id = t.author_id left join staff p on p.id = t.approved_by`;

export const listTrials = (tx: Tx, schemeId: number): Promise<Trial[]> =>
  tx.many(sql<Trial>`select ${columns} ${from} where t.scheme_id = ${schemeId} order by t.id desc limit 100`);

export const getTrial = (tx: Tx, schemeId: number, id: number): Promise<Trial> =>
  tx.one(sql<Trial>`select ${columns} ${from} where t.id = ${id} and t.scheme_id = ${schemeId}`);

export const lockTrial = (tx: Tx, schemeId: number, id: number): Promise<Trial> =>
  tx.one(
    sql<Trial>`select ${columns} ${from} where t.id = ${id} and t.scheme_id = ${schemeId} for update of t`,
  );

export const insertTrial = (
  tx: Tx,
  draft: { schemeId: number; name: string; body: Protocol; example: boolean; staffId: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into trial (scheme_id, name, body, example, author_id)
    values (${draft.schemeId}, ${draft.name}, ${JSON.stringify(draft.body)}::jsonb, ${draft.example}, ${draft.staffId}) returning id`);

export const updateProtocol = (
  tx: Tx,
  id: number,
  { name, body, registration: r }: { name: string; body: Protocol; registration: Registration },
): Promise<number> =>
  tx.run(sql`
    update trial set name = ${name}, body = ${JSON.stringify(body)}::jsonb, protocol_ref = ${r.protocolRef}, protocol_on = ${r.protocolOn},
      protocol_sha256 = ${r.protocolSha256}, ethics_body = ${r.ethicsBody}, ethics_ref = ${r.ethicsRef}, ethics_on = ${r.ethicsOn},
      ethics_sha256 = ${r.ethicsSha256}, version = version + 1 where id = ${id}`);

interface Moving {
  state: TrialState;
  staffId: number;
  now: Date;
  why?: string;
  /** Of an approval. */
  registered?: string;
}

/** Moves a trial on; who submitted and approved it, and when it opened and closed, goes with the state. */
export const updateTrialState = (tx: Tx, id: number, to: Moving): Promise<number> =>
  tx.run(sql`
    update trial set state = ${to.state}, version = version + 1, returned_why = ${to.why ?? null},
      submitted_by = case when ${to.state} = 'submitted' then ${to.staffId} when ${to.state} = 'draft' then null else submitted_by end,
      approved_by = case when ${to.state} = 'approved' then ${to.staffId} else approved_by end,
      approved_at = case when ${to.state} = 'approved' then ${to.now}::timestamptz else approved_at end,
      registered_sha256 = coalesce(registered_sha256, ${to.registered ?? null}::text),
      opened_at = case when ${to.state} = 'open' then coalesce(opened_at, ${to.now}::timestamptz) else opened_at end,
      closed_at = case when ${to.state} = 'closed' then ${to.now}::timestamptz else closed_at end
    where id = ${id}`);

export const insertAmendment = (
  tx: Tx,
  amendment: { trialId: number; part: AmendmentPart; words: string; why: string; staffId: number; now: Date },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into trial_amendment (trial_id, part, words, why, allocated, staff_id, at)
    values (${amendment.trialId}, ${amendment.part}, ${amendment.words}, ${amendment.why},
      coalesce((select (figures->>'randomised')::int from trial_figures_exact where trial_id = ${amendment.trialId}), 0), ${amendment.staffId}, ${amendment.now})
    returning id`);

export const listAmendments = (tx: Tx, trialId: number): Promise<Amendment[]> =>
  tx.many(sql<Amendment>`
    select m.part, m.words, m.why, m.allocated, s.name as staff, m.at from trial_amendment m join staff s on s.id = m.staff_id
    where m.trial_id = ${trialId} order by m.id`);

/** The counts in full for who runs the trial, with small numbers left out for everybody else; undefined before the first. */
export const findFigures = (
  tx: Tx,
  trialId: number,
): Promise<{ figures: TrialFigures; at: Date; isExact: boolean } | undefined> =>
  tx.maybe(sql<{ figures: TrialFigures; at: Date; isExact: boolean }>`
    select coalesce(e.figures, f.figures) as figures, f.at, e.trial_id is not null as "isExact"
    from trial_figures f left join trial_figures_exact e on e.trial_id = f.trial_id where f.trial_id = ${trialId}`);

export const openTrials = (tx: Tx, schemeId: number): Promise<Trial[]> =>
  tx.many(
    sql<Trial>`select ${columns} ${from} where t.scheme_id = ${schemeId} and t.state in ('open', 'paused', 'closed') order by t.id desc`,
  );

interface InTrial {
  trialId: number;
  name: string;
  told: string | null;
  since: Date;
  withdrew: boolean;
}

/** In which trials somebody takes part, as everybody who reaches them may know: never the arm. */
export const inTrials = (tx: Tx, personId: number): Promise<InTrial[]> =>
  tx.many(
    sql<InTrial>`select trial_id as "trialId", name, told, since, withdrew from in_trials(${personId})`,
  );
