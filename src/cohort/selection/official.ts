import { parse } from 'csv-parse/sync';
import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { type Day, isDay } from '../../kernel/clock.ts';
import { type Database, sql } from '../../kernel/database.ts';
import { noteTaken } from './official-store.ts';
import type { FileFault } from './weight-file.ts';

/** One line of a file of official scores. */
export interface OfficialLine {
  line: number;
  /** PNC, CRO, CRN or prison number. */
  identifier: string;
  instrument: string;
  percent: number | null;
  needs: number | null;
  scoredOn: Day;
  toolVersion: string;
}

const headings = ['identifier', 'instrument', 'percent', 'needs', 'scored_on', 'tool_version'] as const;

/** Reads a file of official scores; nothing of one with a fault is taken, and each fault names its line. */
export function readOfficialScores(text: string, today: Day): { lines: OfficialLine[]; faults: FileFault[] } {
  let cells: Record<string, string>[];
  try {
    cells = parse(text, {
      bom: true,
      columns: (head: string[]) => head.map((title) => title.trim().toLowerCase()),
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    return {
      lines: [],
      faults: [{ line: null, text: error instanceof Error ? error.message : 'It is no CSV file' }],
    };
  }
  const [first] = cells;
  const missing = headings.filter((heading) => first !== undefined && !(heading in first));
  if (first === undefined || missing.length > 0)
    return {
      lines: [],
      faults: [{ line: 1, text: first === undefined ? 'It has no line' : `No column ${missing.join(', ')}` }],
    };
  const faults: FileFault[] = [];
  const lines = cells.map((row, index) => readLine(row, index + 2, today, faults));
  return { lines, faults };
}

function readLine(row: Record<string, string>, line: number, today: Day, faults: FileFault[]): OfficialLine {
  const number = (name: 'percent' | 'needs', most: number): number | null => {
    const written = row[name] ?? '';
    if (written === '') return null;
    const value = Number(written);
    if (!(value >= 0 && value <= most)) faults.push({ line, text: `${name} must be from 0 to ${most}` });
    return value;
  };
  const text = (name: 'identifier' | 'instrument' | 'tool_version', most: number): string => {
    const value = row[name] ?? '';
    if (value === '' || value.length > most)
      faults.push({ line, text: `${name} must have from 1 to ${most} characters` });
    return value;
  };
  const [percent, needs, scoredOn] = [number('percent', 100), number('needs', 50), row.scored_on ?? ''];
  if (percent === null && needs === null) faults.push({ line, text: 'it has neither percent nor needs' });
  if (needs !== null && !Number.isInteger(needs)) faults.push({ line, text: 'needs must be a whole number' });
  if (!isDay(scoredOn) || scoredOn > today)
    faults.push({ line, text: 'scored_on must be a day that has been, as 2026-05-01' });
  return {
    line,
    identifier: text('identifier', 40).toUpperCase(),
    instrument: text('instrument', 40),
    percent,
    needs,
    scoredOn,
    toolVersion: text('tool_version', 60),
  };
}

export interface OfficialResult {
  taken: number;
  /** Lines whose number nobody, or more than one person, has. */
  notFound: number;
  personIds: number[];
}

/**
 * Takes official scores, as the selection service: whoever brings the file in need not see everybody in it, and is told
 * counts alone. The same score of the same day replaces the earlier one.
 */
export async function takeOfficialScores(
  database: Database,
  from: { fileId: number; agencyId: number; staffId: number; lines: readonly OfficialLine[] },
): Promise<OfficialResult> {
  const personIds: number[] = [];
  for (let at = 0; at < from.lines.length; at += 500)
    personIds.push(
      ...(await database.as(serviceViewer('selection'), async (tx) => {
        const rows = await tx.many(sql<{ personId: number }>`
          insert into official_score (person_id, agency_id, instrument, percent, needs, scored_on, tool_version, imported_by, file_id)
          select distinct on (p.id, r.instrument, r."scoredOn") p.id, ${from.agencyId}::bigint, r.instrument, r.percent, r.needs, r."scoredOn", r."toolVersion", ${from.staffId}::bigint, ${from.fileId}::bigint
          from jsonb_to_recordset(${JSON.stringify(from.lines.slice(at, at + 500))}::jsonb) as r (line integer, identifier text, instrument text, percent numeric, needs integer, "scoredOn" date, "toolVersion" text)
          cross join lateral (select min(id) as id from person where gone_to is null and r.identifier in (pnc, cro, crn, prison_number) having count(*) = 1) p
          order by p.id, r.instrument, r."scoredOn", r.line desc
          on conflict (person_id, instrument, scored_on) do update set percent = excluded.percent, needs = excluded.needs,
            tool_version = excluded.tool_version, agency_id = excluded.agency_id, imported_by = excluded.imported_by, file_id = excluded.file_id, imported_at = now()
          returning person_id as "personId"`);
        await auditRan(tx, {
          act: 'official-scores:take',
          subject: 'official_score',
          ids: rows.map(({ personId }) => personId),
          detail: { staff: from.staffId, agency: from.agencyId },
        });
        return rows.map(({ personId }) => personId);
      })),
    );
  await database.as(serviceViewer('selection'), (tx) => noteTaken(tx, from.fileId, personIds.length));
  return { taken: personIds.length, notFound: from.lines.length - personIds.length, personIds };
}
