const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Runs `cancel` when the signal is aborted, unless the returned function was called before. However many calls share a
 * signal, it gets one listener: Node.js takes more than ten for a leak, and says so.
 */
export function onAbort(signal: AbortSignal, cancel: () => void): () => void {
  const cancels = waiting.get(signal) ?? listen(signal);
  cancels.add(cancel);
  return () => void cancels.delete(cancel);
}

function listen(signal: AbortSignal): Set<() => void> {
  const cancels = new Set<() => void>();
  waiting.set(signal, cancels);
  signal.addEventListener(
    "abort",
    () => {
      for (const cancel of cancels) cancel();
    },
    { once: true },
  );
  return cancels;
}
