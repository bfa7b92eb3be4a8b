/** Turns the first SIGINT or SIGTERM into an abort; a second one ends the process at once, as is the custom. */
export function untilSignal(): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    stop();
    controller.abort(new Error(`received ${name}`));
  };
  const stop = () => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return { signal: controller.signal, stop };
}
