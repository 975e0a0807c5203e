import Type from 'typebox';
import { type FieldError, notFound, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { formBody, idParams } from '../../web/schemas.ts';
import { formTexts } from '../costs/form-texts.ts';
import { crumbs as costCrumbs } from '../costs/show.ts';
import { dropStatement, enterStatement, weighOptions, writeOption } from './acts.ts';
import { optionForm, statementForm, type Values, weightForm } from './forms.ts';
import { figureRows, optionValues, readOption, readStatement, readWeights, weightValues } from './read.ts';
import { getWhole } from './store.ts';
import { optionStateWords, type WholeAppraisal } from './types.ts';

const path = '/resources/options';

/** Fields are numbered by figure, criterion and option, so their names stay open. */
const openBody = Type.Object(
  { ...formBody({}).properties },
  { additionalProperties: Type.String({ maxLength: 10_000 }), maxProperties: 400 },
);

const optionParams = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  option: Type.Union([Type.Literal('new'), Type.Integer({ minimum: 1 })]),
});

type Keyed = { _key?: string; _version?: number };
type OneOption<Body = unknown> = Ask<{ id: number; option: 'new' | number }, unknown, Body>;
type One<Body = unknown> = Ask<{ id: number }, unknown, Body>;

export const writingPages: Route[] = [
  route({
    method: 'GET',
    url: `${path}/:id/options/:option`,
    right: 'cost:edit',
    reads: 'none',
    params: optionParams,
    handle: (ask) => showOption(ask, { errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${path}/:id/options/:option`,
    right: 'cost:edit',
    reads: 'none',
    params: optionParams,
    body: openBody,
    handle: writeFromForm,
  }),
  route({
    method: 'GET',
    url: `${path}/:id/weights`,
    right: 'cost:edit',
    reads: 'none',
    params: idParams,
    handle: (ask) => showWeights(ask, { errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${path}/:id/weights`,
    right: 'cost:edit',
    reads: 'none',
    params: idParams,
    body: openBody,
    handle: weighFromForm,
  }),
  route({
    method: 'GET',
    url: `${path}/:id/statements/new`,
    right: 'cost:edit',
    reads: 'none',
    params: idParams,
    handle: (ask) => showStatement(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${path}/:id/statements/new`,
    right: 'cost:edit',
    reads: 'none',
    params: idParams,
    body: openBody,
    handle: stateFromForm,
  }),
  route({
    method: 'POST',
    url: `${path}/:id/statements/:statement/remove`,
    right: 'cost:edit',
    reads: 'none',
    params: Type.Object({ id: Type.Integer({ minimum: 1 }), statement: Type.Integer({ minimum: 1 }) }),
    body: formBody({}),
    handle: async (ask) => {
      const { id, statement } = ask.params;
      await ask.perform(dropStatement, { appraisalId: id, id: statement }, ask.body._key ?? newKey());
      return redirect(`${path}/${id}`, 'The statement was taken out.');
    },
  }),
];

interface Shown {
  /** As typed; absent: as it is. */
  values?: Values;
  errors: readonly FieldError[];
  key?: string | undefined;
  version?: number | undefined;
  stale?: boolean;
}

const framed = (
  appraisal: WholeAppraisal,
  title: string,
  shown: { errors: readonly FieldError[]; theirs?: string | undefined },
) => ({
  title,
  section: 'resources' as const,
  status: formStatus(shown),
  breadcrumbs: [
    ...costCrumbs,
    { text: 'Options appraisals', href: path },
    { text: appraisal.title, href: `${path}/${appraisal.id}` },
  ],
  errors: summaryOf(shown.errors),
});

/** The option that an address names; undefined for a new one. @throws WaymarkError `not-found`. */
function optionOf(appraisal: WholeAppraisal, id: 'new' | number) {
  const option = appraisal.options.find((one) => one.id === id);
  if (id !== 'new' && option === undefined) throw notFound();
  return option;
}

const showOption = (ask: OneOption, shown: Shown): Promise<Reply> =>
  ask.read(async (tx) => {
    const appraisal = await getWhole(tx, ask.params.id);
    const option = optionOf(appraisal, ask.params.option);
    const theirs =
      shown.stale && option !== undefined
        ? `${option.title} (${optionStateWords[option.state].toLowerCase()}): ${option.structure}`
        : undefined;
    return page({
      ...framed(appraisal, option?.title ?? 'Add an option', { ...shown, theirs }),
      body: optionForm({
        ...shown,
        theirs,
        values: shown.values ?? optionValues(option),
        version: shown.stale ? option?.version : (shown.version ?? option?.version),
        appraisalId: appraisal.id,
        optionId: option?.id ?? null,
        figures: figureRows(option),
        csrfToken: ask.csrfToken,
      }),
    });
  });

async function writeFromForm(ask: OneOption<Keyed & object>): Promise<Reply> {
  const { _key: key = newKey(), _version: version = 0 } = ask.body;
  const values = formTexts(ask.body);
  const { id, option: named } = ask.params;
  const option = optionOf(await ask.read((tx) => getWhole(tx, id)), named);
  const read = readOption(values, { appraisalId: id, id: option?.id ?? null, version }, option);
  if ('errors' in read) return showOption(ask, { values, errors: read.errors, key, version });
  try {
    await ask.perform(writeOption, read.value, key);
  } catch (error) {
    return showOption(ask, { values, version, ...again(error) });
  }
  return redirect(`${path}/${id}`, 'The option was saved.');
}

/** What a form that was refused is shown with; what is no refusal is thrown on. */
function again(error: unknown): Pick<Shown, 'errors' | 'key' | 'stale'> {
  if (!(error instanceof WaymarkError)) throw error;
  if (error.code === 'invalid') return { errors: error.fields, key: newKey() };
  if (error.code === 'stale-version') return { errors: [], key: newKey(), stale: true };
  throw error;
}

const showWeights = (ask: One, shown: Shown): Promise<Reply> =>
  ask.read(async (tx) => {
    const appraisal = await getWhole(tx, ask.params.id);
    const theirs = shown.stale
      ? appraisal.criteria.map(({ name, weight }) => `${name} ${weight}`).join(', ') || 'no criterion'
      : undefined;
    return page({
      ...framed(appraisal, 'Criteria, weights and scores', { ...shown, theirs }),
      body: weightForm({
        ...shown,
        theirs,
        appraisal,
        values: shown.values ?? weightValues(appraisal),
        version: shown.stale ? appraisal.version : (shown.version ?? appraisal.version),
        csrfToken: ask.csrfToken,
      }),
    });
  });

async function weighFromForm(ask: One<Keyed & object>): Promise<Reply> {
  const { _key: key = newKey(), _version: version = 0 } = ask.body;
  const values = formTexts(ask.body);
  const { id } = ask.params;
  const read = readWeights(values, await ask.read((tx) => getWhole(tx, id)));
  if ('errors' in read) return showWeights(ask, { values, errors: read.errors, key, version });
  try {
    await ask.perform(weighOptions, { id, version, ...read.value }, key);
  } catch (error) {
    return showWeights(ask, { values, version, ...again(error) });
  }
  return redirect(`${path}/${id}`, 'Criteria, weights and scores were saved.');
}

const showStatement = (ask: One, shown: Shown & { values: Values }): Promise<Reply> =>
  ask.read(async (tx) => {
    const appraisal = await getWhole(tx, ask.params.id);
    return page({
      ...framed(appraisal, 'Check a statement about shares', shown),
      body: statementForm({ ...shown, appraisalId: appraisal.id, csrfToken: ask.csrfToken }),
    });
  });

async function stateFromForm(ask: One<Keyed & object>): Promise<Reply> {
  const key = ask.body._key ?? newKey();
  const values = formTexts(ask.body);
  const { id } = ask.params;
  const read = readStatement(values);
  if ('errors' in read) return showStatement(ask, { values, errors: read.errors, key });
  await ask.perform(enterStatement, { appraisalId: id, ...read.value }, key);
  return redirect(`${path}/${id}`, 'The statement was checked.');
}
