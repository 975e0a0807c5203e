import type { Route } from '../../web/route.ts';
import type { FramePerson, PersonTab } from '../../web/wing.ts';
import type { TrainingInDate } from '../ports.ts';
import { assessmentPages } from './assessment-pages.ts';
import { dueRiskPages } from './due-pages.ts';
import { flagPages } from './flag-pages.ts';
import { riskPath } from './frame.ts';
import { riskPages } from './pages.ts';
import { registerPages } from './register-pages.ts';
import { restrictionPages } from './restriction-pages.ts';
import { trainingPages } from './training-pages.ts';

/** Every page of risk. */
export const riskRoutes = (framePerson: FramePerson, training?: TrainingInDate): Route[] => [
  ...riskPages(framePerson),
  ...assessmentPages(framePerson, training),
  ...flagPages(framePerson),
  ...registerPages(framePerson),
  ...restrictionPages(framePerson),
  ...dueRiskPages,
  ...trainingPages,
];

export const riskTab: PersonTab = { text: 'Risk', path: riskPath, order: 60, right: 'see:risk' };
