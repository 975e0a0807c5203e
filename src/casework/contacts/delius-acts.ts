import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import { addDays, type Day, londonInstants } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { type FailureNoted, noteIfFailed } from '../enforcement/start.ts';
import { codeFor, lineTransitions, matchAll, referenceOf } from './delius-rules.ts';
import {
  addToBatch,
  confirm,
  decideRow,
  insertBatch,
  insertLines,
  listCandidates,
  listNear,
  listUnsent,
  lockExchange,
  lockLine,
  markSent,
} from './delius-store.ts';
import type { DeliusRule, Fault, Returned } from './delius-types.ts';
import { insertContact } from './store.ts';
import type { ContactHandling, ContactOutcome } from './types.ts';

/** Contacts and lines that one transaction takes. */
export const mostAtOnce = 400;

const startOf = (day: Day): Date => londonInstants(day, '00:00')[0] ?? new Date(`${day}T00:00:00Z`);

/** The first instant of a window of days, and that after its last. */
export const windowOf = (from: Day, to: Day): { from: Date; to: Date } => ({
  from: startOf(from),
  to: startOf(addDays(to, 1)),
});

/** Marks contacts as given to Delius in one file; called again with its number for as long as there are `more`. */
export const sendToDelius = defineAct<
  { from: Day; to: Day; batchId: number | null },
  { batchId: number; sent: number; more: boolean }
>({
  name: 'contact:exchange-send',
  right: 'contact:exchange',
  run: async (tx, { from, to, batchId }, { actor, today, wrote }) => {
    await lockExchange(tx, actor.agencyId);
    const rule = await ruleInForce<DeliusRule>(tx, actor.schemeId, 'delius-codes', today);
    const contacts = await listUnsent(tx, windowOf(from, to), {
      limit: mostAtOnce,
      offset: 0,
      crn: 'with',
    });
    if (contacts.length === 0 && batchId === null)
      throw invalid([{ field: 'from', text: 'Nothing in these days has still to go to Delius' }]);
    const { schemeId, agencyId, staffId } = actor;
    const batch =
      batchId ??
      (
        await insertBatch(tx, {
          schemeId,
          agencyId,
          staffId,
          what: 'sent',
          fromDay: from,
          toDay: to,
          fileName: null,
        })
      ).id;
    const rows = contacts.map((contact) => ({
      ...contact,
      reference: referenceOf(contact.contactId),
      code: codeFor(rule.body, contact)?.code ?? null,
    }));
    await markSent(tx, batch, agencyId, rows);
    await addToBatch(tx, batch, { lines: rows.length, confirmed: 0, known: 0, unknown: [], faults: [] });
    await wrote({ subject: 'delius_batch', subjectId: batch, detail: { sent: rows.length } });
    return { batchId: batch, sent: rows.length, more: contacts.length === mostAtOnce };
  },
});

interface TakenBack {
  /** Null where the file said nothing that was not known. */
  batchId: number | null;
  confirmed: number;
  open: number;
  known: number;
}

/** Reads lines that Delius gave back. What is known already changes nothing, so a file may be read twice. */
export const takeBack = defineAct<
  { fileName: string; rows: readonly Returned[]; faults: readonly Fault[]; batchId: number | null },
  TakenBack
>({
  name: 'contact:exchange-return',
  right: 'contact:exchange',
  run: async (tx, input, { actor, wrote }) => {
    await lockExchange(tx, actor.agencyId);
    const sorted = await sortLines(tx, input.rows);
    const bad = input.faults.length + sorted.faults.length + sorted.unknown.length;
    // Read again, a file has its bad lines still: where all else is known, it says nothing new.
    const isNew = sorted.exact.length + sorted.open.length > 0 || (sorted.known === 0 && bad > 0);
    const counts = { known: sorted.known, confirmed: sorted.exact.length, open: sorted.open.length };
    if (!isNew && input.batchId === null) {
      await wrote({ subject: 'delius_batch', subjectId: 0, detail: counts });
      return { batchId: null, ...counts };
    }
    const { schemeId, agencyId, staffId } = actor;
    const { fileName } = input;
    const batchId =
      input.batchId ??
      (
        await insertBatch(tx, {
          schemeId,
          agencyId,
          staffId,
          what: 'returned',
          fromDay: null,
          toDay: null,
          fileName,
        })
      ).id;
    await confirm(tx, batchId, agencyId, sorted.exact);
    await insertLines(tx, batchId, agencyId, sorted.open);
    await addToBatch(tx, batchId, {
      lines: input.rows.length + input.faults.length,
      confirmed: sorted.exact.length,
      known: sorted.known,
      unknown: sorted.unknown,
      faults: [...input.faults, ...sorted.faults],
    });
    await wrote({ subject: 'delius_batch', subjectId: batchId, detail: counts });
    return { batchId, ...counts };
  },
});

interface Sorted {
  exact: { contactId: number; deliusId: string; code: string | null; reference: string }[];
  open: (Returned & { personId: number; at: Date; nearest: number[] })[];
  /** Lines of people whom the reader does not see. */
  unknown: number[];
  faults: Fault[];
  known: number;
}

