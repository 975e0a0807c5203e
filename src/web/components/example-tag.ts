import { type Html, html } from '../html.ts';
import { tag } from './tag.ts';

/** Marks what was made up to show the system, after its name; nothing where it is real. */
export const exampleTag = (example: boolean): Html | '' =>
  example ? html` ${tag({ text: 'Example', classes: 'govuk-tag--grey' })}` : '';
