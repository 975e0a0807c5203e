import { readFile } from 'node:fs/promises';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { StaffViewer } from '../../access/viewers.ts';
import type { Performer } from '../../kernel/acts.ts';
import { addDays, type Day, londonDay } from '../../kernel/clock.ts';
import { type Database, sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { addEvidence } from '../principles/acts.ts';
import { addItem, addProgramme } from '../programme/acts.ts';
import { itemKinds, ragCodes } from '../programme/types.ts';
import {
  addSource,
  assureRecommendation,
  importRecommendations,
  reportRecommendation,
  updateRecommendation,
} from '../recommendations/acts.ts';
import { addRisk, escalateRisk } from '../risk-register/acts.ts';

const textOrNull = Type.Union([Type.String(), Type.Null()]);
const code = <Code extends string>(codes: readonly Code[]) =>
  Type.Unsafe<Code>(Type.String({ enum: [...codes] }));

/** Recommendations, a programme, risks and what shows principles, as a file. Days are counted from the first start. */
const registersExample = Type.Object({
  /** Logins in whose name the registers are entered, and their recommendations assured. */
  enteredBy: Type.String(),
  assuredBy: Type.String(),
  sources: Type.Array(
    Type.Object({
      title: Type.String(),
      madeBy: Type.String(),
      publishedOn: textOrNull,
      stated: Type.Union([Type.Integer(), Type.Null()]),
      note: textOrNull,
      example: Type.Boolean(),
      /** Number, text and body. */
      recommendations: Type.Array(Type.Tuple([Type.String(), Type.String(), Type.String()])),
    }),
  ),
  /** Of the first source. */
  progress: Type.Array(
    Type.Object({
      number: Type.String(),
      owner: Type.String(),
      dueInDays: Type.Integer(),
      report: Type.Optional(Type.String()),
      assure: Type.Optional(Type.String()),
    }),
  ),
  programme: Type.Object({
    title: Type.String(),
    purpose: Type.String(),
    source: textOrNull,
    note: textOrNull,
    streams: Type.Array(Type.String()),
    phases: Type.Array(Type.String()),
    items: Type.Array(
      Type.Object({
        key: Type.String(),
        phase: Type.Integer(),
        stream: Type.String(),
        kind: code(itemKinds),
        title: Type.String(),
        owner: Type.String(),
        from: Type.Integer(),
        days: Type.Integer(),
        done: Type.Optional(Type.Integer()),
        rag: code(ragCodes),
        ragWhy: Type.Optional(Type.String()),
        needs: Type.Array(Type.String()),
      }),
    ),
  }),
  risks: Type.Array(
    Type.Object({
      title: Type.String(),
      category: Type.String(),
      cause: Type.String(),
      event: Type.String(),
      effect: Type.String(),
      controls: textOrNull,
      before: Type.Tuple([Type.Integer(), Type.Integer()]),
      after: Type.Tuple([Type.Integer(), Type.Integer()]),
      owner: Type.String(),
      reviewInDays: Type.Integer(),
      escalate: Type.Optional(Type.String()),
    }),
  ),
  evidence: Type.Array(
    Type.Object({
      principle: Type.String(),
      kind: code(['agreement', 'decision'] as const),
      reference: Type.String(),
      shows: Type.String(),
    }),
  ),
});

type RegistersExample = Static<typeof registersExample>;

const exampleFile = new URL('../../../examples/governance-registers.json', import.meta.url);

interface SettingUp {
  database: Database;
  performer: Performer;
  viewer: StaffViewer;
  assurer: StaffViewer;
  idOf: (login: string) => number;
  today: Day;
}

/**
 * Enters the example's registers through the acts, in the name of its demo people.
 * @throws WaymarkError `wrong-setting` naming the place in examples/governance-registers.json.
 */
export async function setUpRegisters(
  database: Database,
  performer: Performer,
  viewerOf: (login: string) => Promise<StaffViewer>,
  now: Date,
): Promise<void> {
  const file: unknown = JSON.parse(await readFile(exampleFile, 'utf8'));
  if (!Value.Check(registersExample, file)) {
    const [problem] = Value.Errors(registersExample, file);
    throw new WaymarkError('wrong-setting', {
      text: `examples/governance-registers.json, at ${problem?.instancePath}: ${problem?.message}.`,
    });
  }
  const viewer = await viewerOf(file.enteredBy);
  const staff = await database.as(viewer, (tx) =>
    tx.many(sql<{ id: number; login: string }>`select id, login from staff`),
  );
  const settingUp: SettingUp = {
    database,
    performer,
    viewer,
    assurer: await viewerOf(file.assuredBy),
    idOf: (login) => staff.find((person) => person.login === login)?.id ?? 0,
    today: londonDay(now),
  };
  await addRecommendations(settingUp, file);
  await addPlan(settingUp, file);
  await addRisks(settingUp, file);
  await linkEvidence(settingUp, file);
}

async function addRecommendations(setting: SettingUp, file: RegistersExample): Promise<void> {
  const { performer, viewer } = setting;
  const sources: number[] = [];
  for (const { recommendations, ...source } of file.sources) {
    const { id } = await performer.perform(viewer, addSource, source, newKey());
    sources.push(id);
    if (recommendations.length === 0) continue;
    const rows = recommendations.map(([number, text, body]) => ({
      number,
      text,
      body,
      ownerId: null,
      dueOn: null,
    }));
    await performer.perform(viewer, importRecommendations, { sourceId: id, rows }, newKey());
  }
  await addProgress(setting, file, sources[0] ?? 0);
}

async function addProgress(setting: SettingUp, file: RegistersExample, sourceId: number): Promise<void> {
  const { database, performer, viewer, assurer, idOf, today } = setting;
  const entered = await database.as(viewer, (tx) =>
    tx.many(sql<{ id: number; number: string; text: string; body: string }>`
      select id, number, text, body from recommendation where source_id = ${sourceId}`),
  );
  for (const progress of file.progress) {
    const one = entered.find(({ number }) => number === progress.number);
    if (one === undefined) continue;
    const { id, text, body } = one;
    const change = {
      id,
      text,
      body,
      ownerId: idOf(progress.owner),
      dueOn: addDays(today, progress.dueInDays),
    };
    await performer.perform(
      viewer,
      updateRecommendation,
      { ...change, version: 1, status: 'in-progress', evidence: null },
      newKey(),
    );
    if (progress.report === undefined) continue;
    const report = { id, version: 2, act: 'report' as const, words: progress.report };
    await performer.perform(viewer, reportRecommendation, report, newKey());
    if (progress.assure !== undefined)
      await performer.perform(
        assurer,
        assureRecommendation,
        { id, version: 3, words: progress.assure },
        newKey(),
      );
  }
}

async function addPlan(
  { database, performer, viewer, idOf, today }: SettingUp,
  file: RegistersExample,
): Promise<void> {
  const { items, ...programme } = file.programme;
  const { id: programmeId } = await performer.perform(
    viewer,
    addProgramme,
    { ...programme, example: true },
    newKey(),
  );
  const phases = await database.as(viewer, (tx) =>
    tx.many(
      sql<{
        id: number;
        number: number;
      }>`select id, number from programme_phase where programme_id = ${programmeId}`,
    ),
  );
  const ids = new Map<string, number>();
  for (const item of items) {
    const startsOn = addDays(today, item.from);
    const { id } = await performer.perform(
      viewer,
      addItem,
      {
        programmeId,
        phaseId: phases.find(({ number }) => number === item.phase)?.id ?? 0,
        stream: item.stream,
        kind: item.kind,
        title: item.title,
        ownerId: idOf(item.owner),
        startsOn,
        endsOn: addDays(startsOn, item.days),
        doneOn: item.done === undefined ? null : addDays(today, item.done),
        dropped: false,
        rag: item.rag,
        ragWhy: item.ragWhy ?? null,
        needs: item.needs.flatMap((key) => ids.get(key) ?? []),
        rebase: false,
      },
      newKey(),
    );
    ids.set(item.key, id);
  }
}

async function addRisks(
  { performer, viewer, idOf, today, database }: SettingUp,
  file: RegistersExample,
): Promise<void> {
  for (const { before, after, owner, reviewInDays, escalate, ...risk } of file.risks) {
    // A review that is overdue cannot be entered so: it is brought to its day afterwards.
    const reviewOn = addDays(today, Math.max(reviewInDays, 0));
    const [likelihoodBefore, impactBefore] = before;
    const [likelihood, impact] = after;
    const scores = { likelihoodBefore, impactBefore, likelihood, impact };
    const { id } = await performer.perform(
      viewer,
      addRisk,
      { ...risk, ...scores, ownerId: idOf(owner), reviewOn, example: true },
      newKey(),
    );
    if (reviewInDays < 0)
      await database.as(viewer, (tx) =>
        tx.run(sql`update scheme_risk set review_on = ${addDays(today, reviewInDays)} where id = ${id}`),
      );
    if (escalate !== undefined)
      await performer.perform(viewer, escalateRisk, { id, version: 1, why: escalate }, newKey());
  }
}

async function linkEvidence(
  { database, performer, viewer }: SettingUp,
  file: RegistersExample,
): Promise<void> {
  const known = await database.as(viewer, (tx) =>
    tx.many(sql<{ reference: string; title: string; href: string }>`
      select reference, reference || ': ' || title as title, '/governance/agreements/' || id as href from agreement
      union all select number, number || ': ' || title, '/governance/decisions/' || id from decision_notice`),
  );
  for (const { reference, ...evidence } of file.evidence) {
    const found = known.find((one) => one.reference === reference);
    if (found === undefined) continue;
    const { title, href } = found;
    await performer.perform(
      viewer,
      addEvidence,
      { ...evidence, title: title.slice(0, 200), href, example: true },
      newKey(),
    );
  }
}
