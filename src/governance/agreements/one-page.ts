import type { Tx } from '../../kernel/database.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply } from '../../web/route.ts';
import { standingsOf } from '../decisions/published.ts';
import type { AgreementPage } from './page-model.ts';
import { listRequests } from './request-store.ts';
import { closedBy } from './rules.ts';
import { warningsOf } from './section.ts';
import { crumbsFor } from './showing.ts';
import {
  coveredOn,
  getAgreement,
  listParties,
  listReviews,
  listVariationSignatures,
  listVariations,
} from './store.ts';
import { agreementPage } from './views.ts';

/** One agreement, and once more where a form on it was wrong or out of date. */
export async function showAgreement(
  tx: Tx,
  ask: Ask,
  id: number,
  again: Pick<AgreementPage, 'signing' | 'deciding'> = {},
): Promise<Reply> {
  const agreement = await getAgreement(tx, id);
  const [parties, variations, signatures, reviews, warnings, covered, standings, requests] =
    await Promise.all([
      listParties(tx, id),
      listVariations(tx, id),
      listVariationSignatures(tx, id),
      listReviews(tx, id),
      warningsOf(tx, ask),
      coveredOn(tx, ask.today),
      agreement.kind === 'section-22a' ? standingsOf(tx, id) : [],
      listRequests(tx, id, ask.today),
    ]);
  const shown = again.signing ?? again.deciding;
  return page({
    title: `${agreement.reference}: ${agreement.title}`,
    section: 'governance',
    status: shown === undefined ? 200 : shown.theirs === undefined ? 422 : 409,
    breadcrumbs: [...crumbsFor(ask.viewer), { text: agreement.reference }],
    errors: summaryOf(shown?.errors ?? []),
    body: agreementPage({
      ...again,
      agreement,
      parties,
      variations,
      signatures,
      reviews,
      warnings,
      standings,
      requests,
      closed: closedBy(parties, covered),
      today: ask.today,
      mayManage: ask.viewer.may('agreement:manage'),
      csrfToken: ask.csrfToken,
    }),
  });
}
