import type { TestHouse } from '../../../test/support/house.ts';
import { type StaffViewer, serviceViewer } from '../../access/viewers.ts';
import { type Database, sql } from '../../kernel/database.ts';
import { rejoinRecord, type SeparateInput, separateRecord } from './acts.ts';
import { answerProposal } from './second-acts.ts';

export interface RecordRow {
  agency: string;
  format: string;
  localId: string;
  given: string;
  family: string;
  born: string;
  pnc?: string;
  postcode?: string;
  capacity?: string;
}

/** Writes source records, each with one offence, as the intake does. */
export async function bringIn(database: Database, rows: readonly RecordRow[]): Promise<void> {
  await database.as(serviceViewer('intake', 'test'), async (tx) => {
    for (const row of rows) {
      const source = await tx.one(sql<{ id: number; agencyId: number }>`
        select s.id, s.agency_id as "agencyId" from import_source s join agency a on a.id = s.agency_id
        where a.code = ${row.agency} and s.format = ${row.format}`);
      const batch = await tx.one(sql<{ id: number }>`
        insert into import_batch (source_id, agency_id, file_name, file_sha256, state)
        values (${source.id}, ${source.agencyId}, 'test.csv', 'x', 'accepted') returning id`);
      const { capacity = 'convicted', pnc = null, postcode = null } = row;
      await tx.run(sql`
        insert into source_record (source_id, agency_id, batch_id, local_id, capacity, given_name, family_name, born, pnc, postcode, search_names, raw, fingerprint, delete_after)
        values (${source.id}, ${source.agencyId}, ${batch.id}, ${row.localId}, ${capacity}, ${row.given}, ${row.family}, ${row.born}, ${pnc}, ${postcode},
          ${`${row.given} ${row.family}`.toLowerCase()}, '{}', 'x', '2028-01-01')`);
      await tx.run(sql`
        insert into offence (nominal_ref, source_id, agency_id, batch_id, local_id, capacity, offence_code, offence_date, outcome, handling, fingerprint)
        values (${row.localId}, ${source.id}, ${source.agencyId}, ${batch.id}, ${`o-${row.localId}`}, ${capacity}, 'TH68010', '2026-01-01', 'convicted', 'statutory', 'x')`);
    }
  });
}

/** Separates a record; where that takes two people, an identity reviewer agrees. The people whose values change. */
export async function separateByTwo(
  house: TestHouse,
  first: StaffViewer,
  input: SeparateInput,
  key: string,
): Promise<number[]> {
  const done = await house.performer.perform(first, separateRecord, input, key);
  if (done.proposalId === undefined) return done.people;
  const second = await house.viewerFor('identity-reviewer');
  const answer = { proposalId: done.proposalId, agrees: true, why: 'I see it too' };
  return (await house.performer.perform(second, answerProposal, answer, `${key}-second`)).people;
}

/** Brings a separated record back; what two separated, two bring back. */
export async function rejoinByTwo(
  house: TestHouse,
  first: StaffViewer,
  input: { personId: number; decisionId: number; why: string },
  key: string,
): Promise<number[]> {
  const done = await house.performer.perform(first, rejoinRecord, input, key);
  if (done.proposalId === undefined) return done.people;
  const second = await house.viewerFor('identity-reviewer');
  const answer = { proposalId: done.proposalId, agrees: true, why: 'It is theirs after all' };
  return (await house.performer.perform(second, answerProposal, answer, `${key}-second`)).people;
}

/** Opens somebody to the holders of a post. */
export const openTo = (house: TestHouse, person: number, kind: string, post: string): Promise<unknown> =>
  house.ownerQuery('insert into access_reason (person_id, kind, post, source) values ($1, $2, $3, $4)', [
    person,
    kind,
    `${post}:${house.schemeId}`,
    'test',
  ]);

/** Where each record stands: its person, its offence's person, its number. */
export async function standingOf(
  house: TestHouse,
): Promise<Record<string, { person: number | null; offence: number | null; id: number }>> {
  const rows = await house.ownerQuery<{
    local_id: string;
    person_id: string | null;
    offence_person: string | null;
    id: string;
  }>(`select r.local_id, r.person_id, o.person_id as offence_person, r.id from source_record r
    join offence o on o.nominal_ref = r.local_id order by r.local_id`);
  const number = (text: string | null): number | null => (text === null ? null : Number(text));
  return Object.fromEntries(
    rows.map((row) => [
      row.local_id,
      { person: number(row.person_id), offence: number(row.offence_person), id: Number(row.id) },
    ]),
  );
}
