import { sql } from '../../kernel/database.ts';
import type { PersonReference } from '../../web/wing.ts';
import { dayOf, since, type WrittenRow, written } from '../../web/written-things.ts';
import { type ReferralState, referralStateWords } from './types.ts';

const referrals: PersonReference = {
  kind: 'referral',
  words: 'Referrals',
  way: 'moves',
  why: 'A draft, or one that nobody has answered. The provider sees it no longer and is told nothing of the other person: there it is a draft, until whoever works with them sends it. One that a provider has answered is withdrawn and written anew.',
  list: (tx, { personId, from }) =>
    written(
      tx.many(sql<WrittenRow & { service: string; state: ReferralState; hangs: boolean }>`
        select r.id, ${dayOf('r.created_at')} as day, r.state, v.name as service, r.agency_id as "agencyId", a.name as agency,
          exists (select 1 from unmet_need n where n.referral_id = r.id) as hangs
        from referral r join agency a on a.id = r.agency_id join service v on v.id = r.service_id
        where r.person_id = ${personId} and ${since('r.created_at', from)} order by r.created_at desc, r.id desc limit 200`),
      ({ service, state, hangs, id }) => ({
        title: `Referral to ${service}: ${referralStateWords[state].toLowerCase()}`,
        href: `/referrals/${id}`,
        ...(state !== 'draft' && state !== 'sent'
          ? { stuck: 'a provider has answered it, or it is over' }
          : hangs
            ? { stuck: 'it meets a need that was recorded as unmet' }
            : {}),
      }),
    ),
};

const unmetNeeds: PersonReference = {
  kind: 'unmet-need',
  words: 'Needs that no service meets',
  way: 'anew',
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
