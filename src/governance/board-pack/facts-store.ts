import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';

// What a pack reads of the other registers of this wing: totals, and the lines that a board is to see. No name of
// anybody, of staff either, is in any of them.

export const listDecisionFacts = (
  tx: Tx,
  since: Day,
): Promise<{ number: string; title: string; state: string; decidedOn: Day | null; example: boolean }[]> =>
  tx.many(sql<{ number: string; title: string; state: string; decidedOn: Day | null; example: boolean }>`
    select number, title, state, decided_on as "decidedOn", example from decision_notice
    where decided_on >= ${since}::date or state in ('draft', 'certified', 'referred')
    order by (decided_on is null), decided_on desc, id desc limit 40`);

export const listRecommendationFacts = (
  tx: Tx,
  today: Day,
): Promise<
  {
    source: string;
    stated: number | null;
    entered: number;
    open: number;
    inProgress: number;
    done: number;
    assured: number;
    overdue: number;
    example: boolean;
  }[]
> =>
  tx.many(sql`
    select s.title as source, s.stated, count(r.id)::int as entered, (count(r.id) filter (where r.status = 'open'))::int as open,
      (count(r.id) filter (where r.status = 'in-progress'))::int as "inProgress", (count(r.id) filter (where r.status = 'done'))::int as done,
      (count(r.id) filter (where r.status = 'assured'))::int as assured,
      (count(r.id) filter (where r.status in ('open', 'in-progress') and r.due_on < ${today}::date))::int as overdue, s.example
    from recommendation_source s left join recommendation r on r.source_id = s.id group by s.id order by s.published_on desc nulls last, s.id limit 30`);

export const listProgrammeFacts = (
  tx: Tx,
  today: Day,
): Promise<
  {
    programme: string;
    items: number;
    done: number;
    late: number;
    red: number;
    next: string | null;
    example: boolean;
  }[]
> =>
  tx.many(sql`
    select p.title as programme, count(i.id)::int as items, (count(i.id) filter (where i.done_on is not null))::int as done,
      (count(i.id) filter (where i.done_on is null and i.ends_on < ${today}::date))::int as late,
      (count(i.id) filter (where i.done_on is null and i.rag = 'red'))::int as red,
      (select n.title || ', ' || to_char(n.ends_on, 'YYYY-MM-DD') from programme_item n where n.programme_id = p.id and n.kind = 'milestone'
        and n.done_on is null and not n.dropped order by n.ends_on, n.id limit 1) as next, p.example
    from programme p left join programme_item i on i.programme_id = p.id and not i.dropped group by p.id order by p.id limit 20`);

export const listRiskFacts = (
  tx: Tx,
): Promise<
  {
    title: string;
    category: string;
    likelihoodBefore: number;
    impactBefore: number;
    likelihood: number;
    impact: number;
    register: 'scheme' | 'asked' | 'opcc';
    example: boolean;
  }[]
> =>
  tx.many(sql`
    select title, category, likelihood_before as "likelihoodBefore", impact_before as "impactBefore", likelihood, impact, register, example
    from scheme_risk where state = 'open' order by likelihood * impact desc, likelihood_before * impact_before desc, id limit 100`);

export const listExpiringFacts = (
  tx: Tx,
  today: Day,
  until: Day,
): Promise<{ reference: string; title: string; expiresOn: Day; example: boolean }[]> =>
  tx.many(sql<{ reference: string; title: string; expiresOn: Day; example: boolean }>`
    select reference, title, expires_on as "expiresOn", example from agreement
    where ended_on is null and starts_on <= ${today}::date and expires_on between ${today}::date - 366 and ${until}::date
    order by expires_on, id limit 40`);

export const countActionFacts = (
  tx: Tx,
  today: Day,
): Promise<{ open: number; inProgress: number; closed: number; overdue: number }> =>
  tx.one(sql<{ open: number; inProgress: number; closed: number; overdue: number }>`
    select (count(*) filter (where state = 'open'))::int as open, (count(*) filter (where state = 'in-progress'))::int as "inProgress",
      (count(*) filter (where state = 'closed'))::int as closed,
      (count(*) filter (where state <> 'closed' and due_on < ${today}::date))::int as overdue from governance_action`);

export const listActionFacts = (
  tx: Tx,
): Promise<{ title: string; source: string; dueOn: Day | null; state: string; example: boolean }[]> =>
  tx.many(sql<{ title: string; source: string; dueOn: Day | null; state: string; example: boolean }>`
    select title, source, due_on as "dueOn", state, example from governance_action where state <> 'closed'
    order by due_on nulls last, id limit 40`);

export const listObjectiveFacts = (
  tx: Tx,
): Promise<
  {
    body: string;
    number: string | null;
    title: string;
    notMeasuredWhy: string | null;
    decisions: number;
    grants: number;
    measures: string[];
    example: boolean;
  }[]
> =>
  tx.many(sql`
    select o.body, o.number, o.title, o.not_measured_why as "notMeasuredWhy", (count(l.id) filter (where l.kind = 'decision'))::int as decisions,
      (count(l.id) filter (where l.kind = 'grant'))::int as grants, coalesce(array_agg(l.title) filter (where l.kind = 'measure'), '{}') as measures, o.example
    from plan_objective o left join plan_objective_link l on l.objective_id = o.id and not l.removed group by o.id
    order by o.body, o.from_on desc nulls last, o.number, o.id limit 60`);
