import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { type Day, showDay } from '../../kernel/clock.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { handlingUnder } from '../enforcement/rules.ts';
import { boundaryRound, chanceOf, gridPoint } from './conflicts.ts';
import { itemMoves, itemTransitions, type MoveItemInput, type TimeInput } from './register-rules.ts';
import {
  endPlace,
  findZoneChance,
  insertCurfew,
  insertItem,
  insertTime,
  insertZone,
  lockItem,
  lockPlace,
  moveItemRow,
  type PlaceTable,
} from './register-store.ts';
import type { ItemKey } from './store.ts';
import { type CurfewInput, type ItemInput, itemStateWords, type ZoneInput } from './types.ts';

/** Issues something to the person, or notes a tag that was fitted, with the minutes it took. */
export const issueItem = defineAct<ItemInput & { personId: number }, { id: number }>({
  name: 'compliance:issue',
  right: 'compliance:register',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
  run: async (tx, input, { actor, wrote }) => {
    const handled = {
      personId: input.personId,
      agencyId: actor.agencyId,
      handling: input.handling,
      namedAgencies: [],
    };
    const { id } = await insertItem(tx, { ...input, ...handled, by: actor.staffId });
    if (input.minutes !== null)
      await insertTime(tx, {
        ...handled,
        itemId: id,
        onDay: input.issuedOn,
        minutes: input.minutes,
        what: null,
        by: actor.staffId,
      });
    await wrote({
      subject: 'compliance_item',
      subjectId: id,
      personId: input.personId,
      detail: { kind: input.kind, handling: input.handling },
    });
    return { id };
  },
});

/** What became of it: given back, lost, theirs to keep; and the way back, where that was a mistake. */
export const moveItem = defineAct<MoveItemInput & ItemKey & { version: number }, { id: number }>({
  name: 'compliance:move',
  right: 'compliance:register',
  about: ({ id }) => ({ subject: 'compliance_item', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const item = await lockItem(tx, input);
    if (item.version !== input.version)
      throw staleVersion({ text: itemStateWords[item.state], version: item.version });
    const became = itemTransitions[item.state][input.move];
    if (became === undefined || !itemMoves(item).includes(input.move))
      throw new WaymarkError('not-allowed-now', {
        text: `It is “${itemStateWords[item.state].toLowerCase()}”: this cannot be done with it now.`,
        data: { allowed: itemMoves(item) },
      });
    await moveItemRow(tx, item.id, {
      state: became,
      on: became === 'out' ? null : input.on,
      note: input.note,
      by: actor.staffId,
    });
    if (input.minutes !== null)
      await insertTime(tx, {
        personId: item.personId,
        agencyId: actor.agencyId,
        ...handlingUnder(item),
        itemId: item.id,
        onDay: input.on,
        minutes: input.minutes,
        what: null,
        by: actor.staffId,
      });
    await wrote({
      subject: 'compliance_item',
      subjectId: item.id,
      personId: item.personId,
      detail: { was: item.state, state: became },
    });
    return { id: item.id };
  },
});

/** Minutes that somebody spent on it since. */
export const addTime = defineAct<TimeInput & ItemKey, { id: number }>({
  name: 'compliance:add-time',
  right: 'compliance:register',
  about: ({ id }) => ({ subject: 'compliance_item', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const item = await lockItem(tx, input);
    const { id } = await insertTime(tx, {
      ...input,
      personId: item.personId,
      agencyId: actor.agencyId,
      ...handlingUnder(item),
      itemId: item.id,
      by: actor.staffId,
    });
    await wrote({
      subject: 'compliance_item',
      subjectId: item.id,
      personId: item.personId,
      detail: { minutes: input.minutes },
    });
    return { id };
  },
});

/** A curfew: the hours for all who may see the licence, the address by a handling of its own. */
export const setCurfew = defineAct<CurfewInput & { personId: number }, { id: number }>({
  name: 'licence:set-curfew',
  right: 'licence:edit',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
  run: async (tx, input, { actor, wrote }) => {
    const { id } = await insertCurfew(tx, {
      ...input,
      agencyId: actor.agencyId,
      namedAgencies: [],
      by: actor.staffId,
    });
    await wrote({
      subject: 'curfew',
      subjectId: id,
      personId: input.personId,
      detail: { handling: input.handling },
    });
    return { id };
  },
});

/** An exclusion zone: its boundary; what that was drawn round is kept apart. */
export const setZone = defineAct<ZoneInput & { personId: number }, { id: number }>({
  name: 'licence:set-zone',
  right: 'licence:edit',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
  run: async (tx, input, { actor, wrote }) => {
    const { centre } = input;
    const boundary =
      centre === null
        ? input.boundary
        : boundaryRound(centre, chanceOf(await findZoneChance(tx, gridPoint(centre))));
    const { id } = await insertZone(tx, {
      ...input,
      boundary,
      agencyId: actor.agencyId,
      namedAgencies: [],
      by: actor.staffId,
    });
    await wrote({
      subject: 'exclusion_zone',
      subjectId: id,
      personId: input.personId,
      detail: { handling: input.handling, protective: input.protective },
    });
    return { id };
  },
});

export interface EndPlaceInput extends ItemKey {
  version: number;
  toDay: Day;
  why: string;
}

const endingOf = (table: PlaceTable) => ({
  right: 'licence:edit',
  about: ({ id }: EndPlaceInput) => ({ subject: table, subjectId: id }),
  run: async (
    tx: Parameters<typeof lockPlace>[0],
    input: EndPlaceInput,
    { actor, wrote }: Parameters<typeof setZone.run>[2],
  ): Promise<{ id: number }> => {
    const place = await lockPlace(tx, table, input);
    if (place.version !== input.version)
      throw staleVersion({
        text: place.toDay === null ? 'It has no last day' : `Its last day is ${showDay(place.toDay)}`,
        version: place.version,
      });
    if (input.toDay < place.fromDay)
      throw new WaymarkError('not-allowed-now', { text: 'It had not begun on that day.' });
    await endPlace(tx, table, place.id, { ...input, by: actor.staffId });
    await wrote({
      subject: table,
      subjectId: place.id,
      personId: place.personId,
      detail: { toDay: input.toDay },
    });
    return { id: place.id };
  },
});

/** The last day on which a curfew begins. */
export const endCurfew = defineAct<EndPlaceInput, { id: number }>({
  name: 'licence:end-curfew',
  ...endingOf('curfew'),
});

/** The last day of a zone. */
export const endZone = defineAct<EndPlaceInput, { id: number }>({
  name: 'licence:end-zone',
  ...endingOf('exclusion_zone'),
});
