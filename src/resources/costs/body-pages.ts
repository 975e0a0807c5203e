import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { changeBody, enterBody } from './body-acts.ts';
import { listBodies } from './body-store.ts';
import { type BodyValues, bodiesPage } from './body-view.ts';
import { crumbs } from './show.ts';

const path = '/resources/costs/bodies';
const body = formBody({ name: field(200), note: field(500) });
type Keyed = { _key?: string; _version?: number };

export const bodyPages: Route[] = [
  route({
    method: 'GET',
    url: path,
    right: 'see:costs',
    reads: 'none',
    handle: (ask) => show(ask, { values: {}, errors: [] }),
  }),
  route({ method: 'POST', url: path, right: 'cost:edit', reads: 'none', body, handle: enterFromForm }),
  route({
    method: 'POST',
    url: `${path}/:id`,
    right: 'cost:edit',
    reads: 'none',
    params: idParams,
    body,
    handle: changeFromForm,
  }),
];

interface Shown {
  values: BodyValues;
  errors: readonly FieldError[];
  key?: string | undefined;
  /** The body whose form is shown again; undefined: the form of a new one. */
  of?: number | undefined;
  stale?: boolean;
}

const show = (ask: Ask, shown: Shown): Promise<Reply> =>
  ask.read(async (tx) => {
    const bodies = await listBodies(tx);
    const now = bodies.find(({ id }) => id === shown.of);
    const theirs = shown.stale && now !== undefined ? `${now.name} ${now.note ?? ''}`.trim() : undefined;
    return page({
      title: 'Bodies outside the scheme',
      section: 'resources',
      status: formStatus({ errors: shown.errors, theirs }),
      breadcrumbs: [...crumbs, { text: 'Bodies outside the scheme' }],
      errors: summaryOf(shown.errors),
      body: bodiesPage({
        ...shown,
        theirs,
        bodies,
        mayEdit: ask.viewer.may('cost:edit'),
        csrfToken: ask.csrfToken,
      }),
    });
  });

const readBody = (values: BodyValues) => ({
  name: values.name?.trim() ?? '',
  note: values.note?.trim() || null,
});

async function enterFromForm(ask: Ask<unknown, unknown, BodyValues & Keyed>): Promise<Reply> {
  const { _key: key = newKey(), ...values } = ask.body;
  try {
    await ask.perform(enterBody, readBody(values), key);
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return show(ask, { values, errors: error.fields, key });
  }
  return redirect(path, 'The body was entered. It can be chosen where a line is borne or paid.');
}

async function changeFromForm(ask: Ask<{ id: number }, unknown, BodyValues & Keyed>): Promise<Reply> {
  const { _key: key = newKey(), _version: version = 0, ...values } = ask.body;
  const of = ask.params.id;
  try {
    await ask.perform(changeBody, { id: of, version, ...readBody(values) }, key);
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid')
      return show(ask, {
        values,
        key,
        of,
        errors: error.fields.map((one) => ({ ...one, field: `${one.field}-${of}` })),
      });
    if (error.code === 'stale-version') return show(ask, { values, errors: [], of, stale: true });
    throw error;
  }
  return redirect(path, 'The body was changed.');
}
