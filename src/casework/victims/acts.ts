import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import { addDays } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { findRule } from '../../scheme/rules.ts';
import { listConditions } from './part-store.ts';
import { type NewVictim, pointsTo } from './rules.ts';
import {
  endReasons,
  enter,
  handOverRow,
  linkCrime,
  lockVictim,
  takeOn,
  takeOverRow,
  updateDetails,
  updateVictimState,
} from './store.ts';
import type { UpdateRule, Victim, VictimDetails } from './types.ts';

// Nothing here writes the member's number anywhere but into the database's own rows: an entry of the audit names the
// victim's record, and a refusal tells nothing of whether there is one.

export const notNow = (text: string): WaymarkError => new WaymarkError('not-allowed-now', { text });

export interface VictimKey {
  id: number;
  version: number;
}

export const aboutVictim = ({ id }: { id: number }) => ({ subject: 'victim', subjectId: id });

/** Locked, as the form showed it, and open. */
export async function lockOpen(tx: Tx, { id, version }: VictimKey): Promise<Victim> {
  const victim = await lockVictim(tx, id);
  if (victim.version !== version) throw staleVersion({ version: victim.version });
  if (victim.state === 'closed') throw notNow('This case is closed. Open it again first.');
  return victim;
}

/** Takes on somebody whom an extract tells of: from here on they have a named contact, and it is you. */
export const takeOnVictim = defineAct<{ row: number }, { id: number }>({
  name: 'victim:take-on',
  right: 'victim:work',
  run: async (tx, { row }, { today, wrote }) => {
    const { outcome, id } = await takeOn(tx, row, today);
    if (outcome === 'taken') throw notNow('A colleague has taken them on already.');
    if (id === null) throw notNow('They are no victim of a member’s offence any more.');
    await wrote({ subject: 'victim', subjectId: id });
    return { id };
  },
});

/** Enters somebody by hand under the number of a crime that is a member's. */
export const enterVictim = defineAct<NewVictim, { id: number }>({
  name: 'victim:enter',
  right: 'victim:work',
  run: async (tx, input, { today, wrote }) => {
    const id = await enter(tx, input, today);
    if (id === null)
      throw invalid([
        { field: 'crime', text: 'No charge, caution or conviction of a member has this crime number' },
      ]);
    await wrote({ subject: 'victim', subjectId: id });
    return { id };
  },
});

/** Another crime of the same victim. */
export const addCrime = defineAct<VictimKey & { crime: string }, { added: number }>({
  name: 'victim:add-crime',
  right: 'victim:work',
  about: aboutVictim,
  run: async (tx, input, { today, wrote }) => {
    await lockOpen(tx, input);
    const added = await linkCrime(tx, input.id, input.crime, today);
    if (added === 0)
      throw invalid([
        {
          field: 'crime',
          text: 'No further charge, caution or conviction of a member has this crime number',
        },
      ]);
    await wrote({ subject: 'victim', subjectId: input.id, detail: { added } });
    return { added };
  },
});

/** Who they are, how to reach them, what they need. */
export const changeVictim = defineAct<VictimDetails & VictimKey, { id: number }>({
  name: 'victim:change',
  right: 'victim:work',
  about: aboutVictim,
  run: async (tx, input, { actor, wrote }) => {
    await lockOpen(tx, input);
    const wordings = (await listConditions(tx, input.id)).flatMap(({ wording, endedOn }) =>
      wording === null || endedOn !== null ? [] : [wording],
    );
    if (wordings.some((wording) => pointsTo(wording, input)))
      throw invalid([
        {
          field: 'familyName',
          text: 'A condition on the licence now names them or says where they live. End that condition first',
        },
      ]);
    await updateDetails(tx, input.id, { ...input, by: actor.staffId });
    await wrote({
      subject: 'victim',
      subjectId: input.id,
      detail: { contactScheme: input.contactScheme, wantsUpdates: input.wantsUpdates },
    });
    return { id: input.id };
  },
});

/** Hands a victim over to a colleague, who is their named contact from now on. */
export const handOver = defineAct<VictimKey & { to: number }, { id: number }>({
  name: 'victim:hand-over',
  right: 'victim:work',
  about: aboutVictim,
  run: async (tx, input, { wrote }) => {
    await lockOpen(tx, input);
    if (!(await handOverRow(tx, input.id, input.to)))
      throw invalid([{ field: 'to', text: 'Choose a colleague who works with victims' }]);
    await wrote({ subject: 'victim', subjectId: input.id, detail: { to: input.to } });
    return { id: input.id };
  },
});

/** Takes over a victim whose named contact does this work no longer. */
export const takeOver = defineAct<{ id: number }, { id: number }>({
  name: 'victim:take-over',
  right: 'victim:work',
  about: aboutVictim,
  run: async (tx, { id }, { wrote }) => {
    if (!(await takeOverRow(tx, id))) throw notNow('Somebody is their contact already.');
    await wrote({ subject: 'victim', subjectId: id });
    return { id };
  },
});

export const updateRuleOf = async (tx: Tx, schemeId: number, on: string): Promise<UpdateRule> =>
  (await findRule<UpdateRule>(tx, schemeId, 'victim-updates', on))?.body ?? { kinds: [], afterCloseDays: 0 };

/** Closes a case: nothing is due any more, and the record is out of sight once the scheme's days have gone by. */
export const closeVictim = defineAct<VictimKey & { why: string }, { id: number }>({
  name: 'victim:close',
  right: 'victim:work',
  about: aboutVictim,
  run: async (tx, input, context: ActContext) => {
    const { actor, today } = context;
    await lockOpen(tx, input);
    const { afterCloseDays } = await updateRuleOf(tx, actor.schemeId, today);
    await updateVictimState(tx, input.id, { state: 'closed', on: today, why: input.why, by: actor.staffId });
    await endReasons(tx, input.id, new Date(`${addDays(today, afterCloseDays)}T23:59:59Z`));
    await context.wrote({ subject: 'victim', subjectId: input.id, detail: { state: 'closed' } });
    return { id: input.id };
  },
});

/** Opens a closed case again, while its officer still sees it. */
export const reopenVictim = defineAct<VictimKey, { id: number }>({
  name: 'victim:reopen',
  right: 'victim:work',
  about: aboutVictim,
  run: async (tx, input, { actor, wrote }) => {
    const victim = await lockVictim(tx, input.id);
    if (victim.version !== input.version) throw staleVersion({ version: victim.version });
    if (victim.state === 'open') throw notNow('This case is open.');
    await updateVictimState(tx, input.id, { state: 'open', on: null, why: null, by: actor.staffId });
    await endReasons(tx, input.id, null);
    await wrote({ subject: 'victim', subjectId: input.id, detail: { state: 'open' } });
    return { id: input.id };
  },
});
