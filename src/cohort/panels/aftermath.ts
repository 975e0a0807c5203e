import type { ActContext } from '../../kernel/acts.ts';
import { addDays, showDay } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { findRule } from '../../scheme/rules.ts';
import { fillIn, reasonGap, representationDays } from './after-rules.ts';
import { insertMarkers, insertTelling } from './after-store.ts';
import type { LetterRule, MarkerRule } from './after-types.ts';
import type { Decision, Item, PanelRule } from './types.ts';

/** What a decision leaves to be done, in its own transaction. */

/** Drafts the letter from the template of the decision in force today; none where the scheme has none for it. */
export async function prepareTelling(
  tx: Tx,
  { actor, today }: ActContext,
  { item, decision, rule }: { item: Item; decision: Decision; rule: PanelRule },
): Promise<void> {
  const letters = await findRule<LetterRule>(tx, actor.schemeId, 'panel-letters', today);
  const template = letters?.body.templates[decision];
  if (letters === undefined || template === undefined) return;
  const scheme = await tx.one(sql<{ name: string }>`select name from scheme where id = ${actor.schemeId}`);
  const { untilOn } = representationDays(today, today, rule);
  await insertTelling(tx, {
    schemeId: actor.schemeId,
    itemId: item.id,
    personId: item.personId,
    ruleId: letters.id,
    template: template.name,
    text: fillIn(template.text, {
      name: item.name,
      scheme: scheme.name,
      day: showDay(today),
      until: showDay(untilOn),
      // The panel's own words are for the panel: somebody says it to the person in plain ones.
      reason: reasonGap,
    }),
    dueOn: addDays(today, rule.tellDays ?? 14),
  });
}

const markersAct: Partial<Record<Decision, 'set' | 'clear'>> = {
  adopt: 'set',
  're-enter': 'set',
  'de-select': 'clear',
};

/** The agencies' own registers and markers, to be set when somebody joins and cleared when they leave. */
export async function prepareMarkers(
  tx: Tx,
  { actor, today, now }: ActContext,
  { item, decision }: { item: Item; decision: Decision },
): Promise<void> {
  const act = markersAct[decision];
  if (act === undefined) return;
  const rule = await findRule<MarkerRule>(tx, actor.schemeId, 'agency-markers', today);
  if (rule === undefined) return;
  const { dueDays, markers } = rule.body;
  const task = { schemeId: actor.schemeId, itemId: item.id, personId: item.personId, act, now };
  await insertMarkers(tx, { ...task, dueOn: addDays(today, dueDays) }, markers);
}

/** The name of a marker as the rule has it, for lists. */
export const markerNames = (rule: MarkerRule | undefined): ReadonlyMap<string, string> =>
  new Map(rule?.markers.map(({ code, name }) => [code, name]));
