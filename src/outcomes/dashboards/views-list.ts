import { showShortDay } from '../../kernel/clock.ts';
import { emptyState, pageArrows, table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { nameIn, periodName, type Words } from './chart-model.ts';
import type { ListLine } from './store.ts';
import { decisionWords, type Topic } from './types.ts';

export const topicTitles: Readonly<Record<Topic, string>> = {
  listed: 'Candidates listed',
  decided: 'Decisions of panels',
  joined: 'Joined the scheme',
  left: 'Left the scheme',
  members: 'On the scheme at the end',
  days: 'Days on the scheme',
  liberty: 'Days at liberty',
  rag: 'Ratings that moved',
  sent: 'Referrals sent',
  answered: 'Referrals answered',
  declined: 'Referrals declined',
  started: 'Services started',
  waiting: 'Referrals waiting for an answer',
  contact: 'Contacts recorded',
};

export interface ListModel {
  topic: Topic;
  period: { code: string; isOpen: boolean };
  words: Words;
  lines: readonly ListLine[];
  page: number;
  hasMore: boolean;
  base: string | undefined;
  strand: string | undefined;
  one: string | undefined;
  two: string | undefined;
  href(page: number): string;
}

export function listPage(model: ListModel): Html {
  const { topic, words, lines } = model;
  const filters = [
    ...[model.base, model.strand].flatMap((name) => name ?? []),
    ...(model.one === undefined && model.two === undefined
      ? []
      : [detailOf(topic, { one: model.one ?? '', two: model.two ?? '', value: 0, total: 0 }, words)]),
  ].filter((part) => part !== '');
  const title = topicTitles[topic];
  return html`<h1 class="govuk-heading-l">${title}</h1>
<p class="govuk-body">${[periodName(model.period), ...filters].join(' · ')}. Those whom you may see, as their records are today: a number that was counted last night, or that counts items of others, can differ from this list.</p>
${
  lines.length === 0
    ? emptyState({
        title: 'Nobody whom you may see.',
        actions: [{ text: 'Back to the dashboards', href: '/outcomes/dashboards' }],
      })
    : table({
        caption: title,
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: title,
        stack: true,
        head: [{ text: 'Person' }, { text: 'Day' }, { text: 'Base' }, { text: 'What' }],
        rows: lines.map((line) => [
          html`<a class="govuk-link" href="/people/${line.id}">${line.name}</a>`,
          showShortDay(line.day),
          line.base ?? '',
          detailOf(topic, line, words),
        ]),
      })
}
${pageArrows(model.page, model.hasMore, model.href)}`;
}

const outcomeNames: ReadonlyMap<string, string> = new Map([
  ['attended', 'Attended'],
  ['acceptable-absence', 'Acceptable absence'],
  ['failed', 'Failed to attend'],
  ['none', 'Nobody was expected'],
  ['expected', 'Somebody was expected'],
]);

/** What an event's codes say, in words. */
function detailOf(
  topic: Topic,
  { one, two, value, total }: Pick<ListLine, 'one' | 'two' | 'value' | 'total'>,
  words: Words,
): string {
  const both = (first: string, second: string): string =>
    [first, second].filter((part) => part !== '').join(': ');
  const pathway = one === '' ? '' : nameIn(words.pathways, one);
  const provider = two === '' ? '' : nameIn(words.agencies, two);
  switch (topic) {
    case 'decided':
      return decisionWords[one] ?? one;
    case 'left':
      return one === '' ? '' : nameIn(new Map(), one);
    case 'rag':
      return [
        `From ${nameIn(words.ratings, one).toLowerCase()}`,
        ...(two === '' ? [] : [`to ${nameIn(words.ratings, two).toLowerCase()}`]),
      ].join(' ');
    case 'sent':
    case 'waiting':
      return both(pathway, provider);
    case 'started':
      return both(both(pathway, provider), value === 0 ? '' : `${value} days after it was sent`);
    case 'answered':
      return both(
        pathway,
        two.replace(/^./, (letter) => letter.toUpperCase()),
      );
    case 'declined':
      return nameIn(words.declineReasons, one);
    case 'contact':
      return both(
        one === '' ? '' : nameIn(outcomeNames, one),
        two === 'untimed'
          ? 'length not recorded'
          : total > 0
            ? `${total} minutes`
            : two === 'timed'
              ? 'length recorded'
              : '',
      );
    case 'days':
    case 'liberty':
      return total === 1 ? '1 day' : `${total} days`;
    default:
      return '';
  }
}
