import { type Actor, defineAct, staleVersion } from '../../kernel/acts.ts';
import { type Day, showDay } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import type { TrainingInDate } from '../ports.ts';
import { riskLists, trainingOfScheme } from './lists.ts';
import { type AssessmentAct, levelOfScore, transitions } from './rules.ts';
import {
  decideAssessmentRow,
  endEntryRow,
  endFlagRow,
  type ItemKey,
  insertAssessment,
  insertEntry,
  insertFlag,
  type LockedAssessment,
  type LockedItem,
  lockAssessment,
  lockEntry,
  lockFlag,
  updateAssessment,
  updateEntry,
  updateFlag,
  withdrawAssessmentRow,
} from './store.ts';
import {
  type AssessmentInput,
  type AssessmentType,
  assessmentStateWords,
  type EntryInput,
  type FlagInput,
} from './types.ts';

const refused = (text: string): WaymarkError => new WaymarkError('right-missing', { text });
const notNow = (text: string, allowed: readonly string[]): WaymarkError =>
  new WaymarkError('not-allowed-now', { text, data: { allowed } });

/** The port as a scheme is wired: its own record of training, unless another register is given. */
const trainingFor = (port: TrainingInDate | undefined, actor: Actor): TrainingInDate =>
  port ?? trainingOfScheme(actor.schemeId);

/** Risk is kept of people on the scheme: for anybody else it stands with whoever supervises them. */
async function mustBeOnScheme(tx: Tx, personId: number): Promise<void> {
  const { yes } = await tx.one(sql<{ yes: boolean }>`select is_on_scheme(${personId}) as yes`);
  if (!yes) throw notNow('This is recorded for people on the scheme only.', []);
}

/** A score has the level of its band, whatever was sent; any other result has one of the type's levels. */
function levelFor(type: AssessmentType, { score, level }: AssessmentInput): string {
  const found =
    type.bands === undefined
      ? type.levels.find(({ code }) => code === level)?.code
      : score === null
        ? undefined
        : levelOfScore(type, score);
  if (found === undefined)
    throw invalid([
      {
        field: type.bands === undefined ? 'level' : 'score',
        text: `Enter the result that ${type.name} gave`,
      },
    ]);
  return found;
}

/**
 * Records an assessment. Where the assessor's training was not in date on the day it was made, it is kept as held: it
 * counts for nothing until somebody else with `risk:override` has let it in by name and reason.
 */
export const recordAssessment = (port?: TrainingInDate) =>
  defineAct<AssessmentInput, { id: number; held: string | null }>({
    name: 'risk:assess',
    right: 'risk:assess',
    about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
    run: async (tx, input, { actor, today, wrote }) => {
      await mustBeOnScheme(tx, input.personId);
      const type = (await riskLists(tx, actor.schemeId, today)).types.find(({ code }) => code === input.type);
      if (type === undefined)
        throw invalid([{ field: 'type', text: 'Choose what kind of assessment it is' }]);
      const level = levelFor(type, input);
      const training = await trainingFor(port, actor)(tx, {
        staffId: actor.staffId,
        assessmentType: input.type,
        on: input.assessedOn,
      });
      const state = training.ok ? ('accepted' as const) : ('held' as const);
      const heldWhy = training.ok ? null : training.why;
      const { id } = await insertAssessment(tx, {
        ...input,
        level,
        typeVersion: type.version,
        agencyId: actor.agencyId,
        staffId: actor.staffId,
        state,
        heldWhy,
      });
      await wrote({
        subject: 'risk_assessment',
        subjectId: id,
        personId: input.personId,
        detail: { type: input.type, state, handling: input.handling },
      });
      return { id, held: heldWhy };
    },
  });

async function lockFor(
  tx: Tx,
  input: ItemKey & { version: number },
  act: AssessmentAct,
): Promise<LockedAssessment> {
  const row = await lockAssessment(tx, input);
  if (row.version !== input.version) throw staleVersion({ text: row.summary, version: row.version });
  if (transitions[row.state][act] === undefined)
    throw notNow(
      `This cannot be done with an assessment that is “${assessmentStateWords[row.state].toLowerCase()}”.`,
      Object.keys(transitions[row.state]),
    );
  return row;
}

