// How wide the columns of the dashboard's tables are, by their headers: at least `min`, and `grow` parts
// of what is left over. A header that is not here is as wide as its word.

export interface ColumnWidth {
  readonly min: number;
  readonly grow: number;
}

const widths: Readonly<Record<string, ColumnWidth>> = Object.freeze({
  POD: { min: 14, grow: 2 },
  DIR: { min: 3, grow: 0 },
  PEER: { min: 18, grow: 3 },
  DESTINATION: { min: 18, grow: 3 },
  REACHED: { min: 18, grow: 2 },
  SOURCE: { min: 18, grow: 1 },
  ORIGINAL: { min: 18, grow: 1 },
  SERVICE: { min: 16, grow: 2 },
  VERDICT: { min: 14, grow: 0 },
  REASON: { min: 16, grow: 1 },
  STATE: { min: 11, grow: 0 },
  AGE: { min: 6, grow: 0 },
  KNOWN: { min: 8, grow: 0 },
  FLAGS: { min: 12, grow: 1 },
  NOTE: { min: 20, grow: 3 },
  NAME: { min: 18, grow: 3 },
  NAMESPACE: { min: 9, grow: 1 },
  ADDRESSES: { min: 15, grow: 2 },
  ENABLED: { min: 18, grow: 0 },
  OPEN: { min: 5, grow: 0 },
  VERDICTS: { min: 16, grow: 2 },
  'KNOWN-BY': { min: 19, grow: 0 },
  PORTS: { min: 12, grow: 1 },
  ADDRESS: { min: 15, grow: 1 },
  POLICY: { min: 8, grow: 0 },
  SHARE: { min: 6, grow: 0 },
  SHOULD: { min: 10, grow: 0 },
  LIVE: { min: 10, grow: 0 },
  'LIVE%': { min: 6, grow: 0 },
  SKEW: { min: 5, grow: 0 },
  WAYPOINT: { min: 16, grow: 2 },
  // A cluster's name below its listener tells by its beginning which subset it is.
  LISTENER: { min: 34, grow: 3 },
  CLUSTER: { min: 18, grow: 2 },
  ROUTE: { min: 18, grow: 1 },
  ENDPOINT: { min: 16, grow: 1 },
  TYPE: { min: 10, grow: 0 },
  FILL: { min: 6, grow: 0 },
  GAUGE: { min: 12, grow: 1 },
  GROWTH: { min: 16, grow: 2 },
  ENTRIES: { min: 8, grow: 0 },
  MAX: { min: 8, grow: 0 },
  PIN: { min: 24, grow: 2 },
  PIDS: { min: 10, grow: 1 },
  UID: { min: 10, grow: 1 },
  HOSTNAME: { min: 18, grow: 2 },
  KEY: { min: 24, grow: 2 },
  VALUE: { min: 24, grow: 4 },
  DECODED: { min: 24, grow: 4 },
  TIME: { min: 9, grow: 0 },
  EVENT: { min: 11, grow: 0 },
  SEVERITY: { min: 8, grow: 0 },
  CODE: { min: 22, grow: 0 },
  SUBJECT: { min: 18, grow: 2 },
  MESSAGE: { min: 24, grow: 5 },
});

/** The width of the column with this header. */
export function findColumnWidth(header: string): ColumnWidth {
  return widths[header] ?? { min: header.length, grow: 0 };
}
