import { changeTitle, changeWhy, type SaidChange } from '../../cohort/index.ts';
import type { TodayItem } from '../../web/wing.ts';

export interface TodayGroup {
  group: TodayItem['group'];
  items: readonly TodayItem[];
}

const order: readonly TodayItem['group'][] = ['overdue', 'due', 'changed', 'draft', 'ahead'];

/** The viewer's own groups in the order they are worked through. Newest first for what changed, else the earliest day first. */
export function groupItems(items: readonly TodayItem[]): TodayGroup[] {
  return order
    .map((group) => ({
      group,
      items: items
        .filter((item) => item.group === group && item.team === undefined)
        .sort(
          (left, right) =>
            Number(left.more ?? false) - Number(right.more ?? false) ||
            Number(right.alarm ?? false) - Number(left.alarm ?? false) ||
            (group === 'changed' ? -1 : 1) * (left.day < right.day ? -1 : left.day > right.day ? 1 : 0),
        ),
    }))
    .filter((one) => one.items.length > 0);
}

export interface TodayLine {
  /** One item, or several of one person and day. */
  items: readonly [TodayItem, ...TodayItem[]];
}

/** Under one name what is of one person on one day, where the first of it stood. */
export function linesOf(items: readonly TodayItem[]): TodayLine[] {
  const lines: { items: [TodayItem, ...TodayItem[]] }[] = [];
  for (const item of items) {
    const line = lines.find(({ items: [first] }) => isSameName(first, item));
    if (line === undefined) lines.push({ items: [item] });
    else line.items.push(item);
  }
  return lines;
}

const isSameName = (left: TodayItem, right: TodayItem): boolean =>
  left.personId !== undefined &&
  left.personId === right.personId &&
  left.day === right.day &&
  left.title === right.title;

/** What is said of several items, each thing once, with how often: two steps of the same words are one line. */
export function saidOnce(items: readonly TodayItem[]): { href: string; words: string }[] {
  const times = new Map<string, { href: string; detail: string; n: number }>();
  for (const { href, detail = 'Open' } of items) {
    const key = `${href} ${detail}`;
    times.set(key, { href, detail, n: (times.get(key)?.n ?? 0) + 1 });
  }
  return [...times.values()].map(({ href, detail, n }) => ({
    href,
    words: n === 1 ? detail : `${detail} (${n} times)`,
  }));
}

export interface TeamGroup {
  /** `Your team: 12 reviews due` */
  title: string;
  items: readonly TodayItem[];
}

/** What is a team's and not the viewer's own, by team; each with how many things it stands for. */
export function teamGroups(items: readonly TodayItem[]): TeamGroup[] {
  const names = [...new Set(items.flatMap(({ team }) => (team === undefined ? [] : [team.name])))];
  return names.map((name) => {
    const own = items.filter(({ team }) => team?.name === name);
    const count = own.reduce((sum, { team }) => sum + (team?.count ?? 0), 0);
    return { title: `${name}: ${count} ${own[0]?.team?.of ?? ''}`, items: own };
  });
}

