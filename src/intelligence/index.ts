import type { FramePerson, Wing } from '../web/wing.ts';
import { reportPages } from './reports/pages.ts';
import { reportsToday } from './reports/today.ts';

export interface IntelligencePorts {
  framePerson: FramePerson;
}

/** What is known, and who must know? It gives nothing to the timeline: a gap there would tell. */
export const intelligenceWing = (ports: IntelligencePorts): Wing => ({
  name: 'intelligence',
  routes: reportPages(ports.framePerson),
  tabs: [{ text: 'Intelligence', path: '/people/:id/intelligence', order: 70, right: 'see:intelligence' }],
  today: [reportsToday],
});
