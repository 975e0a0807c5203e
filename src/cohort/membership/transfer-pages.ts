import Type from 'typebox';
import { londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import type { FramePerson, TodayItem, Wing } from '../../web/wing.ts';
import { getCurrent, loadWords } from './person-pages.ts';
import { acceptTransfer, askTransfer, declineTransfer, withdrawTransfer } from './transfer-acts.ts';
import {
  countAsked,
  findFacts,
  findOpenTransfer,
  getTransfer,
  listDestinations,
  listTransfers,
} from './transfer-store.ts';
import type { TransferForm, TransferState } from './transfer-types.ts';
import { askPage, transferPage, transfersPage } from './transfer-view.ts';

const pageSize = 40;
const right = 'membership:transfer' as const;

export const transferPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/transfer',
    right,
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) => ask.read((tx) => showAsk(tx, ask, framePerson, { values: {}, errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/people/:id/transfer',
    right,
    reads: 'person',
    about: 'person',
    params: idParams,
    body: formBody({ to: field(20), why: field(4_000), about: field(8_000) }),
    handle: (ask) => askFromForm(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/transfers',
    right,
    reads: 'list',
    section: 'cohort',
    query: Type.Object({
      page: pageNumber,
      state: Type.Optional(oneOf(['', 'requested', 'accepted', 'declined', 'withdrawn'])),
    }),
    handle: showTransfers,
  }),
  route({
    method: 'GET',
    url: '/transfers/:id',
    right,
    reads: 'person',
    params: idParams,
    handle: (ask) => ask.read((tx) => showTransfer(tx, ask, { errors: [], words: '' })),
  }),
  route({
    method: 'POST',
    url: '/transfers/:id',
    right,
    reads: 'person',
    params: idParams,
    body: formBody({
      move: oneOf(['accept', 'decline', 'withdraw']),
      words: field(4_000),
      strand: field(40),
    }),
    handle: answerFromForm,
  }),
];

interface Showing {
  values: TransferForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string;
}

async function showAsk(
  tx: Tx,
  ask: Ask<{ id: number }>,
  framePerson: FramePerson,
  showing: Showing,
): Promise<Reply> {
  const { id } = ask.params;
  const path = '/people/:id/membership';
  const frame = await framePerson(tx, { personId: id, viewer: ask.viewer, today: ask.today, path });
  const membership = await getCurrent(tx, id);
  const [open, destinations] = await Promise.all([
    findOpenTransfer(tx, id),
    listDestinations(tx, membership.teamId),
    ask.opened(tx, { act: 'membership:transfer-form', subject: 'person', subjectId: id, personId: id }),
  ]);
  return page({
    title: `Transfer – ${frame.name}`,
    section: 'cohort',
    status: formStatus(showing),
    breadcrumbs: frame.breadcrumbs,
    above: frame.above,
    errors: summaryOf(showing.errors),
    body: askPage({
      ...showing,
      personId: id,
      membership,
      open,
      destinations,
      csrfToken: ask.csrfToken,
    }),
  });
}

type AskBody = TransferForm & { _key?: string; _version?: number };

async function askFromForm(
  ask: Ask<{ id: number }, unknown, AskBody>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { body } = ask;
  const again = (showing: Partial<Showing> & { errors: readonly FieldError[] }): Promise<Reply> =>
    ask.read((tx) => showAsk(tx, ask, framePerson, { values: body, key: body._key, ...showing }));
  const why = body.why?.trim() ?? '';
  const about = body.about?.trim() ?? '';
  const baseId = /^\d{1,15}$/.test(body.to ?? '') ? Number(body.to) : 0;
  const errors: FieldError[] = [
    ...(baseId === 0 ? [{ field: 'to', text: 'Choose where they should go' }] : []),
    ...(why === '' || why.length > 2_000
      ? [{ field: 'why', text: 'Say why, in at most 2,000 characters' }]
      : []),
    ...(about === '' || about.length > 4_000
      ? [{ field: 'about', text: 'Say what the receiving team has to know, in at most 4,000 characters' }]
      : []),
  ];
  if (errors.length > 0) return again({ errors });
  const membership = await ask.read(async (tx) => {
    await framePerson(tx, {
      personId: ask.params.id,
      viewer: ask.viewer,
      today: ask.today,
      path: '/people/:id/membership',
    });
    return getCurrent(tx, ask.params.id);
  });
  try {
    const { id } = await ask.perform(
      askTransfer,
      { membershipId: membership.id, version: body._version ?? 0, baseId, why, about },
      body._key ?? newKey(),
    );
    return redirect(`/transfers/${id}`, 'The transfer was asked for. Nothing has moved yet.');
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid') return again({ errors: error.fields });
    if (error.code !== 'stale-version') throw error;
    const current = error.data.current as Record<string, unknown> | undefined;
    return again({ errors: [], key: newKey(), theirs: `Team: ${current?.team}` });
  }
}

async function showTransfers(
  ask: Ask<unknown, { page?: number; state?: TransferState | '' }>,
): Promise<Reply> {
  const number = ask.query.page ?? 1;
  const state = ask.query.state || undefined;
  return ask.read(async (tx) => {
    const rows = await listTransfers(tx, { state, limit: pageSize + 1, offset: (number - 1) * pageSize });
    const shown = rows.slice(0, pageSize);
    await ask.listed(tx, {
      act: 'transfer:list',
      subject: 'scheme',
      subjectId: ask.viewer.schemeId,
      people: shown,
      detail: { page: number, state: state ?? 'all' },
    });
    return page({
      title: 'Transfers',
      section: 'cohort',
      breadcrumbs: [{ text: 'Cohort', href: '/cohort' }, { text: 'Transfers' }],
      body: transfersPage({ rows: shown, hasMore: rows.length > pageSize, page: number, state }),
    });
  });
}

/** Whether the viewer is of the side that receives: its team, or whoever manages its scheme. */
const receives = (
  { viewer }: Pick<Ask, 'viewer'>,
  transfer: { toSchemeId: number; toTeamId: number },
): boolean =>
  viewer.schemeId === transfer.toSchemeId &&
  (viewer.teams.includes(transfer.toTeamId) || viewer.may('access:open'));

async function showTransfer(
  tx: Tx,
  ask: Ask<{ id: number }>,
  showing: { words: string; errors: readonly FieldError[] },
): Promise<Reply> {
  const transfer = await getTransfer(tx, ask.params.id);
  const [facts, scheme] = await Promise.all([
    findFacts(tx, transfer.id),
    loadWords(tx, ask),
    ask.opened(tx, {
      act: 'transfer:open',
      subject: 'transfer',
      subjectId: transfer.id,
      personId: transfer.personId,
    }),
  ]);
  return page({
    title: 'Transfer',
    section: 'cohort',
    status: showing.errors.length > 0 ? 422 : 200,
    breadcrumbs: [{ text: 'Transfers', href: '/transfers' }, { text: 'Transfer' }],
    errors: summaryOf(showing.errors),
    body: transferPage({
      ...showing,
      transfer,
      facts,
      scheme,
      mayAnswer: receives(ask, transfer) && transfer.requestedById !== ask.viewer.staffId,
      mayWithdraw: transfer.name !== null && ask.viewer.schemeId === transfer.fromSchemeId,
      csrfToken: ask.csrfToken,
    }),
  });
}

interface AnswerBody {
  move: 'accept' | 'decline' | 'withdraw';
  words?: string;
  strand?: string;
  _key?: string;
  _version?: number;
}

async function answerFromForm(ask: Ask<{ id: number }, unknown, AnswerBody>): Promise<Reply> {
  const { body } = ask;
  const { id } = ask.params;
  const words = body.words?.trim() ?? '';
  const base = { id, version: body._version ?? 0, words };
  const key = body._key ?? newKey();
  try {
    if (body.move === 'accept') {
      const { personId } = await ask.perform(acceptTransfer, { ...base, strand: body.strand ?? '' }, key);
      return redirect(`/people/${personId}/membership`, 'The person is with your side now. Allocate a lead.');
    }
    await ask.perform(body.move === 'decline' ? declineTransfer : withdrawTransfer, base, key);
    return redirect(
      '/transfers',
      body.move === 'decline' ? 'The transfer was declined.' : 'The transfer was withdrawn.',
    );
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return ask.read((tx) => showTransfer(tx, ask, { words, errors: error.fields }));
  }
}

type TodaySource = NonNullable<Wing['today']>[number];

/** Transfers that wait for the viewer's side. */
export const transfersToday: TodaySource = async (tx, { viewer, today }) => {
  if (!viewer.may('membership:transfer')) return [];
  const { n, first } = await countAsked(tx, viewer);
  if (n === 0) return [];
  const item: TodayItem = {
    group: 'due',
    day: first === null ? today : londonDay(first),
    title: n === 1 ? 'A transfer waits for an answer' : `${n} transfers wait for an answer`,
    href: '/transfers?state=requested',
  };
  return [item];
};
