import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { giveFeedback, reopenReport } from './acts.ts';
import { knownToAuthor, readFeedbackForm } from './feedback-rules.ts';
import { secretRefused } from './form-views.ts';
import { askMarking, isMarkedSecret, standingOf } from './marking-rules.ts';
import { type ShowingReport, showReport } from './report-page.ts';
import { getReport } from './store.ts';

type Hidden = { _key?: string; _version?: number };
type FormAsk<Form> = Ask<{ id: number }, unknown, Form & Hidden>;

/** What is done with a report beside its own form: what its author is told, and taking it back. */
export const outcomeRoutes: readonly Route[] = [
  route({
    method: 'POST',
    url: '/intelligence/:id/feedback',
    right: 'intelligence:review',
    reads: 'person',
    params: idParams,
    body: formBody({ verdict: field(10), note: field(2_000) }),
    handle: tellAuthor,
  }),
  route({
    method: 'POST',
    url: '/intelligence/:id/reopen',
    right: 'intelligence:review',
    reads: 'person',
    params: idParams,
    body: formBody({ why: field(1_000) }),
    handle: takeBackFromAll,
  }),
];

const refusedAsSecret = (): Reply =>
  page({
    title: 'This may not be entered here',
    section: 'intelligence',
    status: 422,
    body: secretRefused(),
  });

/** Shows the report again with what was typed, where the act refuses or somebody was faster. */
async function orAgain<Form>(
  ask: FormAsk<Form>,
  again: Omit<ShowingReport, 'id'>,
  act: () => Promise<Reply>,
): Promise<Reply> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof WaymarkError) || !['invalid', 'stale-version'].includes(error.code)) throw error;
    const isStale = error.code === 'stale-version';
    const errors = isStale
      ? [
          {
            field: 'note',
            text: 'Somebody changed this report meanwhile. Look at it again, and send this once more',
          },
        ]
      : error.fields;
    const key = isStale ? newKey() : ask.body._key;
    return ask.read((tx) => showReport(tx, ask, { ...again, id: ask.params.id, key, errors, isStale }));
  }
}

async function tellAuthor(ask: FormAsk<{ verdict?: string; note?: string }>): Promise<Reply> {
  const { id } = ask.params;
  const { body } = ask;
  const known = await ask.read(async (tx) => knownToAuthor(await getReport(tx, id)));
  const read = readFeedbackForm(body, known);
  if (read.kind === 'secret') return refusedAsSecret();
  const again = { failed: 'outcome' as const, values: body };
  if (read.kind === 'errors')
    return ask.read((tx) => showReport(tx, ask, { ...again, id, key: body._key, errors: read.errors }));
  return orAgain(ask, again, async () => {
    await ask.perform(
      giveFeedback,
      { ...read.input, id, version: body._version ?? 0 },
      body._key ?? newKey(),
    );
    return redirect(`/intelligence/${id}`, 'The author is told.');
  });
}

async function takeBackFromAll(ask: FormAsk<{ why?: string }>): Promise<Reply> {
  const { id } = ask.params;
  const why = ask.body.why?.trim() ?? '';
  if (isMarkedSecret(why)) return refusedAsSecret();
  const again = { failed: 'outcome' as const, why };
  const wrong =
    why === ''
      ? 'Say why: everybody who had it reads it'
      : standingOf(why) === 'ask'
        ? askMarking
        : undefined;
  if (wrong !== undefined)
    return ask.read((tx) =>
      showReport(tx, ask, { ...again, id, key: ask.body._key, errors: [{ field: 'why', text: wrong }] }),
    );
  return orAgain(ask, again, async () => {
    await ask.perform(
      reopenReport,
      { id, version: ask.body._version ?? 0, note: why },
      ask.body._key ?? newKey(),
    );
    return redirect(`/intelligence/${id}`, 'The report is in review again. Everybody who had it is told.');
  });
}
