const MARKER = /\[Innago ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\]\s*$/i;

/** The `maintenanceUid`, lower case, that a UISP subject names at its end as `[Innago <uid>]`; undefined without one (design §2). */
export function markedUid(subject: string | null): string | undefined {
  return MARKER.exec(subject ?? '')?.[1]?.toLowerCase();
}
