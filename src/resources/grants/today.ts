import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, type Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { TodayItem } from '../../web/wing.ts';
import { listWaiting } from './payment-store.ts';
import { lastDayOfQuarter, quarterName, quarterOfDay } from './quarters.ts';
import { dueOn, isWritable } from './rules.ts';
import { grantsPath, returnsPath } from './show.ts';
import { pageOfReturns, type ReturnLine } from './text-store.ts';
import { type Payment, paymentStateWords, type ReturnState } from './types.ts';

const most = 20;

/** Returns to send, to read for names, to review; payments that wait for a second person. */
export async function grantsToday(
  tx: Tx,
  { viewer, today }: { viewer: StaffViewer; today: Day },
): Promise<TodayItem[]> {
  const office = viewer.may('return:check');
  const review = viewer.may('grant:review');
  const provider = viewer.may('return:submit');
  if (!office && !review && !provider && !viewer.may('grant:pay')) return [];
  const stages: (ReturnState | undefined)[] = provider
    ? [undefined]
    : [...(office ? ['submitted' as const] : []), ...(review ? ['with-commissioner' as const] : [])];
  const [lists, payments] = await Promise.all([
    Promise.all(
      stages.map((state) => pageOfReturns(tx, { state, ...quarterOfDay(today) }, { limit: most, offset: 0 })),
    ),
    viewer.may('grant:pay') ? listWaiting(tx) : [],
  ]);
  const returns = lists.flatMap((list) => list.returns);
  return [
    ...returns.flatMap((line) => (provider ? toSend(line, today) : toRead(line, office))),
    ...payments.filter(({ askedBy }) => askedBy !== viewer.staffId).map((one) => toRelease(one, today)),
  ];
}

function toSend(line: ReturnLine, today: Day): TodayItem[] {
  if (!isWritable(line.state) || lastDayOfQuarter(line) >= today) return [];
  const day = dueOn(line, line);
  const group = day < today ? 'overdue' : 'due';
  const href = `${returnsPath}/${line.id}`;
  return [{ group, day, title: `Return of ${quarterName(line)}: ${line.title}`, href }];
}

function toRead(line: ReturnLine, office: boolean): TodayItem[] {
  const day = addDays(dueOn(line, line), 14);
  const isForNames = office && line.state === 'submitted';
  return [
    {
      group: 'due',
      day,
      title: `${isForNames ? 'Read for names' : 'Review'}: return of ${quarterName(line)}, ${line.provider}`,
      href: `${grantsPath}/returns/${line.id}${isForNames ? '/check' : ''}`,
    },
  ];
}

const toRelease = (payment: Payment, today: Day): TodayItem => ({
  group: 'due',
  day: today,
  title: `${payment.kind === 'payment' ? 'Payment of a grant' : 'Money asked back'}: ${paymentStateWords[payment.state].toLowerCase()}`,
  href: `${grantsPath}/payments/${payment.id}`,
});
