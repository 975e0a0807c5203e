import { aboutPeople } from '../../access/audit-log.ts';
import type { Day } from '../../kernel/clock.ts';
import { csvLine } from '../../kernel/csv.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { markedCsv } from '../../web/csv-files.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, redirect } from '../../web/route.ts';
import {
  abandonImport,
  acceptImport,
  type BatchInput,
  compareImport,
  matchImportColumns,
  undoImport,
} from './acts.ts';
import { changesPage, columnsForm, problemsPage } from './batch-lists.ts';
import { type Column, emptiedColumns, looksLikeAnother, matchColumns, renamedColumns } from './columns.ts';
import type { Format } from './formats/format.ts';
import { formats } from './formats/index.ts';
import { moveIn, moveOut } from './move.ts';
import {
  listChanges,
  listPeopleOfLines,
  listPeopleOfRecords,
  listWaiting,
  type StagedChange,
} from './preview-store.ts';
import { clearStaging, compareAgain, mapBatch } from './stage.ts';
import { asIntake } from './steps.ts';
import {
  countProblems,
  dropExcerpts,
  findEarlierAcceptance,
  findLastHeaders,
  findLastRows,
  firstRawRows,
  getBatch,
  getOwnSource,
  getSource,
  hasLaterChanges,
  isOutdated,
  listProblems,
} from './store.ts';
import { type Batch, itemKinds, type Mapping, type Problem, wholeFile } from './types.ts';
import { batchPage } from './views.ts';

const listSize = 100;
const sampleSize = 5;

type IdAsk<Query = unknown, Body = unknown> = Ask<{ id: number }, Query, Body>;
type FormAsk = IdAsk<unknown, { _key?: string; _version?: number; sure?: string }>;

const crumbs = (batch: Batch) => [
  { text: 'People', href: '/people' },
  { text: 'Intake', href: '/intake' },
  { text: formats[batch.format].title, href: `/intake/sources/${batch.sourceId}` },
  { text: `Batch ${batch.id}`, href: `/intake/batches/${batch.id}` },
];

const given = <Value>(values: readonly (Value | null)[]): Value[] =>
  [...new Set(values)].filter((value) => value !== null);

/** What a list of changes shows besides people: the rows by table, for those that are nobody's yet. */
function shownIn(changes: readonly StagedChange[]) {
  const rows = itemKinds.map(
    (kind) => [kind, given(changes.filter(({ item }) => item === kind).map(({ itemId }) => itemId))] as const,
  );
  return {
    ...Object.fromEntries(rows.filter(([, ids]) => ids.length > 0)),
    withheld: changes.filter(({ itemId }) => itemId === null).length,
  };
}

/** A problem shows somebody where it has what their row says. */
const peopleIn = (tx: Tx, batchId: number, problems: readonly Problem[]): Promise<number[]> =>
  listPeopleOfLines(
    tx,
    batchId,
    problems.filter(({ excerpt }) => excerpt !== null).map(({ line }) => line),
  );

/** What the last file filled and this one would empty, as people know it. */
async function emptiedIn(tx: Tx, batch: Batch): Promise<string[]> {
  // Of files checked before headers were kept nothing can be said.
  if (!batch.headers?.length) return [];
  const format = formats[batch.format];
  const { mapping } = await getSource(tx, batch.sourceId);
  const last = await findLastHeaders(tx, batch);
  return emptiedColumns(format, { headers: batch.headers, last, mapping }).map(
    (name) => format.fields[name]?.label ?? name,
  );
}

export async function showBatch(ask: IdAsk, errors: readonly FieldError[]): Promise<Reply> {
  return ask.read(async (tx) => {
    const batch = await getBatch(tx, ask.params.id);
    const changes = await listChanges(tx, batch.id, sampleSize, 0);
    const waiting = batch.counts?.record?.waiting ? await listWaiting(tx, batch.id, listSize) : [];
    const problems = await listProblems(tx, batch.id, 10, 0);
    const earlier = batch.state === 'staged' ? await findEarlierAcceptance(tx, batch) : undefined;
    await ask.listed(tx, {
      act: 'import:batch',
      subject: 'import_batch',
      subjectId: batch.id,
      people: [...changes, ...waiting, ...aboutPeople(await peopleIn(tx, batch.id, problems))],
      detail: shownIn([...changes, ...waiting]),
    });
    return page({
      title: `Batch ${batch.id} – ${formats[batch.format].title}`,
      section: 'people',
      ...(errors.length > 0 ? { status: 422 } : {}),
      errors: summaryOf(errors),
      breadcrumbs: crumbs(batch).slice(0, -1),
      body: batchPage({
        batch,
        format: formats[batch.format],
        changes,
        waiting,
        emptied: batch.state === 'staged' ? await emptiedIn(tx, batch) : [],
        problems,
        problemCount: await countProblems(tx, batch.id),
        earlier,
        lastRows: batch.state === 'staged' ? await findLastRows(tx, batch) : undefined,
        looksLike:
          batch.headers !== null && (batch.state === 'staged' || batch.state === 'unmapped')
            ? looksLikeAnother(formats[batch.format], batch.headers, Object.values(formats))
            : undefined,
        isOutdated: batch.state === 'staged' && (await isOutdated(tx, batch.id)),
        hasLaterChanges: batch.state === 'accepted' && (await hasLaterChanges(tx, batch.id)),
        csrfToken: ask.csrfToken,
        errors,
      }),
    });
  });
}

