import type { FieldError } from '../../kernel/errors.ts';
import type { NoticeDocument } from './document.ts';
import type { DecisionStanding } from './ports.ts';
import type { OwnEntry } from './publish-store.ts';
import type { Certificate, Decision, DecisionForm, WithdrawnCertificate } from './types.ts';

/** Of whichever form of the page was sent last. */
export interface ActingValues {
  outcome?: string;
  verdict?: string;
  as?: string;
  options?: string[];
  how?: string;
  reason?: string;
  signedOn?: string;
}

export interface DecisionPage {
  decision: Decision;
  form: DecisionForm;
  document: NoticeDocument;
  certificates: readonly Certificate[];
  takenBack: readonly WithdrawnCertificate[];
  viewerId: number;
  /** Of the agreement that it authorises. */
  standings: readonly DecisionStanding[];
  entry: OwnEntry | undefined;
  csrfToken: string;
  key?: string | undefined;
  /** What the viewer may do here. */
  may: {
    draft: boolean;
    certify: readonly string[];
    /** In which capacities they may sign. */
    approve: readonly { code: string; title: string; final: boolean }[];
    publish: boolean;
    isOriginator: boolean;
    isOwnOffice: boolean;
  };
  values: ActingValues;
  errors: readonly FieldError[];
  theirs?: string | undefined;
}
