// An address as the register tells it to its officers.

export interface UnitName {
  unit_id: number;
  name: string | null;
}

export interface RegisterAddress {
  id: number;
  draft_id: string | null;
  code: string | null;
  kind: string;
  status: string;
  is_suspended: boolean;
  version: number;
  lon: number;
  lat: number;
  method: string;
  accuracy_m: number | null;
  number: string | null;
  number_decision: string | null;
  street: string | null;
  hamlet: UnitName | null;
  commune: UnitName | null;
  label: string;
  parent: number | null;
  same_building: boolean;
  note: string | null;
  photos: { id: number; purpose: string; sha256: string; width: number; height: number }[];
  collected_by: string | null;
  is_mine: boolean;
  submitted_at: string | null;
  captured_at: string | null;
  changed_at: string;
  flags: string[];
  near: number[];
  may: string[];
}
