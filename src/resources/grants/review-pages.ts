import Type from 'typebox';
import { type FieldError, notFound, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams, oneOf } from '../../web/schemas.ts';
import { checkPage } from './check-view.ts';
import { quarterName } from './quarters.ts';
import { checkReturn, decideReturn } from './return-acts.ts';
import { loadReturn } from './return-load.ts';
import { reviewPage } from './return-view.ts';
import { grantCrumbs, grantPath, grantsPath } from './show.ts';
import { findPlaces } from './text-store.ts';
import { returnStateWords } from './types.ts';

const path = `${grantsPath}/returns/:id`;

/** The policing body reads and decides; the scheme's office reads the words for names before that. */
export const reviewPages: Route[] = [
  route({
    method: 'GET',
    url: path,
    right: 'see:grants',
    reads: 'none',
    params: idParams,
    handle: (ask) => showReview(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${path}/decide`,
    right: 'grant:review',
    reads: 'none',
    params: idParams,
    body: formBody({ note: field(4000), act: Type.Optional(oneOf(['accept', 'query', 'reopen'])) }),
    handle: decideFromForm,
  }),
  route({
    method: 'GET',
    url: `${path}/check`,
    right: 'return:check',
    reads: 'person',
    params: idParams,
    handle: (ask) => showCheck(ask, { values: [], errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${path}/check`,
    right: 'return:check',
    reads: 'none',
    params: idParams,
    body: formBody({
      text: Type.Integer({ minimum: 1 }),
      marks: fieldList(500),
      act: Type.Optional(oneOf(['pass', 'send-back'])),
    }),
    handle: checkFromForm,
  }),
];

interface Showing<Values> {
  values: Values;
  errors: readonly FieldError[];
  key?: string | undefined;
  stale?: boolean;
  status?: number;
}

function failed(error: unknown, at: string): Omit<Showing<never>, 'values'> {
  if (!(error instanceof WaymarkError)) throw error;
  if (error.code === 'stale-version') return { errors: [], stale: true, key: newKey() };
  if (error.code === 'invalid') return { errors: error.fields, key: newKey() };
  if (error.code !== 'not-allowed-now') throw error;
  return { errors: [{ field: at, text: error.message }], status: error.status, key: newKey() };
}

const showReview = (ask: Ask<{ id: number }>, showing: Showing<{ note?: string }>): Promise<Reply> =>
  ask.read(async (tx) => {
    const { viewer } = ask;
    const loaded = await loadReturn(tx, ask.params.id, { ...viewer, today: ask.today });
    const theirs = showing.stale === true ? returnStateWords[loaded.one.state] : undefined;
    return page({
      title: `Return of ${quarterName(loaded.one)}`,
      section: 'resources',
      status: showing.status ?? formStatus({ errors: showing.errors, theirs }),
      breadcrumbs: [...grantCrumbs, { text: loaded.grant.title, href: grantPath(loaded.grant.id) }],
      errors: summaryOf(showing.errors),
      body: reviewPage({
        ...loaded,
        ...showing,
        theirs,
        mayReview: viewer.may('grant:review') && loaded.grant.agencyId === viewer.agencyId,
        csrfToken: ask.csrfToken,
      }),
    });
  });

async function decideFromForm(
  ask: Ask<
    { id: number },
    unknown,
    { note?: string; act?: 'accept' | 'query' | 'reopen'; _key?: string; _version?: number }
  >,
): Promise<Reply> {
  const { note = '', act = 'accept', _version: version = 0, _key: key = newKey() } = ask.body;
  try {
    const input = { id: ask.params.id, version, act, note: note.trim() || null };
    await ask.perform(decideReturn, input, key);
  } catch (error) {
    return showReview(ask, { values: { note }, ...failed(error, 'note') });
  }
  const done = {
    accept: 'The return is accepted.',
    query: 'The provider is asked.',
    reopen: 'The return is open for review again.',
  };
  return redirect(`${grantsPath}/returns/${ask.params.id}`, done[act]);
}

const showCheck = (ask: Ask<{ id: number }>, showing: Showing<readonly string[]>): Promise<Reply> =>
  ask.read(async (tx) => {
    const { grant, one, text } = await loadReturn(tx, ask.params.id, { ...ask.viewer, today: ask.today });
    if (text === undefined) throw notFound();
    const found = await findPlaces(tx, text.id);
    // The words may name somebody: that they were read is kept, and of whom is not known.
    await ask.opened(tx, { act: 'return:read-for-names', subject: 'grant-return', subjectId: one.id });
    const theirs = showing.stale === true || text.state !== 'sent' ? returnStateWords[one.state] : undefined;
    if (text.state !== 'sent' && showing.stale !== true)
      throw new WaymarkError('not-allowed-now', {
        text: `This return is at the stage “${returnStateWords[one.state]}”.`,
      });
    return page({
      title: `Read for names: ${quarterName(one)}`,
      section: 'resources',
      status: showing.status ?? formStatus({ errors: showing.errors, theirs }),
      breadcrumbs: [...grantCrumbs, { text: 'Returns', href: `${grantsPath}/returns` }],
      errors: summaryOf(showing.errors),
      body: checkPage({
        ...showing,
        theirs,
        grant,
        one,
        text,
        places: found?.places,
        csrfToken: ask.csrfToken,
      }),
    });
  });

async function checkFromForm(
  ask: Ask<
    { id: number },
    unknown,
    { text: number; marks?: string[]; act?: 'pass' | 'send-back'; _key?: string; _version?: number }
  >,
): Promise<Reply> {
  const { text: textId, marks = [], act, _version: version = 0, _key: key = newKey() } = ask.body;
  if (act === undefined)
    return showCheck(ask, {
      values: marks,
      errors: [{ field: 'marks', text: 'Pass it on or send it back' }],
    });
  try {
    const input = { id: ask.params.id, version, textId, pass: act === 'pass', marks: marks.map(Number) };
    await ask.perform(checkReturn, input, key);
  } catch (error) {
    return showCheck(ask, { values: marks, ...failed(error, 'marks') });
  }
  return redirect(
    `${grantsPath}/returns`,
    act === 'pass' ? 'The return is with the policing body.' : 'The return is back with the provider.',
  );
}
