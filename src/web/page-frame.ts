import { type Right, roleTitles } from '../access/rights.ts';
import type { StaffViewer } from '../access/viewers.ts';
import { notificationBanner } from './components/index.ts';
import { csrfToken } from './csrf.ts';
import { page as layoutPage } from './layout.ts';
import type { PageBody, Section } from './route.ts';

/** The navigation, in order, and the right that shows each. */
export const sections: readonly {
  section: Section;
  text: string;
  href: string;
  rights: readonly Right[] | 'everybody';
}[] = [
  { section: 'today', text: 'Today', href: '/', rights: 'everybody' },
  { section: 'people', text: 'People', href: '/people', rights: ['people:search'] },
  { section: 'cohort', text: 'Cohort', href: '/cohort', rights: ['see:cohort'] },
  { section: 'panels', text: 'Panels', href: '/panels', rights: ['see:panel'] },
  {
    section: 'intelligence',
    text: 'Intelligence',
    href: '/intelligence',
    rights: ['see:intelligence', 'intelligence:submit'],
  },
  { section: 'outcomes', text: 'Outcomes', href: '/outcomes', rights: ['see:outcomes'] },
  { section: 'resources', text: 'Resources', href: '/resources', rights: ['see:workload', 'see:costs'] },
  { section: 'governance', text: 'Governance', href: '/governance', rights: ['see:governance'] },
  { section: 'stewardship', text: 'Stewardship', href: '/stewardship', rights: ['see:audit'] },
  { section: 'settings', text: 'Settings', href: '/settings', rights: ['settings:manage'] },
];

export const defaultMarking = 'OFFICIAL-SENSITIVE';

const footer = [
  { text: 'Help', href: '/help' },
  { text: 'Privacy', href: '/privacy' },
  { text: 'Accessibility', href: '/accessibility' },
];

export interface FrameParts {
  clock: () => Date;
  demo: boolean;
}

/** Puts a page's body into the layout: navigation by role, who you are, marking, what was just done. */
export function drawPage(
  parts: FrameParts,
  state: { viewer?: StaffViewer; csrfSecret?: string },
  body: PageBody,
  done?: string,
): string {
  const { viewer } = state;
  return layoutPage({
    title: body.title,
    viewer:
      viewer === undefined
        ? null
        : { name: viewer.name, role: roleTitles[viewer.role], agency: viewer.agencyName },
    navigation: viewer === undefined ? [] : navigationOf(viewer, body.section),
    search: viewer?.may('people:search') ?? false,
    marking: body.marking ?? defaultMarking,
    body: body.body,
    csrfToken: state.csrfSecret === undefined ? '' : csrfToken(state.csrfSecret),
    footer,
    now: parts.clock(),
    ...(body.searchFor === undefined ? {} : { searchFor: body.searchFor }),
    ...(body.breadcrumbs === undefined ? {} : { breadcrumbs: body.breadcrumbs }),
    ...(body.back === undefined ? {} : { back: body.back }),
    ...(body.errors === undefined ? {} : { errors: body.errors }),
    ...(body.above === undefined ? {} : { above: body.above }),
    ...(done === undefined ? {} : { banner: notificationBanner({ type: 'success', text: done }) }),
    ...(parts.demo ? { staffBanner: 'Demonstration: everybody in it is made up.' } : {}),
    ...(viewer !== undefined && viewer.otherRoles.length > 0
      ? { changeRole: { text: 'Change role', href: '/role' } }
      : {}),
  });
}

const navigationOf = (viewer: StaffViewer, active: Section | undefined) =>
  sections
    .filter(({ rights }) => rights === 'everybody' || rights.some((right) => viewer.may(right)))
    .map(({ section, text, href }) => ({ text, href, active: section === active }));
