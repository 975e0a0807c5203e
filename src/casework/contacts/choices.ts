import type { Tx } from '../../kernel/database.ts';
import { type AgencyName, listAgencies } from '../../scheme/directory.ts';
import { findRule, ruleInForce } from '../../scheme/rules.ts';
import type { Ask } from '../../web/route.ts';
import { listOpenSteps } from './appointment-store.ts';
import type { ContactChoices } from './rules.ts';
import { listColleagues } from './store.ts';
import type { AppointmentsRule, Coded, ContactKind } from './types.ts';

/** The scheme's lists that pages of contacts name things by. */
export interface Lists {
  kinds: ContactKind[];
  pathways: Coded[];
  rule: AppointmentsRule;
}

const nothing: AppointmentsRule = {
  places: [],
  absenceReasons: [],
  cancelReasons: [],
  substances: [],
  earliest: '00:00',
  latest: '23:59',
};

export async function loadLists(tx: Tx, schemeId: number, today: string): Promise<Lists> {
  const [kinds, pathways, rule] = await Promise.all([
    ruleInForce<{ kinds: ContactKind[] }>(tx, schemeId, 'contact-kinds', today),
    ruleInForce<{ pathways: Coded[]; women?: Coded[] }>(tx, schemeId, 'pathways', today),
    findRule<AppointmentsRule>(tx, schemeId, 'appointments', today),
  ]);
  return {
    kinds: kinds.body.kinds,
    pathways: [...pathways.body.pathways, ...(pathways.body.women ?? [])],
    rule: rule?.body ?? nothing,
  };
}

/** What the form offers. */
export interface Choices extends Lists {
  agencies: AgencyName[];
  colleagues: { id: number; name: string; agency: string }[];
  steps: { id: number; what: string; pathway: string }[];
  /** Whether the viewer is asked about drug tests: health data. */
  asksHealth: boolean;
}

/** @param stepId a step that a contact names already: offered though it is no longer open. */
export async function loadChoices(
  tx: Tx,
  ask: Ask,
  personId: number,
  stepId: number | null = null,
): Promise<Choices> {
  const [lists, agencies, colleagues, steps] = await Promise.all([
    loadLists(tx, ask.viewer.schemeId, ask.today),
    listAgencies(tx),
    listColleagues(tx, personId, ask.viewer),
    listOpenSteps(tx, personId, stepId),
  ]);
  return {
    ...lists,
    agencies: agencies.filter(({ id }) => id !== ask.viewer.agencyId),
    colleagues,
    steps,
    asksHealth: ask.viewer.may('see:health'),
  };
}

const codes = (list: readonly Coded[]): string[] => list.map(({ code }) => code);

export const codesOf = (choices: Choices): ContactChoices => ({
  kinds: codes(choices.kinds),
  pathways: codes(choices.pathways),
  agencies: choices.agencies.map(({ id }) => id),
  staff: choices.colleagues.map(({ id }) => id),
  steps: choices.steps,
  absenceReasons: codes(choices.rule.absenceReasons),
  substances: choices.asksHealth ? codes(choices.rule.substances) : undefined,
  places: choices.rule.places,
});
