import { setTimeout as wait } from 'node:timers/promises';
import Type, { type Static } from 'typebox';
import type { StaffViewer } from '../../access/viewers.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, invalid, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { countWaiting } from '../../people/index.ts';
import { listBases } from '../../scheme/directory.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import { listOpenMeetings } from '../panels/meetings.ts';
import { chosen, chosenId, direction, queryOf } from '../query.ts';
import { askForSelection, proposeCandidate, restoreCandidate, setAsideCandidate } from './acts.ts';
import { candidatePage } from './candidate-view.ts';
import { singleChanges } from './counterfactual.ts';
import { candidateList } from './list-view.ts';
import { movesPage } from './moves-view.ts';
import { findOfficial } from './official-store.ts';
import {
  eligibilityInForce,
  getMatrixRule,
  mainCohort,
  matrixInForce,
  strandsInForce,
} from './references.ts';
import { runSelection } from './run.ts';
import {
  countCandidates,
  findFinishedRun,
  findLatestRun,
  getCandidate,
  listCandidates,
  listEvents,
  listKnowingAgencies,
  listMoves,
  listOwnReasons,
} from './store.ts';
import { type CandidateFilter, candidateSorts, candidateStates } from './types.ts';

const pageSize = 50;
/** How long a page waits for a run; a longer one goes on and the list says so. */
const patience = 10_000;

const query = queryOf({
  state: chosen([...candidateStates, 'waiting', 'all']),
  base: chosenId,
  line: chosen(['above', 'below']),
  sort: chosen(candidateSorts),
  dir: direction,
  page: pageNumber,
});
type Query = Static<typeof query>;

const candidateBody = formBody({
  meeting: Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })])),
  why: field(4_000),
});

/** A panel's members see candidates and not the cohort. */
const above = (viewer: StaffViewer) =>
  viewer.may('see:cohort') ? [{ text: 'Cohort', href: '/cohort' }] : [];

export const candidatePages = (): Route[] => [
  route({
    method: 'GET',
    url: '/cohort/candidates',
    right: 'see:scores',
    reads: 'list',
    section: 'cohort',
    query,
    handle: showCandidates,
  }),
  route({
    method: 'GET',
    url: '/cohort/candidates/changes',
    right: 'see:scores',
    reads: 'list',
    section: 'cohort',
    handle: showMoves,
  }),
  route({
    method: 'POST',
    url: '/cohort/candidates/run',
    right: 'selection:run',
    reads: 'none',
    body: formBody({}),
    limit: 6,
    handle: runNow,
  }),
  route({
    method: 'GET',
    url: '/cohort/candidates/:id',
    right: 'see:scores',
    reads: 'person',
    params: idParams,
    handle: (ask) => ask.read((tx) => showCandidate(tx, ask, { errors: [], values: {} })),
  }),
  route({
    method: 'POST',
    url: '/cohort/candidates/:id/propose',
    right: 'candidate:propose',
    reads: 'person',
    params: idParams,
    body: candidateBody,
    handle: propose,
  }),
  route({
    method: 'POST',
    url: '/cohort/candidates/:id/set-aside',
    right: 'candidate:propose',
    reads: 'person',
    params: idParams,
    body: candidateBody,
    handle: setAside,
  }),
  route({
    method: 'POST',
    url: '/cohort/candidates/:id/restore',
    right: 'candidate:propose',
    reads: 'person',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const { id } = ask.params;
      await ask.perform(
        restoreCandidate,
        { candidateId: id, version: ask.body._version ?? 0 },
        ask.body._key ?? newKey(),
      );
      return redirect(`/cohort/candidates/${id}`, 'The candidate is on the list again.');
    },
  }),
];

async function showCandidates(ask: Ask<unknown, Query>): Promise<Reply> {
  const { viewer, today, query: given } = ask;
  return ask.read(async (tx) => {
    const [inForce, latest, finished] = await Promise.all([
      matrixInForce(tx, viewer.schemeId, mainCohort, today),
      findLatestRun(tx, viewer.schemeId),
      findFinishedRun(tx, viewer.schemeId),
    ]);
    // Points are read by the matrix that gave them, until a run with the one in force.
    const matrix = finished === undefined ? inForce : await getMatrixRule(tx, finished.matrixId);
    const filter: CandidateFilter = {
      state: given.state || 'listed',
      baseId: given.base || undefined,
      line: given.line || undefined,
      sort: given.sort || 'rank',
      descending: given.dir === 'desc',
      page: given.page ?? 1,
    };
    const { rows, count } = await listCandidates(tx, viewer.schemeId, filter, pageSize);
    await ask.listed(tx, {
      act: 'candidate:list',
      subject: 'scheme',
      subjectId: viewer.schemeId,
      people: rows,
      detail: {
        state: filter.state,
        base: filter.baseId ?? null,
        line: filter.line ?? null,
        page: filter.page,
      },
    });
    return page({
      title: 'Candidates',
      section: 'cohort',
      breadcrumbs: [...above(viewer), { text: 'Candidates' }],
      body: candidateList({
        rows,
        count,
        filter,
        pageSize,
        counts: await countCandidates(tx, viewer.schemeId),
        latest,
        finished,
        matrix,
        inForce,
        bases: await listBases(tx, viewer.schemeId),
        mayRun: viewer.may('selection:run'),
        mayImport: viewer.may('intake:import'),
        mayNominate: viewer.may('nomination:make') || viewer.may('candidate:propose'),
        csrfToken: ask.csrfToken,
      }),
    });
  });
}

