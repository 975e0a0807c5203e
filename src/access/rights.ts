/**
 * What each role starts with on a new scheme (`role_right` holds what a scheme has made of it, dated).
 * docs/access.md is the same in words. Everything not listed is refused.
 *
 * `see:…` rights open categories of items; which people they reach is decided by access reasons. The others
 * are what somebody may do.
 */
const seesCase = [
  'see:identity',
  'see:cohort',
  'see:records',
  'see:own-records',
  'see:offences',
  'see:custody',
  'see:licence',
  'see:plan',
  'see:contacts',
  'see:own-contacts',
  'see:risk',
  'see:access',
  'see:history',
] as const;
const works = [
  'people:search',
  'contact:record',
  'plan:edit',
  'membership:rate',
  'break-glass:take',
] as const;
const decides = ['panel:decide', 'access:open'] as const;

export const roleRights = {
  'scheme-manager': [
    ...seesCase,
    ...works,
    ...decides,
    'see:scores',
    'see:panel',
    'see:intelligence',
    'see:workload',
    'see:posts',
    'see:costs',
    'see:outcomes',
    'see:governance',
    'see:team-day',
    'candidate:propose',
    'panel:prepare',
    'case:allocate',
    'intelligence:submit',
    'intelligence:review',
    'access:restrict',
    'governance:act',
    'decision:draft',
    'action:manage',
    'post:manage',
    'cost:edit',
    'cohort:export',
  ],
  'senior-probation-officer': [
    ...seesCase,
    ...works,
    ...decides,
    'see:scores',
    'see:panel',
    'see:intelligence',
    'see:workload',
    'see:posts',
    'see:outcomes',
    'see:governance',
    'see:team-day',
    'candidate:propose',
    'panel:prepare',
    'case:allocate',
    'intelligence:submit',
    'intake:import',
    'cohort:export',
  ],
  'police-offender-manager': [
    ...seesCase,
    ...works,
    'see:intelligence',
    'intelligence:submit',
    'cohort:export',
  ],
  'probation-offender-manager': [
    ...seesCase,
    ...works,
    'see:intelligence',
    'intelligence:submit',
    'cohort:export',
  ],
  'link-worker': [
    'see:identity',
    'see:plan',
    'see:contacts',
    'see:own-contacts',
    'see:risk',
    'see:access',
    'people:search',
    'contact:record',
    'plan:edit',
  ],
  'providers-worker': ['see:identity', 'see:own-contacts', 'people:search', 'contact:record'],
  'providers-manager': ['see:returns'],
  'pathways-manager': ['see:identity', 'see:needs', 'people:search', 'see:directory'],
  analyst: [
    'see:identity',
    'see:cohort',
    'see:records',
    'see:own-records',
    'see:offences',
    'see:custody',
    'see:licence',
    'see:scores',
    'see:access',
    'see:intelligence',
    'see:outcomes',
    'people:search',
    'intake:import',
    'candidate:propose',
    'selection:run',
    'measure:run',
    'intelligence:submit',
    'cohort:export',
  ],
  'identity-reviewer': ['see:review-queue', 'link:decide'],
  'front-line-officer': ['see:briefing', 'intelligence:submit'],
  'panel-member': ['see:identity', 'see:panel', 'see:own-records', 'panel:attend'],
  'panel-chair': ['see:identity', 'see:panel', 'see:scores', 'see:own-records', 'panel:attend', ...decides],
  'prison-offender-manager': [
    'see:identity',
    'see:custody',
    'see:licence',
    'see:plan',
    'see:own-records',
    'see:own-contacts',
    'see:access',
    'people:search',
    'contact:record',
    'intake:import',
  ],
  'youth-justice-officer': [...seesCase, ...works, 'intake:import'],
  'victim-officer': ['see:victims'],
  'opcc-commissioner': [
    'see:aggregates',
    'see:outcomes',
    'see:posts',
    'see:costs',
    'see:governance',
    'governance:act',
    'decision:approve',
  ],
  'opcc-chief-executive': [
    'see:aggregates',
    'see:outcomes',
    'see:posts',
    'see:costs',
    'see:governance',
    'governance:act',
    'agreement:manage',
    'decision:draft',
    'decision:certify',
    'decision:approve',
    'action:manage',
  ],
  'section-151-officer': [
    'see:aggregates',
    'see:posts',
    'see:costs',
    'see:governance',
    'decision:certify',
    'cost:edit',
  ],
  'board-member': ['see:aggregates', 'see:outcomes', 'see:governance', 'action:manage'],
  auditor: ['see:audit', 'see:governance'],
  administrator: ['settings:manage', 'staff:manage', 'see:governance'],
} as const satisfies Record<string, readonly string[]>;