/** Where a draft is gone on with, and what it is: by the name its form gave it. */
const homes: readonly { pattern: RegExp; title: string; href: (ids: readonly string[]) => string }[] = [
  { pattern: /^contact:new:(\d+)$/, title: 'A contact', href: ([id]) => `/people/${id}/contacts/new` },
  {
    pattern: /^contact:(\d+):(\d+)$/,
    title: 'A correction of a contact',
    href: ([id, contact]) => `/people/${id}/contacts/${contact}/correct`,
  },
  { pattern: /^goal:new:(\d+)$/, title: 'A goal', href: ([id]) => `/people/${id}/plan/goals/new` },
  {
    pattern: /^goal:(\d+):(\d+)$/,
    title: 'A change of a goal',
    href: ([id, goal]) => `/people/${id}/plan/goals/${goal}`,
  },
  {
    pattern: /^step:(\d+):(\d+)$/,
    title: 'A step',
    href: ([id, goal]) => `/people/${id}/plan/goals/${goal}/steps/new`,
  },
  {
    pattern: /^plan-note:(\d+):(\d+)$/,
    title: 'A note of progress',
    href: ([id, goal]) => `/people/${id}/plan/goals/${goal}/notes/new`,
  },
  {
    pattern: /^plan-review:(\d+)$/,
    title: 'A review of a plan',
    href: ([id]) => `/people/${id}/plan/reviews/new`,
  },
  {
    pattern: /^unmet:new:(\d+)$/,
    title: 'A need that no service meets',
    href: ([id]) => `/people/${id}/unmet-needs/new`,
  },
  {
    pattern: /^referral-told:(\d+)$/,
    title: 'What a provider said',
    href: ([id]) => `/referrals/${id}/told`,
  },
  {
    pattern: /^supervision-note$/,
    title: 'A supervision note',
    href: () => '/activity/supervision/new',
  },
  {
    pattern: /^referral:new:(\d+):(\d+)$/,
    title: 'A referral',
    href: ([id, service]) => `/people/${id}/referrals/to/${service}`,
  },
  { pattern: /^referral:(\d+)$/, title: 'A change of a referral', href: ([id]) => `/referrals/${id}/edit` },
  {
    pattern: /^referral-report:(\d+)$/,
    title: 'An end-of-service report',
    href: ([id]) => `/referrals/${id}/report`,
  },
  {
    pattern: /^referral-session:(\d+)$/,
    title: 'A session',
    href: ([id]) => `/referrals/${id}/sessions/new`,
  },
  {
    pattern: /^referral-session:(\d+):(\d+)$/,
    title: 'A session',
    href: ([id, session]) => `/referrals/${id}/sessions/${session}`,
  },
  {
    pattern: /^questionnaire:new:(\d+)$/,
    title: 'Answers to a questionnaire',
    href: ([id]) => `/people/${id}/questionnaires/new`,
  },
  { pattern: /^service:new$/, title: 'A service', href: () => '/services/new' },
  { pattern: /^service:(\d+)$/, title: 'A change of a service', href: ([id]) => `/services/${id}/edit` },
  {
    pattern: /^licence:new:(\d+)$/,
    title: 'A licence or order',
    href: ([id]) => `/people/${id}/licence/new`,
  },
  {
    pattern: /^licence:(\d+):(\d+)$/,
    title: 'A change of a licence or order',
    href: ([id, licence]) => `/people/${id}/licence/${licence}/edit`,
  },
  {
    pattern: /^vary:(\d+):(\d+)$/,
    title: 'A variation of conditions',
    href: ([id, licence]) => `/people/${id}/licence/${licence}/vary`,
  },
  { pattern: /^curfew:new:(\d+)$/, title: 'A curfew', href: ([id]) => `/people/${id}/licence/curfews/new` },
  {
    pattern: /^zone:new:(\d+)$/,
    title: 'An exclusion zone',
    href: ([id]) => `/people/${id}/licence/zones/new`,
  },
  { pattern: /^register:new:(\d+)$/, title: 'A tag or item', href: ([id]) => `/people/${id}/register/new` },
  {
    pattern: /^failure:new:(\d+)$/,
    title: 'A failure to comply',
    href: ([id]) => `/people/${id}/enforcement/new`,
  },
  {
    pattern: /^enforcement:(\d+):(\d+):[a-z-]+$/,
    title: 'What follows a failure',
    href: ([id, one]) => `/people/${id}/enforcement/${one}`,
  },
  {
    pattern: /^warrant:new:(\d+)$/,
    title: 'A warrant or recall',
    href: ([id]) => `/people/${id}/warrants/new`,
  },
  {
    pattern: /^attempt:(\d+):(\d+)$/,
    title: 'An attempt at a warrant',
    href: ([id, warrant]) => `/people/${id}/warrants/${warrant}`,
  },
  {
    pattern: /^assessment:new:(\d+)$/,
    title: 'An assessment',
    href: ([id]) => `/people/${id}/risk/assessments/new`,
  },
  {
    pattern: /^assessment:(\d+):(\d+)$/,
    title: 'A correction of an assessment',
    href: ([id, item]) => `/people/${id}/risk/assessments/${item}/correct`,
  },
  { pattern: /^flag:new:(\d+)$/, title: 'A risk flag', href: ([id]) => `/people/${id}/risk/flags/new` },
  {
    pattern: /^(mappa|marac|safeguarding):new:(\d+)$/,
    title: 'MAPPA, MARAC or a safeguarding concern',
    href: ([register, id]) => `/people/${id}/risk/registers/${register}/new`,
  },
  {
    pattern: /^victim-details:(\d+)$/,
    title: 'Details of a victim',
    href: ([id]) => `/victims/${id}/details`,
  },
  {
    pattern: /^victim-(updates|referrals|satisfaction|conditions|offers):(\d+)$/,
    title: 'A record of a victim',
    href: ([part, id]) => `/victims/${id}/${part}/new`,
  },
  {
    pattern: /^victim-(updates|referrals|satisfaction|conditions|offers):(\d+):(\d+)$/,
    title: 'A record of a victim',
    href: ([part, id, item]) => `/victims/${id}/${part}/${item}`,
  },
  {
    pattern: /^message:new:(\d+)$/,
    title: 'A message',
    href: ([id]) => `/people/${id}/reminders/message`,
  },
  {
    pattern: /^consent:new:(\d+)$/,
    title: 'A number or address for reminders',
    href: ([id]) => `/people/${id}/reminders/addresses/new`,
  },
  {
    pattern: /^panel-decision:(\d+)$/,
    title: 'A decision of a panel',
    href: ([id]) => `/panels/items/${id}`,
  },
  { pattern: /^nomination:new$/, title: 'A nomination', href: () => '/cohort/nominations/new' },
  { pattern: /^intelligence:new$/, title: 'An intelligence report', href: () => '/intelligence/new' },
  {
    pattern: /^intelligence:new:(\d+)$/,
    title: 'An intelligence report',
    href: ([id]) => `/intelligence/new?person=${id}`,
  },
  {
    pattern: /^intelligence:(\d+)$/,
    title: 'A change of an intelligence report',
    href: ([id]) => `/intelligence/${id}`,
  },
  {
    pattern: /^sighting:(\d+):(\d+)$/,
    title: 'A sighting',
    href: ([briefing, item]) =>
      item === '0' ? '/sightings/new?else=yes' : `/sightings/new?briefing=${briefing}&item=${item}`,
  },
  {
    pattern: /^tasking:(\d+)$/,
    title: 'A tasking',
    href: ([id]) => (id === '0' ? '/taskings/new' : `/taskings/new?person=${id}`),
  },
  {
    pattern: /^intelligence-send:(\d+)$/,
    title: 'Sending an intelligence report on',
    href: ([id]) => `/intelligence/${id}/send`,
  },
  { pattern: /^safeguarding:new$/, title: 'A safeguarding concern', href: () => '/safeguarding/new' },
  {
    pattern: /^safeguarding:new:(\d+)$/,
    title: 'A safeguarding concern',
    href: ([id]) => `/safeguarding/new?person=${id}`,
  },
  { pattern: /^decision:new$/, title: 'A decision notice', href: () => '/governance/decisions/new' },
  {
    pattern: /^decision:(\d+)$/,
    title: 'A change of a decision notice',
    href: ([id]) => `/governance/decisions/${id}/edit`,
  },
];

/** @returns undefined href for a form that this page does not know: it can be thrown away all the same. */
export function draftHome(form: string): { title: string; href: string | undefined } {
  for (const { pattern, title, href } of homes) {
    const match = pattern.exec(form);
    if (match !== null) return { title, href: href(match.slice(1)) };
  }
  return { title: 'A form', href: undefined };
}

/** What changed for a member, why and by whom; nobody where it followed from the records. */
export function memberChangeWords(change: SaidChange & { by: string | null }): string {
  const why = changeWhy(change);
  // What the records said is part of the sentence; what somebody wrote stays as they wrote it.
  return change.by === null
    ? `${changeTitle(change)}: ${why.charAt(0).toLowerCase()}${why.slice(1)}`
    : `${changeTitle(change)}: ${why}, by ${change.by}`;
}
