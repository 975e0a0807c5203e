import type { Wing } from '../web/wing.ts';
import { actionPages } from './actions/pages.ts';
import { actionsToday } from './actions/today.ts';
import { agreementPages } from './agreements/pages.ts';
import { agreementsToday } from './agreements/today.ts';
import { packPages } from './board-pack/pages.ts';
import { meetingPages } from './boards/meeting-pages.ts';
import { structurePages } from './boards/pages.ts';
import { paperPages } from './boards/paper-pages.ts';
import { seatPages } from './boards/seat-pages.ts';
import { boardsToday } from './boards/today.ts';
import { decisionPages } from './decisions/pages.ts';
import { decisionsToday } from './decisions/today.ts';
import { objectivePages } from './objectives/pages.ts';
import { governancePage } from './pages.ts';
import { principlePages } from './principles/pages.ts';
import { programmePages } from './programme/pages.ts';
import { programmeToday } from './programme/today.ts';
import { publicationPages } from './publication/pages.ts';
import { registerPages } from './publication/register-pages.ts';
import { recommendationPages } from './recommendations/pages.ts';
import { recommendationsToday } from './recommendations/today.ts';
import { riskPages } from './risk-register/pages.ts';
import { risksToday } from './risk-register/today.ts';
import { successionPages } from './succession/pages.ts';

export { actionsOfStaff } from './actions/leaver.ts';
export { registerAgreement, varyAgreement } from './agreements/acts.ts';
export type { AgreementInForce } from './agreements/ports.ts';
export { agreementInForce } from './agreements/store.ts';
export { setUpBoards } from './board-pack/setup.ts';
export {
  approveDecision,
  certifyDecision,
  draftDecision,
  editDecision,
} from './decisions/acts.ts';
export { publishGrant } from './publication/acts.ts';
export { setUpRegisters } from './registers/setup.ts';
export { setUpGovernance } from './setup.ts';

/** Who decides and answers? */
export const governanceWing = (): Wing => ({
  name: 'governance',
  routes: [
    governancePage,
    ...agreementPages,
    ...decisionPages,
    ...publicationPages,
    ...actionPages,
    ...successionPages,
    ...recommendationPages,
    ...programmePages,
    ...riskPages,
    ...principlePages,
    ...structurePages,
    ...seatPages,
    ...meetingPages,
    ...paperPages,
    ...objectivePages,
    ...packPages,
  ],
  open: registerPages,
  today: [
    agreementsToday,
    decisionsToday,
    actionsToday,
    recommendationsToday,
    programmeToday,
    risksToday,
    boardsToday,
  ],
});
