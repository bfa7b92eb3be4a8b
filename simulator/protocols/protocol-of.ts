import type { SimulatedProvider } from '../simulated-provider.ts';
import { anthropic } from './anthropic.ts';
import { chatProtocol } from './chat-protocol.ts';
import { cohere } from './cohere.ts';
import { firecrawl } from './firecrawl.ts';
import { gotenberg } from './gotenberg.ts';
import { openai } from './openai.ts';
import { openrouter } from './openrouter.ts';
import type { Protocol } from './protocol.ts';

/** A protocol is handed only questions that it read itself, so that which kind they are is its own business. */
export const protocols: Record<SimulatedProvider, Protocol> = {
  openai: chatProtocol(openai) as Protocol,
  anthropic: chatProtocol(anthropic) as Protocol,
  openrouter: chatProtocol(openrouter) as Protocol,
  cohere: chatProtocol(cohere) as Protocol,
  firecrawl: firecrawl as Protocol,
  pdf_service: gotenberg as Protocol,
};
