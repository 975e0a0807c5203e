import type { Static } from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import {
  askPage,
  codesOf,
  type Found,
  lookForTyped,
  offeredOf,
  readForLooking,
  readMeant,
  type Said,
  shownOf,
  toldBy,
  typedWords,
} from '../../people/index.ts';
import { sealed, unsealed } from '../../web/csrf.ts';
import { dropDraft, findDraft, type KeptDraft } from '../../web/drafts.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import { chosen, queryOf } from '../query.ts';
import { answerNomination, nominate, withdrawNomination } from './nomination-acts.ts';
import { memberPage, nominationPage, withdrawalPage } from './nomination-one-view.ts';
import {
  type NominationForm,
  nominationDraft,
  nominationStates,
  nominationTransitions,
  readNomination,
} from './nomination-rules.ts';
import { getNomination, listNominations, type Nomination, type SaidToBe } from './nomination-store.ts';
import { nominationForm, nominationList } from './nomination-view.ts';

const pageSize = 50;
const query = queryOf({ state: chosen([...nominationStates, 'all']), page: pageNumber });
/** Roomy: the rule tells what is too long at its field, and the form keeps every word. */
const body = formBody({
  kind: field(10),
  given: field(20_000),
  family: field(20_000),
  born: field(20_000),
  identifier: field(20_000),
  why: field(200_000),
  evidence: field(200_000),
  hoped: field(200_000),
  consent: field(10),
  consentOn: field(10),
  again: field(3),
  choice: field(30),
  notThese: field(20_000),
  asked: field(3),
  do: field(4),
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
    handle: showNew,
  }),
  route({
    method: 'POST',
    url: '/cohort/nominations',
    right: 'nomination:make',
    reads: 'list',
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
    method: 'GET',
    url: '/cohort/nominations/:id/withdraw',
    right: 'nomination:make',
    reads: 'person',
    params: idParams,
    handle: (ask) => ask.read((tx) => showWithdrawal(tx, ask)),
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
      step(ask, 'The nomination was withdrawn. You may nominate again with what it said.', (key) =>
        ask.perform(withdrawNomination, keyOf(ask), key),
      ),
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
      people: rows,
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

type Typed = NominationForm & Said;

async function showNew(ask: Ask): Promise<Reply> {
  const kept = await ask.read((tx) => findDraft<NominationForm>(tx, ask.viewer.staffId, nominationDraft));
  // Who was shown then is looked at anew.
  const { kind, given, family, born, identifier, why, evidence, hoped, consent, consentOn } =
    kept?.values ?? {};
  const values = { kind, given, family, born, identifier, why, evidence, hoped, consent, consentOn };
  return showForm(ask, values, { errors: [], kept });
}

interface FormShowing {
  errors: readonly FieldError[];
  key?: string | undefined;
  kept?: Pick<KeptDraft<unknown>, 'form' | 'savedAt'> | undefined;
}

const showForm = (ask: Ask, typed: Partial<Typed>, { errors, key, kept }: FormShowing): Reply =>
  page({
    title: 'Nominate somebody',
    section: 'cohort',
    status: formStatus({ errors }),
    breadcrumbs: [...crumbs, { text: 'New' }],
    errors: summaryOf(errors),
    body: nominationForm({ values: typed, said: typed, kept, errors, key, csrfToken: ask.csrfToken }),
  });

/** Between typing and sending, where somebody whom the nominator may see is like whom they typed. */
function showAsk(ask: Ask, typed: Typed, { found, errors, key }: FormShowing & { found: Found }): Reply {
  const { choice, notThese, asked, ...carried } = typed;
  const { csrfSecret } = ask.viewer;
  return page({
    title: 'Is it one of these?',
    section: 'cohort',
    status: formStatus({ errors }),
    breadcrumbs: [...crumbs, { text: 'New' }],
    errors: summaryOf(errors),
    body: askPage({
      offered: offeredOf(found, ask.today),
      typed: typedWords(carried),
      carried: { ...carried },
      choice,
      errors,
      shown: codesOf(found).map((code) => sealed(csrfSecret, code)),
      action: '/cohort/nominations',
      csrfToken: ask.csrfToken,
      key,
    }),
  });
}

const findLike = (ask: Ask, typed: Typed): Promise<Found> =>
  ask.read((tx) => {
    const wanted = readForLooking(typed, ask.today);
    return wanted === undefined
      ? Promise.resolve({ people: [], records: [] })
      : lookForTyped(tx, ask.viewer, wanted, ask.listed);
  });

async function send(ask: Ask<unknown, unknown, Static<typeof body>>): Promise<Reply> {
  const { _csrf, _key: key, _version, do: wanted, ...typed } = ask.body;
  if (wanted === 'edit') return showForm(ask, typed, { errors: [], key });
  const { input, errors } = readNomination(typed, ask.today);
  if (input === undefined) return showForm(ask, typed, { errors, key });
  const found = await findLike(ask, typed);
  const meant = readMeant(
    found,
    toldBy(typed, (brought) => unsealed(ask.viewer.csrfSecret, brought)),
  );
  if (meant.kind === 'ask' && codesOf(found).length === 0)
    return showForm(ask, { ...typed, choice: '' }, { errors: meant.errors, key });
  if (meant.kind === 'ask') return showAsk(ask, typed, { found, errors: meant.errors, key });
  try {
    const { id } = await ask.perform(
      nominate,
      { ...input, again: typed.again === 'yes', meant, ...shownOf(found) },
      key ?? newKey(),
    );
    await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, nominationDraft));
    return redirect(`/cohort/nominations/${id}`, 'The nomination was sent. The scheme will answer it here.');
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid' || error.fields.length === 0)
      throw error;
    const { personId, name } = error.data;
    if (typeof personId === 'number' && typeof name === 'string')
      return showMember(ask, typed, { personId, name });
    return showForm(ask, typed, { errors: error.fields });
  }
}

