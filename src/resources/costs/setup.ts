import Type, { type Static, type TObject } from 'typebox';
import type { StaffViewer } from '../../access/viewers.ts';
import type { Performer } from '../../kernel/acts.ts';
import { type Database, sql } from '../../kernel/database.ts';
import type { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { type AgencyName, listAgencies } from '../../scheme/directory.ts';
import { oneOf } from '../../web/schemas.ts';
import { correctCostLine, recordActuals, recordCostLine, recordPrintedFigure } from './acts.ts';
import { enterBody } from './body-acts.ts';
import { listBodies } from './body-store.ts';
import { getCostLine } from './store.ts';
import { kinds, stages } from './types.ts';
import { decideOnVirement, requestVirement } from './virement-acts.ts';
import { approveBudget } from './year-acts.ts';
import { findYear } from './year-store.ts';

const textOrNull = Type.Union([Type.String(), Type.Null()]);
const wholeOrNull = Type.Union([Type.Integer(), Type.Null()]);

/** The parts of an example's file that are about costs. Money is whole pence. */
export const costsExample = {
  /** Bodies outside the scheme that bear or pay a line. */
  costBodies: Type.Array(Type.Object({ name: Type.String(), note: textOrNull })),
  costs: Type.Array(
    Type.Object({
      code: Type.String(),
      year: Type.String(),
      stage: oneOf(stages),
      kind: oneOf(kinds),
      heading: Type.String(),
      agency: textOrNull,
      /** A body outside the scheme that bears it, by its name. */
      body: Type.Optional(Type.String()),
      /** Who pays it in the first place; absent: not known. */
      employer: Type.Optional(textOrNull),
      pence: wholeOrNull,
      stepPence: Type.Integer({ minimum: 1 }),
      fteHundredths: wholeOrNull,
      source: Type.String(),
      note: textOrNull,
      /** A forecast that is stated. */
      forecast: Type.Optional(Type.Object({ pence: Type.Integer(), why: Type.String() })),
    }),
  ),
  /** What was spent on a line, by month from April. */
  spent: Type.Array(
    Type.Object({
      line: Type.String(),
      source: Type.String(),
      pence: Type.Array(Type.Integer(), { maxItems: 12 }),
    }),
  ),
  /** Budgets that somebody (a login) approved. */
  budgets: Type.Array(Type.Object({ year: Type.String(), approvedBy: Type.String(), note: textOrNull })),
  virements: Type.Array(
    Type.Object({
      from: Type.String(),
      to: Type.String(),
      pence: Type.Integer({ minimum: 1 }),
      reason: Type.String(),
      source: textOrNull,
      /** Null: it still waits. */
      approvedBy: textOrNull,
      note: textOrNull,
    }),
  ),
  printed: Type.Array(
    Type.Object({
      source: Type.String(),
      place: Type.String(),
      what: Type.String(),
      printed: Type.String(),
      unit: oneOf(['pence', 'fte-hundredths', 'count']),
      value: Type.Integer(),
      step: Type.Integer({ minimum: 1 }),
      figure: textOrNull,
      againstPlace: textOrNull,
      againstPrinted: textOrNull,
      againstValue: wholeOrNull,
    }),
  ),
};

type CostsExample = Static<TObject<typeof costsExample>>;

interface Entering {
  database: Database;
  performer: Performer;
  /** Who enters. */
  viewer: StaffViewer;
  viewerOf: (login: string) => Promise<StaffViewer>;
  file: CostsExample;
  unknownWord: (what: string, word: string) => WaymarkError;
}

/** Enters the example's costs, what was spent and moved, and what papers printed; what is there stays as it is. */
export async function addCosts(entering: Entering): Promise<void> {
  const { database, viewer, file } = entering;
  const { agencies, lines, figures } = await database.as(viewer, async (tx) => {
    const [agencies, lines, figures] = await Promise.all([
      listAgencies(tx),
      tx.many(sql<{ code: string }>`select code from cost_line`),
      tx.many(sql<{ key: string }>`select source || '|' || place || '|' || what as key from printed_figure`),
    ]);
    return { agencies, lines, figures };
  });
  await addBodies(entering);
  const isNew = !lines.some(({ code }) => file.costs.some((line) => line.code === code));
  await addLines(
    entering,
    agencies,
    lines.map(({ code }) => code),
  );
  await addFigures(
    entering,
    figures.map(({ key }) => key),
  );
  // What follows makes no sense twice.
  if (!isNew) return;
  await addLife(entering);
}

async function addBodies({ database, performer, viewer, file }: Entering): Promise<void> {
  const there = await database.as(viewer, (tx) => listBodies(tx));
  for (const body of file.costBodies)
    if (!there.some(({ name }) => name === body.name))
      await performer.perform(viewer, enterBody, body, newKey());
}

async function addLines(
  { database, performer, viewer, file, unknownWord }: Entering,
  agencies: readonly AgencyName[],
  there: readonly string[],
): Promise<void> {
  const idOf = (code: string | null | undefined): number | null => {
    if (code === null || code === undefined) return null;
    const agency = agencies.find((candidate) => candidate.code === code);
    if (agency === undefined) throw unknownWord('agency', code);
    return agency.id;
  };
  const bodies = await database.as(viewer, (tx) => listBodies(tx));
  const bodyOf = (name: string | undefined): number | null => {
    if (name === undefined) return null;
    const body = bodies.find((candidate) => candidate.name === name);
    if (body === undefined) throw unknownWord('body outside the scheme', name);
    return body.id;
  };
  for (const [position, line] of file.costs.entries()) {
    if (there.includes(line.code)) continue;
    const { agency, body, employer, forecast, pence, stepPence, ...rest } = line;
    const entered = {
      ...rest,
      position,
      agencyId: idOf(agency),
      bodyId: bodyOf(body),
      employerId: idOf(employer),
      formula: null,
      pence: pence === null ? null : String(pence),
      stepPence: String(stepPence),
      example: true,
    };
    const { id } = await performer.perform(viewer, recordCostLine, entered, newKey());
    if (forecast === undefined) continue;
    await performer.perform(
      viewer,
      correctCostLine,
      {
        id,
        version: 1,
        pence: entered.pence,
        source: line.source,
        note: line.note,
        employerId: entered.employerId,
        forecastMethod: 'stated',
        forecastPence: String(forecast.pence),
        forecastWhy: forecast.why,
      },
      newKey(),
    );
  }
}

async function addFigures({ performer, viewer, file }: Entering, there: readonly string[]): Promise<void> {
  for (const [position, figure] of file.printed.entries()) {
    if (there.includes(`${figure.source}|${figure.place}|${figure.what}`)) continue;
    await performer.perform(
      viewer,
      recordPrintedFigure,
      {
        ...figure,
        position,
        value: String(figure.value),
        step: String(figure.step),
        againstValue: figure.againstValue === null ? null : String(figure.againstValue),
      },
      newKey(),
    );
  }
}

/** Budgets approved, months spent and money moved, by whom the example names. */
async function addLife({
  database,
  performer,
  viewer,
  viewerOf,
  file,
  unknownWord,
}: Entering): Promise<void> {
  const ids = await database.as(viewer, (tx) =>
    tx.many(sql<{ id: number; code: string }>`select id, code from cost_line`),
  );
  const idOf = (code: string): number => {
    const id = ids.find((line) => line.code === code)?.id;
    if (id === undefined) throw unknownWord('cost line', code);
    return id;
  };
  for (const { year, approvedBy, note } of file.budgets) {
    const approver = await viewerOf(approvedBy);
    const version = (await database.as(approver, (tx) => findYear(tx, year)))?.version ?? 0;
    await performer.perform(approver, approveBudget, { year, version, note }, newKey());
  }
  for (const { line, source, pence } of file.spent) {
    const { id, version } = await database.as(viewer, (tx) => getCostLine(tx, idOf(line)));
    const months = pence.map((amount, index) => ({ month: index + 1, pence: String(amount) }));
    await performer.perform(viewer, recordActuals, { id, version, months, source }, newKey());
  }
  for (const { from, to, pence, reason, source, approvedBy, note } of file.virements) {
    const { id } = await performer.perform(
      viewer,
      requestVirement,
      { fromLineId: idOf(from), toLineId: idOf(to), pence: String(pence), reason, source, example: true },
      newKey(),
    );
    if (approvedBy === null) continue;
    await performer.perform(
      await viewerOf(approvedBy),
      decideOnVirement,
      { id, version: 1, state: 'approved', note },
      newKey(),
    );
  }
}
