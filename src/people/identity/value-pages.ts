import type { FieldError } from '../../kernel/errors.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody } from '../../web/schemas.ts';
import { setValues } from './value-acts.ts';
import { readRules, valueFields } from './value-rules.ts';
import { findValueRule, listValueRules } from './value-store.ts';
import { valuesPage } from './value-views.ts';

const body = formBody(
  Object.fromEntries(valueFields.flatMap((name) => [name, `${name}-first`]).map((name) => [name, field(40)])),
);

/** Which value of several is shown: what the scheme has set, and setting it. */
export const valuePages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/identity/values',
    right: ['values:set', 'link:decide'],
    reads: 'none',
    handle: (ask) => showValues(ask, {}),
  }),
  route({
    method: 'POST',
    url: '/identity/values',
    right: 'values:set',
    reads: 'none',
    body,
    handle: setFromForm,
  }),
];

interface Again {
  form?: Readonly<Record<string, string | undefined>>;
  errors?: readonly FieldError[];
  key?: string | undefined;
  changed?: boolean;
}

const showValues = (ask: Ask, { form, errors = [], key, changed }: Again): Promise<Reply> =>
  ask.read(async (tx) => {
    const now = await findValueRule(tx, ask.viewer.schemeId);
    const versions = await listValueRules(tx, ask.viewer.schemeId);
    return page({
      title: 'Which value is shown',
      section: 'people',
      status: formStatus({ errors, theirs: changed === true ? 'changed' : undefined }),
      breadcrumbs: [{ text: 'People', href: '/people' }, { text: 'Which value is shown' }],
      errors: summaryOf(errors),
      body: valuesPage({
        now,
        versions,
        form,
        errors,
        key,
        changed: changed === true,
        csrfToken: ask.viewer.may('values:set') ? ask.csrfToken : undefined,
      }),
    });
  });

async function setFromForm(ask: Ask<unknown, unknown, Record<string, unknown>>): Promise<Reply> {
  const { _key, _version } = ask.body as { _key?: string; _version?: number };
  const form = Object.fromEntries(
    Object.entries(ask.body).flatMap(([name, value]) =>
      typeof value === 'string' && !name.startsWith('_') ? [[name, value]] : [],
    ),
  );
  const { rules, errors } = readRules(form);
  if (rules === undefined) return showValues(ask, { form, errors, key: _key });
  try {
    await ask.perform(setValues, { rules, version: _version ?? 0 }, _key ?? newKey());
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
    return showValues(ask, { form, changed: true });
  }
  return redirect('/identity/values', 'It was set. People’s shown values follow within minutes.');
}
