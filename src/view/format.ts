// Numbers as a person reads them.

/** `33.3%`; 0 and 1 without decimals. */
export function formatShare(share: number): string {
  if (share === 0 || share === 1) return `${share * 100}%`;
  const percent = share * 100;
  if (percent < 0.1) return '<0.1%';
  // Rounding must not say that all or nothing goes there.
  return percent > 99.9 ? '>99.9%' : `${percent.toFixed(1)}%`;
}

/** `850ms`, `12s`, `4m12s`, `3h5m`, `2d4h`. */
export function formatAge(ageMs: number): string {
  if (ageMs < 1000) return `${Math.round(ageMs)}ms`;
  const seconds = Math.floor(ageMs / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${seconds % 60}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h${minutes % 60}m`;
  return `${Math.floor(hours / 24)}d${hours % 24}h`;
}

/** `1 service`, `2 services`. */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
