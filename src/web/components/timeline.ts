import { attributes, type Fragment, type Html, html, raw } from '../html.ts';
import { type Content, classNames, inner } from './content.ts';

export type TimelineItem = Content & {
  readonly label: string | Html;
  readonly byline?: string | Html;
  /** `timestamp` for machines (ISO 8601), `text` as people say it. */
  readonly datetime: { readonly timestamp: string; readonly text: string };
  /** Beside the title: a tag, a handling. */
  readonly tag?: Fragment;
  readonly id?: string;
  readonly classes?: string;
};

export type TimelineOptions = {
  readonly items: readonly TimelineItem[];
  /** 2 unless given. */
  readonly headingLevel?: 2 | 3 | 4;
  readonly classes?: string;
};

/** MOJ's timeline: what happened, newest first if that is the order given. */
export function timeline(options: TimelineOptions): Html {
  const heading = raw(`h${Number(options.headingLevel ?? 2)}`);
  return html`<div class="${classNames('moj-timeline', options.classes)}">${options.items.map((item) => entry(item, heading))}</div>`;
}

function entry(item: TimelineItem, heading: Html): Html {
  const byline = item.byline && html` <p class="moj-timeline__byline">by ${item.byline}</p>`;
  const content = inner(item);
  return html`<div class="${classNames('moj-timeline__item', item.classes)}"${attributes({ id: item.id })}><div class="moj-timeline__header"><${heading} class="moj-timeline__title">${item.label}</${heading}>${byline}${item.tag && html` ${item.tag}`}</div><p class="moj-timeline__date"><time datetime="${item.datetime.timestamp}">${item.datetime.text}</time></p>${
    content && html`<div class="moj-timeline__description">${content}</div>`
  }</div>`;
}
