import type { FramePerson, Wing } from '../web/wing.ts';
import { caseloadPages } from './caseload/pages.ts';
import { costPages } from './costs/pages.ts';
import { staffingPages } from './staffing/pages.ts';

export { loadOf } from './caseload/load.ts';
export { setUpResources } from './setup.ts';

export interface ResourcesPorts {
  framePerson: FramePerson;
}

/** What does it take? */
export const resourcesWing = (_ports: ResourcesPorts): Wing => ({
  name: 'resources',
  routes: [...staffingPages, ...caseloadPages, ...costPages],
});
