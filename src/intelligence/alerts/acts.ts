import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { notFound, WaymarkError } from '../../kernel/errors.ts';
import {
  findChoice,
  getAlert,
  getReport,
  lockOwn,
  saveChoice,
  sayNotThem,
  setAcknowledged,
  settleReview,
} from './store.ts';

export interface AlertInput {
  id: number;
  /** Whether it is done with, or waits again. */
  done: boolean;
  version: number;
}

/** Says of an alert that was told to oneself that one has taken note of it, or takes that back. */
export const acknowledgeAlert = defineAct<AlertInput, { id: number }>({
  name: 'alert:acknowledge',
  right: 'see:identity',
  about: ({ id }) => ({ subject: 'alert', subjectId: id }),
  run: async (tx, input, { actor, now, wrote }) => {
    const alert = await getAlert(tx, input.id);
    const own = await lockOwn(tx, input.id, actor.staffId);
    if (own.version !== input.version) throw staleVersion({ version: own.version });
    await setAcknowledged(tx, input.id, actor.staffId, input.done ? now : null, now);
    await wrote({
      subject: 'alert',
      subjectId: input.id,
      personId: alert.personId,
      detail: { kind: alert.kind, done: input.done },
    });
    return { id: input.id };
  },
});

export interface ChoiceInput {
  mail: 'each' | 'digest' | 'none';
  address: string | null;
  version: number;
}

/** How the viewer themselves is told by mail. The audit has the choice and not the address. */
export const chooseAlertMail = defineAct<ChoiceInput, { mail: string }>({
  name: 'alert:choose-mail',
  right: 'see:identity',
  about: () => ({ subject: 'staff', subjectId: 0 }),
  run: async (tx, input, { actor, wrote }) => {
    if ((await saveChoice(tx, actor.staffId, input)) === 0) {
      const now = await findChoice(tx, actor.staffId);
      throw staleVersion({ version: now?.version ?? 0, mail: now?.mail ?? 'each' });
    }
    await wrote({ subject: 'staff', subjectId: actor.staffId, detail: { mail: input.mail } });
    return { mail: input.mail };
  },
});

export interface SettleInput {
  id: number;
  outcome: 'person' | 'nobody' | 'again';
  /** Of the candidates. */
  person: number | null;
  version: number;
}

/** Decides whom an event is about: one of those whom the engine thought of, nobody known, or back into the queue. */
export const settleEvent = defineAct<SettleInput, { id: number }>({
  name: 'event:settle',
  right: 'link:decide',
  about: ({ id }) => ({ subject: 'event_received', subjectId: id }),
  run: async (tx, input, { wrote }) => {
    answered(await settleReview(tx, { ...input, personId: input.person }));
    await wrote({
      subject: 'event_received',
      subjectId: input.id,
      ...(input.person === null ? {} : { personId: input.person }),
      detail: { outcome: input.outcome },
    });
    return { id: input.id };
  },
});

/** @throws WaymarkError where an event is not there for the viewer, or was decided about meanwhile. */
function answered(done: string): void {
  if (done === 'absent') throw notFound();
  if (done === 'stale')
    throw new WaymarkError('stale-version', {
      text: 'Somebody else decided about this event meanwhile. Open the list again.',
    });
}

export interface SettleManyInput {
  events: readonly { id: number; version: number }[];
  outcome: 'nobody' | 'again';
}

/** Says of many events at once that they are about nobody known, or puts them back; all of them, or none. */
export const settleEvents = defineAct<SettleManyInput, { n: number }>({
  name: 'event:settle-many',
  right: 'link:decide',
  about: () => ({ subject: 'event_received', subjectId: 0 }),
  run: async (tx, { events, outcome }, { wrote }) => {
    for (const { id, version } of events) {
      answered(await settleReview(tx, { id, version, outcome, personId: null }));
      await wrote({ subject: 'event_received', subjectId: id, detail: { outcome } });
    }
    return { n: events.length };
  },
});

export interface NotThemInput {
  alert: number;
  report: number;
  why: string;
  version: number;
}

/** Says of a report that it is about somebody else: a reviewer decides, and everybody who was told is told again. */
export const doubtReport = defineAct<NotThemInput, { id: number }>({
  name: 'alert:not-them',
  right: 'see:identity',
  about: ({ alert }) => ({ subject: 'alert', subjectId: alert }),
  run: async (tx, input, { actor, wrote }) => {
    // Under the event's own policies: the function behind it asks only who was told.
    const report = await getReport(tx, input.alert, input.report);
    await lockOwn(tx, input.alert, actor.staffId);
    answered(await sayNotThem(tx, input));
    await wrote({
      subject: 'alert',
      subjectId: input.alert,
      personId: report.personId,
      detail: { kind: report.kind, event: report.id },
    });
    return { id: input.alert };
  },
});
