import { sql, type Tx } from '../../kernel/database.ts';
import type { OfficialScore } from './types.ts';
import type { FileFault } from './weight-file.ts';

/** SQL of files of official scores; `f` is an official score whose file was not taken back. */
export const stillStands = sql`not exists (select from official_score_file b where b.id = f.file_id and b.taken_back_at is not null)`;

/** The newest score that an agency's own tool gave somebody, whether a matrix counts it or not. */
export const findOfficial = (tx: Tx, personId: number): Promise<OfficialScore | undefined> =>
  tx.maybe(sql<OfficialScore>`
    select f.instrument, f.percent::float8 as percent, f.needs, f.scored_on as "scoredOn", f.tool_version as "toolVersion"
    from official_score f where f.person_id = ${personId} and ${stillStands} order by f.scored_on desc, f.id desc limit 1`);

export interface OfficialFile {
  id: number;
  name: string;
  state: 'taken' | 'refused';
  lines: number;
  /** How many scores were taken; null while they are being taken, and for a file that was refused. */
  taken: number | null;
  faults: FileFault[];
  at: Date;
  by: string;
  agency: string;
  agencyId: number;
  takenBackAt: Date | null;
  takenBackBy: string | null;
  takenBackWhy: string | null;
  version: number;
}

const columns = sql`b.id, b.name, b.state, b.lines, b.taken, b.faults, b.at, s.name as by, a.name as agency, b.agency_id as "agencyId",
  b.taken_back_at as "takenBackAt", t.name as "takenBackBy", b.taken_back_why as "takenBackWhy", b.version`;
const from = sql`from official_score_file b join staff s on s.id = b.staff_id join agency a on a.id = b.agency_id left join staff t on t.id = b.taken_back_by`;

/** The newest files that the viewer may see. */
export const listOfficialFiles = (tx: Tx, schemeId: number): Promise<OfficialFile[]> =>
  tx.many(
    sql<OfficialFile>`select ${columns} ${from} where b.scheme_id = ${schemeId} order by b.id desc limit 100`,
  );

export const lockOfficialFile = (tx: Tx, schemeId: number, id: number): Promise<OfficialFile> =>
  tx.one(
    sql<OfficialFile>`select ${columns} ${from} where b.id = ${id} and b.scheme_id = ${schemeId} for update of b`,
  );

export const insertOfficialFile = (
  tx: Tx,
  file: {
    schemeId: number;
    agencyId: number;
    staffId: number;
    name: string;
    lines: number;
    /** Any: it is refused for them. */
    faults: readonly FileFault[];
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into official_score_file (scheme_id, agency_id, staff_id, name, state, lines, faults)
    values (${file.schemeId}, ${file.agencyId}, ${file.staffId}, ${file.name}, ${file.faults.length > 0 ? 'refused' : 'taken'}, ${file.lines},
      ${JSON.stringify(file.faults.slice(0, 20))}::jsonb) returning id`);

/** As the selection service, which took them. */
export const noteTaken = (tx: Tx, id: number, taken: number): Promise<number> =>
  tx.run(sql`update official_score_file set taken = ${taken} where id = ${id}`);

export const markTakenBack = (tx: Tx, id: number, staffId: number, why: string): Promise<number> =>
  tx.run(sql`
    update official_score_file set taken_back_by = ${staffId}, taken_back_at = now(), taken_back_why = ${why}, version = version + 1 where id = ${id}`);

/** Whose scores came with a file, as the selection service. */
export const listOfFile = async (tx: Tx, fileId: number): Promise<number[]> =>
  (
    await tx.many(sql<{ personId: number }>`
      select distinct person_id as "personId" from official_score where file_id = ${fileId} order by person_id`)
  ).map(({ personId }) => personId);
