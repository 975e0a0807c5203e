import { sql } from '../../kernel/database.ts';
import type { PersonReference } from '../../web/wing.ts';
import { since, type WrittenRow, written } from '../../web/written-things.ts';
import { flagName, riskLists, typeName } from './lists.ts';
import { type Register, registerWords } from './types.ts';

type Row<What> = WrittenRow & { what: What };

const riskFlags: PersonReference = {
  kind: 'risk-flag',
  words: 'Flags of risk',
  way: 'moves',
  why: 'With its reason and its day of review. Nobody is warned of this person by it any more, and of the other from now on.',
  list: async (tx, { personId, viewer, from }) => {
    const rows = await tx.many(sql<Row<string>>`
      select f.id, f.set_on as day, f.kind as what, f.agency_id as "agencyId", a.name as agency from risk_flag f join agency a on a.id = f.agency_id
      where f.person_id = ${personId} and ${since('f.recorded_at', from)} order by f.recorded_at desc, f.id desc limit 200`);
    if (rows.length === 0) return [];
    const lists = await riskLists(tx, viewer.schemeId, from);
    return written(rows, ({ what }) => ({
      title: `Flag: ${flagName(lists, what).toLowerCase()}`,
      href: `/people/${personId}/risk`,
    }));
  },
};

const riskAssessments: PersonReference = {
  kind: 'risk-assessment',
  words: 'Assessments of risk',
  way: 'moves',
  why: 'As it was made: level, summary, and whoever let it in. What it says of the other person is then theirs: read it again.',
  list: async (tx, { personId, viewer, from }) => {
    const rows = await tx.many(sql<Row<string>>`
      select r.id, r.assessed_on as day, r.type as what, r.agency_id as "agencyId", a.name as agency from risk_assessment r join agency a on a.id = r.agency_id
      where r.person_id = ${personId} and r.state <> 'withdrawn' and ${since('r.recorded_at', from)}
      order by r.recorded_at desc, r.id desc limit 200`);
    if (rows.length === 0) return [];
    const lists = await riskLists(tx, viewer.schemeId, from);
    return written(rows, ({ what }) => ({
      title: `Assessment: ${typeName(lists, what)}`,
      href: `/people/${personId}/risk`,
    }));
  },
};

const riskEntries: PersonReference = {
  kind: 'risk-entry',
  words: 'MAPPA, MARAC and safeguarding',
  way: 'anew',
  anewAt: 'risk',
  why: 'The arrangement is kept elsewhere, under this person’s name: its lead agency is told, and it is entered again.',
  list: (tx, { personId, from }) =>
    written(
      tx.many(sql<Row<Register>>`
        select e.id, e.from_on as day, e.register as what, e.agency_id as "agencyId", a.name as agency from risk_register e join agency a on a.id = e.agency_id
        where e.person_id = ${personId} and ${since('e.recorded_at', from)} order by e.recorded_at desc, e.id desc limit 200`),
      ({ what }) => ({
        title: registerWords[what],
        href: `/people/${personId}/risk`,
      }),
    ),
};

export const riskReferences = [riskFlags, riskAssessments, riskEntries];
