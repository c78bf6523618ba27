-- Who is of the place sees its dwellings, too.
SELECT layer.fence('address_point', 'is_public');
GRANT SELECT ON addressable, address_text, address_code, layer.unit_versions TO wardmap_fenced;
