import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Payment } from './types.ts';

type PaymentRow = Omit<Payment, 'pence'> & { pence: string };

const columns = sql`m.id, m.grant_id as "grantId", m.kind, m.quarter_id as "quarterId", q.year, q.quarter, m.return_id as "returnId", m.claim_id as "claimId",
  m.pence::text as pence, m.reason, m.state, m.asked_by as "askedBy", s.name as "askedByName", m.asked_at as "askedAt", d.name as "decidedByName",
  m.decided_at as "decidedAt", m.note, m.received_on as "receivedOn", m.version`;
const from = sql`from grant_payment m left join grant_quarter q on q.id = m.quarter_id join staff s on s.id = m.asked_by left join staff d on d.id = m.decided_by`;

const paymentOf = (row: PaymentRow): Payment => ({ ...row, pence: BigInt(row.pence) });

export const listPayments = async (tx: Tx, grantId: number): Promise<Payment[]> =>
  (
    await tx.many(sql<PaymentRow>`select ${columns} ${from} where m.grant_id = ${grantId} order by m.id desc`)
  ).map(paymentOf);

export const getPayment = async (tx: Tx, id: number): Promise<Payment> =>
  paymentOf(await tx.one(sql<PaymentRow>`select ${columns} ${from} where m.id = ${id}`));

export const listWaiting = async (tx: Tx): Promise<Payment[]> =>
  (
    await tx.many(sql<PaymentRow>`select ${columns} ${from} where m.state = 'asked' order by m.id limit 20`)
  ).map(paymentOf);

/** Undefined where the quarter has a payment that stands, or the claim has been paid on: the index says so. */
export const insertPayment = (
  tx: Tx,
  row: {
    grantId: number;
    kind: Payment['kind'];
    quarterId: number | null;
    returnId: number | null;
    claimId: number | null;
    pence: bigint;
    reason: string;
    staffId: number;
    now: Date;
  },
): Promise<{ id: number } | undefined> =>
  tx.maybe(sql<{ id: number }>`
    insert into grant_payment (grant_id, kind, quarter_id, return_id, claim_id, pence, reason, state, asked_by, asked_at)
    values (${row.grantId}, ${row.kind}, ${row.quarterId}, ${row.returnId}, ${row.claimId}, ${String(row.pence)}::bigint, ${row.reason}, 'asked',
      ${row.staffId}, ${row.now}) on conflict do nothing returning id`);

export const decidePaymentRow = (
  tx: Tx,
  id: number,
  row: { state: 'released' | 'refused'; staffId: number; now: Date; note: string | null },
): Promise<number> =>
  tx.run(sql`
    update grant_payment set state = ${row.state}, decided_by = ${row.staffId}, decided_at = ${row.now}, note = ${row.note}, version = version + 1
    where id = ${id} and state = 'asked'`);

export const withdrawPaymentRow = (tx: Tx, id: number): Promise<number> =>
  tx.run(
    sql`update grant_payment set state = 'withdrawn', version = version + 1 where id = ${id} and state = 'asked'`,
  );

export const setReceived = (tx: Tx, id: number, day: Day): Promise<number> =>
  tx.run(sql`
    update grant_payment set received_on = ${day}, version = version + 1 where id = ${id} and kind = 'clawback' and state = 'released' and received_on is null`);
