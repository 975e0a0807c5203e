import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import { type Decided, decidePair, risksOfPair, takeBackDecision } from './acts.ts';
import { decidedPage } from './decided-views.ts';
import { whereLate } from './late.ts';
import { findCluster, listDecided, listProposals } from './life-store.ts';
import { refreshPeople } from './link.ts';
import { answerable, keepApart, takeBackTogether } from './review-acts.ts';
import { pairHref, queueHref, queuePageSize, reviewList, reviewPage } from './review-views.ts';
import { findReviewPair, listOpenBetween, listOwnDecisions, reviewQueue } from './store.ts';
import { listTwo } from './two-store.ts';
import { type Verdict, verdicts } from './types.ts';
import { readWhy, whyField } from './why.ts';

const place = Type.Integer({ minimum: 0, maximum: 1_000_000 });
const pairParams = Type.Object({ left: idParams.properties.id, right: idParams.properties.id });

export const reviewPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/identity/review',
    right: 'see:review-queue',
    reads: 'list',
    query: Type.Object({ page: pageNumber }),
    handle: showQueue,
  }),
  route({
    method: 'POST',
    url: '/identity/decisions/:id/take-back',
    right: 'link:decide',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const done = await ask.perform(
        takeBackDecision,
        { decisionId: ask.params.id },
        ask.body._key ?? newKey(),
      );
      if (done.proposalId !== undefined)
        return redirect(
          `/identity/proposals/${done.proposalId}`,
          'Taking it back is proposed. Nothing changes until a second person has agreed, because separating the record took two.',
        );
      await refreshPeople(ask.database, done.people);
      return redirect('/identity/review', 'Your decision was taken back. The pair waits again.');
    },
  }),
  route({
    method: 'POST',
    url: '/identity/decisions/:id/take-back-together',
    right: 'link:decide',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const done = await ask.perform(
        takeBackTogether,
        { decisionId: ask.params.id },
        ask.body._key ?? newKey(),
      );
      await refreshPeople(ask.database, done.people);
      return redirect(
        '/identity/review',
        `Your ${done.taken} decisions about these two people were taken back. The strongest of the pairs waits again.`,
      );
    },
  }),
  route({
    method: 'GET',
    url: '/identity/review/:left/:right',
    right: 'see:review-queue',
    reads: 'person',
    params: pairParams,
    query: Type.Object({ place: Type.Optional(place) }),
    handle: (ask) => ask.read((tx) => showPair(tx, ask, ask.params, { place: ask.query.place ?? 0 })),
  }),
  route({
    method: 'POST',
    url: '/identity/review/:left/:right',
    right: 'link:decide',
    reads: 'person',
    params: pairParams,
    body: formBody({
      verdict: field(20),
      why: whyField,
      others: field(3),
      place: Type.Optional(place),
      after: field(10),
    }),
    handle: decideFromForm,
  }),
];

async function showQueue(ask: Ask<unknown, { page?: number }>): Promise<Reply> {
  const number = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const pairs = await reviewQueue(tx, queuePageSize, (number - 1) * queuePageSize);
    const own = await listOwnDecisions(tx, 10);
    const two = await listTwo(
      tx,
      own.map(({ id }) => id),
    );
    const proposals = number === 1 ? await listProposals(tx) : [];
    await ask.listed(tx, {
      act: 'identity:queue',
      subject: 'source_record',
      people: [],
      ids: [...new Set([...pairs, ...own, ...proposals].flatMap(({ left, right }) => [left, right]))],
      detail: { page: number },
    });
    return page({
      title: 'Pairs to review',
      section: 'people',
      body: reviewList(pairs, number, {
        own,
        two,
        proposals,
        csrfToken: ask.viewer.may('link:decide') ? ask.csrfToken : undefined,
      }),
    });
  });
}

interface Pair {
  left: number;
  right: number;
}

interface Again {
  place?: number;
  verdict?: string;
  answer?: string;
  why?: string;
  others?: string | undefined;
  key?: string | undefined;
  errors?: readonly FieldError[];
}

/** @throws WaymarkError `not-found` when nobody has decided about the pair, or the viewer may not review it. */
export async function showDecided(
  tx: Tx,
  ask: Ask,
  { left, right }: Pair,
  errors: readonly FieldError[] = [],
  why = '',
): Promise<Reply> {
  const decisions = await listDecided(tx, left, right);
  const [last] = decisions;
  if (last === undefined) throw new WaymarkError('not-found');
  await ask.opened(tx, {
    act: 'identity:pair',
    subject: 'source_record',
    subjectId: last.left,
    ids: [last.left, last.right],
  });
  return page({
    title: 'A pair that was decided',
    section: 'people',
    status: errors.length > 0 ? 422 : 200,
    breadcrumbs: [{ text: 'Pairs to review', href: '/identity/review' }, { text: 'A pair that was decided' }],
    errors: summaryOf(errors),
    body: decidedPage(last, decisions, {
      csrfToken: ask.viewer.may('link:decide') ? ask.csrfToken : undefined,
      why,
      errors,
      two: await listTwo(
        tx,
        decisions.map(({ id }) => id),
      ),
    }),
  });
}

