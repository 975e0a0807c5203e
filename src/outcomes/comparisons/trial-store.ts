import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { trialWaitingMonths } from './rules.ts';

interface TrialFacts {
  id: number;
  name: string;
  state: string;
  openedAt: Date | null;
  /** London. */
  lastEnrolledOn: Day | null;
  horizonMonths: number;
  arms: { code: string; name: string }[];
  allocated: number;
}

/**
 * A trial by its protocol, for the measurement service: people of it only once it has closed.
 * @throws WaymarkError `not-found`
 */
export const getTrialFacts = (tx: Tx, schemeId: number, trialId: number): Promise<TrialFacts> =>
  tx.one(sql<TrialFacts>`
    select t.id, t.name, t.state, t.opened_at as "openedAt", (t.body->>'horizonMonths')::int as "horizonMonths", t.body->'arms' as arms,
      (select max((p.enrolled_at at time zone 'Europe/London')::date) from trial_participant p where p.trial_id = t.id and p.state = 'allocated') as "lastEnrolledOn",
      (select count(*)::int from trial_allocation a where a.trial_id = t.id) as allocated
    from trial t where t.id = ${trialId} and t.scheme_id = ${schemeId}`);

/** One arm as it was allocated, with what became of its people. */
export interface ArmCounts {
  arm: string;
  allocated: number;
  /** Whose data may be used for the whole horizon, and reach over it. */
  analysed: number;
  /** Who asked that later data are not used: no outcome for the whole horizon. */
  dataStopped: number;
  withdrew: number;
  lost: number;
  reoffended: number;
  reoffences: number;
}

/**
 * Everybody in the arm that they were drawn into, whatever they received: who committed an offence within the horizon from
 * enrolment that was proven in it or the 6 months after it.
 */
export const countArms = (
  tx: Tx,
  { trialId, horizonMonths, dataTo }: { trialId: number; horizonMonths: number; dataTo: Day },
): Promise<ArmCounts[]> =>
  tx.many(sql<ArmCounts>`
    with looked as (
      select a.arm, a.person_id, p.withdrew_on, p.lost_on, p.day, (p.day + make_interval(months => ${horizonMonths}::int))::date as until,
        coalesce(p.data_until < (p.day + make_interval(months => ${horizonMonths}::int))::date, false) as stopped
      from trial_allocation a join lateral (select x.withdrew_on, x.lost_on, x.data_until, (x.enrolled_at at time zone 'Europe/London')::date as day
        from trial_participant x where x.id = a.participant_id) p on true where a.trial_id = ${trialId}
    ), counted as (
      select l.*, not l.stopped and (l.until + make_interval(months => ${trialWaitingMonths}::int))::date <= ${dataTo}::date + 1 as whole,
        (select count(*)::int from offence o where o.person_id = l.person_id and o.proven and o.offence_date >= l.day and o.offence_date < l.until
          and (o.outcome_date is null or o.outcome_date < l.until + make_interval(months => ${trialWaitingMonths}::int))) as reoffences
      from looked l)
    select arm, count(*)::int as allocated, (count(*) filter (where whole))::int as analysed, (count(*) filter (where stopped))::int as "dataStopped",
      (count(*) filter (where withdrew_on is not null))::int as withdrew, (count(*) filter (where lost_on is not null))::int as lost,
      (count(*) filter (where whole and reoffences > 0))::int as reoffended, coalesce(sum(reoffences) filter (where whole), 0)::int as reoffences
    from counted group by arm order by arm`);

export interface FlowCounts {
  assessed: number | null;
  excluded: { reason: string; people: number | null }[];
  refused: number | null;
  notYetEnrolled: number | null;
  randomised: number | null;
  arms: { arm: string; received: number | null }[];
}

/** The CONSORT flow as the randomiser counted it last. */
export const findFlow = async (tx: Tx, trialId: number): Promise<FlowCounts | undefined> =>
  (
    await tx.maybe(
      sql<{ figures: FlowCounts }>`select figures from trial_figures_exact where trial_id = ${trialId}`,
    )
  )?.figures;
