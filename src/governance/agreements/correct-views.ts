import { sharingCategories } from '../../access/rights.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  checkboxes,
  details,
  input,
  select,
  table,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { fieldsOf, ownerItems } from '../registers/forms.ts';
import type { CorrectForm } from './correct-form.ts';
import { changedFieldWords } from './correct-rules.ts';
import { agencyItems } from './form-views.ts';
import {
  type Agreement,
  type Changes,
  categoryWords,
  type Party,
  partyKinds,
  partyKindWords,
} from './types.ts';

interface CorrectModel {
  agreement: Agreement;
  parties: readonly Party[];
  signed: boolean;
  varied: boolean;
  owners: readonly { id: number; name: string; agency: string }[];
  agencies: readonly { id: number; name: string }[];
  values: CorrectForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  version: number;
  theirs?: string | undefined;
  csrfToken: string;
}

/** What an agreement says, to be put right while nobody has signed it, or to be changed by two once somebody has. */
export function correctForm(model: CorrectModel): Html {
  const { agreement, signed, varied } = model;
  const fields = fieldsOf<CorrectForm>(model.values, model.errors);
  return html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${agreement.reference}: ${agreement.title}</span>Change what it says</h1>
${changedMeanwhile('this agreement', model.theirs)}
<p class="govuk-body">${
    signed
      ? 'Somebody has signed it, so a second person at a commissioner’s office sees old and new words side by side and confirms the change. Its days change by a variation; what a party may have, by a new agreement. Whom its warnings go to changes at once.'
      : 'Nobody has signed it yet, so all of it can be put right. Whoever signs or confirms sees it as it then stands.'
  }</p>
${form({
  action: `/governance/agreements/${agreement.id}/describe`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`${fields.text('reference', 'Reference', { width: '20' })}${fields.text('title', 'Title')}${fields.area('purpose', 'Purpose')}${fields.text('gateway', 'The power it rests on')}
${fields.area('functions', 'Functions')}${fields.area('funding', 'Funding')}${fields.area('exitPlan', 'Exit plan')}
${fields.text('varyMonths', 'The most months by which one variation may lengthen it (optional)', { width: '4' })}
${signed ? '' : html`<div class="wm-row">${fields.day('startsOn', 'First day in force', varied ? 'It has been varied: its days change by a variation' : undefined)}${fields.day('expiresOn', 'Last day in force')}${fields.day('reviewOn', 'Review')}</div>`}
<h2 class="govuk-heading-m">Parties</h2>
${lines(model).map((line) => partyFields(model, line))}
${fields.choice('owner', 'Whom its warnings go to', ownerItems(model.owners))}
${signed ? fields.area('why', 'Why it is changed') : ''}${button({ text: signed ? 'Ask for the change' : 'Save', preventDoubleClick: true })}`,
})}`;
}

/** The parties that it has, and while nobody has signed a line for one more. */
const lines = ({ parties, signed }: CorrectModel): number[] =>
  Array.from({ length: parties.length + (signed ? 0 : 1) }, (_, at) => at);

function partyFields(model: CorrectModel, at: number): Html {
  const { agreement, parties, signed, values, errors, agencies } = model;
  const party = parties[at];
  const of = party === undefined ? 'the party to add (optional)' : `party ${at + 1}`;
  const id = (name: string): string => (at === 0 ? name : `${name}-${at}`);
  const collaborates = agreement.kind === 'section-22a';
  const kinds = partyKinds.map((kind) => ({ value: kind, text: partyKindWords[kind] }));
  return html`<input type="hidden" name="partyIds" value="${party?.id ?? ''}"><div class="wm-row">
${input({ id: id('partyNames'), name: 'partyNames', label: { text: `Name of ${of}` }, value: values.partyNames?.[at] ?? '', ...messageFor(errors, id('partyNames')) })}
${signed || !collaborates ? '' : select({ id: `partyKinds-${at}`, name: 'partyKinds', label: { text: `What ${of} is` }, value: values.partyKinds?.[at] ?? '', items: [{ value: '', text: 'Choose' }, ...kinds], ...messageFor(errors, `partyKinds-${at}`) })}
${collaborates ? input({ id: `partyForces-${at}`, name: 'partyForces', label: { text: `Force of ${of}` }, classes: 'govuk-input--width-10', value: values.partyForces?.[at] ?? '', ...messageFor(errors, `partyForces-${at}`) }) : ''}
${signed ? '' : select({ id: `partyAgencies-${at}`, name: 'partyAgencies', label: { text: `Agency that ${of} is or speaks for` }, value: values.partyAgencies?.[at] ?? '', items: agencyItems(agencies) })}</div>
${signed ? '' : partyBoxes(model, at, of)}`;
}

/** What a party may have, and whether it is taken away: only while nobody has signed. */
function partyBoxes({ agreement, parties, values }: CorrectModel, at: number, of: string): Html {
  const legend = (text: string) => ({ legend: { text, classes: 'govuk-visually-hidden' } });
  const covers = details({
    summaryText: `What ${of} may have of other agencies’ items`,
    html: checkboxes({
      name: 'covers',
      idPrefix: `covers-${at}`,
      fieldset: legend(`What ${of} may have`),
      classes: 'govuk-checkboxes--small',
      values: values.covers ?? [],
      items: sharingCategories.map((code) => ({ value: `${at}:${code}`, text: categoryWords[code] })),
    }),
  });
  const gone = checkboxes({
    name: 'gone',
    idPrefix: `gone-${at}`,
    fieldset: legend(`Whether ${of} stays`),
    classes: 'govuk-checkboxes--small',
    values: values.gone ?? [],
    items: [{ value: String(at), text: `Take ${of} away: entered by mistake` }],
  });
  return html`${agreement.kind === 'section-22a' ? '' : covers}${parties[at] === undefined ? '' : gone}`;
}

/** Old and new words side by side, of a change that waits or was decided. */
export const changesTable = (changes: Changes, parties: readonly Pick<Party, 'id' | 'name'>[]): Html =>
  table({
    caption: 'What changes',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'What changes',
    stack: true,
    firstCellIsHeader: true,
    head: [{ text: 'Of' }, { text: 'As it was' }, { text: 'As it becomes' }],
    rows: Object.entries(changes).map(([field, { was, becomes }]) => [
      `${changedFieldWords(field)}${ofParty(field, parties)}`,
      was ?? 'Nothing entered',
      becomes ?? 'Nothing entered',
    ]),
  });

function ofParty(field: string, parties: readonly Pick<Party, 'id' | 'name'>[]): string {
  const party = field.startsWith('force-') ? parties.find(({ id }) => field === `force-${id}`) : undefined;
  return party === undefined ? '' : `: ${party.name}`;
}
