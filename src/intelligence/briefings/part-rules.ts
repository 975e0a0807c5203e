import { curfewWords, tagTypeWords } from '../../casework/index.ts';
import { showDay } from '../../kernel/clock.ts';
import type { Facts, Part, PartKind, Source, ToldCondition } from './types.ts';

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

type Condition = Pick<Facts['conditions'][number], 'kind' | 'category' | 'wording' | 'asWritten'>;

/** Whether a condition can be seen kept or broken on patrol, and has nothing of health or of victims. */
const isForPatrol = ({ kind, category, wording }: Condition): boolean =>
  kind !== 'standard' && seenOnPatrol.includes(category) && !healthOrVictim.test(wording);

/** One of the library, with nothing filled in: it is told as it is. */
export const isToldAsWritten = (condition: Condition): boolean =>
  condition.kind === 'additional' && condition.asWritten && isForPatrol(condition);

/**
 * One that was written or filled in for this person may be told once somebody has read it and chosen its words. Not where
 * it says where they may not go and a protective zone is theirs: the two would tell each other's reason.
 */
export const mayBeTold = (condition: Condition, hasProtectiveZone: boolean): boolean =>
  isForPatrol(condition) &&
  !isToldAsWritten(condition) &&
  !(hasProtectiveZone && whereabouts.includes(condition.category));

const whereabouts: readonly string[] = ['Residence at a specific place', 'Freedom of movement'];

export interface BriefedItem {
  id: number;
  personId: number;
  reportIds: readonly number[];
  toldConditions: readonly ToldCondition[];
}

/**
 * What is frozen of each person: parts of one agency and one handling each. A protective zone gives its boundary and
 * neither its name, its places nor its reason; of a flag what it is and what to do, not why; a tag that measures alcohol is
 * of health and is not told.
 */
export function partsOf(
  items: readonly BriefedItem[],
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
        return name === undefined ? [] : [part('warning', one, { text: name })];
      }),
      ...own(facts.addresses).map((one) => part('address', one, { text: one.text })),
      ...own(facts.curfews).map((one) => part('curfew', one, { text: curfewWords(one) })),
      ...own(facts.curfewAddresses).map((one) => part('curfew', one, { text: `At ${one.text}` })),
      ...own(facts.tags)
        .filter(({ tagType }) => !tagType.startsWith('alcohol'))
        .map((one) => part('tag', one, { text: tagName(one.tagType) })),
      ...own(facts.conditions).flatMap((one) => {
        const words = toldOf(
          one,
          item,
          own(facts.zones).some(({ protective }) => protective),
        );
        return words === undefined ? [] : [part('condition', one, { text: words })];
      }),
      ...own(facts.zones).map((one, index) => part('zone', one, zoneBody(one, index + 1), one.protective)),
      ...own(facts.reports)
        .filter(({ id }) => item.reportIds.includes(id))
        .map((one) => part('report', one, { text: one.text, note: one.grade })),
    ];
  });
}

/** The words in which a condition is told; none where it is not. */
const toldOf = (
  condition: Facts['conditions'][number],
  item: BriefedItem,
  hasProtectiveZone: boolean,
): string | undefined =>
  isToldAsWritten(condition)
    ? condition.wording
    : mayBeTold(condition, hasProtectiveZone)
      ? item.toldConditions.find(({ id }) => id === condition.id)?.words
      : undefined;

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

/**
 * Where they must not go. A protective zone is a number and its boundary: its name and its places may say whom it protects.
 * So is one whose name or places read as if they did, whatever its author ticked.
 */
export function zoneBody(
  zone: {
    name: string;
    places: readonly string[];
    boundary: readonly (readonly [number, number])[];
    protective: boolean;
  },
  number: number,
): Part['body'] {
  const places = zone.places.join('; ');
  const named = zone.name === places ? places : [zone.name, places].filter(Boolean).join(': ');
  const isNeutral = zone.protective || healthOrVictim.test(named);
  return {
    text: isNeutral || named === '' ? `Zone ${number}` : `Zone ${number}: ${named}`,
    corners: zone.boundary.map(([latitude, longitude]) => `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`),
  };
}
