import type { Tx } from '../../kernel/database.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import type { Ask } from '../../web/route.ts';
import type { GovernanceSection } from '../sections.ts';
import { listWaiting } from './request-store.ts';
import { type Warning, type WarningRule, warningsOn } from './rules.ts';
import { countAgreements, listAgreements } from './store.ts';
import type { AgreementState } from './types.ts';
import { agreementTable, nothingShared } from './views.ts';

/** The warnings of the scheme's rule as they fall today, the longest first. */
export async function warningsOf(tx: Tx, ask: Pick<Ask, 'viewer' | 'today'>): Promise<Warning[]> {
  const rule = await ruleInForce<WarningRule>(tx, ask.viewer.schemeId, 'agreement-warnings', ask.today);
  return warningsOn(rule.body, ask.today);
}

/** The wing's first page: what is in force, what is about to end. */
export async function agreementSection(
  tx: Tx,
  ask: Pick<Ask, 'viewer' | 'today'>,
): Promise<GovernanceSection> {
  const path = '/governance/agreements';
  const warnings = await warningsOf(tx, ask);
  const [counts, found, waiting] = await Promise.all([
    countAgreements(tx, ask.today, warnings[0]?.until ?? ask.today),
    listAgreements(tx, { today: ask.today }, { limit: 5, offset: 0 }),
    listWaiting(tx, ask.today),
  ]);
  const countOf = (state: AgreementState): number => counts.find((row) => row.state === state)?.n ?? 0;
  const expiring = counts.reduce((sum, row) => sum + row.expiring, 0);
  return {
    id: 'agreements',
    title: 'Agreements',
    stats: [
      { number: countOf('in-force'), label: 'in force', href: `${path}?state=in-force` },
      { number: countOf('waiting'), label: 'wait for signatures', href: `${path}?state=waiting` },
      { number: waiting.length, label: 'wait for a second person', href: `${path}/waiting` },
      { number: countOf('suspended'), label: 'suspended', href: `${path}?state=suspended` },
      {
        number: expiring,
        label: `within ${warnings[0]?.words ?? '0 days'} of their last day`,
        href: `${path}?expiring=1`,
      },
      { number: countOf('expired'), label: 'expired', href: `${path}?state=expired` },
      { number: countOf('ended'), label: 'ended early', href: `${path}?state=ended` },
    ],
    body: found.length === 0 ? nothingShared : agreementTable(found, warnings, ask.today),
    all: { text: 'All agreements', href: path },
  };
}
