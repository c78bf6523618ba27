-- Campaigns are changed and ended by officers: which version was looked at, and when one was broken off.
ALTER TABLE address_campaign
    ADD COLUMN version    integer NOT NULL DEFAULT 1,
    ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN ended_at   timestamptz,                          -- before its last day; its days stay as they were planned
    ADD COLUMN ended_by   bigint REFERENCES account;
CREATE INDEX ON address_campaign (unit_id);
CREATE INDEX ON address_campaign_target (hamlet_id);
