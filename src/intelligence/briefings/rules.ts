import { curfewWords, Reading, tagTypeWords, type Values } from '../../casework/index.ts';
import { londonInstant, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type { Area, AreasRule, BriefingState, Facts, Here, Part, PartKind, Source } from './types.ts';

export type BriefingAct = 'change' | 'release' | 'discard' | 'withdraw' | 'drop';

/** What may be done with a briefing in each state; buttons, acts and tests read this table. */
export const transitions: Record<BriefingState, Partial<Record<BriefingAct, BriefingState>>> = {
  draft: { change: 'draft', release: 'released', discard: 'discarded' },
  released: { withdraw: 'withdrawn', drop: 'released' },
  withdrawn: {},
  discarded: {},
};

export interface NewBriefing {
  area: Area;
  fromAt: Date;
  untilAt: Date;
  words: string;
}

/** Reads where a briefing is for and until when. It ends by itself, no later than the scheme's rule lets it. */
export function readBriefing(
  values: Values,
  rule: AreasRule,
  now: Date,
): { input: NewBriefing } | { errors: FieldError[] } {
  const read = new Reading(values);
  const code = read.code(
    'area',
    rule.areas.map((one) => one.code),
    'Choose the area or shift',
  );
  const area = rule.areas.find((one) => one.code === code);
  const day = read.day('fromDay', 'Enter the day it begins');
  const time = read.words('fromTime', 'Enter the time it begins, like 07:00');
  const fromAt = day === null || time === null ? undefined : londonInstant(day, time);
  if (day !== null && time !== null && fromAt === undefined)
    read.wrong('fromTime', 'Enter the time it begins, like 07:00');
  const hours = read.whole(
    'hours',
    { least: 1, most: rule.mostHours },
    `Enter for how many hours it holds, from 1 to ${rule.mostHours}`,
  );
  const untilAt = fromAt && hours !== null ? new Date(fromAt.getTime() + hours * 3_600_000) : undefined;
  if (untilAt !== undefined && untilAt <= now)
    read.wrong('hours', 'It would have ended already. Check day and time');
  const words = read.words('words') ?? '';
  if (words.length > 1000) read.wrong('words', 'Use at most 1,000 characters');
  if (read.errors.length > 0 || !area || !fromAt || !untilAt) return { errors: read.errors };
  return { input: { area, fromAt, untilAt, words } };
}

export interface ItemInput {
  lookFor: string;
  callWhom: string;
  reportIds: number[];
}

export function readItem(
  values: Values,
  tellable: readonly number[],
): { input: ItemInput } | { errors: FieldError[] } {
  const read = new Reading(values);
  const lookFor =
    read.words('lookFor', 'Say what to look for, or that nothing is asked but to know them') ?? '';
  const callWhom = read.words('callWhom', 'Say whom to call: a name and a number') ?? '';
  if (lookFor.length > 500) read.wrong('lookFor', 'Use at most 500 characters: it is read on a phone');
  if (callWhom.length > 200) read.wrong('callWhom', 'Use at most 200 characters');
  const reportIds = read.ids('reports', tellable);
  return read.errors.length > 0 ? { errors: read.errors } : { input: { lookFor, callWhom, reportIds } };
}

/** Why nobody may release it yet; empty where it may be. */
export function lacking(
  briefing: { untilAt: Date },
  items: readonly { name: string; stands: boolean; lookFor: string; callWhom: string }[],
  now: Date,
): string[] {
  return [
    ...(items.length === 0 ? ['Nobody is in it. Put somebody in first.'] : []),
    ...(briefing.untilAt <= now ? ['Its time has passed. Change it first.'] : []),
    ...items.flatMap((item) => [
      ...(item.stands ? [] : [`${item.name} may not be told of: take them out.`]),
      ...(item.lookFor === '' || item.callWhom === ''
        ? [`${item.name}: say what to look for and whom to call.`]
        : []),
    ]),
  ];
}

export const hereOf = (one: { lives: boolean; offends: boolean }): Here[] => {
  const here: Here[] = [
    ...(one.lives ? (['lives'] as const) : []),
    ...(one.offends ? (['offends'] as const) : []),
  ];
  return here.length === 0 ? ['chosen'] : here;
};

/** Categories of the library of conditions that somebody on patrol can see kept or broken. */
const seenOnPatrol: readonly string[] = [
  'Residence at a specific place',
  'Items and documents',
  'Curfew',
  'Freedom of movement',
  'Electronic monitoring',
  'Terrorist personal search',
  'Serious organised crime',
];

const healthOrVictim =
  /victim|survivor|alcohol|drug|substance|solvent|medic|psych|mental|health|treat|therap|programme|intervention|child/i;

/**
 * Whether a condition is for the front line: one of the library that can be seen on patrol, and nothing of health or of
 * victims. What was written for one person alone may tell of both, so it is never told without being asked for.
 */
export const isForPatrol = (condition: { kind: string; category: string; wording: string }): boolean =>
  condition.kind === 'additional' &&
  seenOnPatrol.includes(condition.category) &&
  !healthOrVictim.test(condition.wording);

/**
 * What is frozen of each person: parts of one agency and one handling each. A protective zone gives its boundary and
 * neither its name nor its reason; a tag that measures alcohol is of health and is not told.
 */
export function partsOf(
  items: readonly { id: number; personId: number; reportIds: readonly number[] }[],
  facts: Facts,
  safetyKinds: ReadonlyMap<string, string>,
): Part[] {
  return items.flatMap((item) => {
    const own = <One extends { personId: number }>(all: readonly One[]): One[] =>
      all.filter(({ personId }) => personId === item.personId);
    const part = (kind: PartKind, source: Source, body: Part['body'], protective = false): Part => ({
      itemId: item.id,
      personId: item.personId,
      kind,
      protective,
      agencyId: source.agencyId,
      handling: source.handling,
      namedAgencies: source.namedAgencies,
      sourceId: source.id,
      body,
    });
    return [
      ...own(facts.identities).map((one) => identityPart(item, one)),
      ...own(facts.photos).map((one) => photoPart(item, one)),
      ...own(facts.warnings).flatMap((one) => {
        const name = safetyKinds.get(one.kind);
        return name === undefined ? [] : [part('warning', one, { text: `${name}: ${one.why}` })];
      }),
      ...own(facts.addresses).map((one) => part('address', one, { text: one.text })),
      ...own(facts.curfews).map((one) => part('curfew', one, { text: curfewWords(one) })),
      ...own(facts.curfewAddresses).map((one) => part('curfew', one, { text: `At ${one.text}` })),
      ...own(facts.tags)
        .filter(({ tagType }) => !tagType.startsWith('alcohol'))
        .map((one) => part('tag', one, { text: tagName(one.tagType) })),
      ...own(facts.conditions)
        .filter(isForPatrol)
        .map((one) => part('condition', one, { text: one.wording })),
      ...own(facts.zones).map((one) => part('zone', one, zoneBody(one), one.protective)),
      ...own(facts.reports)
        .filter(({ id }) => item.reportIds.includes(id))
        .map((one) => part('report', one, { text: one.text, note: one.grade })),
    ];
  });
}

const tagName = (type: string): string =>
  Object.hasOwn(tagTypeWords, type) ? tagTypeWords[type as keyof typeof tagTypeWords] : type;

const identityPart = (item: { id: number; personId: number }, one: Facts['identities'][number]): Part => ({
  itemId: item.id,
  personId: item.personId,
  kind: 'identity',
  protective: false,
  agencyId: null,
  handling: null,
  namedAgencies: [],
  sourceId: null,
  body: {
    text: one.name,
    note: [
      one.born === null ? 'Date of birth not known' : `Born ${showDay(one.born)}`,
      ...(one.sex === null ? [] : [one.sex]),
    ].join(', '),
  },
});

/** Which photo: the picture stays where it is, so that one that is taken away is gone from every briefing at once. */
const photoPart = (item: { id: number; personId: number }, one: Facts['photos'][number]): Part => ({
  itemId: item.id,
  personId: item.personId,
  kind: 'photo',
  protective: false,
  agencyId: null,
  handling: null,
  namedAgencies: [],
  sourceId: one.id,
  body: { text: `Taken ${showDay(one.takenOn)}` },
});

/** Where they must not go. Of a protective zone the name is left out: it may say whom it protects. */
export function zoneBody(zone: {
  name: string;
  places: readonly string[];
  boundary: readonly (readonly [number, number])[];
  protective: boolean;
}): Part['body'] {
  const places = zone.places.join('; ');
  const named =
    zone.protective || zone.name === places ? places : [zone.name, places].filter(Boolean).join(': ');
  return {
    text: named === '' ? 'The area within these corners' : named,
    corners: zone.boundary.map(([latitude, longitude]) => `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`),
  };
}