/** Corrects an assessment of one's own agency; the earlier wording stays in the row history. The assessor's training counts for it too. */
export const correctAssessment = (port?: TrainingInDate) =>
  defineAct<AssessmentInput & ItemKey & { version: number }, { id: number }>({
    name: 'risk:correct',
    right: 'risk:assess',
    about: ({ id }) => ({ subject: 'risk_assessment', subjectId: id }),
    run: async (tx, input, { actor, today, wrote }) => {
      const row = await lockFor(tx, input, 'correct');
      if (row.agencyId !== actor.agencyId)
        throw refused('Only the agency that made an assessment may correct it.');
      // What waits stays the words of whoever made it: else somebody could rewrite it and let their own words in.
      if (row.state === 'held' && row.staffId !== actor.staffId)
        throw refused('This assessment waits to be let in: until then only whoever made it corrects it.');
      if (row.type !== input.type) throw invalid([{ field: 'type', text: 'The kind of assessment stays' }]);
      // What waits is looked at again by whoever lets it in; what counts is changed only by somebody trained for it.
      if (row.state === 'accepted') {
        const training = await trainingFor(port, actor)(tx, {
          staffId: actor.staffId,
          assessmentType: row.type,
          on: input.assessedOn,
        });
        if (!training.ok)
          throw refused(
            `${training.why}. Withdraw this assessment and record a new one, which waits to be let in.`,
          );
      }
      // A type that the list has no longer keeps the level that it was given.
      const type = (await riskLists(tx, actor.schemeId, today)).types.find(({ code }) => code === row.type);
      const level = type === undefined ? row.level : levelFor(type, input);
      await updateAssessment(tx, input.id, { ...input, level, by: actor.staffId });
      await wrote({ subject: 'risk_assessment', subjectId: input.id, personId: row.personId });
      return { id: input.id };
    },
  });

/** Lets in an assessment whose assessor's training was not in date, or does not: by name and reason, which stay beside it for ever. */
export const decideAssessment = defineAct<
  ItemKey & { version: number; verdict: 'accept' | 'refuse'; why: string },
  { id: number }
>({
  name: 'risk:override',
  right: 'risk:override',
  about: ({ id }) => ({ subject: 'risk_assessment', subjectId: id }),
  run: async (tx, input, { actor, now, wrote }) => {
    const row = await lockFor(tx, input, input.verdict);
    if (row.staffId === actor.staffId)
      throw refused('You made this assessment. Somebody else must let it in.');
    if (row.changedById === actor.staffId)
      throw refused('You changed this assessment last. Somebody else must let it in.');
    const state = input.verdict === 'accept' ? ('accepted' as const) : ('refused' as const);
    await decideAssessmentRow(tx, input.id, { state, why: input.why, by: actor.staffId, now });
    await wrote({
      subject: 'risk_assessment',
      subjectId: input.id,
      personId: row.personId,
      detail: { state, type: row.type },
    });
    return { id: input.id };
  },
});

