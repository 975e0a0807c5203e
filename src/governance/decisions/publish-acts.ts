import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, notFound, WaymarkError } from '../../kernel/errors.ts';
import { getClaim, type LinkedClaim } from '../../outcomes/index.ts';
import { unmarked } from './asserted.ts';
import { documentOf, type NoticeDocument, ownTextOf, registerTextOf } from './document.ts';
import { formOf } from './forms.ts';
import {
  agreedOf,
  editionOf,
  publicReason,
  readRedaction,
  slugOf,
  whyNotPublished,
  whyNotSecond,
  whyWaits,
} from './publish-rules.ts';
import {
  agreeRedaction,
  buryEntry,
  closeAsked,
  findAsked,
  findEntry,
  findSuperseding,
  insertRedaction,
  listRedactions,
  removeRedaction,
  writeEntry,
} from './publish-store.ts';
import { countPlaces, passagesLeft } from './redaction.ts';
import { getDecision, listCertificates, listVerdicts } from './store.ts';
import type { Decision, DecisionForm } from './types.ts';

export interface WholeNotice {
  form: DecisionForm;
  certificates: Awaited<ReturnType<typeof listCertificates>>;
  document: NoticeDocument;
}

/** Everything that a notice shows, for a page, a print or its publication. */
export async function wholeNotice(
  tx: Tx,
  decision: Decision,
  { schemeId }: { schemeId: number },
  today: Day,
): Promise<WholeNotice> {
  const [form, certificates, verdicts, claims] = await Promise.all([
    formOf(tx, schemeId, today, decision.form),
    listCertificates(tx, decision.id),
    listVerdicts(tx, decision.id),
    linkedClaims(tx, decision),
  ]);
  return { form, certificates, document: documentOf({ decision, form, certificates, verdicts, claims }) };
}

async function linkedClaims(tx: Tx, { sections }: Decision): Promise<Map<number, LinkedClaim>> {
  const ids = [...new Set(Object.values(sections).flatMap(({ claims }) => claims ?? []))];
  const found = await Promise.all(ids.map((id) => claimOr(tx, id)));
  return new Map(found.flatMap((claim) => (claim === undefined ? [] : [[claim.id, claim] as const])));
}

/** A number that is no claim supports nothing. */
const claimOr = (tx: Tx, id: number): Promise<LinkedClaim | undefined> =>
  getClaim(tx, id).catch((error: unknown) => {
    if (error instanceof WaymarkError && error.code === 'not-found') return undefined;
    throw error;
  });

type Acting = Pick<ActContext, 'actor' | 'today' | 'now'>;

/** Each office publishes its own. */
export const ownOnly = (decision: Decision, { actor }: Pick<ActContext, 'actor'>): void => {
  if (decision.agencyId !== actor.agencyId)
    throw new WaymarkError('right-missing', {
      text: `This notice is ${decision.office}’s: each office publishes its own.`,
    });
};

async function writeEdition(
  tx: Tx,
  decision: Decision,
  how: { withheld: boolean; reason: string | null },
  acting: Acting,
): Promise<{ edition: number; slug: string; omitted: number }> {
  const { actor, today, now } = acting;
  const { document } = await wholeNotice(tx, decision, actor, today);
  const redactions = agreedOf(await listRedactions(tx, decision.id));
  const slug = slugOf(decision);
  const { edition, left } = editionOf(document, redactions, { ...how, slug, number: decision.number });
  const [first] = left;
  if (first !== undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `“${first.passage}” would still be read in the notice’s number, in what the register says of it, or in what stands where it was left out. Nothing was published.`,
    });
  const written = await writeEntry(tx, {
    ...edition,
    schemeId: actor.schemeId,
    agencyId: decision.agencyId,
    decisionId: decision.id,
    slug,
    number: decision.number,
    outcome: decision.state,
    decidedOn: decision.decidedOn,
    state: how.withheld ? 'withheld' : 'published',
    example: decision.example,
    at: now,
  });
  return { edition: written.edition, slug, omitted: redactions.length };
}

/**
 * Puts a notice into the public register, as the second person of two; again, to bring it up to date. One that is not for
 * publication appears by its number and the reason: nothing of it is read, so one person is enough.
 * @throws WaymarkError `not-allowed-now` for one that has not been signed, or that nobody else has asked for.
 */
export const publishDecision = defineAct<{ id: number; version: number }, { slug: string; edition: number }>({
  name: 'decision:publish',
  right: 'decision:publish',
  about: (input) => ({ subject: 'decision', subjectId: input.id }),
  run: async (tx, input, context) => {
    const decision = await getDecision(tx, input.id);
    if (decision.version !== input.version)
      throw staleVersion({ version: decision.version, state: decision.state });
    ownOnly(decision, context);
    const redactions = await listRedactions(tx, decision.id);
    const how = { withheld: decision.publication === 'no', reason: decision.publicationReason };
    const asked = how.withheld ? undefined : await findAsked(tx, decision.id);
    const now = { version: decision.version, redactions };
    const why =
      whyNotPublished(decision) ??
      whyWaits(redactions) ??
      (how.withheld ? undefined : whyNotSecond(asked, now, context.actor.staffId));
    if (why !== undefined) throw new WaymarkError('not-allowed-now', { text: why });
    if (asked !== undefined)
      await closeAsked(tx, asked.id, { state: 'published', staffId: context.actor.staffId, why: null });
    const { edition, slug, omitted } = await writeEdition(tx, decision, how, context);
    await context.wrote({
      subject: 'decision',
      subjectId: input.id,
      detail: { edition, omitted, withheld: how.withheld },
    });
    return { slug, edition };
  },
});

