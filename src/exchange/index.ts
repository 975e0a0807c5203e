import type { Route } from '../web/route.ts';
import type { FramePerson, Wing } from '../web/wing.ts';
import { claimsApi } from './claims/api.ts';
import { cohortApi } from './cohort/api.ts';
import { eventPosts } from './events/api.ts';
import { eventsCommand } from './events/command.ts';
import { fileRoutes } from './events/file-pages.ts';
import { senderRoutes } from './events/sender-pages.ts';
import { openApi } from './openapi/api.ts';
import { personApi } from './people/api.ts';

export { registerSender, secretOf } from './events/sender-acts.ts';
export { listSenders as listEventSenders } from './events/sender-store.ts';

export interface ExchangePorts {
  framePerson: FramePerson;
  /** Every wing: its description tells of all their routes for machines. Its own only, unless given. */
  wings?: () => readonly Wing[];
}

/** The face for machines. */
export const exchangeWing = ({ wings }: ExchangePorts): Wing => {
  const routes: Route[] = [cohortApi, personApi, claimsApi, ...senderRoutes, ...fileRoutes];
  const described = openApi(
    () => wings?.().flatMap((wing) => wing.routes ?? []) ?? routes,
    () => wings?.().flatMap((wing) => wing.machines ?? []) ?? eventPosts,
  );
  routes.push(described);
  return { name: 'exchange', routes, machines: eventPosts, commands: [eventsCommand] };
};
