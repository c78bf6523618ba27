-- Who made the data, under which licence it may be used and as of which day it is, in the words of whoever loaded it.
-- Everybody reads them on /about-data.
ALTER TABLE load
    ADD COLUMN data_source text CHECK (length(data_source) BETWEEN 1 AND 200),
    ADD COLUMN data_licence text CHECK (length(data_licence) BETWEEN 1 AND 200),
    ADD COLUMN data_date date;
