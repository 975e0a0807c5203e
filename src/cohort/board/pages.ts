import Type, { type Static } from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listBases, listTeams } from '../../scheme/directory.ts';
import { findRule } from '../../scheme/rules.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, oneOf, pageNumber } from '../../web/schemas.ts';
import { rateMember } from '../membership/acts.ts';
import { readRag, seenFrom } from '../membership/rules.ts';
import { rags, unseenDays } from '../membership/types.ts';
import type { CohortPorts } from '../ports.ts';
import { chosen, chosenId, queryOf } from '../query.ts';
import { countWaitingAbove } from '../selection/scored-by.ts';
import { type CapacityRule, capacityOf } from './rules.ts';
import { countBoard, listBoard } from './store.ts';
import { type BoardPlace, boardAddress, boardPage, type ChangingCard } from './views.ts';

const query = queryOf({
  base: chosenId,
  rag: chosen(rags),
  unseen: chosen(unseenDays),
  size: chosen(['projector']),
  change: chosenId,
  page: pageNumber,
});
type Query = Static<typeof query>;

/** Cards in a column of the whole board, and on a page of one column alone. */
const cards = { board: 10, column: 40 };

/** The board of ratings that a team meets round. */
export const boardPages = (ports: CohortPorts): Route[] => [
  route({
    method: 'GET',
    url: '/cohort/board',
    right: 'see:cohort',
    reads: 'list',
    section: 'cohort',
    query,
    handle: (ask) => ask.read((tx) => showBoard(tx, ask, ports, ask.query, { values: {}, errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/cohort/board',
    right: 'membership:rate',
    reads: 'list',
    section: 'cohort',
    body: formBody({
      person: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
      membership: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
      base: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
      unseen: Type.Optional(oneOf(unseenDays)),
      size: Type.Optional(oneOf(['projector', ''])),
      rag: field(10),
      value: field(10),
      why: field(4_000),
    }),
    handle: (ask) => rateFromBoard(ask, ports),
  }),
];

type Showing = Omit<ChangingCard, 'personId'>;

async function showBoard(
  tx: Tx,
  ask: Ask,
  ports: CohortPorts,
  given: Query,
  showing: Showing,
): Promise<Reply> {
  const { viewer, today } = ask;
  const { schemeId } = viewer;
  const unseen = given.unseen || '28';
  const [bases, teams, counts, seen, rule, waiting] = await Promise.all([
    listBases(tx, schemeId),
    listTeams(tx, schemeId),
    countBoard(tx, schemeId),
    viewer.may('see:contacts') ? ports.seenSince(tx, seenFrom(today, Number(unseen))) : null,
    findRule<CapacityRule>(tx, schemeId, 'caseload', today),
    viewer.may('see:scores') ? countWaitingAbove(tx, schemeId) : null,
  ]);
  const own = teams.find(({ id }) => viewer.teams.includes(id))?.baseId;
  const base =
    bases.find(({ id }) => id === (given.base || own)) ??
    bases.find(({ id }) => counts.some(({ baseId }) => baseId === id)) ??
    bases[0];
  if (base === undefined) throw new WaymarkError('wrong-setting', { text: 'The scheme has no base.' });
  const rag = given.rag || undefined;
  const limit = rag === undefined ? cards.board : cards.column;
  const number = rag === undefined ? 1 : (given.page ?? 1);
  const listed = await listBoard(tx, { schemeId, baseId: base.id, rag, limit, offset: (number - 1) * limit });
  await ask.listed(tx, {
    act: 'cohort:board',
    subject: 'base',
    subjectId: base.id,
    people: listed,
  });
  const members = counts.reduce((sum, { n }) => sum + n, 0);
  return page({
    title: `RAG board – ${base.name}`,
    section: 'cohort',
    breadcrumbs: [{ text: 'Cohort', href: '/cohort' }, { text: 'RAG board' }],
    status: formStatus(showing),
    errors: summaryOf(showing.errors),
    body: boardPage({
      place: { base: base.id, rag, unseen, size: given.size || undefined },
      bases,
      counts,
      cards: listed,
      seen: seen === null ? null : new Set(seen),
      capacity: rule === undefined ? undefined : { ...capacityOf(members, rule.body), example: rule.example },
      members,
      waiting,
      changing: given.change ? { personId: given.change, ...showing } : undefined,
      mayRate: viewer.may('membership:rate'),
      page: number,
      pageSize: limit,
      today,
      csrfToken: ask.csrfToken,
    }),
  });
}

interface Posted {
  person: number;
  membership: number;
  base: number;
  unseen?: Query['unseen'] & string;
  size?: 'projector' | '';
  rag?: string;
  value?: string;
  why?: string;
  _key?: string;
  _version?: number;
}

async function rateFromBoard(ask: Ask<unknown, unknown, Posted>, ports: CohortPorts): Promise<Reply> {
  const { body } = ask;
  const column = rags.find((one) => one === body.rag);
  const place: BoardPlace = {
    base: body.base,
    rag: column,
    unseen: body.unseen || '28',
    size: body.size || undefined,
  };
  const again = (showing: Partial<Showing> & { errors: readonly FieldError[] }): Promise<Reply> =>
    ask.read((tx) =>
      showBoard(
        tx,
        ask,
        ports,
        { ...place, change: body.person },
        { values: body, key: body._key, ...showing },
      ),
    );
  const read = readRag(body);
  if ('errors' in read) return again({ errors: read.errors });
  try {
    await ask.perform(
      rateMember,
      { membershipId: body.membership, version: body._version ?? 0, rag: read.value, why: read.why },
      body._key ?? newKey(),
    );
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
    const current = error.data.current as Record<string, unknown> | undefined;
    return again({ errors: [], key: newKey(), theirs: String(current?.rag ?? 'Something else') });
  }
  return redirect(boardAddress(place), 'The rating was changed.');
}
