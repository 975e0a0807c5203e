import type { TestHouse } from '../support/house.ts';
import type { OracleItem } from './oracle.ts';
import { eventParts, partsOfEvents } from './worlds.ts';

/** One photo of each person, its id the person's, of a record that nobody is asked about. */
export async function addPhotos(house: TestHouse): Promise<void> {
  await house.ownerQuery(`
    insert into source_record (id, source_id, agency_id, batch_id, local_id, capacity, person_id, search_names, raw, fingerprint, delete_after)
      overriding system value
      select 700000 + p.id, b.source_id, b.agency_id, b.id, 'photo ' || p.id, 'convicted', p.id, 'x', '{}', 'x', '2040-01-01' from person p, import_batch b where b.id = 1;
    insert into person_photo (id, person_id, record_id, agency_id, staff_id, taken_on, why, state) overriding system value
      select p.id, p.id, 700000 + p.id, (select min(id) from agency), 1, current_date, 'x', 'shown' from person p`);
}

const kindOfCategory: Readonly<Record<string, string>> = {
  custody: 'custody',
  offences: 'crime',
  licence: 'missed-tag',
  records: 'address',
};

/** Each event of the world with an alert of its own: of the two, the item is the one that its table names. */
export async function addEvents(house: TestHouse, items: readonly OracleItem[]): Promise<void> {
  await house.ownerQuery(`insert into event_sender (id, scheme_id, agency_id, name, kinds, handling, made_by, made_at) overriding system value
    values (1, ${house.schemeId}, (select min(id) from agency), 'Example', '{custody}', 'partners', 1, now())`);
  const rows = Object.entries(eventParts).flatMap(([table, { column, value }], place) =>
    items
      .filter((item) => item.table === table)
      .map(({ id, people, agency, handling, named }) => ({
        ...{ id: id * partsOfEvents + place, person: people[0], agency, handling, named },
        kind: column === 'kind' ? value : kindOfCategory[value],
        category: column === 'category' ? value : categoryOfKind(value),
      })),
  );
  const from = `from jsonb_to_recordset($1::jsonb) as i (id bigint, person bigint, agency bigint, handling text, named jsonb, kind text, category text)`;
  await house.ownerQuery(
    `insert into alert (id, scheme_id, person_id, kind, happened_at, made_at, rule_id) overriding system value
     select i.id, ${house.schemeId}, i.person, i.kind, now(), now(), (select min(id) from rule_version where kind = 'alerts') ${from}`,
    [JSON.stringify(rows)],
  );
  await house.ownerQuery(
    `insert into event_received (id, scheme_id, sender_id, agency_id, handling, named_agencies, event_id, body_sha256, how, kind, category,
       happened_at, received_at, described, state, person_id, alert_id, matched_by) overriding system value
     select i.id, ${house.schemeId}, 1, i.agency, i.handling, array(select jsonb_array_elements_text(i.named)::bigint), i.id::text, 'x', 'api', i.kind, i.category,
       now(), now(), '{}', 'alerted', i.person, i.id, 'identifier' ${from}`,
    [JSON.stringify(rows)],
  );
}

const categoryOfKind = (kind: string): string | undefined =>
  Object.entries(kindOfCategory).find(([, one]) => one === kind)?.[0];
