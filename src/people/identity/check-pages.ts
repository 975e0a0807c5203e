import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import { reopenCheck, settleCheck } from './check-acts.ts';
import { type CheckOutcome, checkOutcomes, getCheck, listChecks, listOwnSettled } from './check-store.ts';
import { checkList, checkPage } from './check-views.ts';
import { findHolder, listNotNeeded } from './two-store.ts';

const pageSize = 25;
const crumb = { text: 'People somebody asked about', href: '/identity/checks' };

/** What people typed before they made a person, where a record that they may not see may be meant. */
export const checkPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/identity/checks',
    right: 'see:review-queue',
    reads: 'list',
    query: Type.Object({ page: pageNumber }),
    handle: showChecks,
  }),
  route({
    method: 'GET',
    url: '/identity/checks/:id',
    right: 'see:review-queue',
    reads: 'person',
    params: idParams,
    handle: (ask) => ask.read((tx) => showCheck(tx, ask, {})),
  }),
  route({
    method: 'POST',
    url: '/identity/checks/:id',
    right: 'link:decide',
    reads: 'person',
    params: idParams,
    body: formBody({ outcome: field(20), why: field(2_000) }),
    handle: settleFromForm,
  }),
  route({
    method: 'POST',
    url: '/identity/checks/:id/reopen',
    right: 'link:decide',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(
        reopenCheck,
        { id: ask.params.id, version: ask.body._version ?? 0 },
        ask.body._key ?? newKey(),
      );
      return redirect('/identity/checks', 'Your answer was taken back. It waits again.');
    },
  }),
];

async function showChecks(ask: Ask<unknown, { page?: number }>): Promise<Reply> {
  const number = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const checks = await listChecks(tx, pageSize, (number - 1) * pageSize);
    const own = await listOwnSettled(tx);
    const notNeeded = await listNotNeeded(tx);
    await ask.listed(tx, {
      act: 'identity:checks',
      subject: 'source_record',
      people: [],
      ids: [...new Set(checks.flatMap(({ matches }) => matches.map(({ record }) => record)))],
      detail: { page: number },
    });
    return page({
      title: crumb.text,
      section: 'people',
      breadcrumbs: [{ text: 'Pairs to review', href: '/identity/review' }, { text: crumb.text }],
      body: checkList(checks, {
        page: number,
        pages: Math.ceil((checks[0]?.total ?? 0) / pageSize),
        own,
        notNeeded,
        csrfToken: ask.viewer.may('link:decide') ? ask.csrfToken : undefined,
      }),
    });
  });
}

interface Again {
  outcome?: string;
  why?: string;
  key?: string | undefined;
  errors?: readonly FieldError[];
  theirs?: string;
}

async function showCheck(tx: Tx, ask: Ask<{ id: number }>, again: Again): Promise<Reply> {
  const check = await getCheck(tx, ask.params.id);
  await ask.opened(tx, {
    act: 'identity:check',
    subject: 'identity_check',
    subjectId: check.id,
    ids: check.matches.map(({ record }) => record),
  });
  const errors = again.errors ?? [];
  return page({
    title: 'Who was asked about?',
    section: 'people',
    status: formStatus({ errors, theirs: again.theirs }),
    breadcrumbs: [crumb, { text: 'Who was asked about?' }],
    errors: summaryOf(errors),
    body: checkPage(check, {
      csrfToken: ask.viewer.may('link:decide') ? ask.csrfToken : undefined,
      key: again.key,
      outcome: again.outcome ?? '',
      why: again.why ?? '',
      errors,
      theirs: again.theirs,
      holder: check.made === 'separation' ? await findHolder(tx, check.id) : null,
    }),
  });
}

const isOutcome = (text: string): text is CheckOutcome => checkOutcomes.some((outcome) => outcome === text);

async function settleFromForm(
  ask: Ask<{ id: number }, unknown, { outcome?: string; why?: string; _key?: string; _version?: number }>,
): Promise<Reply> {
  const { outcome = '', _key, _version = 0 } = ask.body;
  const why = ask.body.why?.trim() ?? '';
  const errors: FieldError[] = [];
  if (!isOutcome(outcome)) errors.push({ field: 'outcome', text: 'Choose what you found' });
  if (why === '') errors.push({ field: 'why', text: 'Say how you know, and whom you told' });
  if (errors.length > 0 || !isOutcome(outcome))
    return ask.read((tx) => showCheck(tx, ask, { outcome, why, errors, key: _key }));
  try {
    const input = { id: ask.params.id, version: _version, outcome, why };
    await ask.perform(settleCheck, input, _key ?? newKey());
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
    return ask.read(async (tx) => {
      const { settledBy, why: theirs } = await getCheck(tx, ask.params.id);
      const words =
        theirs === null ? 'It waits again.' : [settledBy ?? 'No longer needed', theirs].join(': ');
      return showCheck(tx, ask, { outcome, why, theirs: words });
    });
  }
  return redirect('/identity/checks', 'Your answer was saved. You may take it back for seven days.');
}
