-- The text that stands is looked up for every address of a tile or a page: from the index alone, at a tenth of what the index
-- of the exclusion constraint costs, which the planner takes for as cheap as a B-tree.
CREATE UNIQUE INDEX address_text_now_idx ON address_text (addressable_id) INCLUDE (number, street, hamlet_id)
    WHERE upper_inf(valid);
DROP INDEX address_text_addressable_id_idx;
-- What everybody may see is a small part of the register: pages of it must not read all the rest.
CREATE INDEX address_point_public_idx ON address_point (addressable_id)
    WHERE is_public AND position = 'main_entrance' AND upper_inf(valid);
