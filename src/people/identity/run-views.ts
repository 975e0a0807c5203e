import { showMoment } from '../../kernel/clock.ts';
import {
  details,
  emptyState,
  scrollRegion,
  summaryList,
  table,
  warningText,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { falsePerThousand, type RunReport, type WhyWhole } from './run-report.ts';
import type { Batch, Run, Runs } from './run-store.ts';
import { truthSection } from './truth-views.ts';

const number = (value: number): string => value.toLocaleString('en-GB');
const perThousand = (value: number | undefined): string =>
  value === undefined ? 'No link was made' : value < 0.01 && value > 0 ? 'less than 0.01' : value.toFixed(2);

type Seen = readonly { personId: number; name: string | null }[];

export function runsPage(
  { runs, whole, batches, seesQueue }: Runs,
  { unexplained, heldBack }: { unexplained: Seen; heldBack: Seen },
): Html {
  const [last] = runs;
  const heading = html`<h1 class="govuk-heading-l">What the last linking found</h1>`;
  if (last === undefined)
    return html`${heading}${emptyState({ title: 'Records have not been linked yet.', text: 'They are linked when an extract has come in, and each night.' })}`;
  return html`${heading}
<p class="govuk-body">When an extract has come in, what is new, changed or gone is searched for among all records, and the groups that it touches are settled again. Each night everything is linked anew.</p>
<p class="govuk-body">This is the run of ${showMoment(last.at)}. ${whatItWas(last)}</p>
${totals(last)}
<p class="govuk-body">“Expected” is what the model says of itself: if its weights are right, so many of a thousand links are wrong. It is no count of mistakes.</p>
${otherwiseSection(whole)}
${heldSection(last, heldBack, seesQueue)}
${unexplainedSection(last, unexplained, runs.length > 1)}
${rulesSection(last.kind === 'whole' ? last : whole)}
${strengthSection(last.report)}
${truthSection(last.report.truth)}
${earlier(runs, batches)}`;
}

const records = (count: number): string => `${number(count)} ${count === 1 ? 'record' : 'records'}`;

const whyWords: Record<WhyWhole, string> = {
  nightly: 'each night everything is',
  asked: 'somebody asked for it',
  'nothing-kept': 'the server had been started since, and had nothing to go on from',
  'too-other': 'too much was other, a rule was another, or another run had come between',
};

/** Which kind of run it was, and how much it looked at. */
function whatItWas({ kind, looked, report }: Run): string {
  if (kind === 'whole')
    return `It linked all records anew${report.why === undefined ? '' : `: ${whyWords[report.why]}`}.`;
  const { changes } = report;
  if (changes === undefined) return `It looked at ${records(looked)}.`;
  const gone = changes.gone === 0 ? '' : ` and ${number(changes.gone)} gone`;
  return `It looked at changes alone: ${records(changes.changed)} new, changed or moved by somebody${gone}, and with what they touch ${records(looked)}. All others stand as they stood.`;
}

const heldWords = ({ held }: Partial<RunReport>): Html | string =>
  held === undefined
    ? 'Not noted'
    : held === 0
      ? '0'
      : html`<a class="govuk-link" href="#held">${number(held)}</a>`;

const totals = (last: Run): Html => {
  const { report } = last;
  return summaryList({
    rows: [
      { key: 'Records', value: number(last.records) },
      { key: 'Looked at', value: number(last.looked) },
      { key: 'People', value: number(last.people) },
      { key: 'Pairs compared', value: number(last.pairsScored) },
      {
        key: 'Links made by the program',
        value: report.links === undefined ? 'Not noted' : number(report.links),
      },
      {
        key: 'Expected false links per 1,000',
        value:
          report.links === undefined
            ? 'Not noted'
            : perThousand(falsePerThousand(last.expectedFalseLinks, report.links)),
      },
      {
        key: 'Pairs that wait for a person',
        value: report.review === undefined ? 'Not noted' : number(report.review),
      },
      { key: 'Changes held back', value: heldWords(report) },
      { key: 'Model', value: last.model },
    ],
  });
};

/** What the last whole run put otherwise than the runs of changes before it. */
function otherwiseSection(whole: Run | undefined): Html {
  const heading = html`<h2 class="govuk-heading-m" id="otherwise">What linking everything put otherwise</h2>`;
  if (whole === undefined)
    return html`${heading}<p class="govuk-body">All records have not been linked at once yet.</p>`;
  const { otherwise } = whole.report;
  const when = showMoment(whole.at);
  if (otherwise === undefined)
    return html`${heading}<p class="govuk-body">All records were last linked on ${when}. No run had looked at changes alone before it, so there was nothing to hold it against.</p>`;
  const since = `${number(otherwise.runs)} ${otherwise.runs === 1 ? 'run that looked' : 'runs that looked'} at changes alone`;
  if (otherwise.records === 0)
    return html`${heading}<p class="govuk-body">Nothing. All records were last linked on ${when}, after ${since}, and all stood as those had left them.</p>`;
  const people = `${number(otherwise.people)} ${otherwise.people === 1 ? 'person' : 'people'}`;
  return html`${heading}<p class="govuk-body"><strong>${records(otherwise.records)} of ${people} ${otherwise.records === 1 ? 'stands' : 'stand'} otherwise.</strong> All records were last linked on ${when}, after ${since}.</p>
<p class="govuk-body">A few are to be expected. Between two nights names and addresses count for as rare as they were in the night before, and two records that stand together stay so down to a lower bound than others need to be joined: what came in one order may settle otherwise in another. Many, night after night, are a fault: tell whoever keeps the system.</p>`;
}

const peopleList = (seen: Seen): Html =>
  html`<ul class="govuk-list govuk-list--bullet">${seen.map(({ personId, name }) => html`<li><a class="govuk-link" href="/people/${personId}/records">${name ?? `Person ${personId}`}</a></li>`)}</ul>`;

/** Where what waits for somebody can be found: the people themselves, and their pairs in the queue. */
function heldSection({ report: { held } }: Run, seen: Seen, seesQueue: boolean): Html | '' {
  if ((held ?? 0) === 0 && seen.length === 0) return '';
  const queue = seesQueue
    ? html`<a class="govuk-link" href="/identity/review">Pairs to review</a>`
    : html`the pairs to review, which an identity reviewer sees`;
  return html`<h2 class="govuk-heading-m" id="held">Changes held back</h2>
<p class="govuk-body">Records speak for a change of who somebody is whom agencies are working with: it waits for somebody to decide. Where two records are to be compared, they stand among ${queue}, marked “Held change”.</p>
${seen.length === 0 ? html`<p class="govuk-body">It is about nobody whom you may see.</p>` : peopleList(seen)}`;
}

function unexplainedSection({ unexplained, kind, report }: Run, seen: Seen, after: boolean): Html {
  const heading = html`<h2 class="govuk-heading-m" id="unexplained">People who changed without a data change</h2>`;
  if (unexplained === null)
    return html`${heading}<p class="govuk-body">${after ? 'Not compared: the run before this one was by another model or another rule of which value is shown, and those may change people, too' : 'Not compared: it was the first run'}.</p>`;
  if (unexplained === 0)
    return html`${heading}<p class="govuk-body">None. Whoever changed had a record that came, changed or was withdrawn, or a decision.</p>`;
  const counted = `${unexplained} ${unexplained === 1 ? 'person' : 'people'} changed though nothing of their records had.`;
  const words =
    kind === 'whole' && report.otherwise !== undefined
      ? html`<p class="govuk-body">${counted} Runs that looked at changes alone had gone before: see <a class="govuk-link" href="#otherwise">what linking everything put otherwise</a>.</p>`
      : warningText({ text: `${counted} There should be none: tell whoever keeps the system.` });
  return html`${heading}${words}
${
  seen.length === 0
    ? html`<p class="govuk-body">None of them is somebody whom you may see.</p>`
    : peopleList(seen)
}`;
}

/** Of a whole run: one that looks at changes compares too little to tell. */
function rulesSection(run: Run | undefined): Html | '' {
  const rules = run?.report.rules;
  if (run === undefined || rules === undefined || rules.length === 0) return '';
  return html`<h2 class="govuk-heading-m">Pairs by the rule that found them</h2>
<p class="govuk-body">When all records were linked, on ${showMoment(run.at)}. Two records are compared where they agree on one of these. A pair counts with the first rule that found it. A value that too many records share would make millions of pairs: such groups are left out by that rule, and stand here.</p>
${details({ summaryText: 'Rule by rule', html: rulesTable(rules) })}`;
}

function rulesTable(rules: NonNullable<RunReport['rules']>): Html {
  const cell = (value: number) => ({ text: number(value), format: 'numeric' as const });
  return table({
    caption: 'Pairs by the rule that found them',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Pairs by the rule that found them',
    stack: true,
    firstCellIsHeader: true,
    head: [
      { text: 'Rule' },
      ...['Pairs', 'Linked', 'Wait', 'Groups left out', 'Records in them'].map((text) => ({
        text,
        format: 'numeric' as const,
      })),
    ],
    rows: rules.map((one) => [
      one.rule,
      cell(one.pairs),
      cell(one.links),
      cell(one.review),
      cell(one.groupsDropped),
      cell(one.recordsInDroppedGroups),
    ]),
  });
}

const barWidth = 380;

function strengthSection({ strength, links = 0 }: Partial<RunReport>): Html | '' {
  if (strength === undefined || links === 0) return '';
  const most = Math.max(...strength.map((band) => band.links));
  const words = strength.map(({ from }, place) => {
    const next = strength[place + 1]?.from;
    return next === undefined ? `${from} and more` : `${from} to ${next}`;
  });
  const rowHeight = 28;
  return html`<h2 class="govuk-heading-m">Links by how much speaks for them</h2>
${scrollRegion({
  label: 'Picture: links by how much speaks for them',
  html: html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 580 ${strength.length * rowHeight + 4}" width="580" height="${strength.length * rowHeight + 4}" role="img" aria-labelledby="bands-title bands-text" font-family="Arial, Helvetica, sans-serif">
<title id="bands-title">Links by how much speaks for them</title>
<desc id="bands-text">A bar for each band of the sum of the evidence, as long as there are links in it. The table below has the same.</desc>
${strength.map(
  (band, place) =>
    html`<text x="0" y="${place * rowHeight + 19}" font-size="13" fill="#0b0c0c">${words[place] ?? ''}</text><rect x="110" y="${place * rowHeight + 4}" width="${Math.max(1, Math.round((band.links / most) * barWidth))}" height="${rowHeight - 9}" fill="#1d70b8"></rect><text x="${115 + Math.round((band.links / most) * barWidth)}" y="${place * rowHeight + 19}" font-size="12" fill="#0b0c0c">${number(band.links)}</text>`,
)}
</svg>`,
})}
${details({
  summaryText: 'The same as a table',
  html: table({
    caption: 'Links by the sum of their evidence',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Links by the sum of their evidence',
    head: [{ text: 'Sum of the evidence' }, { text: 'Links', format: 'numeric' }],
    rows: strength.map((band, place) => [
      words[place] ?? '',
      { text: number(band.links), format: 'numeric' as const },
    ]),
  }),
})}`;
}

/** Extracts that came in between the run before and this one; of the earliest shown, nobody knows. */
function cameBefore(runs: readonly Run[], place: number, batches: readonly Batch[]): string {
  const [run, before] = [runs[place], runs[place + 1]];
  if (run === undefined || before === undefined) return '';
  const came = batches.filter(({ at }) => at > before.at && at <= run.at);
  return came.map(({ id, at }) => `Extract ${id}, ${showMoment(at)}`).join('; ') || 'None';
}

const earlier = (runs: readonly Run[], batches: readonly Batch[]): Html =>
  html`<h2 class="govuk-heading-m">The last runs</h2>
