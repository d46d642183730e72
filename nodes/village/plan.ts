/** Village Fiber's packages (brief, "Village Fiber Packages"). */
export interface FiberPlan {
  /** Equal to the UISP service plan's name. */
  readonly name: string;
  readonly downloadMbps: number;
  readonly uploadMbps: number;
  /** ERE's monthly rate in UISP, cents. */
  readonly rateCents: number;
  /** What the tenant pays on top of the rent each month, cents; 0 = included with rent. */
  readonly addOnCents: number;
  readonly isDefault: boolean;
  /** What tenants call it beside its name and speed: "basic", "gamer plan". */
  readonly otherNames?: readonly string[];
}
