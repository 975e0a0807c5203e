import { sql } from '../../kernel/database.ts';
import type { PersonReference } from '../../web/wing.ts';
import {
  dayOf,
  peopleSince,
  since,
  type WaitingRow,
  type WrittenRow,
  written,
} from '../../web/written-things.ts';
import { type ReferralState, referralStateWords } from './types.ts';

interface Referral {
  service: string;
  state: ReferralState;
  hangs: boolean;
  /** The provider may go on with the other person, whom the viewer may see. */
  goesOn: boolean;
}

function stuckOf({ state, hangs, goesOn }: Referral, mayRefer: boolean): { stuck?: string } {
  if (hangs) return { stuck: 'it meets a need that was recorded as unmet, or another provider took it over' };
  if (state === 'draft' || state === 'sent' || (goesOn && mayRefer)) return {};
  return {
    stuck:
      'a provider has answered it, and you may not refer the other person: withdraw it here first, or ask the scheme’s office',
  };
}

const referrals: PersonReference = {
  kind: 'referral',
  words: 'Referrals',
  way: 'moves',
  why: 'A draft, or one that nobody has answered. The provider sees it no longer and is told nothing of the other person: there it is a draft, until whoever works with them sends it. One that a provider has answered goes with all that they did, where you may see and refer the other person: the provider goes on with them, and what you had shared stays as it was written: read it again. Else it is withdrawn here, and written anew.',
  anewAt: 'referrals',
  waits: {
    right: 'referral:make',
    list: (tx, { viewer, about }) =>
      tx.many(sql<WaitingRow>`
        select distinct r.id, r.person_id as "personId", ${dayOf('r.created_at')} as day
        from ${peopleSince(about)}
        join referral r on r.person_id = w.person_id and ${dayOf('r.created_at')} >= w.from_day
        where r.agency_id = ${viewer.agencyId} and r.state in ('sent', 'accepted', 'started')`),
  },
  list: (tx, { personId, from, viewer, otherId }) =>
    written(
      tx.many(sql<WrittenRow & Referral>`
        select r.id, ${dayOf('r.created_at')} as day, r.state, v.name as service, r.agency_id as "agencyId", a.name as agency,
          exists (select 1 from unmet_need n where n.referral_id = r.id) or exists (select 1 from referral_transfer n where n.referral_id = r.id) as hangs,
          ${otherId}::bigint is not null and (r.state not in ('accepted', 'started') or is_on_scheme(${otherId})) as "goesOn"
        from referral r join agency a on a.id = r.agency_id join service v on v.id = r.service_id
        where r.person_id = ${personId} and ${since('r.created_at', from)} order by r.created_at desc, r.id desc limit 200`),
      (row) => ({
        title: `Referral to ${row.service}: ${referralStateWords[row.state].toLowerCase()}`,
        href: `/referrals/${row.id}`,
        ...stuckOf(row, viewer.may('referral:make')),
      }),
    ),
};

const unmetNeeds: PersonReference = {
  kind: 'unmet-need',
  words: 'Needs that no service meets',
  way: 'anew',
  anewAt: 'referrals',
  why: 'It counts for the base and the pathway of this person’s case.',
  list: (tx, { personId, from }) =>
    written(
      tx.many(sql<WrittenRow>`
        select n.id, ${dayOf('n.recorded_at')} as day, n.agency_id as "agencyId", a.name as agency from unmet_need n join agency a on a.id = n.agency_id
        where n.person_id = ${personId} and ${since('n.recorded_at', from)} order by n.recorded_at desc, n.id desc limit 200`),
      () => ({
        title: 'A need that no service meets',
        href: `/people/${personId}/referrals`,
      }),
    ),
};

const questionnaires: PersonReference = {
  kind: 'questionnaire',
  words: 'Questionnaires',
  way: 'anew',
  anewAt: 'referrals',
  why: 'The answers are one person’s from start to end: whoever asked withdraws it, and asks the other.',
  list: (tx, { personId, from }) =>
    written(
      tx.many(sql<WrittenRow>`
        select q.id, q.asked_on as day, q.agency_id as "agencyId", a.name as agency from questionnaire_answer q join agency a on a.id = q.agency_id
        where q.person_id = ${personId} and q.withdrawn_why is null and ${since('q.recorded_at', from)}
        order by q.recorded_at desc, q.id desc limit 200`),
      () => ({ title: 'Asked how things are', href: `/people/${personId}/referrals` }),
    ),
};

export const referralReferences = [referrals, unmetNeeds, questionnaires];
