import { createHash, randomBytes } from 'node:crypto';
import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { type Day, londonDay } from '../../kernel/clock.ts';
import { type Database, sql, type Tx } from '../../kernel/database.ts';
import { canonicalJson } from '../../kernel/ids.ts';
import { seedCommitment } from '../../statistics/index.ts';
import { type Counted, consortOf, published } from './consort.ts';
import { armsOf, excludedOnRecord } from './rules.ts';
import type { ParticipantState, Protocol, TrialState } from './types.ts';

/**
 * The service that holds the seeds. It works after an act, in a transaction and under a database role of its own, so
 * that whoever enrols has done so for good before an arm is known to anybody, and no page can read a seed.
 */

interface Held {
  id: number;
  state: TrialState;
  body: Protocol;
  commitment: string | null;
  seed: string | null;
}

const as = <Result>(database: Database, work: (tx: Tx) => Promise<Result>): Promise<Result> =>
  database.as(serviceViewer('randomiser'), work);

/** Whatever a trial waits for: its commitment, allocations, the seed once the list is published, its counts. */
export async function tendTrial(database: Database, trialId: number, now: Date): Promise<void> {
  await as(database, async (tx) => {
    const trial = await lockHeld(tx, trialId);
    if (trial === undefined) return;
    if (trial.state === 'approved' && trial.commitment === null) await commit(tx, trial, now);
    if (trial.state === 'revealed' && trial.seed === null) await reveal(tx, trial, now);
    if (trial.state === 'open' || trial.state === 'paused' || trial.state === 'closed')
      await allocateWaiting(tx, trial, now);
    await count(tx, trial, now);
  });
}

/** Every trial that is not a draft: nightly, and after whatever an act left undone. */
export async function tendTrials(database: Database, now: Date): Promise<number> {
  const trials = await as(database, (tx) =>
    tx.many(
      sql<{
        id: number;
      }>`select id from trial where state not in ('draft', 'submitted', 'withdrawn') order by id`,
    ),
  );
  for (const { id } of trials) await tendTrial(database, id, now);
  return trials.length;
}