/** Withdraws an assessment that was wrong; it stays, with the reason. The one before it stands again. */
export const withdrawAssessment = defineAct<ItemKey & { version: number; why: string }, { id: number }>({
  name: 'risk:withdraw',
  right: 'risk:assess',
  about: ({ id }) => ({ subject: 'risk_assessment', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const row = await lockFor(tx, input, 'withdraw');
    if (row.agencyId !== actor.agencyId)
      throw refused('Only the agency that made an assessment may withdraw it.');
    await withdrawAssessmentRow(tx, input.id, input.why, actor.staffId);
    await wrote({ subject: 'risk_assessment', subjectId: input.id, personId: row.personId });
    return { id: input.id };
  },
});

export const setFlag = defineAct<FlagInput, { id: number }>({
  name: 'risk:set-flag',
  right: 'risk:flag',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
  run: async (tx, input, { actor, today, wrote }) => {
    await mustBeOnScheme(tx, input.personId);
    const { id } = await insertFlag(tx, {
      ...input,
      agencyId: actor.agencyId,
      staffId: actor.staffId,
      setOn: today,
    });
    await wrote({
      subject: 'risk_flag',
      subjectId: id,
      personId: input.personId,
      detail: { kind: input.kind, handling: input.handling },
    });
    return { id };
  },
});

/** As it stands, unless it changed meanwhile or has ended. Handling is for the agency that set it to change. */
function mustStand(
  row: LockedItem,
  input: { version: number; handling?: string; namedAgencies?: readonly number[] },
  actor: Actor,
): void {
  if (row.version !== input.version)
    throw staleVersion({
      text: row.endedOn === null ? row.words : `Ended on ${showDay(row.endedOn)}`,
      version: row.version,
    });
  if (row.endedOn !== null) throw notNow('This has ended and is not changed any more.', []);
  const changes =
    input.handling !== undefined &&
    (input.handling !== row.handling || String(input.namedAgencies) !== String(row.namedAgencies));
  if (changes && row.agencyId !== actor.agencyId)
    throw refused('Only the agency that recorded this may change who sees it.');
}

/** Looks at a flag again: its words and the next day; the earlier ones stay in the row history. */
export const reviewFlag = defineAct<FlagInput & ItemKey & { version: number }, { id: number }>({
  name: 'risk:review-flag',
  right: 'risk:flag',
  about: ({ id }) => ({ subject: 'risk_flag', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const row = await lockFlag(tx, input);
    mustStand(row, input, actor);
    await updateFlag(tx, input.id, { ...input, by: actor.staffId });
    await wrote({
      subject: 'risk_flag',
      subjectId: input.id,
      personId: row.personId,
      detail: { kind: row.kind, reviewOn: input.reviewOn },
    });
    return { id: input.id };
  },
});

interface Ending extends ItemKey {
  version: number;
  why: string;
}

export const endFlag = defineAct<Ending, { id: number }>({
  name: 'risk:end-flag',
  right: 'risk:flag',
  about: ({ id }) => ({ subject: 'risk_flag', subjectId: id }),
  run: async (tx, input, { actor, today, wrote }) => {
    const row = await lockFlag(tx, input);
    mustStand(row, input, actor);
    mustTouch(await endFlagRow(tx, input.id, { why: input.why, on: today, by: actor.staffId }));
    await wrote({
      subject: 'risk_flag',
      subjectId: input.id,
      personId: row.personId,
      detail: { kind: row.kind, ended: true },
    });
    return { id: input.id };
  },
});

/** A policy that hides the row from the change changes none: that is no success. */
function mustTouch(rows: number): void {
  if (rows === 0) throw refused('Only the agency that recorded this, or who manages the scheme, may end it.');
}

/** MAPPA, MARAC, safeguarding: that it is, since when, and when it is looked at again. */
export const addEntry = defineAct<EntryInput, { id: number }>({
  name: 'risk:add-entry',
  right: 'risk:flag',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
  run: async (tx, input, { actor, wrote }) => {
    await mustBeOnScheme(tx, input.personId);
    const { id } = await insertEntry(tx, { ...input, agencyId: actor.agencyId, staffId: actor.staffId });
    await wrote({
      subject: 'risk_register',
      subjectId: id,
      personId: input.personId,
      detail: { register: input.register, handling: input.handling },
    });
    return { id };
  },
});

export const changeEntry = defineAct<EntryInput & ItemKey & { version: number }, { id: number }>({
  name: 'risk:change-entry',
  right: 'risk:flag',
  about: ({ id }) => ({ subject: 'risk_register', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const row = await lockEntry(tx, input);
    mustStand(row, input, actor);
    if (row.register !== input.register) throw notNow('An entry stays in the register it was made in.', []);
    await updateEntry(tx, input.id, { ...input, by: actor.staffId });
    await wrote({
      subject: 'risk_register',
      subjectId: input.id,
      personId: row.personId,
      detail: { register: row.register },
    });
    return { id: input.id };
  },
});

export const endEntry = defineAct<Ending & { endedOn: Day }, { id: number }>({
  name: 'risk:end-entry',
  right: 'risk:flag',
  about: ({ id }) => ({ subject: 'risk_register', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const row = await lockEntry(tx, input);
    mustStand(row, input, actor);
    mustTouch(await endEntryRow(tx, input.id, { why: input.why, on: input.endedOn, by: actor.staffId }));
    await wrote({
      subject: 'risk_register',
      subjectId: input.id,
      personId: row.personId,
      detail: { register: row.register, ended: true },
    });
    return { id: input.id };
  },
});
