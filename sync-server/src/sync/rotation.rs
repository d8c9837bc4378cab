//! The data key changes when a device is revoked: the one that revokes makes the next key and seals it for those that stay and for the recovery phrase.
//! The server sees to it that nothing is sealed with an old one after.

use super::keys::is_sealed_key;
use crate::audit::{self, Event};
use crate::auth::Caller;
use crate::{App, Problem};
use alfa_sync::RotatedKey;
use alfa_sync::wire::{DeviceKey, Keys, ProvedKey, Rotation};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The account's data keys after the first, each with this device's share, and its devices.
///
/// # Errors
/// [`Problem::away`]
pub async fn keys(app: &App, caller: Caller) -> Result<Keys, Problem> {
    let rotated: Vec<(i32, String, String, Option<String>)> = sqlx::query_as(
        "SELECT k.version, k.wrapped, k.key_check, s.sealed FROM key_rotation k
         LEFT JOIN key_share s ON s.user_id = k.user_id AND s.version = k.version AND s.session_id = $2
         WHERE k.user_id = $1 ORDER BY k.version",
    )
    .bind(caller.user_id)
    .bind(caller.session_id)
    .fetch_all(&app.pool)
    .await?;
    let devices: Vec<(Uuid, Option<String>, Option<String>)> = sqlx::query_as(
        "SELECT d.id, k.public_key, k.proof FROM device d LEFT JOIN device_key k ON k.session_id = d.id
         WHERE d.user_id = $1 AND d.revoked_at IS NULL ORDER BY d.id",
    )
    .bind(caller.user_id)
    .fetch_all(&app.pool)
    .await?;
    let rotated = rotated.into_iter().filter_map(|(version, wrapped, check, share)| {
        Some(RotatedKey { version: u32::try_from(version).ok()?, wrapped, check, share })
    });
    let devices = devices.into_iter().map(|(session_id, public_key, proof)| DeviceKey {
        session_id,
        key: public_key.zip(proof).map(|(public_key, proof)| ProvedKey { public_key, proof }),
    });
    Ok(Keys { rotated: rotated.collect(), devices: devices.collect() })
}

/// Puts this device's public key.
///
/// # Errors
/// What is no key; [`Problem::away`].
pub async fn put_device_key(app: &App, caller: Caller, key: &ProvedKey) -> Result<(), Problem> {
    if !is_sealed_key(&key.public_key) || !is_sealed_key(&key.proof) {
        return Err(Problem::invalid("A chave do dispositivo não é base64, ou é longa demais."));
    }
    sqlx::query(
        "INSERT INTO device_key (session_id, user_id, public_key, proof) VALUES ($1, $2, $3, $4)
         ON CONFLICT (session_id) DO UPDATE SET public_key = excluded.public_key, proof = excluded.proof",
    )
    .bind(caller.session_id)
    .bind(caller.user_id)
    .bind(&key.public_key)
    .bind(&key.proof)
    .execute(&app.pool)
    .await?;
    Ok(())
}

/// Revokes a device, where one is named, and takes the next data key, both or neither.
///
/// # Errors
/// `no_such_device`; `key_rotated` where another device was faster; `devices_changed` where the shares are not those of the devices that stay; what is no
/// key; [`Problem::away`].
pub async fn rotate(app: &App, caller: Caller, rotation: &Rotation) -> Result<(), Problem> {
    let shares = rotation.shares.values().flatten();
    if ![&rotation.wrapped, &rotation.check].into_iter().chain(shares).all(|text| is_sealed_key(text)) {
        return Err(Problem::invalid("As chaves não são base64, ou são longas demais."));
    }
    if rotation.revoke == Some(caller.session_id) {
        return Err(Problem::invalid("Um dispositivo não troca a chave ao sair: saia dele, ou tire-o em outro."));
    }
    let Some(version) = i32::try_from(rotation.version).ok().filter(|version| *version > 1) else {
        return Err(Problem::invalid("As versões da chave começam em 2."));
    };
    let mut transaction = app.pool.begin().await?;
    // a push sees either the devices and the key of before, or those of after
    sqlx::query("SELECT FROM sync_head WHERE user_id = $1 FOR UPDATE")
        .bind(caller.user_id)
        .execute(&mut *transaction)
        .await?;
    let (last,): (i32,) = sqlx::query_as("SELECT coalesce(max(version), 1) FROM key_rotation WHERE user_id = $1")
        .bind(caller.user_id)
        .fetch_one(&mut *transaction)
        .await?;
    if last + 1 != version {
        return Err(Problem::new(409, "key_rotated", "Outro dispositivo acabou de trocar a chave: tente de novo."));
    }
    if let Some(device) = rotation.revoke {
        let revoked = sqlx::query(
            "UPDATE device SET revoked_at = now(), revoked_why = 'revoked_by_user' WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL",
        )
        .bind(device)
        .bind(caller.user_id)
        .execute(&mut *transaction)
        .await?;
        if revoked.rows_affected() == 0 {
            return Err(Problem::new(404, "no_such_device", "Esta conta não tem esse dispositivo."));
        }
        audit::record(app, &mut transaction, caller.user_id, Event::DeviceRevoked, caller.from, Some(device)).await?;
    }
    let stay: Vec<(Uuid,)> = sqlx::query_as("SELECT id FROM device WHERE user_id = $1 AND revoked_at IS NULL")
        .bind(caller.user_id)
        .fetch_all(&mut *transaction)
        .await?;
    let stay: BTreeSet<Uuid> = stay.into_iter().map(|(id,)| id).collect();
    if !stay.iter().eq(rotation.shares.keys()) {
        return Err(Problem::new(409, "devices_changed", "Os dispositivos da conta mudaram agora: tente de novo."));
    }
    sqlx::query("INSERT INTO key_rotation (user_id, version, wrapped, key_check) VALUES ($1, $2, $3, $4)")
        .bind(caller.user_id)
        .bind(version)
        .bind(&rotation.wrapped)
        .bind(&rotation.check)
        .execute(&mut *transaction)
        .await?;
    let (sessions, sealed): (Vec<Uuid>, Vec<&String>) =
        rotation.shares.iter().filter_map(|(session, share)| Some((*session, share.as_ref()?))).unzip();
    sqlx::query(
        "INSERT INTO key_share (session_id, user_id, version, sealed)
         SELECT session_id, $1, $2, sealed FROM unnest($3::uuid[], $4::text[]) AS share (session_id, sealed)",
    )
    .bind(caller.user_id)
    .bind(version)
    .bind(sessions)
    .bind(sealed)
    .execute(&mut *transaction)
    .await?;
    let by = Some(caller.session_id);
    audit::record(app, &mut transaction, caller.user_id, Event::KeyRotated, caller.from, by).await?;
    transaction.commit().await?;
    Ok(())
}
