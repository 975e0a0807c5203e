import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { lockFor, refusalWords, waitingVariation } from './acts.ts';
import { lapsesOn, openRequestOf, requestWords } from './request-rules.ts';
import {
  type Asked,
  type Decided,
  decideRow,
  getRequest,
  insertRequest,
  listRequests,
  suspendRow,
  withdrawRow,
} from './request-store.ts';
import { problemsOfVariationSignature, signersOf } from './rules.ts';
import { bumpVersion, getAgreement, listParties, listVariationSignatures } from './store.ts';
import type { Agreement, Party, Request, Variation } from './types.ts';

// What opens or closes sharing needs two people: these ask, and a second person confirms or refuses. The database refuses
// what only one of them did (access/policies/_signatures.sql).

const manage = 'agreement:manage' as const;

interface Asking {
  actor: { staffId: number };
  today: Day;
}

/** Asks once: what waits already is confirmed or refused first. */
export async function askOf(
  tx: Tx,
  agreementId: number,
  asked: Asked,
  { actor, today }: Asking,
): Promise<number> {
  const requests = await listRequests(tx, agreementId, today);
  const waiting = openRequestOf(requests, asked.kind, asked.partyId ?? null, asked.variationId ?? null);
  if (waiting !== undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `${requestWords(waiting)} waits for a second person already.`,
    });
  const { id } = await insertRequest(tx, agreementId, {
    ...asked,
    staffId: actor.staffId,
    askedOn: today,
    lapsesOn: lapsesOn(today, asked.lastDay ?? null),
  });
  await bumpVersion(tx, agreementId);
  return id;
}

const hasSigned = (party: Pick<Party, 'signedAs' | 'signedOn'>): boolean => signersOf([party]).length > 0;

async function partyOf(tx: Tx, input: { id: number; partyId: number }): Promise<Party> {
  const party = (await listParties(tx, input.id)).find(({ id }) => id === input.partyId);
  if (party === undefined) throw new WaymarkError('not-found');
  return party;
}

/** Asks that a party's signature be entered: once confirmed, it gets what it is covered for. */
export const signAgreement = defineAct<
  { id: number; version: number; partyId: number; signedAs: string; signedOn: Day },
  { id: number; requestId: number }
>({
  name: 'agreement:sign',
  right: manage,
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { actor, today, wrote }) => {
    await lockFor(tx, 'sign', input, today);
    const party = await partyOf(tx, input);
    if (hasSigned(party))
      throw new WaymarkError('not-allowed-now', { text: `${party.name} has signed already.` });
    if (input.signedOn > today)
      throw invalid([{ field: 'signedOn', text: `${party.name} cannot have signed in the future` }]);
    const { partyId, signedAs, signedOn } = input;
    const asked: Asked = { kind: 'sign', partyId, signedAs, signedOn };
    const requestId = await askOf(tx, input.id, asked, { actor, today });
    await wrote({
      subject: 'agreement',
      subjectId: input.id,
      detail: { party: party.id, request: requestId },
    });
    return { id: input.id, requestId };
  },
});

/** Asks that a signature entered by mistake be taken back, with why: once confirmed, what it opened for that party closes. */
export const unsignAgreement = defineAct<
  { id: number; version: number; partyId: number; why: string },
  { id: number; requestId: number }
>({
  name: 'agreement:unsign',
  right: manage,
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { actor, today, wrote }) => {
    await lockFor(tx, 'unsign', input, today);
    const why = input.why.trim();
    if (why === '') throw invalid([{ field: 'why', text: 'Say why the signature is taken back' }]);
    const party = await partyOf(tx, input);
    if (!hasSigned(party))
      throw new WaymarkError('not-allowed-now', { text: `${party.name} has not signed.` });
    const asked: Asked = { kind: 'unsign', partyId: party.id, why };
    const requestId = await askOf(tx, input.id, asked, { actor, today });
    await wrote({
      subject: 'agreement',
      subjectId: input.id,
      detail: { party: party.id, request: requestId },
    });
    return { id: input.id, requestId };
  },
});

/** A suspended agreement takes no signatures: whether it goes on at all is decided first. */
function refuseSuspended({ suspendedOn }: Agreement): void {
  if (suspendedOn !== null)
    throw new WaymarkError('not-allowed-now', { text: refusalWords('suspended', 'sign') });
}

