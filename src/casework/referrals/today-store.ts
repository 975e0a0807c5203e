import { sql, type Tx } from '../../kernel/database.ts';
import type { ReferralState } from './types.ts';

export interface TodayReferral {
  id: number;
  personId: number;
  name: string;
  service: string;
  state: ReferralState;
  what: 'declined' | 'waiting' | 'answered' | 'unanswered' | 'session' | 'report';
  at: Date;
  sessionId: number | null;
}

/** On Today. */
export const mostOnToday = { made: 200, handled: 80 } as const;

const named = sql`r.id, r.person_id as "personId", p.given_names || ' ' || p.family_name as name, v.name as service, r.state`;
const joined = sql`join person p on p.id = r.person_id join service v on v.id = r.service_id`;

/** Referrals of one's own: declined and not sent again, waiting too long, answered or ended since the last visit. */
export const listForReferrer = (
  tx: Tx,
  staffId: number,
  { waitingBefore, declinedSince, since }: { waitingBefore: Date; declinedSince: Date; since: Date | null },
): Promise<TodayReferral[]> =>
  tx.many(sql<TodayReferral>`
    select ${named}, x.what, x.at, null::bigint as "sessionId" from referral r ${joined}
    cross join lateral (values
      ('declined', case when r.state = 'declined' and r.answered_at >= ${declinedSince} then r.answered_at end),
      ('waiting', case when r.state = 'sent' and r.sent_at < ${waitingBefore} then r.sent_at end),
      ('answered', case when r.state in ('accepted', 'started', 'completed', 'ended-early', 'cancelled') and r.changed_by <> ${staffId} and r.changed_at > ${since} then r.changed_at end)) x (what, at)
    where r.staff_id = ${staffId} and x.at is not null order by x.at limit ${sql.lit(mostOnToday.made)}`);

/** What a provider's worker has to do: answers, sessions of the week and those gone by, reports that fall due. */
export const listForProvider = (
  tx: Tx,
  { dayAfter, lastBefore }: { dayAfter: Date; lastBefore: Date },
): Promise<TodayReferral[]> =>
  tx.many(sql<TodayReferral>`
    select * from (
      select ${named}, 'unanswered' as what, r.sent_at as at, null::bigint as "sessionId" from referral r ${joined} where r.state = 'sent'
      union all
      select ${named}, 'session', t.at, t.id from referral r ${joined} join referral_session t on t.referral_id = r.id
        where r.state = 'started' and t.state = 'planned' and t.at < ${dayAfter}
      union all
      select ${named}, 'report', l.at, null from referral r ${joined}
        cross join lateral (select max(t.at) as at, bool_or(t.state = 'planned') as planned from referral_session t where t.referral_id = r.id and t.state <> 'called-off') l
        where r.state = 'started' and l.at < ${lastBefore} and not l.planned) all_of_it
    order by at limit ${sql.lit(mostOnToday.handled)}`);
