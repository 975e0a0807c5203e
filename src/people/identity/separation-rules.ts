import { type Day, londonDay } from '../../kernel/clock.ts';
import type { GoneThing, PersonReference, WrittenThing } from '../../web/wing.ts';

export const itemVerdicts = ['stays', 'moved', 'anew', 'decided'] as const;
export type ItemVerdict = (typeof itemVerdicts)[number];

/** `written`: what was to be written anew has been. */
export type SaidVerdict = ItemVerdict | 'written';

export const itemVerdictWords: Record<SaidVerdict, string> = {
  stays: 'Stays: it is about this person',
  moved: 'Went to the other person',
  anew: 'Is about the other person: to be written anew there',
  written: 'Was written anew for the other person',
  decided: 'Was decided again',
};

/** Something written about somebody while a record was wrongly part of them. */
export interface Listed {
  /** What it is known by, its kind and its number; no words of it. */
  item: string;
  reference: PersonReference;
  thing: WrittenThing;
}

export const itemOf = (kind: string, id: number): string => `${kind} ${id}`;

/** A kind and a number, or undefined for what names nothing. */
export function readItem(item: string): { kind: string; id: number } | undefined {
  const [, kind, id] = /^([a-z][a-z-]{1,30}) (\d{1,15})$/.exec(item) ?? [];
  return kind === undefined ? undefined : { kind, id: Number(id) };
}

/** From the day on which the record came, as far as is known. */
export const sinceDay = (since: Date): Day => londonDay(since);

/** Each thing once, in the order of the kinds, the newest first. */
export function listedOf(
  references: readonly PersonReference[],
  things: readonly (readonly WrittenThing[])[],
): Listed[] {
  const found = new Map<string, Listed>();
  for (const [index, reference] of references.entries())
    for (const thing of things[index] ?? []) {
      const item = itemOf(reference.kind, thing.id);
      if (!found.has(item)) found.set(item, { item, reference, thing });
    }
  return [...found.values()];
}

/** What may be said of a kind at all; a decision stands or is made again, and is never given to anybody. */
const verdictsOf: Record<PersonReference['way'], readonly ItemVerdict[]> = {
  moves: ['stays', 'moved', 'anew'],
  anew: ['stays', 'anew'],
  decide: ['stays', 'decided'],
};

/** Verdicts that are for some of these. */
export const verdictsFor = (listed: readonly Listed[]): ItemVerdict[] =>
  itemVerdicts.filter((verdict) =>
    listed.some(({ reference }) => verdictsOf[reference.way].includes(verdict)),
  );

/** Why this cannot be said of this thing; undefined where it can. */
export function refusalOf({ reference, thing }: Listed, verdict: ItemVerdict): string | undefined {
  if (verdict === 'moved' && reference.way === 'moves') return thing.stuck;
  if (verdictsOf[reference.way].includes(verdict)) return undefined;
  if (reference.way === 'decide') return 'a decision stands, or is made again';
  return verdict === 'moved' ? 'it does not go as it is' : 'it is no decision';
}

/** `all KIND` stands for each of that kind of which the verdict can be said, `earlier KIND` for those from before the record came. */
export const allOf = (kind: string, earlier = false): string => `${earlier ? 'earlier' : 'all'} ${kind}`;

const isAllTicked = (ticked: readonly string[], { reference, thing }: Listed): boolean =>
  ticked.includes(allOf(reference.kind, thing.earlier === true));

/** Stands for several, and names none. */
export const isAll = (item: string): boolean => /^(all|earlier) /.test(item);

/** The group of ticks in which something stands, and where its errors are shown. */
export const groupOf = ({ reference, thing }: Listed): string =>
  `items-${reference.kind}${thing.earlier === true ? '-earlier' : ''}`;

/** What was ticked and can have this answer, each thing once. */
export function chosenOf(ticked: readonly string[], open: readonly Listed[], verdict: ItemVerdict): Listed[] {
  return open.filter(
    (one) => (ticked.includes(one.item) || isAllTicked(ticked, one)) && refusalOf(one, verdict) === undefined,
  );
}

/** What lies ahead of the same series as something that would go, and is not chosen itself: it may go with it. */
export function restOf(chosen: readonly Listed[], open: readonly Listed[]): Listed[] {
  const keys = new Set(chosen.flatMap(({ thing }) => thing.series?.key ?? []));
  return open.filter(
    (one) =>
      one.thing.series?.ahead === true &&
      keys.has(one.thing.series.key) &&
      !chosen.some(({ item }) => item === one.item) &&
      refusalOf(one, 'moved') === undefined,
  );
}

/** Things of the viewer's own that are with the other person now, each with a line to know it by. */
export function goneOf(
  references: readonly PersonReference[],
  things: readonly (readonly GoneThing[])[],
): Map<string, GoneThing> {
  return new Map(
    references.flatMap(({ kind }, index) =>
      (things[index] ?? []).map((thing) => [itemOf(kind, thing.id), thing] as const),
    ),
  );
}

export interface LeftOut {
  words: string;
  n: number;
  because: string;
  /** Of one that was ticked by itself: which, and that the tick is kept. */
  one?: Listed;
}

/**
 * What was ticked and the verdict cannot be said of, with the reason: each by itself that was ticked by itself, and kind by kind
 * what “all of these” was ticked for.
 */
export function leftOutOf(
  ticked: readonly string[],
  open: readonly Listed[],
  verdict: ItemVerdict,
): LeftOut[] {
  const found = new Map<string, LeftOut>();
  for (const one of open) {
    const because = refusalOf(one, verdict);
    if (because === undefined) continue;
    const { words, kind } = one.reference;
    if (ticked.includes(one.item)) {
      found.set(one.item, { words, n: 1, because, one });
      continue;
    }
    if (!isAllTicked(ticked, one)) continue;
    const key = `${kind} ${because}`;
    found.set(key, { words, n: (found.get(key)?.n ?? 0) + 1, because });
  }
  return [...found.values()];
}

export interface OthersCount {
  agency: string;
  /** How many of each kind: that they are, and nothing more. */
  kinds: { words: string; n: number }[];
}

/** What other agencies have to answer for, as far as the viewer may see that it is there. */
export function othersOf(listed: readonly Listed[], agencyId: number): OthersCount[] {
  const byAgency = new Map<string, Map<string, number>>();
  for (const { reference, thing } of listed) {
    if (thing.agencyId === agencyId) continue;
    const kinds = byAgency.get(thing.agency) ?? new Map<string, number>();
    kinds.set(reference.words, (kinds.get(reference.words) ?? 0) + 1);
    byAgency.set(thing.agency, kinds);
  }
  return [...byAgency]
    .sort(([left], [right]) => left.localeCompare(right))
    .map(([agency, kinds]) => ({ agency, kinds: [...kinds].map(([words, n]) => ({ words, n })) }));
}

/** After “because they” and “because you” alike. */
export const toldHow: Readonly<Record<string, string>> = {
  looked: 'looked at the person',
  alert: 'were alerted',
  report: 'had a report',
  notice: 'were told of the case',
  briefing: 'had a briefing that showed them',
};
