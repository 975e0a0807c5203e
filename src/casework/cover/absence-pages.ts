import Type from 'typebox';
import type { StaffViewer } from '../../access/viewers.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, notFound, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { allocationCounts, noAllocations } from '../allocation/counts.ts';
import { absenceFormPage, absencesPage, chooseStaffPage } from './absence-views.ts';
import { absenceWords, changeAbsence, endAbsence, recordAbsence } from './acts.ts';
import { type AbsenceChoices, mayDeputise, readAbsenceForm } from './rules.ts';
import { getAbsence, listAbsences, listColleagues } from './store.ts';
import type { Absence, AbsenceForm, Colleague } from './types.ts';

const pageSize = 50;

const body = formBody({
  staff: field(20),
  from: field(10),
  to: field(10),
  deputy: field(20),
  note: field(5_000),
});

type FormBody = AbsenceForm & { _key?: string; _version?: number };

/** Who is away and who covers. Nothing of any person on the scheme is here. */
export const absencePages: Route[] = [
  route({
    method: 'GET',
    url: '/absences',
    right: 'contact:record',
    reads: 'none',
    section: 'today',
    query: Type.Object({ show: Type.Optional(oneOf(['over'])), page: pageNumber }),
    handle: showAbsences,
  }),
  route({
    method: 'GET',
    url: '/absences/new',
    right: 'contact:record',
    reads: 'none',
    section: 'today',
    query: Type.Object({ staff: Type.Optional(Type.Union([Type.Literal(''), idParams.properties.id])) }),
    handle: (ask) => showNew(ask),
  }),
  route({
    method: 'POST',
    url: '/absences',
    right: 'contact:record',
    reads: 'none',
    body,
    handle: (ask) => recordFromForm(ask),
  }),
  route({
    method: 'GET',
    url: '/absences/:id',
    right: 'contact:record',
    reads: 'none',
    section: 'today',
    params: idParams,
    handle: (ask) => ask.read(async (tx) => showOne(tx, ask, await theirsOr404(tx, ask))),
  }),
  route({
    method: 'POST',
    url: '/absences/:id',
    right: 'contact:record',
    reads: 'none',
    params: idParams,
    body,
    handle: (ask) => changeFromForm(ask),
  }),
  route({
    method: 'POST',
    url: '/absences/:id/end',
    right: 'contact:record',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(
        endAbsence,
        { id: ask.params.id, version: ask.body._version ?? 0 },
        ask.body._key ?? newKey(),
      );
      return redirect('/absences', 'The absence has ended.');
    },
  }),
];

async function showAbsences(ask: Ask<unknown, { show?: 'over'; page?: number }>): Promise<Reply> {
  const number = ask.query.page ?? 1;
  const over = ask.query.show === 'over';
  const allocates = ask.viewer.may('case:allocate');
  return ask.read(async (tx) => {
    const absences = await listAbsences(
      tx,
      { over, staffId: allocates ? undefined : ask.viewer.staffId },
      ask.today,
      { limit: pageSize + 1, offset: (number - 1) * pageSize },
    );
    return page({
      title: 'Absences',
      section: 'today',
      body: absencesPage({
        absences: absences.slice(0, pageSize),
        over,
        allocates,
        viewerId: ask.viewer.staffId,
        today: ask.today,
        page: number,
        hasMore: absences.length > pageSize,
      }),
    });
  });
}

/** Their own, or anybody's for whoever allocates; anybody else's is not there. */
async function theirsOr404(tx: Tx, ask: Ask<{ id: number }>): Promise<Absence> {
  const absence = await getAbsence(tx, ask.params.id);
  if (absence.staffId !== ask.viewer.staffId && !ask.viewer.may('case:allocate')) throw notFound();
  return absence;
}

interface Choices extends AbsenceChoices {
  find(staffId: number): Colleague | undefined;
}

async function loadChoices(tx: Tx, viewer: StaffViewer): Promise<Choices> {
  const colleagues = await listColleagues(tx, viewer.schemeId);
  const allocates = viewer.may('case:allocate');
  // Somebody whose role is given nobody has no people to be covered, but may be away all the same.
  const own: Colleague = {
    id: viewer.staffId,
    name: viewer.name,
    agencyId: viewer.agencyId,
    agency: viewer.agencyName,
    role: viewer.role,
    teamId: viewer.teams[0] ?? null,
  };
  const staff = allocates
    ? [own, ...colleagues.filter(({ id }) => id !== own.id)]
    : [colleagues.find(({ id }) => id === own.id) ?? own];
  const find = (id: number): Colleague | undefined => staff.find((one) => one.id === id);
  return {
    staff,
    find,
    deputiesOf: (id) => {
      const away = find(id);
      return away === undefined ? [] : colleagues.filter((one) => mayDeputise(away, one, { allocates }));
    },
  };
}

