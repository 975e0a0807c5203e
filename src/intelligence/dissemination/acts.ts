import { closeReasons } from '../../access/reasons.ts';
import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { knownToAuthor, tellsMore } from '../reports/feedback-rules.ts';
import { readReport } from '../reports/reading.ts';
import type { ReportCase } from '../reports/types.ts';
import { type Resolved, resolveRecipients, tellErrors } from './rules.ts';
import {
  confirmDestroyedCopies,
  findSending,
  insertOwnCopy,
  insertRecall,
  insertSending,
  insertSentCopies,
  listBarred,
  listReceivers,
  openForCopies,
} from './store.ts';
import type { Chosen, CopyKind, SendInput } from './types.ts';

const subject = 'intelligence_report';
const about = ({ reportId }: { reportId: number }) => ({ subject, subjectId: reportId });

/**
 * Who would get a report: the same for the preview and the act. Somebody kept from a person it is about is left out
 * with the rest, and why is not said.
 */
export async function resolveFor(
  tx: Tx,
  report: ReportCase,
  chosen: Chosen,
  sender: { staffId: number; schemeId: number },
): Promise<Resolved> {
  const receivers = await listReceivers(tx, sender.schemeId);
  const resolved = resolveRecipients(receivers, chosen, report, [report.authorId, sender.staffId]);
  const barred = new Set(
    await listBarred(
      tx,
      report.id,
      resolved.going.map(({ id }) => id),
    ),
  );
  if (barred.size === 0) return resolved;
  const kept = resolved.going.filter(({ id }) => !barred.has(id));
  const out = resolved.going.filter(({ id }) => barred.has(id));
  const left = [
    ...resolved.left,
    ...out.map(({ name, agency }) => ({
      name: `${name}, ${agency}`,
      why: 'This report cannot be sent to them',
    })),
  ];
  const errors =
    kept.length > 0 || resolved.errors.length > 0
      ? resolved.errors
      : [{ field: 'names', text: 'This report cannot be sent to anybody of those chosen' }];
  return { going: kept, left, errors };
}

/** Sends an accepted report on: a numbered copy for each, and the reason that opens it, until it expires. */
export const sendReport = defineAct<SendInput, { id: number; copies: number }>({
  name: 'intelligence:send',
  right: 'intelligence:disseminate',
  about,
  run: async (tx, input, { actor, now, wrote }) => {
    const report = await readReport(tx, input.reportId);
    if (report.version !== input.version) throw staleVersion({ text: report.text, version: report.version });
    if (report.state !== 'accepted')
      throw new WaymarkError('not-allowed-now', { text: 'Only a report that was accepted is sent on.' });
    const { going, errors } = await resolveFor(tx, report, input, actor);
    const asked = tellErrors(report, input.tell);
    if (errors.length > 0 || asked.length > 0) throw invalid([...errors, ...asked]);
    const namedIds = input.tell === 'name' ? report.people.map((person) => person.id) : [];
    const id = await insertSending(tx, {
      ...input,
      namedIds,
      tellsNaming: input.tell === 'name',
      schemeId: actor.schemeId,
      by: actor.staffId,
      now,
    });
    await insertSentCopies(tx, { id, reportId: report.id }, going);
    await openForCopies(
      tx,
      { id, expiresAt: input.expiresAt },
      report.people.map((person) => person.id),
      going.map((recipient) => recipient.id),
    );
    await wrote({
      subject,
      subjectId: report.id,
      detail: { sending: id, copies: going.length, tell: input.tell },
    });
    return { id, copies: going.length };
  },
});

/** Takes one sending back; other sendings of the report, and those who see it by their own work, keep it. */
export const recallSending = defineAct<{ reportId: number; sendingId: number; why: string }, { id: number }>({
  name: 'intelligence:recall',
  right: 'intelligence:disseminate',
  about,
  run: async (tx, input, { actor, wrote }) => {
    const report = await readReport(tx, input.reportId);
    const sending = await findSending(tx, report.id, input.sendingId);
    if (sending === undefined) throw new WaymarkError('not-found');
    if (sending.recalled || report.state !== 'accepted')
      throw new WaymarkError('not-allowed-now', { text: 'This sending was recalled already.' });
    const more = tellsMore(input.why, knownToAuthor(report));
    if (more !== undefined) throw invalid([{ field: 'why', text: more }]);
    await insertRecall(tx, { ...input, by: actor.staffId });
    await closeReasons(tx, { source: `dissemination:${input.sendingId}`, kind: 'dissemination' });
    await wrote({ subject, subjectId: report.id, detail: { sending: input.sendingId } });
    return { id: input.sendingId };
  },
});

/** A numbered copy for oneself, to print, to keep as a file or for a program. */
export const makeCopy = defineAct<
  { reportId: number; kind: Exclude<CopyKind, 'sent' | 'read'> },
  { id: number; no: number }
>({
  name: 'intelligence:copy',
  right: 'intelligence:receive',
  about,
  run: async (tx, input, { actor, wrote }) => {
    const report = await readReport(tx, input.reportId);
    if (report.state !== 'accepted' || report.text === null)
      throw new WaymarkError('not-allowed-now', {
        text: 'A copy is made of an accepted report whose conditions you have acknowledged.',
      });
    const copy = await insertOwnCopy(tx, { ...input, staffId: actor.staffId, agencyId: actor.agencyId });
    await wrote({ subject, subjectId: report.id, detail: { copy: copy.no, kind: input.kind } });
    return copy;
  },
});

/** The holder of recalled copies says that they are destroyed, or that there were none but what was on the screen. */
export const confirmDestroyed = defineAct<{ reportId: number }, { copies: number }>({
  name: 'intelligence:destroyed',
  right: 'intelligence:receive',
  about,
  run: async (tx, { reportId }, { actor, wrote }) => {
    const copies = await confirmDestroyedCopies(tx, actor.staffId, reportId);
    if (copies === 0)
      throw new WaymarkError('not-allowed-now', {
        text: 'Nothing of this report waits for your confirmation.',
      });
    await wrote({ subject, subjectId: reportId, detail: { copies } });
    return { copies };
  },
});
