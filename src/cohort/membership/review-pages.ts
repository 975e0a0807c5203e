import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { findRule } from '../../scheme/rules.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { recordReview } from './acts.ts';
import { getCurrent, loadWords } from './person-pages.ts';
import { type ReviewPageModel, reviewPage } from './review-view.ts';
import { readReviewForm, reviewAfter } from './rules.ts';
import { findLastReview } from './store.ts';
import type { ReviewForm } from './types.ts';

const url = '/people/:id/membership/review';
const tab = '/people/:id/membership';

export const reviewPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url,
    right: 'membership:rate',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) => ask.read((tx) => showReview(tx, ask, framePerson, { values: {}, errors: [] })),
  }),
  route({
    method: 'POST',
    url,
    right: 'membership:rate',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: formBody({
      heldOn: field(10),
      rag: field(10),
      tier: field(40),
      nextReview: field(10),
      why: field(4_000),
    }),
    handle: (ask) => reviewFromForm(ask, framePerson),
  }),
];

type Showing = Pick<ReviewPageModel, 'values' | 'errors' | 'key' | 'theirs'>;

async function showReview(
  tx: Tx,
  ask: Ask<{ id: number }>,
  framePerson: FramePerson,
  showing: Showing,
): Promise<Reply> {
  const { id } = ask.params;
  const frame = await framePerson(tx, { personId: id, viewer: ask.viewer, today: ask.today, path: tab });
  const membership = await getCurrent(tx, id);
  await ask.opened(tx, { act: 'membership:form', subject: 'person', subjectId: id, personId: id });
  return page({
    title: `Record a membership review – ${frame.name}`,
    section: 'cohort',
    status: showing.theirs !== undefined ? 409 : showing.errors.length > 0 ? 422 : 200,
    breadcrumbs: frame.breadcrumbs,
    above: frame.above,
    errors: summaryOf(showing.errors),
    body: reviewPage({
      personId: id,
      membership,
      words: await loadWords(tx, ask),
      today: ask.today,
      last: await findLastReview(tx, membership.id),
      suggested: await suggestedNext(tx, ask),
      csrfToken: ask.csrfToken,
      ...showing,
    }),
  });
}

async function suggestedNext(
  tx: Tx,
  { viewer, today }: Pick<Ask, 'viewer' | 'today'>,
): Promise<ReviewPageModel['suggested']> {
  const rule = await findRule<{ reviewMonths?: number }>(tx, viewer.schemeId, 'panel', today);
  const months = rule?.body.reviewMonths;
  const day = reviewAfter(today, months);
  return rule === undefined || months === undefined || day === null
    ? null
    : { day, months, example: rule.example };
}

type Posted = ReviewForm & { _key?: string; _version?: number };

async function reviewFromForm(
  ask: Ask<{ id: number }, unknown, Posted>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id } = ask.params;
  const { body, today } = ask;
  const [membership, { tiers }] = await ask.read(async (tx) => {
    // First of all: somebody they may not see is not found, whether on the scheme or not.
    await framePerson(tx, { personId: id, viewer: ask.viewer, today, path: tab });
    return [await getCurrent(tx, id), await loadWords(tx, ask)] as const;
  });
  const again = (showing: Partial<Showing> & { errors: readonly FieldError[] }): Promise<Reply> =>
    ask.read((tx) => showReview(tx, ask, framePerson, { values: body, key: body._key, ...showing }));
  const read = readReviewForm(body, { today, joinedOn: membership.joinedOn, tiers });
  if ('errors' in read) return again({ errors: read.errors });
  try {
    await ask.perform(
      recordReview,
      { ...read.review, membershipId: membership.id, version: body._version ?? 0 },
      body._key ?? newKey(),
    );
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
    return again({ errors: [], key: newKey(), theirs: standingWords(error) });
  }
  return redirect(`/people/${id}/membership`, 'The review was recorded.');
}

/** RAG, tier and next review as somebody else left them. */
function standingWords(error: WaymarkError): string {
  const current = error.data.current as Record<string, unknown> | undefined;
  return `RAG ${current?.rag}, tier ${current?.tier}, next review ${current?.review}.`;
}
