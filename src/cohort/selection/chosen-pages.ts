import { showDay } from '../../kernel/clock.ts';
import { insetText, table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { bandWords } from './bands.ts';
import { eligibilityInForce, mainCohort, matrixInForce, strandsInForce } from './references.ts';
import { type Eligibility, type Matrix, measureWords, type Strands } from './types.ts';

/** The rules in force in plain words. It says nothing of anybody, so it may be printed and published as it is. */
export const chosenPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/how-people-are-chosen',
    right: 'signed-in',
    reads: 'none',
    handle: showChosen,
  }),
];

async function showChosen(ask: Ask): Promise<Reply> {
  const { schemeId } = ask.viewer;
  const [matrix, eligibility, strands] = await ask.read((tx) =>
    Promise.all([
      matrixInForce(tx, schemeId, mainCohort, ask.today),
      eligibilityInForce(tx, schemeId, mainCohort, ask.today),
      strandsInForce(tx, schemeId, ask.today),
    ]),
  );
  return page({
    title: 'How people are chosen',
    marking: 'OFFICIAL',
    breadcrumbs: [{ text: 'How people are chosen' }],
    body: chosenPage(matrix.body, eligibility, strands, { from: matrix.validFrom, example: matrix.example }),
  });
}

function chosenPage(
  matrix: Matrix,
  eligibility: Eligibility,
  strands: Strands,
  of: { from: string; example: boolean },
): Html {
  const measures = new Set(matrix.factors.map(({ measure }) => measure));
  return html`<h1 class="govuk-heading-l">How people are chosen</h1>
<p class="govuk-body-l">The scheme looks at people who offend often. A computer adds up points and makes a list. People from several agencies, a panel, decide who joins.</p>
${of.example && insetText({ text: 'These points are an example. No national list of points is published, and the scheme has to set its own.' })}
<h2 class="govuk-heading-m">Who is looked at</h2>
<p class="govuk-body">Anybody with ${eligibility.minimumProvenOffences} or more proven offences in the last ${eligibility.withinMonths} months. Proven means found guilty or cautioned. An agency can also ask us to look at somebody, and anybody can ask for themselves.</p>
<p class="govuk-body">${youth(eligibility, strands)}</p>
<h2 class="govuk-heading-m">What gives points</h2>
<p class="govuk-body">The list is called “${matrix.name}”. It has been used since ${showDay(of.from)}.</p>
${table({
  caption: 'Points for each thing we look at',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Points for each thing we look at',
  stack: true,
  head: [{ text: 'What we look at' }, { text: 'How it is counted' }, { text: 'Points' }],
  rows: matrix.factors.map((factor) => [
    factor.label,
    measureWords[factor.measure],
    factor.bands.map((band) => `${bandWords(band)}: ${band.points} points`).join('; '),
  ]),
})}
<p class="govuk-body">Somebody with ${matrix.line} points or more is expected to be shown to a panel. Points alone never put anybody on the scheme or take anybody off it.</p>
<h2 class="govuk-heading-m">What never counts</h2>
<ul class="govuk-list govuk-list--bullet">
<li>Being a victim or a witness.</li>
<li>Being arrested or suspected, where nothing was proven.</li>
<li>Health, and what is in a plan.</li>
<li>What the scheme itself does or notes: visits, missed appointments, tag alerts and breaches that it reports.</li>
<li>Ethnicity and sex. ${measures.has('ogrs3') || measures.has('arp') ? 'A published formula that this list uses (OGRS3 or the All Reoffending Predictor) takes age and sex into account.' : 'Neither is in this list of points.'}</li>
${!measures.has('intelligence-count') && html`<li>Intelligence.</li>`}
${!measures.has('needs') && html`<li>Needs, such as for housing or treatment.</li>`}
</ul>
<p class="govuk-body">Being under a court order or licence, or not, opens and closes nothing: the same help is there for everybody on the scheme.</p>
<h2 class="govuk-heading-m">Who checks this</h2>
<p class="govuk-body">One person writes the list of points and another must agree to it. It cannot be used until somebody has looked at whether it is fair to every group of people, and that is on file. Each person’s points, and every change of them, can be seen by those who decide, with the reason.</p>
<h2 class="govuk-heading-m">If you think you were wrongly chosen</h2>
<p class="govuk-body">Tell the worker who told you, or the scheme office. You can ask what is held about you, say what is wrong, and ask the panel to look again.</p>`;
}

const youth = (eligibility: Eligibility, strands: Strands): string => {
  const name = strands.strands.find(({ code }) => code === strands.youthStrand)?.name;
  return name === undefined
    ? `Nobody under ${eligibility.youngest} is chosen.`
    : `Anybody under ${eligibility.youngest} can only join the strand for young people, called “${name}”.`;
};