/** One that waits with the form, one that was decided to be read. @throws WaymarkError `not-found` for any other. */
export async function showPair(tx: Tx, ask: Ask, { left, right }: Pair, again: Again): Promise<Reply> {
  const pair = await findReviewPair(tx, left, right);
  if (pair === undefined) return showDecided(tx, ask, { left, right });
  const [risks, cluster, proposals, between] = await Promise.all([
    risksOfPair(tx, pair),
    findCluster(tx, left, right),
    listProposals(tx),
    listOpenBetween(tx, pair),
  ]);
  await ask.opened(tx, {
    act: 'identity:pair',
    subject: 'source_record',
    subjectId: pair.left,
    ids: [...new Set([left, right, ...(cluster?.records ?? []).map(({ id }) => id)])],
  });
  const errors = again.errors ?? [];
  const { place: from = 0, verdict = '', answer = '', why = '', key, others } = again;
  const isPair = (one: Pair): boolean => one.left === pair.left && one.right === pair.right;
  return page({
    title: 'Are these one person?',
    section: 'people',
    status: errors.length > 0 ? 422 : 200,
    breadcrumbs: [{ text: 'Pairs to review', href: '/identity/review' }, { text: 'Are these one person?' }],
    errors: summaryOf(errors),
    body: reviewPage(pair, {
      csrfToken: ask.viewer.may('link:decide') ? ask.csrfToken : undefined,
      key,
      place: from,
      verdict,
      answer,
      why,
      errors,
      risks,
      cluster,
      others: others === 'yes',
      between: { answerable: answerable(between).length, all: between.length },
      proposal: proposals.find((one) => one.state === 'waiting' && isPair(one)),
    }),
  });
}

const isVerdict = (text: string): text is Verdict => verdicts.some((verdict) => verdict === text);

interface DecideBody {
  verdict?: string;
  why?: string;
  others?: string;
  place?: number;
  after?: string;
  _key?: string;
}

/** Whoever asked for it goes on with the pair that took the place of the one decided; the others to their page of the queue. */
async function goOn(ask: Ask<unknown, unknown, DecideBody>, said: string): Promise<Reply> {
  const { place: from = 0, after } = ask.body;
  const waiting = await ask.read(async (tx) => {
    const [here] = await reviewQueue(tx, 1, from);
    const [first] = here === undefined && from > 0 ? await reviewQueue(tx, 1, 0) : [];
    return { next: here ?? first, place: here === undefined ? 0 : from };
  });
  if (after === 'next' && waiting.next !== undefined)
    return redirect(pairHref(waiting.next, waiting.place), `${said} This is the next pair.`);
  return redirect(queueHref(waiting.place), said);
}

async function decideFromForm(
  ask: Ask<{ left: number; right: number }, unknown, DecideBody>,
): Promise<Reply> {
  const { left, right } = ask.params;
  const { place: from = 0 } = ask.body;
  const verdict = ask.body.verdict ?? '';
  const { why, errors: whyErrors } = readWhy(ask.body.why);
  const errors: FieldError[] = [...whyErrors];
  if (!isVerdict(verdict)) errors.unshift({ field: 'verdict', text: 'Choose what you decide' });
  if (errors.length > 0 || !isVerdict(verdict)) {
    const { others, _key: key } = ask.body;
    return ask.read((tx) =>
      showPair(tx, ask, ask.params, { place: from, verdict, why, others, errors, key }),
    );
  }
  try {
    const done = await decide(ask, { left, right, verdict, why });
    if (done.outcome === 'proposed')
      return goOn(ask, 'Your proposal was saved. Nothing changes until a second person has agreed.');
    await refreshPeople(ask.database, done.people);
    return goOn(
      ask,
      `${savedWords(done.others)} under “Your last decisions”, where you may take ${done.others === 0 ? 'it' : 'them'} back for seven days.`,
    );
  } catch (error) {
    return whereLate(error, why);
  }
}

const savedWords = (others: number): string =>
  others === 0
    ? 'Your decision was saved. It stands'
    : `Your decision was saved, of this pair and of ${others} ${others === 1 ? 'other' : 'others'} of the same two people. They stand`;

/** Of this pair, or, where they are different people and the reviewer says so, of all that wait between the two. */
async function decide(
  ask: Ask<unknown, unknown, DecideBody>,
  input: { left: number; right: number; verdict: Verdict; why: string },
): Promise<Decided & { others: number }> {
  const key = ask.body._key ?? newKey();
  const { left, right, verdict, why } = input;
  return verdict === 'different' && ask.body.others === 'yes'
    ? ask.perform(keepApart, { left, right, why }, key)
    : { ...(await ask.perform(decidePair, input, key)), others: 0 };
}
