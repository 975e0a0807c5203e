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

/** `all KIND` stands for each of that kind of which the verdict can be said. */
export const allOf = (kind: string): string => `all ${kind}`;

/** What was ticked, each thing once; what is not on the list is left out. */
export function chosenOf(ticked: readonly string[], open: readonly Listed[], verdict: ItemVerdict): Listed[] {
  return open.filter(
    (one) =>
      ticked.includes(one.item) ||
      (ticked.includes(allOf(one.reference.kind)) && refusalOf(one, verdict) === undefined),
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
}

/** What “all of these” was ticked for and the verdict cannot be said of, kind by kind, with the reason. */
export function leftOutOf(
  ticked: readonly string[],
  open: readonly Listed[],
  verdict: ItemVerdict,
): LeftOut[] {
  const found = new Map<string, LeftOut>();
  for (const one of open) {
    if (ticked.includes(one.item) || !ticked.includes(allOf(one.reference.kind))) continue;
    const because = refusalOf(one, verdict);
    if (because === undefined) continue;
    const key = `${one.reference.kind} ${because}`;
    found.set(key, { words: one.reference.words, n: (found.get(key)?.n ?? 0) + 1, because });
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

export const toldHow: Readonly<Record<string, string>> = {
  looked: 'looked at the person',
  alert: 'was alerted',
  report: 'had a report',
  notice: 'was told of the case',
  briefing: 'had a briefing that showed them',
};
