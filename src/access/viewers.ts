import type { Viewer } from '../kernel/database.ts';
import { postsOf, type Right, type Role } from './rights.ts';

/** Somebody signed in, acting in one of their roles. */
export interface StaffViewer extends Viewer {
  readonly staffId: number;
  readonly name: string;
  readonly agencyId: number;
  readonly agencyName: string;
  readonly agencyKind: string;
  readonly schemeId: number;
  readonly role: Role;
  readonly otherRoles: readonly Role[];
  readonly teams: readonly number[];
  readonly sessionId: number;
  readonly previousVisit: Date | null;
  /** Secret of the session's form tokens. */
  readonly csrfSecret: string;
  /** Who the keys of acts belong to. */
  readonly holder: string;
  may(right: Right): boolean;
}

export interface StaffFacts {
  sessionId: number;
  staffId: number;
  name: string;
  agencyId: number;
  agencyName: string;
  agencyKind: string;
  statutory: boolean;
  schemeId: number;
  role: Role;
  otherRoles: Role[];
  previousVisit: Date | null;
  csrfSecret: string;
  rights: string[];
  shares: string[];
  teams: number[];
}

/** The viewer behind a session. Only `access/sessions.ts` calls this, so rights always come from the database. */
export function staffViewer(facts: StaffFacts, requestId: string): StaffViewer {
  const rights = new Set<string>(facts.rights);
  const holders = [
    `staff:${facts.staffId}`,
    `agency:${facts.agencyId}`,
    ...facts.teams.map((team) => `team:${team}`),
    ...postsOf(facts.role, facts.schemeId).map((post) => `post:${post}`),
    // A panel's agenda is opened to the agenda of each attending member by staff id, so needs no holder here.
  ];
  return {
    ...facts,
    databaseRole: 'waymark_app',
    holder: `staff:${facts.staffId}`,
    may: (right) => rights.has(right),
    facts: {
      staff: String(facts.staffId),
      agency: String(facts.agencyId),
      scheme: String(facts.schemeId),
      session: String(facts.sessionId),
      role: facts.role,
      request: requestId,
      statutory: facts.statutory ? 't' : 'f',
      rights: `,${facts.rights.join(',')},`,
      shares: `,${facts.shares.join(',')},`,
      holders: `{${holders.join(',')}}`,
    },
  };
}

/** The named services, each with a database role of its own and the least it needs. */
const services = {
  'sign-in': 'waymark_signin',
  setup: 'waymark_setup',
  intake: 'waymark_intake',
  linkage: 'waymark_linkage',
  selection: 'waymark_selection',
  measurement: 'waymark_measurement',
  /** Holds the seeds of trials and makes allocations. */
  randomiser: 'waymark_randomiser',
  sealing: 'waymark_sealer',
  'public-register': 'waymark_public_register',
  victims: 'waymark_victims',
  /** Answers a calendar program that has somebody's secret address. */
  calendar: 'waymark_calendar',
  /** Marks who has not come back from a visit in time. */
  'check-in': 'waymark_checkin',
  /** Makes reminders of appointments and moves messages on. */
  notices: 'waymark_notices',
  /** Counts a provider's work for the return of its grant, and looks its words through for names. */
  grants: 'waymark_grants',
  /** Takes events in, finds whom they are about, and tells who works with them. */
  events: 'waymark_events',
  /** Erases what the scheme's rule keeps no longer. */
  retention: 'waymark_retention',
  relay: 'waymark_jobs',
} as const;

export type Service = keyof typeof services;

/** Work without a person behind it. test/access/service-callers.test.ts lists who may call this for which. */
export const serviceViewer = (service: Service, requestId = ''): Viewer => ({
  databaseRole: services[service],
  facts: { service, request: requestId },
});
