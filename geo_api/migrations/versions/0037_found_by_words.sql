-- Officers look for addresses by their words, and by the hamlet that they are said to be of.
CREATE INDEX address_text_words_idx ON address_text
    USING gin (fold_vi(' ' || coalesce(number, '') || ' ' || coalesce(street, '')) gin_trgm_ops) WHERE upper_inf(valid);
CREATE INDEX address_alias_words_idx ON address_alias USING gin (fold_vi(' ' || value) gin_trgm_ops);
CREATE INDEX address_standing_hamlet_id_idx ON address_standing (hamlet_id) WHERE hamlet_id IS NOT NULL;

-- When it was taken down, by the clock of the phone: days before it came, where there is no network.
ALTER TABLE addressable ADD COLUMN captured_at timestamptz;
