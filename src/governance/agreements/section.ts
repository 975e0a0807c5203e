import { addDays } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import type { Ask } from '../../web/route.ts';
import type { GovernanceSection } from '../sections.ts';
import { countAgreements, listAgreements } from './store.ts';
import type { AgreementState } from './types.ts';
import { agreementTable, nothingShared } from './views.ts';

/** Days before the end at which the scheme warns, largest first. */
export async function warningDaysOf(tx: Tx, ask: Pick<Ask, 'viewer' | 'today'>): Promise<number[]> {
  const rule = await ruleInForce<{ days: number[] }>(
    tx,
    ask.viewer.schemeId,
    'agreement-warnings',
    ask.today,
  );
  return rule.body.days.toSorted((left, right) => right - left);
}

/** The wing's first page: what is in force, what is about to end. */
export async function agreementSection(
  tx: Tx,
  ask: Pick<Ask, 'viewer' | 'today'>,
): Promise<GovernanceSection> {
  const path = '/governance/agreements';
  const warningDays = await warningDaysOf(tx, ask);
  const horizon = addDays(ask.today, warningDays[0] ?? 0);
  const counts = await countAgreements(tx, ask.today, horizon);
  const found = await listAgreements(tx, { today: ask.today }, { limit: 5, offset: 0 });
  const countOf = (state: AgreementState): number => counts.find((row) => row.state === state)?.n ?? 0;
  const expiring = counts.reduce((sum, row) => sum + row.expiring, 0);
  return {
    id: 'agreements',
    title: 'Agreements',
    stats: [
      { number: countOf('in-force'), label: 'in force by their dates', href: `${path}?state=in-force` },
      {
        number: expiring,
        label: `within ${warningDays[0] ?? 0} days of their last`,
        href: `${path}?expiring=1`,
      },
      { number: countOf('expired'), label: 'expired', href: `${path}?state=expired` },
      { number: countOf('ended'), label: 'ended early', href: `${path}?state=ended` },
    ],
    body: found.length === 0 ? nothingShared : agreementTable(found, warningDays, ask.today),
    all: { text: 'All agreements', href: path },
  };
}
