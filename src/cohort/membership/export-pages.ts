import Type from 'typebox';
import { showDay, showMoment } from '../../kernel/clock.ts';
import { csvLine } from '../../kernel/csv.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { markedCsv } from '../../web/csv-files.ts';
import { summaryOf } from '../../web/forms.ts';
import { defaultMarking } from '../../web/page-frame.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import type { TodayItem, Wing } from '../../web/wing.ts';
import type { CohortPorts } from '../ports.ts';
import {
  answers,
  askOf,
  type CohortQuery,
  cohortQuery,
  kept,
  keptText,
  loadChoices,
  readAsked,
} from './cohort-ask.ts';
import { filterCodes, filterWords, readFilter } from './cohort-filters.ts';
import { countCohort, wholeCohort } from './cohort-store.ts';
import { leftOutWords } from './cohort-view.ts';
import { destroyExport, makeExport } from './export-acts.ts';
import { exportHead, exportRow, wholeOrPart } from './export-lines.ts';
import { exportNumber } from './export-rules.ts';
import { countDownload, getExport, listExports, listToDestroy } from './export-store.ts';
import { exportPage, exportsPage, newExportPage } from './export-view.ts';

const pageSize = 50;
/** More than any scheme has; a longer copy says in its first line that it is cut. */
const exportLimit = 20_000;

