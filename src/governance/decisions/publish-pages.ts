import type { FieldError } from '../../kernel/errors.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { crumbs } from './crumbs.ts';
import {
  agreeToRedaction,
  buryDecision,
  publishDecision,
  redactDecision,
  restorePassage,
  wholeNotice,
} from './publish-acts.ts';
import { editionOf, slugOf, whyNotPublished, whyNotSecond, whyWaits } from './publish-rules.ts';
import { findAsked, findEntry, findSuperseding, listRedactions } from './publish-store.ts';
import { type PublishPage, publishPage } from './publish-views.ts';
import { askPublication, askReturn, closePublication, keepLeftOut } from './second-acts.ts';
import { getDecision } from './store.ts';

type Keyed = { _key?: string; _version?: number };
type One = { id: number };

const path = (id: number): string => `/governance/decisions/${id}/publish`;

/** What is published of a notice, and what is left out of it. */
export const publishPages: Route[] = [
  route({
    method: 'GET',
    url: '/governance/decisions/:id/publish',
    right: 'decision:publish',
    reads: 'none',
    params: idParams,
    handle: (ask) => showPublish(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: '/governance/decisions/:id/publish',
    right: 'decision:publish',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: publishFromForm,
  }),
  route({
    method: 'POST',
    url: '/governance/decisions/:id/ask-publication',
    right: 'decision:publish',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: askFromForm,
  }),
  route({
    method: 'POST',
    url: '/governance/decisions/:id/close-publication',
    right: 'decision:publish',
    reads: 'none',
    params: idParams,
    body: formBody({ refusal: field(500) }),
    handle: closeFromForm,
  }),
  route({
    method: 'POST',
    url: '/governance/decisions/:id/redact',
    right: 'decision:publish',
    reads: 'none',
    params: idParams,
    body: formBody({ passage: field(2000), reason: field(300) }),
    handle: redactFromForm,
  }),
  route({
    method: 'POST',
    url: '/governance/decisions/:id/agree-redaction',
    right: 'decision:publish',
    reads: 'none',
    params: idParams,
    body: formBody({ redaction: field(20) }),
    handle: agreeFromForm,
  }),
  route({
    method: 'POST',
    url: '/governance/decisions/:id/restore',
    right: 'decision:publish',
    reads: 'none',
    params: idParams,
    body: formBody({ redaction: field(20) }),
    handle: restoreFromForm,
  }),
  route({
    method: 'POST',
    url: '/governance/decisions/:id/return',
    right: 'decision:publish',
    reads: 'none',
    params: idParams,
    body: formBody({ redaction: field(20), keep: field(1) }),
    handle: returnFromForm,
  }),
  route({
    method: 'POST',
    url: '/governance/decisions/:id/bury',
    right: 'decision:publish',
    reads: 'none',
    params: idParams,
    body: formBody({ stone: field(20), why: field(500) }),
    handle: buryFromForm,
  }),
];

interface Shown {
  values: PublishPage['values'];
  errors: readonly FieldError[];
  theirs?: string;
}

async function showPublish(ask: Ask<One>, shown: Shown): Promise<Reply> {
  return ask.read(async (tx) => {
    const decision = await getDecision(tx, ask.params.id);
    const [{ document }, redactions, entry, later, asked] = await Promise.all([
      wholeNotice(tx, decision, ask.viewer, ask.today),
      listRedactions(tx, decision.id),
      findEntry(tx, decision.id),
      findSuperseding(tx, decision.id),
      findAsked(tx, decision.id),
    ]);
    const withheld = decision.publication === 'no';
    const { edition, left } = editionOf(document, redactions, {
      withheld,
      reason: decision.publicationReason,
      slug: slugOf(decision),
      number: decision.number,
    });
    return page({
      title: `Publish decision notice ${decision.number}`,
      section: 'governance',
      status: formStatus(shown),
      breadcrumbs: [
        ...crumbs,
        { text: decision.number, href: `/governance/decisions/${decision.id}` },
        { text: 'Publish' },
      ],
      errors: summaryOf(shown.errors),
      body: publishPage({
        ...shown,
        decision,
        entry,
        redactions,
        asked,
        whyNot: whyNotSecond(asked, { version: decision.version, redactions }, ask.viewer.staffId),
        withheld,
        edition,
        left,
        why: whyNotPublished(decision) ?? whyWaits(redactions),
        viewerId: ask.viewer.staffId,
        isOwn: decision.agencyId === ask.viewer.agencyId,
        later: later?.number,
        csrfToken: ask.csrfToken,
      }),
    });
  });
}

async function publishFromForm(ask: Ask<One, unknown, Keyed>): Promise<Reply> {
  try {
    const { slug, edition } = await ask.perform(
      publishDecision,
      { id: ask.params.id, version: ask.body._version ?? 0 },
      ask.body._key ?? newKey(),
    );
    return redirect(path(ask.params.id), `Edition ${edition} is in the public register.`, {
      text: 'See it as the public does',
      href: `/public-register/decisions/${slug}`,
    });
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
    return showPublish(ask, { values: {}, errors: [], theirs: 'Read it below before you publish it.' });
  }
}

async function askFromForm(ask: Ask<One, unknown, Keyed>): Promise<Reply> {
  try {
    const input = { id: ask.params.id, version: ask.body._version ?? 0 };
    await ask.perform(askPublication, input, ask.body._key ?? newKey());
    return redirect(path(ask.params.id), 'It waits for a second person, who publishes it.');
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
    return showPublish(ask, { values: {}, errors: [], theirs: 'Read it below before you ask.' });
  }
}

async function closeFromForm(ask: Ask<One, unknown, { refusal?: string } & Keyed>): Promise<Reply> {
  const { refusal = '' } = ask.body;
  try {
    const input = { id: ask.params.id, why: refusal };
    const { state } = await ask.perform(closePublication, input, ask.body._key ?? newKey());
    return redirect(path(ask.params.id), state === 'refused' ? 'It was refused.' : 'It was taken back.');
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return showPublish(ask, { values: { refusal }, errors: error.fields });
  }
}

async function returnFromForm(
  ask: Ask<One, unknown, { redaction?: string; keep?: string } & Keyed>,
): Promise<Reply> {
  const input = { id: ask.params.id, redactionId: Number(ask.body.redaction) || 0 };
  const keeps = ask.body.keep === '1';
  await ask.perform(keeps ? keepLeftOut : askReturn, input, ask.body._key ?? newKey());
  return redirect(
    path(ask.params.id),
    keeps ? 'The passage stays left out.' : 'A second person puts the passage back.',
  );
}

async function redactFromForm(
  ask: Ask<One, unknown, { passage?: string; reason?: string } & Keyed>,
): Promise<Reply> {
  const { passage = '', reason = '' } = ask.body;
  try {
    const { places } = await ask.perform(
      redactDecision,
      { id: ask.params.id, passage: passage.trim(), reason: reason.trim() },
      ask.body._key ?? newKey(),
    );
    return redirect(
      path(ask.params.id),
      `It stands in ${places} ${places === 1 ? 'place' : 'places'}. It is left out when a second person has agreed to it.`,
    );
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return showPublish(ask, { values: { passage, reason }, errors: error.fields });
  }
}

async function agreeFromForm(ask: Ask<One, unknown, { redaction?: string } & Keyed>): Promise<Reply> {
  const { republished } = await ask.perform(
    agreeToRedaction,
    { id: ask.params.id, redactionId: Number(ask.body.redaction) || 0 },
    ask.body._key ?? newKey(),
  );
  return redirect(
    path(ask.params.id),
    `The passage is left out.${republished ? ' The public register has lost it too.' : ''}`,
  );
}

async function restoreFromForm(ask: Ask<One, unknown, { redaction?: string } & Keyed>): Promise<Reply> {
  const { republished } = await ask.perform(
    restorePassage,
    { id: ask.params.id, redactionId: Number(ask.body.redaction) || 0 },
    ask.body._key ?? newKey(),
  );
  return redirect(
    path(ask.params.id),
    `The passage is back.${republished ? ' The public register shows it again.' : ''}`,
  );
}

async function buryFromForm(
  ask: Ask<One, unknown, { stone?: string; why?: string } & Keyed>,
): Promise<Reply> {
  const why = ask.body.why?.trim() ?? '';
  const { stone } = ask.body;
  const errors: FieldError[] = [];
  if (stone !== 'superseded' && stone !== 'withdrawn') {
    errors.push({ field: 'stone', text: 'Choose what becomes of it' });
    return showPublish(ask, { values: { why }, errors });
  }
  if (why === '') errors.push({ field: 'why', text: 'Give the reason, as the public will read it' });
  if (errors.length > 0) return showPublish(ask, { values: { stone, why }, errors });
  try {
    await ask.perform(
      buryDecision,
      { id: ask.params.id, state: stone, reason: why },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return showPublish(ask, {
      values: { stone, why },
      errors: error.fields.map(({ text }) => ({ field: 'why', text })),
    });
  }
  return redirect(
    path(ask.params.id),
    stone === 'withdrawn'
      ? 'It was withdrawn: its address says why, and its text is gone.'
      : 'Its address says that another notice took its place.',
  );
}