/** One at a time for each trial: two who enrol at once get two places of the list. */
async function lockHeld(tx: Tx, trialId: number): Promise<Held | undefined> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('trial'), ${trialId}::int)`);
  return tx.maybe(sql<Held>`select id, state, body, commitment, seed from trial where id = ${trialId}`);
}

async function commit(tx: Tx, trial: Held, now: Date): Promise<void> {
  await tx.run(
    sql`insert into trial_seed (trial_id, seed) values (${trial.id}, ${randomBytes(32)}) on conflict do nothing`,
  );
  const seed = await seedOf(tx, trial.id);
  await tx.run(
    sql`update trial set commitment = ${seedCommitment(seed)}, committed_at = ${now} where id = ${trial.id}`,
  );
  await auditRan(tx, { act: 'trial:commit', ...about(trial) });
}

const seedOf = async (tx: Tx, trialId: number): Promise<Uint8Array> =>
  (await tx.one(sql<{ seed: Uint8Array }>`select seed from trial_seed where trial_id = ${trialId}`)).seed;

async function reveal(tx: Tx, trial: Held, now: Date): Promise<void> {
  const seed = Buffer.from(await seedOf(tx, trial.id)).toString('hex');
  await tx.run(sql`update trial set seed = ${seed}, revealed_at = ${now} where id = ${trial.id}`);
  await auditRan(tx, { act: 'trial:reveal', ...about(trial) });
}

interface Waiting {
  id: number;
  personId: number;
  stratum: string;
  born: Day | null;
  supervised: boolean;
}

async function allocateWaiting(tx: Tx, trial: Held, now: Date): Promise<void> {
  const today = londonDay(now);
  const waiting = await tx.many(sql<Waiting>`
    select p.id, p.person_id as "personId", p.stratum, n.born,
      exists (select 1 from supervision s where s.person_id = p.person_id and s.from_day <= ${today}::date and (s.to_day is null or s.to_day > ${today}::date))
        or exists (select 1 from membership m where m.person_id = p.person_id and m.left_on is null and m.statutory <> 'voluntary') as supervised
    from trial_participant p join person n on n.id = p.person_id
    where p.trial_id = ${trial.id} and p.state = 'enrolled' order by p.enrolled_at, p.id limit 200`);
  if (waiting.length === 0) return;
  const seed = await seedOf(tx, trial.id);
  const places = await placesOf(tx, trial.id);
  for (const one of waiting) {
    if (excludedOnRecord(trial.body, one, today)) {
      await tx.run(
        sql`update trial_participant set state = 'excluded', reasons = '{records}', version = version + 1 where id = ${one.id}`,
      );
      continue;
    }
    const position = places.get(one.stratum) ?? 0;
    places.set(one.stratum, position + 1);
    const arm = armsOf(trial.body, { seed, stratum: one.stratum, n: position + 1 })[position];
    await tx.run(sql`
      insert into trial_allocation (trial_id, participant_id, person_id, stratum, position, arm, at)
      values (${trial.id}, ${one.id}, ${one.personId}, ${one.stratum}, ${position}, ${arm}, ${now})`);
    await tx.run(
      sql`update trial_participant set state = 'allocated', version = version + 1 where id = ${one.id}`,
    );
  }
  // Neither whom nor which arm: the audit has more readers than the list.
  await auditRan(tx, { act: 'trial:allocate', ...about(trial), detail: { people: waiting.length } });
}

const placesOf = async (tx: Tx, trialId: number): Promise<Map<string, number>> =>
  new Map(
    (
      await tx.many(
        sql<{
          stratum: string;
          n: number;
        }>`select stratum, count(*)::int as n from trial_allocation where trial_id = ${trialId} group by stratum`,
      )
    ).map(({ stratum, n }) => [stratum, n]),
  );

interface CountedRow extends Omit<Counted, 'received'> {
  state: ParticipantState;
  hasContract: boolean;
}

async function count(tx: Tx, trial: Held, now: Date): Promise<void> {
  const rows = await tx.many(sql<CountedRow>`
    select p.state, p.reasons, p.stratum, p.enrolled_at as "enrolledAt", p.withdrew_on as "withdrewOn", p.data_until as "dataUntil",
      p.lost_on as "lostOn", l.arm, l.position, exists (select 1 from trial_contract c where c.participant_id = p.id) as "hasContract"
    from trial_participant p left join trial_allocation l on l.participant_id = p.id where p.trial_id = ${trial.id}`);
  const [first] = trial.body.arms;
  // Where treatment is a contract, whoever was given one received it; the other arm goes on as ever.
  const people = rows.map((row) => ({
    ...row,
    received: trial.body.contract === null || row.arm !== first?.code || row.hasContract,
  }));
  const isEnrolling = trial.state === 'open' || trial.state === 'paused';
  const exact = consortOf(trial.body, people, { isEnrolling, today: londonDay(now) });
  const shown = published(exact);
  await writeFigures(tx, trial.id, { exact: JSON.stringify(exact), shown: JSON.stringify(shown), now });
}

async function writeFigures(
  tx: Tx,
  trialId: number,
  { exact, shown, now }: { exact: string; shown: string; now: Date },
): Promise<void> {
  await tx.run(sql`
    insert into trial_figures_exact (trial_id, at, figures) values (${trialId}, ${now}, ${exact}::jsonb)
    on conflict (trial_id) do update set at = excluded.at, figures = excluded.figures`);
  await tx.run(sql`
    insert into trial_figures (trial_id, at, figures) values (${trialId}, ${now}, ${shown}::jsonb)
    on conflict (trial_id) do update set at = excluded.at, figures = excluded.figures`);
}

/** The list of a trial that is over, as it is published: anybody can derive it again from the seed in it. */
export async function publishedList(
  database: Database,
  trialId: number,
): Promise<PublishedTrial | undefined> {
  return as(database, async (tx) => {
    const trial = await tx.maybe(
      sql<
        Held & { name: string }
      >`select id, name, state, body, commitment, seed from trial where id = ${trialId} and state = 'revealed' and seed is not null`,
    );
    if (trial === undefined) return undefined;
    const rows = await tx.many(sql<{ stratum: string; arm: string }>`
      select stratum, arm from trial_allocation where trial_id = ${trialId} order by stratum, position`);
    const { arms, ratio, blockSizes } = trial.body;
    const lists = [...Map.groupBy(rows, ({ stratum }) => stratum)].map(([stratum, lines]) => ({
      stratum,
      allocations: lines.map(({ arm }) => arm),
    }));
    const list = {
      trial: trial.name,
      commitment: trial.commitment ?? '',
      seed: trial.seed ?? '',
      arms: arms.map(({ code }) => code),
      ratio,
      blockSizes,
      strata: lists,
    };
    return { ...list, sha256: createHash('sha256').update(canonicalJson(list)).digest('hex') };
  });
}

export interface PublishedTrial {
  trial: string;
  commitment: string;
  seed: string;
  arms: string[];
  ratio: number[];
  blockSizes: number[];
  /** The arms of each stratum in the order of enrolment. */
  strata: { stratum: string; allocations: string[] }[];
  sha256?: string;
}

const about = ({ id }: Held) => ({ subject: 'trial', subjectId: id });
