import Type, { type Static } from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import {
  approveMatrix,
  draftMatrix,
  goLive,
  saveMatrix,
  sendBackMatrix,
  submitMatrix,
  withdrawMatrix,
} from './matrix-acts.ts';
import { findProblems } from './matrix-check.ts';
import { matrixChanges } from './matrix-difference.ts';
import { fieldOf, formOfMatrix, type MatrixForm, readMatrix, rearranged } from './matrix-form.ts';
import { getMatrix, listMatrices, listMatrixRules } from './matrix-store.ts';
import { matrixTransitions } from './matrix-types.ts';
import { type MatrixModel, matrixList, matrixPage } from './matrix-view.ts';
import { groupTables, movesOf, peopleTried, tryMatrix } from './preview.ts';
import { previewPage } from './preview-view.ts';
import { listCohorts, mainCohort, matrixInForce } from './references.ts';
import type { Matrix } from './types.ts';

const editorBody = formBody({
  name: field(200),
  line: field(20),
  classes: field(4_000),
  note: field(4_000),
  code: fieldList(20),
  label: fieldList(20),
  measure: fieldList(20),
  months: fieldList(20),
  bands: Type.Optional(Type.Array(Type.String({ maxLength: 4_000 }), { maxItems: 20 })),
  do: field(20),
});
const draftBody = formBody({
  cohort: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' })),
  name: field(200),
});
const stepBody = formBody({
  why: field(4_000),
  assessment: field(500),
  assessedOn: field(10),
  assessedBy: field(200),
  liveFrom: field(10),
});

type EditorAsk = Ask<{ id: number }, unknown, Static<typeof editorBody>>;
type StepAsk = Ask<{ id: number }, unknown, Static<typeof stepBody>>;
type StepBody = Partial<Static<typeof stepBody>>;

const withdrawn = 'The matrix was withdrawn. A new draft can be made at any time.';

const crumbs = [
  { text: 'Candidates', href: '/cohort/candidates' },
  { text: 'Matrices', href: '/cohort/matrix' },
];

export const matrixPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/cohort/matrix',
    right: 'see:scores',
    reads: 'none',
    section: 'cohort',
    handle: (ask) => showList(ask, {}),
  }),
  route({
    method: 'POST',
    url: '/cohort/matrix',
    right: 'matrix:edit',
    reads: 'none',
    body: draftBody,
    handle: draft,
  }),
  route({
    method: 'GET',
    url: '/cohort/matrix/:id',
    right: 'see:scores',
    reads: 'none',
    params: idParams,
    handle: (ask) => ask.read((tx) => showMatrix(tx, ask, {})),
  }),
  route({
    method: 'POST',
    url: '/cohort/matrix/:id',
    right: 'matrix:edit',
    reads: 'none',
    params: idParams,
    body: editorBody,
    handle: edit,
  }),
  route({
    method: 'GET',
    url: '/cohort/matrix/:id/preview',
    right: 'see:scores',
    reads: 'list',
    params: idParams,
    limit: 30,
    handle: preview,
  }),
  stepRoute(
    'approve',
    'matrix:approve',
    'The matrix is approved. It holds from the day it is put in force.',
    (ask, key) => ask.perform(approveMatrix, keyOf(ask), key),
  ),
  stepRoute('send-back', 'matrix:approve', 'The matrix was sent back to its author.', (ask, key) =>
    ask.perform(sendBackMatrix, { ...keyOf(ask), why: ask.body.why ?? '' }, key),
  ),
  stepRoute('withdraw', 'matrix:edit', withdrawn, (ask, key) => ask.perform(withdrawMatrix, keyOf(ask), key)),
  stepRoute('go-live', 'matrix:approve', 'The matrix is in force from its date.', (ask, key) => {
    const { assessment = '', assessedOn = '', assessedBy = '', liveFrom = '' } = ask.body;
    return ask.perform(goLive, { ...keyOf(ask), assessment, assessedOn, assessedBy, liveFrom }, key);
  }),
];

const keyOf = (ask: StepAsk): { id: number; version: number } => ({
  id: ask.params.id,
  version: ask.body._version ?? 0,
});

