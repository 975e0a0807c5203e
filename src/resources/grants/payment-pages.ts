import Type from 'typebox';
import { isDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, notFound, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { claimCard, getClaim, type LinkedClaim, listClaims } from '../../outcomes/index.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf } from '../../web/schemas.ts';
import { readPounds } from '../costs/money.ts';
import {
  askClawback,
  askPayment,
  asPaidOn,
  decidePayment,
  mostBack,
  paymentFacts,
  receiveClawback,
  takeBackPayment,
} from './payment-acts.ts';
import { getPayment, listPayments } from './payment-store.ts';
import { askPage, clawbackPage, paymentPage } from './payment-view.ts';
import { payableFor, whyNotPaidOn } from './rules.ts';
import { grantCrumbs, grantPath, grantsPath } from './show.ts';
import { getGrant, listReturns } from './store.ts';
import { type Grant, paymentStateWords } from './types.ts';

const quarterParams = Type.Object({ ...idParams.properties, quarter: Type.Integer({ minimum: 1 }) });
const onePath = `${grantsPath}/payments/:id`;

export const paymentPages: Route[] = [
  route({
    method: 'GET',
    url: `${grantsPath}/:id/payments/:quarter`,
    right: 'grant:pay',
    reads: 'none',
    params: quarterParams,
    handle: (ask) => showAsk(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${grantsPath}/:id/payments/:quarter`,
    right: 'grant:pay',
    reads: 'none',
    params: quarterParams,
    body: formBody({ claim: field(15), reason: field(2000) }),
    handle: async (ask) => {
      const { claim = '', reason = '', _key: key = newKey() } = ask.body;
      const { id: grantId, quarter: quarterId } = ask.params;
      try {
        const claimId = /^\d+$/.test(claim) ? Number(claim) : null;
        const made = await ask.perform(askPayment, { grantId, quarterId, claimId, reason }, key);
        return redirect(
          `${grantsPath}/payments/${made.id}`,
          'The payment waits for somebody else to release it.',
        );
      } catch (error) {
        return showAsk(ask, { values: { claim, reason }, ...failed(error, 'reason') });
      }
    },
  }),
  route({
    method: 'GET',
    url: `${grantsPath}/:id/clawback`,
    right: 'grant:pay',
    reads: 'none',
    params: idParams,
    handle: (ask) => showClawback(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${grantsPath}/:id/clawback`,
    right: 'grant:pay',
    reads: 'none',
    params: idParams,
    body: formBody({ amount: field(30), reason: field(2000) }),
    handle: async (ask) => {
      const { amount = '', reason = '', _key: key = newKey() } = ask.body;
      const values = { amount, reason };
      const pence = readPounds(amount);
      if (pence === undefined)
        return showClawback(ask, {
          values,
          errors: [{ field: 'amount', text: 'Enter the amount in pounds and pence' }],
          key,
        });
      try {
        const input = { grantId: ask.params.id, pence: String(pence), reason };
        const made = await ask.perform(askClawback, input, key);
        return redirect(`${grantsPath}/payments/${made.id}`, 'It waits for somebody else to agree.');
      } catch (error) {
        return showClawback(ask, { values, ...failed(error, 'amount') });
      }
    },
  }),
  route({
    method: 'GET',
    url: onePath,
    right: 'see:grants',
    reads: 'none',
    params: idParams,
    handle: (ask) => showOne(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${onePath}/decide`,
    right: 'grant:pay',
    reads: 'none',
    params: idParams,
    body: formBody({ note: field(2000), state: Type.Optional(oneOf(['released', 'refused'])) }),
    handle: async (ask) => {
      const { note = '', state, _version: version = 0, _key: key = newKey() } = ask.body;
      if (state === undefined)
        return showOne(ask, {
          values: { note },
          errors: [{ field: 'note', text: 'Release or refuse it' }],
          key,
        });
      try {
        const input = { id: ask.params.id, version, state, note: note.trim() || null };
        const { grantId } = await ask.perform(decidePayment, input, key);
        return redirect(grantPath(grantId), state === 'released' ? 'It is released.' : 'It is refused.');
      } catch (error) {
        return showOne(ask, { values: { note }, ...failed(error, 'note') });
      }
    },
  }),
  route({
    method: 'POST',
    url: `${onePath}/withdraw`,
    right: 'grant:pay',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const { _version: version = 0, _key: key = newKey() } = ask.body;
      try {
        const { grantId } = await ask.perform(takeBackPayment, { id: ask.params.id, version }, key);
        return redirect(grantPath(grantId), 'The request is taken back.');
      } catch (error) {
        return showOne(ask, { values: {}, ...failed(error, 'note') });
      }
    },
  }),
  route({
    method: 'POST',
    url: `${onePath}/received`,
    right: 'grant:pay',
    reads: 'none',
    params: idParams,
    body: formBody({ day: field(10) }),
    handle: async (ask) => {
      const { day = '', _version: version = 0, _key: key = newKey() } = ask.body;
      if (!isDay(day))
        return showOne(ask, {
          values: { day },
          errors: [{ field: 'day', text: 'Enter the day, like 2026-11-30' }],
          key,
        });
      try {
        const { grantId } = await ask.perform(receiveClawback, { id: ask.params.id, version, day }, key);
        return redirect(grantPath(grantId), 'The day is noted.');
      } catch (error) {
        return showOne(ask, { values: { day }, ...failed(error, 'day') });
      }
    },
  }),
];

interface Showing {
  values: Readonly<Record<string, string | undefined>>;
  errors: readonly FieldError[];
  key?: string | undefined;
  stale?: boolean;
  status?: number;
}

/** What went wrong, for the page as it is now; what the rules refuse stands at the given field. */
function failed(error: unknown, at: string): Pick<Showing, 'errors' | 'key' | 'stale' | 'status'> {
  if (!(error instanceof WaymarkError)) throw error;
  if (error.code === 'stale-version') return { errors: [], stale: true, key: newKey() };
  if (error.code === 'invalid') return { errors: error.fields, key: newKey() };
  if (error.code !== 'not-allowed-now') throw error;
  return { errors: [{ field: at, text: error.message }], status: error.status, key: newKey() };
}

/** Published claims that the terms of a grant pay on. */
async function claimsFor(tx: Tx, grant: Grant, schemeId: number): Promise<LinkedClaim[]> {
  if (grant.basis !== 'results') return [];
  const claims = await listClaims(tx, schemeId);
  return claims.filter((claim) => whyNotPaidOn(grant, asPaidOn(claim)) === undefined);
}

const crumbsOf = (grant: Grant) => [...grantCrumbs, { text: grant.title, href: grantPath(grant.id) }];

const showAsk = (ask: Ask<{ id: number; quarter: number }>, showing: Showing): Promise<Reply> =>
  ask.read(async (tx) => {
    const { viewer, today } = ask;
    const grant = await getGrant(tx, ask.params.id);
    const [facts, claims] = await Promise.all([
      paymentFacts(tx, grant, { schemeId: viewer.schemeId, today }),
      claimsFor(tx, grant, viewer.schemeId),
    ]);
    const quarter = facts.quarters.find(({ id }) => id === ask.params.quarter);
    if (quarter === undefined) throw notFound();
    const linksToDefinition = viewer.may('see:outcomes');
    return page({
      title: 'Ask for a payment',
      section: 'resources',
      status: showing.status ?? formStatus(showing),
      breadcrumbs: crumbsOf(grant),
      errors: summaryOf(showing.errors),
      body: askPage({
        ...showing,
        grant,
        quarter,
        claims,
        payable: payableFor(facts, quarter.id),
        cards: claims.slice(0, 3).map((claim) => claimCard(claim, { linksToDefinition })),
        csrfToken: ask.csrfToken,
      }),
    });
  });

const showClawback = (ask: Ask<{ id: number }>, showing: Showing): Promise<Reply> =>
  ask.read(async (tx) => {
    const { id } = ask.params;
    const [grant, payments, returns] = await Promise.all([
      getGrant(tx, id),
      listPayments(tx, id),
      listReturns(tx, id),
    ]);
    return page({
      title: 'Ask for money back',
      section: 'resources',
      status: showing.status ?? formStatus(showing),
      breadcrumbs: crumbsOf(grant),
      errors: summaryOf(showing.errors),
      body: clawbackPage({ ...showing, grant, most: mostBack(payments, returns), csrfToken: ask.csrfToken }),
    });
  });

const showOne = (ask: Ask<{ id: number }>, showing: Showing): Promise<Reply> =>
  ask.read(async (tx) => {
    const { viewer } = ask;
    const payment = await getPayment(tx, ask.params.id);
    const [grant, claim] = await Promise.all([
      getGrant(tx, payment.grantId),
      payment.claimId === null ? undefined : getClaim(tx, payment.claimId),
    ]);
    const theirs =
      showing.stale === true
        ? `${paymentStateWords[payment.state]}${payment.decidedByName === null ? '' : ` (${payment.decidedByName})`}`
        : undefined;
    return page({
      title: 'Payment of a grant',
      section: 'resources',
      status: showing.status ?? formStatus({ errors: showing.errors, theirs }),
      breadcrumbs: crumbsOf(grant),
      errors: summaryOf(showing.errors),
      body: paymentPage({
        ...showing,
        theirs,
        grant,
        payment,
        card:
          claim === undefined
            ? undefined
            : claimCard(claim, { linksToDefinition: viewer.may('see:outcomes') }),
        mayDecide: viewer.may('grant:pay') && grant.agencyId === viewer.agencyId,
        isOwn: payment.askedBy === viewer.staffId,
        csrfToken: ask.csrfToken,
      }),
    });
  });
