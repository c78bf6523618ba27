-- Whatever the service writes, it can say so; when and in what place is not its to say. One duty reads what was said.
REVOKE ALL ON audit_event, audit_seal, audit_head FROM PUBLIC, wardmap_accounts, wardmap_administration, wardmap_coverage,
    wardmap_loads, wardmap_oidc, wardmap_register, wardmap_tiles, wardmap_audit;
GRANT INSERT (action, actor, account_id, via, address, audience, subject, details, reason) ON audit_event
    TO wardmap_accounts, wardmap_administration, wardmap_coverage, wardmap_loads, wardmap_oidc, wardmap_register, wardmap_tiles, wardmap_audit;
GRANT SELECT ON audit_event, audit_seal, audit_head TO wardmap_audit;
