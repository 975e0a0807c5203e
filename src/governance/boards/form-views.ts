import type { StaffName } from '../../scheme/directory.ts';
import { button, changedMeanwhile, details } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Fragment, type Html, html } from '../../web/html.ts';
import { fieldsOf, type Showing } from '../registers/forms.ts';
import {
  type Board,
  type BoardForm,
  boardKinds,
  kindWords,
  type LineForm,
  lineKinds,
  lineWords,
  type MemberForm,
  memberRoles,
  roleWords,
} from './types.ts';

export interface FormFrame<Form> {
  heading: string;
  action: string;
  csrfToken: string;
  showing: Showing<Form>;
}

/** A form with its heading, what somebody else made of it meanwhile, and one button. */
export const framed = <Form>(
  { heading, action, csrfToken, showing }: FormFrame<Form>,
  what: string,
  body: Fragment,
  save = 'Save',
): Html => html`<h1 class="govuk-heading-l">${heading}</h1>
${changedMeanwhile(what, showing.theirs)}
${form({
  action,
  csrfToken,
  key: showing.key,
  version: showing.version,
  body: html`${body}${button({ text: save, preventDoubleClick: true })}`,
})}`;

/** Under a form of something that is there: for what was entered by mistake. */
export const takeAway = (
  { action, csrfToken, showing }: FormFrame<unknown>,
  text: { summary: string; hint: string; button: string },
): Html =>
  details({
    summaryText: text.summary,
    html: form({
      action: action.replace(/edit$/, 'remove'),
      csrfToken,
      version: showing.version,
      body: html`<p class="govuk-body">${text.hint}</p>${button({ text: text.button, classes: 'govuk-button--warning' })}`,
    }),
  });

const mistaken = (frame: FormFrame<unknown>): Html | '' =>
  frame.action.endsWith('/edit')
    ? takeAway(frame, {
        summary: 'Was it entered by mistake?',
        hint: 'What has ended is given its last day above instead.',
        button: 'Take it away',
      })
    : '';

const choose = (items: readonly { value: string; text: string }[]): { value: string; text: string }[] => [
  { value: '', text: 'Choose' },
  ...items,
];

export function boardForm(frame: FormFrame<BoardForm>): Html {
  const f = fieldsOf(frame.showing.values, frame.showing.errors);
  return framed(
    frame,
    'this board',
    html`${f.text('name', 'Name')}
${f.choice('kind', 'What it is', choose(boardKinds.map((code) => ({ value: code, text: kindWords[code] }))))}
${f.area('purpose', 'What it is for (optional)')}
${f.day('fromOn', 'First day (optional)', 'Leave empty what the papers do not say')}
${f.day('untilOn', 'Last day (optional)')}
${f.text('datesNote', 'What the papers leave open about its dates (optional)')}
${f.text('source', 'The paper that tells of it (optional)')}`,
  );
}

export function lineForm(frame: FormFrame<LineForm>, board: Board, boards: readonly Board[]): Html {
  const f = fieldsOf(frame.showing.values, frame.showing.errors);
  const others = boards.filter(({ id }) => id !== board.id);
  return html`${framed(
    frame,
    'this line',
    html`<p class="govuk-body">${board.name}:</p>
${f.choice('kind', 'How it stands to the other', choose(lineKinds.map((code) => ({ value: code, text: lineWords[code] }))))}
${f.choice('other', 'The other board', choose(others.map(({ id, name }) => ({ value: String(id), text: name }))))}
${f.day('fromOn', 'First day (optional)', 'A board reports to one other at a time: earlier days stay as they were')}
${f.day('untilOn', 'Last day (optional)')}
${f.text('note', 'Note (optional)')}`,
  )}${mistaken(frame)}`;
}

export function memberForm(frame: FormFrame<MemberForm>, staff: readonly StaffName[]): Html {
  const f = fieldsOf(frame.showing.values, frame.showing.errors);
  return html`${framed(
    frame,
    'this seat',
    html`${f.text('post', 'Post or office that has the seat', { hint: 'Such as “Assistant Chief Constable”' })}
${f.text('represents', 'The body that it represents', { hint: 'Such as a police force, the probation service, or a community safety partnership whose lead it is' })}
${f.choice('role', 'Role', choose(memberRoles.map((code) => ({ value: code, text: roleWords[code] }))))}
${f.choice('staff', 'Who of the scheme’s staff holds it (optional)', [{ value: '', text: 'Nobody of the staff' }, ...staff.map(({ id, name, agency }) => ({ value: String(id), text: `${name}, ${agency}` }))])}
${f.day('fromOn', 'Term begins on (optional)')}
${f.day('untilOn', 'Term ends on (optional)', 'The last day of the term')}`,
  )}${mistaken(frame)}`;
}
