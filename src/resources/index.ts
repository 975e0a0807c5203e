import type { Wing } from '../web/wing.ts';
import { forecastPages } from './caseload/forecast-pages.ts';
import { hoursPages } from './caseload/hours-pages.ts';
import { caseloadPages } from './caseload/pages.ts';
import { whatIfPages } from './caseload/what-if-pages.ts';
import { bodyPages } from './costs/body-pages.ts';
import { formulaPages } from './costs/formula-pages.ts';
import { linePages } from './costs/line-pages.ts';
import { listPages } from './costs/list-pages.ts';
import { movePages } from './costs/move-pages.ts';
import { costPages } from './costs/pages.ts';
import { costsToday } from './costs/today.ts';
import { virementPages } from './costs/virement-pages.ts';
import { yearPages } from './costs/year-pages.ts';
import type { GrantPorts } from './grants/ports.ts';
import { grantRoutes } from './grants/routes.ts';
import { grantJobs } from './grants/run.ts';
import { grantsToday } from './grants/today.ts';
import { optionPages } from './options/pages.ts';
import { writingPages } from './options/writing-pages.ts';
import { skillPages } from './skills/pages.ts';
import { skillsToday } from './skills/today.ts';
import { staffingPages } from './staffing/pages.ts';
import { postPages } from './staffing/post-pages.ts';
import { structurePages } from './staffing/structure-pages.ts';

export { loadOf } from './caseload/load.ts';
export { readPounds, showPounds } from './costs/money.ts';
export { type SchemeCost, schemeCost } from './costs/scheme-cost.ts';
export { financialYearOf } from './costs/year.ts';
export { yearCost } from './costs/year-cost.ts';
export { addOutput, draftGrant, type GrantTerms, moveGrant } from './grants/acts.ts';
export { knownNames, placesIn as placesOfNames } from './grants/names.ts';
export { askPayment, decidePayment } from './grants/payment-acts.ts';
export { checkReturn, decideReturn, submitReturn } from './grants/return-acts.ts';
export { processReturn } from './grants/run.ts';
export { pageOfGrants as listGrants } from './grants/store.ts';
export { setUpResources } from './setup.ts';

/** What does it take? */
export const resourcesWing = (ports: GrantPorts): Wing => ({
  name: 'resources',
  routes: [
    ...staffingPages,
    ...postPages,
    ...structurePages,
    ...caseloadPages,
    ...skillPages,
    ...hoursPages,
    ...whatIfPages,
    ...forecastPages,
    ...costPages,
    ...listPages,
    ...linePages,
    ...movePages,
    ...bodyPages,
    ...yearPages,
    ...virementPages,
    ...formulaPages,
    ...optionPages,
    ...writingPages,
    ...grantRoutes(ports),
  ],
  jobs: grantJobs,
  today: [skillsToday, costsToday, grantsToday],
});
