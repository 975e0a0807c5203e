import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { invalid, notFound, WaymarkError } from '../../kernel/errors.ts';
import { profileOf, quartersOf } from './quarters.ts';
import { mayBePutIn, sumOf } from './rules.ts';
import {
  insertGrant,
  insertOutput,
  listOutputs,
  listQuarters,
  lockGrant,
  openReturns,
  setGrantState,
  setOutputRemoved,
  updateGrant,
  writeProfile,
} from './store.ts';
import type { Grant, GrantInput, GrantOutput } from './types.ts';

export interface GrantTerms extends GrantInput {
  /** Pence in digits by financial year; spread over its quarters in equal parts. */
  years: { year: string; pence: string }[];
}

const taken = () => invalid([{ field: 'reference', text: 'Another grant of the scheme has this reference' }]);

/** Writes the terms of a grant as a draft, its years in equal parts by quarter. */
export const draftGrant = defineAct<GrantTerms, { id: number }>({
  name: 'grant:draft',
  right: 'grant:manage',
  run: async (tx, { years, ...input }, { actor, today, wrote }) => {
    const made = await insertGrant(tx, {
      ...input,
      schemeId: actor.schemeId,
      agencyId: actor.agencyId,
      fromPaper: input.endsOn < today,
    });
    if (made === undefined) throw taken();
    const amounts = new Map(years.map(({ year, pence }) => [year, BigInt(pence)]));
    await writeProfile(tx, made.id, profileOf(quartersOf(input.startsOn, input.endsOn), amounts));
    await wrote({ subject: 'grant', subjectId: made.id });
    return made;
  },
});

const mustBeDraft = (grant: Pick<Grant, 'state'>): void => {
  if (grant.state !== 'draft')
    throw new WaymarkError('not-allowed-now', {
      text: 'The grant is agreed: its terms and its profile stay as they are.',
    });
};

const staleGrant = (grant: Grant): WaymarkError =>
  staleVersion({
    version: grant.version,
    text: [grant.title, grant.purpose, grant.reasons, grant.conditions].join('\n\n'),
  });

/** Changes the terms of a draft; a year's amounts are spread again, unless nothing about them changed. */
export const changeGrant = defineAct<GrantTerms & { id: number; version: number }, { id: number }>({
  name: 'grant:change',
  right: 'grant:manage',
  about: ({ id }) => ({ subject: 'grant', subjectId: id }),
  run: async (tx, { years, id, version, ...input }, { today, wrote }) => {
    const grant = await lockGrant(tx, id);
    if (grant.version !== version) throw staleGrant(grant);
    mustBeDraft(grant);
    const now = await listQuarters(tx, id);
    const amounts = new Map(years.map((one) => [one.year, BigInt(one.pence)]));
    const wanted = quartersOf(input.startsOn, input.endsOn);
    const isSame =
      wanted.length === now.length &&
      [...amounts].every(([year, pence]) => sumOf(now.filter((one) => one.year === year)) === pence);
    await updateGrant(tx, id, { ...input, fromPaper: input.endsOn < today });
    if (!isSame) await writeProfile(tx, id, profileOf(wanted, amounts));
    await wrote({ subject: 'grant', subjectId: id });
    return { id };
  },
});

/** The amounts of a draft's quarters, one by one. */
export const setProfile = defineAct<
  { id: number; version: number; amounts: { quarterId: number; pence: string }[] },
  { id: number }
>({
  name: 'grant:profile',
  right: 'grant:manage',
  about: ({ id }) => ({ subject: 'grant', subjectId: id }),
  run: async (tx, input, { wrote }) => {
    const grant = await lockGrant(tx, input.id);
    const quarters = await listQuarters(tx, input.id);
    if (grant.version !== input.version)
      throw staleVersion({
        version: grant.version,
        text: quarters.map((one) => `${one.year} quarter ${one.quarter}: ${one.pence} pence`).join('\n'),
      });
    mustBeDraft(grant);
    const amounts = new Map(input.amounts.map(({ quarterId, pence }) => [quarterId, BigInt(pence)]));
    await writeProfile(
      tx,
      input.id,
      quarters.map((one) => ({ ...one, pence: amounts.get(one.id) ?? one.pence })),
    );
    await setGrantState(tx, input.id, 'draft');
    await wrote({ subject: 'grant', subjectId: input.id });
    return { id: input.id };
  },
});

/** Puts a draft in force, with a return to write for each of its quarters; or ends a grant; or takes that back. */
export const moveGrant = defineAct<{ id: number; version: number; to: 'in-force' | 'ended' }, { id: number }>(
  {
    name: 'grant:move',
    right: 'grant:manage',
    about: ({ id }) => ({ subject: 'grant', subjectId: id }),
    run: async (tx, input, { wrote }) => {
      const grant = await lockGrant(tx, input.id);
      if (grant.version !== input.version) throw staleGrant(grant);
      if (grant.state === input.to || (grant.state === 'draft' && input.to === 'ended'))
        throw new WaymarkError('not-allowed-now', { text: 'The grant is not at that stage.' });
      if (!mayBePutIn(grant) && input.to === 'in-force')
        throw new WaymarkError('not-allowed-now', { text: 'Its term was over when it was entered.' });
      if (grant.state === 'draft') {
        const quarters = await listQuarters(tx, input.id);
        if (sumOf(quarters) === 0n)
          throw new WaymarkError('not-allowed-now', { text: 'The profile has no amount yet.' });
      }
      await setGrantState(tx, input.id, input.to);
      // Of a term that was over before, nobody owes a return.
      if (input.to === 'in-force' && !grant.fromPaper) await openReturns(tx, input.id);
      await wrote({ subject: 'grant', subjectId: input.id, detail: { state: input.to } });
      return { id: input.id };
    },
  },
);

/** What was agreed of a grant that has ended stays as it was. */
const mustGoOn = (grant: Pick<Grant, 'state'>): void => {
  if (grant.state === 'ended')
    throw new WaymarkError('not-allowed-now', {
      text: 'The grant has ended: what was agreed stays as it was.',
    });
};

/** Adds something agreed. */
export const addOutput = defineAct<
  { grantId: number } & Pick<GrantOutput, 'kind' | 'title' | 'measure' | 'perQuarter'>,
  { id: number }
>({
  name: 'grant:add-output',
  right: 'grant:manage',
  run: async (tx, { grantId, ...input }, { wrote }) => {
    mustGoOn(await lockGrant(tx, grantId));
    const made = await insertOutput(tx, grantId, input);
    await wrote({ subject: 'grant', subjectId: grantId, detail: { output: made.id } });
    return made;
  },
});

/** Takes something agreed out, or puts it back. */
export const removeOutput = defineAct<{ grantId: number; id: number; removed: boolean }, { id: number }>({
  name: 'grant:remove-output',
  right: 'grant:manage',
  run: async (tx, input, { wrote }) => {
    mustGoOn(await lockGrant(tx, input.grantId));
    const found = (await listOutputs(tx, input.grantId)).some(({ id }) => id === input.id);
    if (!found || (await setOutputRemoved(tx, input.grantId, input.id, input.removed)) === 0)
      throw notFound();
    await wrote({
      subject: 'grant',
      subjectId: input.grantId,
      detail: { output: input.id, removed: input.removed },
    });
    return { id: input.id };
  },
});
