import type { FramePerson, Wing } from '../web/wing.ts';
import { briefingPages } from './calendar/briefing-pages.ts';
import { calendarPages } from './calendar/calendar-pages.ts';
import { casePages } from './calendar/case-pages.ts';
import { coveredDayPages } from './calendar/covered-day.ts';
import { calendarFeed } from './calendar/feed.ts';
import { feedPages } from './calendar/feed-pages.ts';
import { sheetPages } from './calendar/sheet-pages.ts';
import { teamPages } from './calendar/team-pages.ts';
import { helpPages, openHelpPages } from './help/pages.ts';
import { inboxPages } from './inbox/pages.ts';
import { accessPages } from './person/access-pages.ts';
import { breakGlassPages } from './person/break-glass.ts';
import { historyPages } from './person/history-pages.ts';
import { personPages, tabsOf } from './person/pages.ts';
import { timelinePages } from './person/timeline-pages.ts';
import { settingsPages } from './settings/pages.ts';
import { todayPages } from './today/pages.ts';

export interface DeskPorts {
  framePerson: FramePerson;
  /** Every wing, this one included: the desk draws what they give. */
  wings: () => readonly Wing[];
}

/** The face for one person's day: today, the person page, the timeline. */
export const deskWing = ({ framePerson, wings }: DeskPorts): Wing => ({
  name: 'desk',
  routes: [
    ...todayPages(wings),
    ...calendarPages,
    ...casePages,
    ...briefingPages,
    ...teamPages,
    ...feedPages,
    ...sheetPages(framePerson),
    ...coveredDayPages(wings),
    ...personPages(wings),
    ...timelinePages(wings, () => tabsOf(wings())),
    ...accessPages(wings),
    ...historyPages(wings),
    ...breakGlassPages(),
    ...inboxPages(),
    ...helpPages(),
    ...settingsPages,
  ],
  feeds: [calendarFeed],
  open: openHelpPages(),
  tabs: [
    { text: 'Overview', path: '/people/:id', order: 0, right: 'see:identity' },
    { text: 'History', path: '/people/:id/history', order: 100, right: 'see:history' },
  ],
});
