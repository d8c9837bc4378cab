-- A change the server took stays until a pull has passed its place: a server that is restored meanwhile has lost it, and nobody else has it.
ALTER TABLE sync_outbox ADD COLUMN seq INTEGER;