<p class="govuk-body">Beside each run stand the extracts that came in since the run before it. “False per 1,000” is what was expected of its links. “Unexplained” are people who changed though nothing of their records had, and, of a run that linked everything, records that it put otherwise than the runs of changes before it.</p>
${table({
  caption: 'The last runs, newest first',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'The last runs',
  stack: true,
  foldOnPhone: [2, 3, 4],
  firstCellIsHeader: true,
  head: [
    { text: 'When' },
    { text: 'Looked at' },
    { text: 'Extracts before it' },
    { text: 'Records' },
    { text: 'False per 1,000', format: 'numeric' },
    { text: 'Unexplained' },
  ],
  rows: runs.map((run, place) => [
    showMoment(run.at),
    lookedAt(run),
    cameBefore(runs, place, batches),
    html`${records(run.records)}<br>${number(run.people)} ${run.people === 1 ? 'person' : 'people'}`,
    {
      text:
        run.report.links === undefined
          ? ''
          : perThousand(falsePerThousand(run.expectedFalseLinks, run.report.links)),
      format: 'numeric' as const,
    },
    movedWords(run),
  ]),
})}`;

/** Everything and why, or so many changes. */
const lookedAt = ({ kind, looked, report: { why } }: Run): Html | string =>
  kind === 'whole'
    ? html`Everything<br>${why === undefined ? 'Why is not noted' : whyWords[why]}`
    : `Changes: ${records(looked)}`;

/** Of people, whom nothing explains; of records, what a whole run put otherwise than the runs of changes before it. */
const movedWords = ({ unexplained, report: { otherwise } }: Run): Html | string => {
  const people =
    unexplained === null
      ? 'Not compared'
      : `${number(unexplained)} ${unexplained === 1 ? 'person' : 'people'}`;
  return otherwise === undefined ? people : html`${people}<br>${records(otherwise.records)} put otherwise`;
};
