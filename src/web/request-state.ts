import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestState } from './server-parts.ts';

const states = new WeakMap<FastifyRequest, RequestState>();

export const stateOf = (request: FastifyRequest): RequestState => {
  let state = states.get(request);
  if (state === undefined) {
    state = {};
    states.set(request, state);
  }
  return state;
};

export const sendPage = (reply: FastifyReply, status: number, markup: string): FastifyReply =>
  reply.status(status).type('text/html; charset=utf-8').send(markup);