async function showNew(ask: Ask<unknown, { staff?: number | '' }>): Promise<Reply> {
  return ask.read(async (tx) => {
    const choices = await loadChoices(tx, ask.viewer);
    if (ask.viewer.may('case:allocate') && !ask.query.staff)
      return page({ title: 'Record an absence', section: 'today', body: chooseStaffPage(choices) });
    const staffId = ask.query.staff || ask.viewer.staffId;
    return showForm(tx, ask, { choices, staffId, values: { from: ask.today }, errors: [] });
  });
}

interface Showing {
  choices: Choices;
  staffId: number;
  values: AbsenceForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  absence?: Absence;
  version?: number | undefined;
  theirs?: string | undefined;
}

async function showForm(tx: Tx, ask: Ask, showing: Showing): Promise<Reply> {
  const { choices, staffId, errors, absence } = showing;
  const staff = choices.find(staffId);
  if (staff === undefined) throw notFound();
  const counts = await allocationCounts(tx, ask.viewer.schemeId);
  return page({
    title: absence === undefined ? 'Record an absence' : `Absence of ${absence.staff}`,
    section: 'today',
    status: formStatus(showing),
    breadcrumbs: [
      { text: 'Absences', href: '/absences' },
      { text: absence === undefined ? 'New' : absence.staff },
    ],
    errors: summaryOf(errors),
    body: absenceFormPage({
      ...showing,
      staff,
      isOwn: staffId === ask.viewer.staffId,
      held: counts.get(staffId) ?? noAllocations,
      deputies: choices.deputiesOf(staffId),
      csrfToken: ask.csrfToken,
      today: ask.today,
    }),
  });
}

async function recordFromForm(ask: Ask<unknown, unknown, FormBody>): Promise<Reply> {
  const again = (errors: readonly FieldError[]): Promise<Reply> =>
    ask.read(async (tx) =>
      showForm(tx, ask, {
        choices: await loadChoices(tx, ask.viewer),
        staffId: Number(ask.body.staff ?? ask.viewer.staffId),
        values: ask.body,
        errors,
        key: ask.body._key,
      }),
    );
  const choices = await ask.read((tx) => loadChoices(tx, ask.viewer));
  const read = readAbsenceForm(ask.body, choices, ask.today);
  if ('errors' in read) return again(read.errors);
  try {
    await ask.perform(recordAbsence, read.input, ask.body._key ?? newKey());
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'invalid') return again(error.fields);
    throw error;
  }
  return redirect('/absences', 'The absence was recorded.');
}

const formOf = (absence: Absence): AbsenceForm => ({
  staff: String(absence.staffId),
  deputy: absence.deputyId === null ? '' : String(absence.deputyId),
  from: absence.fromDay,
  to: absence.toDay,
  note: absence.note ?? '',
});

const showOne = async (tx: Tx, ask: Ask, absence: Absence): Promise<Reply> =>
  showForm(tx, ask, {
    choices: await loadChoices(tx, ask.viewer),
    staffId: absence.staffId,
    values: formOf(absence),
    errors: [],
    absence,
    version: absence.version,
  });

async function changeFromForm(ask: Ask<{ id: number }, unknown, FormBody>): Promise<Reply> {
  const { id } = ask.params;
  const again = (more: Pick<Showing, 'errors' | 'key'> & { conflict?: boolean }): Promise<Reply> =>
    ask.read(async (tx) => {
      const absence = await theirsOr404(tx, ask);
      return showForm(tx, ask, {
        choices: await loadChoices(tx, ask.viewer),
        staffId: absence.staffId,
        values: ask.body,
        absence,
        errors: more.errors,
        key: more.key,
        version: more.conflict === true ? absence.version : (ask.body._version ?? 0),
        theirs: more.conflict === true ? absenceWords(absence) : undefined,
      });
    });
  const read = await ask.read(async (tx) => {
    const { staffId } = await theirsOr404(tx, ask);
    const choices = await loadChoices(tx, ask.viewer);
    return readAbsenceForm({ ...ask.body, staff: String(staffId) }, choices, ask.today);
  });
  if ('errors' in read) return again({ errors: read.errors, key: ask.body._key });
  try {
    await ask.perform(
      changeAbsence,
      { ...read.input, id, version: ask.body._version ?? 0 },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid') return again({ errors: error.fields, key: ask.body._key });
    if (error.code === 'stale-version') return again({ errors: [], key: newKey(), conflict: true });
    throw error;
  }
  return redirect('/absences', 'The absence was changed.');
}
