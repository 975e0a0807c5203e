import Type from 'typebox';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { addressOf } from '../../web/address.ts';
import { dropDraft, keepDraft } from '../../web/drafts.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { linkReport, linkThing } from './acts.ts';
import { reportFields } from './form-pages.ts';
import { secretRefused } from './form-views.ts';
import { askMarking, isMarkedSecret, standingOf } from './marking-rules.ts';
import { draftOf, showReport } from './report-page.ts';
import { readThing, type ThingForm } from './thing-rules.ts';
import type { ReportForm } from './types.ts';

const besideFields = {
  q: field(100),
  link: Type.Optional(Type.Integer({ minimum: 1 })),
  unlink: Type.Optional(Type.Integer({ minimum: 1 })),
  kind: field(10),
  reference: field(40),
  detail: field(300),
  offence: field(16),
  remove: field(16),
};

const body = formBody({
  ...reportFields,
  original: field(20_000),
  naming: field(2_000),
  verdict: field(10),
  note: field(2_000),
  ...besideFields,
});

type Hidden = { _csrf: string; _key?: string; _version?: number };
type Beside = ThingForm & { q?: string; link?: number; unlink?: number; remove?: string };
type BesideAsk = Ask<{ id: number }, unknown, ReportForm & Beside & Hidden>;

const besideRoute = (what: string, handle: (ask: BesideAsk) => Promise<Reply>): Route =>
  route({
    method: 'POST',
    url: `/intelligence/:id/${what}`,
    right: 'intelligence:submit',
    reads: 'person',
    params: idParams,
    body,
    handle: async (ask) => {
      const { form, typed } = parts(ask.body);
      if (
        [...Object.values(form).flat(), ...Object.values(typed)].some((text) => isMarkedSecret(String(text)))
      )
        return refuse(ask);
      return handle(ask);
    },
  });

/** The report's own fields, and those of what is beside them. */
function parts({ _csrf, _key, _version, ...all }: ReportForm & Beside & Hidden): {
  form: Record<string, string | string[]>;
  typed: Record<string, string | number>;
} {
  const form: Record<string, string | string[]> = {};
  const typed: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(all)) {
    if (value === undefined) continue;
    if (name in besideFields) typed[name] = Array.isArray(value) ? '' : value;
    else if (typeof value !== 'number') form[name] = value;
  }
  return { form, typed };
}

async function refuse(ask: BesideAsk): Promise<Reply> {
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, draftOf(ask.params.id)));
  return page({
    title: 'This may not be entered here',
    section: 'intelligence',
    status: 422,
    body: secretRefused(),
  });
}

/** What was typed into the report is kept for whoever typed it, and shown again in the form that they come back to. */
async function backToForm(ask: BesideAsk, query: { q?: string }, message?: string): Promise<Reply> {
  const { id } = ask.params;
  const { form } = parts(ask.body);
  const isKept = await ask.read((tx) => keepDraft(tx, ask.viewer.staffId, draftOf(id), form));
  // Somebody with very many unsent forms: it is shown again at once, and nothing of it is lost either.
  if (!isKept) return ask.read((tx) => showReport(tx, ask, { id, values: ask.body }));
  return redirect(addressOf(`/intelligence/${id}`, query), message);
}

/**
 * Whom and what a report is about, changed from within its form: whatever stands in the other fields is kept, with
 * or without a script, and nothing of it is sent.
 */
export const besideRoutes: readonly Route[] = [
  besideRoute('find', (ask) => backToForm(ask, { q: ask.body.q?.trim() ?? '' })),
  besideRoute('people', changePeople),
  besideRoute('things', changeThings),
];

async function changePeople(ask: BesideAsk): Promise<Reply> {
  const { link, unlink, _version: version = 0, _key: key = newKey() } = ask.body;
  const personId = link ?? unlink;
  if (personId === undefined) return backToForm(ask, { q: ask.body.q?.trim() ?? '' });
  const linked = link !== undefined;
  return orAgain(ask, async () => {
    await ask.perform(linkReport, { id: ask.params.id, version, personId, linked }, key);
    return backToForm(ask, {}, linked ? 'The person was linked.' : 'The link was removed.');
  });
}

async function changeThings(ask: BesideAsk): Promise<Reply> {
  const { id } = ask.params;
  const removed = Number(ask.body.remove) || null;
  const read = removed === null ? readThing(ask.body) : undefined;
  const doubt = standingOf(ask.body.detail ?? '') === 'ask' ? [{ field: 'detail', text: askMarking }] : [];
  const errors = [...(read !== undefined && 'errors' in read ? read.errors : []), ...doubt];
  if (errors.length > 0)
    return ask.read((tx) =>
      showReport(tx, ask, {
        id,
        failed: 'thing',
        thing: ask.body,
        values: ask.body,
        key: ask.body._key,
        version: ask.body._version,
        errors,
      }),
    );
  const thing = read !== undefined && 'input' in read ? read.input : (removed ?? 0);
  return orAgain(ask, async () => {
    await ask.perform(linkThing, { id, version: ask.body._version ?? 0, thing }, ask.body._key ?? newKey());
    return backToForm(ask, {}, removed === null ? 'It was added.' : 'It was taken away.');
  });
}

/** Somebody was faster: what was typed is shown beside what they wrote. */
async function orAgain(ask: BesideAsk, act: () => Promise<Reply>): Promise<Reply> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
    return ask.read((tx) =>
      showReport(tx, ask, { id: ask.params.id, values: ask.body, key: newKey(), isStale: true }),
    );
  }
}
