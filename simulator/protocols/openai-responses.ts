import { sse } from './chat-protocol.ts';
import { type Completion, piecesOf } from './completion.ts';

/** OpenAI's responses API (https://platform.openai.com/docs/api-reference/responses), as far as one text goes. */
export function responsesWhole(completion: Completion): object {
  const usage = usageOf(completion);
  return {
    id: `resp_${completion.id}`,
    object: 'response',
    created_at: completion.createdS,
    model: completion.model,
    status: completion.finish === 'stop' ? 'completed' : 'incomplete',
    ...incomplete(completion),
    output: [message(completion)],
    ...(usage === undefined ? {} : { usage }),
  };
}

export function responsesEvents(completion: Completion): string[] {
  const { id, model, createdS, text } = completion;
  const itemId = `msg_${id}`;
  const usage = usageOf(completion);
  const last = completion.finish === 'stop' ? 'response.completed' : 'response.incomplete';
  const whole = { ...responsesWhole(completion), ...(usage === undefined ? {} : { usage }) };
  const events: { type: string; [name: string]: unknown }[] = [
    { type: 'response.created', response: { id: `resp_${id}`, created_at: createdS, model } },
    {
      type: 'response.output_item.added',
      output_index: 0,
      item: { type: 'message', id: itemId, role: 'assistant', content: [] },
    },
    ...piecesOf(text).map((delta) => ({
      type: 'response.output_text.delta',
      item_id: itemId,
      output_index: 0,
      content_index: 0,
      delta,
    })),
    { type: 'response.output_item.done', output_index: 0, item: message(completion) },
    { type: last, response: whole },
  ];
  return events.map((event, index) => sse({ ...event, sequence_number: index }, event.type));
}

function message({ id, text, finish }: Completion): object {
  const content =
    finish === 'refused'
      ? { type: 'refusal', refusal: 'I cannot help with that.' }
      : { type: 'output_text', text, annotations: [] };
  return { type: 'message', id: `msg_${id}`, role: 'assistant', status: 'completed', content: [content] };
}

function incomplete({ finish }: Completion): object {
  if (finish === 'stop') return {};
  return { incomplete_details: { reason: finish === 'refused' ? 'content_filter' : 'max_output_tokens' } };
}

function usageOf({ usage }: Completion): object | undefined {
  if (usage === undefined) return undefined;
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: {
      cached_tokens: usage.cacheReadTokens,
      cache_write_tokens: usage.cacheWriteTokens,
    },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.inputTokens + usage.outputTokens,
  };
}
