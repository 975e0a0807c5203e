import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { markedCsv } from '../../web/csv-files.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { staleOf } from '../plans/form-pages.ts';
import { correctSupervision, noteSupervision } from './activity-acts.ts';
import { lastQuarters, linesByWorker, namesSomebody, quarterOf, readNoteForm } from './activity-rules.ts';
import { getNote, listActivity, listNotes, listOwnWorkers, namesAnybody } from './activity-store.ts';
import type { ActivityRule, NoteForm } from './activity-types.ts';
import { activityLines, activityPage, noteFormPage, ownHoursPage } from './activity-views.ts';

const noteBody = formBody({ staff: field(15), heldOn: field(10), note: field(20_000), nextOn: field(10) });
const quarterQuery = Type.Object({
  quarter: Type.Optional(Type.String({ pattern: '^(\\d{4}-[1-4])?$' })),
});

/** An employer's manager: what their own staff did, by worker and quarter, and supervision of them. No person is here. */
export const activityPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/activity',
    right: 'see:returns',
    reads: 'none',
    query: quarterQuery,
    handle: (ask) => showActivity(ask),
  }),
  route({
    method: 'GET',
    url: '/activity.csv',
    right: 'see:returns',
    reads: 'export',
    query: quarterQuery,
    handle: (ask) =>
      ask.read(async (tx) => {
        const loaded = await loadActivity(tx, ask);
        return quarterCsv(tx, ask, 'activity', loaded);
      }),
  }),
  route({
    method: 'GET',
    url: '/my-hours',
    right: 'contact:record',
    reads: 'none',
    query: quarterQuery,
    handle: (ask) =>
      ask.read(async (tx) =>
        page({
          title: 'My hours',
          marking: 'OFFICIAL',
          breadcrumbs: [{ text: 'Case list', href: '/case-list' }, { text: 'My hours' }],
          body: ownHoursPage(await loadOwn(tx, ask)),
        }),
      ),
  }),
  route({
    method: 'GET',
    url: '/my-hours.csv',
    right: 'contact:record',
    reads: 'export',
    query: quarterQuery,
    handle: (ask) =>
      ask.read(async (tx) => {
        const loaded = await loadOwn(tx, ask);
        return quarterCsv(tx, ask, 'my-hours', loaded);
      }),
  }),
  route({
    method: 'GET',
    url: '/activity/supervision/new',
    right: 'see:returns',
    reads: 'none',
    handle: (ask) =>
      ask.read(async (tx) => {
        const kept = await findDraft<NoteForm>(tx, ask.viewer.staffId, noteDraft);
        return showNote(tx, ask, { values: kept?.values ?? { heldOn: ask.today }, kept, errors: [] });
      }),
  }),
  route({
    method: 'POST',
    url: '/activity/supervision',
    right: 'see:returns',
    reads: 'none',
    body: noteBody,
    handle: (ask) => noteFromForm(ask, undefined),
  }),
  route({
    method: 'GET',
    url: '/activity/supervision/:id',
    right: 'see:returns',
    reads: 'none',
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) => {
        const note = await getNote(tx, ask.params.id);
        return showNote(tx, ask, {
          id: note.id,
          values: { ...note, staff: String(note.staffId), nextOn: note.nextOn ?? '' },
          errors: [],
          version: note.version,
        });
      }),
  }),
  route({
    method: 'POST',
    url: '/activity/supervision/:id',
    right: 'see:returns',
    reads: 'none',
    params: idParams,
    body: noteBody,
    handle: (ask) => noteFromForm(ask, ask.params.id),
  }),
];

type QuarterAsk = Ask<unknown, { quarter?: string }>;

/** A line for each worker by name: whoever takes it away is noted with whom it shows. */
async function quarterCsv(
  tx: Tx,
  ask: QuarterAsk,
  name: string,
  loaded: Awaited<ReturnType<typeof loadOf>>,
): Promise<Reply> {
  await ask.exported(tx, {
    act: 'activity:export',
    subject: 'staff',
    people: [],
    ids: loaded.lines.map(({ staffId }) => staffId),
  });
  return markedCsv(ask, {
    name: `${name}-${loaded.quarter.code}`,
    marking: 'OFFICIAL',
    said: [loaded.quarter.name],
    lines: activityLines(loaded),
  });
}

