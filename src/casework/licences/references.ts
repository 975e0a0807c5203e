import { sql } from '../../kernel/database.ts';
import type { PersonReference } from '../../web/wing.ts';
import { dayOf, since, type WrittenRow, written } from '../../web/written-things.ts';
import { type OrderType, orderTypeWords } from '../enforcement/types.ts';
import { type ItemKind, itemKindWords } from './types.ts';

type Row<What> = WrittenRow & { what: What };

const licences: PersonReference = {
  kind: 'licence',
  words: 'Orders and licences',
  way: 'anew',
  anewAt: 'licence',
  why: 'Its conditions, variations, curfews and zones are of the sentence of the person whom it names. An order that came with the record has gone with it.',
  list: (tx, { personId, from }) =>
    written(
      tx.many(sql<Row<OrderType>>`
        select l.id, l.from_day as day, l.order_type as what, l.agency_id as "agencyId", a.name as agency from licence l join agency a on a.id = l.agency_id
        where l.person_id = ${personId} and l.state <> 'withdrawn' and ${since('l.created_at', from)}
        order by l.created_at desc, l.id desc limit 200`),
      ({ what, id }) => ({
        title: orderTypeWords[what],
        href: `/people/${personId}/licence/${id}`,
      }),
    ),
};

const items: PersonReference = {
  kind: 'compliance-item',
  words: 'Tags and items issued',
  way: 'moves',
  why: 'With the minutes that handling it took. What was issued for an order or licence is written anew with that.',
  list: (tx, { personId, from }) =>
    written(
      tx.many(sql<Row<ItemKind> & { tied: boolean }>`
        select i.id, i.issued_on as day, i.kind as what, i.licence_id is not null as tied, i.agency_id as "agencyId", a.name as agency
        from compliance_item i join agency a on a.id = i.agency_id
        where i.person_id = ${personId} and i.state <> 'withdrawn' and ${since('i.created_at', from)}
        order by i.created_at desc, i.id desc limit 200`),
      ({ what, tied, id }) => ({
        title: itemKindWords[what],
        href: `/people/${personId}/register/${id}`,
        ...(tied ? { stuck: 'it was issued for an order or licence' } : {}),
      }),
    ),
};

const enforcement: PersonReference = {
  kind: 'enforcement-case',
  words: 'Failures to comply',
  way: 'anew',
  why: 'Letters, courts and recalls name this person: it is voided here, and recorded where it belongs.',
  list: (tx, { personId, from }) =>
    written(
      tx.many(sql<WrittenRow>`
        select k.id, k.failed_on as day, k.agency_id as "agencyId", a.name as agency from enforcement_case k join agency a on a.id = k.agency_id
        where k.person_id = ${personId} and k.state <> 'void' and ${since('k.created_at', from)}
        order by k.created_at desc, k.id desc limit 200`),
      ({ id }) => ({
        title: 'Failure to comply',
        href: `/people/${personId}/enforcement/${id}`,
      }),
    ),
};

const warrants: PersonReference = {
  kind: 'warrant',
  words: 'Warrants',
  way: 'anew',
  why: 'A court or the recall team named this person: it is put right there first.',
  list: (tx, { personId, from }) =>
    written(
      tx.many(sql<WrittenRow>`
        select w.id, ${dayOf('w.created_at')} as day, w.agency_id as "agencyId", a.name as agency from warrant w join agency a on a.id = w.agency_id
        where w.person_id = ${personId} and ${since('w.created_at', from)} order by w.created_at desc, w.id desc limit 200`),
      ({ id }) => ({ title: 'Warrant', href: `/people/${personId}/warrants/${id}` }),
    ),
};

export const licenceReferences = [licences, items, enforcement, warrants];
