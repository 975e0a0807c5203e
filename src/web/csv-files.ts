import { showMoment } from '../kernel/clock.ts';
import { csvLine } from '../kernel/csv.ts';
import { defaultMarking } from './page-frame.ts';
import type { Ask, Reply } from './route.ts';

// Every CSV file that leaves Waymark is made here, so that none leaves without its marking inside: a name is changed, a
// file is copied, and what is in it goes along. `npm run guards` finds one made elsewhere.

type Cell = string | number | boolean | null | undefined;

const markingColumn = 'Protective marking';

type File<Content> = Extract<Reply, { kind: 'file' }> & { content: Content };

const fileOf = <Content extends string | AsyncIterable<string>>(
  fileName: string,
  content: Content,
): File<Content> => ({ kind: 'file', fileName, contentType: 'text/csv; charset=utf-8', content });

const named = (name: string, marking: string): string => `${name}-${marking.toLowerCase()}.csv`;

export interface MarkedFile {
  /** What is in it, and of which day: `risks-2026-11-02`. The marking and the ending are put to it. */
  name: string;
  /** As the page has it whose list this is. */
  marking?: string;
  /** What else the first line says: of what it is a part, what was left out. */
  said?: readonly Cell[];
  /** The names of its columns, then its rows, as lines of CSV. */
  lines: readonly string[];
  /** The first line stands at the foot as well. */
  atFoot?: boolean;
}

/** A file for people: its first line has its marking, who took it away and when. */
export function markedCsv({ viewer, now }: Pick<Ask, 'viewer' | 'now'>, marked: MarkedFile): Reply {
  const marking = marked.marking ?? defaultMarking;
  const taken = `Exported by ${viewer.name} (${viewer.agencyName}) on ${showMoment(now)}`;
  const mark = csvLine([marking, taken, ...(marked.said ?? [])]);
  const lines = [mark, ...marked.lines, ...(marked.atFoot === true ? [mark] : [])];
  return fileOf(named(marked.name, marking), inPieces(lines));
}

/** A few hundred lines at a time, so that a long file is never one string in memory. */
async function* inPieces(lines: readonly string[]): AsyncIterable<string> {
  for (let at = 0; at < lines.length; at += 500) yield lines.slice(at, at + 500).join('');
}

/** A file that another program reads, whose first line must be its columns: the last of them has the marking. */
export function exchangedCsv(given: {
  name: string;
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
}): File<string> {
  const lines = [
    csvLine([...given.columns, markingColumn]),
    ...given.rows.map((row) => csvLine([...row, defaultMarking])),
  ];
  return fileOf(named(given.name, defaultMarking), lines.join(''));
}

/** What the public register gives everybody, to be read by programs: what is published has no marking any more. */
export const publishedCsv = (fileName: string, content: string): Reply => fileOf(fileName, content);
