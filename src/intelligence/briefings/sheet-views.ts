import { showMoment } from '../../kernel/clock.ts';
import { type Html, html } from '../../web/html.ts';
import { hereWords, type ShownPart } from './types.ts';
import { partText, partWords, type ReadingModel, rowKinds } from './views.ts';

/** The briefing as a numbered copy: one side of A4 for half a dozen people, so that it is carried and not stapled. */
export const paperSheet = (model: ReadingModel & { copy: NonNullable<ReadingModel['copy']> }): Html => {
  const { briefing, copy } = model;
  return html`<div class="wm-paper"><h1 class="govuk-heading-m">Briefing: ${briefing.areaName}. Until ${showMoment(briefing.untilAt)}</h1>
<p class="govuk-body-s"><strong>Copy ${copy.number}</strong>, ${copy.name}, taken ${showMoment(copy.at)}. ${briefing.team}. Briefing ${briefing.id}, released by ${briefing.releasedBy ?? 'nobody yet'}. OFFICIAL-SENSITIVE: not to be passed on; destroy it at ${showMoment(briefing.untilAt)}, or when you are told.${briefing.words !== '' && html` <strong>${briefing.words}</strong>`}</p>
<div class="wm-paper__people">${model.items.map((item) => {
    const own = model.parts.filter(({ itemId }) => itemId === item.id);
    return personOn(briefing.id, item, own);
  })}</div></div>`;
};

function personOn(
  briefingId: number,
  item: ReadingModel['items'][number],
  own: readonly ShownPart[],
): Html | '' {
  const who = own.find(({ kind }) => kind === 'identity');
  if (who === undefined) return '';
  const photo = own.find(({ kind, sourceId }) => kind === 'photo' && sourceId !== null);
  const line = (words: string, text: Html | string): Html =>
    html`<p class="govuk-body-s"><strong>${words}:</strong> ${text}</p>`;
  return html`<section aria-labelledby="paper-${item.id}">${photo && html`<img class="wm-briefed__photo" src="/briefings/${briefingId}/photos/${photo.sourceId ?? 0}" alt="Photo of ${who.body.text}. ${photo.body.text}">`}<h2 class="govuk-heading-s" id="paper-${item.id}">${who.body.text}</h2>
<p class="govuk-body-s">${who.body.note ?? ''}; ${item.here.map((one) => hereWords[one]).join(', ')}</p>
${own.filter(({ kind }) => kind === 'warning').map(({ body }) => line(partWords('warning'), html`<strong>${body.text}</strong>`))}${line('Look for', item.lookFor)}${line('Call', item.callWhom)}${rowKinds.map(
  (kind) => {
    const told = own.filter((part) => part.kind === kind);
    return told.length === 0
      ? ''
      : line(
          partWords(kind),
          html`${told.map((part, index) => html`${index > 0 && '; '}${partText(part, true)}`)}`,
        );
  },
)}</section>`;
}
