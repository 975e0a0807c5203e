import Type from 'typebox';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { codeField, field, formBody, idParams } from '../../web/schemas.ts';
import { correctCostLine, recordActuals, recordCostLine, removeCostLine } from './acts.ts';
import { listBearers } from './body-store.ts';
import { formTexts } from './form-texts.ts';
import { loadFormulas } from './formulas.ts';
import { correctForm, type LineValues, newLineForm, type SpentValues, spentForm } from './line-forms.ts';
import { readCorrection, readNewLine, readSpent } from './line-read.ts';
import { linePage } from './line-view.ts';
import { moneyOfLines } from './load.ts';
import { plainPounds, showPounds } from './money.ts';
import { listMoves } from './move-store.ts';
import { partsOf, whyItStays } from './rules.ts';
import { crumbs, pounds } from './show.ts';
import { getCostLine, listActuals, listLineHistory } from './store.ts';
import type { CostLine } from './types.ts';
import { virementsOf } from './virement-store.ts';
import { monthNames, monthsOver } from './year.ts';
import { findYear } from './year-store.ts';

const newBody = formBody({
  heading: field(200),
  year: field(10),
  stage: field(20),
  kind: field(20),
  agency: codeField,
  formula: field(60),
  employer: codeField,
  amount: field(30),
  fte: field(10),
  source: field(300),
  note: field(2000),
});

const correctBody = formBody({
  amount: field(30),
  employer: codeField,
  source: field(300),
  note: field(2000),
  method: field(20),
  forecast: field(30),
  forecastWhy: field(500),
});

/** Months come as `month-1` (April) to `month-12`. */
const spentBody = Type.Object(
  { ...formBody({}).properties, source: field(300) },
  { additionalProperties: Type.String({ maxLength: 30 }), maxProperties: 20 },
);

type Keyed = { _key?: string; _version?: number };
type OneLine<Body = unknown> = Ask<{ id: number }, unknown, Body>;

