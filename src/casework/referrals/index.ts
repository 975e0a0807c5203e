import type { Route } from '../../web/route.ts';
import type { FramePerson, PersonTab } from '../../web/wing.ts';
import { questionnairePages } from '../questionnaires/pages.ts';
import { activityPages } from './activity-pages.ts';
import { editPages } from './edit-pages.ts';
import { endPages } from './end-pages.ts';
import { referralFormPages } from './form-pages.ts';
import { listPages } from './list-pages.ts';
import { movePages } from './move-pages.ts';
import { needPages } from './need-pages.ts';
import { referralPages } from './pages.ts';
import { personReferralPages } from './person-pages.ts';
import { providerPages } from './provider-pages.ts';
import { reportPages } from './report-pages.ts';
import { serviceFormPages } from './service-form-pages.ts';
import { servicePages } from './service-pages.ts';
import { sessionPages } from './session-pages.ts';
import { toldPages } from './told-pages.ts';

/** Directory, referrals, needs unmet, what people say of themselves, and the activity of an employer's staff. */
export const referralRoutes = (framePerson: FramePerson): Route[] => [
  ...servicePages(),
  ...providerPages(),
  ...serviceFormPages(),
  ...listPages(),
  ...personReferralPages(framePerson),
  ...referralFormPages(framePerson),
  ...referralPages(framePerson),
  ...editPages(framePerson),
  ...endPages(framePerson),
  ...movePages(framePerson),
  ...sessionPages(framePerson),
  ...toldPages(framePerson),
  ...reportPages(framePerson),
  ...needPages(framePerson),
  ...questionnairePages(framePerson),
  ...activityPages(),
];

export const referralTab: PersonTab = {
  text: 'Referrals',
  path: '/people/:id/referrals',
  order: 40,
  right: 'see:referrals',
};
