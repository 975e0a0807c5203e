import { outcomeWords, type SafetyWarning } from '../../casework/index.ts';
import { ageOn, type Day, showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import { conditionWords } from '../../people/index.ts';
import { emptyState, summaryList } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { conditionsOfAVisit, mapLink } from './rules.ts';
import type { SheetAppointment, SheetPerson } from './sheet-store.ts';

export interface Sheet {
  person: SheetPerson;
  appointment: SheetAppointment | undefined;
  /** Risk to staff: first, and nothing else of risk. */
  warnings: readonly SafetyWarning[];
  /** In force and a visit can see to them. */
  conditions: readonly string[];
}

export interface SheetsModel {
  title: string;
  sheets: readonly Sheet[];
  today: Day;
  printedBy: string;
  now: Date;
  kinds: readonly { code: string; name: string }[];
  orders: Readonly<Record<string, string>>;
}

/** One sheet of paper for each visit. */
export const sheetsPage = (model: SheetsModel): Html => html`<h1 class="govuk-heading-l">${model.title}</h1>
<p class="govuk-body wm-no-print"><button type="button" class="govuk-button" data-module="govuk-button" data-print hidden>Print</button></p>
<p class="govuk-body wm-no-print">That you opened this to print it is recorded. Keep the paper with you, and destroy it after the visit.</p>
${
  model.sheets.length === 0
    ? emptyState({
        title: 'You have no appointment on this day.',
        actions: [{ text: 'Your calendar', href: '/calendar' }],
      })
    : model.sheets.map((sheet) => sheetOf(model, sheet))
}`;

function sheetOf(model: SheetsModel, sheet: Sheet): Html {
  const { person, appointment } = sheet;
  const born =
    person.born === null ? '' : `born ${showDay(person.born)}, age ${ageOn(person.born, model.today)}`;
  return html`<section class="wm-sheet"><h2 class="govuk-heading-m">${person.name}${born === '' ? '' : html` <span class="govuk-caption-m">${born}</span>`}</h2>
<h3 class="govuk-heading-s">Officer safety</h3>
${warningsOf(sheet.warnings)}
${summaryList({ rows: rowsOf(model, sheet).map(([key, value]) => ({ key: { text: key }, value: { html: value } })) })}
<p class="govuk-body-s">Visit sheet for ${appointment === undefined ? 'a visit' : showMoment(appointment.at)}, made for ${model.printedBy}, ${showMoment(model.now)}. What you may not see, health and intelligence are not on it.</p></section>`;
}

const warningsOf = (warnings: readonly SafetyWarning[]): Html =>
  warnings.length === 0
    ? html`<p class="govuk-body">No warning is recorded that you may see. There may be risks that nobody recorded, or that are withheld from you.</p>`
    : html`<ul class="govuk-list govuk-list--bullet">${warnings.map((one) => html`<li><strong>${one.text}</strong>: ${one.why}${one.outOfDate ? ' (past its review date: check before you go)' : ''}</li>`)}</ul>`;

const bullets = (lines: readonly (Html | string)[]): Html =>
  html`<ul class="govuk-list govuk-list--bullet govuk-!-margin-bottom-0">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;

function rowsOf(model: SheetsModel, { person, appointment, conditions }: Sheet): [string, Html][] {
  return [
    ...(appointment === undefined
      ? []
      : [['Appointment', appointmentOf(model, person, appointment)] as [string, Html]]),
    ['Addresses', addressesOf(person)],
    ['Orders in force', ordersOf(model, person)],
    ...(conditions.length === 0
      ? []
      : [['Conditions a visit can see to', bullets(conditions)] as [string, Html]]),
    ['Last contact', lastOf(model, person)],
    ['Afterwards', afterOf(person, appointment)],
    [
      'Steps due',
      person.steps.length === 0
        ? html`None due in the next two weeks.`
        : bullets(
            person.steps.map(
              (step) =>
                `${step.what}${step.dueOn === null ? '' : `, by ${showShortDay(step.dueOn)}${step.dueOn < model.today ? ' (overdue)' : ''}`}`,
            ),
          ),
    ],
  ];
}

function appointmentOf(model: SheetsModel, person: SheetPerson, appointment: SheetAppointment): Html {
  const kind = model.kinds.find(({ code }) => code === appointment.kind)?.name ?? appointment.kind;
  const map = mapLink(appointment.place, person.name);
  return html`${kind}, ${showMoment(appointment.at)}${appointment.place !== null && html`, ${appointment.place}`}${map !== undefined && html` <a class="govuk-link wm-no-print" href="${map}" rel="noopener noreferrer">Map<span class="govuk-visually-hidden"> of where to meet ${person.name}</span></a>`}`;
}

/** What comes after this visit. */
function afterOf(person: SheetPerson, appointment: SheetAppointment | undefined): Html {
  const next = person.ahead
    .map((text) => new Date(text))
    .find((at) => appointment === undefined || at > appointment.at);
  return next === undefined
    ? html`Nothing planned: agree the next appointment.`
    : html`Next appointment ${showMoment(next)}.`;
}

/** The same address by several agencies is said once. */
const places = (person: SheetPerson): { address: string; says: string[] }[] => {
  const found = new Map<string, string[]>();
  for (const { address, agency, seen } of person.addresses)
    found.set(address, [...(found.get(address) ?? []), `${agency}, ${showShortDay(seen)}`]);
  return [...found].map(([address, says]) => ({ address, says }));
};

const addressesOf = (person: SheetPerson): Html =>
  person.addresses.length === 0
    ? html`None that you may see.`
    : bullets(
        places(person).map((one) => {
          const map = mapLink(one.address, person.name);
          return html`${one.address} <span class="govuk-hint">${one.says.join('; ')}</span>${map !== undefined && html` <a class="govuk-link wm-no-print" href="${map}" rel="noopener noreferrer">Map<span class="govuk-visually-hidden"> of ${one.address}</span></a>`}`;
        }),
      );

const ordersOf = (model: SheetsModel, person: SheetPerson): Html =>
  person.orders.length === 0
    ? html`None that you may see.`
    : bullets(
        person.orders.map((order) => {
          const conditions = conditionsOfAVisit(order.conditions);
          return `${model.orders[order.type] ?? order.type}${order.until === null ? '' : ` until ${showShortDay(order.until)}`}${conditions.length === 0 ? '' : `: ${conditions.map(conditionWords).join('; ')}`}`;
        }),
      );

function lastOf(model: SheetsModel, person: SheetPerson): Html {
  if (person.lastAt === null) return html`None recorded.`;
  const kind = model.kinds.find(({ code }) => code === person.lastKind)?.name ?? person.lastKind ?? '';
  const note =
    person.lastNote === null || person.lastNote.length <= 600
      ? person.lastNote
      : `${person.lastNote.slice(0, 600)}…`;
  return html`${kind}, ${showMoment(person.lastAt)}: ${person.lastOutcome === null ? '' : outcomeWords[person.lastOutcome].toLowerCase()}${note !== null && html`<br><span class="wm-wrap">${note}</span>`}`;
}
