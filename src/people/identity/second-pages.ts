import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { whereLate } from './late.ts';
import { findProposalPerson, type Proposal } from './life-store.ts';
import { refreshPeople } from './link.ts';
import { ofItsOwn, proposalTitle, separationProposal } from './proposal-views.ts';
import { showDecided, showPair } from './review-pages.ts';
import { sideBySide } from './review-views.ts';
import { answerProposal, askBack, withdrawProposal } from './second-acts.ts';
import { findMoved, findProposal } from './two-store.ts';

const answerBody = formBody({
  answer: field(10),
  why: field(2_000),
  left: Type.Optional(idParams.properties.id),
  right: Type.Optional(idParams.properties.id),
});

/** Decisions that take two people: the second one's answer, and the first one's way back. */
export const secondPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/identity/proposals/:id',
    right: 'link:decide',
    reads: 'person',
    params: idParams,
    handle: (ask) => ask.read((tx) => showProposal(tx, ask, ask.params.id, {})),
  }),
  route({
    method: 'POST',
    url: '/identity/proposals/:id/answer',
    right: 'link:decide',
    reads: 'person',
    params: idParams,
    body: answerBody,
    handle: answerFromForm,
  }),
  route({
    method: 'POST',
    url: '/identity/proposals/:id/withdraw',
    right: 'link:decide',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const back = await ask.read(async (tx) => {
        const proposal = await findProposal(tx, ask.params.id);
        return { to: await afterwards(tx, ask, proposal), proposal };
      });
      try {
        await ask.perform(withdrawProposal, { proposalId: ask.params.id }, ask.body._key ?? newKey());
      } catch (error) {
        return whereLate(error, '', back.to);
      }
      return redirect(
        back.to,
        back.proposal?.takesBack === null && back.to === '/identity/review'
          ? 'Your proposal was withdrawn. The pair waits again.'
          : 'Your proposal was withdrawn. Nothing was changed.',
      );
    },
  }),
  route({
    method: 'POST',
    url: '/identity/decisions/:id/ask-back',
    right: 'link:decide',
    reads: 'person',
    params: idParams,
    body: formBody({ left: idParams.properties.id, right: idParams.properties.id, why: field(2_000) }),
    handle: askBackFromForm,
  }),
];

interface AskBackBody {
  left: number;
  right: number;
  why?: string;
  _key?: string;
}

/** From the page of a pair that was decided. */
async function askBackFromForm(ask: Ask<{ id: number }, unknown, AskBackBody>): Promise<Reply> {
  const { left, right, _key } = ask.body;
  const why = ask.body.why?.trim() ?? '';
  if (why === '')
    return ask.read((tx) =>
      showDecided(tx, ask, { left, right }, [{ field: 'why', text: 'Say why it should be taken back' }]),
    );
  try {
    const { proposalId } = await ask.perform(askBack, { decisionId: ask.params.id, why }, _key ?? newKey());
    return redirect(
      `/identity/proposals/${proposalId}`,
      'Taking it back is proposed. Nothing changes until a second person has agreed.',
    );
  } catch (error) {
    return whereLate(error, why);
  }
}

/** Back to the person whose record it is about, where the viewer sees them; else to the queue, which not everybody may see. */
async function afterwards(tx: Tx, ask: Ask, proposal: Proposal | undefined): Promise<string> {
  const person =
    proposal === undefined || !ask.viewer.may('see:records')
      ? undefined
      : await findProposalPerson(tx, proposal);
  if (person !== undefined) return `/people/${person}/records#decisions`;
  return ask.viewer.may('see:review-queue') ? '/identity/review' : '/people';
}

interface ProposalAgain {
  answer?: string;
  why?: string;
  key?: string | undefined;
  errors?: readonly FieldError[];
}

/** A proposed separation, or the way back from one: no pair of the queue, so it has a page of its own. */
async function showProposal(tx: Tx, ask: Ask, id: number, again: ProposalAgain): Promise<Reply> {
  const proposal = await findProposal(tx, id);
  if (proposal === undefined) throw new WaymarkError('not-found');
  const { left, right } = proposal;
  if (!ofItsOwn(proposal)) return redirect(`/identity/review/${left}/${right}`);
  await ask.opened(tx, {
    act: 'identity:pair',
    subject: 'source_record',
    subjectId: left,
    ids: [left, right],
  });
  const errors = again.errors ?? [];
  const moved = proposal.state === 'agreed' ? await findMoved(tx, id) : undefined;
  return page({
    title: proposalTitle(proposal),
    section: 'people',
    status: formStatus({ errors }),
    errors: summaryOf(errors),
    body: separationProposal(proposal, sideBySide(proposal), {
      csrfToken: ask.csrfToken,
      key: again.key,
      answer: again.answer ?? '',
      why: again.why ?? '',
      errors,
      back: await afterwards(tx, ask, proposal),
      moved,
    }),
  });
}

interface AnswerBody {
  answer?: string;
  why?: string;
  left?: number;
  right?: number;
  _key?: string;
}

async function answerFromForm(ask: Ask<{ id: number }, unknown, AnswerBody>): Promise<Reply> {
  const { answer = '', left = 0, right = 0, _key } = ask.body;
  const why = ask.body.why?.trim() ?? '';
  const errors: FieldError[] = [];
  if (answer !== 'agree' && answer !== 'refuse')
    errors.push({ field: 'answer', text: 'Say whether you agree' });
  if (why === '') errors.push({ field: 'why', text: 'Say why' });
  const again = { answer, why, errors, key: _key };
  if (errors.length > 0)
    return ask.read((tx) =>
      left === 0 ? showProposal(tx, ask, ask.params.id, again) : showPair(tx, ask, { left, right }, again),
    );
  const proposal = await ask.read((tx) => findProposal(tx, ask.params.id));
  let done = '';
  try {
    const input = { proposalId: ask.params.id, agrees: answer === 'agree', why };
    const settled = await ask.perform(answerProposal, input, _key ?? newKey());
    await refreshPeople(ask.database, settled.people);
    done = settled.outcome;
  } catch (error) {
    return whereLate(error, why);
  }
  return redirect(whereAnswered(proposal), answerWords(answer === 'agree', done, proposal));
}

/** What was decided about a pair stands in the queue; what has a page of its own stands there, with the answer. */
const whereAnswered = (proposal: Proposal | undefined): string =>
  proposal === undefined || !ofItsOwn(proposal) ? '/identity/review' : `/identity/proposals/${proposal.id}`;

/** What was done, and where the way back from it is. */
function answerWords(agreed: boolean, done: string, proposal: Proposal | undefined): string {
  if (!agreed) return 'You did not agree. Nothing was changed, and your colleague sees why.';
  if (proposal !== undefined && proposal.takesBack !== null)
    return 'You agreed, and the decision was taken back. The pair waits again.';
  if (proposal !== undefined && proposal.separates === null && proposal.rejoins === null)
    return 'You agreed, and the decision was made. It stands under “Your last decisions”, where you may take it back for seven days.';
  return done === 'joined' || done === 'taken-back'
    ? 'You agreed, and the record came back to its person.'
    : 'You agreed, and the record was separated. Whoever sees the person’s Records may propose to bring it back, and a second person agrees.';
}