async function sortLines(tx: Tx, rows: readonly Returned[]): Promise<Sorted> {
  const sorted: Sorted = { exact: [], open: [], unknown: [], faults: [], known: 0 };
  const days = rows.map(({ day }) => day).sort();
  const [first] = days;
  if (first === undefined) return sorted;
  const window = windowOf(first, days.at(-1) ?? first);
  const { candidates, people, known, taken } = await listCandidates(tx, rows, window);
  const fresh: Returned[] = [];
  for (const row of rows) {
    if (known.has(row.deliusId)) sorted.known += 1;
    else if (!people.has(row.crn)) sorted.unknown.push(row.line);
    // Whose it is, nobody is told who does not see them.
    else if (taken.has(row.deliusId))
      sorted.faults.push({ line: row.line, text: 'The contact ID is that of another contact' });
    else fresh.push(row);
    known.add(row.deliusId);
  }
  for (const { row, match } of matchAll(fresh, candidates)) {
    if (match.kind === 'exact')
      sorted.exact.push({ ...row, contactId: match.contactId, reference: referenceOf(match.contactId) });
    else if (match.kind === 'fault') sorted.faults.push({ line: row.line, text: match.text });
    else
      sorted.open.push({
        ...row,
        personId: people.get(row.crn) ?? 0,
        at: londonInstants(row.day, row.time)[0] ?? startOf(row.day),
        nearest: match.kind === 'near' ? match.contactIds : [],
      });
  }
  return sorted;
}

export type Decision =
  | { act: 'match'; contactId: number }
  | {
      act: 'take-in';
      kind: string;
      outcome: ContactOutcome;
      absenceReason: string | null;
      handling: Exclude<ContactHandling, 'named'>;
      note: string | null;
    }
  | { act: 'leave' };

interface Decided {
  contactId: number | null;
  enforcement?: FailureNoted;
}

/** Decides what a line of Delius' is: a contact of ours, one to be taken in, or neither. */
export const decideLine = defineAct<{ id: number; version: number; decision: Decision }, Decided>({
  name: 'contact:exchange-decide',
  right: 'contact:exchange',
  about: (input) => ({ subject: 'delius_line', subjectId: input.id }),
  run: async (tx, { id, version, decision }, context) => {
    const { actor, wrote } = context;
    await lockExchange(tx, actor.agencyId);
    const line = await lockLine(tx, id);
    if (line.version !== version) throw staleVersion({ version: line.version, state: line.state });
    const state = lineTransitions[line.state][decision.act];
    if (state === undefined)
      throw new WaymarkError('not-allowed-now', {
        text: 'This line was decided already.',
        data: { allowed: Object.keys(lineTransitions[line.state]) },
      });
    const made =
      decision.act === 'leave'
        ? { contactId: null }
        : decision.act === 'match'
          ? { contactId: await offeredContact(tx, decision.contactId, line) }
          : await takeIn(tx, context, line, decision);
    if (made.contactId !== null)
      await confirm(tx, line.batchId, actor.agencyId, [
        {
          contactId: made.contactId,
          deliusId: line.deliusId,
          code: line.code,
          reference: referenceOf(made.contactId),
        },
      ]);
    await decideRow(tx, id, { state, contactId: made.contactId, by: actor.staffId });
    await wrote({
      subject: 'delius_line',
      subjectId: id,
      personId: line.personId,
      detail: { decision: decision.act },
    });
    return made;
  },
});

/** One of those that the line was shown beside, which still stands. */
async function offeredContact(
  tx: Tx,
  contactId: number,
  { nearest, personId }: { nearest: readonly number[]; personId: number },
): Promise<number> {
  const [contact] = nearest.includes(contactId) ? await listNear(tx, [contactId], personId) : [];
  if (contact === undefined)
    throw invalid([{ field: 'decision', text: 'Choose one of the contacts listed' }]);
  if (contact.deliusId !== null)
    throw invalid([{ field: 'decision', text: 'Delius has that contact already, under another number' }]);
  return contact.id;
}

async function takeIn(
  tx: Tx,
  context: ActContext,
  line: { personId: number; at: Date },
  decision: Extract<Decision, { act: 'take-in' }>,
): Promise<Decided> {
  const { actor, now, wrote } = context;
  if (line.at > now) throw invalid([{ field: 'decision', text: 'It lies ahead: plan it as an appointment' }]);
  const { id } = await insertContact(tx, {
    ...decision,
    personId: line.personId,
    at: line.at.toISOString(),
    place: null,
    pathway: null,
    minutes: null,
    namedAgencies: [],
    withStaff: [],
    agencyId: actor.agencyId,
    staffId: actor.staffId,
    state: 'recorded',
    source: 'delius',
  });
  await wrote({ subject: 'contact', subjectId: id, personId: line.personId, detail: { source: 'delius' } });
  return { contactId: id, ...(await noteIfFailed(tx, context, { id, outcome: decision.outcome })) };
}
