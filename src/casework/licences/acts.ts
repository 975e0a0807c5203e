import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { type Day, showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { handlingUnder } from '../enforcement/rules.ts';
import { orderTypeWords } from '../enforcement/types.ts';
import { type EndInput, fixedWords, isFixed, type LicenceAct, licenceTransitions } from './rules.ts';
import {
  endConditions,
  handleConditionsAs,
  type ItemKey,
  insertConditions,
  insertLicence,
  insertVariation,
  listConditions,
  listLibrary,
  lockLicence,
  type NewCondition,
  setLicenceState,
  touchLicence,
  updateLicence,
} from './store.ts';
import {
  type Condition,
  type LibraryCondition,
  type Licence,
  type LicenceInput,
  licenceStateWords,
  type VariationInput,
} from './types.ts';

const notNow = (text: string, allowed: readonly string[]): WaymarkError =>
  new WaymarkError('not-allowed-now', { text, data: { allowed } });

const licenceText = (one: Licence): string =>
  `${orderTypeWords[one.orderType]} from ${showDay(one.fromDay)}${one.toDay === null ? '' : ` to ${showDay(one.toDay)}`}, ${licenceStateWords[one.state].toLowerCase()}${one.changedBy === null ? '' : `, by ${one.changedBy}`}`;

/** The library that a type of order draws on; orders of a court have requirements of their own, so none. */
export const regimeOf = (
  orderType: Licence['orderType'],
): 'licence' | 'post-sentence-supervision' | undefined =>
  orderType === 'licence' || orderType === 'post-sentence-supervision' ? orderType : undefined;

async function locked(
  tx: Tx,
  input: ItemKey & { version: number },
  act: LicenceAct,
): Promise<{ licence: Licence; became: Licence['state'] }> {
  const licence = await lockLicence(tx, input);
  if (licence.version !== input.version)
    throw staleVersion({ text: licenceText(licence), version: licence.version });
  const became = licenceTransitions[licence.state][act];
  if (became === undefined)
    throw notNow(
      `It is “${licenceStateWords[licence.state].toLowerCase()}”: this cannot be done with it now.`,
      Object.keys(licenceTransitions[licence.state]),
    );
  return { licence, became };
}

/** Records a licence or order, with the standard conditions of the policy in force on the day it began. */
export const recordLicence = defineAct<LicenceInput & { personId: number }, { id: number }>({
  name: 'licence:record',
  right: 'licence:edit',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
  run: async (tx, input, { actor, wrote }) => {
    const handled = {
      personId: input.personId,
      agencyId: actor.agencyId,
      handling: input.handling,
      namedAgencies: [],
    };
    const { id } = await insertLicence(tx, { ...input, ...handled, by: actor.staffId });
    const first = await insertVariation(tx, {
      ...handled,
      licenceId: id,
      isFirst: true,
      effectiveOn: input.fromDay,
      why: null,
      approvedBy: null,
      approvedOn: null,
      by: actor.staffId,
    });
    const regime = regimeOf(input.orderType);
    const library = regime === undefined ? [] : await listLibrary(tx, regime, input.fromDay);
    await insertConditions(
      tx,
      { ...handled, licenceId: id, fromDay: input.fromDay, addedBy: first.id },
      library.filter(({ kind }) => kind === 'standard').map((one) => ({ ...one, replaces: null })),
    );
    await wrote({
      subject: 'licence',
      subjectId: id,
      personId: input.personId,
      detail: { order: input.orderType, handling: input.handling },
    });
    return { id };
  },
});

/** Puts the particulars right; conditions change by variation. The earlier particulars stay in the row history. */
export const changeLicence = defineAct<LicenceInput & ItemKey & { version: number }, { id: number }>({
  name: 'licence:change',
  right: 'licence:edit',
  about: ({ id }) => ({ subject: 'licence', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const { licence } = await locked(tx, input, 'change');
    if (licence.handling !== input.handling && licence.agencyId !== actor.agencyId)
      throw new WaymarkError('right-missing', {
        text: 'Only the agency that recorded it may change who sees it.',
      });
    await updateLicence(tx, licence.id, { ...input, by: actor.staffId });
    if (licence.handling !== input.handling) await handleConditionsAs(tx, licence.id, input.handling);
    await wrote({
      subject: 'licence',
      subjectId: licence.id,
      personId: licence.personId,
      detail: { order: input.orderType, handling: input.handling },
    });
    return { id: licence.id };
  },
});

/** Varies the conditions: what was removed or reworded ends on the day from which what came stands. */
export const varyLicence = defineAct<VariationInput & ItemKey & { version: number }, { id: number }>({
  name: 'licence:vary',
  right: 'licence:edit',
  about: ({ id }) => ({ subject: 'licence', subjectId: id }),
  run: async (tx, input, { actor, today, wrote }) => {
    const { licence } = await locked(tx, input, 'vary');
    const [all, library] = await Promise.all([
      listConditions(tx, [licence.id]),
      // As the form showed it: the policy of the day on which the variation is made.
      libraryOf(tx, licence, today),
    ]);
    const fixed = all.find((one) => input.remove.includes(one.id) && isFixed(one, library));
    if (fixed !== undefined) throw invalid([{ field: 'remove', text: fixedWords(fixed) }]);
    const changed = conditionsOf(
      input,
      all.filter(({ endedBy }) => endedBy === null),
      library,
    );
    const under = {
      personId: licence.personId,
      agencyId: actor.agencyId,
      licenceId: licence.id,
      ...handlingUnder(licence),
    };
    const variation = await insertVariation(tx, { ...under, isFirst: false, ...input, by: actor.staffId });
    await endConditions(
      tx,
      licence.id,
      [...input.remove, ...changed.amended.map(({ replaces }) => replaces)],
      {
        day: input.effectiveOn,
        by: variation.id,
      },
    );
    await insertConditions(tx, { ...under, fromDay: input.effectiveOn, addedBy: variation.id }, [
      ...changed.amended,
      ...changed.added,
    ]);
    await touchLicence(tx, licence.id, actor.staffId);
    await wrote({
      subject: 'licence',
      subjectId: licence.id,
      personId: licence.personId,
      detail: {
        variation: variation.id,
        added: changed.added.length,
        removed: input.remove.length,
        amended: changed.amended.length,
      },
    });
    return { id: variation.id };
  },
});

const libraryOf = async (tx: Tx, licence: Licence, day: Day) => {
  const regime = regimeOf(licence.orderType);
  return regime === undefined ? [] : listLibrary(tx, regime, day);
};

/** The conditions that a variation brings in: those it rewords, and those from the library or bespoke. */
function conditionsOf(
  input: VariationInput,
  standing: readonly Condition[],
  library: readonly LibraryCondition[],
): { amended: (NewCondition & { replaces: number })[]; added: NewCondition[] } {
  const amended = input.amend.flatMap(({ id, wording }) => {
    const was = standing.find((one) => one.id === id);
    return was === undefined ? [] : [{ ...was, wording, replaces: id }];
  });
  const chosen = input.add.flatMap(({ code, wording }) => {
    const from = library.find((one) => one.code === code);
    return from === undefined ? [] : [{ ...from, wording, replaces: null }];
  });
  const bespoke = input.bespoke.map((wording) => ({
    kind: 'bespoke' as const,
    policy: null,
    code: null,
    category: 'Bespoke',
    wording,
    replaces: null,
  }));
  return { amended, added: [...chosen, ...bespoke] };
}

/** It has ended: completed, revoked, recalled, or replaced by another. */
export const endLicence = defineAct<EndInput & ItemKey & { version: number }, { id: number }>({
  name: 'licence:end',
  right: 'licence:edit',
  about: ({ id }) => ({ subject: 'licence', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const { licence, became } = await locked(tx, input, 'end');
    await setLicenceState(tx, licence.id, { state: became, end: input, why: input.why, by: actor.staffId });
    await wrote({
      subject: 'licence',
      subjectId: licence.id,
      personId: licence.personId,
      detail: { state: became, how: input.how },
    });
    return { id: licence.id };
  },
});

/** It was recorded by mistake, or ended by mistake: the way out and the way back. */
export const correctLicenceState = defineAct<
  ItemKey & { version: number; act: 'withdraw' | 'reopen'; why: string },
  { id: number }
>({
  name: 'licence:correct-state',
  right: 'licence:edit',
  about: ({ id }) => ({ subject: 'licence', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const { licence, became } = await locked(tx, input, input.act);
    await setLicenceState(tx, licence.id, { state: became, end: null, why: input.why, by: actor.staffId });
    await wrote({
      subject: 'licence',
      subjectId: licence.id,
      personId: licence.personId,
      detail: { state: became },
    });
    return { id: licence.id };
  },
});
