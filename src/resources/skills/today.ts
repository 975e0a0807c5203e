import type { StaffViewer } from '../../access/viewers.ts';
import { listOwnTraining } from '../../casework/index.ts';
import { type Day, showShortDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { listSkills, type Skills, skillName } from '../../scheme/skills.ts';
import type { TodayItem } from '../../web/wing.ts';
import { requiredOf, standingOf } from './rules.ts';
import { countGaps } from './store.ts';
import { standingsHref } from './views.ts';

interface Asking {
  viewer: StaffViewer;
  today: Day;
}

/** One's own training that is lacking or runs out, and for whoever keeps posts how many gaps there are. */
export async function skillsToday(tx: Tx, { viewer, today }: Asking): Promise<TodayItem[]> {
  const skills = await listSkills(tx, viewer.schemeId, today);
  const mine = requiredOf(skills.required, viewer);
  const mayKeep = viewer.may('post:manage');
  const [own, counts] = await Promise.all([
    listOwnTraining(tx, viewer.staffId),
    mayKeep ? countGaps(tx, { schemeId: viewer.schemeId, today, skills }) : [],
  ]);
  const whats = new Set([...mine.map(({ what }) => what), ...own.map(({ what }) => what)]);
  return [
    ...[...whats].flatMap((what) => ownItem(what, { own, mine, skills, today })),
    ...teamItems(counts, today),
  ];
}

function ownItem(
  what: string,
  {
    own,
    mine,
    skills,
    today,
  }: {
    own: Awaited<ReturnType<typeof listOwnTraining>>;
    mine: readonly { what: string; tasks: string[] }[];
    skills: Skills;
    today: Day;
  },
): TodayItem[] {
  const { state, expiresOn } = standingOf(
    own.filter((record) => record.what === what),
    today,
    skills.warnDays,
  );
  const asked = mine.find((one) => one.what === what);
  if (state === 'held' || (state === 'missing' && asked === undefined)) return [];
  const task = asked === undefined ? '' : `. It is needed to: ${asked.tasks.join('; ').toLowerCase()}`;
  return [
    {
      group: state === 'soon' ? 'due' : 'overdue',
      day: expiresOn ?? today,
      title: `Your training in ${skillName(skills, what)}`,
      href: '/training',
      detail: `${state === 'missing' ? 'None is recorded' : state === 'ran-out' ? 'It ran out' : `It runs out on ${showShortDay(expiresOn ?? today)}`}${task}`,
    },
  ];
}

function teamItems(counts: Awaited<ReturnType<typeof countGaps>>, today: Day): TodayItem[] {
  const gaps = counts.reduce((sum, one) => sum + one.gaps, 0);
  if (gaps === 0) return [];
  const bases = new Set(counts.filter((one) => one.gaps > 0).map(({ base }) => base ?? 'no base'));
  return [
    {
      group: 'due',
      day: today,
      title: `${gaps} ${gaps === 1 ? 'gap' : 'gaps'} in required training`,
      href: standingsHref({ state: 'gap' }),
      detail: [...bases].join(', '),
    },
  ];
}
