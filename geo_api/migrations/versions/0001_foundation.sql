-- Tables of the foundation. Views, functions that may change and grants are not here: they are re-applied after every
-- migration from the .sql files beside the code that reads them.

-- Vietnamese text without marks, in lower case: what a search without diacritics compares.
CREATE FUNCTION fold_vi(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN regexp_replace(translate(lower(normalize(t, NFC)),
    'áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵ',
    'aaaaaaaaaaaaaaaaadeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyy'), '\s+', ' ', 'g');

CREATE TABLE load (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    layer        text NOT NULL,
    mode         text NOT NULL CHECK (mode IN ('append', 'upsert', 'replace')),
    file_name    text NOT NULL,
    file_sha256  text NOT NULL,
    source_layer text,
    source_crs   text NOT NULL,
    operation    text,                     -- the coordinate operation as PROJ names it
    accuracy_m   double precision,         -- of that operation; NULL: not stated by PROJ
    rows_read    bigint NOT NULL,
    rows_written bigint NOT NULL,
    rows_refused bigint NOT NULL,
    report       jsonb NOT NULL,
    loaded_by    text NOT NULL DEFAULT session_user,
    loaded_at    timestamptz NOT NULL DEFAULT now()
);

CREATE SEQUENCE feature_id_seq;
CREATE TABLE feature (
    layer        text NOT NULL,
    id           bigint NOT NULL DEFAULT nextval('feature_id_seq'),
    key          text,                     -- identifier in the source system
    name         text,
    name_search  text GENERATED ALWAYS AS (fold_vi(name)) STORED,
    status       text,
    host         text,                     -- 'layer/key' of the place that hosts it
    attributes   jsonb NOT NULL DEFAULT '{}',
    geom         geometry(Geometry, 4326) NOT NULL CHECK (NOT ST_IsEmpty(geom)),
    geom_3857    geometry(Geometry, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
    load_id      bigint NOT NULL REFERENCES load,
    source_row   bigint NOT NULL,          -- row of the file, counted from 1
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (layer, id),
    UNIQUE (layer, key)
) PARTITION BY LIST (layer);
CREATE INDEX ON feature USING gist (geom);
CREATE INDEX ON feature USING gist (geom_3857);
CREATE INDEX ON feature (load_id);
CREATE INDEX ON feature (host) WHERE host IS NOT NULL;

-- Units: an identity, and everything about it that has a date.
CREATE TABLE unit_event (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind      text NOT NULL CHECK (kind IN ('create', 'merge', 'split', 'transfer', 'rename', 'rekind', 'reparent',
                                            'recode', 'reboundary', 'abolish', 'correct')),
    effective date NOT NULL,
    document  text,
    note      text,
    recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE unit (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    level            text NOT NULL CHECK (level IN ('province', 'district', 'commune', 'hamlet')),
    created_by_event bigint REFERENCES unit_event,
    ended_by_event   bigint REFERENCES unit_event
);
CREATE TABLE unit_version (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    unit_id     bigint NOT NULL REFERENCES unit,
    valid       daterange NOT NULL CHECK (NOT isempty(valid)),            -- the law's time, [from, to)
    recorded    tstzrange NOT NULL DEFAULT tstzrange(now(), NULL),        -- when we knew it
    name        text NOT NULL CHECK (name = normalize(name, NFC)),
    name_search text GENERATED ALWAYS AS (fold_vi(name)) STORED,
    kind        text NOT NULL,
    parent_id   bigint REFERENCES unit,
    geom        geometry(MultiPolygon, 4326),
    geom_3857   geometry(MultiPolygon, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
    label_point geometry(Point, 3857) GENERATED ALWAYS AS (ST_PointOnSurface(ST_Transform(geom, 3857))) STORED,
    area_km2    double precision GENERATED ALWAYS AS (ST_Area(geom::geography) / 1e6) STORED,
    geom_status text NOT NULL DEFAULT 'none'
                CHECK (geom_status IN ('official', 'reference', 'sketch', 'derived', 'none')),
    geom_source text,
    load_id     bigint REFERENCES load,
    event_id    bigint REFERENCES unit_event,
    CHECK ((geom IS NULL) = (geom_status = 'none')),
    EXCLUDE USING gist (unit_id WITH =, valid WITH &&, recorded WITH &&)
);
CREATE INDEX ON unit_version USING gist (geom);
CREATE INDEX ON unit_version USING gist (geom_3857);
CREATE INDEX ON unit_version USING gist (label_point);
CREATE INDEX ON unit_version (parent_id);
CREATE INDEX ON unit_version (name_search);
-- A code is an alias with dates of its own: it has one meaning on one day, and a unit one code a scheme.
CREATE TABLE unit_code (
    scheme  text NOT NULL,
    code    text NOT NULL,
    unit_id bigint NOT NULL REFERENCES unit,
    valid   daterange NOT NULL CHECK (NOT isempty(valid)),
    EXCLUDE USING gist (scheme WITH =, code WITH =, valid WITH &&),
    EXCLUDE USING gist (scheme WITH =, unit_id WITH =, valid WITH &&)
);
CREATE TABLE unit_lineage (
    event_id     bigint NOT NULL REFERENCES unit_event,
    from_unit    bigint NOT NULL REFERENCES unit,
    to_unit      bigint NOT NULL REFERENCES unit,
    part         text NOT NULL CHECK (part IN ('whole', 'part')),
    w_area       numeric CHECK (w_area BETWEEN 0 AND 1),       -- share of from_unit that went to to_unit; NULL: not known
    w_address    numeric CHECK (w_address BETWEEN 0 AND 1),
    w_population numeric CHECK (w_population BETWEEN 0 AND 1),
    PRIMARY KEY (event_id, from_unit, to_unit),
    CHECK (from_unit <> to_unit)
);
CREATE INDEX ON unit_lineage (from_unit);
CREATE INDEX ON unit_lineage (to_unit);
CREATE TABLE unit_title (
    unit_id  bigint NOT NULL REFERENCES unit,
    title    text NOT NULL,
    valid    daterange NOT NULL CHECK (NOT isempty(valid)),
    document text,
    EXCLUDE USING gist (unit_id WITH =, title WITH =, valid WITH &&)
);

-- Digital addresses: the thing, where its entrances are, how it is written, and its code are four things.
CREATE TABLE addressable (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('dwelling', 'flat', 'office', 'relic_site', 'public_place')),
    status     text NOT NULL CHECK (status IN ('draft', 'submitted', 'verified', 'assigned', 'retired')),
    parent_id  bigint REFERENCES addressable,          -- the building of a flat
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE address_point (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    addressable_id bigint NOT NULL REFERENCES addressable,
    position       text NOT NULL CHECK (position IN ('main_entrance', 'entrance', 'centroid')),
    valid          daterange NOT NULL CHECK (NOT isempty(valid)),
    geom           geometry(Point, 4326) NOT NULL,
    geom_3857      geometry(Point, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
    method         text NOT NULL CHECK (method IN ('gnss', 'drawn', 'imported', 'sample')),
    accuracy_m     double precision CHECK (accuracy_m >= 0),
    EXCLUDE USING gist (addressable_id WITH =, valid WITH &&) WHERE (position = 'main_entrance')
);
CREATE INDEX ON address_point USING gist (geom_3857) WHERE position = 'main_entrance' AND upper_inf(valid);
CREATE TABLE address_text (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    addressable_id bigint NOT NULL REFERENCES addressable,
    valid          daterange NOT NULL CHECK (NOT isempty(valid)),
    number         text,
    street         text,
    hamlet_id      bigint REFERENCES unit,
    EXCLUDE USING gist (addressable_id WITH =, valid WITH &&)
);
CREATE TABLE address_code (
    code           text PRIMARY KEY CHECK (code ~ '^[A-Z]{2}[2-9CDFHJKLMNPRTVWX]{7}$'),
    addressable_id bigint NOT NULL UNIQUE REFERENCES addressable,
    assigned_at    timestamptz NOT NULL DEFAULT now()
);

-- Coverage: a run is a snapshot; the newest of each rule is the current one.
CREATE TABLE coverage_run (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rule_id      text NOT NULL,
    rule_version integer NOT NULL,
    rule         jsonb NOT NULL,
    at           date NOT NULL,
    computed_at  timestamptz NOT NULL DEFAULT now(),
    is_current   boolean NOT NULL
);
CREATE UNIQUE INDEX ON coverage_run (rule_id) WHERE is_current;
CREATE TABLE coverage_result (
    id           bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    run_id       bigint NOT NULL REFERENCES coverage_run ON DELETE CASCADE,
    layer        text NOT NULL,
    subject_id   bigint NOT NULL,
    name         text,
    unit_id      bigint REFERENCES unit,               -- NULL: in no unit that the rule rolls up to
    outcome      text NOT NULL CHECK (outcome IN ('pass', 'fail', 'unknown', 'not_applicable')),
    measure      double precision,
    target_layer text,
    target_id    bigint,
    distance_m   double precision,
    geom         geometry(Geometry, 4326) NOT NULL,
    geom_3857    geometry(Geometry, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
    PRIMARY KEY (run_id, layer, subject_id)
);
CREATE INDEX ON coverage_result USING gist (geom_3857);
CREATE INDEX ON coverage_result (run_id, unit_id);
CREATE TABLE coverage_unit (
    id       bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    run_id   bigint NOT NULL REFERENCES coverage_run ON DELETE CASCADE,
    unit_id  bigint NOT NULL REFERENCES unit,
    subjects integer NOT NULL,
    passed   integer NOT NULL,
    failed   integer NOT NULL,
    unknown  integer NOT NULL,
    share    double precision CHECK (share BETWEEN 0 AND 1),        -- passed / (passed + failed); NULL: nothing known
    outcome  text NOT NULL CHECK (outcome IN ('pass', 'fail', 'unknown', 'not_applicable')),
    PRIMARY KEY (run_id, unit_id),
    CHECK (subjects = passed + failed + unknown)
);
