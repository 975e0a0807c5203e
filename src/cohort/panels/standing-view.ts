import { type Day, showDay } from '../../kernel/clock.ts';
import { ragWords } from '../../scheme/ratings.ts';
import { ragTag } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { trendOf } from '../membership/rules.ts';
import { membershipStateWords } from '../membership/types.ts';
import { reasonWords } from './rules.ts';
import type { ContactsPart, MembershipPart, PlanPart, SentencePart } from './types.ts';

/** Codes with their names, as the scheme's rules have them. */
export type Named = readonly { code: string; name: string }[];

const nameOf = (list: Named, code: string): string => list.find((one) => one.code === code)?.name ?? code;

const unseen = 'Nothing that your agency may see';

interface Standings {
  membership: MembershipPart;
  sentences: readonly SentencePart[];
  plans: readonly PlanPart[];
  contacts: readonly ContactsPart[];
}

/** Rows of a member's pack: how they are doing, as it stood when the pack was drawn up. */
export const standingRows = (
  { membership, plans, contacts }: Standings,
  names: { strands: Named; tiers: Named; pathways: Named },
): { key: string; value: string | Html }[] => [
  { key: 'RAG', value: ragOf(membership) },
  { key: 'On the scheme', value: membershipOf(membership, names) },
  { key: 'Lead worker', value: membership.lead ?? 'Nobody' },
  { key: 'Plan, by pathway', value: planOf(plans, names.pathways) },
  { key: 'Contacts in the last three months', value: contactsOf(contacts) },
];

function ragOf({ rag, ragWas, ragOn }: MembershipPart): Html {
  const trend = trendOf(ragWas, rag);
  return html`${ragTag({ value: rag, text: ragWords[rag], ...(trend === undefined ? {} : { trend }) })}${ragOn !== null && ` since ${showDay(ragOn)}`}${ragWas !== null && ragWas !== rag && ragWas !== 'none' && `, before that ${ragWords[ragWas].toLowerCase()}`}`;
}

const membershipOf = (
  { state, joinedOn, strand, tier, base }: MembershipPart,
  { strands, tiers }: { strands: Named; tiers: Named },
): string =>
  [
    `${state === 'member' ? 'Since' : `${membershipStateWords[state]}; joined`} ${showDay(joinedOn)}`,
    `strand ${nameOf(strands, strand)}`,
    tier === null ? 'no tier' : `tier ${nameOf(tiers, tier)}`,
    `base ${base}`,
  ].join(', ');

/** Each order once, though two agencies know of it. */
export function sentenceOf(parts: readonly SentencePart[]): string | undefined {
  const orders = new Map<string, { type: string; ends: Day | null }>();
  for (const order of parts.flatMap((part) => part.orders)) orders.set(`${order.type} ${order.ends}`, order);
  if (orders.size === 0) return undefined;
  return [...orders.values()]
    .map(
      ({ type, ends }) =>
        `${reasonWords(type)}${ends === null ? ', no end known' : `, ends ${showDay(ends)}`}`,
    )
    .join('; ');
}

function planOf(parts: readonly PlanPart[], pathways: Named): string {
  if (parts.length === 0) return unseen;
  const sums = new Map<string, { goals: number; achieved: number }>();
  for (const { code, goals, achieved } of parts.flatMap((part) => part.pathways)) {
    const sum = sums.get(code) ?? { goals: 0, achieved: 0 };
    sums.set(code, { goals: sum.goals + goals, achieved: sum.achieved + achieved });
  }
  return [...sums]
    .map(
      ([code, { goals, achieved }]) =>
        `${nameOf(pathways, code)}: ${achieved} of ${goals} ${goals === 1 ? 'goal' : 'goals'} achieved`,
    )
    .join('; ');
}

function contactsOf(parts: readonly ContactsPart[]): string {
  if (parts.length === 0) return unseen;
  const sum = (key: keyof ContactsPart): number => parts.reduce((total, part) => total + part[key], 0);
  return `${sum('attended')} attended, ${sum('failed')} failed, ${sum('acceptable')} acceptable ${sum('acceptable') === 1 ? 'absence' : 'absences'}`;
}
