import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, notFound, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { markedCsv } from '../../web/csv-files.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody } from '../../web/schemas.ts';
import { putInByOthers } from './budget.ts';
import { costLines } from './csv.ts';
import { type Loaded, loadLines } from './load.ts';
import { rechargeOf, rechargeOfSpending } from './recharge.ts';
import { partsOf } from './rules.ts';
import { crumbs } from './show.ts';
import { listPots } from './store.ts';
import { virementsOf } from './virement-store.ts';
import { isFinancialYear, yearFromAddress, yearInAddress } from './year.ts';
import { approveBudget, reopenBudget } from './year-acts.ts';
import { findYear } from './year-store.ts';
import { yearPage } from './year-view.ts';

const yearParams = Type.Object({ year: Type.String({ pattern: '^\\d{4}-\\d{2}$' }) });
const noteBody = formBody({ note: field(2000) });

type OneYear<Body = unknown> = Ask<{ year: string }, unknown, Body>;
type Noted = { note?: string; _key?: string; _version?: number };

export const yearPages: Route[] = [
  route({
    method: 'GET',
    url: '/resources/costs/years/:year',
    right: 'see:costs',
    reads: 'none',
    params: yearParams,
    handle: (ask) => showYear(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'GET',
    url: '/resources/costs/years/:year/lines.csv',
    right: 'see:costs',
    reads: 'none',
    params: yearParams,
    handle: (ask) =>
      ask.read(async (tx) =>
        markedCsv(ask, {
          name: `costs-${ask.params.year}-${ask.today}`,
          lines: costLines(await loadYear(tx, ask, yearOf(ask))),
        }),
      ),
  }),
  ...(
    [
      ['approve', approveBudget, 'The budget is approved. It changes by virement alone.'],
      ['reopen', reopenBudget, 'The budget is a draft again.'],
    ] as const
  ).map(([name, act, done]) =>
    route({
      method: 'POST',
      url: `/resources/costs/years/:year/${name}`,
      right: 'cost:approve',
      reads: 'none',
      params: yearParams,
      body: noteBody,
      handle: (ask) => decide(ask, act, done),
    }),
  ),
];

/** @throws WaymarkError `not-found` for what is no financial year. */
function yearOf(ask: OneYear): string {
  const year = yearFromAddress(ask.params.year);
  if (!isFinancialYear(year)) throw notFound();
  return year;
}

const loadYear = (tx: Tx, ask: Ask, year: string): Promise<Loaded> =>
  loadLines(tx, {
    schemeId: ask.viewer.schemeId,
    today: ask.today,
    filter: { year, stage: 'budget' },
  });

interface Shown {
  values: { note?: string };
  errors: readonly FieldError[];
  key?: string | undefined;
  stale?: boolean;
}

/** What each bears of a year's lines, what was moved in from others, and who pays whom. */
async function sharesOfYear(tx: Tx, { money, formulas }: Loaded) {
  const spending = money.filter(({ line }) => line.kind !== 'income');
  const [virements, pots] = await Promise.all([
    virementsOf(
      tx,
      spending.map(({ line }) => line.id),
    ),
    listPots(tx),
  ]);
  const borne = new Map<string, bigint>();
  for (const { line, budget } of spending)
    for (const part of partsOf(line, formulas.sharesOf, budget) ?? [])
      borne.set(part.agency, (borne.get(part.agency) ?? 0n) + part.pence);
  return {
    borne,
    putIn: putInByOthers(spending, virements, pots),
    byBudget: rechargeOf(
      spending.map(({ line, budget: pence }) => ({ line, pence })),
      formulas.sharesOf,
    ),
    bySpending: rechargeOfSpending(spending, formulas.sharesOf),
  };
}

/** The formula that shares the year, in words. */
function formulaWords({ formulas, agencies }: Loaded, year: string): string | undefined {
  const formula = formulas.of({ year, formula: null, stage: 'budget' });
  const nameOf = (code: string) => agencies.find((agency) => agency.code === code)?.name ?? code;
  return (
    formula &&
    `${formula.body.formula}, ${formula.body.shares.map((share) => `${nameOf(share.agency)} ${share.percent} %`).join(', ')} (${formula.body.source}${formula.example ? '; example' : ''})`
  );
}

const showYear = (ask: OneYear, shown: Shown): Promise<Reply> =>
  ask.read(async (tx) => {
    const year = yearOf(ask);
    const [loaded, budget] = await Promise.all([loadYear(tx, ask, year), findYear(tx, year)]);
    const now = budget?.state === 'approved' ? 'Approved' : 'A draft, changed since';
    const theirs = shown.stale ? now : undefined;
    return page({
      title: `Budget and spending, ${year}`,
      section: 'resources',
      status: formStatus({ errors: shown.errors, theirs }),
      breadcrumbs: [...crumbs, { text: year }],
      errors: summaryOf(shown.errors),
      body: yearPage({
        ...shown,
        ...(await sharesOfYear(tx, loaded)),
        theirs,
        year,
        budget,
        money: loaded.money,
        agencies: loaded.agencies,
        formula: formulaWords(loaded, year),
        mayDecide: ask.viewer.may('cost:approve'),
        mayEdit: ask.viewer.may('cost:edit'),
        isWriter: budget?.writers.includes(ask.viewer.staffId) ?? false,
        csrfToken: ask.csrfToken,
      }),
    });
  });

async function decide(ask: OneYear<Noted>, act: typeof approveBudget, done: string): Promise<Reply> {
  const { note = '', _version: version = 0, _key: key = newKey() } = ask.body;
  try {
    await ask.perform(act, { year: yearOf(ask), version, note: note.trim() || null }, key);
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid') return showYear(ask, { values: { note }, errors: error.fields, key });
    if (error.code === 'stale-version') return showYear(ask, { values: { note }, errors: [], stale: true });
    throw error;
  }
  return redirect(`/resources/costs/years/${yearInAddress(yearOf(ask))}`, done);
}
