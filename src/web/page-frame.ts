import { alertRights, roleTitles } from '../access/rights.ts';
import type { StaffViewer } from '../access/viewers.ts';
import { notificationBanner } from './components/index.ts';
import { csrfToken } from './csrf.ts';
import { type Html, html } from './html.ts';
import { page as layoutPage } from './layout.ts';
import { mayEnter, type PageBody, type RouteRight, type Section } from './route.ts';
import { readDone } from './session-cookie.ts';

/** The navigation, in order, and the right that shows each: that of the page behind it (a guard compares). */
export const sections: readonly { section: Section; text: string; href: string; right: RouteRight }[] = [
  { section: 'today', text: 'Today', href: '/', right: 'signed-in' },
  { section: 'people', text: 'People', href: '/people', right: 'people:search' },
  // For whoever decides about records and may not search people.
  { section: 'people', text: 'Pairs to review', href: '/identity/review', right: 'see:review-queue' },
  { section: 'cohort', text: 'Cohort', href: '/cohort', right: 'see:cohort' },
  {
    section: 'referrals',
    text: 'Referrals',
    href: '/referrals',
    right: ['see:referrals', 'referral:handle'],
  },
  { section: 'returns', text: 'Returns', href: '/returns', right: 'see:returns' },
  { section: 'panels', text: 'Panels', href: '/panels', right: 'see:panel' },
  { section: 'victims', text: 'Victims', href: '/victims', right: 'see:victims' },
  {
    section: 'intelligence',
    text: 'Intelligence',
    href: '/intelligence',
    right: ['see:intelligence', 'intelligence:submit'],
  },
  { section: 'briefings', text: 'Briefings', href: '/briefings', right: ['see:briefing', 'briefing:make'] },
  // For the safeguarding hub, which has no intelligence.
  {
    section: 'intelligence',
    text: 'Safeguarding',
    href: '/safeguarding',
    right: ['safeguarding:send', 'safeguarding:answer'],
  },
  { section: 'outcomes', text: 'Outcomes', href: '/outcomes', right: 'see:outcomes' },
  // For those who see figures and no claims.
  {
    section: 'outcomes',
    text: 'Outcomes',
    href: '/outcomes/dashboards',
    right: ['see:outcomes', 'see:aggregates'],
  },
  { section: 'resources', text: 'Resources', href: '/resources', right: 'see:posts' },
  { section: 'governance', text: 'Governance', href: '/governance', right: 'see:governance' },
  { section: 'stewardship', text: 'Stewardship', href: '/stewardship', right: 'see:audit' },
  { section: 'settings', text: 'Settings', href: '/settings', right: 'settings:manage' },
];

export const defaultMarking = 'OFFICIAL-SENSITIVE';

const footer = [
  { text: 'Help', href: '/help' },
  { text: 'Privacy', href: '/privacy' },
  { text: 'Accessibility', href: '/accessibility' },
];

/** Somebody who has not signed in reads the same statements beside the public register. */
const openFooter = [
  ...footer.map(({ text, href }) => ({ text, href: `/public-register${href}` })),
  { text: 'For the scheme’s staff', href: '/' },
];

export interface FrameParts {
  clock: () => Date;
  demo: boolean;
}

/** Puts a page's body into the layout: navigation by role, who you are, marking, what was just done. */
export function drawPage(
  parts: FrameParts,
  state: { viewer?: StaffViewer | undefined; csrfSecret?: string },
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
    navigation: viewer === undefined ? [] : navigationOf(viewer, sectionOf(viewer, body)),
    search: viewer?.may('people:search') ?? false,
    inbox: viewer !== undefined && mayEnter(viewer, alertRights),
    marking: body.marking ?? defaultMarking,
    body: body.body,
    csrfToken: state.csrfSecret === undefined ? '' : csrfToken(state.csrfSecret),
    footer: viewer === undefined ? openFooter : footer,
    home: viewer === undefined ? '/public-register' : '/',
    now: parts.clock(),
    ...(body.searchFor === undefined ? {} : { searchFor: body.searchFor }),
    ...(body.breadcrumbs === undefined ? {} : { breadcrumbs: body.breadcrumbs }),
    ...(body.back === undefined ? {} : { back: body.back }),
    ...(body.errors === undefined ? {} : { errors: body.errors }),
    ...(body.above === undefined ? {} : { above: body.above }),
    ...(done === undefined ? {} : { banner: doneBanner(done) }),
    ...(parts.demo ? { staffBanner: 'Demonstration: everybody in it is made up.' } : {}),
    ...(viewer !== undefined && viewer.otherRoles.length > 0
      ? { changeRole: { text: 'Change role', href: '/role' } }
      : {}),
  });
}

function doneBanner(done: string): Html {
  const { text, link } = readDone(done);
  return notificationBanner({
    type: 'success',
    html: html`<p class="govuk-notification-banner__heading">${text}${link !== undefined && html` <a class="govuk-notification-banner__link" href="${link.href}">${link.text}</a>`}</p>`,
  });
}

/** Each section once, by the first of its pages that the viewer may enter. */
const sectionsFor = (viewer: StaffViewer) => {
  const entered = sections.filter(({ right }) => mayEnter(viewer, right));
  return entered.filter(
    ({ section }, place) => entered.findIndex((other) => other.section === section) === place,
  );
};

/** A page of a person says “People” in its breadcrumbs, and so does the navigation where the viewer has it. */
const sectionOf = (viewer: StaffViewer, { section, breadcrumbs }: PageBody): Section | undefined =>
  breadcrumbs?.[0]?.text === 'People' && viewer.may('people:search') ? 'people' : section;

const navigationOf = (viewer: StaffViewer, active: Section | undefined) =>
  sectionsFor(viewer).map(({ section, text, href }) => ({ text, href, active: section === active }));
