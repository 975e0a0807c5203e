import Type from 'typebox';
import type { FieldError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { sealed } from '../../web/csrf.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, json, page, type Reply, type Route, route } from '../../web/route.ts';
import { field, formBody } from '../../web/schemas.ts';
import { checkPerson } from './check-acts.ts';
import { type CheckForm, readCheck, readForLooking, sureDay } from './check-rules.ts';
import { checkForm, checkResult } from './check-views.ts';
import { isEnoughToLook, shownOf } from './choice-rules.ts';
import { likeWords, offeredOf } from './choice-views.ts';
import { lookForTyped } from './look.ts';

/** Roomy: what is too long is told at its field, with what was typed. */
const body = formBody({
  given: field(20_000),
  family: field(20_000),
  born: field(20_000),
  identifier: field(20_000),
});
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
  route({
    method: 'POST',
    url: '/people/check/like',
    right: ['people:search', 'nomination:make'],
    reads: 'list',
    limit: 40,
    body,
    response: Type.Object({
      said: Type.String(),
      offered: Type.Array(
        Type.Object({
          code: Type.String(),
          name: Type.String(),
          detail: Type.String(),
          shown: Type.String(),
        }),
      ),
    }),
    handle: likeTyped,
  }),
];

/** While a form is typed: who is like them among those the typist may see. Nothing is kept of it but whom they were shown. */
async function likeTyped(ask: Ask<unknown, unknown, CheckForm & { _csrf: string }>): Promise<Reply> {
  const { given, family, born, identifier } = ask.body;
  const form = { given: given ?? '', family: family ?? '', born: born ?? '', identifier: identifier ?? '' };
  const typed = readForLooking(form, ask.today);
  if (typed === undefined || !isEnoughToLook(form)) return json({ said: '', offered: [] });
  const found = await ask.read((tx) => lookForTyped(tx, ask.viewer, typed, ask.listed, true));
  const offered = offeredOf(found, ask.today);
  const later =
    sureDay(typed) === null && typed.identifiers.length === 0 && ask.viewer.may('see:own-records');
  return json({
    said: likeWords(offered.length, later),
    offered: offered.map((one) => ({ ...one, shown: sealed(ask.viewer.csrfSecret, one.code) })),
  });
}

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
  const found = await ask.read((tx) => lookForTyped(tx, ask.viewer, typed, ask.listed));
  const { people, records } = found;
  await ask.perform(checkPerson, { ...typed, ...shownOf(found) }, _key ?? newKey());
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