export async function showChanges(ask: IdAsk<{ page?: number }>): Promise<Reply> {
  return ask.read(async (tx) => {
    const batch = await getBatch(tx, ask.params.id);
    const current = ask.query.page ?? 1;
    const changes = await listChanges(tx, batch.id, listSize / 2 + 1, ((current - 1) * listSize) / 2);
    const shown = changes.slice(0, listSize / 2);
    await ask.listed(tx, {
      act: 'import:changes',
      subject: 'import_batch',
      subjectId: batch.id,
      people: shown,
      detail: shownIn(shown),
    });
    return page({
      title: `What batch ${batch.id} would change`,
      section: 'people',
      breadcrumbs: crumbs(batch),
      body: changesPage({ batch, changes: shown, page: current, hasMore: changes.length > shown.length }),
    });
  });
}

export async function showProblems(ask: IdAsk<{ page?: number }>): Promise<Reply> {
  return ask.read(async (tx) => {
    const batch = await getBatch(tx, ask.params.id);
    const current = ask.query.page ?? 1;
    const total = await countProblems(tx, batch.id);
    const problems = await listProblems(tx, batch.id, listSize, (current - 1) * listSize);
    await ask.listed(tx, {
      act: 'import:problems',
      subject: 'import_batch',
      subjectId: batch.id,
      people: aboutPeople(await peopleIn(tx, batch.id, problems)),
    });
    return page({
      title: `Rows with problems in batch ${batch.id}`,
      section: 'people',
      breadcrumbs: crumbs(batch),
      body: problemsPage({
        batch,
        problems,
        total,
        page: current,
        pages: Math.max(1, Math.ceil(total / listSize)),
      }),
    });
  });
}

export async function exportProblems(ask: IdAsk): Promise<Reply> {
  return ask.read(async (tx) => {
    const batch = await getBatch(tx, ask.params.id);
    const problems = await listProblems(tx, batch.id, 25_000, 0);
    await ask.exported(tx, {
      act: 'import:problems',
      subject: 'import_batch',
      subjectId: batch.id,
      people: aboutPeople(await peopleIn(tx, batch.id, problems)),
    });
    const lines = problems.map((problem) =>
      csvLine([
        problem.line === wholeFile ? 'the whole file' : problem.line,
        problem.column,
        problem.severity === 'error' ? 'row left out' : 'taken, with a warning',
        problem.reason,
        problem.excerpt,
      ]),
    );
    return markedCsv(ask, {
      name: `batch-${batch.id}-problems`,
      lines: [csvLine(['line', 'column', 'what happened', 'reason', 'what the cell says']), ...lines],
    });
  });
}

/** Columns by which each kind of extract names the record of a person. */
const recordFields = new Set(['record_id', 'crn', 'prison_number', 'yjs_id']);

/** Whom sample rows are about, as far as the columns are known already. */
const referencesIn = (
  format: Format,
  columns: readonly Column[],
  samples: readonly (readonly string[])[],
  today: Day,
): string[] =>
  columns
    .filter(({ field }) => recordFields.has(field))
    .flatMap(({ field, index }) =>
      samples.map((cells) => format.fields[field]?.parse((cells[index] ?? '').trim(), { today })),
    )
    .flatMap((parsed) => (parsed !== undefined && 'value' in parsed ? [String(parsed.value)] : []));

export async function showColumns(
  ask: IdAsk,
  chosen: Mapping | undefined,
  errors: readonly FieldError[],
): Promise<Reply> {
  return ask.read(async (tx) => {
    const batch = await getBatch(tx, ask.params.id);
    if (batch.state !== 'unmapped') return redirect(`/intake/batches/${batch.id}`);
    const format = formats[batch.format];
    const source = await getOwnSource(tx, batch.sourceId, ask.viewer.agencyId);
    const matched = matchColumns(format, batch.headers ?? [], source.mapping);
    const samples = await firstRawRows(tx, batch.id, 3);
    const references = referencesIn(format, matched.columns, samples, ask.today);
    await ask.listed(tx, {
      act: 'import:columns',
      subject: 'import_batch',
      subjectId: batch.id,
      people: aboutPeople(await listPeopleOfRecords(tx, batch.agencyId, references)),
    });
    return page({
      title: `Match the columns of batch ${batch.id}`,
      section: 'people',
      ...(errors.length > 0 ? { status: 422 } : {}),
      errors: summaryOf(errors),
      breadcrumbs: crumbs(batch).slice(0, -1),
      body: columnsForm({
        batch,
        format,
        lost: renamedColumns(format, {
          headers: batch.headers ?? [],
          last: await findLastHeaders(tx, batch),
          mapping: source.mapping,
        }).map((name) => format.fields[name]?.label ?? name),
        samples,
        values: chosen ?? Object.fromEntries(matched.columns.map((column) => [column.field, column.header])),
        csrfToken: ask.csrfToken,
        errors,
      }),
    });
  });
}

