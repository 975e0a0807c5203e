import { showDay } from '../../kernel/clock.ts';
import { Reading } from '../reading.ts';
import { kindName } from './list-views.ts';
import type { Part, PartContext } from './part.ts';
import {
  addCondition,
  addOffer,
  addReferral,
  addSatisfaction,
  addUpdate,
  endCondition,
  giveUpdate,
  moveReferral,
  settleOffer,
} from './part-acts.ts';
import { getCondition, getOffer, getReferral, getUpdate } from './part-store.ts';
import {
  type ConditionInput,
  type GivingInput,
  type OfferInput,
  offerMoves,
  type ReferralInput,
  readCondition,
  readGiving,
  readOffer,
  readReferral,
  readReferralMove,
  readSatisfaction,
  readSettling,
  readUpdate,
  referralMoves,
  type SatisfactionInput,
  type SettlingInput,
  type UpdateInput,
} from './rules.ts';
import { safetyBlock } from './safety-view.ts';
import {
  type Condition,
  type Offer,
  offerStateWords,
  type ReferralState,
  referralStateWords,
  scoreWords,
  type VictimReferral,
  type VictimUpdate,
  ways,
  wayWords,
} from './types.ts';

const crimeChoices = ({ crimes }: PartContext) =>
  crimes.map(({ id, crime }) => ({ value: String(id), text: crime }));
const linkIds = ({ crimes }: PartContext): number[] => crimes.map(({ id }) => id);

const updates: Part<UpdateInput, VictimUpdate, GivingInput> = {
  adding: {
    heading: 'Plan an update',
    save: 'Save',
    done: 'The update is planned.',
    fields: (context) => [
      {
        name: 'kind',
        label: 'About what',
        as: 'radios',
        choices: context.rule.kinds.map(({ code, name }) => ({ value: code, text: name })),
      },
      {
        name: 'link',
        label: 'Crime (optional)',
        as: 'select',
        choices: [{ value: '', text: 'None in particular' }, ...crimeChoices(context)],
      },
      { name: 'dueOn', label: 'Given by', as: 'day' },
    ],
    read: (values, context) => readUpdate(values, context.rule, linkIds(context)),
    act: addUpdate,
  },
  moving: {
    heading: 'Record an update',
    save: 'Save',
    done: 'The update was recorded.',
    get: getUpdate,
    words: (row, { rule }) =>
      `${kindName(rule, row.kind)}${row.crime === null ? '' : `, ${row.crime}`}: due on ${showDay(row.dueOn)}${row.state === 'due' ? '' : `, ${row.state === 'given' ? 'given' : 'not given'}. ${row.words ?? ''}`}`,
    before: (row, { victim, crimes, today }) =>
      safetyBlock(
        victim,
        row.crime === null ? crimes : crimes.filter(({ crime }) => crime === row.crime),
        today,
      ),
    fields: (_row, { today, victim }) => [
      {
        name: 'state',
        label: 'Was it given?',
        as: 'radios',
        choices: [
          { value: 'given', text: 'Yes' },
          { value: 'not-given', text: 'No, and it will not be' },
        ],
      },
      { name: 'givenOn', label: 'Day', as: 'day', initial: today },
      {
        name: 'how',
        label: 'How',
        as: 'radios',
        initial: victim.prefers ?? '',
        choices: ways.map((value) => ({
          value,
          text: wayWords[value],
          ...(value === victim.prefers ? { hint: 'What they prefer' } : {}),
        })),
      },
      { name: 'words', label: 'What was said, or why it was not given', as: 'text', rows: 3 },
    ],
    read: (values, _row, { today }) => readGiving(values, today),
    act: giveUpdate,
  },
};

const referrals: Part<ReferralInput, VictimReferral, { state: ReferralState; outcome: string | null }> = {
  adding: {
    heading: 'Record a referral to a service',
    save: 'Save referral',
    done: 'The referral was recorded.',
    fields: ({ today }) => [
      { name: 'service', label: 'Service', as: 'line' },
      { name: 'need', label: 'What for', as: 'text', rows: 3 },
      { name: 'referredOn', label: 'Day', as: 'day', initial: today },
    ],
    read: (values, { today }) => readReferral(values, today),
    act: addReferral,
  },
  moving: {
    heading: 'What became of a referral',
    save: 'Save',
    done: 'The referral was changed.',
    get: getReferral,
    words: (row) =>
      `${row.service}, ${referralStateWords[row.state].toLowerCase()}. ${row.outcome ?? row.need}`,
    fields: (row) => [
      {
        name: 'state',
        label: 'It was',
        as: 'radios',
        choices: referralMoves[row.state].map((value) => ({ value, text: referralStateWords[value] })),
      },
      { name: 'outcome', label: 'What came of it', as: 'text', rows: 3 },
    ],
    read: (values, row) => readReferralMove(values, row.state),
    act: moveReferral,
  },
};