export type Role = keyof typeof roleRights;
export type Right = (typeof roleRights)[Role][number];

export const roles = Object.keys(roleRights) as Role[];

export const isRole = (text: string): text is Role => Object.hasOwn(roleRights, text);

export const roleTitles: Record<Role, string> = {
  'scheme-manager': 'Scheme manager',
  'senior-probation-officer': 'Senior probation officer',
  'police-offender-manager': 'Police offender manager',
  'probation-offender-manager': 'Probation offender manager',
  'link-worker': 'Link worker',
  'providers-worker': 'Provider’s worker',
  'providers-manager': 'Provider’s manager',
  'pathways-manager': 'Pathways manager',
  analyst: 'Analyst',
  'identity-reviewer': 'Identity reviewer',
  'front-line-officer': 'Front-line officer',
  'panel-member': 'Panel member',
  'panel-chair': 'Panel chair',
  'prison-offender-manager': 'Prison offender manager',
  'youth-justice-officer': 'Youth justice officer',
  'victim-officer': 'Victim officer',
  'opcc-commissioner': 'Police and crime commissioner',
  'opcc-chief-executive': 'Chief executive of the OPCC',
  'section-151-officer': 'Chief finance officer (section 151)',
  'board-member': 'Board member',
  auditor: 'Auditor',
  administrator: 'Administrator',
};

/** In a few words, for the demo's sign-in page and the start-up message. */
export const roleSees: Record<Role, string> = {
  'scheme-manager': 'all members and candidates of the scheme; allocates, decides, sees load and costs',
  'senior-probation-officer': 'all members and candidates; allocates probation staff',
  'police-offender-manager': 'the people of their own team, police items included',
  'probation-offender-manager': 'the people of their own team; police items by handling',
  'link-worker': 'the people allocated to them: shared plan and contacts, no offences or intelligence',
  'providers-worker': 'people referred to the service',
  'providers-manager': 'activity only, no names',
  'pathways-manager': 'people with an open need, and the need',
  analyst: 'candidates and members: records, offences and scores; no casework text',
  'identity-reviewer': 'pairs of records in the review queue',
  'front-line-officer': 'current briefings; reports what is seen',
  'panel-member': 'people on the agenda of their panel',
  'panel-chair': 'people on the agenda; signs decisions',
  'prison-offender-manager': 'members held in their prison',
  'youth-justice-officer': 'young members of their team',
  'victim-officer': 'victims of members’ offences',
  'opcc-commissioner': 'stored figures, costs, agreements and decisions; no person',
  'opcc-chief-executive': 'stored figures, costs, agreements and decisions; no person',
  'section-151-officer': 'costs and stored figures; no person',
  'board-member': 'issued papers and stored figures; no person',
  auditor: 'the audit, access logs and agreements; no person without a drawn sample',
  administrator: 'settings, staff and roles; no person',
};

/** Posts that access reasons may name; a role holds them while it is held. */
const rolePosts: Partial<Record<Role, readonly string[]>> = {
  'scheme-manager': ['management', 'selection'],
  'senior-probation-officer': ['management', 'selection'],
  analyst: ['selection'],
  'pathways-manager': ['pathways'],
  auditor: ['audit'],
};

export const postsOf = (role: Role, schemeId: number): string[] =>
  (rolePosts[role] ?? []).map((post) => `${post}:${schemeId}`);

/** Categories that an information sharing agreement can cover. */
export const sharingCategories = [
  'identity',
  'records',
  'offences',
  'custody',
  'licence',
  'plan',
  'contacts',
  'risk',
  'intelligence',
  'referrals',
] as const;

export type SharingCategory = (typeof sharingCategories)[number];
