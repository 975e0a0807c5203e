import { londonDay, showDay } from '../../kernel/clock.ts';
import { summaryList } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { type Marker, type Telling, tellingWords, type Voluntary } from './after-types.ts';
import { decidedWords, type Item } from './types.ts';
import { voluntaryWords } from './voluntary-pages.ts';

export interface DecisionBox {
  personId: number;
  last: Item | undefined;
  telling: Telling | undefined;
  voluntary: readonly Voluntary[];
  markers: readonly Marker[];
}

export function decisionBox({ personId, last, telling, voluntary, markers }: DecisionBox): Html {
  const [agreement] = voluntary;
  const open = markers.filter(({ state }) => state === 'to-do').length;
  return html`<h2 class="govuk-heading-m">Panel decisions</h2>${summaryList({
    rows: [
      last?.decision != null && {
        key: 'Last decision',
        value: html`<a class="govuk-link" href="/panels/items/${last.id}">${decidedWords[last.decision]}${last.decidedAt !== null && `, ${showDay(londonDay(last.decidedAt))}`}</a>`,
      },
      telling !== undefined && {
        key: 'Telling them',
        value: html`<a class="govuk-link" href="/panels/letters/${telling.id}">${tellingWords[telling.state]}${telling.toldOn !== null && ` ${showDay(telling.toldOn)}`}</a>`,
      },
      {
        key: 'Agreement',
        value: html`<a class="govuk-link" href="/people/${personId}/agreement">${agreement === undefined ? 'Nothing recorded' : `${voluntaryWords[agreement.what]}, ${showDay(agreement.onDay)}`}</a>`,
      },
      open > 0 && {
        key: 'Agencies’ markers',
        value: html`<a class="govuk-link" href="/panels/markers?of=all">${open} to set or clear</a>`,
      },
    ],
  })}`;
}
