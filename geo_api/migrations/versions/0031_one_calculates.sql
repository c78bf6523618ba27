-- What the keeper of coverage finds out of date by itself need not be said to it.
DROP TABLE coverage_due;

-- Rules that could not be calculated when it was last tried, for those who wrote them.
CREATE TABLE coverage_failure (
    rule_id      text NOT NULL,
    rule_version integer NOT NULL,
    failed_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (rule_id, rule_version)
);
-- Nobody sees these: another run of the same day has taken their place.
DELETE FROM coverage_run WHERE valid IS NULL;