/** What the last run changed, of those whom the viewer may see. */
async function showMoves(ask: Ask): Promise<Reply> {
  const { viewer } = ask;
  return ask.read(async (tx) => {
    const run = await findFinishedRun(tx, viewer.schemeId);
    const moves = run === undefined ? [] : await listMoves(tx, run.id);
    await ask.listed(tx, {
      act: 'candidate:changes',
      subject: 'selection_run',
      ...(run === undefined ? {} : { subjectId: run.id }),
      people: moves,
    });
    return page({
      title: 'What the last run changed',
      section: 'cohort',
      breadcrumbs: [
        ...above(viewer),
        { text: 'Candidates', href: '/cohort/candidates' },
        { text: 'Changes' },
      ],
      body: movesPage(run, moves),
    });
  });
}

async function runNow(ask: Ask<unknown, unknown, { _key?: string }>): Promise<Reply> {
  const { schemeId } = ask.viewer;
  await ask.perform(askForSelection, { schemeId }, ask.body._key ?? newKey());
  const run = runSelection(ask.database, { schemeId, on: ask.today, now: ask.now });
  // A run that outlasts the page ends by itself, and marks itself failed where it fails.
  run.catch(() => undefined);
  const result = await Promise.race([run, wait(patience).then(() => undefined)]);
  return redirect(
    '/cohort/candidates',
    result === undefined
      ? 'Selection is running. The list will show when it has ended.'
      : `Selection ran: ${result.eligible} people who are not members meet the rule.`,
  );
}

interface Showing {
  errors: readonly FieldError[];
  values: { meeting?: string | undefined; why?: string | undefined };
  key?: string | undefined;
  sent?: 'propose' | 'set-aside';
  theirs?: string;
}

async function showCandidate(tx: Tx, ask: Ask<{ id: number }>, showing: Showing): Promise<Reply> {
  const { viewer, today } = ask;
  const [candidate, inForce, eligibility, strands, events] = await Promise.all([
    getCandidate(tx, viewer.schemeId, ask.params.id),
    matrixInForce(tx, viewer.schemeId, mainCohort, today),
    eligibilityInForce(tx, viewer.schemeId, mainCohort, today),
    strandsInForce(tx, viewer.schemeId, today),
    listEvents(tx, ask.params.id),
  ]);
  const [matrix, agencies, waiting, reasons, official] = await Promise.all([
    getMatrixRule(tx, candidate.matrixId),
    listKnowingAgencies(tx, candidate.personId),
    countWaiting(tx, [candidate.personId]),
    listOwnReasons(tx, candidate.personId),
    findOfficial(tx, candidate.personId),
  ]);
  const mayPropose = viewer.may('candidate:propose');
  await ask.opened(tx, {
    act: 'candidate:open',
    subject: 'candidate',
    subjectId: candidate.id,
    personId: candidate.personId,
  });
  return page({
    title: `Candidate – ${candidate.name}`,
    section: 'cohort',
    status: formStatus(showing),
    breadcrumbs: [
      ...above(ask.viewer),
      { text: 'Candidates', href: '/cohort/candidates' },
      { text: candidate.name },
    ],
    errors: summaryOf(showing.errors),
    body: candidatePage({
      ...showing,
      candidate,
      matrix,
      inForce,
      eligibility,
      single: singleChanges(candidate.factors, matrix.body),
      official,
      events,
      agencies,
      waiting: waiting.get(candidate.personId) ?? 0,
      reasons,
      meetings: mayPropose ? await listOpenMeetings(tx, viewer) : [],
      strandName: strands.strands.find(({ code }) => code === candidate.strand)?.name ?? null,
      today,
      mayPropose,
      mayPrepare: viewer.may('panel:prepare'),
      csrfToken: ask.csrfToken,
    }),
  });
}

type CandidateAsk = Ask<{ id: number }, unknown, Static<typeof candidateBody>>;

/** Shows the page again with what was typed: errors of fields (422), or what somebody else did (409). */
async function shownAgain(ask: CandidateAsk, sent: 'propose' | 'set-aside', error: unknown): Promise<Reply> {
  if (!(error instanceof WaymarkError)) throw error;
  const { meeting, why } = ask.body;
  const values = { meeting: meeting === undefined ? undefined : String(meeting), why };
  if (error.code === 'invalid' && error.fields.length > 0)
    return ask.read((tx) =>
      showCandidate(tx, ask, { errors: error.fields, values, key: ask.body._key, sent }),
    );
  if (error.code !== 'stale-version') throw error;
  const current = error.data.current as { state?: string; why?: string | null } | undefined;
  const theirs = `${current?.state ?? ''}${current?.why ? `: ${current.why}` : ''}`;
  return ask.read((tx) => showCandidate(tx, ask, { errors: [], values, key: newKey(), sent, theirs }));
}

async function propose(ask: CandidateAsk): Promise<Reply> {
  const { id } = ask.params;
  try {
    if (!ask.body.meeting) throw invalid([{ field: 'meeting', text: 'Choose a meeting' }]);
    await ask.perform(
      proposeCandidate,
      {
        candidateId: id,
        version: ask.body._version ?? 0,
        meetingId: ask.body.meeting,
        why: ask.body.why?.trim() || null,
      },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    return shownAgain(ask, 'propose', error);
  }
  return redirect(`/cohort/candidates/${id}`, 'The candidate was proposed to the panel.');
}

async function setAside(ask: CandidateAsk): Promise<Reply> {
  const { id } = ask.params;
  try {
    await ask.perform(
      setAsideCandidate,
      { candidateId: id, version: ask.body._version ?? 0, why: ask.body.why ?? '' },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    return shownAgain(ask, 'set-aside', error);
  }
  return redirect(
    `/cohort/candidates/${id}`,
    'The candidate was set aside. They can be put back on the list below.',
  );
}
