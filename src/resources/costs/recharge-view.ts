import { insetText, table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { showPounds } from './money.ts';
import type { Recharge, SpentRecharge } from './recharge.ts';
import { amountCell, lineLink } from './show.ts';
import { monthsInWords } from './year.ts';

const whyWords: Record<Recharge['leftOut'][number]['why'], string> = {
  amount: 'the amount is not known',
  employer: 'who pays it in the first place is not known',
  formula: 'no formula is in force in its year',
};

/** Who pays in the first place, who bears it, and what goes from one to the other. */
export function rechargeSection(model: {
  heading: string;
  caption: string;
  recharge: Recharge;
  agencies: readonly { code: string; name: string }[];
  /** What has to be known to read it. */
  note?: Html | '';
}): Html {
  const { recharge } = model;
  const name = (code: string): string => model.agencies.find((agency) => agency.code === code)?.name ?? code;
  return html`<h2 class="govuk-heading-m">${model.heading}</h2>
${model.note}
${
  recharge.agencies.length === 0
    ? html`<p class="govuk-body">${model.caption}: no line has both an amount and somebody who pays it in the first place.</p>`
    : html`${table({
        caption: `${model.caption}: paid as employer or buyer, and borne by share`,
        scrollLabel: `${model.caption}: recharge`,
        stack: true,
        firstCellIsHeader: true,
        head: [
          { text: 'Agency' },
          { text: 'Pays in the first place', format: 'numeric' },
          { text: 'Bears by share', format: 'numeric' },
          { text: 'Owes (+) or is owed (−)', format: 'numeric' },
        ],
        rows: recharge.agencies.map(({ agency, pays, bears, owes }) => [
          name(agency),
          amountCell(pays),
          amountCell(bears),
          amountCell(owes),
        ]),
      })}
<ul class="govuk-list">${
        recharge.settlements.length === 0
          ? html`<li>Nobody owes anybody.</li>`
          : recharge.settlements.map(
              ({ from, to, pence }) =>
                html`<li>Recharge: <strong>${name(from)} pays ${name(to)} ${showPounds(pence)}</strong></li>`,
            )
      }</ul>`
}
${
  recharge.leftOut.length === 0
    ? ''
    : html`<p class="govuk-body">On neither side:</p>
<ul class="govuk-list govuk-list--bullet">${recharge.leftOut.slice(0, 12).map(({ line, why }) => html`<li>${lineLink(line)}: ${whyWords[why]}</li>`)}${recharge.leftOut.length > 12 ? html`<li>and ${recharge.leftOut.length - 12} more</li>` : ''}</ul>`
}`;
}

/** Over which months what was spent is compared, and which lines have others. */
export function spentNote({ months, uneven }: SpentRecharge): Html | '' {
  if (uneven.length === 0)
    return months.length === 0
      ? ''
      : html`<p class="govuk-body">Over the months that are entered: ${monthsInWords(months)}.</p>`;
  const which = Map.groupBy(uneven, (one) => monthsInWords(one.months));
  return insetText({
    html: html`<p class="govuk-body">${
      months.length === 0
        ? 'No month is entered for every line, so nothing can be compared.'
        : `The lines do not have the same months, so only the months that all of them have are compared: ${monthsInWords(months)}.`
    }</p>
<ul class="govuk-list govuk-list--bullet">${[...which].map(([theirs, lines]) => html`<li>${theirs}: ${lines.map(({ line }, index) => html`${index > 0 && '; '}${lineLink(line)} (${line.employerName})`)}</li>`)}</ul>`,
  });
}