/**
 * Asks that a party's signature of a variation be entered: with the last that is confirmed it takes effect. Signatures made
 * before the agreement expired may be entered after it.
 */
export const signVariation = defineAct<
  { id: number; version: number; variationId: number; partyId: number; signedAs: string; signedOn: Day },
  { id: number; requestId: number }
>({
  name: 'agreement:sign-variation',
  right: manage,
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { actor, today, wrote }) => {
    const { agreement, variation } = await waitingVariation(tx, input);
    refuseSuspended(agreement);
    const requestId = await askVariation(tx, input, variation, { actor, today });
    await wrote({
      subject: 'agreement',
      subjectId: input.id,
      detail: { variation: variation.number, party: input.partyId, request: requestId },
    });
    return { id: input.id, requestId };
  },
});

type VariationSigning = { id: number; variationId: number; partyId: number; signedAs: string; signedOn: Day };

async function askVariation(
  tx: Tx,
  input: VariationSigning,
  variation: Variation,
  asking: Asking,
): Promise<number> {
  const party = await partyOf(tx, input);
  if (!hasSigned(party)) throw new WaymarkError('not-found');
  const signatures = await listVariationSignatures(tx, input.id);
  if (signatures.some((one) => one.variationId === variation.id && one.partyId === party.id))
    throw new WaymarkError('not-allowed-now', { text: `${party.name} has signed already.` });
  const problems = problemsOfVariationSignature(variation, input.signedOn, asking.today);
  if (problems.length > 0) throw invalid(problems);
  const { partyId, variationId, signedAs, signedOn } = input;
  return askOf(tx, input.id, { kind: 'sign-variation', partyId, variationId, signedAs, signedOn }, asking);
}

/** The same for every party that signed on one day: all are asked, or none. Each is confirmed by itself. */
export const signVariationAll = defineAct<
  {
    id: number;
    version: number;
    variationId: number;
    signedOn: Day;
    signatures: readonly { partyId: number; signedAs: string }[];
  },
  { id: number; asked: number }
>({
  name: 'agreement:sign-variation-all',
  right: manage,
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { actor, today, wrote }) => {
    const { agreement, variation } = await waitingVariation(tx, input);
    refuseSuspended(agreement);
    const { id, variationId, signedOn } = input;
    for (const signature of input.signatures)
      await askVariation(tx, { id, variationId, signedOn, ...signature }, variation, { actor, today });
    const asked = input.signatures.length;
    await wrote({ subject: 'agreement', subjectId: id, detail: { variation: variation.number, asked } });
    return { id, asked };
  },
});

/** Asks that an agreement end after a day still to come. Until it is confirmed, sharing goes on as before. */
export const endAgreement = defineAct<
  { id: number; version: number; lastDay: Day; why: string },
  { id: number; requestId: number }
>({
  name: 'agreement:end',
  right: manage,
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { actor, today, wrote }) => {
    const agreement = await lockFor(tx, 'end', input, today);
    const { lastDay, why } = input;
    if (agreement.endedOn !== null)
      throw new WaymarkError('not-allowed-now', { text: 'Its end is recorded already.' });
    if (lastDay < today) throw invalid([{ field: 'lastDay', text: 'The last day cannot lie in the past' }]);
    if (agreement.expiresOn !== null && lastDay > agreement.expiresOn)
      throw invalid([{ field: 'lastDay', text: 'It expires before that. Choose an earlier day' }]);
    const requestId = await askOf(tx, input.id, { kind: 'end', lastDay, why }, { actor, today });
    await wrote({ subject: 'agreement', subjectId: input.id, detail: { request: requestId, lastDay } });
    return { id: input.id, requestId };
  },
});

/**
 * Stops at once what an agreement shares, and asks a second person to end it. Closing is the safe side, so one is enough;
 * that it opens again needs the second.
 */
export const suspendAgreement = defineAct<
  { id: number; version: number; why: string },
  { id: number; closed: number }
>({
  name: 'agreement:suspend',
  right: manage,
  changesAccess: true,
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { today, wrote }) => {
    await lockFor(tx, 'suspend', input, today);
    const why = input.why.trim();
    if (why === '') throw invalid([{ field: 'why', text: 'Say why it is stopped' }]);
    const closed = await suspendRow(tx, input.id, { version: input.version, today, why });
    if (closed === null) throw staleVersion({ version: (await getAgreement(tx, input.id)).version });
    await wrote({ subject: 'agreement', subjectId: input.id, detail: { closed } });
    return { id: input.id, closed };
  },
});

