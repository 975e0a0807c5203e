import Type from 'typebox';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf } from '../../web/schemas.ts';
import type { Bearer } from './bodies.ts';
import { listBearers } from './body-store.ts';
import { formTexts } from './form-texts.ts';
import { decideOnFormula, proposeFormula, revokeFormula, takeBackFormula } from './formula-acts.ts';
import { effectOf } from './formula-effect.ts';
import { listProposals } from './formula-store.ts';
import { type FormulaValues, formulaForm, formulaPage } from './formula-view.ts';
import { loadLines } from './load.ts';
import { crumbs as costCrumbs } from './show.ts';
import { listBudgets } from './year-store.ts';

const path = '/resources/costs/formulas';
const crumbs = [...costCrumbs, { text: 'Formulas', href: path }];

/** Shares come as `share-<code>`: which agencies and bodies there are is the scheme's, so names stay open. */
const newBody = Type.Object(
  {
    ...formBody({}).properties,
    formula: field(120),
    code: field(40),
    validFrom: field(10),
    source: field(300),
  },
  { additionalProperties: Type.String({ maxLength: 12 }), maxProperties: 80 },
);

type Keyed = { _key?: string; _version?: number };

export const formulaPages: Route[] = [
  route({
    method: 'GET',
    url: path,
    right: 'see:costs',
    reads: 'none',
    handle: (ask) => showAll(ask, { errors: [] }),
  }),
  route({
    method: 'GET',
    url: `${path}/new`,
    right: 'cost:edit',
    reads: 'none',
    handle: (ask) => showNew(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${path}/new`,
    right: 'cost:edit',
    reads: 'none',
    body: newBody,
    handle: proposeFromForm,
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
    url: `${path}/:id/revoke`,
    right: 'cost:approve',
    reads: 'none',
    params: idParams,
    body: formBody({ why: field(2000) }),
    handle: revokeFromForm,
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
      await ask.perform(takeBackFormula, { id: ask.params.id, version }, key);
      return redirect(path, 'The proposal was taken back.');
    },
  }),
];

const showAll = (
  ask: Ask,
  shown: { errors: readonly FieldError[]; deciding?: { id: number; note: string } },
): Promise<Reply> =>
  ask.read(async (tx) => {
    const [{ money, formulas, agencies }, proposals, years] = await Promise.all([
      loadLines(tx, { schemeId: ask.viewer.schemeId, today: ask.today }),
      listProposals(tx),
      listBudgets(tx),
    ]);
    const { versions } = formulas;
    const waiting = proposals.filter(({ state }) => state === 'proposed');
    return page({
      title: 'Formulas',
      section: 'resources',
      status: formStatus(shown),
      breadcrumbs: costCrumbs,
      errors: summaryOf(shown.errors),
      body: formulaPage({
        ...shown,
        versions,
        proposals,
        agencies,
        effects: new Map(waiting.map((one) => [one.id, effectOf(one, { versions, years, money })])),
        today: ask.today,
        mayEdit: ask.viewer.may('cost:edit'),
        mayDecide: ask.viewer.may('cost:approve'),
        staffId: ask.viewer.staffId,
        csrfToken: ask.csrfToken,
      }),
    });
  });

const showNew = (
  ask: Ask,
  shown: { values: FormulaValues; errors: readonly FieldError[]; key?: string },
): Promise<Reply> =>
  ask.read(async (tx) =>
    page({
      title: 'Propose a formula',
      section: 'resources',
      status: formStatus(shown),
      breadcrumbs: crumbs,
      errors: summaryOf(shown.errors),
      body: formulaForm({ ...shown, agencies: await listBearers(tx), csrfToken: ask.csrfToken }),
    }),
  );

const sharesOf = (values: FormulaValues, bearers: readonly Bearer[]) =>
  bearers.flatMap(({ code }) => {
    const percent = values[`share-${code}`]?.trim() ?? '';
    return percent === '' ? [] : [{ agency: code, percent }];
  });

async function proposeFromForm(ask: Ask<unknown, unknown, Keyed & object>): Promise<Reply> {
  const key = ask.body._key ?? newKey();
  const values = formTexts(ask.body);
  const agencies = await ask.read((tx) => listBearers(tx));
  const code = values.code?.trim() ?? '';
  try {
    await ask.perform(
      proposeFormula,
      {
        kind: code === '' ? 'cost-share' : `cost-share:${code}`,
        validFrom: values.validFrom ?? '',
        body: {
          formula: values.formula?.trim() ?? '',
          source: values.source?.trim() ?? '',
          shares: sharesOf(values, agencies),
        },
      },
      key,
    );
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return showNew(ask, { values, errors: error.fields, key: newKey() });
  }
  return redirect(path, 'The formula waits for somebody else to put it in force.');
}

async function decideFromForm(
  ask: Ask<{ id: number }, unknown, { note?: string; state?: 'approved' | 'refused' } & Keyed>,
): Promise<Reply> {
  const { note = '', state, _version: version = 0, _key: key = newKey() } = ask.body;
  const { id } = ask.params;
  const again = (errors: readonly FieldError[]) => showAll(ask, { errors, deciding: { id, note } });
  if (state === undefined) return again([{ field: `note-${id}`, text: 'Put it in force or refuse it' }]);
  try {
    await ask.perform(decideOnFormula, { id, version, state, note: note.trim() || null }, key);
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return again(error.fields);
  }
  return redirect(
    path,
    state === 'approved' ? 'The formula is in force from its day.' : 'The proposal is refused.',
  );
}

async function revokeFromForm(ask: Ask<{ id: number }, unknown, { why?: string } & Keyed>): Promise<Reply> {
  const { why = '', _version: version = 0, _key: key = newKey() } = ask.body;
  const { id } = ask.params;
  try {
    await ask.perform(revokeFormula, { id, version, why }, key);
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return showAll(ask, { errors: error.fields, deciding: { id, note: why } });
  }
  return redirect(path, 'The formula was taken back. The one before it goes on.');
}
