import type { FramePerson, Wing } from '../web/wing.ts';
import { contactPages } from './contacts/pages.ts';

export interface CaseworkPorts {
  framePerson: FramePerson;
}

/** What is being done? */
export const caseworkWing = (ports: CaseworkPorts): Wing => ({
  name: 'casework',
  routes: [...contactPages(ports.framePerson)],
  tabs: [{ text: 'Contacts', path: '/people/:id/contacts', order: 30, right: 'see:own-contacts' }],
});
