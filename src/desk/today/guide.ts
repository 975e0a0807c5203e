import type { Right } from '../../access/rights.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { rightsOf } from '../../web/route.ts';
import type { Wing } from '../../web/wing.ts';
import { mayOpen } from '../links.ts';

export interface GuideLine {
  text: string;
  href: string;
  /** What one does there. */
  what: string;
}

/** Pages that one comes to with a purpose, and what it is. Each role has those that it may open. */
const pages: readonly GuideLine[] = [
  {
    text: 'Find a person',
    href: '/people',
    what: 'by name, date of birth or number, among the people you may see',
  },
  { text: 'The cohort', href: '/cohort', what: 'everybody on the scheme whom you may see' },
  { text: 'Referrals', href: '/referrals', what: 'to services: waiting, accepted, started, ended' },
  { text: 'Services', href: '/services', what: 'who helps with what, where, and how long people wait' },
  {
    text: 'Needs that no service meets',
    href: '/unmet-needs',
    what: 'by pathway and area, and why',
  },
  {
    text: 'Activity of your staff',
    href: '/activity',
    what: 'counts and hours by worker and quarter, and supervision',
  },
  {
    text: 'Returns',
    href: '/returns',
    what: 'of your grants, by quarter: what is due, and what became of it',
  },
  { text: 'Open needs', href: '/needs', what: 'what people need and do not get yet, by pathway' },
  {
    text: 'Pairs of records to review',
    href: '/identity/review',
    what: 'whether two records are one person',
  },
  {
    text: 'Candidates',
    href: '/cohort/candidates',
    what: 'who was listed by the matrix or proposed, and why',
  },
  { text: 'Panels', href: '/panels', what: 'the meetings you are invited to, their agendas and decisions' },
  { text: 'Victims', href: '/victims', what: 'those whose contact you are, and what is due to them' },
  {
    text: 'Known victims without a contact',
    href: '/victims/known',
    what: 'of whom the police’s extracts tell in members’ crimes',
  },
  { text: 'Risk: what is due', href: '/risk', what: 'assessments, flags and arrangements by their next day' },
  {
    text: 'Training',
    href: '/resources/training',
    what: 'who is trained in what, and until when',
  },
  {
    text: 'People with limited access',
    href: '/restrictions',
    what: 'whom only named staff may see, and when that is looked at again',
  },
  { text: 'Your briefing', href: '/briefings', what: 'whom to look out for on this shift, until it expires' },
  { text: 'Report a sighting', href: '/sightings/new', what: 'in half a minute; you hear what came of it' },
  { text: 'Taskings', href: '/taskings', what: 'what is asked of you by a time' },
  {
    text: 'Ask for something',
    href: '/taskings/new',
    what: 'of a shift, a team or a partner, by a time; you hear what came of it',
  },
  {
    text: 'Report what you know',
    href: '/intelligence/new',
    what: 'one piece of information at a time; somebody else reviews it',
  },
  { text: 'Your reports', href: '/intelligence?show=mine', what: 'what became of those you sent' },
  {
    text: 'Safeguarding concerns',
    href: '/safeguarding',
    what: 'a child or an adult at risk: what was sent to the hub, and what it answered',
  },
  {
    text: 'Files from agencies',
    href: '/intake',
    what: 'bring one in, and see what was wrong with the last',
  },
  {
    text: 'Outcomes',
    href: '/outcomes',
    what: 'measured reoffending, how sure it is, and who is not counted yet',
  },
  { text: 'Posts', href: '/resources/posts', what: 'who works for the scheme, and which posts are empty' },
  { text: 'Costs', href: '/resources/costs', what: 'by year, agency and funder' },
  {
    text: 'Agreements',
    href: '/governance/agreements',
    what: 'what may be shared, between whom, until when',
  },
  {
    text: 'Decisions',
    href: '/governance/decisions',
    what: 'notices drafted, certified, taken and published',
  },
  {
    text: 'Actions',
    href: '/governance/actions',
    what: 'what boards and inspectors asked for, and who does it',
  },
  { text: 'The audit', href: '/stewardship', what: 'who did and saw what, and whether the chain is whole' },
  { text: 'Settings', href: '/settings', what: 'the scheme’s rules, and staff and their roles' },
];

/** What a role is for where a page of it may be lacking. */
const purposes: Partial<Record<Right, string>> = {
  'see:briefing': 'Briefings for the front line',
};

export interface Guide {
  lines: readonly GuideLine[];
  /** What the role is meant for and this version has no page of. */
  lacking: readonly string[];
}

export function guideFor(wings: readonly Wing[], viewer: StaffViewer): Guide {
  const opened = new Set(wings.flatMap((wing) => wing.routes ?? []).flatMap(({ right }) => rightsOf(right)));
  return {
    lines: pages.filter(({ href }) => isPage(wings, href) && mayOpen(wings, viewer, href)),
    lacking: (Object.keys(purposes) as Right[]).flatMap((right) =>
      viewer.may(right) && !opened.has(right) ? [purposes[right] ?? right] : [],
    ),
  };
}

const isPage = (wings: readonly Wing[], href: string): boolean =>
  wings.some((wing) =>
    (wing.routes ?? []).some(({ method, url }) => method === 'GET' && url === href.split('?')[0]),
  );