export const linePages: Route[] = [
  route({
    method: 'GET',
    url: '/resources/costs/lines/new',
    right: 'cost:edit',
    reads: 'none',
    handle: (ask) => showNew(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: '/resources/costs/lines/new',
    right: 'cost:edit',
    reads: 'none',
    body: newBody,
    handle: enterFromForm,
  }),
  route({
    method: 'GET',
    url: '/resources/costs/:id',
    right: 'see:costs',
    reads: 'none',
    params: idParams,
    handle: showLine,
  }),
  route({
    method: 'GET',
    url: '/resources/costs/:id/correct',
    right: 'cost:edit',
    reads: 'none',
    params: idParams,
    handle: async (ask) => {
      const line = await ask.read((tx) => getCostLine(tx, ask.params.id));
      return showCorrect(ask, { line, version: line.version, errors: [], values: valuesOf(line) });
    },
  }),
  route({
    method: 'POST',
    url: '/resources/costs/:id/correct',
    right: 'cost:edit',
    reads: 'none',
    params: idParams,
    body: correctBody,
    handle: correctFromForm,
  }),
  route({
    method: 'POST',
    url: '/resources/costs/:id/remove',
    right: 'cost:edit',
    reads: 'none',
    params: idParams,
    body: formBody({ removed: field(1) }),
    handle: removeFromForm,
  }),
  route({
    method: 'GET',
    url: '/resources/costs/:id/spent',
    right: 'cost:edit',
    reads: 'none',
    params: idParams,
    handle: (ask) => showSpent(ask, { errors: [] }),
  }),
  route({
    method: 'POST',
    url: '/resources/costs/:id/spent',
    right: 'cost:edit',
    reads: 'none',
    params: idParams,
    body: spentBody,
    handle: spentFromForm,
  }),
];

async function showLine(ask: OneLine): Promise<Reply> {
  return ask.read(async (tx) => {
    const line = await getCostLine(tx, ask.params.id);
    const [[money], actuals, virements, history, moves, formulas, bearers, year] = await Promise.all([
      moneyOfLines(tx, [line], ask.today),
      listActuals(tx, [line.id]),
      virementsOf(tx, [line.id]),
      listLineHistory(tx, line.id, 50),
      listMoves(tx, line.id),
      loadFormulas(tx, ask.viewer.schemeId),
      listBearers(tx),
      line.stage === 'budget' ? findYear(tx, line.year) : undefined,
    ]);
    if (money === undefined) throw new WaymarkError('not-found');
    const formula = formulas.of(line);
    return page({
      title: line.heading,
      section: 'resources',
      breadcrumbs: [...crumbs, { text: 'Lines', href: '/resources/costs/lines' }, { text: line.heading }],
      body: linePage({
        money,
        actuals,
        virements,
        history,
        moves,
        bearers,
        parts: partsOf(line, formulas.sharesOf, money.budget),
        formula:
          formula &&
          `${formula.body.formula}: ${formula.body.shares.map((share) => `${bearers.find(({ code }) => code === share.agency)?.name ?? share.agency} ${share.percent} %`).join(', ')} (${formula.body.source}; version ${formula.version})`,
        mayEdit: ask.viewer.may('cost:edit'),
        stays: whyItStays({ virements, actuals, isApproved: year?.state === 'approved' }),
        csrfToken: ask.csrfToken,
      }),
    });
  });
}

interface Shown {
  values: LineValues;
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string;
}

const showNew = (ask: Ask, shown: Shown): Promise<Reply> =>
  ask.read(async (tx) => {
    const [bearers, { versions }] = await Promise.all([
      listBearers(tx),
      loadFormulas(tx, ask.viewer.schemeId),
    ]);
    return page({
      title: 'Enter a cost line',
      section: 'resources',
      status: formStatus(shown),
      breadcrumbs: crumbs,
      errors: summaryOf(shown.errors),
      body: newLineForm({ ...shown, bearers, formulas: versions, csrfToken: ask.csrfToken }),
    });
  });

async function enterFromForm(ask: Ask<unknown, unknown, LineValues & Keyed>): Promise<Reply> {
  const key = ask.body._key ?? newKey();
  // The code only has to be the line's own: two lines of one heading and year may stand beside each other. It comes of
  // the form's key, so that the same sending makes the same line.
  const code = `line-${key
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(0, 40)}`;
  const read = readNewLine(ask.body, code, await ask.read((tx) => listBearers(tx)));
  if ('errors' in read) return showNew(ask, { values: ask.body, errors: read.errors, key });
  try {
    const { id } = await ask.perform(recordCostLine, read.value, key);
    return redirect(`/resources/costs/${id}`, 'The line was entered.');
  } catch (error) {
    return showNew(ask, { values: ask.body, errors: refusalOf(error, 'year'), key: newKey() });
  }
}

/** What an act refused, at a field of the form; anything else is thrown on. */
function refusalOf(error: unknown, at: string): readonly FieldError[] {
  if (!(error instanceof WaymarkError)) throw error;
  if (error.code === 'invalid') return error.fields;
  if (error.code === 'not-allowed-now') return [{ field: at, text: error.message }];
  throw error;
}

const valuesOf = (line: CostLine): LineValues => ({
  amount: line.pence === null ? '' : showPounds(line.pence).replace('£', ''),
  employer: line.employer ?? '',
  source: line.source,
  note: line.note ?? '',
  method: line.forecastMethod,
  forecast: line.forecastPence === null ? '' : showPounds(line.forecastPence).replace('£', ''),
  forecastWhy: line.forecastWhy ?? '',
});

const showCorrect = (ask: Ask, shown: Shown & { line: CostLine; version: number }): Promise<Reply> =>
  ask.read(async (tx) => {
    const bearers = await listBearers(tx);
    return page({
      title: `Correct: ${shown.line.heading}`,
      section: 'resources',
      status: formStatus(shown),
      breadcrumbs: [...crumbs, { text: shown.line.heading, href: `/resources/costs/${shown.line.id}` }],
      errors: summaryOf(shown.errors),
      body: correctForm({
        ...shown,
        bearers,
        csrfToken: ask.csrfToken,
      }),
    });
  });

async function correctFromForm(ask: OneLine<LineValues & Keyed>): Promise<Reply> {
  const version = ask.body._version ?? 0;
  const [line, bearers] = await ask.read((tx) =>
    Promise.all([getCostLine(tx, ask.params.id), listBearers(tx)]),
  );
  const again = { line, version, values: ask.body, key: ask.body._key };
  const read = readCorrection(ask.body, line, bearers);
  if ('errors' in read) return showCorrect(ask, { ...again, errors: read.errors });
  try {
    await ask.perform(correctCostLine, { id: line.id, version, ...read.value }, ask.body._key ?? newKey());
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version')
      return showCorrect(ask, { ...again, errors: refusalOf(error, 'amount'), key: newKey() });
    const current = await ask.read((tx) => getCostLine(tx, line.id));
    return showCorrect(ask, {
      ...again,
      errors: [],
      key: newKey(),
      version: current.version,
      theirs: `${pounds(current.pence)} (${current.source})`,
    });
  }
  return redirect(`/resources/costs/${line.id}`, 'The line was corrected.');
}

async function removeFromForm(ask: OneLine<{ removed?: string } & Keyed>): Promise<Reply> {
  const removed = ask.body.removed === '1';
  await ask.perform(
    removeCostLine,
    { id: ask.params.id, version: ask.body._version ?? 0, removed },
    ask.body._key ?? newKey(),
  );
  return redirect(
    `/resources/costs/${ask.params.id}`,
    removed ? 'The line was removed. It can be put back.' : 'The line was put back.',
  );
}

interface Spending {
  values?: SpentValues;
  errors: readonly FieldError[];
  key?: string | undefined;
  /** As the form showed it; the present one where it is shown anew. */
  version?: number;
  stale?: boolean;
}

const showSpent = (ask: Ask<{ id: number }>, spending: Spending): Promise<Reply> =>
  ask.read(async (tx) => {
    const line = await getCostLine(tx, ask.params.id);
    const actuals = await listActuals(tx, [line.id]);
    const theirs = spending.stale
      ? actuals.map(({ month, pence }) => `${monthNames[month - 1]} ${showPounds(pence)}`).join(', ') ||
        'no month is entered'
      : undefined;
    const there = {
      ...Object.fromEntries(actuals.map(({ month, pence }) => [`month-${month}`, plainPounds(pence)])),
      source: actuals.at(-1)?.source ?? '',
    };
    return page({
      title: `Spent on ${line.heading}`,
      section: 'resources',
      status: formStatus({ errors: spending.errors, theirs }),
      breadcrumbs: [...crumbs, { text: line.heading, href: `/resources/costs/${line.id}` }],
      errors: summaryOf(spending.errors),
      body: spentForm({
        line,
        monthsOver: monthsOver(line.year, ask.today),
        values: spending.values ?? there,
        errors: spending.errors,
        key: spending.key,
        version: spending.stale ? line.version : (spending.version ?? line.version),
        theirs,
        csrfToken: ask.csrfToken,
      }),
    });
  });

async function spentFromForm(ask: OneLine<Keyed & object>): Promise<Reply> {
  const { _key: key = newKey(), _version: version = 0 } = ask.body;
  const values = formTexts(ask.body);
  const read = readSpent(values);
  if ('errors' in read) return showSpent(ask, { values, errors: read.errors, key, version });
  try {
    await ask.perform(recordActuals, { id: ask.params.id, version, ...read.value }, key);
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid')
      return showSpent(ask, { values, errors: error.fields, key: newKey(), version });
    if (error.code !== 'stale-version') throw error;
    return showSpent(ask, { values, errors: [], key: newKey(), stale: true });
  }
  return redirect(`/resources/costs/${ask.params.id}`, 'What was spent was saved.');
}
