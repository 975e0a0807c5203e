import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listStaffInRoles } from '../../scheme/directory.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody } from '../../web/schemas.ts';
import { addForm, setOffice } from './acts.ts';
import { crumbs } from './crumbs.ts';
import { formText, readForm, type TypedForm } from './form-text.ts';
import { decisionForms, formAmong, officeOf } from './forms.ts';
import { formPage, type OfficeValues, officePage } from './office-views.ts';
import { listSigners } from './store.ts';
import { type DecisionForm, troubleKinds } from './types.ts';

const path = '/governance/decisions/office';

/** How an office decides, and its forms. */
export const officePages: Route[] = [
  route({
    method: 'GET',
    url: path,
    right: 'decision:publish',
    reads: 'none',
    handle: (ask) => showOffice(ask, { errors: [] }),
  }),
  route({
    method: 'POST',
    url: path,
    right: 'decision:publish',
    reads: 'none',
    body: formBody({ form: field(40), series: field(40), refuses: fieldList(5), deputies: fieldList(50) }),
    handle: saveOffice,
  }),
  route({
    method: 'GET',
    url: `${path}/form`,
    right: 'decision:publish',
    reads: 'none',
    query: Type.Object({ from: field(40) }),
    handle: (ask) => showNewForm(ask, ask.query.from ?? '', { errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${path}/form`,
    right: 'decision:publish',
    reads: 'none',
    body: formBody({
      from: field(40),
      code: field(40),
      name: field(120),
      sections: field(5000),
      questions: field(10_000),
      certificates: field(20_000),
      statement: field(5000),
    }),
    handle: saveForm,
  }),
];

type Keyed = { _key?: string; _version?: number };

/** Those of this office who may decide: any of them may be its deputy. */
const deciders = async (tx: Tx, { viewer }: Pick<Ask, 'viewer'>) =>
  (await listStaffInRoles(tx, viewer.schemeId, ['opcc-commissioner', 'opcc-chief-executive'])).filter(
    ({ agencyId }) => agencyId === viewer.agencyId,
  );

interface Shown {
  values?: OfficeValues;
  errors: readonly FieldError[];
  theirs?: string;
}

async function showOffice(ask: Ask, shown: Shown): Promise<Reply> {
  return ask.read(async (tx) => {
    const [office, { forms }, staff] = await Promise.all([
      officeOf(tx, ask.viewer, ask.today),
      decisionForms(tx, ask.viewer.schemeId, ask.today),
      deciders(tx, ask),
    ]);
    return page({
      title: 'How this office decides',
      section: 'governance',
      status: formStatus(shown),
      breadcrumbs: [...crumbs, { text: 'How this office decides' }],
      errors: summaryOf(shown.errors),
      body: officePage({
        ...shown,
        office: ask.viewer.agencyName,
        values: shown.values ?? { ...office, deputies: office.deputies.map(String) },
        version: office.version,
        forms,
        staff,
        csrfToken: ask.csrfToken,
      }),
    });
  });
}

async function saveOffice(
  ask: Ask<
    unknown,
    unknown,
    { form?: string; series?: string; refuses?: string[]; deputies?: string[] } & Keyed
  >,
): Promise<Reply> {
  const { form = '', series = '', refuses = [], deputies = [] } = ask.body;
  const chosen = troubleKinds.filter((kind) => refuses.includes(kind));
  const values = { form, series: series.trim(), refuses: chosen, deputies };
  const known = await ask.read((tx) => deciders(tx, ask));
  try {
    await ask.perform(
      setOffice,
      {
        ...values,
        deputies: known.filter(({ id }) => deputies.includes(String(id))).map(({ id }) => id),
        version: ask.body._version ?? 0,
      },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid') return showOffice(ask, { values, errors: error.fields });
    if (error.code !== 'stale-version') throw error;
    const now = await ask.read((tx) => officeOf(tx, ask.viewer, ask.today));
    const theirs = `Form ${now.form}, numbers ${now.series}, refuses: ${now.refuses.join(', ') || 'nothing'}.`;
    return showOffice(ask, { values, errors: [], theirs });
  }
  return redirect(path, 'It was saved. New notices follow it.');
}

interface ShownForm {
  values?: TypedForm;
  errors: readonly FieldError[];
}

const baseOf = (forms: readonly DecisionForm[], from: string, current: string): DecisionForm =>
  forms.find(({ code }) => code === from) ?? formAmong(forms, current);

async function showNewForm(ask: Ask, from: string, shown: ShownForm): Promise<Reply> {
  return ask.read(async (tx) => {
    const { forms, current } = await decisionForms(tx, ask.viewer.schemeId, ask.today);
    const base = baseOf(forms, from, current);
    return page({
      title: 'A form of this office’s own',
      section: 'governance',
      status: formStatus(shown),
      breadcrumbs: [...crumbs, { text: 'How this office decides', href: path }, { text: 'New form' }],
      errors: summaryOf(shown.errors),
      body: formPage({
        ...shown,
        base,
        values: shown.values ?? { ...formText(base), code: '', name: '' },
        csrfToken: ask.csrfToken,
      }),
    });
  });
}

async function saveForm(
  ask: Ask<unknown, unknown, { from?: string } & Partial<TypedForm> & Keyed>,
): Promise<Reply> {
  const {
    from = '',
    code = '',
    name = '',
    sections = '',
    questions = '',
    certificates = '',
    statement = '',
  } = ask.body;
  const values = { code, name, sections, questions, certificates, statement };
  const { schemeId, agencyName } = ask.viewer;
  const [{ forms, current }, signers] = await ask.read((tx) =>
    Promise.all([decisionForms(tx, schemeId, ask.today), listSigners(tx, schemeId)]),
  );
  const read = readForm(values, { ...baseOf(forms, from, current), office: agencyName }, signers);
  if ('errors' in read) return showNewForm(ask, from, { values, errors: read.errors });
  try {
    await ask.perform(addForm, read.form, ask.body._key ?? newKey());
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return showNewForm(ask, from, { values, errors: error.fields });
  }
  return redirect(path, 'The form was added. Choose it for new notices; older ones keep theirs.');
}