/** Copies of the cohort: asked for, downloaded while the link holds, registered, and destroyed. */
export const exportPages = (ports: CohortPorts): Route[] => [
  route({
    method: 'GET',
    url: '/cohort/exports/new',
    right: 'cohort:export',
    reads: 'none',
    section: 'cohort',
    query: cohortQuery,
    handle: (ask) => ask.read((tx) => showNew(tx, ask, ports, ask.query, { purpose: '', errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/cohort/exports',
    right: 'cohort:export',
    reads: 'none',
    body: formBody({ query: field(1_000), purpose: field(2_000) }),
    handle: (ask) => makeFromForm(ask, ports),
  }),
  route({
    method: 'GET',
    url: '/cohort/exports',
    right: ['cohort:export', 'see:exports'],
    reads: 'none',
    section: 'cohort',
    query: Type.Object({ page: pageNumber }),
    handle: showExports,
  }),
  route({
    method: 'GET',
    url: '/cohort/exports/:id',
    right: ['cohort:export', 'see:exports'],
    reads: 'none',
    section: 'cohort',
    params: idParams,
    handle: (ask) => ask.read((tx) => showExport(tx, ask, { how: '', errors: [] })),
  }),
  route({
    method: 'GET',
    url: '/cohort/exports/:id/cohort.csv',
    right: 'cohort:export',
    reads: 'export',
    params: idParams,
    limit: 20,
    handle: (ask) => download(ask, ports),
  }),
  route({
    method: 'POST',
    url: '/cohort/exports/:id/destroyed',
    right: 'cohort:export',
    reads: 'none',
    params: idParams,
    body: formBody({ how: field(2_000) }),
    handle: destroyedFromForm,
  }),
];

interface Showing {
  purpose: string;
  errors: readonly FieldError[];
  key?: string | undefined;
}

async function showNew(
  tx: Tx,
  ask: Ask,
  ports: CohortPorts,
  query: CohortQuery,
  showing: Showing,
): Promise<Reply> {
  const given = kept(query);
  const asked = await askOf(tx, ask, ports, given);
  const [choices, people] = await Promise.all([loadChoices(tx, ask), countCohort(tx, asked)]);
  return page({
    title: 'Export the cohort',
    section: 'cohort',
    breadcrumbs: [{ text: 'Cohort', href: '/cohort' }, { text: 'Export' }],
    status: showing.errors.length > 0 ? 422 : 200,
    errors: summaryOf(showing.errors),
    body: newExportPage({
      ...showing,
      csrfToken: ask.csrfToken,
      query: keptText(given),
      people,
      filters: filterWords(asked.filter, choices).map((one) => one.text),
      leftOut: [
        ...leftOutWords(asked),
        ...(query.text ? ['Not filtered by the name: the register keeps no name that was looked for.'] : []),
      ],
      marking: defaultMarking,
    }),
  });
}

async function makeFromForm(
  ask: Ask<unknown, unknown, { query?: string; purpose?: string; _key?: string }>,
  ports: CohortPorts,
): Promise<Reply> {
  const { body } = ask;
  const given = kept(readAsked(body.query ?? ''));
  const purpose = body.purpose?.trim() ?? '';
  const errors: FieldError[] =
    purpose === '' || purpose.length > 500
      ? [{ field: 'purpose', text: 'Say what the copy is for, in at most 500 characters' }]
      : [];
  if (errors.length > 0)
    return ask.read((tx) => showNew(tx, ask, ports, given, { purpose, errors, key: body._key }));
  const people = await ask.read(async (tx) => countCohort(tx, await askOf(tx, ask, ports, given)));
  const { id } = await ask.perform(
    makeExport,
    { marking: defaultMarking, purpose, query: keptText(given), people },
    body._key ?? newKey(),
  );
  return redirect(`/cohort/exports/${id}`, 'The copy was entered in the register. Download it below.');
}

async function showExports(ask: Ask<unknown, { page?: number }>): Promise<Reply> {
  const number = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const copies = await listExports(tx, { limit: pageSize + 1, offset: (number - 1) * pageSize });
    return page({
      title: 'Copies of the cohort',
      section: 'cohort',
      breadcrumbs: [{ text: 'Cohort', href: '/cohort' }, { text: 'Copies' }],
      body: exportsPage({
        copies: copies.slice(0, pageSize),
        hasMore: copies.length > pageSize,
        page: number,
        now: ask.now,
        everybodys: ask.viewer.may('see:exports'),
      }),
    });
  });
}

async function showExport(
  tx: Tx,
  ask: Ask<{ id: number }>,
  showing: { how: string; errors: readonly FieldError[] },
): Promise<Reply> {
  const copy = await getExport(tx, ask.params.id);
  const choices = ask.viewer.may('see:cohort') ? await loadChoices(tx, ask) : undefined;
  const { filter } = readFilter(readAsked(copy.query), { may: () => true });
  return page({
    title: `Copy ${exportNumber(copy.id)}`,
    section: 'cohort',
    breadcrumbs: [{ text: 'Copies', href: '/cohort/exports' }, { text: exportNumber(copy.id) }],
    status: showing.errors.length > 0 ? 422 : 200,
    errors: summaryOf(showing.errors),
    body: exportPage({
      ...showing,
      copy,
      filters: choices === undefined ? undefined : filterWords(filter, choices).map(({ text }) => text),
      isOwn: copy.staffId === ask.viewer.staffId,
      now: ask.now,
      csrfToken: ask.csrfToken,
    }),
  });
}

async function download(ask: Ask<{ id: number }>, ports: CohortPorts): Promise<Reply> {
  const { viewer, today, now } = ask;
  return ask.read(async (tx) => {
    const copy = await getExport(tx, ask.params.id);
    if (copy.staffId !== viewer.staffId)
      throw new WaymarkError('right-missing', { text: 'Only whoever asked for a copy can download it.' });
    if (copy.linkUntil <= now || copy.destroyedAt !== null)
      throw new WaymarkError('not-allowed-now', {
        text: `The download of ${exportNumber(copy.id)} ended, ${showMoment(copy.linkUntil)}. Ask for a new copy.`,
      });
    const asked = await askOf(tx, ask, ports, readAsked(copy.query));
    const rows = await wholeCohort(tx, asked, exportLimit);
    const [given, choices, all] = await Promise.all([
      answers(tx, ports, rows, viewer),
      loadChoices(tx, ask),
      rows.length < exportLimit ? rows.length : countCohort(tx, asked),
      ask.exported(tx, {
        act: 'cohort:export',
        subject: 'export',
        subjectId: copy.id,
        people: rows,
        detail: filterCodes(asked.filter),
      }),
      countDownload(tx, copy.id, rows.length, now),
    ]);
    const number = exportNumber(copy.id);
    const said = [
      `Copy ${number}`,
      `For: ${copy.purpose}`,
      `Destroy by ${showDay(copy.destroyBy)}`,
      all > rows.length
        ? `Only the first ${rows.length} of ${all} members: filter and export the rest apart`
        : `${rows.length} members`,
      wholeOrPart(asked.filter, choices),
      ...leftOutWords(asked),
    ];
    const lines = [
      csvLine(exportHead),
      ...rows.map((row) => csvLine(exportRow(row, number, { ...choices, ...given, today }))),
    ];
    const name = `${number.toLowerCase()}-cohort-${today}`;
    return markedCsv(ask, { name, marking: copy.marking, said, lines, atFoot: true });
  });
}

async function destroyedFromForm(
  ask: Ask<{ id: number }, unknown, { how?: string; _key?: string; _version?: number }>,
): Promise<Reply> {
  const { body, params } = ask;
  try {
    await ask.perform(
      destroyExport,
      { id: params.id, version: body._version ?? 0, how: body.how ?? '' },
      body._key ?? newKey(),
    );
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return ask.read((tx) => showExport(tx, ask, { how: body.how ?? '', errors: error.fields }));
  }
  return redirect(`/cohort/exports/${params.id}`, 'The copy is recorded as destroyed.');
}

type TodaySource = NonNullable<Wing['today']>[number];

/** Copies that their holder has to destroy. */
export const exportsToday: TodaySource = async (tx, { viewer, today }) => {
  if (!viewer.may('cohort:export')) return [];
  return (await listToDestroy(tx, viewer.staffId, today)).map(
    ({ id, destroyBy }): TodayItem => ({
      group: destroyBy < today ? 'overdue' : 'due',
      day: destroyBy,
      title: `Destroy copy ${exportNumber(id)} of the cohort`,
      detail: 'And say how',
      href: `/cohort/exports/${id}`,
    }),
  );
};
