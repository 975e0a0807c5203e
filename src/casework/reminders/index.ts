import type { Route } from '../../web/route.ts';
import type { PersonTab } from '../../web/wing.ts';
import { appointmentPages } from './appointment-pages.ts';
import { consentPages } from './consent-pages.ts';
import { type ReminderHouse, remindersPath } from './frame.ts';
import { messagePages } from './message-pages.ts';
import { listPages } from './pages.ts';
import { noticeSettingsPages } from './settings-pages.ts';

export const reminderRoutes = (house: ReminderHouse): Route[] => [
  ...listPages(house),
  ...consentPages(house),
  ...appointmentPages(house),
  ...messagePages(house),
  ...noticeSettingsPages(house.carriers),
];

export const reminderTab: PersonTab = {
  text: 'Reminders',
  path: remindersPath,
  order: 31,
  right: 'see:contacts',
};