/** A step of a matrix: a button, perhaps with fields; what is wrong with it is said on the matrix's page. */
function stepRoute(
  step: string,
  right: 'matrix:edit' | 'matrix:approve',
  done: string,
  act: (ask: StepAsk, key: string) => Promise<unknown>,
): Route {
  return route({
    method: 'POST',
    url: `/cohort/matrix/:id/${step}`,
    right,
    reads: 'none',
    params: idParams,
    body: stepBody,
    handle: async (ask) => {
      try {
        await act(ask, ask.body._key ?? newKey());
      } catch (error) {
        return shownAgain(ask, error, { going: ask.body });
      }
      return redirect(`/cohort/matrix/${ask.params.id}`, done);
    },
  });
}

async function draft(ask: Ask<unknown, unknown, Static<typeof draftBody>>): Promise<Reply> {
  const { cohort = mainCohort, name = '', _key: key } = ask.body;
  try {
    const { id } = await ask.perform(draftMatrix, { cohort, name }, key ?? newKey());
    return redirect(`/cohort/matrix/${id}`, 'A draft was made from the matrix in force.');
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    const errors = error.fields.map(({ text }) => ({ field: `name-${cohort}`, text }));
    return showList(ask, { errors, drafting: { cohort, name, key } });
  }
}

interface Drafting {
  errors?: readonly FieldError[];
  drafting?: { cohort: string; name: string; key: string | undefined };
}

async function showList(ask: Ask, { errors = [], drafting }: Drafting): Promise<Reply> {
  const { schemeId } = ask.viewer;
  const [rules, matrices, cohorts] = await ask.read((tx) =>
    Promise.all([
      listMatrixRules(tx, schemeId),
      listMatrices(tx, schemeId),
      listCohorts(tx, schemeId, ask.today),
    ]),
  );
  return page({
    title: 'Matrices',
    section: 'cohort',
    status: formStatus({ errors }),
    errors: summaryOf(errors),
    breadcrumbs: [...crumbs.slice(0, 1), { text: 'Matrices' }],
    body: matrixList({
      rules,
      matrices,
      cohorts,
      errors,
      drafting,
      today: ask.today,
      mayEdit: ask.viewer.may('matrix:edit'),
      csrfToken: ask.csrfToken,
    }),
  });
}

interface Showing {
  errors?: readonly FieldError[];
  values?: MatrixForm;
  going?: StepBody;
  theirs?: string;
  key?: string | undefined;
  /** Of a form that comes back before it is saved: somebody may have saved theirs meanwhile. */
  version?: number | undefined;
}

async function showMatrix(tx: Tx, ask: Ask<{ id: number }>, showing: Showing): Promise<Reply> {
  const { viewer } = ask;
  const matrix = await getMatrix(tx, viewer.schemeId, ask.params.id);
  const mayEdit = viewer.may('matrix:edit');
  const mayChange = mayEdit && matrixTransitions[matrix.state].save !== undefined;
  const errors = showing.errors ?? [];
  const isOnItsWay = ['draft', 'submitted', 'approved'].includes(matrix.state);
  const inForce = isOnItsWay ? await matrixInForce(tx, viewer.schemeId, matrix.cohort, ask.today) : undefined;
  const model: MatrixModel = {
    matrix,
    changes: inForce && { since: inForce.version, list: matrixChanges(inForce.body, matrix.body) },
    values: mayChange ? (showing.values ?? formOfMatrix(matrix.body)) : undefined,
    mayEdit,
    mayApprove: viewer.may('matrix:approve'),
    isOwn: [...matrix.writers, matrix.submittedBy].includes(viewer.staffId),
    errors,
    problems:
      mayChange && errors.length === 0 && showing.values === undefined
        ? findProblems(matrix.body).map(fieldOf)
        : [],
    going: showing.going ?? {},
    why: showing.going?.why,
    theirs: showing.theirs,
    key: showing.key,
    version: showing.version ?? matrix.version,
    csrfToken: ask.csrfToken,
  };
  return page({
    title: `Matrix – ${matrix.body.name}`,
    section: 'cohort',
    status: formStatus({ errors, theirs: showing.theirs }),
    breadcrumbs: [...crumbs, { text: matrix.body.name }],
    errors: summaryOf(errors),
    body: matrixPage(model),
  });
}

