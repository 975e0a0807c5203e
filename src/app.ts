import { auditRefused, auditWrote } from './access/audit-log.ts';
import { readSchemaFiles } from './access/schema-files.ts';
import type { StaffViewer } from './access/viewers.ts';
import {
  caseworkWing,
  currentLeads,
  isWorkingDay,
  lastContacts,
  releaseDays,
  seenSince,
} from './casework/index.ts';
import { cohortWing } from './cohort/index.ts';
import type { Config } from './config.ts';
import { deskWing } from './desk/index.ts';
import { framePersonWith } from './desk/person/frame.ts';
import { exchangeWing } from './exchange/index.ts';
import { actionsOfStaff, governanceWing, publishGrant } from './governance/index.ts';
import { intelligenceWing } from './intelligence/index.ts';
import { createPerformer, type Performer } from './kernel/acts.ts';
import type { Database } from './kernel/database.ts';
import { createLog, type Log } from './kernel/log.ts';
import { openDatabase } from './kernel/open-database.ts';
import { carriersFor, lookOnly } from './notices/choose.ts';
import type { Carriers } from './notices/types.ts';
import { outcomesWing } from './outcomes/index.ts';
import { peopleWing } from './people/index.ts';
import {
  financialYearOf,
  loadOf,
  readPounds,
  resourcesWing,
  showPounds,
  yearCost,
} from './resources/index.ts';
import { stewardshipWing } from './stewardship/index.ts';
import { draftRoutes } from './web/drafts.ts';
import type { Route } from './web/route.ts';
import { buildServer } from './web/server.ts';
import type { PersonTab, Wing } from './web/wing.ts';

/** The wings, left to right, with the ports that lead to the right. The only place that sees all of them. */
export function buildWings(carriers: Carriers = lookOnly, origin?: string): Wing[] {
  const tabs: PersonTab[] = [];
  const framePerson = framePersonWith(() => tabs);
  const wings: Wing[] = [
    peopleWing({
      framePerson,
      references: () => wings.flatMap((wing) => wing.references ?? []),
    }),
    cohortWing({
      framePerson,
      isWorkingDay,
      firstDays: releaseDays,
      leadsOf: async (tx, ids) => mapValues(await currentLeads(tx, ids), (lead) => lead.name),
      lastContacts: async (tx, ids) => mapValues(await lastContacts(tx, ids), (contact) => contact.at),
      seenSince,
    }),
    caseworkWing({ framePerson, loadOf, actionsOfStaff, carriers }),
    intelligenceWing({ framePerson, carriers, origin }),
    outcomesWing({
      costOf: (tx, on) => yearCost(tx, financialYearOf(on)),
      showPounds,
      readPounds,
    }),
    resourcesWing({ publishGrant }),
    governanceWing(),
    stewardshipWing(),
    deskWing({ framePerson, wings: () => wings }),
    exchangeWing({ framePerson, wings: () => wings }),
  ];
  tabs.push(...wings.flatMap((wing) => wing.tabs ?? []).sort((left, right) => left.order - right.order));
  return wings;
}

const mapValues = <From, To>(map: ReadonlyMap<number, From>, change: (value: From) => To): Map<number, To> =>
  new Map([...map].map(([key, value]) => [key, change(value)]));

export interface House {
  config: Config;
  database: Database;
  performer: Performer;
  wings: readonly Wing[];
  routes: readonly Route[];
  log: Log;
  clock: () => Date;
  close(): Promise<void>;
}

export interface HouseOptions {
  config: Config;
  clock?: () => Date;
  log?: Log;
  /** Instead of those that the settings name. */
  carriers?: Carriers;
}

/** Opens the database and wires the house by hand: config → database → wings. */
export async function openHouse({
  config,
  clock = () => new Date(),
  log = createLog(config.LOG_LEVEL),
  carriers = carriersFor(config),
}: HouseOptions): Promise<House> {
  const database = await openDatabase(
    {
      dataFolder: config.WAYMARK_DATA,
      url: config.DATABASE_URL,
      directUrl: config.DATABASE_DIRECT_URL,
      poolSize: config.DATABASE_POOL,
    },
    await readSchemaFiles(),
  );
  const wings = buildWings(carriers, config.WAYMARK_PUBLIC_URL?.replace(/\/$/, ''));
  return {
    config,
    database,
    performer: performerFor(database, clock),
    wings,
    routes: [
      ...draftRoutes(wings.flatMap((wing) => wing.draftStops ?? [])),
      ...wings.flatMap((wing) => wing.routes ?? []),
    ],
    log,
    clock,
    close: () => database.close(),
  };
}

export const performerFor = (database: Database, clock: () => Date): Performer =>
  createPerformer(
    database,
    {
      wrote: (tx, entry) => auditWrote(tx, entry),
      refused: (actor, refusal) => auditRefused(database, actor as StaffViewer, refusal),
    },
    clock,
  );

/** The web server of a house, not yet listening. */
export const serverOf = (house: House) =>
  buildServer({
    database: house.database,
    performer: house.performer,
    routes: house.routes,
    feeds: house.wings.flatMap((wing) => wing.feeds ?? []),
    machines: house.wings.flatMap((wing) => wing.machines ?? []),
    open: house.wings.flatMap((wing) => wing.open ?? []),
    draftStops: house.wings.flatMap((wing) => wing.draftStops ?? []),
    clock: house.clock,
    log: house.log,
    demo: house.config.WAYMARK_DEMO,
    secure: house.config.WAYMARK_SECURE,
    publicUrl: house.config.WAYMARK_PUBLIC_URL,
    trustProxy: house.config.WAYMARK_TRUST_PROXY,
    version: '0.1.0',
  });
