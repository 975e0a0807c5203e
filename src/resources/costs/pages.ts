import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, csvFile, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { correctCostLine } from './acts.ts';
import { problemOfShares, readPounds, showPounds } from './money.ts';
import { checkPrinted, totalOf } from './rules.ts';
import { getCostLine, listCostLines, listPrintedFigures } from './store.ts';
import type { CostLine, CostShareRule } from './types.ts';
import { type CorrectForm, type CostsPage, correctForm, costsCsv, costsPage } from './views.ts';

const crumbs = [
  { text: 'Resources', href: '/resources' },
  { text: 'Costs', href: '/resources/costs' },
];

export const costPages: Route[] = [
  route({
    method: 'GET',
    url: '/resources/costs',
    right: 'see:costs',
    reads: 'none',
    handle: (ask) =>
      ask.read(async (tx) =>
        page({
          title: 'Costs',
          section: 'resources',
          breadcrumbs: crumbs,
          body: costsPage(await loadCosts(tx, ask)),
        }),
      ),
  }),
  route({
    method: 'GET',
    url: '/resources/costs.csv',
    right: 'see:costs',
    reads: 'none',
    handle: (ask) =>
      ask.read(async (tx) => csvFile(`costs-${ask.today}.csv`, costsCsv(await loadCosts(tx, ask)))),
  }),
  route({
    method: 'GET',
    url: '/resources/costs/:id/correct',
    right: 'cost:edit',
    reads: 'none',
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) => {
        const line = await getCostLine(tx, ask.params.id);
        return showForm(ask, {
          line,
          version: line.version,
          errors: [],
          values: {
            amount: line.pence === null ? '' : showPounds(line.pence).replace('£', ''),
            source: line.source,
            note: line.note ?? '',
          },
        });
      }),
  }),
  route({
    method: 'POST',
    url: '/resources/costs/:id/correct',
    right: 'cost:edit',
    reads: 'none',
    params: idParams,
    body: formBody({ amount: field(30), source: field(300), note: field(2000) }),
    handle: correctFromForm,
  }),
];

/** @throws WaymarkError `wrong-setting` when the scheme's shares do not sum to 100 %. */
async function loadCosts(tx: Tx, ask: Ask): Promise<CostsPage> {
  const rule = await ruleInForce<CostShareRule>(tx, ask.viewer.schemeId, 'cost-share', ask.today);
  const { shares } = rule.body;
  const problem = problemOfShares(shares);
  if (problem !== undefined)
    throw new WaymarkError('wrong-setting', { text: `The rule on cost shares cannot be used. ${problem}` });
  const lines = await listCostLines(tx);
  const agencies = await listAgencies(tx);
  const totals = {
    baseline: totalOf(lines, 'baseline', 'pay', shares),
    proposed: totalOf(lines, 'proposed', 'pay', shares),
  };
  return {
    lines,
    rule: rule.body,
    ruleExample: rule.example,
    agencies: shares.map((share) => ({
      code: share.agency,
      name: agencies.find((agency) => agency.code === share.agency)?.name ?? share.agency,
    })),
    ...totals,
    checks: (await listPrintedFigures(tx)).map((figure) => checkPrinted(figure, totals)),
    mayEdit: ask.viewer.may('cost:edit'),
  };
}

interface Showing {
  line: CostLine;
  version: number;
  values: CorrectForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string;
}

const showForm = (ask: Ask, showing: Showing): Reply =>
  page({
    title: `Correct: ${showing.line.heading}`,
    section: 'resources',
    status: formStatus(showing),
    breadcrumbs: crumbs,
    errors: summaryOf(showing.errors),
    body: correctForm({ ...showing, csrfToken: ask.csrfToken }),
  });

async function correctFromForm(
  ask: Ask<{ id: number }, unknown, CorrectForm & { _key?: string; _version?: number }>,
): Promise<Reply> {
  const typed = ask.body.amount?.trim() ?? '';
  const source = ask.body.source?.trim() ?? '';
  const pence = typed === '' ? null : readPounds(typed);
  const version = ask.body._version ?? 0;
  const line = await ask.read((tx) => getCostLine(tx, ask.params.id));
  const again = { line, version, values: ask.body, key: ask.body._key };
  const errors: FieldError[] = [];
  if (pence === undefined)
    errors.push({ field: 'amount', text: 'Enter the amount in pounds and pence, like 1,177,000.00' });
  if (source === '') errors.push({ field: 'source', text: 'Say where the amount comes from' });
  if (errors.length > 0 || pence === undefined) return showForm(ask, { ...again, errors });
  try {
    await ask.perform(
      correctCostLine,
      {
        id: line.id,
        version,
        pence: pence === null ? null : String(pence),
        source,
        note: ask.body.note?.trim() || null,
      },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
    const current = await ask.read((tx) => getCostLine(tx, line.id));
    return showForm(ask, {
      ...again,
      errors: [],
      key: newKey(),
      version: current.version,
      theirs: `${current.pence === null ? 'not known' : showPounds(current.pence)} (${current.source})`,
    });
  }
  return redirect('/resources/costs', 'The line was corrected.');
}
