// What the user may have meant.

/** Up to three of the candidates that are close to `wanted`, best first. */
export function nearMatches(wanted: string, candidates: Iterable<string>): string[] {
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  const scored = new Map<string, number>();
  for (const candidate of candidates) {
    if (scored.has(candidate)) continue;
    const score = candidate.includes(wanted) ? 1 : distance(wanted, candidate, limit);
    if (score <= limit) scored.set(candidate, score);
  }
  return [...scored]
    .sort(([a, scoreA], [b, scoreB]) => scoreA - scoreB || (a < b ? -1 : 1))
    .slice(0, 3)
    .map(([candidate]) => candidate);
}

/** `did you mean a, b?`, or null when nothing is close. */
export function didYouMean(wanted: string, candidates: Iterable<string>): string | null {
  const near = nearMatches(wanted, candidates);
  return near.length === 0 ? null : `did you mean ${near.join(', ')}?`;
}

/** Levenshtein distance; anything above `limit` is as good as infinite. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Number.POSITIVE_INFINITY;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? Number.POSITIVE_INFINITY;
}
