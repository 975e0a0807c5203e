import type { FieldError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { field, formBody } from '../../web/schemas.ts';
import { checkPerson } from './check-acts.ts';
import { type CheckForm, readCheck } from './check-rules.ts';
import { checkForm, checkResult } from './check-views.ts';
import { findTyped } from './find.ts';

const body = formBody({ given: field(100), family: field(100), born: field(30), identifier: field(40) });
const crumbs = [{ text: 'People', href: '/people' }, { text: 'Is somebody known already?' }];

/** Before somebody is nominated or written about: are they known among those whom one may see? */
export const checkPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/people/check',
    right: 'people:search',
    reads: 'none',
    section: 'people',
    handle: async (ask) => showForm(ask, {}, []),
  }),
  route({
    method: 'POST',
    url: '/people/check',
    right: 'people:search',
    reads: 'list',
    section: 'people',
    limit: 30,
    body,
    handle: checkFromForm,
  }),
];

const showForm = (ask: Ask, values: CheckForm, errors: readonly FieldError[], key?: string): Reply =>
  page({
    title: 'Is somebody known already?',
    section: 'people',
    status: formStatus({ errors }),
    breadcrumbs: crumbs,
    errors: summaryOf(errors),
    body: checkForm({ values, errors, key, csrfToken: ask.csrfToken }),
  });

async function checkFromForm(
  ask: Ask<unknown, unknown, CheckForm & { _csrf: string; _key?: string }>,
): Promise<Reply> {
  const { _key, given, family, born, identifier } = ask.body;
  const values: CheckForm = Object.fromEntries(
    Object.entries({ given, family, born, identifier }).filter(([, value]) => value !== undefined),
  );
  const { typed, errors } = readCheck(values, ask.today);
  if (typed === undefined) return showForm(ask, values, errors, _key);
  const { people, records } = await ask.read(async (tx) => {
    const found = await findTyped(tx, ask.viewer, typed);
    const ids = found.people.map(({ id }) => id);
    await ask.listed(tx, { act: 'people:check', subject: 'person', ids });
    if (found.records.length > 0)
      await ask.listed(tx, {
        act: 'people:check-records',
        subject: 'source_record',
        ids: found.records.map(({ id }) => id),
      });
    return found;
  });
  const input = {
    ...typed,
    shownPeople: people.map(({ id }) => id),
    shownRecords: records.map(({ id }) => id),
  };
  await ask.perform(checkPerson, input, _key ?? newKey());
  return page({
    title: 'Is somebody known already?',
    section: 'people',
    breadcrumbs: crumbs,
    body: checkResult({
      values,
      typed,
      today: ask.today,
      people,
      records,
      csrfToken: ask.csrfToken,
      mayNominate: ask.viewer.may('nomination:make'),
    }),
  });
}