type MatchAsk = IdAsk<unknown, Record<string, unknown> & { _key?: string }>;

export async function matchFromForm(ask: MatchAsk): Promise<Reply> {
  const batch = await ask.read((tx) => getBatch(tx, ask.params.id));
  const format = formats[batch.format];
  const mapping: Record<string, string> = {};
  for (const name of Object.keys(format.fields)) {
    const header = ask.body[name];
    if (typeof header === 'string') mapping[name] = header;
  }
  const used = Object.values(mapping);
  const isChosen = (name: string): boolean => (mapping[name] ?? '') !== '';
  const twice = Object.keys(mapping).filter(
    (name, at) => isChosen(name) && used.indexOf(mapping[name] ?? '') !== at,
  );
  const faults = twice.map((name) => ({
    field: name,
    text: `“${mapping[name]}” is chosen for more than one thing; “${format.fields[name]?.label}” is the second`,
  }));
  if (faults.length > 0) return showColumns(ask, mapping, faults);
  try {
    await ask.perform(matchImportColumns, { id: batch.id, mapping }, ask.body._key ?? newKey());
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid' || error.fields.length === 0)
      throw error;
    return showColumns(ask, mapping, error.fields);
  }
  await readOnce(ask, mapping);
  return redirect(
    `/intake/batches/${batch.id}`,
    'The columns were matched, and the match is remembered for the next file.',
  );
}

/** The act may be sent twice; the rows are read by the first sending. */
async function readOnce(ask: MatchAsk, mapping: Mapping): Promise<void> {
  const batch = await ask.read((tx) => getBatch(tx, ask.params.id));
  if (batch.state === 'unmapped') await mapBatch(ask.database, batch.id, mapping, ask.now);
}

const inputOf = (ask: FormAsk): BatchInput => ({ id: ask.params.id, version: ask.body._version ?? 0 });

const patience = 8_000;

/** Waits for a move while somebody looks on, but not for ever: a large one goes on by itself. */
async function waitFor(move: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), patience);
  });
  try {
    return await Promise.race([move.then(() => true), late]);
  } finally {
    clearTimeout(timer);
    // Left unfinished, it is taken up again by the job that resumes imports.
    move.catch(() => undefined);
  }
}

const notSure = (text: string): FieldError[] => [{ field: 'sure', text }];

export async function accept(ask: FormAsk): Promise<Reply> {
  if (ask.body.sure !== 'yes')
    return showBatch(ask, notSure('Tick that you have looked at what would change'));
  await ask.perform(acceptImport, inputOf(ask), ask.body._key ?? newKey());
  const isDone = await waitFor(moveIn(ask.database, ask.params.id, ask.now));
  return redirect(
    `/intake/batches/${ask.params.id}`,
    isDone ? 'The batch was accepted.' : 'The batch is being taken in. This goes on by itself.',
  );
}

export async function undo(ask: FormAsk): Promise<Reply> {
  if (ask.body.sure !== 'yes') return showBatch(ask, notSure('Tick that the batch is to be undone'));
  await ask.perform(undoImport, inputOf(ask), ask.body._key ?? newKey());
  const isDone = await waitFor(moveOut(ask.database, ask.params.id, ask.now));
  return redirect(
    `/intake/batches/${ask.params.id}`,
    isDone
      ? 'The batch was undone: what stood before is back.'
      : 'The batch is being undone. This goes on by itself.',
  );
}

export async function abandon(ask: FormAsk): Promise<Reply> {
  const batch = await ask.read((tx) => getBatch(tx, ask.params.id));
  await ask.perform(abandonImport, inputOf(ask), ask.body._key ?? newKey());
  await clearStaging(ask.database, batch.id);
  await asIntake(ask.database, (tx) => dropExcerpts(tx, batch.id));
  return redirect(`/intake/sources/${batch.sourceId}`, 'The batch was abandoned. Nothing was taken in.');
}

export async function compare(ask: FormAsk): Promise<Reply> {
  const { id } = await ask.perform(compareImport, { id: ask.params.id }, ask.body._key ?? newKey());
  await compareAgain(ask.database, id);
  return redirect(`/intake/batches/${id}`, 'The batch was compared again with what is recorded now.');
}
