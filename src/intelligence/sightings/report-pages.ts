import { drawSheet, type Posted, type Showing, send, sheetPage } from '../../casework/index.ts';
import { showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { askPage, namesThem, readChoice, toldBy } from '../../people/index.ts';
import { sealed, unsealed } from '../../web/csrf.ts';
import { findDraft } from '../../web/drafts.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, redirect } from '../../web/route.ts';
import { refusedAsSecret } from '../refused.ts';
import { holdsSecret } from '../stopped-words.ts';
import { reportSighting } from './acts.ts';
import { readSighting, showTime } from './rules.ts';
import { listBriefed } from './store.ts';
import type { Briefed, SaidOfBriefed } from './types.ts';
import { choosePage, sightingFields } from './views.ts';

// Reporting a sighting: whom, then the form, and, where somebody of the briefing is written as somebody else, whom again.

interface From {
  briefing?: number;
  item?: number;
  else?: string;
}

const draftOf = (from: From): string => `sighting:${from.briefing ?? 0}:${from.item ?? 0}`;

export async function showNew(ask: Ask<unknown, From>): Promise<Reply> {
  const { query } = ask;
  return ask.read(async (tx) => {
    const briefed = await listBriefed(tx);
    await ask.listed(tx, {
      act: 'sighting:form',
      subject: 'sighting',
      people: briefed,
    });
    const chosen = briefed.find(({ itemId }) => itemId === query.item);
    if (chosen === undefined && query.else !== 'yes' && briefed.length > 0)
      return page({ title: 'Whom did you see?', section: 'intelligence', body: choosePage(briefed) });
    const kept = await findDraft<Record<string, string>>(tx, ask.viewer.staffId, draftOf(query));
    const time = showTime(ask.now);
    return drawNew(ask, chosen, { values: kept?.values ?? { time }, errors: [], kept });
  });
}

function drawNew(ask: Ask, briefed: Briefed | undefined, showing: Showing): Reply {
  const heading = briefed === undefined ? 'Report a sighting' : `You saw ${briefed.name}`;
  return sheetPage(
    {
      title: 'Report a sighting',
      section: 'intelligence',
      body: drawSheet(
        ask.csrfToken,
        {
          heading,
          what: 'this sighting',
          action: '/sightings',
          save: 'Send it',
          draft: draftOf({ ...(briefed && { briefing: briefed.briefingId, item: briefed.itemId }) }),
          fields: html`${briefed && html`<input type="hidden" name="briefing" value="${briefed.briefingId}"><input type="hidden" name="item" value="${briefed.itemId}">`}${sightingFields(briefed, showing.values, showing.errors)}`,
          below: html`<p class="govuk-body">In danger, or a crime under way: radio or 999, not here.</p>`,
        },
        showing,
      ),
    },
    showing,
  );
}

type ReportAsk = Ask<unknown, unknown, Posted & { briefing?: number; item?: number }>;

const textOf = (values: Posted, name: string): string => {
  const value = values[name];
  return typeof value === 'string' ? value : '';
};

/** Those in the briefing whose name is in what was written, though somebody else was said to be meant. */
const likeBriefed = (briefed: readonly Briefed[], who: string): Briefed[] =>
  briefed.filter(({ name }) => namesThem(who, name));

const codeOf = ({ itemId }: Briefed): string => `b${itemId}`;

export async function reportFromForm(ask: ReportAsk): Promise<Reply> {
  const { body } = ask;
  if (holdsSecret(body)) return refusedAsSecret();
  const briefed = await ask.read(listBriefed);
  const chosen = briefed.find(({ itemId }) => itemId === body.item);
  // One who is not in the briefing (any more) is whom the words say: that is asked of them too.
  if (chosen !== undefined) return sendSighting(ask, chosen);
  if (body.do === 'edit') return showAgain(ask, undefined, { values: body, errors: [], key: body._key });
  if ('errors' in readSighting(body, undefined, ask.now)) return sendSighting(ask, undefined);
  const like = likeBriefed(briefed, textOf(body, 'who'));
  const said = {
    choice: textOf(body, 'choice'),
    notThese: textOf(body, 'notThese'),
    asked: textOf(body, 'asked'),
  };
  const told = toldBy(said, (brought) => unsealed(ask.viewer.csrfSecret, brought));
  const read = readChoice(like.map(codeOf), told, 'who');
  if (read.kind === 'ask' && like.length === 0)
    return showAgain(ask, undefined, { values: body, errors: read.errors, key: body._key });
  if (read.kind === 'ask') return askWhom(ask, like, read.errors);
  const shownPeople = like.map(({ personId }) => personId);
  if (read.kind !== 'chosen') return sendSighting(ask, undefined, { meant: read.kind, shownPeople });
  return sendSighting(
    ask,
    like.find((one) => codeOf(one) === read.code),
    { meant: 'briefed', shownPeople },
  );
}

/** Between writing and sending: is it one of the briefing after all? */
function askWhom(ask: ReportAsk, like: readonly Briefed[], errors: readonly FieldError[]): Promise<Reply> {
  const { _csrf, _key, _version, choice, notThese, asked, do: _, ...values } = ask.body;
  const carried = Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
    ),
  );
  return ask.read(async (tx) => {
    await ask.listed(tx, {
      act: 'sighting:form',
      subject: 'sighting',
      people: like,
    });
    return page({
      title: 'Is it one of these?',
      section: 'intelligence',
      status: formStatus({ errors }),
      errors: summaryOf(errors),
      body: askPage({
        offered: like.map((one) => ({ code: codeOf(one), name: one.name, detail: 'In your briefing' })),
        typed: textOf(ask.body, 'who'),
        carried,
        choice: textOf(ask.body, 'choice'),
        errors,
        shown: like.map((one) => sealed(ask.viewer.csrfSecret, codeOf(one))),
        action: '/sightings',
        csrfToken: ask.csrfToken,
        key: _key,
      }),
    });
  });
}

const showAgain = (ask: ReportAsk, chosen: Briefed | undefined, showing: Showing): Promise<Reply> =>
  ask.read(async (tx) => {
    await ask.listed(tx, {
      act: 'sighting:form',
      subject: 'sighting',
      people: chosen === undefined ? [] : [chosen],
    });
    return drawNew(ask, chosen, showing);
  });

function sendSighting(ask: ReportAsk, chosen: Briefed | undefined, said?: SaidOfBriefed): Promise<Reply> {
  const { body } = ask;
  // Withdrawn or expired while it was typed: the words are kept, and go without the link.
  const gone: FieldError[] =
    body.item !== undefined && chosen === undefined
      ? [{ field: 'who', text: 'That briefing has ended. Say whom you saw in your own words' }]
      : [];
  const read = readSighting(body, chosen, ask.now);
  return send(ask, {
    read:
      gone.length > 0 && 'input' in read === false && (body.who ?? '') === ''
        ? { errors: [...gone, ...read.errors.filter(({ field }) => field !== 'who')] }
        : read,
    perform: (input, key) =>
      ask.perform(reportSighting, said === undefined ? input : { ...input, said }, key),
    again: (showing) => showAgain(ask, chosen, showing),
    draft: draftOf(body),
    done: ({ at }) => {
      // The day and the time as they were understood: whoever meant another takes it back at once.
      const seen = `Seen ${showMoment(new Date(at))}`;
      return redirect(
        chosen === undefined ? '/sightings' : `/briefings/${chosen.briefingId}`,
        chosen === undefined
          ? `${seen}: it was sent. You hear what came of it.`
          : `${seen}: it was sent to those who work with them. You hear what came of it.`,
      );
    },
  });
}
