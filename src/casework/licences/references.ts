import { sql } from '../../kernel/database.ts';
import type { PersonReference, WrittenThing } from '../../web/wing.ts';
import { type OrderType, orderTypeWords } from '../enforcement/types.ts';
import { type ItemKind, itemKindWords } from './types.ts';

type Row<What> = Omit<WrittenThing, 'title' | 'href'> & { what: What };

const licences: PersonReference = {
  kind: 'licence',
  words: 'Orders and licences',
  way: 'anew',
  why: 'Its conditions, variations, curfews and zones are of the sentence of the person whom it names. An order that came with the record has gone with it.',
  list: async (tx, { personId, from }) =>
    (
      await tx.many(sql<Row<OrderType>>`
        select l.id, l.from_day as day, l.order_type as what, l.agency_id as "agencyId", a.name as agency from licence l join agency a on a.id = l.agency_id
        where l.person_id = ${personId} and l.state <> 'withdrawn' and (l.created_at at time zone 'Europe/London')::date >= ${from}::date
        order by l.created_at desc, l.id desc limit 200`)
    ).map(({ what, ...row }) => ({
      ...row,
      title: orderTypeWords[what],
      href: `/people/${personId}/licence/${row.id}`,
    })),
};

const items: PersonReference = {
  kind: 'compliance-item',
  words: 'Tags and items issued',
  way: 'moves',
  why: 'With the minutes that handling it took. What was issued for an order or licence is written anew with that.',
  list: async (tx, { personId, from }) =>
    (
      await tx.many(sql<Row<ItemKind> & { tied: boolean }>`
        select i.id, i.issued_on as day, i.kind as what, i.licence_id is not null as tied, i.agency_id as "agencyId", a.name as agency
        from compliance_item i join agency a on a.id = i.agency_id
        where i.person_id = ${personId} and i.state <> 'withdrawn' and (i.created_at at time zone 'Europe/London')::date >= ${from}::date
        order by i.created_at desc, i.id desc limit 200`)
    ).map(({ what, tied, ...row }) => ({
      ...row,
      title: itemKindWords[what],
      href: `/people/${personId}/register/${row.id}`,
      ...(tied ? { stuck: 'it was issued for an order or licence' } : {}),
    })),
};

const enforcement: PersonReference = {
  kind: 'enforcement-case',
  words: 'Failures to comply',
  way: 'anew',
  why: 'Letters, courts and recalls name this person: it is voided here, and recorded where it belongs.',
  list: async (tx, { personId, from }) =>
    (
      await tx.many(sql<Omit<WrittenThing, 'title' | 'href'>>`
        select k.id, k.failed_on as day, k.agency_id as "agencyId", a.name as agency from enforcement_case k join agency a on a.id = k.agency_id
        where k.person_id = ${personId} and k.state <> 'void' and (k.created_at at time zone 'Europe/London')::date >= ${from}::date
        order by k.created_at desc, k.id desc limit 200`)
    ).map((row) => ({
      ...row,
      title: 'Failure to comply',
      href: `/people/${personId}/enforcement/${row.id}`,
    })),
};

const warrants: PersonReference = {
  kind: 'warrant',
  words: 'Warrants',
  way: 'anew',
  why: 'A court or the recall team named this person: it is put right there first.',
  list: async (tx, { personId, from }) =>
    (
      await tx.many(sql<Omit<WrittenThing, 'title' | 'href'>>`
        select w.id, (w.created_at at time zone 'Europe/London')::date as day, w.agency_id as "agencyId", a.name as agency from warrant w join agency a on a.id = w.agency_id
        where w.person_id = ${personId} and (w.created_at at time zone 'Europe/London')::date >= ${from}::date order by w.created_at desc, w.id desc limit 200`)
    ).map((row) => ({ ...row, title: 'Warrant', href: `/people/${personId}/warrants/${row.id}` })),
};

export const licenceReferences = [licences, items, enforcement, warrants];
