import Type from 'typebox';
import { eventSchema, mostEvents, withdrawalSchema } from '../../intelligence/index.ts';
import type { MachineDescription } from '../../web/machine-posts.ts';
import { errorAnswer } from '../schemas.ts';

/** What the description of the API says of the two addresses that take events: the schema is the one they are read by. */

const body = Type.Union([
  eventSchema,
  Type.Object(
    {
      events: Type.Array(Type.Union([eventSchema, withdrawalSchema]), { minItems: 1, maxItems: mostEvents }),
    },
    { additionalProperties: false },
  ),
  withdrawalSchema,
]);

const outcome = Type.Object({
  accepted: Type.Integer({ minimum: 0, description: 'Taken in now' }),
  repeated: Type.Integer({ minimum: 0, description: 'Known already: the same id with the same content' }),
  parked: Type.Integer({ minimum: 0, description: 'Ahead of their time: kept until then' }),
  corrected: Type.Integer({ minimum: 0, description: 'Took the place of what was sent under their id' }),
  withdrawn: Type.Integer({ minimum: 0 }),
  refused: Type.Array(
    Type.Object({
      place: Type.Integer({ minimum: 0, description: 'Which of the events sent, from 0' }),
      id: Type.String(),
      field: Type.String({ description: 'What is wrong: person.pnc' }),
      text: Type.String({ description: 'Why, in words' }),
    }),
  ),
});

const answers = (bytes: number): MachineDescription['answers'] => ({
  202: {
    text: 'Kept, but for what stands under refused. The same sending again changes nothing.',
    schema: outcome,
  },
  400: { text: 'bad-request: no JSON in UTF-8, or no event in it', schema: errorAnswer },
  401: { text: 'not-signed-in: no secret of a registered sender', schema: errorAnswer },
  413: {
    text: `too-large: more than ${bytes} bytes or ${mostEvents} events. Nothing was kept.`,
    schema: errorAnswer,
  },
  422: { text: 'Every event was refused. Nothing was kept.', schema: outcome },
  429: {
    text: 'too-many: more events of this sender in one minute than its share. Nothing was kept.',
    schema: errorAnswer,
    headers: { 'Retry-After': 'Seconds to wait before the same is sent again' },
  },
  503: { text: 'database-busy: nothing was kept', schema: errorAnswer },
});

const limits = (bytes: number): string =>
  `At most ${bytes} bytes and ${mostEvents} events at once, and as many a minute as the sender's settings or the scheme's rule say. No session and no cookie is read.`;

/** By the sender's token. */
export const describedApi = (bytes: number): MachineDescription => ({
  text: `Takes one event, or several as {"events": […]}. ${limits(bytes)}`,
  security: {
    eventToken: {
      type: 'http',
      scheme: 'bearer',
      description: 'The token that was shown once when the sender was registered: 43 letters, digits, - or _',
    },
  },
  body,
  answers: answers(bytes),
});

/** By a signature, as Standard Webhooks has it. */
export const describedWebhook = (bytes: number): MachineDescription => ({
  text: `Takes the same, signed: webhook-signature is HMAC-SHA256, with the bytes that the signing key holds after whsec_ in base64, over webhook-id, a full stop, webhook-timestamp, a full stop and the body as it is sent. ${limits(bytes)}`,
  security: {
    eventSignature: {
      type: 'apiKey',
      in: 'header',
      name: 'webhook-signature',
      description:
        'v1, and the signature in base64; several with spaces between, while a secret is being changed',
    },
  },
  params: Type.Object({
    sender: Type.String({ pattern: '^[0-9]{1,15}$', description: 'Number of the sender' }),
  }),
  headers: Type.Object({
    'webhook-id': Type.String({ description: 'The sending’s own number' }),
    'webhook-timestamp': Type.String({
      pattern: '^[0-9]{1,12}$',
      description: 'Seconds since 1970; more than five minutes off is refused as a replay',
    }),
    'webhook-signature': Type.String({ description: 'v1, and the signature in base64' }),
  }),
  body,
  answers: answers(bytes),
});
