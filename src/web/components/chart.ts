import { attributes, type Html, html } from '../html.ts';
import { scrollRegion } from './scroll-region.ts';

export type ChartOptions = {
  /** Unlike any other on the page. */
  readonly id: string;
  /** What it is of, as a heading says it. */
  readonly title: string;
  /** 2 unless given. */
  readonly headingLevel?: 2 | 3;
  /** Under the title: what is counted. */
  readonly about?: string;
  /** The picture's own address; left out where there is nothing to draw. */
  readonly src?: string | undefined;
  /** What the picture shows, for those who do not see it. */
  readonly description: string;
  /** Why there is no picture. */
  readonly missing?: string | undefined;
  readonly width: number;
  readonly height: number;
  /** What follows from the figures, a sentence each. */
  readonly notes?: readonly string[];
  /** The figures themselves: always there, in the page and in print. */
  readonly table?: Html | undefined;
  readonly links?: readonly { readonly text: string; readonly href: string }[];
};

/** A picture with its figures beside it: who does not see the picture, or does not trust it, has the table. */
export function chart(options: ChartOptions): Html {
  const heading =
    options.headingLevel === 3
      ? html`<h3 class="govuk-heading-s" id="${options.id}-title">${options.title}</h3>`
      : html`<h2 class="govuk-heading-m" id="${options.id}-title">${options.title}</h2>`;
  return html`<section class="wm-chart"${attributes({ id: options.id, 'aria-labelledby': `${options.id}-title` })}>${heading}${
    options.about && html`<p class="govuk-body">${options.about}</p>`
  }${picture(options)}${options.notes?.map((note) => html`<p class="govuk-body">${note}</p>`)}${options.table}${links(options)}</section>`;
}

const picture = ({ src, description, missing, width, height, title }: ChartOptions): Html =>
  src === undefined
    ? html`<p class="govuk-body">${missing ?? 'There is nothing to draw yet.'}</p>`
    : scrollRegion({
        label: `Picture: ${title}`,
        html: html`<img class="wm-chart__picture" src="${src}" alt="${description}"${attributes({ width, height })}>`,
      });

const links = ({ links: given }: ChartOptions): Html | '' =>
  given === undefined || given.length === 0
    ? ''
    : html`<p class="govuk-body-s wm-no-print">${given.map((link, place) => html`${place > 0 && ' · '}<a class="govuk-link" href="${link.href}">${link.text}</a>`)}</p>`;
