import { type ActContext, type Actor, defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { parsePnc } from '../../linkage/index.ts';
import { acknowledgeCopies } from '../dissemination/acknowledge.ts';
import { recallEverything } from '../dissemination/recall.ts';
import { knownToAuthor, tellsMore } from './feedback-rules.ts';
import { allowedActs, type ReportAct, type ReviewInput, transitions } from './rules.ts';
import {
  deleteLink,
  deleteThing,
  findByPnc,
  getReport,
  insertAcknowledgement,
  insertLink,
  insertReport,
  insertReview,
  insertThing,
  keepAsSent,
  type LockedReport,
  lockReport,
  setReviewed,
  setState,
  touch,
  updateAuthorsTexts,
  updateHead,
  updateText,
} from './store.ts';
import type { ThingInput } from './thing-rules.ts';
import { type Outcome, type ReportInput, type ReportState, stateWords } from './types.ts';

const subject = 'intelligence_report';

/** Locks the report for an act; refuses it when somebody else has moved the report on meanwhile. */
async function lockFor(
  tx: Tx,
  id: number,
  version: number,
  act: ReportAct,
  actor: Actor,
): Promise<LockedReport> {
  const current = await getReport(tx, id);
  const viewer = { staffId: actor.staffId, mayReview: actor.may('intelligence:review') };
  const allowed = allowedActs(current, viewer);
  if (!allowed.includes(act)) {
    throw new WaymarkError('not-allowed-now', {
      text: `This report is now: ${stateWords[current.state].toLowerCase()}.`,
      data: { allowed },
    });
  }
  const stale = (text: string | null): WaymarkError => staleVersion({ text, version: current.version });
  if (current.version !== version) throw stale(current.text);
  let report: LockedReport;
  try {
    report = await lockReport(tx, id);
  } catch (error) {
    // It was visible a moment ago: it has moved to a state in which it is not ours to change.
    if (error instanceof WaymarkError && error.code === 'not-found') throw stale(null);
    throw error;
  }
  if (report.version !== version) throw stale((await getReport(tx, id)).text);
  return report;
}

const nextState = (report: LockedReport, act: ReportAct): ReportState => {
  const next = transitions[report.state][act];
  if (next === undefined) throw new WaymarkError('not-allowed-now');
  return next;
};

export interface SaveReport extends ReportInput {
  /** Absent for a new one. */
  id: number | null;
  version: number;
  send: boolean;
  /** A person on whose page the report was begun. */
  personId: number | null;
}

/**
 * Keeps a report as a draft, or sends it for review. A person is linked where the author may see them; whether
 * anybody else is on the record, the author is not told.
 */
export const saveReport = defineAct<SaveReport, { id: number; state: ReportState }>({
  name: 'intelligence:save',
  right: 'intelligence:submit',
  about: (input) => ({ subject, subjectId: input.id ?? 0 }),
  run: async (tx, input, context) => {
    const { actor } = context;
    const id = input.id ?? (await insertReport(tx, { ...input, ...actorIds(actor) }));
    const report =
      input.id === null
        ? await lockReport(tx, id)
        : await lockFor(tx, id, input.version, input.send ? 'send' : 'save', actor);
    if (input.id !== null) {
      await updateHead(tx, report, input);
      await updateAuthorsTexts(tx, id, input);
    }
    await linkWhatIsKnown(tx, id, input, context);
    const state = nextState(report, input.send ? 'send' : 'save');
    if (input.send) {
      await keepAsSent(tx, id, input.text);
      await setState(tx, id, state, context.now);
    }
    await context.wrote({ subject, subjectId: id, detail: { state, graded: input.sourceGrade !== null } });
    return { id, state };
  },
});

const actorIds = (actor: Actor) => ({
  schemeId: actor.schemeId,
  agencyId: actor.agencyId,
  staffId: actor.staffId,
});

/** Links the person whose page it was begun on, and those whose PNC was typed, as far as the author sees them. */
async function linkWhatIsKnown(
  tx: Tx,
  id: number,
  input: SaveReport,
  { actor, now, wrote }: ActContext,
): Promise<void> {
  const typed = input.naming
    .split(/[\s,;()]+/)
    .map((word) => parsePnc(word, now.getUTCFullYear()))
    .flatMap((parsed) => (parsed.valid ? [parsed.canonical] : []));
  const people = input.personId === null ? [] : [input.personId];
  for (const pnc of typed.slice(0, 5)) people.push(...(await findByPnc(tx, pnc)).map((person) => person.id));
  for (const personId of new Set(people)) {
    if ((await insertLink(tx, id, personId, actor.staffId)) === 1) {
      await wrote({ subject, subjectId: id, personId, detail: { linked: true } });
    }
  }
}

export interface MoveReport {
  id: number;
  version: number;
}

/** The author takes it back while nobody has reviewed it. */
export const takeBackReport = defineAct<MoveReport, { id: number }>({
  name: 'intelligence:take-back',
  right: 'intelligence:submit',
  about: (input) => ({ subject, subjectId: input.id }),
  run: async (tx, input, { actor, wrote }) => {
    const report = await lockFor(tx, input.id, input.version, 'take-back', actor);
    await setState(tx, input.id, nextState(report, 'take-back'), null);
    await wrote({ subject, subjectId: input.id });
    return { id: input.id };
  },
});

/** The author gives up a draft; it stays for the auditor and is shown to nobody. */
export const discardReport = defineAct<MoveReport, { id: number }>({
  name: 'intelligence:discard',
  right: 'intelligence:submit',
  about: (input) => ({ subject, subjectId: input.id }),
  run: async (tx, input, { actor, wrote }) => {
    const report = await lockFor(tx, input.id, input.version, 'discard', actor);
    await setState(tx, input.id, nextState(report, 'discard'), null);
    await wrote({ subject, subjectId: input.id });
    return { id: input.id };
  },
});

/** Accepts, returns or refuses a report of somebody else, with the text as it may be shared. */
export const reviewReport = defineAct<MoveReport & ReviewInput, { id: number; state: ReportState }>({
  name: 'intelligence:review',
  right: 'intelligence:review',
  about: (input) => ({ subject, subjectId: input.id }),
  run: async (tx, input, { actor, now, wrote }) => {
    const report = await lockFor(tx, input.id, input.version, input.verdict, actor);
    const more = tellsMore(input.note, knownToAuthor(await getReport(tx, input.id)));
    if (more !== undefined) throw invalid([{ field: 'note', text: more }]);
    const state = nextState(report, input.verdict);
    await updateHead(tx, report, input);
    await updateText(tx, input.id, input.text);
    await setReviewed(tx, input.id, { state, staffId: actor.staffId, at: now });
    await insertReview(tx, {
      reportId: input.id,
      authorId: report.authorId,
      staffId: actor.staffId,
      verdict: input.verdict,
      note: input.note,
    });
    await wrote({ subject, subjectId: input.id, detail: { verdict: input.verdict } });
    return { id: input.id, state };
  },
});

/** Takes an accepted or refused report back into review; from then on nobody else reads it, and all who had it are told. */
export const reopenReport = defineAct<MoveReport & { note: string }, { id: number }>({
  name: 'intelligence:reopen',
  right: 'intelligence:review',
  about: (input) => ({ subject, subjectId: input.id }),
  run: async (tx, input, { actor, now, wrote }) => {
    const report = await lockFor(tx, input.id, input.version, 'reopen', actor);
    const more = tellsMore(input.note, knownToAuthor(await getReport(tx, input.id)));
    if (more !== undefined) throw invalid([{ field: 'why', text: more }]);
    if (report.state === 'accepted')
      await recallEverything(tx, { reportId: input.id, why: input.note, by: actor.staffId });
    await setReviewed(tx, input.id, { state: nextState(report, 'reopen'), staffId: actor.staffId, at: now });
    await insertReview(tx, {
      reportId: input.id,
      authorId: report.authorId,
      staffId: actor.staffId,
      verdict: 'reopen',
      note: input.note,
    });
    await wrote({ subject, subjectId: input.id });
    return { id: input.id };
  },
});

export interface LinkReport extends MoveReport {
  personId: number;
  linked: boolean;
}

/** Says, or unsays, that a report is about a person the actor may see. */
export const linkReport = defineAct<LinkReport, { id: number }>({
  name: 'intelligence:link',
  right: 'intelligence:submit',
  about: (input) => ({ subject: 'person', subjectId: input.personId }),
  run: async (tx, input, { actor, wrote }) => {
    const current = await getReport(tx, input.id);
    const viewer = { staffId: actor.staffId, mayReview: actor.may('intelligence:review') };
    const act = allowedActs(current, viewer).find((name) => name === 'save' || name === 'accept');
    if (act === undefined) throw new WaymarkError('not-allowed-now');
    await lockFor(tx, input.id, input.version, act, actor);
    const rows = input.linked
      ? await insertLink(tx, input.id, input.personId, actor.staffId)
      : await deleteLink(tx, input.id, input.personId);
    if (rows === 0)
      throw new WaymarkError('not-allowed-now', { text: 'This could not be changed. Look again.' });
    await touch(tx, input.id);
    await wrote({
      subject,
      subjectId: input.id,
      personId: input.personId,
      detail: { linked: input.linked },
    });
    return { id: input.id };
  },
});

export interface LinkThing extends MoveReport {
  /** What is added, or the number of what is removed. */
  thing: ThingInput | number;
}

/** Says, or unsays, that a report is about an address, a vehicle or an offence. */
export const linkThing = defineAct<LinkThing, { id: number }>({
  name: 'intelligence:link-thing',
  right: 'intelligence:submit',
  about: (input) => ({ subject, subjectId: input.id }),
  run: async (tx, { id, version, thing }, { actor, wrote }) => {
    const current = await getReport(tx, id);
    const viewer = { staffId: actor.staffId, mayReview: actor.may('intelligence:review') };
    const act = allowedActs(current, viewer).find((name) => name === 'save' || name === 'accept');
    if (act === undefined) throw new WaymarkError('not-allowed-now');
    await lockFor(tx, id, version, act, actor);
    const rows =
      typeof thing === 'number'
        ? await deleteThing(tx, id, thing)
        : await insertThing(tx, { ...thing, reportId: id, by: actor.staffId });
    if (rows === 0)
      throw new WaymarkError('not-allowed-now', { text: 'This could not be changed. Look again.' });
    await touch(tx, id);
    await wrote({ subject, subjectId: id, detail: { added: typeof thing !== 'number' } });
    return { id };
  },
});

/** Tells the author of an accepted report what came of it, in words that tell nothing else that is known. */
export const giveFeedback = defineAct<MoveReport & { outcome: Outcome; note: string }, { id: number }>({
  name: 'intelligence:feedback',
  right: 'intelligence:review',
  about: (input) => ({ subject, subjectId: input.id }),
  run: async (tx, input, { actor, wrote }) => {
    const report = await lockFor(tx, input.id, input.version, 'feedback', actor);
    const more = tellsMore(input.note, knownToAuthor(await getReport(tx, input.id)));
    if (more !== undefined) throw invalid([{ field: 'note', text: more }]);
    await insertReview(tx, {
      reportId: input.id,
      authorId: report.authorId,
      staffId: actor.staffId,
      verdict: input.outcome,
      note: input.note,
    });
    await wrote({ subject, subjectId: input.id, detail: { outcome: input.outcome } });
    return { id: input.id };
  },
});

export interface Acknowledging {
  id: number;
  conditionsNo: number;
  /** Numbers of the copies whose conditions the form showed; none where nothing was sent to the reader. */
  copies: number[];
}

/**
 * Has read the conditions under which a report may be shared, and will keep to them; then its text opens. What was
 * sent since the form was shown has conditions that nobody has read: it is asked about again.
 */
export const acknowledgeConditions = defineAct<Acknowledging, { id: number }>({
  name: 'intelligence:acknowledge',
  right: 'intelligence:receive',
  about: (input) => ({ subject, subjectId: input.id }),
  run: async (tx, input, { actor, wrote }) => {
    const report = await getReport(tx, input.id);
    if (report.conditionsNo !== input.conditionsNo) {
      throw new WaymarkError('not-allowed-now', { text: 'The conditions have changed. Read them again.' });
    }
    await insertAcknowledgement(tx, input.id, actor.staffId, input.conditionsNo);
    await acknowledgeCopies(tx, actor.staffId, input.id, input.copies);
    await wrote({ subject, subjectId: input.id, detail: { conditions: input.conditionsNo } });
    return { id: input.id };
  },
});
