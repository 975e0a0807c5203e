import type { FieldError } from '../kernel/errors.ts';
import { type Needs, type NeedsForm, needChoices, needsWords, type Skills } from '../scheme/skills.ts';
import { details, select, tag, textarea } from './components/index.ts';
import { messageFor } from './forms.ts';
import { type Html, html } from './html.ts';

/** The fields by which an action asks for a role or training of whoever does it. Folded: most ask for nothing. */
export function needFields(
  values: NeedsForm,
  errors: readonly FieldError[],
  skills: Pick<Skills, 'skills'>,
): Html {
  const choices = needChoices(skills);
  const refused = errors.some(({ field }) => field === 'override');
  const asked = [values.needsRole, values.needsSkill, values.override].some((one) => (one ?? '') !== '');
  return details({
    summaryText: 'What it asks of whoever does it',
    open: refused || asked,
    html: html`${select({ id: 'needsRole', name: 'needsRole', label: { text: 'Role' }, value: values.needsRole ?? '', items: choices.role })}
${select({ id: 'needsSkill', name: 'needsSkill', label: { text: 'Training that holds' }, value: values.needsSkill ?? '', items: choices.skill })}
${textarea({ id: 'override', name: 'override', label: { text: 'Why somebody without that does it all the same' }, hint: { text: 'Only where they do: it is kept with your name' }, rows: 2, value: values.override ?? '', ...messageFor(errors, 'override') })}`,
  });
}

/** What an action asks for, and who passed over that and why, below its words. */
export function askedOf(
  action: Needs & { overrideBy: string | null; overrideWhy: string | null },
  skills: Pick<Skills, 'skills'>,
): Html | '' {
  const asks = needsWords(action, skills);
  if (asks === '') return '';
  return html`<br><span class="govuk-hint">Asks for: ${asks}</span>${
    action.overrideWhy === null
      ? ''
      : html`<br>${tag({ text: 'Passed over', classes: 'govuk-tag--yellow' })} <span class="govuk-hint">by ${action.overrideBy ?? 'somebody'}: ${action.overrideWhy}</span>`
  }`;
}
