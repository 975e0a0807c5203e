import { sql } from '../../kernel/database.ts';
import type { PersonReference, WrittenThing } from '../../web/wing.ts';
import { type ReferralState, referralStateWords } from './types.ts';

type Row = Omit<WrittenThing, 'title' | 'href'>;

const referrals: PersonReference = {
  kind: 'referral',
  words: 'Referrals',
  way: 'moves',
  why: 'A draft, or one that nobody has answered. The provider sees it no longer and is told nothing of the other person: there it is a draft, until whoever works with them sends it. One that a provider has answered is withdrawn and written anew.',
  list: async (tx, { personId, from }) =>
    (
      await tx.many(sql<Row & { service: string; state: ReferralState; hangs: boolean }>`
        select r.id, (r.created_at at time zone 'Europe/London')::date as day, r.state, v.name as service, r.agency_id as "agencyId", a.name as agency,
          exists (select 1 from unmet_need n where n.referral_id = r.id) as hangs
        from referral r join agency a on a.id = r.agency_id join service v on v.id = r.service_id
        where r.person_id = ${personId} and (r.created_at at time zone 'Europe/London')::date >= ${from}::date order by r.created_at desc, r.id desc limit 200`)
    ).map(({ service, state, hangs, ...row }) => ({
      ...row,
      title: `Referral to ${service}: ${referralStateWords[state].toLowerCase()}`,
      href: `/referrals/${row.id}`,
      ...(state !== 'draft' && state !== 'sent'
        ? { stuck: 'a provider has answered it, or it is over' }
        : hangs
          ? { stuck: 'it meets a need that was recorded as unmet' }
          : {}),
    })),
};

const unmetNeeds: PersonReference = {
  kind: 'unmet-need',
  words: 'Needs that no service meets',
  way: 'anew',
  why: 'It counts for the base and the pathway of this person’s case.',
  list: async (tx, { personId, from }) =>
    (
      await tx.many(sql<Row>`
        select n.id, (n.recorded_at at time zone 'Europe/London')::date as day, n.agency_id as "agencyId", a.name as agency from unmet_need n join agency a on a.id = n.agency_id
        where n.person_id = ${personId} and (n.recorded_at at time zone 'Europe/London')::date >= ${from}::date order by n.recorded_at desc, n.id desc limit 200`)
    ).map((row) => ({
      ...row,
      title: 'A need that no service meets',
      href: `/people/${personId}/referrals`,
    })),
};

const questionnaires: PersonReference = {
  kind: 'questionnaire',
  words: 'Questionnaires',
  way: 'anew',
  why: 'The answers are one person’s from start to end: whoever asked withdraws it, and asks the other.',
  list: async (tx, { personId, from }) =>
    (
      await tx.many(sql<Row>`
        select q.id, q.asked_on as day, q.agency_id as "agencyId", a.name as agency from questionnaire_answer q join agency a on a.id = q.agency_id
        where q.person_id = ${personId} and q.withdrawn_why is null and (q.recorded_at at time zone 'Europe/London')::date >= ${from}::date
        order by q.recorded_at desc, q.id desc limit 200`)
    ).map((row) => ({ ...row, title: 'Asked how things are', href: `/people/${personId}/referrals` })),
};

export const referralReferences = [referrals, unmetNeeds, questionnaires];
