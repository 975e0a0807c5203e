import { emptyState, insetText, table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { changesWords } from './event-words.ts';
import type { MatrixRow } from './matrix-types.ts';
import { type GroupTable, groupParts, type Moves, type PersonTried, type Trial } from './preview.ts';

export interface PreviewModel {
  matrix: MatrixRow;
  moves: Moves;
  groups: readonly GroupTable[];
  trial: Omit<Trial, 'rows'>;
  /** Of those who meet the rule, how many the viewer may see, and how many of them are members. */
  seen: number;
  members: number;
  milliseconds: number;
}

/** Names a list shows; the count stands above it. */
const shown = 40;

export function previewPage(model: PreviewModel): Html {
  const { matrix, moves, groups, trial, seen, members, milliseconds } = model;
  return html`<h1 class="govuk-heading-l">What “${matrix.body.name}” would change</h1>
<p class="govuk-body">The ${seen} people who meet the rule and whom you may see, of whom ${members} are members (a run counts the other ${seen - members}), scored by the matrix in force (line ${trial.lineWas}) and by this one (line ${trial.lineWill}), in ${(milliseconds / 1000).toFixed(1)} seconds. The preview changed nobody’s points and no list. A score proposes; nobody enters or leaves the scheme by it.</p>
${seen === 0 && insetText({ text: 'Nobody meets the rule yet, so there is nothing to compare.' })}
${people('Would reach the line', 'Nobody would newly reach the line.', moves.enter, trial)}
${people('Would no longer reach the line', 'Nobody would fall below the line.', moves.leave, trial)}
${people('Members who would newly be below the line', 'No member would newly be below the line.', moves.membersFall, trial)}
${people('Members below the line already, and by this matrix too', 'No member is below the line by both.', moves.membersStay, undefined)}
<h2 class="govuk-heading-m">By group</h2>
<p class="govuk-body">Of those who are not members, who reaches the line by both matrices, by one, or by neither. Counts under five are left out, with as many others as it takes that none can be worked out; they show as “–”.</p>
${groups.map(groupTable)}`;
}

/** Why somebody moves: the factors that give other points, and the line where it is another. */
function whyWords({ changes }: PersonTried, { lineWas, lineWill }: Omit<Trial, 'rows'>): string {
  const line = lineWas === lineWill ? [] : [`The line ${lineWas} to ${lineWill}`];
  return [...(changes.length === 0 ? [] : [changesWords(changes)]), ...line].join('; ');
}

/** With a trial, each is said to move why. */
function people(
  title: string,
  none: string,
  list: readonly PersonTried[],
  moving: Omit<Trial, 'rows'> | undefined,
): Html {
  return html`<h2 class="govuk-heading-m">${title} (${list.length})</h2>
${
  list.length === 0
    ? emptyState({ title: none })
    : table({
        caption: list.length > shown ? `${title}: the first ${shown} of ${list.length}` : title,
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: title,
        stack: true,
        head: [
          { text: 'Name' },
          { text: 'Points now', format: 'numeric' },
          { text: 'Points by this matrix', format: 'numeric' },
          ...(moving === undefined ? [] : [{ text: 'Why' }]),
        ],
        rows: list
          .slice(0, shown)
          .map((person) => [
            nameOf(person),
            { text: person.was, format: 'numeric' },
            { text: person.will, format: 'numeric' },
            ...(moving === undefined ? [] : [whyWords(person, moving)]),
          ]),
      })
}`;
}

const nameOf = ({ name, personId, candidateId }: PersonTried): Html =>
  html`<a class="govuk-link" href="${candidateId === null ? `/people/${personId}` : `/cohort/candidates/${candidateId}`}">${name}</a>`;

const groupTable = ({ title, rows }: GroupTable): Html | false =>
  rows.length > 0 &&
  table({
    stack: true,
    caption: title,
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: `By ${title.toLowerCase()}`,
    firstCellIsHeader: true,
    head: [{ text: title }, ...groupParts.map((text) => ({ text, format: 'numeric' }))],
    rows: rows.map(({ group, counts }) => [
      group,
      ...counts.map((count) => ({ text: count ?? '–', format: 'numeric' })),
    ]),
  });
