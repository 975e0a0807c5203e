import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { findOffice, listForms } from './store.ts';
import type { DecisionForm, OfficeSettings } from './types.ts';

/** The forms of notice that the scheme's offices use: those of its rules, and the offices' own. */
export async function decisionForms(
  tx: Tx,
  schemeId: number,
  today: Day,
): Promise<{ current: string; forms: DecisionForm[] }> {
  const [rule, own] = await Promise.all([
    ruleInForce<{ current: string; forms: DecisionForm[] }>(tx, schemeId, 'decision-forms', today),
    listForms(tx),
  ]);
  return { current: rule.body.current, forms: [...own.map(({ body }) => body), ...rule.body.forms] };
}

/** @throws WaymarkError `wrong-setting` where the scheme has no such form. */
export async function formOf(tx: Tx, schemeId: number, today: Day, code: string): Promise<DecisionForm> {
  const { forms } = await decisionForms(tx, schemeId, today);
  return formAmong(forms, code);
}

export function formAmong(forms: readonly DecisionForm[], code: string): DecisionForm {
  const form = forms.find((candidate) => candidate.code === code);
  if (form === undefined)
    throw new WaymarkError('wrong-setting', { text: `The scheme has no form of notice “${code}”.` });
  return form;
}

/** How an office decides; what it has not set yet is the scheme's form, 2026/01 and so on, and nothing refused. */
export async function officeOf(
  tx: Tx,
  office: { agencyId: number; schemeId: number },
  today: Day,
): Promise<OfficeSettings> {
  const [set, { current }] = await Promise.all([
    findOffice(tx, office.agencyId),
    decisionForms(tx, office.schemeId, today),
  ]);
  return set ?? { form: current, series: 'YYYY/nn', refuses: [], deputies: [], version: 0 };
}