/** What is in the register already loses the passage in the same transaction, or gains it back, or what was corrected. */
export async function publishAgain(tx: Tx, decision: Decision, acting: Acting): Promise<boolean> {
  const entry = await findEntry(tx, decision.id);
  if (entry === undefined) return false;
  if (entry.state !== 'withdrawn')
    await writeEdition(
      tx,
      decision,
      { withheld: entry.state === 'withheld', reason: decision.publicationReason },
      acting,
    );
  if (entry.state === 'superseded' || entry.state === 'withdrawn')
    await buryEntry(tx, decision.id, {
      state: entry.state,
      reason: publicReason(unmarked(entry.reason ?? ''), agreedOf(await listRedactions(tx, decision.id))),
      supersededBy: (await findSuperseding(tx, decision.id))?.slug ?? null,
      at: acting.now,
    });
  return true;
}

/** Enters a passage of the paper to leave out of what the public sees. It waits for a second person. */
export const redactDecision = defineAct<{ id: number; passage: string; reason: string }, { places: number }>({
  name: 'decision:redact',
  right: 'decision:publish',
  about: (input) => ({ subject: 'decision', subjectId: input.id }),
  run: async (tx, input, context) => {
    const decision = await getDecision(tx, input.id);
    ownOnly(decision, context);
    const { document } = await wholeNotice(tx, decision, context.actor, context.today);
    const places = countPlaces(ownTextOf(document), input.passage);
    const read = readRedaction(input, { places, register: registerTextOf(document) });
    if ('errors' in read) throw invalid(read.errors);
    const { id } = await insertRedaction(tx, {
      ...read,
      decisionId: input.id,
      staffId: context.actor.staffId,
    });
    await context.wrote({ subject: 'decision', subjectId: input.id, detail: { redaction: id, places } });
    return { places };
  },
});

/**
 * A second person agrees that a passage is left out; what is published already loses it at once.
 * @throws WaymarkError `not-allowed-now` for whoever entered it.
 */
export const agreeToRedaction = defineAct<{ id: number; redactionId: number }, { republished: boolean }>({
  name: 'decision:agree-redaction',
  right: 'decision:publish',
  about: (input) => ({ subject: 'decision', subjectId: input.id }),
  run: async (tx, input, context) => {
    const decision = await getDecision(tx, input.id);
    ownOnly(decision, context);
    const waiting = (await listRedactions(tx, input.id)).find(({ id }) => id === input.redactionId);
    if (waiting === undefined) throw notFound();
    if (waiting.agreedBy !== null)
      throw new WaymarkError('not-allowed-now', { text: 'Somebody has agreed to it already.' });
    if (waiting.addedById === context.actor.staffId)
      throw new WaymarkError('not-allowed-now', {
        text: 'You entered it: a second person agrees that it is left out.',
      });
    await agreeRedaction(tx, input.redactionId, context.actor.staffId);
    const republished = await publishAgain(tx, decision, context);
    await context.wrote({
      subject: 'decision',
      subjectId: input.id,
      detail: { redaction: input.redactionId, republished },
    });
    return { republished };
  },
});

/**
 * Puts a passage back before the notice is published; of a published one, into it. What two people left out, a second
 * person puts back; what nobody has agreed to yet is only taken off the list.
 */
export const restorePassage = defineAct<{ id: number; redactionId: number }, { republished: boolean }>({
  name: 'decision:restore',
  right: 'decision:publish',
  about: (input) => ({ subject: 'decision', subjectId: input.id }),
  run: async (tx, input, context) => {
    const decision = await getDecision(tx, input.id);
    ownOnly(decision, context);
    const one = (await listRedactions(tx, input.id)).find(({ id }) => id === input.redactionId);
    if (one === undefined) throw notFound();
    const { staffId } = context.actor;
    if (one.agreedBy !== null && (one.returnAskedById === null || one.returnAskedById === staffId))
      throw new WaymarkError('not-allowed-now', {
        text: 'Two people left it out: one asks that it be put back, and a second person does it.',
      });
    await removeRedaction(tx, input.id, input.redactionId, staffId);
    const republished = await publishAgain(tx, decision, context);
    await context.wrote({
      subject: 'decision',
      subjectId: input.id,
      detail: { redaction: input.redactionId, republished },
    });
    return { republished };
  },
});

/**
 * Leaves a tombstone in the register: the address stays and says why. Withdrawn, the text is gone from it; superseded, it
 * may be read below the address of the notice that took its place.
 */
export const buryDecision = defineAct<
  { id: number; state: 'superseded' | 'withdrawn'; reason: string },
  { id: number }
>({
  name: 'decision:withdraw',
  right: 'decision:publish',
  about: (input) => ({ subject: 'decision', subjectId: input.id }),
  run: async (tx, input, context) => {
    const decision = await getDecision(tx, input.id);
    ownOnly(decision, context);
    const entry = await findEntry(tx, input.id);
    if (entry === undefined || entry.state === 'withdrawn')
      throw new WaymarkError('not-allowed-now', { text: 'It is not in the public register.' });
    const later = input.state === 'superseded' ? await findSuperseding(tx, input.id) : undefined;
    if (input.state === 'superseded' && later === undefined)
      throw new WaymarkError('not-allowed-now', {
        text: 'No decided notice says that it takes the place of this one. Choose this notice under “Takes the place of” in the later one.',
      });
    if (passagesLeft([input.reason], await listRedactions(tx, input.id)).length > 0)
      throw invalid([{ field: 'reason', text: 'The reason holds a passage that is left out of the notice' }]);
    await buryEntry(tx, input.id, {
      state: input.state,
      reason: publicReason(input.reason, []),
      supersededBy: later?.slug ?? null,
      at: context.now,
    });
    await context.wrote({ subject: 'decision', subjectId: input.id, detail: { register: input.state } });
    return { id: input.id };
  },
});
