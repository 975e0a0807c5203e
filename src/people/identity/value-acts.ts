import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { type ValueRules, valueFields } from './value-rules.ts';
import { findValueRule, setValueRule } from './value-store.ts';

/** Which value of several is shown of a person, field by field. The records themselves stay as their agencies sent them. */
export const setValues = defineAct<{ rules: ValueRules; version: number }, { version: number }>({
  name: 'values:set',
  right: 'values:set',
  changesAccess: true,
  run: async (tx, { rules, version }, { actor, wrote, emit }) => {
    const before = await findValueRule(tx, actor.schemeId);
    const made = await setValueRule(tx, rules, version);
    if (made === null) throw staleVersion({ version: before.version });
    const changed = valueFields.filter(
      (field) => JSON.stringify(before.rules[field]) !== JSON.stringify(rules[field]),
    );
    await emit('shown-values-set', { schemeId: actor.schemeId });
    await wrote({
      subject: 'scheme',
      subjectId: actor.schemeId,
      detail: { version: made, fields: changed.join('+') },
    });
    return { version: made };
  },
});
