import type { Static } from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import { chosen, queryOf } from '../query.ts';
import { answerNomination, nominate, withdrawNomination } from './nomination-acts.ts';
import { type NominationForm, nominationStates, readNomination } from './nomination-rules.ts';
import { getNomination, listNominations } from './nomination-store.ts';
import { nominationForm, nominationList, nominationPage } from './nomination-view.ts';

const pageSize = 50;
const query = queryOf({ state: chosen([...nominationStates, 'all']), page: pageNumber });
const body = formBody({
  kind: field(10),
  given: field(100),
  family: field(100),
  born: field(10),
  identifier: field(40),
  why: field(4_000),
  evidence: field(4_000),
  hoped: field(4_000),
  consent: field(10),
  consentOn: field(10),
  again: field(3),
});
const stepBody = formBody({ answer: field(4_000) });

const crumbs = [{ text: 'Nominations', href: '/cohort/nominations' }];

export const nominationPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/cohort/nominations',
    right: ['nomination:make', 'candidate:propose'],
    reads: 'list',
    section: 'cohort',
    query,
    handle: showList,
  }),
  route({
    method: 'GET',
    url: '/cohort/nominations/new',
    right: 'nomination:make',
    reads: 'none',
    handle: async (ask) => showForm(ask, {}, []),
  }),
  route({
    method: 'POST',
    url: '/cohort/nominations',
    right: 'nomination:make',
    reads: 'none',
    limit: 20,
    body,
    handle: send,
  }),
  route({
    method: 'GET',
    url: '/cohort/nominations/:id',
    right: ['nomination:make', 'candidate:propose'],
    reads: 'person',
    params: idParams,
    handle: (ask) => ask.read((tx) => showOne(tx, ask, {})),
  }),
  route({
    method: 'POST',
    url: '/cohort/nominations/:id/answer',
    right: 'candidate:propose',
    reads: 'person',
    params: idParams,
    body: stepBody,
    handle: (ask) =>
      step(ask, 'The nominator’s agency sees the answer.', (key) =>
        ask.perform(answerNomination, { ...keyOf(ask), answer: ask.body.answer ?? '' }, key),
      ),
  }),
  route({
    method: 'POST',
    url: '/cohort/nominations/:id/withdraw',
    right: 'nomination:make',
    reads: 'person',
    params: idParams,
    body: stepBody,
    handle: (ask) =>
      step(ask, 'The nomination was withdrawn.', (key) => ask.perform(withdrawNomination, keyOf(ask), key)),
  }),
];

type StepAsk = Ask<{ id: number }, unknown, Static<typeof stepBody>>;

const keyOf = (ask: StepAsk) => ({ id: ask.params.id, version: ask.body._version ?? 0 });

async function showList(ask: Ask<unknown, Static<typeof query>>): Promise<Reply> {
  const { viewer } = ask;
  const filter = { state: ask.query.state || ('waiting' as const), page: ask.query.page ?? 1, pageSize };
  return ask.read(async (tx) => {
    const rows = await listNominations(tx, viewer.schemeId, filter);
    await ask.listed(tx, {
      act: 'nomination:list',
      subject: 'nomination',
      ids: rows.map(({ id }) => id),
      detail: { state: filter.state, page: filter.page },
    });
    return page({
      title: 'Nominations',
      section: 'cohort',
      breadcrumbs: [{ text: 'Nominations' }],
      body: nominationList({
        ...filter,
        rows,
        count: rows[0]?.count ?? 0,
        isSelecting: viewer.may('candidate:propose'),
        mayNominate: viewer.may('nomination:make'),
      }),
    });
  });
}

const showForm = (ask: Ask, values: NominationForm, errors: readonly FieldError[], key?: string): Reply =>
  page({
    title: 'Nominate somebody',
    section: 'cohort',
    status: formStatus({ errors }),
    breadcrumbs: [...crumbs, { text: 'New' }],
    errors: summaryOf(errors),
    body: nominationForm({ values, errors, key, csrfToken: ask.csrfToken }),
  });

async function send(ask: Ask<unknown, unknown, Static<typeof body>>): Promise<Reply> {
  const { _csrf, _key, _version, again, ...values } = ask.body;
  const { input, errors } = readNomination(values, ask.today);
  if (input === undefined) return showForm(ask, values, errors, _key);
  try {
    const { id } = await ask.perform(nominate, { ...input, again: again === 'yes' }, _key ?? newKey());
    return redirect(`/cohort/nominations/${id}`, 'The nomination was sent. The scheme will answer it here.');
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid' || error.fields.length === 0)
      throw error;
    return showForm(ask, values, error.fields);
  }
}

interface Showing {
  errors?: readonly FieldError[];
  answer?: string | undefined;
  theirs?: string;
  key?: string | undefined;
}

async function showOne(tx: Tx, ask: Ask<{ id: number }>, showing: Showing): Promise<Reply> {
  const { viewer } = ask;
  const nomination = await getNomination(tx, viewer.schemeId, ask.params.id);
  const errors = showing.errors ?? [];
  await ask.opened(tx, {
    act: 'nomination:open',
    subject: 'nomination',
    subjectId: nomination.id,
    ...(nomination.personId === null ? {} : { personId: nomination.personId }),
  });
  return page({
    title: 'Nomination',
    section: 'cohort',
    status: formStatus({ errors, theirs: showing.theirs }),
    breadcrumbs: [...crumbs, { text: `${nomination.givenName} ${nomination.familyName}` }],
    errors: summaryOf(errors),
    body: nominationPage({
      ...showing,
      nomination,
      errors,
      isSelecting: viewer.may('candidate:propose'),
      isOwnAgency: viewer.may('nomination:make') && nomination.agencyId === viewer.agencyId,
      csrfToken: ask.csrfToken,
    }),
  });
}

async function step(ask: StepAsk, done: string, act: (key: string) => Promise<unknown>): Promise<Reply> {
  try {
    await act(ask.body._key ?? newKey());
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    const kept = { answer: ask.body.answer };
    if (error.code === 'invalid' && error.fields.length > 0)
      return ask.read((tx) => showOne(tx, ask, { ...kept, errors: error.fields, key: ask.body._key }));
    if (error.code !== 'stale-version') throw error;
    const { state } = (error.data.current ?? {}) as { state?: string };
    return ask.read((tx) => showOne(tx, ask, { ...kept, theirs: state ?? '' }));
  }
  return redirect(`/cohort/nominations/${ask.params.id}`, done);
}
