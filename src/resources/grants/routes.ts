import type { Route } from '../../web/route.ts';
import { grantPages } from './grant-pages.ts';
import { paymentPages } from './payment-pages.ts';
import type { GrantPorts } from './ports.ts';
import { reportPages } from './report-pages.ts';
import { returnPages } from './return-pages.ts';
import { reviewPages } from './review-pages.ts';
import { termsPages } from './terms-pages.ts';

export const grantRoutes = (ports: GrantPorts): Route[] => [
  ...grantPages,
  ...termsPages,
  ...paymentPages,
  ...reviewPages,
  ...reportPages(ports),
  ...returnPages,
];
