import { suppressSmallNumbers } from '../../statistics/index.ts';
import type { Count, Grid, Service, Tables } from './types.ts';

/** Counts from 1 up to but without this are left out of what is published. */
export const smallest = 5;

/** Of fewer, no middle value and no rate is told. */
export const fewestForRate = 10;

const isSmall = (count: Count): boolean => count !== null && count > 0 && count < smallest;
const shown = (count: Count): Count => (isSmall(count) ? null : count);

const hidden = (grid: Grid): Grid => ({
  ...grid,
  cells: grid.cells.map((row) => row.map(() => null)),
  rowTotals: grid.rowTotals.map(() => null),
  columnTotals: grid.columnTotals.map(() => null),
  total: null,
});

/** A table with small counts left out, and as many others as it takes that none can be worked out. */
function suppressed(grid: Grid): Grid {
  if (grid.rows.length === 0 || grid.columns.length === 0) return { ...grid, total: shown(grid.total) };
  const counts = grid.cells.map((row) => row.map((count) => count ?? 0));
  if (grid.columns.length === 1) {
    const list = suppressSmallNumbers(
      counts.map((row) => row[0] ?? 0),
      { threshold: smallest },
    );
    const cells = list.cells.map((count) => [count]);
    return { ...grid, cells, rowTotals: [...list.cells], columnTotals: [list.total], total: list.total };
  }
  const table = suppressSmallNumbers(counts, { threshold: smallest });
  return {
    ...grid,
    cells: table.cells.map((row) => [...row]),
    rowTotals: [...table.rowTotals],
    columnTotals: [...table.columnTotals],
    total: table.total,
  };
}

/**
 * What of a quarter may be told to those who see no person: no count of 1 to 4, and nothing from which one could be worked
 * out. Tables that are tied to each other go together: joined and left are tied by the members at the end of two quarters,
 * reasons by the number declined, services by pathway and provider in one table. A quarter is published once (`run.ts`), so
 * that no two versions of it can be taken from one another.
 *
 * @param membersBefore members at the end of the quarter before
 */
export function publish(tables: Tables, membersBefore: number): Tables {
  const ends = [tables.joined, tables.left, tables.members, membersBefore];
  const moved = ends.some(isSmall);
  const answered = suppressed(tables.answered);
  const declined = suppressed(tables.declined);
  // The number declined stands in both: shown by one, it would give away what the other left out.
  const tied = declined.total === null || columnShown(answered, 'declined') === null;
  const contact = suppressed(tables.contact);
  // All contacts but those of known length are those without one.
  const minutesShown =
    (contact.total ?? 0) >= fewestForRate &&
    !isSmall(tables.untimed) &&
    !isSmall((contact.total ?? 0) - (tables.untimed ?? 0));
  const enough = (tables.members ?? 0) >= fewestForRate;
  return {
    listed: shown(tables.listed),
    joined: moved ? null : tables.joined,
    left: moved ? null : tables.left,
    members: shown(tables.members),
    decided: suppressed(tables.decided),
    rag: suppressed(tables.rag),
    sent: shown(tables.sent),
    answered,
    declined: tied ? hidden(declined) : declined,
    waiting: shown(tables.waiting),
    services: publishServices(tables.services),
    contact,
    minutes: minutesShown && enough ? tables.minutes : null,
    untimed: minutesShown && enough ? tables.untimed : null,
    days: enough ? rounded(tables.days) : null,
    liberty: enough ? rounded(tables.liberty) : null,
  };
}

const columnShown = ({ columns, columnTotals }: Grid, column: string): Count =>
  columnTotals[columns.indexOf(column)] ?? null;

/** To thirty days: the difference of the two could be the days that one person spent in prison. */
const rounded = (days: Count): Count => (days === null ? null : 30 * Math.round(days / 30));

/** One table of pathway by provider, so that neither list gives the other away; no middle value of fewer than ten. */
function publishServices(services: readonly Service[]): Service[] {
  if (services.length === 0) return [];
  const pathways = [...new Set(services.map((one) => one.pathway))];
  const providers = [...new Set(services.map((one) => one.provider))];
  const startedOf = (pathway: string, provider: string): number =>
    services.find((one) => one.pathway === pathway && one.provider === provider)?.started ?? 0;
  const table = suppressSmallNumbers(
    pathways.map((pathway) => providers.map((provider) => startedOf(pathway, provider))),
    { threshold: smallest },
  );
  return services.map((one) => {
    const started = table.cells[pathways.indexOf(one.pathway)]?.[providers.indexOf(one.provider)] ?? null;
    const isEnough = started !== null && started >= fewestForRate;
    return { ...one, started, medianDays: isEnough ? one.medianDays : null };
  });
}
