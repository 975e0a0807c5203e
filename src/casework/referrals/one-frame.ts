import { ageOn, showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type Html, html } from '../../web/html.ts';
import type { Ask } from '../../web/route.ts';
import type { FramePerson } from '../../web/wing.ts';
import type { Referral } from './types.ts';

export interface ReferralFrame {
  above: Html | undefined;
  breadcrumbs: readonly { text: string; href?: string }[];
  /** Who it is, where the page has no identity bar: the provider is told the name and the day of birth. */
  who: Html | undefined;
}

/**
 * What stands around a page of one referral. Those who work with the person have the person's pages; a provider's
 * worker has the referral alone, which says nothing of other services or of the scheme.
 */
export async function referralFrame(
  tx: Tx,
  ask: Pick<Ask, 'viewer' | 'today'>,
  framePerson: FramePerson,
  referral: Pick<Referral, 'personId' | 'name' | 'born' | 'service' | 'id'>,
): Promise<ReferralFrame> {
  const { viewer, today } = ask;
  if (viewer.may('see:referrals')) {
    const { personId } = referral;
    const frame = await framePerson(tx, { personId, viewer, today, path: '/people/:id/referrals' });
    return {
      above: frame.above,
      breadcrumbs: [...frame.breadcrumbs, { text: 'Referrals', href: `/people/${personId}/referrals` }],
      who: undefined,
    };
  }
  const born =
    referral.born === null ? '' : `, born ${showDay(referral.born)} (${ageOn(referral.born, today)})`;
  return {
    above: undefined,
    breadcrumbs: [
      { text: 'Referrals', href: '/referrals' },
      { text: referral.name, href: `/referrals/${referral.id}` },
    ],
    who: html`<p class="govuk-body-l govuk-!-margin-bottom-4"><strong>${referral.name}</strong>${born}</p>`,
  };
}