const satisfaction: Part<SatisfactionInput, never, never> = {
  adding: {
    heading: 'How they found the service',
    save: 'Save',
    done: 'What they said was recorded.',
    fields: ({ today }) => [
      { name: 'askedOn', label: 'Asked on', as: 'day', initial: today },
      {
        name: 'score',
        label: 'How satisfied are they?',
        as: 'radios',
        choices: [5, 4, 3, 2, 1].map((score) => ({
          value: String(score),
          text: `${score}: ${scoreWords[score]}`,
        })),
      },
      { name: 'words', label: 'In their words', as: 'text' },
    ],
    read: (values, { today }) => readSatisfaction(values, today),
    act: addSatisfaction,
  },
};

const conditions: Part<ConditionInput, Condition, { why: string }> = {
  adding: {
    heading: 'Record a no-contact condition',
    save: 'Save condition',
    done: 'The condition is recorded. Those who see the licence are told of it.',
    fields: (context) => [
      { name: 'link', label: 'In which crime', as: 'radios', choices: crimeChoices(context) },
      {
        name: 'onLicence',
        label: 'Is it on the licence?',
        as: 'radios',
        choices: [
          { value: 'yes', text: 'Yes: its wording is shown to those who see the licence' },
          { value: 'no', text: 'No: they are told that one is in force, and to ask you' },
        ],
      },
      {
        name: 'wording',
        label: 'Its wording',
        as: 'text',
        rows: 3,
        hint: 'Without their name, and without where they live: “the victim”',
      },
      { name: 'fromOn', label: 'In force from', as: 'day', initial: context.today },
      { name: 'toOn', label: 'Until (empty where it has no end)', as: 'day' },
    ],
    read: (values, context) => readCondition(values, linkIds(context), context.victim),
    act: addCondition,
  },
  moving: {
    heading: 'End a no-contact condition',
    save: 'End condition',
    done: 'The condition has ended.',
    get: getCondition,
    words: (row) =>
      `${row.wording ?? 'A no-contact condition'}, in force from ${showDay(row.fromOn)}${row.endedWhy === null ? '' : `. It ended: ${row.endedWhy}`}`,
    fields: () => [{ name: 'why', label: 'Why does it end?', as: 'text', rows: 3 }],
    read: (values) => {
      const form = new Reading(values);
      const why = form.words('why', 'Say why it ends');
      return why === null ? { errors: form.errors } : { input: { why } };
    },
    act: endCondition,
  },
};

const offers: Part<OfferInput, Offer, SettlingInput> = {
  adding: {
    heading: 'Record an offer of restorative justice',
    save: 'Save offer',
    done: 'The offer was recorded.',
    fields: ({ today }) => [
      { name: 'offeredOn', label: 'Offered on', as: 'day', initial: today },
      { name: 'words', label: 'Note (optional)', as: 'text', rows: 3 },
    ],
    read: (values, { today }) => readOffer(values, today),
    act: addOffer,
  },
  moving: {
    heading: 'What became of an offer of restorative justice',
    save: 'Save',
    done: 'The offer was changed.',
    get: getOffer,
    words: (row) =>
      `Offered on ${showDay(row.offeredOn)}: ${offerStateWords[row.state].toLowerCase()}. ${row.words ?? ''}`,
    fields: (row, { today }) => [
      {
        name: 'state',
        label: 'It was',
        as: 'radios',
        choices: offerMoves[row.state].map((value) => ({ value, text: offerStateWords[value] })),
      },
      { name: 'settledOn', label: 'On', as: 'day', initial: today },
      { name: 'words', label: 'Note (optional)', as: 'text', rows: 3 },
    ],
    read: (values, row, { today }) => readSettling(values, row, today),
    act: settleOffer,
  },
};

/** What is kept under a victim besides who they are. */
export const parts = { updates, referrals, satisfaction, conditions, offers } as const;
