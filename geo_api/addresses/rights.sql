-- What the service may do with the register: read what lies in the units of whoever asks, and ask for steps.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA register FROM PUBLIC;
GRANT USAGE ON SCHEMA register TO wardmap_register;
GRANT SELECT ON register.reached, register.standing, register.worded, register.addresses, register.events, register.photos, register.people, register.policy, register.steps,
      register.unit_areas, register.unit_names, register.codes, register.expected TO wardmap_register;
GRANT SELECT ON register.reached_units, register.hamlets, register.campaigns, register.campaign_targets, register.happened TO wardmap_register;
GRANT SELECT ON register.aliases TO wardmap_register;
GRANT SELECT ON register.plates, register.plate_photos, register.plated, register.plate_orders TO wardmap_register;
GRANT EXECUTE ON FUNCTION register.words(text, text, text, text, text),
      register.keep_draft(bigint, text[], uuid, jsonb, integer),
      register.keep_photo(bigint, text[], bigint, text, bytea, bytea, integer, integer, boolean),
      register.prune_photos(integer, integer), register.last_event(),
      register.take(bigint, text[], text, bigint[], integer[], text, text, jsonb, text[]),
      register.add_alias(bigint, text[], bigint, jsonb), register.end_alias(bigint, text[], bigint, bigint),
      register.keep_campaign(bigint, text[], bigint, jsonb, integer),
      register.end_campaign(bigint, text[], bigint, integer),
      register.order_plates(bigint, text[], text, bigint[], boolean),
      register.take_plates(bigint, text[], text, bigint[], integer[], text, jsonb) TO wardmap_register;
GRANT EXECUTE ON FUNCTION register.asker(), layer.asker_is_everywhere(), layer.asker_versions() TO wardmap_register;
