-- What belongs to an address is asked by its number whenever that is written, and for every address that is drawn.
CREATE INDEX address_point_addressable_id_idx ON address_point (addressable_id);
CREATE INDEX address_text_addressable_id_idx ON address_text (addressable_id);
