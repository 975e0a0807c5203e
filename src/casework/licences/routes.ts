import type { Route } from '../../web/route.ts';
import type { FramePerson, PersonTab } from '../../web/wing.ts';
import { enforcementPages } from '../enforcement/pages.ts';
import { enforcementReportPages } from '../enforcement/report-pages.ts';
import { warrantPages } from '../enforcement/warrant-pages.ts';
import { licenceFormPages } from './form-pages.ts';
import { licencePages } from './pages.ts';
import { placePages } from './place-pages.ts';
import { registerPages } from './register-pages.ts';
import { registerReportPages } from './report-pages.ts';
import { varyPages } from './vary-pages.ts';

/** Everything about licences and orders, the register of compliance, and enforcement. */
export const licenceRoutes = (framePerson: FramePerson): Route[] => [
  ...licencePages(framePerson),
  ...licenceFormPages(framePerson),
  ...varyPages(framePerson),
  ...placePages(framePerson),
  ...registerPages(framePerson),
  ...registerReportPages(),
  ...enforcementPages(framePerson),
  ...warrantPages(framePerson),
  ...enforcementReportPages(),
];

export const licencePageTab: PersonTab = {
  text: 'Licence',
  path: '/people/:id/licence',
  order: 45,
  right: 'see:licence',
};