const loadActivity = async (tx: Tx, ask: QuarterAsk) => loadOf(tx, ask, await listOwnWorkers(tx, ask.viewer));

/** One's own alone: what somebody did is theirs to see, whoever their manager is. */
const loadOwn = (tx: Tx, ask: QuarterAsk) =>
  loadOf(tx, ask, [{ id: ask.viewer.staffId, name: ask.viewer.name }]);

async function loadOf(tx: Tx, ask: QuarterAsk, workers: readonly { id: number; name: string }[]) {
  const quarters = lastQuarters(ask.today);
  const quarter = quarters.find(({ code }) => code === ask.query.quarter) ?? quarterOf(ask.today);
  const [rows, rule] = await Promise.all([
    listActivity(tx, quarter.from, quarter.until),
    ruleInForce<ActivityRule>(tx, ask.viewer.schemeId, 'contact-kinds', ask.today),
  ]);
  const lines = linesByWorker(
    rows,
    rule.body,
    workers.map(({ id }) => id),
  );
  return { quarters, quarter, workers, lines, activities: rule.body.activities ?? [] };
}

const showActivity = (ask: Ask<unknown, { quarter?: string }>): Promise<Reply> =>
  ask.read(async (tx) => {
    const [loaded, notes] = await Promise.all([loadActivity(tx, ask), listNotes(tx)]);
    return page({
      title: 'Activity of your staff',
      marking: 'OFFICIAL',
      body: activityPage({ ...loaded, notes, ownId: ask.viewer.staffId, agency: ask.viewer.agencyName }),
    });
  });

const noteDraft = 'supervision-note';

interface Showing {
  id?: number | undefined;
  values: NoteForm;
  kept?: KeptDraft<NoteForm> | undefined;
  errors: readonly FieldError[];
  key?: string | undefined;
  version?: number | undefined;
  theirs?: string | undefined;
}

async function showNote(tx: Tx, ask: Ask, showing: Showing): Promise<Reply> {
  return page({
    title: 'Supervision note',
    marking: 'OFFICIAL',
    status: formStatus(showing),
    breadcrumbs: [{ text: 'Activity of your staff', href: '/activity' }],
    errors: summaryOf(showing.errors),
    body: html`${keptNotice(showing.kept, ask.csrfToken)}${noteFormPage({
      ...showing,
      workers: await listOwnWorkers(tx, ask.viewer),
      csrfToken: ask.csrfToken,
      draft: showing.id === undefined ? noteDraft : undefined,
    })}`,
  });
}

/** Each asking whether a note names somebody is in the audit, because the answer is something to know. */
async function readNote(ask: Ask<unknown, unknown, NoteForm>) {
  return ask.read(async (tx) => {
    const workers = await listOwnWorkers(tx, ask.viewer);
    const read = readNoteForm(ask.body, workers, ask.today);
    if ('errors' in read) return read;
    const found = await namesAnybody(tx, read.input.note, workers);
    await ask.listed(tx, {
      act: 'supervision:check',
      subject: 'staff',
      subjectId: read.input.staffId,
      people: [],
      detail: { found },
    });
    return found ? { errors: [{ field: 'note', text: namesSomebody }] } : read;
  });
}

async function noteFromForm(
  ask: Ask<unknown, unknown, NoteForm & { _key?: string; _version?: number }>,
  id: number | undefined,
): Promise<Reply> {
  const version = ask.body._version ?? 0;
  const read = await readNote(ask);
  const again = { id, values: ask.body, key: ask.body._key, version: id === undefined ? undefined : version };
  if ('errors' in read) return ask.read((tx) => showNote(tx, ask, { ...again, errors: read.errors }));
  const key = ask.body._key ?? newKey();
  try {
    if (id === undefined) await ask.perform(noteSupervision, read.input, key);
    else await ask.perform(correctSupervision, { ...read.input, id, version }, key);
  } catch (error) {
    const current = staleOf(error);
    return ask.read((tx) => showNote(tx, ask, { ...again, ...current, key: newKey(), errors: [] }));
  }
  if (id === undefined) await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, noteDraft));
  return redirect('/activity', 'The note was saved.');
}