/** They chose somebody whom they see on the scheme: nothing is sent, and nothing that they typed is lost. */
const showMember = (ask: Ask, typed: Typed, member: { personId: number; name: string }): Reply => {
  const { choice, notThese, asked, ...carried } = typed;
  return page({
    title: 'On the scheme already',
    section: 'cohort',
    status: 422,
    breadcrumbs: [...crumbs, { text: 'New' }],
    body: memberPage({ ...member, carried: { ...carried }, csrfToken: ask.csrfToken }),
  });
};

interface Showing {
  errors?: readonly FieldError[];
  answer?: string | undefined;
  theirs?: string;
  key?: string | undefined;
}

async function openOne(tx: Tx, ask: Ask<{ id: number }>): Promise<Nomination & SaidToBe> {
  const nomination = await getNomination(tx, ask.viewer.schemeId, ask.params.id);
  const personId = nomination.personId ?? nomination.saidPersonId;
  await ask.opened(tx, {
    act: 'nomination:open',
    subject: 'nomination',
    subjectId: nomination.id,
    ...(personId === null ? {} : { personId }),
  });
  return nomination;
}

const isOwn = ({ viewer }: Ask<{ id: number }>, { agencyId }: Nomination): boolean =>
  viewer.may('nomination:make') && agencyId === viewer.agencyId;

/** Asked before it is done: a nomination that was withdrawn is not taken up again. */
async function showWithdrawal(tx: Tx, ask: Ask<{ id: number }>): Promise<Reply> {
  const nomination = await openOne(tx, ask);
  if (!isOwn(ask, nomination) || nominationTransitions[nomination.state].withdraw === undefined)
    return redirect(`/cohort/nominations/${nomination.id}`);
  const who = `${nomination.givenName} ${nomination.familyName}`;
  return page({
    title: 'Withdraw this nomination?',
    section: 'cohort',
    breadcrumbs: [
      ...crumbs,
      { text: who, href: `/cohort/nominations/${nomination.id}` },
      { text: 'Withdraw' },
    ],
    body: withdrawalPage(nomination, ask.csrfToken),
  });
}

async function showOne(tx: Tx, ask: Ask<{ id: number }>, showing: Showing): Promise<Reply> {
  const { viewer } = ask;
  const nomination = await openOne(tx, ask);
  const errors = showing.errors ?? [];
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
      isOwnAgency: isOwn(ask, nomination),
      isMine: nomination.staffId === viewer.staffId,
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