interface Deciding {
  id: number;
  version: number;
  requestId: number;
}

/** The request that is decided on, where the actor may: a second person, of those whom it waits for. */
async function requestFor(tx: Tx, input: Deciding, today: Day): Promise<Request> {
  const request = await getRequest(tx, input.requestId, today);
  if (request.agreementId !== input.id) throw new WaymarkError('not-found');
  if (request.state !== 'asked')
    throw new WaymarkError('not-allowed-now', { text: 'This does not wait for a second person any more.' });
  return request;
}

/** What the database answered, where it is not what was asked for. */
async function refuseUnlessDone(tx: Tx, input: Deciding, came: Decided): Promise<void> {
  if (came === 'stale') {
    const { version, expiresOn, endedOn } = await getAgreement(tx, input.id);
    throw staleVersion({ version, expiresOn, endedOn });
  }
  if (came === 'over')
    throw new WaymarkError('not-allowed-now', { text: 'This does not wait for a second person any more.' });
  if (came === 'suspended')
    throw new WaymarkError('not-allowed-now', {
      text: 'This agreement is suspended. Decide first whether it ends or opens again.',
    });
}

async function decide(
  tx: Tx,
  input: Deciding,
  decision: { yes: boolean; why: string | null; today: Day },
): Promise<{ request: Request; came: Decided }> {
  const request = await requestFor(tx, input, decision.today);
  if (!request.mayDecide)
    throw new WaymarkError('not-allowed-now', {
      text: 'A second person decides on this: of the party’s own agency, or of the commissioner’s office where it has nobody, and never whoever asked.',
    });
  const came = await decideRow(tx, request.id, { version: input.version, ...decision });
  await refuseUnlessDone(tx, input, came);
  return { request, came };
}

/** A second person's yes: the signature, its taking back or the end happens, and sharing opens or closes with it. */
export const confirmRequest = defineAct<Deciding, { id: number; inEffect: boolean }>({
  name: 'agreement:confirm',
  right: 'agreement:confirm',
  changesAccess: true,
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { today, wrote }) => {
    const { request, came } = await decide(tx, input, { yes: true, why: null, today });
    const inEffect = came === 'in-effect';
    await wrote({
      subject: 'agreement',
      subjectId: input.id,
      detail: { request: request.id, kind: request.kind, inEffect },
    });
    return { id: input.id, inEffect };
  },
});

/** A second person's no, with why. Where sharing was suspended it opens again. */
export const refuseRequest = defineAct<Deciding & { why: string }, { id: number; opensAgain: boolean }>({
  name: 'agreement:refuse',
  right: 'agreement:confirm',
  changesAccess: true,
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { today, wrote }) => {
    const why = input.why.trim();
    if (why === '') throw invalid([{ field: 'why', text: 'Say why it is refused' }]);
    const { request } = await decide(tx, input, { yes: false, why, today });
    await wrote({
      subject: 'agreement',
      subjectId: input.id,
      detail: { request: request.id, kind: request.kind, opensAgain: request.suspends },
    });
    return { id: input.id, opensAgain: request.suspends };
  },
});

/** Takes back what was asked, before anybody has decided. A suspension is not taken back: it needs the second person. */
export const withdrawRequest = defineAct<Deciding & { why: string | null }, { id: number }>({
  name: 'agreement:withdraw-request',
  right: manage,
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { actor, today, wrote }) => {
    const request = await requestFor(tx, input, today);
    if (request.suspends)
      throw new WaymarkError('not-allowed-now', {
        text: 'A suspension is not taken back: a second person ends the agreement or lets it open again.',
      });
    const by = { staffId: actor.staffId, why: input.why };
    if ((await withdrawRow(tx, request.id, by)) === 0)
      throw new WaymarkError('not-allowed-now', { text: 'This does not wait for a second person any more.' });
    await bumpVersion(tx, input.id);
    await wrote({ subject: 'agreement', subjectId: input.id, detail: { request: request.id } });
    return { id: input.id };
  },
});
