-- The register of digital addresses: who did what to which, aliases, successors, photos, plates, campaigns.
ALTER TABLE addressable
    DROP CONSTRAINT addressable_status_check,
    ADD CONSTRAINT addressable_status_check CHECK (status IN
        ('draft', 'submitted', 'returned', 'rejected', 'verified', 'assigned', 'superseded', 'retired')),
    ADD COLUMN draft_id      uuid UNIQUE,                       -- made on the phone: what is sent twice is one
    ADD COLUMN version       integer NOT NULL DEFAULT 1,        -- counts every change (ISO 19160-1 Lifecycle)
    ADD COLUMN is_suspended  boolean NOT NULL DEFAULT false,
    ADD COLUMN same_building boolean NOT NULL DEFAULT false,    -- beside others on purpose
    ADD COLUMN collected_by  bigint REFERENCES account,
    ADD COLUMN verified_by   bigint REFERENCES account,
    ADD COLUMN assigned_by   bigint REFERENCES account,
    ADD COLUMN submitted_at  timestamptz,
    ADD COLUMN changed_at    timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN note          text CHECK (length(note) <= 500),
    -- Whoever collected it neither verifies nor assigns it; the rest of four eyes is `address_policy`.
    ADD CONSTRAINT addressable_four_eyes CHECK (verified_by <> collected_by AND assigned_by <> collected_by);
CREATE INDEX addressable_at_work ON addressable (id) WHERE status IN ('draft', 'submitted', 'returned', 'verified');
CREATE INDEX ON addressable (collected_by, id) WHERE collected_by IS NOT NULL;
ALTER TABLE address_text ADD COLUMN number_decision text CHECK (length(number_decision) <= 200);
ALTER TABLE address_code ADD COLUMN effective_on date NOT NULL DEFAULT current_date;

-- The letters that codes begin with, and whose they are. One is this register's own.
CREATE TABLE address_register (
    prefix text PRIMARY KEY CHECK (prefix ~ '^[A-Z]{2}$'),
    name   text NOT NULL,
    is_own boolean NOT NULL DEFAULT false,
    since  date NOT NULL DEFAULT current_date
);
CREATE UNIQUE INDEX ON address_register (is_own) WHERE is_own;

CREATE TABLE address_policy (
    only_one            boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    verifier_may_assign boolean NOT NULL DEFAULT false          -- where there is too little staff for a third pair of eyes
);
INSERT INTO address_policy DEFAULT VALUES;

CREATE TABLE address_successor (
    addressable_id bigint NOT NULL REFERENCES addressable,
    successor_id   bigint NOT NULL REFERENCES addressable CHECK (successor_id <> addressable_id),
    PRIMARY KEY (addressable_id, successor_id)
);

CREATE TABLE address_alias (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    addressable_id bigint NOT NULL REFERENCES addressable,
    scheme         text NOT NULL CHECK (scheme IN ('mps_location_12', 'vnpost_digital_10', 'vpostcode_12', 'olc',
                                                   'house_number', 'parcel', 'legacy_text')),
    value          text NOT NULL CHECK (length(value) BETWEEN 1 AND 300),
    valid          daterange NOT NULL CHECK (NOT isempty(valid)),
    source         text,
    checked_at     timestamptz,
    EXCLUDE USING gist (addressable_id WITH =, scheme WITH =, value WITH =, valid WITH &&)
);
CREATE INDEX ON address_alias (scheme, value);

-- What happened to each, for ever.
CREATE TABLE address_event (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    addressable_id bigint NOT NULL REFERENCES addressable,
    version        integer NOT NULL,                            -- of the address after it
    at             timestamptz NOT NULL DEFAULT clock_timestamp(),
    step           text NOT NULL,
    account_id     bigint REFERENCES account,
    status_before  text,
    status_after   text NOT NULL,
    reason_code    text,
    reason         text,
    details        jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX ON address_event (addressable_id, id);
CREATE INDEX ON address_event (at);

CREATE TABLE address_photo (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    addressable_id bigint NOT NULL REFERENCES addressable,
    purpose        text NOT NULL CHECK (purpose IN ('gate', 'plate')),
    sha256         bytea NOT NULL CHECK (length(sha256) = 32),  -- of what was sent: what is sent twice is one
    jpeg           bytea NOT NULL,
    width          integer NOT NULL,
    height         integer NOT NULL,
    account_id     bigint REFERENCES account,
    stored_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (addressable_id, purpose, sha256)
);
-- Photos are packed already.
ALTER TABLE address_photo ALTER COLUMN jpeg SET STORAGE EXTERNAL;

CREATE TABLE plate_order (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    template   text NOT NULL,
    ordered_by bigint REFERENCES account,
    ordered_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE plate (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id       bigint NOT NULL REFERENCES plate_order,
    addressable_id bigint NOT NULL REFERENCES addressable,
    status         text NOT NULL DEFAULT 'ordered'
                   CHECK (status IN ('ordered', 'printed', 'installed', 'damaged', 'replaced', 'removed')),
    version        integer NOT NULL DEFAULT 1,
    changed_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON plate (order_id);
CREATE INDEX ON plate (addressable_id);

-- Who is to collect how many by when.
CREATE TABLE address_campaign (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    title      text NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    unit_id    bigint NOT NULL REFERENCES unit,
    valid      daterange NOT NULL CHECK (NOT isempty(valid)),
    created_by bigint REFERENCES account,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE address_campaign_target (
    campaign_id bigint NOT NULL REFERENCES address_campaign ON DELETE CASCADE,
    hamlet_id   bigint NOT NULL REFERENCES unit,
    target      integer NOT NULL CHECK (target > 0),
    PRIMARY KEY (campaign_id, hamlet_id)
);