/** The page again with what was typed: errors of fields (422), or what somebody else did meanwhile (409). */
function shownAgain(ask: Ask<{ id: number }>, error: unknown, showing: Showing): Promise<Reply> {
  if (!(error instanceof WaymarkError)) throw error;
  if (error.code === 'invalid' && error.fields.length > 0) {
    const errors = error.fields.map(({ field: place, text }) =>
      /^factors|^name$|^line$|^neighbourhoodClasses$/.test(place)
        ? fieldOf({ place, text })
        : { field: place, text },
    );
    return ask.read((tx) => showMatrix(tx, ask, { ...showing, errors }));
  }
  if (error.code !== 'stale-version') throw error;
  const { name, state } = (error.data.current ?? {}) as { name?: string; state?: string };
  const theirs = `“${name ?? ''}”, ${(state ?? '').toLowerCase()}. Their factors are on its page.`;
  return ask.read((tx) => showMatrix(tx, ask, { ...showing, theirs }));
}

const typed = (body: Static<typeof editorBody>): MatrixForm => ({
  name: body.name ?? '',
  line: body.line ?? '',
  classes: body.classes ?? '',
  note: body.note ?? '',
  code: body.code ?? [],
  label: body.label ?? [],
  measure: body.measure ?? [],
  months: body.months ?? [],
  bands: body.bands ?? [],
});

async function edit(ask: EditorAsk): Promise<Reply> {
  const { id } = ask.params;
  const values = typed(ask.body);
  const wanted = ask.body.do ?? 'save';
  const moved = rearranged(values, wanted);
  const again = { key: ask.body._key, version: ask.body._version };
  // Nothing is saved yet: the form comes back as it was asked for, and its key stays that of one sending.
  if (moved !== undefined) return ask.read((tx) => showMatrix(tx, ask, { values: moved, ...again }));
  const { matrix, problems } = readMatrix(values);
  // What cannot be read need not be mended to end a draft: it stays as it was saved.
  if (wanted === 'withdraw') return withdraw(ask, problems.length === 0 ? matrix : undefined, values);
  if (problems.length > 0)
    return ask.read((tx) => showMatrix(tx, ask, { values, errors: problems.map(fieldOf), ...again }));
  const input = { id, version: ask.body._version ?? 0, body: matrix };
  try {
    await ask.perform(wanted === 'submit' ? submitMatrix : saveMatrix, input, ask.body._key ?? newKey());
  } catch (error) {
    return shownAgain(ask, error, { values });
  }
  if (wanted === 'preview') return redirect(`/cohort/matrix/${id}/preview`, 'The draft was saved.');
  return redirect(
    `/cohort/matrix/${id}`,
    wanted === 'submit'
      ? 'The matrix was saved. It waits for approval by a second person.'
      : 'The draft was saved.',
  );
}

async function withdraw(ask: EditorAsk, body: Matrix | undefined, values: MatrixForm): Promise<Reply> {
  const { id } = ask.params;
  const input = { id, version: ask.body._version ?? 0, ...(body === undefined ? {} : { body }) };
  try {
    await ask.perform(withdrawMatrix, input, ask.body._key ?? newKey());
  } catch (error) {
    return shownAgain(ask, error, { values });
  }
  return redirect(`/cohort/matrix/${id}`, withdrawn);
}

async function preview(ask: Ask<{ id: number }>): Promise<Reply> {
  const { viewer, today } = ask;
  const matrix = await ask.read((tx) => getMatrix(tx, viewer.schemeId, ask.params.id));
  const list = { schemeId: viewer.schemeId, cohort: matrix.cohort };
  const [problem] = findProblems(matrix.body);
  if (problem !== undefined) return redirect(`/cohort/matrix/${matrix.id}`, 'Mend what is listed first.');
  const started = performance.now();
  const trial = await tryMatrix(ask.database, list, matrix.body, today);
  return ask.read(async (tx) => {
    const people = await peopleTried(tx, list, trial.rows);
    const moves = movesOf(people, trial);
    await ask.listed(tx, {
      act: 'matrix:preview',
      subject: 'matrix',
      subjectId: matrix.id,
      people: [...moves.enter, ...moves.leave, ...moves.membersFall, ...moves.membersStay],
    });
    return page({
      title: 'Who would enter and leave',
      section: 'cohort',
      breadcrumbs: [
        ...crumbs,
        { text: matrix.body.name, href: `/cohort/matrix/${matrix.id}` },
        { text: 'Preview' },
      ],
      body: previewPage({
        matrix,
        moves,
        groups: groupTables(people, trial, today),
        trial,
        seen: people.length,
        members: people.filter(({ isMember }) => isMember).length,
        milliseconds: performance.now() - started,
      }),
    });
  });
}
