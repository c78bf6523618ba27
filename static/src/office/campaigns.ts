// What the page asks of `/api/v1/addresses/campaigns`.

import { ask } from "../ask";

const PATH = "/api/v1/addresses/campaigns";

export interface Counts {
  collected: number;
  draft: number;
  submitted: number;
  returned: number;
  verified: number;
  assigned: number;
  rejected: number;
}

export interface HamletProgress extends Counts {
  unit_id: number;
  name: string | null;
  target: number;
  missing: number;
}

export interface Campaign {
  id: number;
  version: number;
  title: string;
  first: string;
  last: string;
  state: "planned" | "running" | "over" | "ended";
  target: number;
  missing: number;
  totals: Counts;
  hamlets: HamletProgress[];
}

export type DayCounts = Pick<Counts, "collected" | "submitted" | "returned" | "verified" | "assigned"> & { day: string };

export interface Progress extends Campaign {
  collectors: (Counts & { name: string | null })[];
  days: DayCounts[];
}

/** proposed: households less the dwellings that there are; null where it is not known how many there are. */
export interface Proposal {
  unit_id: number;
  name: string | null;
  households: number | null;
  have: number;
  proposed: number | null;
}

export interface Wanted {
  title: string;
  first: string;
  last: string;
  targets: { hamlet: number; target: number }[];
}

/** The newest first. */
export async function getCampaigns(unit: number): Promise<Campaign[]> {
  return (await ask<{ campaigns: Campaign[] }>("GET", `${PATH}?unit=${unit}`)).campaigns;
}

export function getProgress(id: number): Promise<Progress> {
  return ask("GET", `${PATH}/${id}`);
}

export async function getProposal(unit: number): Promise<Proposal[]> {
  return (await ask<{ hamlets: Proposal[] }>("GET", `${PATH}/proposal?unit=${unit}`)).hamlets;
}

/** before: the one that is changed; null: a new one. */
export function keepCampaign(unit: number, before: Campaign | null, wanted: Wanted): Promise<Campaign> {
  if (before === null) return ask("POST", PATH, { unit, ...wanted });
  return ask("PUT", `${PATH}/${before.id}`, { version: before.version, ...wanted });
}

export function endCampaign({ id, version }: Campaign): Promise<Campaign> {
  return ask("POST", `${PATH}/${id}/end`, { version });
}
