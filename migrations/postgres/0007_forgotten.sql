-- Deletions end: up to this place those of the account may be forgotten. A device that has not pulled so far compares in full.
ALTER TABLE sync_head ADD COLUMN forgot bigint NOT NULL DEFAULT 0;

-- Digests say what there is, not what there was: the two ends may forget a deletion at different times. Each entity counts with the first sixteen bytes of
-- SHA-256 of what `alfa_sync::Digest` says.
UPDATE sync_head SET digests = coalesce((
    SELECT string_agg(
        int2send(collection) || int8send(substring(digest FROM 1 FOR 64)::bit(64)::bigint) || int8send(substring(digest FROM 65 FOR 64)::bit(64)::bigint),
        ''::bytea ORDER BY collection
    )
    FROM (
        SELECT collection, bit_xor(('x' || encode(substr(sha256(
            int2send(collection) || uuid_send(entity) || int2send(kind) || int8send(hlc) || uuid_send(device_id) || uuid_send(op_id)
        ), 1, 16), 'hex'))::bit(128)) AS digest
        FROM entity WHERE entity.user_id = sync_head.user_id AND kind = 0 GROUP BY collection
    ) AS of_collection
), ''::bytea);

-- what is forgotten is looked for among deletions alone
CREATE INDEX entity_deleted ON entity (user_id, seq) WHERE kind = 1;
