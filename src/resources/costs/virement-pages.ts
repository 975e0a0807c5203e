import Type from 'typebox';
import { type FieldError, notFound, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { moneyOfLines } from './load.ts';
import { readPounds } from './money.ts';
import { crumbs as costCrumbs, virementsPath as path } from './show.ts';
import { getCostLine, listPots, listYears } from './store.ts';
import { virementWords } from './types.ts';
import { decideOnVirement, requestVirement, takeBackVirement } from './virement-acts.ts';
import { mayMove } from './virement-rules.ts';
import { getVirement, pageOfVirements, virementSorts } from './virement-store.ts';
import { type VirementValues, virementForm, virementList, virementPage } from './virement-view.ts';

const crumbs = [...costCrumbs, { text: 'Virements', href: path }];
const pageSize = 50;

export const virementPages: Route[] = [
  route({
    method: 'GET',
    url: path,
    right: 'see:costs',
    reads: 'none',
    query: Type.Object({
      state: Type.Optional(oneOf(['', 'requested', 'approved', 'refused', 'withdrawn'])),
      year: Type.Optional(Type.String({ pattern: '^(\\d{4}/\\d{2})?$' })),
      sort: Type.Optional(oneOf(virementSorts)),
      direction: Type.Optional(oneOf(['ascending', 'descending'])),
      page: pageNumber,
    }),
    handle: (ask) =>
      ask.read(async (tx) => {
        const { query } = ask;
        const current = query.page ?? 1;
        const order = { sort: query.sort ?? 'asked', direction: query.direction ?? 'descending' } as const;
        const filter = { state: query.state || undefined, year: query.year || undefined };
        const [found, years] = await Promise.all([
          pageOfVirements(tx, filter, order, { limit: pageSize, offset: (current - 1) * pageSize }),
          listYears(tx),
        ]);
        return page({
          title: 'Virements',
          section: 'resources',
          breadcrumbs: costCrumbs,
          body: virementList({
            ...found,
            ...order,
            page: current,
            pageSize,
            filter,
            years,
            mayEdit: ask.viewer.may('cost:edit'),
          }),
        });
      }),
  }),
  route({
    method: 'GET',
    url: `${path}/new`,
    right: 'cost:edit',
    reads: 'none',
    query: Type.Object({ from: Type.Optional(Type.Integer({ minimum: 1 })) }),
    handle: (ask) => showNew(ask, { values: { from: String(ask.query.from ?? '') }, errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${path}/new`,
    right: 'cost:edit',
    reads: 'none',
    body: formBody({
      from: field(20),
      to: field(20),
      amount: field(30),
      reason: field(2000),
      source: field(300),
    }),
    handle: requestFromForm,
  }),
  route({
    method: 'GET',
    url: `${path}/:id`,
    right: 'see:costs',
    reads: 'none',
    params: idParams,
    handle: (ask) => showOne(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${path}/:id/decide`,
    right: 'cost:approve',
    reads: 'none',
    params: idParams,
    body: formBody({ note: field(2000), state: Type.Optional(oneOf(['approved', 'refused'])) }),
    handle: decideFromForm,
  }),
  route({
    method: 'POST',
    url: `${path}/:id/withdraw`,
    right: 'cost:edit',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const { _version: version = 0, _key: key = newKey() } = ask.body;
      try {
        await ask.perform(takeBackVirement, { id: ask.params.id, version }, key);
      } catch (error) {
        return showAgain(ask, error, {});
      }
      return redirect(`${path}/${ask.params.id}`, 'The request was taken back.');
    },
  }),
];

type Keyed = { _key?: string; _version?: number };

const showNew = (
  ask: Ask,
  shown: { values: VirementValues; errors: readonly FieldError[]; key?: string },
): Promise<Reply> =>
  ask.read(async (tx) =>
    page({
      title: 'Ask for a virement',
      section: 'resources',
      status: formStatus(shown),
      breadcrumbs: crumbs,
      errors: summaryOf(shown.errors),
      body: virementForm({
        ...shown,
        pots: await moneyOfLines(tx, await listPots(tx), ask.today),
        csrfToken: ask.csrfToken,
      }),
    }),
  );

async function requestFromForm(ask: Ask<unknown, unknown, VirementValues & Keyed>): Promise<Reply> {
  const { from = '', to = '', amount = '', reason = '', source = '', _key: key = newKey() } = ask.body;
  const values = { from, to, amount, reason, source };
  const errors: FieldError[] = [];
  const pence = readPounds(amount);
  if (!/^\d+$/.test(from)) errors.push({ field: 'from', text: 'Choose the line that the money comes from' });
  if (!/^\d+$/.test(to)) errors.push({ field: 'to', text: 'Choose the line that the money goes to' });
  if (pence === undefined || pence <= 0n)
    errors.push({ field: 'amount', text: 'Enter an amount above nothing, in pounds and pence' });
  if (reason.trim() === '') errors.push({ field: 'reason', text: 'Say why the money is moved' });
  if (errors.length > 0 || pence === undefined) return showNew(ask, { values, errors, key });
  try {
    const { id } = await ask.perform(
      requestVirement,
      {
        fromLineId: Number(from),
        toLineId: Number(to),
        pence: String(pence),
        reason: reason.trim(),
        source: source.trim() || null,
        example: false,
      },
      key,
    );
    return redirect(`${path}/${id}`, 'The virement waits for somebody else to approve it.');
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return showNew(ask, { values, errors: error.fields, key: newKey() });
  }
}

interface Deciding {
  values: { note?: string };
  errors: readonly FieldError[];
  key?: string | undefined;
  stale?: boolean;
}

const showOne = (ask: Ask<{ id: number }>, deciding: Deciding): Promise<Reply> =>
  ask.read(async (tx) => {
    const virement = await getVirement(tx, ask.params.id);
    const lines = await Promise.all([
      getCostLine(tx, virement.fromLineId),
      getCostLine(tx, virement.toLineId),
    ]);
    const [from, to] = await moneyOfLines(tx, lines, ask.today);
    if (from === undefined || to === undefined) throw notFound();
    const theirs = deciding.stale
      ? `${virementWords[virement.state]}${virement.decidedByName === null ? '' : ` (${virement.decidedByName})`}`
      : undefined;
    return page({
      title: 'Virement',
      section: 'resources',
      status: formStatus({ errors: deciding.errors, theirs }),
      breadcrumbs: crumbs,
      errors: summaryOf(deciding.errors),
      body: virementPage({
        ...deciding,
        theirs,
        virement,
        from,
        to,
        mayDecide: mayMove(virement, 'approved', ask.viewer),
        mayWithdraw: mayMove(virement, 'withdrawn', ask.viewer),
        isOwn: virement.requestedBy === ask.viewer.staffId,
        csrfToken: ask.csrfToken,
      }),
    });
  });

/** After a refusal: the page as it is now, with what was typed. */
async function showAgain(
  ask: Ask<{ id: number }>,
  error: unknown,
  values: Deciding['values'],
): Promise<Reply> {
  if (!(error instanceof WaymarkError)) throw error;
  if (error.code === 'invalid') return showOne(ask, { values, errors: error.fields });
  if (error.code === 'stale-version') return showOne(ask, { values, errors: [], stale: true });
  throw error;
}

async function decideFromForm(
  ask: Ask<{ id: number }, unknown, { note?: string; state?: 'approved' | 'refused' } & Keyed>,
): Promise<Reply> {
  const { note = '', state, _version: version = 0, _key: key = newKey() } = ask.body;
  if (state === undefined)
    return showOne(ask, { values: { note }, errors: [{ field: 'note', text: 'Approve or refuse it' }], key });
  try {
    await ask.perform(
      decideOnVirement,
      { id: ask.params.id, version, state, note: note.trim() || null },
      key,
    );
  } catch (error) {
    return showAgain(ask, error, { note });
  }
  return redirect(
    `${path}/${ask.params.id}`,
    state === 'approved' ? 'The virement is approved: the money is moved.' : 'The virement is refused.',
  );
}
