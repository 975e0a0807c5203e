import type { FieldError } from '../../kernel/errors.ts';
import { checkboxes, fieldset } from '../../web/components/index.ts';
import { messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';

/** Who is invited, each agency a group of its own; the first box has the id that an error links to. */
export function invitedBoxes(model: {
  staff: readonly { id: number; name: string; agency: string }[];
  invited: readonly string[];
  errors: readonly FieldError[];
}): Html {
  const groups = [...Map.groupBy(model.staff, ({ agency }) => agency)].sort(([a], [b]) => a.localeCompare(b));
  return fieldset({
    legend: { text: 'Who is invited', classes: 'govuk-fieldset__legend--m' },
    html: html`<p class="govuk-hint">When the agenda is issued they see the people on it, until seven days after the meeting. The chair is invited anyway.</p>
${groups.map(([agency, people], index) =>
  checkboxes({
    name: 'invited',
    idPrefix: index === 0 ? 'invited' : `invited-${index}`,
    fieldset: { legend: { text: agency, classes: 'govuk-fieldset__legend--s' } },
    classes: 'govuk-checkboxes--small',
    values: [...model.invited],
    items: people.map(({ id, name }) => ({ value: String(id), text: name })),
    ...(index === 0 ? messageFor(model.errors, 'invited') : {}),
  }),
)}`,
  });
}
