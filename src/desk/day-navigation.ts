import type { StaffViewer } from '../access/viewers.ts';
import { subNavigation } from '../web/components/index.ts';
import type { Html } from '../web/html.ts';
import { mayEnter, type RouteRight } from '../web/route.ts';

const pages: readonly { text: string; href: string; right: RouteRight }[] = [
  { text: 'Today', href: '/', right: 'contact:record' },
  { text: 'Calendar', href: '/calendar', right: 'contact:record' },
  { text: 'Case list', href: '/case-list', right: 'contact:record' },
  { text: 'Team day', href: '/team-day', right: 'see:team-day' },
  { text: 'Out on visits', href: '/visits', right: 'contact:record' },
  { text: 'Absences', href: '/absences', right: 'contact:record' },
];

/** The pages of a working day, for those who work with people; nothing for the others. */
export function dayNavigation(viewer: StaffViewer, path: string): Html | undefined {
  const items = pages
    .filter(({ right }) => mayEnter(viewer, right))
    .map(({ text, href }) => ({ text, href, active: href === path }));
  return items.length === 0 ? undefined : subNavigation({ label: 'Pages of your day', items });
}
