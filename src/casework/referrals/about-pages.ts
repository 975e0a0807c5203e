import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import type { KeptDraft } from '../../web/drafts.ts';
import { keptNotice } from '../../web/drafts.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply } from '../../web/route.ts';
import type { FramePerson } from '../../web/wing.ts';
import { referralFrame } from './one-frame.ts';
import type { Referral } from './types.ts';

/** What a form about one referral shows again when something in it needs correcting. */
export interface Showing<Values> {
  values: Values;
  kept?: KeptDraft<Values> | undefined;
  errors: readonly FieldError[];
  key?: string | undefined;
  version?: number | undefined;
  theirs?: string | undefined;
}

/** A form about one referral, within the frame that the viewer has of it. */
export async function showFormOf<Values>(
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  referral: Referral,
  showing: Showing<Values> & { title: string; body: Html },
): Promise<Reply> {
  const frame = await referralFrame(tx, ask, framePerson, referral);
  await ask.opened(tx, {
    act: 'referral:form',
    subject: 'referral',
    subjectId: referral.id,
    personId: referral.personId,
  });
  return page({
    title: `${showing.title} – ${referral.name}`,
    section: 'referrals',
    status: formStatus(showing),
    breadcrumbs: [...frame.breadcrumbs, { text: referral.service, href: `/referrals/${referral.id}` }],
    ...(frame.above === undefined ? {} : { above: frame.above }),
    errors: summaryOf(showing.errors),
    body: html`${keptNotice(showing.kept, ask.csrfToken)}${showing.body}`,
  });
}

/** Refuses a form of the agency that does not refer, or of the one that is not the provider, before it is drawn. */
export function mustBeOf(agencyId: number, viewer: { agencyId: number }): void {
  if (agencyId !== viewer.agencyId)
    throw new WaymarkError('right-missing', { text: 'This is for the other agency of the referral to do.' });
}
